#include "tui/ui.h"

#include <stdlib.h>
#include <string.h>

#include "tui/clipboard.h"
#include "tui/face.h"
#include "tui/plain.h"
#include "tui/term.h"
#include "wizard/base/mem.h"

#define READ_SIZE 4096
#define READS_MOST 128 /* per call, so that a flood cannot starve the rest */
#define SECOND_MS 1000

struct ui {
	const struct clock_service *clock;
	struct ui_options options;
	struct face *face;
	struct keys *keys;
	struct timer *key_timer; /* for lone Esc and ends of pastes */
	struct timer *second; /* while something counts down on the screen */
	enum ui_state state;
	bool started;
	bool dirty;
	const char *waiting; /* id of the screen that was waiting; or NULL */
	bool plain; /* records are shown outside the screen */
	size_t record;
};

static void on_key(void *arg, const struct key *key);

static void
stirred(void *arg)
{
	struct ui *ui = arg;

	ui->dirty = true;
	ui_draw(ui);
}

static int64_t
esc_ms(void)
{
	const char *wanted = getenv("ESCDELAY");
	long ms = wanted == NULL ? 0 : strtol(wanted, NULL, 10);

	return ms > 0 && ms <= KEYS_OPEN_MS ? ms : KEYS_ESC_MS;
}

struct ui *
ui_new(struct wizard *wizard, const struct clock_service *clock,
    const struct ui_options *options)
{
	struct ui *ui = mem_alloc(sizeof(*ui));

	*ui = (struct ui) {.clock = clock, .options = *options, .dirty = true};
	ui->face = face_new(wizard, clock, stirred, ui);
	ui->keys = keys_new(esc_ms(), on_key, ui);
	return ui;
}

void
ui_free(struct ui *ui)
{
	if (ui == NULL)
		return;
	ui_stop(ui);
	keys_free(ui->keys);
	face_free(ui->face);
	free(ui);
}

static void
stop_timers(struct ui *ui)
{
	ui->clock->stop(ui->clock->self, ui->key_timer);
	ui->clock->stop(ui->clock->self, ui->second);
	ui->key_timer = NULL;
	ui->second = NULL;
}

enum err_code
ui_start(struct ui *ui, struct err *err)
{
	if (term_start(ui->options.term, ui->options.colour, err) != ERR_OK)
		return err->code;
	ui->started = true;
	ui->dirty = true;
	ui_draw(ui);
	return ERR_OK;
}

void
ui_stop(struct ui *ui)
{
	stop_timers(ui);
	if (ui->started)
		term_stop();
	ui->started = false;
}

/* --- the records outside the screen ----------------------------------- */

static void
write_record(struct ui *ui)
{
	const struct view *view = face_view(ui->face);
	struct buf text = BUF_INIT;

	plain_record(&view->plain[ui->record], ui->record, view->plains, &text);
	term_write(buf_text(&text));
	buf_release(&text);
}

/* That of the item in focus; else the one that the view begins with. */
static size_t
record_meant(const struct ui *ui)
{
	const struct view *view = face_view(ui->face);
	const struct item *item = face_item(ui->face);
	size_t i = item != NULL && item->plain > 0 ? item->plain - 1
						   : view->plain_first;

	return i < view->plains ? i : 0;
}

static void
open_plain(struct ui *ui)
{
	if (face_view(ui->face)->plains == 0)
		return;
	ui->plain = true;
	ui->record = record_meant(ui);
	term_leave_screen();
	write_record(ui);
}

static void
close_plain(struct ui *ui)
{
	ui->plain = false;
	term_enter_screen();
}

/* The view may have changed meanwhile and have fewer records. */
static void
plain_key(struct ui *ui, const struct key *typed)
{
	struct key key = key_folded(typed);
	size_t count = face_view(ui->face)->plains;

	if (key.kind == K_CHAR && key.c == 'n' && ui->record + 1 < count) {
		ui->record++;
		write_record(ui);
	} else if (key.kind == K_ENTER || key.kind == K_ESC ||
		   key.kind == K_CTRL || key.kind == K_CHAR) {
		close_plain(ui);
	}
}

/* No terminal says whether it took the text: nothing is claimed. */
static void
copy(struct ui *ui)
{
	const struct view *view = face_view(ui->face);
	enum clipboard result;

	if (view->plains == 0)
		return;
	result = ui->options.no_clipboard
	    ? CLIPBOARD_OFF
	    : clipboard_send(
		  view->plain[record_meant(ui)].value, term_write);
	face_notice(ui->face, clipboard_words(result));
}

