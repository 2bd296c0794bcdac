#include "tui/bindings.h"

#include <string.h>

#include "tui/face_state.h"
#include "tui/frame.h"
#include "tui/language.h"
#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

struct binding {
	enum key_kind kind;
	uint32_t c; /* K_CHAR and K_CTRL */
	void (*act)(struct face *face);
};

static bool
is_key(const struct key *key, enum key_kind kind, uint32_t c)
{
	return key->kind == kind &&
	       (key->c == c || (kind != K_CHAR && kind != K_CTRL));
}

static bool
run(struct face *face, const struct key *key, const struct binding *binding,
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_key(key, binding[i].kind, binding[i].c)) {
			binding[i].act(face);
			return true;
		}
	return false;
}

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

static void
act_down(struct face *face)
{
	step(face, true);
}

static void
act_up(struct face *face)
{
	step(face, false);
}

static void
act_tab(struct face *face)
{
	int id = neighbour(face, true);

	go_to(face, id != 0 ? id : outermost(face, true));
}

static void
act_backtab(struct face *face)
{
	int id = neighbour(face, false);

	go_to(face, id != 0 ? id : outermost(face, false));
}

static void
act_page_down(struct face *face)
{
	scroll_by(face, frame_page(face->rows, face->cols), true);
}

static void
act_page_up(struct face *face)
{
	scroll_by(face, frame_page(face->rows, face->cols), false);
}

/* Farther than any body is long; drawing brings it back to the last page. */
static void
act_bottom(struct face *face)
{
	scroll_by(face, SIZE_MAX / 2, true);
}

static void
act_top(struct face *face)
{
	scroll_by(face, SIZE_MAX, false);
}

static void
act_line_down(struct face *face)
{
	scroll_by(face, 1, true);
}

static void
act_line_up(struct face *face)
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

static void
act_press(struct face *face)
{
	if (face->focus != 0)
		tell(face, EVENT_PRESS);
}

static void
act_next(struct face *face)
{
	enum outcome outcome = face_leave_field(face);

	if (outcome == OUTCOME_STAY || outcome == OUTCOME_FOCUS)
		tell(face, EVENT_NEXT);
}

static void
act_enter(struct face *face)
{
	const struct item *item = face_item(face);

	if (item != NULL && item->kind == ITEM_FIELD && item->area) {
		editor_type(&face->editor, '\n');
		face_typed(face);
	} else if (item != NULL &&
		   (item->kind == ITEM_BUTTON || item->enter_presses)) {
		if (face_leave_field(face) == OUTCOME_STAY)
			act_press(face);
	} else {
		act_next(face);
	}
}

static void
act_back(struct face *face)
{
	tell(face, EVENT_BACK);
}

/* ^D is the end of a message, nowhere else. */
static void
act_end_of_message(struct face *face)
{
	const struct item *item = face_item(face);

	if (item != NULL && item->kind == ITEM_FIELD && item->area)
		act_next(face);
}

/* --- the program itself ----------------------------------------------- */

static void
act_help(struct face *face)
{
	face->help = !face->help;
	face->help_scroll = 0;
}

static void
act_repaint(struct face *face)
{
	face->ask = FACE_REPAINT;
}

static void
act_suspend(struct face *face)
{
	face->ask = FACE_SUSPEND;
}

static void
act_quit(struct face *face)
{
	face->ask = FACE_QUIT;
}

static void
act_leave(struct face *face)
{
	face->ask = FACE_LEAVE;
}

static void
act_ask_quit(struct face *face)
{
	face->asking = true;
	face->notice = _("Everything is saved. Quit? y or n");
}

static void
act_plain(struct face *face)
{
	face->ask = FACE_PLAIN;
}

static void
act_copy(struct face *face)
{
	face->ask = FACE_COPY;
}

static void
act_language(struct face *face)
{
	language_toggle();
	(void)face_send(
	    face, &(struct event) {
		      .kind = EVENT_KEY, .item = face->focus, .key = 'L'});
}

/* --- tables ----------------------------------------------------------- */

