#include "tui/actions.h"

#include "tui/frame.h"
#include "tui/language.h"
#include "wizard/base/i18n.h"

/* --- focus and scrolling ---------------------------------------------- */

static size_t
index_of_focus(const struct face *face)
{
	size_t i = 0;

	while (i < face->view.items && face->view.item[i].id != face->focus)
		i++;
	return i;
}

static int
outermost(const struct face *face, bool first)
{
	int id = 0;

	for (size_t i = 0; i < face->view.items; i++)
		if (face->view.item[i].id != 0 && (id == 0 || !first))
			id = face->view.item[i].id;
	return id;
}

/* The id of the item after or before the one in focus; 0 at the end. */
static int
neighbour(const struct face *face, bool forward)
{
	size_t i = index_of_focus(face);

	if (face->focus == 0)
		return outermost(face, forward);
	while (forward ? ++i < face->view.items : i-- > 0)
		if (face->view.item[i].id != 0)
			return face->view.item[i].id;
	return 0;
}

/* A field that is left is judged; the wizard may then want the focus itself. */
static void
go_to(struct face *face, int id)
{
	enum outcome outcome = face_leave_field(face);

	if (outcome == OUTCOME_STAY && id != 0)
		face_set_focus(face, id);
}

static void
scroll_by(struct face *face, size_t lines, bool down)
{
	size_t *scroll = face->help ? &face->help_scroll : &face->scroll;

	face->follow = false;
	if (down)
		*scroll += lines < SIZE_MAX - *scroll ? lines : 0;
	else
		*scroll -= lines < *scroll ? lines : *scroll;
}

/* Beyond the last item there may be more to read. */
static void
step(struct face *face, bool down)
{
	int id = neighbour(face, down);

	if (id == 0)
		scroll_by(face, 1, down);
	else
		go_to(face, id);
}

void
action_down(struct face *face)
{
	step(face, true);
}

void
action_up(struct face *face)
{
	step(face, false);
}

void
action_tab(struct face *face)
{
	int id = neighbour(face, true);

	go_to(face, id != 0 ? id : outermost(face, true));
}

void
action_backtab(struct face *face)
{
	int id = neighbour(face, false);

	go_to(face, id != 0 ? id : outermost(face, false));
}

void
action_page_down(struct face *face)
{
	scroll_by(face, frame_page(face->rows, face->cols), true);
}

void
action_page_up(struct face *face)
{
	scroll_by(face, frame_page(face->rows, face->cols), false);
}

/* Farther than any body is long; drawing brings it back to the last page. */
void
action_bottom(struct face *face)
{
	scroll_by(face, SIZE_MAX / 2, true);
}

void
action_top(struct face *face)
{
	scroll_by(face, SIZE_MAX, false);
}

void
action_line_down(struct face *face)
{
	scroll_by(face, 1, true);
}

void
action_line_up(struct face *face)
{
	scroll_by(face, 1, false);
}

/* --- events ----------------------------------------------------------- */

static void
tell(struct face *face, enum event_kind kind)
{
	(void)face_send(
	    face, &(struct event) {.kind = kind, .item = face->focus});
}

void
action_press(struct face *face)
{
	if (face->focus != 0)
		tell(face, EVENT_PRESS);
}

static void
go_on(struct face *face)
{
	enum outcome outcome = face_leave_field(face);

	if (outcome == OUTCOME_STAY || outcome == OUTCOME_FOCUS)
		tell(face, EVENT_NEXT);
}

void
action_enter(struct face *face)
{
	const struct item *item = face_item(face);

	if (item != NULL && item->kind == ITEM_FIELD && item->area) {
		editor_type(&face->editor, '\n');
		face_typed(face);
	} else if (item != NULL &&
		   (item->kind == ITEM_BUTTON || item->enter_presses)) {
		if (face_leave_field(face) == OUTCOME_STAY)
			action_press(face);
	} else {
		go_on(face);
	}
}

void
action_back(struct face *face)
{
	tell(face, EVENT_BACK);
}

/* ^D is the end of a message, nowhere else. */
void
action_end_of_message(struct face *face)
{
	const struct item *item = face_item(face);

	if (item != NULL && item->kind == ITEM_FIELD && item->area)
		go_on(face);
}

/* --- the program itself ----------------------------------------------- */

void
action_help(struct face *face)
{
	face->help = !face->help;
	face->help_scroll = 0;
}

void
action_repaint(struct face *face)
{
	face->ask = FACE_REPAINT;
}

void
action_suspend(struct face *face)
{
	face->ask = FACE_SUSPEND;
}

void
action_quit(struct face *face)
{
	face->ask = FACE_QUIT;
}

void
action_leave(struct face *face)
{
	face->ask = FACE_LEAVE;
}

void
action_ask_quit(struct face *face)
{
	face->asking = true;
	face->notice = _("Everything is saved. Quit? y or n");
}

void
action_plain(struct face *face)
{
	face->ask = FACE_PLAIN;
}

void
action_copy(struct face *face)
{
	face->ask = FACE_COPY;
}

void
action_language(struct face *face)
{
	language_toggle();
	(void)face_send(
	    face, &(struct event) {
		      .kind = EVENT_KEY, .item = face->focus, .key = 'L'});
}