/* --- keys ------------------------------------------------------------- */

static void
on_key(void *arg, const struct key *key)
{
	struct ui *ui = arg;

	ui->dirty = true;
	if (ui->state != UI_RUNNING)
		return;
	if (ui->plain) {
		plain_key(ui, key);
		return;
	}
	switch (face_key(ui->face, key)) {
	case FACE_DRAW:
		break;
	case FACE_REPAINT:
		term_repaint();
		break;
	case FACE_PLAIN:
		open_plain(ui);
		break;
	case FACE_COPY:
		copy(ui);
		break;
	case FACE_SUSPEND:
		ui_suspend(ui);
		break;
	case FACE_QUIT:
		ui->state = UI_QUIT;
		break;
	case FACE_LEAVE:
		ui->state = UI_WANTS_PLAIN;
		break;
	}
}

static void arm_key_timer(struct ui *ui);

static void
on_key_time(void *arg)
{
	struct ui *ui = arg;

	ui->key_timer = NULL;
	keys_tick(ui->keys, ui->clock->ticks(ui->clock->self));
	arm_key_timer(ui);
	ui_draw(ui);
}

static void
arm_key_timer(struct ui *ui)
{
	int64_t deadline = keys_deadline(ui->keys);
	int64_t now = ui->clock->ticks(ui->clock->self);

	ui->clock->stop(ui->clock->self, ui->key_timer);
	ui->key_timer = NULL;
	if (deadline >= 0)
		ui->key_timer = ui->clock->after(ui->clock->self,
		    deadline > now ? deadline - now : 0, on_key_time, ui);
}

void
ui_input(struct ui *ui)
{
	char octets[READ_SIZE];
	size_t len;

	for (int i = 0; i < READS_MOST && ui->state == UI_RUNNING; i++) {
		if (!term_read(octets, sizeof(octets), &len)) {
			ui->state = UI_HANGUP;
			return;
		}
		if (len == 0)
			break;
		keys_feed(ui->keys, (struct slice) {octets, len},
		    ui->clock->ticks(ui->clock->self));
	}
	arm_key_timer(ui);
	ui_draw(ui);
}

/* --- drawing ---------------------------------------------------------- */

static void
on_second(void *arg)
{
	struct ui *ui = arg;

	ui->second = NULL;
	ui_changed(ui);
	ui_draw(ui);
}

void
ui_changed(struct ui *ui)
{
	face_stale(ui->face);
	ui->dirty = true;
}

/* Once, when what was waited for has come and is on the same screen. */
static void
ring(struct ui *ui)
{
	const struct view *view = face_view(ui->face);

	if (ui->waiting != NULL && !view->waiting &&
	    strcmp(ui->waiting, view->id) == 0)
		term_write("\a");
	ui->waiting = view->waiting ? view->id : NULL;
}

void
ui_draw(struct ui *ui)
{
	struct canvas canvas;
	size_t rows, cols;

	if (!ui->started || !ui->dirty || ui->plain || ui->state != UI_RUNNING)
		return;
	ui->dirty = false;
	term_size(&rows, &cols);
	canvas_init(&canvas, rows, cols);
	face_draw(ui->face, &canvas);
	term_draw(&canvas);
	canvas_release(&canvas);
	ring(ui);
	if (face_view(ui->face)->busy && ui->second == NULL)
		ui->second =
		    ui->clock->after(ui->clock->self, SECOND_MS, on_second, ui);
}

void
ui_resize(struct ui *ui)
{
	/* Outside the screen the size is read again on the way back. */
	if (!ui->started || ui->plain)
		return;
	term_resize();
	ui->dirty = true;
	ui_draw(ui);
}

void
ui_suspend(struct ui *ui)
{
	if (!ui->started)
		return;
	term_suspend();
	ui->dirty = true;
}

void
ui_continue(struct ui *ui)
{
	if (!ui->started || ui->plain)
		return;
	term_enter_screen();
	ui->dirty = true;
	ui_draw(ui);
}

enum ui_state
ui_state(const struct ui *ui)
{
	return ui->state;
}

void
ui_rescue(void)
{
	term_rescue();
}