/* Work everywhere, also while a field has the focus. */
static const struct binding always[] = {
    {K_TAB, 0, act_tab},
    {K_BACKTAB, 0, act_backtab},
    {K_DOWN, 0, act_down},
    {K_UP, 0, act_up},
    {K_PAGE_DOWN, 0, act_page_down},
    {K_PAGE_UP, 0, act_page_up},
    {K_ENTER, 0, act_enter},
    {K_ESC, 0, act_back},
    {K_HELP, 0, act_help},
    {K_CTRL, 'G', act_help},
    {K_CTRL, 'D', act_end_of_message},
    {K_CTRL, 'L', act_repaint},
    {K_CTRL, 'Z', act_suspend},
    {K_CTRL, 'C', act_ask_quit},
};

/* Letters of the face, which no step may take. */
static const struct binding letters[] = {
    {K_CHAR, '?', act_help},
    {K_CHAR, 'q', act_quit},
    {K_CHAR, 'b', act_back},
    {K_CHAR, 'L', act_language},
    {K_CHAR, ' ', act_press},
    {K_LEFT, 0, act_back},
};

/* Where the view has records to be entered somewhere else. */
static const struct binding with_records[] = {
    {K_CHAR, 'v', act_plain},
    {K_CHAR, 'y', act_copy},
};

/* Letters a step may take for itself. */
static const struct binding spare_letters[] = {
    {K_CHAR, 'j', act_down},
    {K_CHAR, 'k', act_up},
    {K_CHAR, 'g', act_top},
    {K_CHAR, 'G', act_bottom},
    {K_HOME, 0, act_top},
    {K_END, 0, act_bottom},
};

static const struct binding in_help[] = {
    {K_CTRL, 'C', act_ask_quit},
    {K_CTRL, 'L', act_repaint},
    {K_CTRL, 'Z', act_suspend},
    {K_DOWN, 0, act_line_down},
    {K_UP, 0, act_line_up},
    {K_CHAR, 'j', act_line_down},
    {K_CHAR, 'k', act_line_up},
    {K_PAGE_DOWN, 0, act_page_down},
    {K_CHAR, ' ', act_page_down},
    {K_PAGE_UP, 0, act_page_up},
    {K_CHAR, 'g', act_top},
    {K_HOME, 0, act_top},
    {K_CHAR, 'G', act_bottom},
    {K_END, 0, act_bottom},
    {K_ESC, 0, act_help},
    {K_ENTER, 0, act_help},
    {K_HELP, 0, act_help},
    {K_CTRL, 'G', act_help},
    {K_CHAR, '?', act_help},
    {K_CHAR, 'q', act_help},
    {K_CHAR, 'b', act_help},
    {K_LEFT, 0, act_help},
};

static const struct binding in_tiny_window[] = {
    {K_CHAR, 'p', act_leave},
    {K_CHAR, 'q', act_quit},
    {K_CTRL, 'C', act_quit},
    {K_CTRL, 'Z', act_suspend},
    {K_CTRL, 'L', act_repaint},
};

static const struct {
	enum key_kind kind;
	uint32_t c;
	enum edit edit;
} edits[] = {
    {K_LEFT, 0, EDIT_LEFT},
    {K_RIGHT, 0, EDIT_RIGHT},
    {K_HOME, 0, EDIT_HOME},
    {K_END, 0, EDIT_END},
    {K_CTRL, 'A', EDIT_HOME},
    {K_CTRL, 'E', EDIT_END},
    {K_BACKSPACE, 0, EDIT_BACKSPACE},
    {K_DELETE, 0, EDIT_DELETE},
    {K_CTRL, 'U', EDIT_KILL_ALL},
    {K_CTRL, 'W', EDIT_KILL_WORD},
    {K_CTRL, 'K', EDIT_KILL_END},
};

/* --- a field in focus ------------------------------------------------- */

/* Right and End turn a suggestion into text that can be edited. */
static bool
take_suggestion(struct face *face, enum edit edit)
{
	const struct item *item = face_item(face);

	if ((edit != EDIT_RIGHT && edit != EDIT_END) ||
	    face->editor.text.len > 0 || item == NULL ||
	    item->suggestion == NULL || item->suggestion[0] == '\0')
		return false;
	editor_set(&face->editor, item->suggestion);
	return true;
}

