#include "tests/helper/misbehave.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wizard/base/attr.h"
#include "wizard/helper/pipe.h"

static void
try_open(void)
{
	(void)open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static void
try_socket(void)
{
	(void)socket(AF_INET, SOCK_DGRAM, 0);
}

static void
try_fork(void)
{
	(void)fork();
}

static void
try_execve(void)
{
	char name[] = "sh";
	char *args[] = {name, NULL};
	char *environment[] = {NULL};

	(void)execve("/bin/sh", args, environment);
}

static void
try_kill(void)
{
	(void)kill(getppid(), SIGTERM);
}

static void
try_unlink(void)
{
	(void)unlink("/nonexistent");
}

static void
try_stderr(void)
{
	static const char text[] = "here I am\n";
	ssize_t n = write(STDERR_FILENO, text, sizeof(text) - 1);

	(void)n;
}

static void
try_executable_memory(void)
{
	(void)mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void
try_abort(void)
{
	abort();
}

/* Ends in a result that no honest helper would give. */
static void
try_memory(void)
{
	void *big = malloc(128U << 20);

	if (big == NULL)
		give_up("no memory beyond the limit");
	free(big);
}

void
misbehave(const char *word)
{
	static const struct {
		const char *word;
		void (*act)(void);
	} acts[] = {
	    {"open", try_open},
	    {"socket", try_socket},
	    {"fork", try_fork},
	    {"execve", try_execve},
	    {"kill", try_kill},
	    {"unlink", try_unlink},
	    {"stderr", try_stderr},
	    {"executable-memory", try_executable_memory},
	    {"abort", try_abort},
	    {"memory", try_memory},
	};

	for (size_t i = 0; i < COUNT_OF(acts); i++)
		if (strcmp(word, acts[i].word) == 0)
			acts[i].act();
}
