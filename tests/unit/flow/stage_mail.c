/* The stage's verifier of messages, and its sendmail. */
#include <string.h>

#include "tests/unit/flow/stage_core.h"
#include "wizard/record/message.h"

/* --- Verifying ----------------------------------------------------------- */

void
stage_mail_faults(struct stage *stage, unsigned faults)
{
	stage->mail_faults = faults;
}

static void
mail_is_verified(struct stage *stage, struct event_to_come *event)
{
	struct mail_signature signature[MAIL_SIGNATURES_MAX];

	memset(signature, 0, sizeof(signature));
	for (size_t i = 0; i < event->what.mail.count; i++)
		signature[i].faults = stage->mail_faults;
	event->what.mail.done(
	    event->what.mail.arg, signature, event->what.mail.count);
}

static struct mail_job *
verify(void *self, const struct mail_request *request, mail_done *done,
    void *arg)
{
	struct event_to_come *event =
	    stage_soon(self, STAGE_WORK, true, mail_is_verified);
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct message message;

	assert_int_equal(
	    message_parse(&arena, request->message, &message, &err), ERR_OK);
	event->what.mail.count = message_count(&message, "DKIM-Signature");
	assert_true(event->what.mail.count <= MAIL_SIGNATURES_MAX);
	event->what.mail.done = done;
	event->what.mail.arg = arg;
	arena_release(&arena);
	return (struct mail_job *)event;
}

static void
cancel_verifying(void *self, struct mail_job *job)
{
	stage_drop(self, (struct event_to_come *)job);
}

/* --- Sending ------------------------------------------------------------- */

void
stage_no_sendmail(struct stage *stage)
{
	stage->no_sendmail = true;
}

void
stage_sendmail_fails(struct stage *stage, enum err_code code)
{
	stage->sendmail_failure = code;
}

const char *
stage_sent(const struct stage *stage)
{
	return stage->sent;
}

void
stage_received(struct stage *stage, const char *text)
{
	stage->received = text;
}

static const char *
program(void *self)
{
	const struct stage *stage = self;

	return stage->no_sendmail ? NULL : "/usr/sbin/sendmail";
}

static void
mail_is_sent(struct stage *stage, struct event_to_come *event)
{
	const char *received =
	    stage->received == NULL ? "" : stage->received;
	struct err err = ERR_INIT;

	if (stage->sendmail_failure != ERR_OK)
		err_set(&err, stage->sendmail_failure, "the queue is full");
	event->what.sendmail.done(
	    event->what.sendmail.arg, &err, slice_of(received));
}

static struct sendmail_job *
send(void *self, const struct sendmail_request *request, sendmail_done *done,
    void *arg)
{
	struct stage *stage = self;
	struct event_to_come *event =
	    stage_soon(stage, STAGE_WORK, true, mail_is_sent);

	stage->sent = arena_printf(&stage->arena, "%s %s\n%.*s", request->from,
	    request->to, (int)request->message.len, request->message.ptr);
	event->what.sendmail.done = done;
	event->what.sendmail.arg = arg;
	return (struct sendmail_job *)event;
}

static void
cancel_sending(void *self, struct sendmail_job *job)
{
	stage_drop(self, (struct event_to_come *)job);
}

void
stage_set_mail(struct stage *stage)
{
	stage->services.mail = (struct mail_service) {
	    .self = stage,
	    .verify = verify,
	    .cancel = cancel_verifying,
	};
	stage->services.sendmail = (struct sendmail_service) {
	    .self = stage,
	    .program = program,
	    .send = send,
	    .cancel = cancel_sending,
	};
}
