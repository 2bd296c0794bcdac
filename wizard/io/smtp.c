#include "wizard/io/smtp.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/smtp_reply.h"
#include "wizard/io/smtp_tls.h"

#define READ_SIZE  4096   /* octets at a time */
#define TOTAL_MAX  262144 /* octets of a whole conversation */
#define AT_ONCE    8      /* conversations; the others wait for their turn */

TAILQ_HEAD(jobs, smtp_job);

struct smtp {
	struct loop *loop;
	uint16_t port;
	char *ca_file;
	int64_t timeout;
	struct jobs jobs, waiting;
	size_t talking; /* jobs */
};

enum stage { STAGE_GREETING, STAGE_HELLO, STAGE_STARTTLS, STAGE_TLS };

/* One conversation. Released when libuv has closed both handles. */
struct smtp_job {
	TAILQ_ENTRY(smtp_job) entry;
	struct smtp *smtp; /* NULL: it has ended */
	uv_tcp_t tcp;
	uv_timer_t timer;
	uv_connect_t connect;
	unsigned open; /* handles */
	bool talking;
	struct ip address;
	char *host;
	struct arena *arena;
	smtp_done *done;
	void *arg;
	enum stage stage;
	struct smtp_reply reply;
	char name[SMTP_REPLY_NAME]; /* which it greeted with */
	bool expands;
	struct smtp_tls *tls;
	size_t total;
	char input[READ_SIZE];
	char problem[160]; /* for the timer that is to say so */
};

struct outgoing {
	uv_write_t request;
	char data[READ_SIZE];
};

/* --- The end ------------------------------------------------------------- */

static void
on_closed(uv_handle_t *handle)
{
	struct smtp_job *job = handle->data;

	if (--job->open > 0)
		return;
	smtp_tls_free(job->tls);
	free(job->host);
	free(job);
}

static void
hang_up(struct smtp_job *job)
{
	struct smtp *smtp = job->smtp;

	TAILQ_REMOVE(job->talking ? &smtp->jobs : &smtp->waiting, job, entry);
	smtp->talking -= job->talking;
	job->smtp = NULL;
	uv_close((uv_handle_t *)&job->tcp, on_closed);
	uv_close((uv_handle_t *)&job->timer, on_closed);
}

static void begin(struct smtp_job *job);

static void
end(struct smtp_job *job)
{
	struct smtp *smtp = job->smtp;

	hang_up(job);
	if (smtp->talking < AT_ONCE && !TAILQ_EMPTY(&smtp->waiting))
		begin(TAILQ_FIRST(&smtp->waiting));
}

static void
finish(struct smtp_job *job, enum server_status status, const char *said)
{
	struct mail_server *server = arena_alloc(job->arena, sizeof(*server));
	smtp_done *done = job->done;
	void *arg = job->arg;

	*server = (struct mail_server) {
	    .status = status,
	    .said = arena_copy(job->arena, said),
	    .name = arena_copy(job->arena, job->name),
	    .expands = job->expands,
	    .protocol = "",
	    .cipher = "",
	    .distrust = "",
	    .subject = "",
	};
	if (status == SERVER_SECURED)
		smtp_tls_report(job->tls, job->arena, server);
	end(job);
	done(arg, server);
}

/* --- Sending ------------------------------------------------------------- */

static void
on_written(uv_write_t *request, int status)
{
	(void)status; /* what does not arrive is not answered */
	free((struct outgoing *)request);
}

static void
send_octets(struct smtp_job *job, const void *data, size_t len)
{
	struct outgoing *out = mem_alloc(sizeof(*out));
	uv_buf_t octets = uv_buf_init(out->data, (unsigned)len);

	memcpy(out->data, data, len);
	if (uv_write(&out->request, (uv_stream_t *)&job->tcp, &octets, 1,
		on_written) != 0)
		free(out);
}

static void
send_tls(struct smtp_job *job)
{
	char octets[READ_SIZE];
	size_t n;

	while ((n = smtp_tls_drain(job->tls, octets, sizeof(octets))) > 0)
		send_octets(job, octets, n);
}