static bool
edit(struct face *face, const struct key *key)
{
	for (size_t i = 0; i < COUNT_OF(edits); i++) {
		if (!is_key(key, edits[i].kind, edits[i].c))
			continue;
		face->follow = true;
		if (take_suggestion(face, edits[i].edit) ||
		    editor_do(&face->editor, edits[i].edit))
			face_typed(face);
		return true;
	}
	return false;
}

static void
paste(struct face *face, const struct key *key)
{
	struct slice text = key->text;

	if (!face->editor.lines)
		text = slice_trim(text, " \t\n");
	editor_insert(&face->editor, text);
	face->editor.cut = face->editor.cut || key->cut;
	face_typed(face);
}

static void
in_field(struct face *face, const struct key *key)
{
	if (edit(face, key))
		return;
	if (key->kind == K_CHAR) {
		editor_type(&face->editor, key->c);
		face_typed(face);
	} else if (key->kind == K_PASTE) {
		paste(face, key);
	} else {
		(void)run(face, key, always, COUNT_OF(always));
	}
}

/* --- anything else in focus ------------------------------------------- */

static bool
press_number(struct face *face, const struct key *key)
{
	if (key->kind != K_CHAR || key->c < '1' || key->c > '9')
		return false;
	for (size_t i = 0; i < face->view.items; i++) {
		if (face->view.item[i].number != (int)(key->c - '0'))
			continue;
		face_set_focus(face, face->view.item[i].id);
		act_press(face);
		return true;
	}
	return false;
}

static bool
press_hint(struct face *face, const struct key *key)
{
	struct event event = {.kind = EVENT_KEY, .item = face->focus};

	if (key->kind != K_CHAR)
		return false;
	for (size_t i = 0; i < face->view.hints; i++) {
		if ((uint32_t)face->view.hint[i].key != key->c)
			continue;
		event.key = face->view.hint[i].key;
		(void)face_send(face, &event);
		return true;
	}
	return false;
}

/* A word committed by an input method comes at once, like a paste. */
static bool
is_all_japanese(struct slice text)
{
	uint32_t c;
	size_t n;

	while ((n = text_next(text, &c)) > 0) {
		if (c < 0x80)
			return false;
		text.ptr += n;
		text.len -= n;
	}
	return true;
}

static void
explain(struct face *face, const struct key *key)
{
	bool pasted = key->kind == K_PASTE;

	if (key_is_japanese(key) || (pasted && is_all_japanese(key->text)))
		face->notice = _("Japanese input is on. Press the "
				 "Hankaku/Zenkaku key, then the key again.");
	else if (pasted)
		face->notice = _("That looked like a paste. Nothing on this "
				 "screen takes text; nothing was changed.");
}

static void
on_screen(struct face *face, const struct key *typed)
{
	struct key key = key_folded(typed);

	if (face->view.plains > 0 &&
	    run(face, &key, with_records, COUNT_OF(with_records)))
		return;
	if (!run(face, &key, letters, COUNT_OF(letters)) &&
	    !press_number(face, &key) && !press_hint(face, &key) &&
	    !run(face, &key, spare_letters, COUNT_OF(spare_letters)) &&
	    !run(face, &key, always, COUNT_OF(always)))
		explain(face, &key);
}

/* The answer to "Quit?": a second ^C means yes, whatever else means no. */
static void
answer(struct face *face, const struct key *typed)
{
	struct key key = key_folded(typed);

	face->asking = false;
	if (is_key(&key, K_CHAR, 'y') || is_key(&key, K_CHAR, 'Y') ||
	    is_key(&key, K_CTRL, 'C'))
		act_quit(face);
}

void
bindings_dispatch(struct face *face, const struct key *key)
{
	struct key folded = key_folded(key);

	face->notice = NULL;
	if (frame_size(face->rows, face->cols) == FRAME_TINY)
		(void)run(
		    face, &folded, in_tiny_window, COUNT_OF(in_tiny_window));
	else if (face->asking)
		answer(face, key);
	else if (face->help)
		(void)run(face, &folded, in_help, COUNT_OF(in_help));
	else if (face_typing(face))
		in_field(face, key);
	else
		on_screen(face, key);
}
