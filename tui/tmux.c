#include "tui/tmux.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANCESTORS_MAX   32
#define ENVIRONMENT_MAX (64U * 1024)

/* --- Where it is ---------------------------------------------------------------- */

/* A file of /proc, closed with a NUL; its octets, 0 when it cannot be read. */
static size_t
read_proc(long pid, const char *name, char *ret, size_t size)
{
	char path[64];
	size_t len = 0;
	ssize_t n;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%ld/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return 0;
	while (len + 1 < size &&
	    (n = read(fd, ret + len, size - 1 - len)) > 0)
		len += (size_t)n;
	(void)close(fd);
	ret[len] = '\0';
	return len;
}

/* The parent stands behind the state, behind a name that may hold anything. */
static long
parent_of(long pid)
{
	char stat[512];
	const char *behind;
	long parent = 0;

	if (read_proc(pid, "stat", stat, sizeof(stat)) == 0)
		return 0;
	behind = strrchr(stat, ')');
	if (behind == NULL || strlen(behind) < 4)
		return 0;
	parent = strtol(behind + 4, NULL, 10);
	return parent > 1 ? parent : 0;
}

/* Takes the variable over from that process. */
static bool
inherit(long pid)
{
	static char environment[ENVIRONMENT_MAX];
	size_t len =
	    read_proc(pid, "environ", environment, sizeof(environment));

	for (size_t i = 0; i < len; i += strlen(&environment[i]) + 1)
		if (strncmp(&environment[i], "TMUX=", 5) == 0 &&
		    environment[i + 5] != '\0')
			return setenv("TMUX", &environment[i + 5], 1) == 0;
	return false;
}

bool
tmux_find(void)
{
	const char *tmux = getenv("TMUX");
	long pid = getpid();

	if (tmux != NULL && tmux[0] != '\0')
		return true;
	if (getenv("SUDO_UID") == NULL)
		return false;
	for (int i = 0; i < ANCESTORS_MAX && (pid = parent_of(pid)) != 0; i++)
		if (inherit(pid))
			return true;
	return false;
}

/* --- Its command ----------------------------------------------------------------- */

/* input and output: what it reads and prints; -1: nothing. */
static bool
run(char *const argv[], int input, int output)
{
	const int given[] = {input, output, -1};
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status = -1;

	(void)posix_spawn_file_actions_init(&actions);
	for (int fd = 0; fd < 3; fd++) {
		if (given[fd] != -1)
			(void)posix_spawn_file_actions_adddup2(
			    &actions, given[fd], fd);
		else
			(void)posix_spawn_file_actions_addopen(
			    &actions, fd, "/dev/null", O_RDWR, 0);
	}
	if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) == 0)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			continue;
	(void)posix_spawn_file_actions_destroy(&actions);
	return status == 0;
}

/* The value is small enough to wait in the pipe before anybody reads it. */
bool
tmux_load(const char *value)
{
	char name[] = "tmux", command[] = "load-buffer";
	char for_the_terminal_too[] = "-w", standard_input[] = "-";
	char *argv[] = {
	    name, command, for_the_terminal_too, standard_input, NULL};
	ssize_t len = (ssize_t)strlen(value);
	bool good;
	int end[2];

	if (pipe2(end, O_CLOEXEC) != 0)
		return false;
	good = write(end[1], value, (size_t)len) == len;
	(void)close(end[1]);
	good = good && run(argv, end[0], -1);
	(void)close(end[0]);
	return good;
}

bool
tmux_has_clipboard(void)
{
	char name[] = "tmux", command[] = "display-message", print[] = "-p";
	char what[] = "#{client_termfeatures}";
	char *argv[] = {name, command, print, what, NULL};
	char features[512] = "";
	ssize_t n = 0;
	int end[2];

	if (pipe2(end, O_CLOEXEC) != 0)
		return false;
	if (run(argv, -1, end[1]))
		n = read(end[0], features, sizeof(features) - 1);
	(void)close(end[0]);
	(void)close(end[1]);
	return n > 0 && strstr(features, "clipboard") != NULL;
}
