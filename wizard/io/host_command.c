#include "wizard/io/host_command.h"

#include <signal.h>
#include <stdlib.h>

#include "wizard/base/mem.h"

#define DEADLINE_MS 2000
#define PRINTED_MAX 4096
#define ARGV_MAX 16

struct host_command {
	uv_process_t process;
	uv_pipe_t pipe;
	uv_timer_t timer;
	int open; /* handles that are not closed yet */
	char printed[PRINTED_MAX];
	size_t len;
	bool exited, silent; /* the process ended; its output did */
	bool failed;
	host_command_done *done; /* NULL: cancelled */
	void *arg;
};

static void
closed(uv_handle_t *handle)
{
	struct host_command *command = handle->data;
	struct slice printed = {.ptr = NULL};

	if (--command->open > 0)
		return;
	if (!command->failed)
		printed = (struct slice) {command->printed, command->len};
	if (command->done != NULL)
		command->done(command->arg, printed);
	free(command);
}

/* The end, unless it was reached before. */
static void
finish(struct host_command *command)
{
	uv_handle_t *handles[] = {(uv_handle_t *)&command->process,
	    (uv_handle_t *)&command->pipe, (uv_handle_t *)&command->timer};

	for (size_t i = 0; i < COUNT_OF(handles); i++)
		if (!uv_is_closing(handles[i]))
			uv_close(handles[i], closed);
}

/* A process that may not be killed, being setuid, is left to itself. */
static void
kill_it(struct host_command *command)
{
	command->failed = true;
	if (command->exited || uv_process_kill(&command->process, SIGKILL) != 0)
		finish(command);
}

static void
too_late(uv_timer_t *timer)
{
	kill_it(timer->data);
}

static void
exited(uv_process_t *process, int64_t status, int signal)
{
	struct host_command *command = process->data;

	command->exited = true;
	command->failed = command->failed || status != 0 || signal != 0;
	if (command->silent || command->failed)
		finish(command);
}

static void
offer_room(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
	struct host_command *command = handle->data;

	(void)suggested;
	*ret = uv_buf_init(command->printed + command->len,
	    (unsigned)(PRINTED_MAX - command->len));
}

static void
printed(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
	struct host_command *command = stream->data;

	(void)buf;
	if (n > 0) {
		command->len += (size_t)n;
		return;
	}
	if (n == 0)
		return;
	/* The end of what it prints, or no room for more of it. */
	command->silent = true;
	(void)uv_read_stop(stream);
	if (n != UV_EOF)
		kill_it(command);
	else if (command->exited)
		finish(command);
}

static int
spawn(struct host_command *command, uv_loop_t *uv, const char *const *argv)
{
	char *args[ARGV_MAX + 1] = {NULL}, *nothing[] = {NULL};
	uv_stdio_container_t stdio[3] = {
	    {.flags = UV_IGNORE},
	    {.flags = (uv_stdio_flags)(UV_CREATE_PIPE | UV_WRITABLE_PIPE),
		.data.stream = (uv_stream_t *)&command->pipe},
	    {.flags = UV_IGNORE},
	};
	uv_process_options_t options = {
	    .file = argv[0],
	    .args = args,
	    .env = nothing,
	    .cwd = "/",
	    .exit_cb = exited,
	    .stdio_count = COUNT_OF(stdio),
	    .stdio = stdio,
	};
	int result;

	for (size_t i = 0; i < ARGV_MAX && argv[i] != NULL; i++)
		args[i] = mem_copy(argv[i]);
	result = uv_spawn(uv, &command->process, &options);
	for (size_t i = 0; args[i] != NULL; i++)
		free(args[i]);
	return result;
}

struct host_command *
host_command_start(struct loop *loop, const char *const *argv,
    host_command_done *done, void *arg)
{
	struct host_command *command = mem_alloc(sizeof(*command));
	uv_loop_t *uv = loop_uv(loop);

	command->done = done;
	command->arg = arg;
	command->open = 3;
	command->process.data = command;
	(void)uv_pipe_init(uv, &command->pipe, 0);
	command->pipe.data = command;
	(void)uv_timer_init(uv, &command->timer);
	command->timer.data = command;
	if (spawn(command, uv, argv) != 0) {
		/* Nothing runs, and nothing may be sent to its number. */
		command->exited = true;
		kill_it(command);
		return command;
	}
	loop_start_timer(&command->timer, too_late, DEADLINE_MS);
	if (uv_read_start((uv_stream_t *)&command->pipe, offer_room, printed) !=
	    0)
		kill_it(command);
	return command;
}

void
host_command_cancel(struct host_command *command)
{
	if (command == NULL)
		return;
	command->done = NULL;
	kill_it(command);
	finish(command);
}
