#include "wizard/io/sim_mailbox.h"

#include <stdlib.h>

#include "wizard/base/mem.h"

#define ON_THE_WAY_MS 4000

struct sendmail_job {
	struct timer *timer;
	char *received;
	sendmail_done *done;
	void *arg;
};

static const char *
program(void *self)
{
	(void)self;
	return "/usr/sbin/sendmail";
}

/* As the receiver files it: RFC 5321 section 4.4. */
static char *
receive(const struct host_facts *host, const struct sendmail_request *request)
{
	const char *hello =
	    host->mta_hello != NULL ? host->mta_hello : host->hostname;
	char ip[IP_TEXT_MAX] = "";
	struct buf text = BUF_INIT;

	if (host->addresses > 0)
		ip_format(&host->address[0], ip);
	buf_addf(&text, "Return-Path: <%s>\n", request->from);
	buf_addf(&text,
	    "Received: from %s (%s [%s])\n\tby mx.mailbox.example with "
	    "ESMTPS\n",
	    hello, hello, ip);
	buf_add(&text, request->message.ptr, request->message.len);
	return buf_take(&text);
}

static void
arrive(void *arg)
{
	struct sendmail_job *job = arg;
	struct err none = ERR_INIT;

	job->done(job->arg, &none, slice_of(job->received));
	free(job->received);
	free(job);
}

static struct sendmail_job *
submit(void *self, const struct sendmail_request *request, sendmail_done *done,
    void *arg)
{
	struct sim_mailbox *mailbox = self;
	struct sendmail_job *job = mem_alloc(sizeof(*job));

	job->received = receive(mailbox->host, request);
	job->done = done;
	job->arg = arg;
	job->timer = mailbox->clock.after(
	    mailbox->clock.self, ON_THE_WAY_MS, arrive, job);
	return job;
}

static void
cancel(void *self, struct sendmail_job *job)
{
	struct sim_mailbox *mailbox = self;

	mailbox->clock.stop(mailbox->clock.self, job->timer);
	free(job->received);
	free(job);
}

struct sendmail_service
sim_mailbox_service(struct sim_mailbox *mailbox)
{
	return (struct sendmail_service) {
	    .self = mailbox,
	    .program = program,
	    .send = submit,
	    .cancel = cancel,
	};
}
