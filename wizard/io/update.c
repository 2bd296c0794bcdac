#include "wizard/io/update.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/tsig_key.h"

#define DNS_PORT   53
#define TIMEOUT_MS 10000
#define LENGTH_LEN 2 /* octets in front of a message, RFC 1035 section 4.2.2 */

struct update {
	struct loop *loop;
	struct update_options options;
};

struct update_job {
	struct update *update;
	uv_tcp_t tcp;
	uv_timer_t timer;
	uv_connect_t connect;
	uv_write_t write;
	int open; /* handles that are not closed yet */
	bool sent; /* the server may have got it */
	bool is_signed;
	uint16_t id;
	struct tsig_key key;
	struct tsig_mac mac; /* of what was sent */
	unsigned char head[LENGTH_LEN]; /* the length of the message */
	struct buf message;
	struct buf answer; /* with its length */
	struct update_result result;
	update_done *done; /* NULL: cancelled */
	void *arg;
};

/* --- The end ------------------------------------------------------------- */

static void
closed(uv_handle_t *handle)
{
	struct update_job *job = handle->data;

	if (--job->open > 0)
		return;
	tsig_key_wipe(&job->key);
	if (job->done != NULL)
		job->done(job->arg, &job->result);
	buf_release(&job->message);
	buf_release(&job->answer);
	free(job);
}

static void
finish(struct update_job *job, enum update_end end)
{
	uv_handle_t *handles[] = {
	    (uv_handle_t *)&job->tcp, (uv_handle_t *)&job->timer};

	if (uv_is_closing(handles[0]))
		return;
	job->result.end = end;
	for (size_t i = 0; i < COUNT_OF(handles); i++)
		uv_close(handles[i], closed);
}

/* What was under way may have arrived, even if nobody says so. */
static void
broken(struct update_job *job, int status)
{
	(void)err_set(&job->result.err, ERR_SYS, "%s", uv_strerror(status));
	finish(job, job->sent ? UPDATE_SILENT : UPDATE_NOT_SENT);
}

static void
too_late(uv_timer_t *timer)
{
	broken(timer->data, UV_ETIMEDOUT);
}

/* --- The answer ---------------------------------------------------------- */

static uint64_t
seconds_now(const struct update_job *job)
{
	struct clock_service clock = loop_clock(job->update->loop);

	return (uint64_t)(clock.now(clock.self) / 1000);
}

/* How fast this clock is, as far as the server says. */
static int64_t
seconds_ahead(const struct update_job *job, const struct tsig *tsig)
{
	uint64_t theirs = tsig_server_time(tsig);

	return theirs == 0 ? 0 : (int64_t)(seconds_now(job) - theirs);
}

static enum update_end
judge_signature(struct update_job *job, struct slice answer)
{
	static const enum update_end ends[] = {
	    [TSIG_GOOD] = UPDATE_ANSWERED,
	    [TSIG_REFUSED] = UPDATE_KEY_REFUSED,
	    [TSIG_MISSING] = UPDATE_UNSIGNED,
	    [TSIG_FORGED] = UPDATE_FORGED,
	};
	struct arena arena = ARENA_INIT;
	struct tsig tsig = {.error = 0};
	enum tsig_verdict verdict;

	if (!job->is_signed)
		return UPDATE_ANSWERED;
	verdict = tsig_key_check(&arena, &job->key, seconds_now(job),
	    &job->mac, answer, &tsig);
	if (verdict == TSIG_GOOD || verdict == TSIG_REFUSED)
		job->result.error = tsig.error;
	if (verdict == TSIG_GOOD && tsig.error != 0) {
		job->result.ahead = seconds_ahead(job, &tsig);
		verdict = TSIG_REFUSED;
	}
	arena_release(&arena);
	return ends[verdict];
}

static void
judge(struct update_job *job, struct slice answer)
{
	if (!dnsupdate_is_answer(answer, job->id, &job->result.rcode))
		finish(job, UPDATE_FORGED);
	else
		finish(job, judge_signature(job, answer));
}

/* The whole message, when all of it is here. */
static bool
is_whole(const struct update_job *job, struct slice *ret)
{
	const unsigned char *head = (const unsigned char *)job->answer.data;
	size_t len;

	if (job->answer.len < LENGTH_LEN)
		return false;
	len = (size_t)(head[0] << 8 | head[1]);
	if (job->answer.len < LENGTH_LEN + len)
		return false;
	*ret = (struct slice) {job->answer.data + LENGTH_LEN, len};
	return true;
}

static void
offer_room(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
	static char room[4096];

	(void)handle;
	(void)suggested;
	*ret = uv_buf_init(room, sizeof(room));
}

/* No more than a message and a piece is ever kept. */
static void
came(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct update_job *job = stream->data;
	struct slice answer;

	if (n < 0) {
		broken(job, (int)n);
		return;
	}
	buf_add(&job->answer, buf->base, (size_t)n);
	if (is_whole(job, &answer))
		judge(job, answer);
}

/* --- The question -------------------------------------------------------- */

