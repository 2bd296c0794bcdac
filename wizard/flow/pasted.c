#include "wizard/flow/pasted.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/received.h"

#define UTF8_LONGEST 4 /* a face cuts before a character, not inside it */

static void
forget_verdict(struct pasted *p)
{
	judge_free(p->judge);
	p->judge = NULL;
	arena_reset(&p->arena);
	p->field = p->value = NULL;
	p->seen.family = 0;
}

void
pasted_set(struct pasted *p, const char *text)
{
	forget_verdict(p);
	buf_clear(&p->text);
	buf_adds(&p->text, text);
}

static bool
has_field(const struct message *message, const char *name)
{
	return message_find(message, name, NULL) != NULL;
}

/* By Received; where none names an address, by what is said about SPF. */
static void
find_client(struct pasted *p, const struct message *message)
{
	const struct ip any = {.family = 0};
	struct received received;
	struct received_spf spf;

	if (received_find(&p->arena, message, &any, &received)) {
		p->field = "Received";
		p->value = arena_copy_slice(&p->arena, received.value);
		p->seen = received.ip;
		return;
	}
	spf = received_spf_of(&p->arena, message);
	if (spf.client.family == 0)
		return;
	p->field = "Received-SPF";
	p->value = arena_copy_slice(&p->arena,
	    message_find(message, "Received-SPF", NULL)->value);
	p->seen = spf.client;
}

enum err_code
pasted_read(struct pasted *p, struct err *err)
{
	struct slice text = {buf_text(&p->text), p->text.len};
	struct message message;

	forget_verdict(p);
	if (text.len + UTF8_LONGEST > VIEW_AREA_MAX)
		return err_set(err, ERR_LIMIT,
		    _("The message is longer than 256 KB, and a part of it "
		      "cannot be judged. Send a short one, or save it to a "
		      "file and use: inkan verify FILE"));
	if (message_parse(&p->arena, text, &message, err) != ERR_OK)
		return err->code;
	if (!has_field(&message, "From") && !has_field(&message, "Received"))
		return err_set(err, ERR_SYNTAX,
		    _("There is no message with its header in it. Copy all "
		      "that \"Show original\" shows, from its first line on."));
	find_client(p, &message);
	return ERR_OK;
}

void
pasted_judge(struct pasted *p, const struct services *services,
    const struct ip *ip, void (*changed)(void *arg), void *arg)
{
	struct slice text = {buf_text(&p->text), p->text.len};
	struct judge_options options = {.ip = *ip};

	judge_free(p->judge);
	p->judge = judge_new(services, text, &options, changed, arg);
}

const struct judgement *
pasted_result(const struct pasted *p)
{
	return p->judge == NULL ? NULL : judge_result(p->judge);
}

void
pasted_forget(struct pasted *p)
{
	forget_verdict(p);
	arena_release(&p->arena);
	buf_release(&p->text);
}
