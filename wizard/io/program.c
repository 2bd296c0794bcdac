#include "wizard/io/program.h"

#include <stdlib.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"

#define ENVIRONMENT_MAX 16

struct program_job {
	uv_process_t process;
	int status;
	struct err err;
	program_done *done;
	void *arg;
};

/* What a program needs to find its files and speak the user's language. */
static void
make_environment(struct arena *arena, char *ret[ENVIRONMENT_MAX])
{
	static const char *const kept[] = {
	    "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "LC_ALL", "TZ"};
	size_t n = 0;

	_Static_assert(COUNT_OF(kept) < ENVIRONMENT_MAX, "there is room");
	for (size_t i = 0; i < COUNT_OF(kept); i++) {
		const char *value = getenv(kept[i]);

		if (value != NULL)
			ret[n++] = arena_printf(arena, "%s=%s", kept[i], value);
	}
	ret[n] = NULL;
}

static char **
copy_arguments(struct arena *arena, const char *const *argv)
{
	size_t n = 0;
	char **copy;

	while (argv[n] != NULL)
		n++;
	copy = arena_alloc(arena, (n + 1) * sizeof(*copy));
	for (size_t i = 0; i < n; i++)
		copy[i] = arena_copy(arena, argv[i]);
	return copy;
}

static void
closed(uv_handle_t *handle)
{
	struct program_job *job = handle->data;

	job->done(job->arg, job->status, &job->err);
	free(job);
}

/* As a shell counts: a signal is 128 and its number. */
static void
exited(uv_process_t *process, int64_t status, int signal)
{
	struct program_job *job = process->data;

	job->status = signal != 0 ? 128 + signal : (int)status;
	uv_close((uv_handle_t *)process, closed);
}

static int
spawn(struct program_job *job, uv_loop_t *uv, const char *const *argv)
{
	struct arena arena = ARENA_INIT;
	char *environment[ENVIRONMENT_MAX];
	uv_stdio_container_t stdio[3] = {
	    {.flags = UV_IGNORE},
	    {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO},
	    {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO},
	};
	uv_process_options_t options = {
	    .file = argv[0],
	    .args = copy_arguments(&arena, argv),
	    .env = environment,
	    .exit_cb = exited,
	    .stdio_count = COUNT_OF(stdio),
	    .stdio = stdio,
	};
	int result;

	make_environment(&arena, environment);
	job->process.data = job;
	result = uv_spawn(uv, &job->process, &options);
	arena_release(&arena);
	return result;
}

static void
run(void *self, const char *const *argv, program_done *done, void *arg)
{
	struct program_job *job = mem_alloc(sizeof(*job));
	int result;

	job->done = done;
	job->arg = arg;
	result = spawn(job, loop_uv(self), argv);
	if (result != 0) {
		err_set(&job->err, ERR_SYS, _("%s cannot be run: %s"),
		    argv[0], uv_strerror(result));
		uv_close((uv_handle_t *)&job->process, closed);
	}
}

struct program_service
program_service(struct loop *loop)
{
	return (struct program_service) {
	    .self = loop,
	    .run = run,
	};
}
