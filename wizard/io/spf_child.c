#include "wizard/io/spf_child.h"

#include <errno.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/loop.h"
#include "wizard/io/spf_lines.h"

struct spf_child {
	struct spf_child_params params;
	uv_process_t process;
	uv_pipe_t in;  /* what the child reads */
	uv_pipe_t out; /* what the child writes */
	uv_timer_t deadline;
	unsigned handles; /* not yet closed */
	bool stopped;
	bool exited;
	bool eof;
	int64_t status;
	int signal;
	size_t len; /* octets in text: a line that is not complete yet */
	char text[SPF_LINE_MAX];
};

static void
end(struct spf_child *child, enum spf_fate fate, int detail)
{
	if (!child->stopped)
		child->params.end(child->params.arg, fate, detail);
}

/* The last line may still be in the pipe when the exit is known. */
static void
end_if_over(struct spf_child *child)
{
	if (!child->exited || !child->eof)
		return;
	if (child->signal != 0)
		end(child, SPF_CHILD_KILLED, child->signal);
	else
		end(child, SPF_CHILD_EXITED, (int)child->status);
}

static void
on_exit_of(uv_process_t *process, int64_t status, int signal)
{
	struct spf_child *child = process->data;

	child->exited = true;
	child->status = status;
	child->signal = signal;
	end_if_over(child);
}

static void
on_deadline(uv_timer_t *timer)
{
	end(timer->data, SPF_CHILD_TOO_SLOW, 0);
}

static void
on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
	struct spf_child *child = handle->data;

	(void)suggested;
	*ret = uv_buf_init(child->text + child->len,
	    (unsigned)(sizeof(child->text) - child->len));
}

/* Hands over every complete line; what is left moves to the front. */
static void
give_lines(struct spf_child *child)
{
	struct slice rest = {child->text, child->len};
	const char *feed;

	while (!child->stopped && rest.len > 0 &&
	    (feed = memchr(rest.ptr, '\n', rest.len)) != NULL) {
		struct slice line = {rest.ptr, (size_t)(feed - rest.ptr)};

		rest.ptr += line.len + 1;
		rest.len -= line.len + 1;
		child->params.line(child->params.arg, line);
	}
	memmove(child->text, rest.ptr, rest.len);
	child->len = rest.len;
}

static void
on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct spf_child *child = stream->data;

	(void)buf;
	if (n < 0) {
		(void)uv_read_stop(stream);
		child->eof = true;
		end_if_over(child);
		return;
	}
	child->len += (size_t)n;
	give_lines(child);
	if (child->len == sizeof(child->text)) {
		(void)uv_read_stop(stream);
		end(child, SPF_CHILD_TOO_LONG, 0);
	}
}

static void
init_handles(uv_loop_t *loop, struct spf_child *child)
{
	/* These cannot fail: they fill in a structure. */
	(void)uv_pipe_init(loop, &child->in, 0);
	(void)uv_pipe_init(loop, &child->out, 0);
	(void)uv_timer_init(loop, &child->deadline);
	child->process.data = child;
	child->in.data = child;
	child->out.data = child;
	child->deadline.data = child;
	child->handles = 4;
}

static int
spawn(uv_loop_t *loop, struct spf_child *child)
{
	char name[] = "inkan-spf";
	char *args[] = {name, NULL};
	char *environment[] = {NULL};
	uv_stdio_container_t stdio[] = {
	    {.flags = UV_CREATE_PIPE | UV_READABLE_PIPE,
	        .data.stream = (uv_stream_t *)&child->in},
	    {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
	        .data.stream = (uv_stream_t *)&child->out},
	    {.flags = UV_IGNORE},
	};
	const uv_process_options_t options = {
	    .exit_cb = on_exit_of,
	    .file = child->params.path,
	    .args = args,
	    .env = environment,
	    .stdio_count = COUNT_OF(stdio),
	    .stdio = stdio,
	};

	/*
	 * Every descriptor of ours was made to be closed on exec; this catches
	 * those that a library made. Older kernels cannot, and do without.
	 */
	(void)close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	return uv_spawn(loop, &child->process, &options);
}

struct spf_child *
spf_child_start(
    uv_loop_t *loop, const struct spf_child_params *params, struct err *err)
{
	struct spf_child *child = mem_alloc(sizeof(*child));
	int status;

	child->params = *params;
	init_handles(loop, child);
	status = spawn(loop, child);
	if (status == 0)
		status = uv_read_start(
		    (uv_stream_t *)&child->out, on_room, on_read);
	if (status == 0) {
		loop_start_timer(
		    &child->deadline, on_deadline, (int64_t)params->deadline_ms);
		return child;
	}
	spf_child_stop(child);
	(void)err_set(err, ERR_HELPER, "%s: %s", params->path,
	    uv_strerror(status));
	return NULL;
}

struct piece {
	uv_write_t request;
	char text[];
};

static void
on_written(uv_write_t *request, int status)
{
	(void)status;
	free(request->data);
}

void
spf_child_write(struct spf_child *child, const char *text, size_t len)
{
	struct piece *piece = mem_alloc(sizeof(*piece) + len);
	uv_buf_t buf = uv_buf_init(piece->text, (unsigned)len);

	memcpy(piece->text, text, len);
	piece->request.data = piece;
	if (uv_write(&piece->request, (uv_stream_t *)&child->in, &buf, 1,
	        on_written) != 0)
		free(piece);
}

static void
on_closed(uv_handle_t *handle)
{
	struct spf_child *child = handle->data;

	if (--child->handles == 0)
		free(child);
}

/* SIGKILL takes effect at once, so this wait is no wait. */
static void
reap(struct spf_child *child)
{
	int pid = uv_process_get_pid(&child->process);

	if (pid <= 0 || child->exited)
		return;
	(void)kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
		;
}

void
spf_child_stop(struct spf_child *child)
{
	if (child == NULL)
		return;
	child->stopped = true;
	reap(child);
	uv_close((uv_handle_t *)&child->process, on_closed);
	uv_close((uv_handle_t *)&child->in, on_closed);
	uv_close((uv_handle_t *)&child->out, on_closed);
	uv_close((uv_handle_t *)&child->deadline, on_closed);
}
