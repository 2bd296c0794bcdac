/*
 * vtrun SCRIPT [ARGUMENT]...: drives a program in a terminal by a script.
 *
 *   size 80x24             before start
 *   env NAME=VALUE         before start; "env NAME" takes it away
 *   start PROGRAM ARG...   @1 @2 ... stand for the arguments of vtrun
 *   send TEXT              \r \n \t \e \\ and \xNN mean what they mean in C
 *   limit SECONDS          how long the waits below may take; 120 at first
 *   wait TEXT              until it is on the screen
 *   gone TEXT              until it is no more on the screen
 *   expect TEXT            is on the screen now
 *   reject TEXT            is not
 *   wrote TEXT             was sent to the terminal, seen or not
 *   never TEXT             was not
 *   times N TEXT           was sent so many times, no more, no less
 *   resize 60x15
 *   signal NUMBER
 *   hangup                 the line is lost
 *   settle MS              until the program was silent for so long
 *   snap NAME              prints the screen under a heading
 *   exit STATUS            until the program ends, with this status
 *
 * '#' starts a comment. Exit status 0 when every line held; otherwise the line
 * and the screen are printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/pty/vt.h"
#include "wizard/base/mem.h"

#define MOST 32 /* arguments of a program, variables of the environment */

static struct {
	struct vt *vt;
	int rows, cols;
	int limit_ms;
	const char *env[MOST];
	size_t envs;
	char **args; /* of vtrun */
	int nargs;
} run = {.rows = 24, .cols = 80, .limit_ms = 120000};

static int
hex(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? 0 : (int)(at - digits);
}

/* Undoes the escapes in place. */
static struct slice
unescape(char *text)
{
	char *out = text;

	for (const char *in = text; *in != '\0'; in++) {
		static const char from[] = "rnte\\", to[] = "\r\n\t\033\\";
		const char *at;

		if (*in != '\\' || in[1] == '\0') {
			*out++ = *in;
			continue;
		}
		in++;
		at = strchr(from, *in);
		if (at != NULL) {
			*out++ = to[at - from];
		} else if (*in == 'x' && in[1] != '\0' && in[2] != '\0') {
			*out++ = (char)(hex(in[1]) * 16 + hex(in[2]));
			in += 2;
		}
	}
	*out = '\0';
	return (struct slice) {text, (size_t)(out - text)};
}

static bool
do_size(char *text)
{
	return sscanf(text, "%dx%d", &run.cols, &run.rows) == 2;
}

static bool
do_env(char *text)
{
	if (run.envs + 1 >= MOST)
		return false;
	run.env[run.envs++] = mem_copy(text);
	return true;
}

static const char *
argument(const char *word)
{
	int n = word[0] == '@' ? atoi(word + 1) : 0;

	return n > 0 && n <= run.nargs ? run.args[n - 1] : word;
}

static bool
do_start(char *text)
{
	const char *argv[MOST] = {NULL};
	struct vt_start how = {
	    .argv = argv, .env = run.env, .rows = run.rows, .cols = run.cols};
	size_t n = 0;

	for (char *word = strtok(text, " "); word != NULL && n + 1 < MOST;
	     word = strtok(NULL, " "))
		argv[n++] = argument(word);
	run.vt = n == 0 ? NULL : vt_start(&how);
	return run.vt != NULL;
}

static bool
do_send(char *text)
{
	vt_send_octets(run.vt, unescape(text));
	return true;
}

static bool
do_limit(char *text)
{
	run.limit_ms = atoi(text) * 1000;
	return run.limit_ms > 0;
}

static bool
do_wait(char *text)
{
	return vt_wait_for(run.vt, text, run.limit_ms);
}

static bool
do_gone(char *text)
{
	return vt_wait_gone(run.vt, text, run.limit_ms);
}

static bool
do_expect(char *text)
{
	return vt_wait_for(run.vt, text, 0);
}

static bool
do_reject(char *text)
{
	return vt_wait_gone(run.vt, text, 0);
}

static bool
do_wrote(char *text)
{
	return vt_wait_raw(run.vt, unescape(text).ptr, run.limit_ms);
}

static bool
do_never(char *text)
{
	return !vt_wait_raw(run.vt, unescape(text).ptr, 0);
}

static bool
do_times(char *text)
{
	char *rest;
	unsigned long wanted = strtoul(text, &rest, 10), times = 0;
	const struct buf *raw = vt_raw(run.vt);
	struct slice octets;

	if (*rest != ' ')
		return false;
	octets = unescape(rest + 1);
	for (size_t i = 0; i + octets.len <= raw->len; i++)
		times += memcmp(raw->data + i, octets.ptr, octets.len) == 0;
	return times == wanted;
}

static bool
do_resize(char *text)
{
	int rows, cols;

	if (sscanf(text, "%dx%d", &cols, &rows) != 2)
		return false;
	vt_resize(run.vt, rows, cols);
	return true;
}

static bool
do_signal(char *text)
{
	vt_signal(run.vt, atoi(text));
	return true;
}

static bool
do_hangup(char *text)
{
	(void)text;
	vt_hang_up(run.vt);
	return true;
}

static bool
do_settle(char *text)
{
	vt_settle(run.vt, atoi(text));
	return true;
}

static bool
do_snap(char *text)
{
	printf("== %s\n%s", text, vt_screen(run.vt));
	return fflush(stdout) == 0;
}

static bool
do_exit(char *text)
{
	int status = vt_wait_exit(run.vt, run.limit_ms);

	return status != -1 && WIFEXITED(status) &&
	       WEXITSTATUS(status) == atoi(text);
}

static const struct {
	const char *word;
	bool before_start;
	bool (*act)(char *text);
} commands[] = {
    {"size", true, do_size},
    {"env", true, do_env},
    {"start", true, do_start},
    {"send", false, do_send},
    {"limit", false, do_limit},
    {"wait", false, do_wait},
    {"gone", false, do_gone},
    {"expect", false, do_expect},
    {"reject", false, do_reject},
    {"wrote", false, do_wrote},
    {"never", false, do_never},
    {"times", false, do_times},
    {"resize", false, do_resize},
    {"signal", false, do_signal},
    {"hangup", false, do_hangup},
    {"settle", false, do_settle},
    {"snap", false, do_snap},
    {"exit", false, do_exit},
};

static bool
play(char *line)
{
	char *rest = line + strcspn(line, " ");

	if (*rest != '\0')
		*rest++ = '\0';
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (strcmp(commands[i].word, line) == 0 &&
		    commands[i].before_start == (run.vt == NULL))
			return commands[i].act(rest);
	return false;
}

int
main(int argc, char **argv)
{
	char line[4096], shown[4096];
	FILE *script = argc < 2 ? NULL : fopen(argv[1], "r");
	int number = 0;
	bool good = true;

	if (script == NULL) {
		fprintf(stderr, "usage: vtrun SCRIPT [ARGUMENT]...\n");
		return 64;
	}
	run.args = argv + 2;
	run.nargs = argc - 2;
	while (good && fgets(line, sizeof(line), script) != NULL) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		(void)strcpy(shown, line);
		good = line[0] == '#' || line[0] == '\0' || play(line);
	}
	if (!good) {
		fprintf(stderr, "%s:%d: %s\n", argv[1], number, shown);
		if (run.vt != NULL)
			fprintf(stderr, "%s", vt_screen(run.vt));
	}
	vt_free(run.vt);
	(void)fclose(script);
	return good ? 0 : 1;
}
