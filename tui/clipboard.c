#include "tui/clipboard.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tui/tmux.h"
#include "wizard/base/buf.h"
#include "wizard/base/i18n.h"

/* screen 4.9 silently loses longer strings. */
#define SCREEN_PIECE 240

static void
add_base64(struct buf *out, const char *text, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		size_t left = len - i;
		uint32_t bits = (uint32_t)(unsigned char)text[i] << 16;

		if (left > 1)
			bits |= (uint32_t)(unsigned char)text[i + 1] << 8;
		if (left > 2)
			bits |= (unsigned char)text[i + 2];
		buf_addc(out, digits[bits >> 18]);
		buf_addc(out, digits[bits >> 12 & 63]);
		buf_addc(out, left > 1 ? digits[bits >> 6 & 63] : '=');
		buf_addc(out, left > 2 ? digits[bits & 63] : '=');
	}
}

static bool
is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && value[0] != '\0';
}

static bool
term_begins(const char *prefix)
{
	const char *term = getenv("TERM");

	return term != NULL && strncmp(term, prefix, strlen(prefix)) == 0;
}

static void
wrap_for_screen(const struct buf *sequence, void (*emit)(const char *octets))
{
	struct buf piece = BUF_INIT;

	for (size_t at = 0; at < sequence->len; at += SCREEN_PIECE) {
		size_t left = sequence->len - at;

		buf_clear(&piece);
		buf_adds(&piece, "\033P");
		buf_add(&piece, sequence->data + at,
		    left < SCREEN_PIECE ? left : SCREEN_PIECE);
		buf_adds(&piece, "\033\\");
		emit(buf_text(&piece));
	}
	buf_release(&piece);
}

static void
send_sequence(const char *value, bool screen, void (*emit)(const char *octets))
{
	struct buf sequence = BUF_INIT;

	buf_adds(&sequence, "\033]52;c;");
	add_base64(&sequence, value, strlen(value));
	buf_addc(&sequence, '\a');
	if (screen)
		wrap_for_screen(&sequence, emit);
	else
		emit(buf_text(&sequence));
	buf_release(&sequence);
}

static enum clipboard
through_tmux(const char *value)
{
	if (!tmux_load(value))
		return CLIPBOARD_NO_WAY;
	return tmux_has_clipboard() ? CLIPBOARD_TAKEN : CLIPBOARD_TMUX;
}

/* sudo takes TMUX and STY away, but TERM still tells of the multiplexer. */
enum clipboard
clipboard_send(const char *value, void (*emit)(const char *octets))
{
	if (strlen(value) > CLIPBOARD_MAX)
		return CLIPBOARD_TOO_BIG;
	if ((is_set("TMUX") || !is_set("STY")) && tmux_find())
		return through_tmux(value);
	if (!is_set("STY") && (term_begins("tmux") || term_begins("screen")))
		return CLIPBOARD_NO_WAY;
	send_sequence(value, is_set("STY"), emit);
	return CLIPBOARD_SENT;
}

const char *
clipboard_words(enum clipboard result)
{
	switch (result) {
	case CLIPBOARD_SENT:
		return _("Sent to your terminal. Some terminals ignore this. "
			 "p: paste to check.");
	case CLIPBOARD_TMUX:
		return _("Given to tmux; your terminal may ignore it. "
			 "p: paste to check.");
	case CLIPBOARD_TAKEN:
		return _("Sent to your clipboard: your terminal says it takes "
			 "this.");
	case CLIPBOARD_OFF:
		return _("The clipboard is switched off (--no-osc52). Press "
			 "v.");
	case CLIPBOARD_TOO_BIG:
		return _("This value is too long for the clipboard of many "
			 "terminals. Press v.");
	case CLIPBOARD_NO_WAY:
		return _("The clipboard cannot be reached through tmux or "
			 "screen here. Press v.");
	}
	return "";
}
