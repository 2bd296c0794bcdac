#include "wizard/io/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/io/wholefile.h"

#define CTRL_C 3

/* Up to the end of the line; what stands behind it is wiped with the rest. */
static void
cut_line(struct vault *line)
{
	struct slice text = vault_slice(line);
	const char *end = memchr(text.ptr, '\n', text.len);

	if (end != NULL)
		line->len = (size_t)(end - text.ptr);
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
}

static enum err_code
from_file(const char *file, struct vault *ret, struct err *err)
{
	enum err_code code;
	int fd;

	if (wholefile_open(AT_FDCWD, file, true, &fd, err) != ERR_OK)
		return err->code;
	code = vault_read(ret, fd, PASSPHRASE_MAX, err);
	(void)close(fd);
	if (code != ERR_OK)
		return err_wrap(err, "%s", file);
	cut_line(ret);
	return ERR_OK;
}

/* --- Asked to end meanwhile ------------------------------------------------ */

static const int endings[] = {SIGHUP, SIGTERM};
static volatile sig_atomic_t ended_by; /* 0: nobody asked for it */

struct endings {
	struct sigaction action[COUNT_OF(endings)]; /* as they were before */
	sigset_t mask;
};

static void
note_ending(int signum)
{
	ended_by = signum;
}

/*
 * Such a signal ends the waiting for a line, so that there is echo again after
 * it. It is blocked but for the waiting itself: one that came just before would
 * not end it.
 */
static void
hold_endings(struct endings *before)
{
	struct sigaction hold = {.sa_handler = note_ending};
	sigset_t mask;

	ended_by = 0;
	(void)sigemptyset(&mask);
	for (size_t i = 0; i < COUNT_OF(endings); i++)
		(void)sigaddset(&mask, endings[i]);
	(void)sigprocmask(SIG_BLOCK, &mask, &before->mask);
	for (size_t i = 0; i < COUNT_OF(endings); i++)
		(void)sigaction(endings[i], &hold, &before->action[i]);
}

static void
let_endings(const struct endings *before)
{
	for (size_t i = 0; i < COUNT_OF(endings); i++)
		(void)sigaction(endings[i], &before->action[i], NULL);
	(void)sigprocmask(SIG_SETMASK, &before->mask, NULL);
	if (ended_by != 0)
		(void)raise(ended_by);
}

/* --- The terminal -------------------------------------------------------- */

/* Until there is a line, or the end of all lines; false: asked to end. */
static bool
await_line(int tty, const sigset_t *mask)
{
	struct pollfd line = {.fd = tty, .events = POLLIN};

	while (ppoll(&line, 1, NULL, mask) == -1)
		if (errno != EINTR || ended_by != 0)
			return false;
	return true;
}

/*
 * Ctrl-C ends the line instead of the program, which would leave the terminal
 * without echo.
 */
static enum err_code
read_line(int tty, const sigset_t *mask, struct vault *ret, struct err *err)
{
	char line[PASSPHRASE_MAX];
	ssize_t n = await_line(tty, mask) ? read(tty, line, sizeof(line)) : 0;
	enum err_code code;

	if (n <= 0 || line[n - 1] == CTRL_C)
		code = err_set(
		    err, ERR_SYS, _("No passphrase, so nothing was done."));
	else
		code = vault_add(ret, line, (size_t)n, err);
	/* Half of one as well, when somebody thought better of it. */
	explicit_bzero(line, sizeof(line));
	if (code == ERR_OK)
		cut_line(ret);
	return code;
}

static void
show(int tty, const char *text)
{
	/* A terminal that is gone is noticed when it is read. */
	(void)!write(tty, text, strlen(text));
}

static enum err_code
ask(int tty, const char *prompt, struct vault *ret, struct err *err)
{
	struct endings before_asking;
	struct termios before, quiet;
	enum err_code code;

	if (tcgetattr(tty, &before) == -1)
		return err_sys(err, _("The terminal cannot be set up"));
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	quiet.c_lflag |= ICANON;
	quiet.c_cc[VEOL] = CTRL_C;
	hold_endings(&before_asking);
	if (tcsetattr(tty, TCSAFLUSH, &quiet) == -1) {
		let_endings(&before_asking);
		return err_sys(err, _("The terminal cannot be set up"));
	}
	show(tty, prompt);
	code = read_line(tty, &before_asking.mask, ret, err);
	(void)tcsetattr(tty, TCSAFLUSH, &before);
	show(tty, "\n");
	let_endings(&before_asking);
	return code;
}

static enum err_code
ask_again(int tty, const struct vault *first, struct err *err)
{
	struct vault second = VAULT_INIT;
	enum err_code code =
	    ask(tty, _("The same once more: "), &second, err);

	if (code == ERR_OK &&
	    (second.len != first->len ||
		memcmp(second.data, first->data, first->len) != 0))
		code = err_set(err, ERR_RANGE,
		    _("The two are not the same, so nothing was done."));
	vault_release(&second);
	return code;
}

static enum err_code
from_terminal(bool is_new, struct vault *ret, struct err *err)
{
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	enum err_code code;

	if (tty == -1)
		return err_set(err, ERR_SYS,
		    _("There is no terminal to ask for the passphrase. Give "
		      "it with --passphrase-file FILE."));
	code = ask(tty, _("Passphrase: "), ret, err);
	if (code == ERR_OK && is_new)
		code = ask_again(tty, ret, err);
	(void)close(tty);
	return code;
}

enum err_code
passphrase_get(
    const char *file, bool is_new, struct vault *ret, struct err *err)
{
	enum err_code code = file != NULL ? from_file(file, ret, err)
					  : from_terminal(is_new, ret, err);

	if (code == ERR_OK && is_new && ret->len < PASSPHRASE_MIN)
		code = err_set(err, ERR_RANGE,
		    _("The passphrase is too short: take %d characters or "
		      "more."),
		    PASSPHRASE_MIN);
	if (code != ERR_OK)
		vault_release(ret);
	return code;
}
