#include "tui/term.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "tui/theme.h"
#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

/* Last, for it makes macros of everyday words. */
#include <term.h>

#define PASTE_ON "\033[?2004h" /* pastes come between marks */
#define PASTE_OFF "\033[?2004l"

static struct {
	SCREEN *screen; /* NULL: not started */
	struct termios shell; /* the modes before us */
	char leave[128]; /* what undoes our modes, for a crash */
	size_t leave_len;
	bool coloured;
	bool utf8;
	bool alternate; /* has a second screen to go to */
} term;

/* A terminal that takes nothing more is found out when it is read. */
static void
put(const char *octets, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, octets, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		octets += n;
		len -= (size_t)n;
	}
}

void
term_write(const char *text)
{
	put(text, strlen(text));
}

static const char *
capability(const char *name)
{
	char copy[16];
	char *value;

	(void)strncpy(copy, name, sizeof(copy) - 1);
	copy[sizeof(copy) - 1] = '\0';
	value = tigetstr(copy);
	return value == NULL || value == (char *)-1 ? NULL : value;
}

static void
remember(const char *sequence)
{
	size_t len = sequence == NULL ? 0 : strlen(sequence);

	if (term.leave_len + len > sizeof(term.leave))
		return;
	if (len > 0)
		memcpy(term.leave + term.leave_len, sequence, len);
	term.leave_len += len;
}

/* Asks the terminal database without touching the terminal. */
static enum err_code
check_type(const char *type, struct err *err)
{
	char *name = type == NULL ? NULL : strdup(type);
	int status;
	int ret = setupterm(name, STDOUT_FILENO, &status);
	bool addressable;

	free(name);
	if (type == NULL)
		type = getenv("TERM");
	if (type == NULL)
		type = "";
	if (ret == ERR)
		return err_set(err, ERR_MISSING,
		    _("This terminal (TERM=%s) is not known here, so full "
		      "screens cannot be shown; using plain questions."),
		    type);
	addressable = capability("cup") != NULL;
	(void)del_curterm(cur_term);
	if (!addressable)
		return err_set(err, ERR_MISSING,
		    _("This terminal (TERM=%s) cannot show full screens; using "
		      "plain questions."),
		    type);
	return ERR_OK;
}

static void
start_colours(bool wanted)
{
	static const short colours[COLOURS] = {
	    [COLOUR_RED] = COLOR_RED,
	    [COLOUR_GREEN] = COLOR_GREEN,
	    [COLOUR_YELLOW] = COLOR_YELLOW,
	    [COLOUR_CYAN] = COLOR_CYAN,
	};
	const char *refused = getenv("NO_COLOR");
	short background = -1;

	term.coloured =
	    wanted && (refused == NULL || refused[0] == '\0') && has_colors();
	if (!term.coloured)
		return;
	(void)start_color();
	if (use_default_colors() == ERR)
		background = COLOR_BLACK;
	for (short i = COLOUR_NONE + 1; i < COLOURS; i++)
		(void)init_pair(i, colours[i], background);
}

/* raw: ^C, ^Z, ^S and ^Q are keys like any other while we run. */
static void
set_modes(void)
{
	(void)raw();
	(void)noecho();
	(void)nonl();
	(void)intrflush(stdscr, FALSE);
	(void)typeahead(-1);
	(void)leaveok(stdscr, FALSE);
}

enum err_code
term_start(const char *type, bool colour, struct err *err)
{
	char *name;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
	    tcgetattr(STDIN_FILENO, &term.shell) != 0)
		return err_set(err, ERR_MISSING,
		    _("Standard input and output are not a terminal, so full "
		      "screens cannot be shown; using plain questions."));
	if (check_type(type, err) != ERR_OK)
		return err->code;
	/* curses would believe them more than the window itself. */
	(void)unsetenv("LINES");
	(void)unsetenv("COLUMNS");
	name = type == NULL ? NULL : strdup(type);
	term.screen = newterm(name, stdout, stdin);
	free(name);
	if (term.screen == NULL)
		return err_set(err, ERR_MISSING,
		    _("The terminal could not be set up; using plain "
		      "questions."));
	term.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	term.alternate = capability("rmcup") != NULL;
	term.leave_len = 0;
	remember(PASTE_OFF);
	remember(capability("sgr0"));
	remember(capability("cnorm"));
	remember(capability("rmcup"));
	start_colours(colour);
	set_modes();
	(void)refresh();
	term_write(PASTE_ON);
	return ERR_OK;
}

/* Without a second screen ours would stay under what comes next. */
static void
wipe(void)
{
	if (term.alternate)
		return;
	(void)erase();
	(void)refresh();
}

void
term_stop(void)
{
	if (term.screen == NULL)
		return;
	if (!isendwin())
		wipe();
	(void)endwin();
	term_write(PASTE_OFF);
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &term.shell);
	delscreen(term.screen);
	term.screen = NULL;
}

