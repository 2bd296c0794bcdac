#include "tests/pty/running.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first line of /proc/PID/task/TID/NAME; false: it is no more. */
static bool
read_line(pid_t pid, const char *tid, const char *name, char line[512])
{
	char path[320];
	FILE *f;
	bool is_there;

	(void)snprintf(path, sizeof(path), "/proc/%d/task/%s/%s", (int)pid,
	    tid, name);
	f = fopen(path, "r");
	if (f == NULL)
		return false;
	is_there = fgets(line, 512, f) != NULL;
	(void)fclose(f);
	return is_there;
}

/* proc(5): the state is behind the name, which may hold anything. */
static bool
thread_is_running(pid_t pid, const char *tid)
{
	char line[512];
	const char *name_end;

	if (!read_line(pid, tid, "stat", line))
		return false;
	name_end = strrchr(line, ')');
	return name_end != NULL && strchr("RD", name_end[2]) != NULL;
}

static bool
child_is_running(pid_t pid, const char *tid)
{
	char line[512];
	char *at = line, *end;

	if (!read_line(pid, tid, "children", line))
		return false;
	for (;; at = end) {
		long child = strtol(at, &end, 10);

		if (end == at)
			return false;
		if (process_is_running((pid_t)child))
			return true;
	}
}

bool
process_is_running(pid_t pid)
{
	char path[32];
	DIR *threads;
	struct dirent *thread;
	bool running = false;

	(void)snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	threads = opendir(path);
	if (threads == NULL)
		return false;
	while (!running && (thread = readdir(threads)) != NULL)
		running = thread->d_name[0] != '.' &&
		    (thread_is_running(pid, thread->d_name) ||
			child_is_running(pid, thread->d_name));
	(void)closedir(threads);
	return running;
}
