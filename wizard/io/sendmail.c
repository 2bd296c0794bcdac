#include "wizard/io/sendmail.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"

/* Some hand the message on over the network before they return. */
#define DEADLINE_MS 60000
#define SAID_MAX 512

struct sendmail {
	struct loop *loop;
	char path[PATH_MAX]; /* what was found last */
};

struct sendmail_job {
	uv_process_t process;
	uv_pipe_t in, out; /* its standard input, its complaints */
	uv_timer_t timer;
	uv_write_t write;
	uv_shutdown_t shutdown;
	int open; /* handles that are not closed yet */
	char *message;
	char said[SAID_MAX];
	size_t len;
	bool exited, silent;
	int status; /* it ended with that, or by that signal */
	struct err err;
	sendmail_done *done; /* NULL: cancelled */
	void *arg;
};

/* --- The program ---------------------------------------------------------- */

static bool
is_runnable(struct sendmail *s, struct slice folder)
{
	int n;

	if (folder.len == 0 || folder.len >= sizeof(s->path) ||
	    folder.ptr[0] != '/')
		return false;
	n = snprintf(s->path, sizeof(s->path), "%.*s/sendmail",
	    (int)folder.len, folder.ptr);
	return n > 0 && (size_t)n < sizeof(s->path) &&
	    access(s->path, X_OK) == 0;
}

/* Where it is by custom, unless PATH names another one first. */
static const char *
program(void *self)
{
	const char *own = getenv("PATH");
	const char *const folders[] = {
	    own == NULL ? "" : own, "/usr/sbin:/usr/lib"};
	struct sendmail *s = self;

	for (size_t i = 0; i < COUNT_OF(folders); i++) {
		struct slice rest = slice_of(folders[i]), folder;

		while (slice_next(&rest, ':', &folder))
			if (is_runnable(s, folder))
				return s->path;
	}
	return NULL;
}

/* --- The end --------------------------------------------------------------- */

static void
closed(uv_handle_t *handle)
{
	struct sendmail_job *job = handle->data;
	struct slice nothing = {.ptr = ""};

	if (--job->open > 0)
		return;
	if (job->done != NULL)
		job->done(job->arg, &job->err, nothing);
	free(job->message);
	free(job);
}

static void
finish(struct sendmail_job *job)
{
	uv_handle_t *handles[] = {(uv_handle_t *)&job->process,
	    (uv_handle_t *)&job->in, (uv_handle_t *)&job->out,
	    (uv_handle_t *)&job->timer};

	for (size_t i = 0; i < COUNT_OF(handles); i++)
		if (!uv_is_closing(handles[i]))
			uv_close(handles[i], closed);
}

/* What the program complained of is the reason, whatever it is. */
static void
explain(struct sendmail_job *job)
{
	struct slice said =
	    slice_trim((struct slice) {job->said, job->len}, " \t\r\n");
	struct arena arena = ARENA_INIT;

	if (said.len > 0)
		err_set(&job->err, ERR_SYS,
		    _("sendmail refused the message: %s"),
		    text_safe(&arena, said));
	else
		err_set(&job->err, ERR_SYS,
		    _("sendmail refused the message and ended with %d"),
		    job->status);
	arena_release(&arena);
}

/* A process that may not be killed, being setgid, is left to itself. */
static void
kill_it(struct sendmail_job *job)
{
	if (job->exited || uv_process_kill(&job->process, SIGKILL) != 0)
		finish(job);
}

static void
too_late(uv_timer_t *timer)
{
	struct sendmail_job *job = timer->data;

	job->silent = true;
	err_set(&job->err, ERR_SYS,
	    _("sendmail took longer than a minute and was ended"));
	kill_it(job);
}

/* Its last words may still be on the way. */
static void
exited(uv_process_t *process, int64_t status, int signal)
{
	struct sendmail_job *job = process->data;

	job->exited = true;
	job->status = signal != 0 ? signal : (int)status;
	if (job->status != 0 && job->err.code == ERR_OK)
		explain(job);
	if (job->err.code == ERR_OK || job->silent)
		finish(job);
}

/* --- What it says ------------------------------------------------------------ */

static void
offer_room(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
	struct sendmail_job *job = handle->data;

	(void)suggested;
	*ret = uv_buf_init(
	    job->said + job->len, (unsigned)(SAID_MAX - job->len));
}

