#include "tui/bindings.h"

#include "tui/actions.h"
#include "tui/frame.h"
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

/* --- tables ----------------------------------------------------------- */

/* Work everywhere, also while a field has the focus. */
static const struct binding always[] = {
    {K_TAB, 0, action_tab},
    {K_BACKTAB, 0, action_backtab},
    {K_DOWN, 0, action_down},
    {K_UP, 0, action_up},
    {K_PAGE_DOWN, 0, action_page_down},
    {K_PAGE_UP, 0, action_page_up},
    {K_ENTER, 0, action_enter},
    {K_ESC, 0, action_back},
    {K_HELP, 0, action_help},
    {K_CTRL, 'G', action_help},
    {K_CTRL, 'D', action_end_of_message},
    {K_CTRL, 'L', action_repaint},
    {K_CTRL, 'Z', action_suspend},
    {K_CTRL, 'C', action_ask_quit},
};

/* Letters of the face, which no step may take. */
static const struct binding letters[] = {
    {K_CHAR, '?', action_help},
    {K_CHAR, 'q', action_quit},
    {K_CHAR, 'b', action_back},
    {K_CHAR, 'L', action_language},
    {K_CHAR, ' ', action_press},
    {K_LEFT, 0, action_back},
};

/* Where the view has records to be entered somewhere else. */
static const struct binding with_records[] = {
    {K_CHAR, 'v', action_plain},
    {K_CHAR, 'y', action_copy},
};

/* Letters a step may take for itself. */
static const struct binding spare_letters[] = {
    {K_CHAR, 'j', action_down},
    {K_CHAR, 'k', action_up},
    {K_CHAR, 'g', action_top},
    {K_CHAR, 'G', action_bottom},
    {K_HOME, 0, action_top},
    {K_END, 0, action_bottom},
};

static const struct binding in_help[] = {
    {K_CTRL, 'C', action_ask_quit},
    {K_CTRL, 'L', action_repaint},
    {K_CTRL, 'Z', action_suspend},
    {K_DOWN, 0, action_line_down},
    {K_UP, 0, action_line_up},
    {K_CHAR, 'j', action_line_down},
    {K_CHAR, 'k', action_line_up},
    {K_PAGE_DOWN, 0, action_page_down},
    {K_CHAR, ' ', action_page_down},
    {K_PAGE_UP, 0, action_page_up},
    {K_CHAR, 'g', action_top},
    {K_HOME, 0, action_top},
    {K_CHAR, 'G', action_bottom},
    {K_END, 0, action_bottom},
    {K_ESC, 0, action_help},
    {K_ENTER, 0, action_help},
    {K_HELP, 0, action_help},
    {K_CTRL, 'G', action_help},
    {K_CHAR, '?', action_help},
    {K_CHAR, 'q', action_help},
    {K_CHAR, 'b', action_help},
    {K_LEFT, 0, action_help},
};

static const struct binding in_tiny_window[] = {
    {K_CHAR, 'p', action_leave},
    {K_CHAR, 'q', action_quit},
    {K_CTRL, 'C', action_quit},
    {K_CTRL, 'Z', action_suspend},
    {K_CTRL, 'L', action_repaint},
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
		action_press(face);
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
		action_quit(face);
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