void
term_rescue(void)
{
	if (term.screen == NULL)
		return;
	put(term.leave, term.leave_len);
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &term.shell);
}

void
term_size(size_t *ret_rows, size_t *ret_cols)
{
	*ret_rows = (size_t)getmaxy(stdscr);
	*ret_cols = (size_t)getmaxx(stdscr);
}

void
term_resize(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 ||
	    size.ws_col == 0)
		return;
	(void)resizeterm(size.ws_row, size.ws_col);
	term_repaint();
}

void
term_repaint(void)
{
	(void)clearok(curscr, TRUE);
}

/* --- cells ------------------------------------------------------------ */

/* What this terminal and the C library do not agree on is shown as '?'. */
static size_t
to_wide(const struct canvas_cell *cell, wchar_t wide[CCHARW_MAX + 1])
{
	struct slice rest = slice_of(cell->text);
	size_t len = 0;
	uint32_t c;
	size_t n;

	while (len < CCHARW_MAX && (n = text_next(rest, &c)) > 0) {
		wide[len++] = (wchar_t)c;
		rest.ptr += n;
		rest.len -= n;
	}
	wide[len] = L'\0';
	if (len == 0 || (!term.utf8 && wide[0] > 0x7e) ||
	    wcwidth(wide[0]) != (int)cell->width) {
		wide[0] = L'?';
		wide[1] = L'\0';
		return 1;
	}
	return cell->width;
}

static attr_t
to_attr(struct attributes attributes)
{
	attr_t attr = A_NORMAL;

	if (attributes.bold)
		attr |= A_BOLD;
	if (attributes.dim)
		attr |= A_DIM;
	if (attributes.reverse)
		attr |= A_REVERSE;
	return attr;
}

static void
draw_cell(size_t row, size_t col, const struct canvas_cell *cell)
{
	struct attributes attributes = theme_attributes(
	    (enum look)cell->look, cell->selected, term.coloured);
	attr_t attr = to_attr(attributes);
	wchar_t wide[CCHARW_MAX + 1];
	size_t width = to_wide(cell, wide);
	cchar_t c;

	(void)setcchar(&c, wide, attr, (short)attributes.colour, NULL);
	(void)mvadd_wch((int)row, (int)col, &c);
	if (width >= cell->width)
		return;
	(void)setcchar(&c, L" ", attr, (short)attributes.colour, NULL);
	(void)mvadd_wch((int)row, (int)col + 1, &c);
}

void
term_draw(const struct canvas *canvas)
{
	for (size_t row = 0; row < canvas->rows; row++)
		for (size_t col = 0; col < canvas->cols; col++) {
			const struct canvas_cell *cell =
			    &canvas->cell[row * canvas->cols + col];

			if (cell->width > 0)
				draw_cell(row, col, cell);
		}
	(void)curs_set(canvas->cursor ? 1 : 0);
	(void)move((int)canvas->cursor_row, (int)canvas->cursor_col);
	(void)refresh();
}

/* --- reading ---------------------------------------------------------- */

bool
term_read(char *buf, size_t size, size_t *ret_len)
{
	struct pollfd pfd = {.fd = STDIN_FILENO, .events = POLLIN};
	ssize_t n;

	*ret_len = 0;
	if (poll(&pfd, 1, 0) <= 0)
		return true;
	n = read(STDIN_FILENO, buf, size);
	if (n > 0) {
		*ret_len = (size_t)n;
		return true;
	}
	/* Zero is the end, EIO a line that was hung up: never come back. */
	return n < 0 && (errno == EINTR || errno == EAGAIN);
}

/* --- outside the screen ----------------------------------------------- */

/* Keys still come one by one, but lines end as the shell's do. */
static void
set_plain_modes(void)
{
	struct termios modes = term.shell;

	modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG | IEXTEN);
	modes.c_iflag &= ~(tcflag_t)(IXON | ICRNL);
	modes.c_cc[VMIN] = 1;
	modes.c_cc[VTIME] = 0;
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
}

void
term_leave_screen(void)
{
	wipe();
	(void)endwin();
	term_write(PASTE_OFF);
	set_plain_modes();
}

void
term_enter_screen(void)
{
	term_repaint();
	(void)refresh();
	term_write(PASTE_ON);
	term_resize();
}

/*
 * curses has a handler of its own for SIGTSTP, which would redraw too early;
 * the signal has to have its first meaning for the shell to notice.
 */
void
term_suspend(void)
{
	struct sigaction stop = {.sa_handler = SIG_DFL};
	struct sigaction old;

	wipe();
	(void)endwin();
	term_write(PASTE_OFF);
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &term.shell);
	(void)sigaction(SIGTSTP, &stop, &old);
	(void)raise(SIGTSTP);
	(void)sigaction(SIGTSTP, &old, NULL);
	term_enter_screen();
}
