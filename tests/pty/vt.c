#include "tests/pty/vt.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "tests/pty/running.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"

struct vt {
	int fd; /* -1: hung up */
	pid_t pid;
	int status;
	bool exited;
	bool alternate;
	int rows, cols;
	VTerm *term;
	VTermScreen *screen;
	struct buf raw;
	struct buf dump;
};

static long
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000L + t.tv_nsec / 1000000L;
}

static int
on_property(VTermProp prop, VTermValue *value, void *arg)
{
	struct vt *vt = arg;

	if (prop == VTERM_PROP_ALTSCREEN)
		vt->alternate = value->boolean != 0;
	return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static void
set_environment(const char *const *env)
{
	for (; env != NULL && *env != NULL; env++) {
		char *name = mem_copy(*env);
		char *equals = strchr(name, '=');

		if (equals == NULL) {
			(void)unsetenv(name);
		} else {
			*equals = '\0';
			(void)setenv(name, equals + 1, 1);
		}
		free(name);
	}
}

static NORETURN void
become(const struct vt_start *how)
{
	char *argv[32];
	size_t n = 0;

	set_environment(how->env);
	(void)signal(SIGHUP, how->no_hangup ? SIG_IGN : SIG_DFL);
	for (; n + 1 < COUNT_OF(argv) && how->argv[n] != NULL; n++)
		argv[n] = mem_copy(how->argv[n]);
	argv[n] = NULL;
	(void)execvp(argv[0], argv);
	perror(argv[0]);
	_exit(127);
}

struct vt *
vt_start(const struct vt_start *how)
{
	struct vt *vt = mem_alloc(sizeof(*vt));
	struct winsize size = {.ws_row = (unsigned short)how->rows,
	    .ws_col = (unsigned short)how->cols};

	vt->rows = how->rows;
	vt->cols = how->cols;
	vt->term = vterm_new(how->rows, how->cols);
	vterm_set_utf8(vt->term, 1);
	vt->screen = vterm_obtain_screen(vt->term);
	vterm_screen_set_callbacks(vt->screen, &callbacks, vt);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_reset(vt->screen, 1);
	(void)fflush(NULL);
	vt->pid = forkpty(&vt->fd, NULL, NULL, &size);
	if (vt->pid < 0) {
		perror("forkpty");
		exit(1);
	}
	if (vt->pid == 0)
		become(how);
	return vt;
}

static void
reap(struct vt *vt, int flags)
{
	if (!vt->exited && waitpid(vt->pid, &vt->status, flags) == vt->pid)
		vt->exited = true;
}

void
vt_free(struct vt *vt)
{
	if (vt == NULL)
		return;
	reap(vt, WNOHANG);
	if (!vt->exited)
		(void)kill(vt->pid, SIGKILL);
	vt_hang_up(vt);
	reap(vt, 0);
	vterm_free(vt->term);
	buf_release(&vt->raw);
	buf_release(&vt->dump);
	free(vt);
}

/* Takes what comes within ms; false when nothing did. */
static bool
pump(struct vt *vt, int ms)
{
	struct pollfd pfd = {.fd = vt->fd, .events = POLLIN};
	char octets[8192];
	ssize_t n;

	if (vt->fd < 0 || poll(&pfd, 1, ms) <= 0)
		return false;
	n = read(vt->fd, octets, sizeof(octets));
	if (n <= 0) {
		vt_hang_up(vt);
		return false;
	}
	buf_add(&vt->raw, octets, (size_t)n);
	(void)vterm_input_write(vt->term, octets, (size_t)n);
	return true;
}

void
vt_send_octets(struct vt *vt, struct slice octets)
{
	while (vt->fd >= 0 && octets.len > 0) {
		struct pollfd pfd = {.fd = vt->fd, .events = POLLIN | POLLOUT};
		ssize_t n;

		(void)poll(&pfd, 1, -1);
		if ((pfd.revents & POLLIN) != 0)
			(void)pump(vt, 0);
		if ((pfd.revents & POLLOUT) == 0) {
			if ((pfd.revents & POLLHUP) != 0)
				return;
			continue;
		}
		/* A line takes so much at once without blocking. */
		n = write(
		    vt->fd, octets.ptr, octets.len < 1024 ? octets.len : 1024);
		if (n <= 0)
			return;
		octets.ptr += n;
		octets.len -= (size_t)n;
	}
}

void
vt_send(struct vt *vt, const char *octets)
{
	vt_send_octets(vt, slice_of(octets));
}

typedef bool condition(struct vt *vt, const char *text);

static bool
wait_until(struct vt *vt, condition *holds, const char *text, int ms)
{
	long end = now_ms() + ms;

	while (!holds(vt, text)) {
		long left = end - now_ms();

		if (left <= 0)
			return false;
		if (!pump(vt, (int)left) && vt->fd < 0)
			return holds(vt, text);
	}
	return true;
}

static bool
is_shown(struct vt *vt, const char *text)
{
	return strstr(vt_screen(vt), text) != NULL;
}

static bool
is_gone(struct vt *vt, const char *text)
{
	return !is_shown(vt, text);
}

static bool
was_written(struct vt *vt, const char *text)
{
	return vt->raw.len > 0 &&
	       memmem(vt->raw.data, vt->raw.len, text, strlen(text)) != NULL;
}

/* text: row and column, as "4,15". */
static bool
is_cursor_at(struct vt *vt, const char *text)
{
	VTermPos pos;
	int row, col;

	vterm_state_get_cursorpos(vterm_obtain_state(vt->term), &pos);
	return sscanf(text, "%d,%d", &row, &col) == 2 && pos.row == row &&
	       pos.col == col;
}

bool
vt_wait_cursor(struct vt *vt, int row, int col, int ms)
{
	char place[32];

	(void)snprintf(place, sizeof(place), "%d,%d", row, col);
	return wait_until(vt, is_cursor_at, place, ms);
}

bool
vt_wait_for(struct vt *vt, const char *text, int ms)
{
	return wait_until(vt, is_shown, text, ms);
}

bool
vt_wait_gone(struct vt *vt, const char *text, int ms)
{
	return wait_until(vt, is_gone, text, ms);
}

bool
vt_wait_raw(struct vt *vt, const char *octets, int ms)
{
	return wait_until(vt, was_written, octets, ms);
}

void
vt_listen(struct vt *vt, int silence_ms)
{
	while (pump(vt, silence_ms))
		continue;
}

void
vt_settle(struct vt *vt, int silence_ms)
{
	/* A machine with much to do lets a program wait, which is silent, too.
	 */
	while (pump(vt, silence_ms) ||
	    (!vt->exited && process_is_running(vt->pid)))
		continue;
}

int
vt_wait_exit(struct vt *vt, int ms)
{
	long end = now_ms() + ms;

	for (;;) {
		reap(vt, WNOHANG);
		if (vt->exited) {
			vt_listen(vt, 0);
			return vt->status;
		}
		if (now_ms() >= end)
			return -1;
		if (vt->fd >= 0)
			(void)pump(vt, 10);
		else
			(void)poll(NULL, 0, 10);
	}
}

static void
dump_row(struct vt *vt, int row)
{
	size_t end = vt->dump.len;

	for (int col = 0; col < vt->cols; col++) {
		VTermScreenCell cell;
		VTermPos pos = {.row = row, .col = col};
		char octets[4];

		(void)vterm_screen_get_cell(vt->screen, pos, &cell);
		if (cell.chars[0] == 0) {
			buf_addc(&vt->dump, ' ');
			continue;
		}
		/* The right half of a wide character. */
		if (cell.chars[0] == (uint32_t)-1)
			continue;
		for (size_t i = 0;
		     i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++)
			buf_add(&vt->dump, octets,
			    text_encode(cell.chars[i], octets));
		if (cell.chars[0] != ' ')
			end = vt->dump.len;
	}
	vt->dump.len = end;
	buf_addc(&vt->dump, '\n');
}

const char *
vt_screen(struct vt *vt)
{
	buf_clear(&vt->dump);
	for (int row = 0; row < vt->rows; row++)
		dump_row(vt, row);
	return buf_text(&vt->dump);
}

bool
vt_is_reverse(struct vt *vt, int row, int col)
{
	VTermScreenCell cell;
	VTermPos pos = {.row = row, .col = col};

	(void)vterm_screen_get_cell(vt->screen, pos, &cell);
	return cell.attrs.reverse != 0;
}

bool
vt_alternate(struct vt *vt)
{
	return vt->alternate;
}

void
vt_resize(struct vt *vt, int rows, int cols)
{
	struct winsize size = {
	    .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	vt->rows = rows;
	vt->cols = cols;
	vterm_set_size(vt->term, rows, cols);
	(void)ioctl(vt->fd, TIOCSWINSZ, &size);
}

void
vt_signal(struct vt *vt, int signo)
{
	(void)kill(vt->pid, signo);
}

int
vt_pid(const struct vt *vt)
{
	return vt->pid;
}

void
vt_hang_up(struct vt *vt)
{
	if (vt->fd >= 0)
		(void)close(vt->fd);
	vt->fd = -1;
}

const struct buf *
vt_raw(const struct vt *vt)
{
	return &vt->raw;
}

void
vt_forget(struct vt *vt)
{
	buf_clear(&vt->raw);
}