static void
says(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct sendmail_job *job = stream->data;

	(void)buf;
	if (n > 0)
		job->len += (size_t)n;
	if (n >= 0)
		return;
	job->silent = true;
	(void)uv_read_stop(stream);
	if (job->exited) {
		explain(job);
		finish(job);
	}
}

/* --- The beginning ------------------------------------------------------------ */

static void
shut(uv_shutdown_t *request, int status)
{
	(void)request;
	(void)status;
}

static void
written(uv_write_t *request, int status)
{
	struct sendmail_job *job = request->data;

	if (status == 0)
		(void)uv_shutdown(
		    &job->shutdown, (uv_stream_t *)&job->in, shut);
}

static int
spawn(struct sendmail_job *job, uv_loop_t *uv, const char *path,
    const struct sendmail_request *request)
{
	/* -i: a line with a single dot does not end the message. */
	const char *const argv[] = {
	    path, "-i", "-f", request->from, "--", request->to};
	char *args[COUNT_OF(argv) + 1] = {NULL};
	uv_stdio_container_t stdio[3] = {
	    {.flags = (uv_stdio_flags)(UV_CREATE_PIPE | UV_READABLE_PIPE),
		.data.stream = (uv_stream_t *)&job->in},
	    {.flags = UV_IGNORE},
	    {.flags = (uv_stdio_flags)(UV_CREATE_PIPE | UV_WRITABLE_PIPE),
		.data.stream = (uv_stream_t *)&job->out},
	};
	uv_process_options_t options = {
	    .file = path,
	    .args = args,
	    .exit_cb = exited,
	    .stdio_count = COUNT_OF(stdio),
	    .stdio = stdio,
	};
	int result;

	for (size_t i = 0; i < COUNT_OF(argv); i++)
		args[i] = mem_copy(argv[i]);
	result = uv_spawn(uv, &job->process, &options);
	for (size_t i = 0; i < COUNT_OF(argv); i++)
		free(args[i]);
	return result;
}

static void
init_handles(struct sendmail_job *job, uv_loop_t *uv)
{
	/* These cannot fail: they fill in a structure. */
	(void)uv_pipe_init(uv, &job->in, 0);
	(void)uv_pipe_init(uv, &job->out, 0);
	(void)uv_timer_init(uv, &job->timer);
	job->process.data = job->in.data = job->out.data = job->timer.data = job;
	job->write.data = job;
	job->open = 4;
}

static void
feed(struct sendmail_job *job, struct slice message)
{
	uv_buf_t buf;

	job->message = mem_copy_of(message.ptr, message.len);
	buf = uv_buf_init(job->message, (unsigned)message.len);
	loop_start_timer(&job->timer, too_late, DEADLINE_MS);
	(void)uv_read_start((uv_stream_t *)&job->out, offer_room, says);
	(void)uv_write(
	    &job->write, (uv_stream_t *)&job->in, &buf, 1, written);
}

static struct sendmail_job *
submit(void *self, const struct sendmail_request *request, sendmail_done *done,
    void *arg)
{
	struct sendmail_job *job = mem_alloc(sizeof(*job));
	struct sendmail *s = self;
	const char *path = program(s);
	uv_loop_t *uv = loop_uv(s->loop);
	int status = UV_ENOENT;

	job->done = done;
	job->arg = arg;
	init_handles(job, uv);
	if (path != NULL)
		status = spawn(job, uv, path, request);
	if (status == 0) {
		feed(job, request->message);
		return job;
	}
	/* Nothing runs, and nothing may be sent to its number. */
	job->exited = true;
	err_set(&job->err, ERR_SYS, _("sendmail cannot be run: %s"),
	    uv_strerror(status));
	finish(job);
	return job;
}

static void
cancel(void *self, struct sendmail_job *job)
{
	(void)self;
	job->done = NULL;
	kill_it(job);
	finish(job);
}

/* --- Life ----------------------------------------------------------------------- */

struct sendmail *
sendmail_new(struct loop *loop)
{
	struct sendmail *s = mem_alloc(sizeof(*s));

	s->loop = loop;
	/* A program that does not read its input is no reason to die. */
	(void)signal(SIGPIPE, SIG_IGN);
	return s;
}

void
sendmail_free(struct sendmail *s)
{
	if (s == NULL)
		return;
	free(s);
}

struct sendmail_service
sendmail_service(struct sendmail *s)
{
	return (struct sendmail_service) {
	    .self = s,
	    .program = program,
	    .send = submit,
	    .cancel = cancel,
	};
}