static void
written(uv_write_t *request, int status)
{
	struct update_job *job = request->data;

	if (status != 0 && status != UV_ECANCELED)
		broken(job, status);
}

static void
connected(uv_connect_t *request, int status)
{
	struct update_job *job = request->data;
	uv_buf_t bufs[] = {
	    uv_buf_init((char *)job->head, sizeof(job->head)),
	    uv_buf_init(job->message.data, (unsigned)job->message.len),
	};

	if (status == UV_ECANCELED)
		return;
	if (status == 0) {
		job->sent = true;
		status = uv_read_start(
		    (uv_stream_t *)&job->tcp, offer_room, came);
	}
	if (status == 0)
		status = uv_write(&job->write, (uv_stream_t *)&job->tcp, bufs,
		    COUNT_OF(bufs), written);
	if (status != 0)
		broken(job, status);
}

static struct sockaddr_storage
address_of(const struct ip *ip, uint16_t port)
{
	struct sockaddr_storage any = {.ss_family = AF_INET};
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

	v4.sin_port = v6.sin6_port = htons(port);
	memcpy(&v4.sin_addr, ip->octets, sizeof(v4.sin_addr));
	memcpy(&v6.sin6_addr, ip->octets, sizeof(v6.sin6_addr));
	if (ip->family == 4)
		memcpy(&any, &v4, sizeof(v4));
	else
		memcpy(&any, &v6, sizeof(v6));
	return any;
}

static int
begin(struct update_job *job, const struct update_request *request)
{
	const struct update_options *o = &job->update->options;
	struct sockaddr_storage address = address_of(
	    &request->server, request->port != 0 ? request->port : o->port);

	loop_start_timer(&job->timer, too_late, o->timeout);
	return uv_tcp_connect(&job->connect, &job->tcp,
	    (const struct sockaddr *)&address, connected);
}

/* Makes the message, and signs it. */
static enum err_code
prepare(struct update_job *job, const struct update_request *request)
{
	struct err *err = &job->result.err;

	if (getrandom(&job->id, sizeof(job->id), 0) != sizeof(job->id))
		return err_sys(err, _("No random numbers are to be had"));
	if (dnsupdate_encode(
		request->update, job->id, &job->message, err) != ERR_OK)
		return err->code;
	if (request->key_file == NULL)
		return ERR_OK;
	job->is_signed = true;
	if (tsig_key_read(request->key_file, &job->key, err) != ERR_OK ||
	    tsig_key_sign(&job->key, seconds_now(job), &job->message,
		&job->mac, err) != ERR_OK)
		return err->code;
	return ERR_OK;
}

/* Signing made it longer. */
static void
count_message(struct update_job *job)
{
	job->head[0] = (unsigned char)(job->message.len >> 8);
	job->head[1] = (unsigned char)job->message.len;
}

static void
init_handles(struct update_job *job, uv_loop_t *uv)
{
	/* These cannot fail: they fill in a structure. */
	(void)uv_tcp_init(uv, &job->tcp);
	(void)uv_timer_init(uv, &job->timer);
	job->tcp.data = job->timer.data = job;
	job->connect.data = job->write.data = job;
	job->open = 2;
}

static struct update_job *
submit(void *self, const struct update_request *request, update_done *done,
    void *arg)
{
	struct update_job *job = mem_alloc(sizeof(*job));
	struct update *update = self;
	int status;

	job->update = update;
	job->done = done;
	job->arg = arg;
	init_handles(job, loop_uv(update->loop));
	if (prepare(job, request) != ERR_OK) {
		finish(job, UPDATE_NOT_SENT);
		return job;
	}
	count_message(job);
	status = begin(job, request);
	if (status != 0)
		broken(job, status);
	return job;
}

static void
cancel(void *self, struct update_job *job)
{
	(void)self;
	job->done = NULL;
	finish(job, UPDATE_SILENT);
}

/* --- The key ------------------------------------------------------------- */

static enum err_code
look_at_key(
    void *self, const char *path, struct update_key *ret, struct err *err)
{
	struct tsig_key key;

	(void)self;
	if (tsig_key_read(path, &key, err) != ERR_OK)
		return err->code;
	memcpy(ret->name, key.name, sizeof(ret->name));
	ret->algorithm = key.algorithm->name;
	ret->exposed = key.exposed;
	tsig_key_wipe(&key);
	return ERR_OK;
}

/* --- Life ---------------------------------------------------------------- */

struct update *
update_new(struct loop *loop, const struct update_options *options)
{
	struct update *update = mem_alloc(sizeof(*update));

	update->loop = loop;
	update->options = *options;
	if (update->options.port == 0)
		update->options.port = DNS_PORT;
	if (update->options.timeout == 0)
		update->options.timeout = TIMEOUT_MS;
	/* A server that hangs up is no reason to die. */
	(void)signal(SIGPIPE, SIG_IGN);
	return update;
}

void
update_free(struct update *update)
{
	free(update);
}

struct update_service
update_service(struct update *update)
{
	return (struct update_service) {
	    .self = update,
	    .key = look_at_key,
	    .send = submit,
	    .cancel = cancel,
	};
}
