#include "wizard/io/passphrase.h"

#include <errno.h>
#include <fcntl.h>
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

/* --- The terminal -------------------------------------------------------- */

/*
 * Ctrl-C ends the line instead of the program, which would leave the terminal
 * without echo.
 */
static enum err_code
read_line(int tty, struct vault *ret, struct err *err)
{
	char line[PASSPHRASE_MAX];
	ssize_t n = read(tty, line, sizeof(line));
	enum err_code code;

	if (n <= 0 || line[n - 1] == CTRL_C)
		return err_set(
		    err, ERR_SYS, _("No passphrase, so nothing was done."));
	code = vault_add(ret, line, (size_t)n, err);
	explicit_bzero(line, sizeof(line));
	cut_line(ret);
	return code;
}

static void
show(int tty, const char *text)
{
	/* A terminal that is gone is noticed when it is read. */
	(void)!write(tty, text, strlen(text));
}

/* --- Asked to end meanwhile ------------------------------------------------ */

static const int endings[] = {SIGHUP, SIGTERM};
static volatile sig_atomic_t ended_by; /* 0: nobody asked for it */

static void
note_ending(int signum)
{
	ended_by = signum;
}

/* Such a signal interrupts the reading, so that there is echo again after it. */
static void
hold_endings(struct sigaction before[COUNT_OF(endings)])
{
	struct sigaction hold = {.sa_handler = note_ending};

	ended_by = 0;
	for (size_t i = 0; i < COUNT_OF(endings); i++)
		(void)sigaction(endings[i], &hold, &before[i]);
}

static void
let_endings(const struct sigaction before[COUNT_OF(endings)])
{
	for (size_t i = 0; i < COUNT_OF(endings); i++)
		(void)sigaction(endings[i], &before[i], NULL);
	if (ended_by != 0)
		(void)raise(ended_by);
}

static enum err_code
ask(int tty, const char *prompt, struct vault *ret, struct err *err)
{
	struct sigaction actions[COUNT_OF(endings)];
	struct termios before, quiet;
	enum err_code code;

	if (tcgetattr(tty, &before) == -1)
		return err_sys(err, _("The terminal cannot be set up"));
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	quiet.c_lflag |= ICANON;
	quiet.c_cc[VEOL] = CTRL_C;
	hold_endings(actions);
	if (tcsetattr(tty, TCSAFLUSH, &quiet) == -1) {
		let_endings(actions);
		return err_sys(err, _("The terminal cannot be set up"));
	}
	show(tty, prompt);
	code = read_line(tty, ret, err);
	(void)tcsetattr(tty, TCSAFLUSH, &before);
	show(tty, "\n");
	let_endings(actions);
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