/* Our name in EHLO is our address: it needs no DNS (RFC 5321 section 4.1.3). */
static void
say_hello(struct smtp_job *job)
{
	struct sockaddr_storage own;
	int len = sizeof(own);
	char address[IP_TEXT_MAX] = "0.0.0.0", line[IP_TEXT_MAX + 32];
	bool six = false;

	if (uv_tcp_getsockname(&job->tcp, (struct sockaddr *)&own, &len) == 0) {
		six = own.ss_family == AF_INET6;
		(void)uv_ip_name(
		    (struct sockaddr *)&own, address, sizeof(address));
	}
	(void)snprintf(line, sizeof(line), "EHLO [%s%s]\r\n",
	    six ? "IPv6:" : "", address);
	send_octets(job, line, strlen(line));
}

/* --- Receiving ----------------------------------------------------------- */

static void
take_tls(struct smtp_job *job, struct slice octets)
{
	enum smtp_tls_state state =
	    smtp_tls_feed(job->tls, octets.ptr, octets.len);

	if (state == SMTP_TLS_DONE)
		smtp_tls_say(job->tls, "QUIT\r\n");
	send_tls(job);
	if (state == SMTP_TLS_DONE)
		finish(job, SERVER_SECURED, "");
	else if (state == SMTP_TLS_FAILED)
		finish(job, SERVER_TLS_FAILED, smtp_tls_problem(job->tls));
}

static void
begin_tls(struct smtp_job *job)
{
	job->stage = STAGE_TLS;
	job->tls = smtp_tls_new(job->host, job->smtp->ca_file);
	if (job->tls == NULL)
		finish(job, SERVER_UNREACHABLE, _("no TLS on this machine"));
	else
		take_tls(job, (struct slice) {"", 0});
}

static void
say_starttls(struct smtp_job *job)
{
	static const char starttls[] = "STARTTLS\r\n", quit[] = "QUIT\r\n";

	if (job->reply.starttls) {
		job->stage = STAGE_STARTTLS;
		smtp_reply_begin(&job->reply);
		send_octets(job, starttls, strlen(starttls));
	} else {
		send_octets(job, quit, strlen(quit));
		finish(job, SERVER_PLAIN, "");
	}
}

/* A whole reply; what was wanted is in the 200s. */
static void
take_reply(struct smtp_job *job)
{
	if (job->reply.code / 100 != 2) {
		finish(job,
		    job->stage == STAGE_STARTTLS ? SERVER_TLS_FAILED
						 : SERVER_REFUSES,
		    job->reply.line);
		return;
	}
	switch (job->stage) {
	case STAGE_GREETING:
		job->stage = STAGE_HELLO;
		memcpy(job->name, job->reply.name, sizeof(job->name));
		smtp_reply_begin(&job->reply);
		say_hello(job);
		break;
	case STAGE_HELLO:
		job->expands = job->reply.expn;
		say_starttls(job);
		break;
	case STAGE_STARTTLS:
	case STAGE_TLS:
		begin_tls(job);
		break;
	}
}

/* What follows a reply unasked is dropped: it was sent before TLS began. */
static void
take(struct smtp_job *job, struct slice octets)
{
	if (job->stage == STAGE_TLS) {
		take_tls(job, octets);
		return;
	}
	switch (smtp_reply_read(&job->reply, &octets)) {
	case SMTP_REPLY_GOES_ON:
		break;
	case SMTP_REPLY_WHOLE:
		take_reply(job);
		break;
	case SMTP_REPLY_BROKEN:
		finish(job, SERVER_REFUSES, _("it does not speak SMTP"));
		break;
	}
}

static void
on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
	struct smtp_job *job = handle->data;

	(void)suggested;
	*ret = uv_buf_init(job->input, sizeof(job->input));
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct smtp_job *job = stream->data;
	bool tls = job->stage >= STAGE_STARTTLS;

	if (n > 0 && (job->total += (size_t)n) <= TOTAL_MAX)
		take(job, (struct slice) {buf->base, (size_t)n});
	else if (n != 0)
		finish(job, tls ? SERVER_TLS_FAILED : SERVER_REFUSES,
		    n > 0 ? _("it talks without an end")
			  : _("it ended the connection"));
}

/* --- Connecting ---------------------------------------------------------- */

