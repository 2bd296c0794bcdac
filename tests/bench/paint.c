/*
 * paint RUNS COMMAND...: starts the command on a terminal of 80x24 and measures
 * the time from fork to the first printable text, and its memory then. Prints
 * the medians: milliseconds, VmRSS in kB, VmHWM in kB.
 */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	RUNS_MAX = 1000,
	WAIT_MS = 5000
};

struct sample {
	double ms;
	double rss, peak; /* kB */
};

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/*
 * Is there something to read in what the terminal got? Escape sequences are
 * not, nor is what they carry.
 */
static bool
has_text(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\033' && i + 1 < n && s[i + 1] == '[') {
			for (i += 2; i < n && (s[i] < '@' || s[i] > '~'); i++)
				;
		} else if (s[i] == '\033') {
			i += i + 1 < n && strchr("()#", s[i + 1]) ? 2 : 1;
		} else if (s[i] > ' ' && s[i] != 127) {
			return true;
		}
	}
	return false;
}

static double
status_kb(pid_t pid, const char *what)
{
	char path[64], line[128];
	double value = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	file = fopen(path, "r");
	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		if (strncmp(line, what, strlen(what)) == 0)
			value = strtod(line + strlen(what) + 1, NULL);
	}
	if (file != NULL)
		fclose(file);
	return value;
}

static bool
wait_for_text(int tty)
{
	struct pollfd poll_tty = {.fd = tty, .events = POLLIN};
	char text[65536];
	size_t have = 0;

	while (have < sizeof text && poll(&poll_tty, 1, WAIT_MS) == 1) {
		ssize_t n = read(tty, text + have, sizeof text - have);

		if (n <= 0)
			return false;
		have += (size_t)n;
		if (has_text(text, have))
			return true;
	}
	return false;
}

static bool
measure(char **command, struct sample *ret)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80};
	int tty;
	double begin = now_ms();
	pid_t pid = forkpty(&tty, NULL, NULL, &size);
	bool seen;

	if (pid < 0)
		return false;
	if (pid == 0) {
		execvp(command[0], command);
		_exit(127);
	}
	seen = wait_for_text(tty);
	ret->ms = now_ms() - begin;
	ret->rss = status_kb(pid, "VmRSS:");
	ret->peak = status_kb(pid, "VmHWM:");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(tty);
	return seen;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *value, int n)
{
	qsort(value, (size_t)n, sizeof *value, ascending);
	return n % 2 == 1 ? value[n / 2]
			  : (value[n / 2 - 1] + value[n / 2]) / 2;
}

int
main(int argc, char **argv)
{
	static double ms[RUNS_MAX], rss[RUNS_MAX], peak[RUNS_MAX];
	int runs = argc > 2 ? (int)strtol(argv[1], NULL, 10) : 0;

	if (runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: paint RUNS COMMAND...\n");
		return 64;
	}
	for (int i = 0; i < runs; i++) {
		struct sample sample;

		if (!measure(argv + 2, &sample)) {
			fprintf(stderr, "%s shows no text\n", argv[2]);
			return 1;
		}
		ms[i] = sample.ms;
		rss[i] = sample.rss;
		peak[i] = sample.peak;
	}
	printf("%.1f %.0f %.0f\n", median(ms, runs), median(rss, runs),
	    median(peak, runs));
	return 0;
}