static void
on_connected(uv_connect_t *connect, int status)
{
	struct smtp_job *job = connect->handle->data;

	if (job->smtp == NULL)
		return;
	if (status == 0)
		status = uv_read_start(
		    (uv_stream_t *)&job->tcp, on_alloc, on_read);
	if (status != 0)
		finish(job, SERVER_UNREACHABLE, uv_strerror(status));
}

static void
on_timer(uv_timer_t *timer)
{
	struct smtp_job *job = timer->data;

	finish(job,
	    job->stage >= STAGE_STARTTLS ? SERVER_TLS_FAILED
					 : SERVER_UNREACHABLE,
	    job->problem);
}

static int
connect_to(struct smtp_job *job)
{
	const struct ip *ip = &job->address;
	uint16_t port = job->smtp->port;
	struct sockaddr_in6 six;
	struct sockaddr_in four;
	char text[IP_TEXT_MAX];
	int status;

	ip_format(ip, text);
	status = ip->family == 6 ? uv_ip6_addr(text, port, &six)
				 : uv_ip4_addr(text, port, &four);
	if (status != 0)
		return status;
	return uv_tcp_connect(&job->connect, &job->tcp,
	    ip->family == 6 ? (struct sockaddr *)&six
			    : (struct sockaddr *)&four,
	    on_connected);
}

static void
open_handles(struct smtp_job *job)
{
	uv_loop_t *uv = loop_uv(job->smtp->loop);

	(void)uv_tcp_init(uv, &job->tcp);
	(void)uv_timer_init(uv, &job->timer);
	job->tcp.data = job;
	job->timer.data = job;
	job->open = 2;
}

/* Nobody is called back in here: a timer says at once what went wrong. */
static void
begin(struct smtp_job *job)
{
	struct smtp *smtp = job->smtp;
	int status;

	TAILQ_REMOVE(&smtp->waiting, job, entry);
	TAILQ_INSERT_TAIL(&smtp->jobs, job, entry);
	job->talking = true;
	smtp->talking++;
	status = connect_to(job);
	(void)snprintf(job->problem, sizeof(job->problem), "%s",
	    status != 0 ? uv_strerror(status)
			: _("it did not answer in time"));
	loop_start_timer(
	    &job->timer, on_timer, status != 0 ? 0 : smtp->timeout);
}

static struct smtp_job *
meet(void *self, const struct smtp_request *request, struct arena *arena,
    smtp_done *done, void *arg)
{
	struct smtp *smtp = self;
	struct smtp_job *job = mem_alloc(sizeof(*job));

	job->smtp = smtp;
	job->address = request->address;
	job->host = mem_copy(request->host);
	job->arena = arena;
	job->done = done;
	job->arg = arg;
	TAILQ_INSERT_TAIL(&smtp->waiting, job, entry);
	open_handles(job);
	if (smtp->talking < AT_ONCE)
		begin(job);
	return job;
}

static void
cancel(void *self, struct smtp_job *job)
{
	(void)self;
	end(job);
}

/* --- The whole ----------------------------------------------------------- */

struct smtp *
smtp_new(struct loop *loop, const struct smtp_options *options)
{
	static const struct smtp_options defaults = {.port = 0};
	struct smtp *smtp = mem_alloc(sizeof(*smtp));

	if (options == NULL)
		options = &defaults;
	smtp->loop = loop;
	smtp->port = options->port != 0 ? options->port : 25;
	smtp->timeout =
	    options->timeout != 0 ? options->timeout : SMTP_TIMEOUT;
	if (options->ca_file != NULL)
		smtp->ca_file = mem_copy(options->ca_file);
	TAILQ_INIT(&smtp->jobs);
	TAILQ_INIT(&smtp->waiting);
	/* A server that has gone away is no reason to die. */
	(void)signal(SIGPIPE, SIG_IGN);
	return smtp;
}

void
smtp_free(struct smtp *smtp)
{
	if (smtp == NULL)
		return;
	while (!TAILQ_EMPTY(&smtp->waiting))
		hang_up(TAILQ_FIRST(&smtp->waiting));
	while (!TAILQ_EMPTY(&smtp->jobs))
		hang_up(TAILQ_FIRST(&smtp->jobs));
	free(smtp->ca_file);
	free(smtp);
}

struct smtp_service
smtp_service(struct smtp *smtp)
{
	return (struct smtp_service) {
	    .self = smtp,
	    .meet = meet,
	    .cancel = cancel,
	};
}
