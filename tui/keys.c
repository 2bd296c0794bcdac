#include "tui/keys.h"

#include <stdlib.h>
#include <string.h>

#include "tui/paste.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"

#define SEQUENCE_MAX 32 /* octets after ESC [ or ESC O */
#define STRING_MAX 8192 /* octets of a reply that nobody asked for */

enum state {
	GROUND,
	ESCAPE, /* ESC came, nothing else yet */
	SEQUENCE, /* after ESC [ or ESC O, up to a final octet */
	STRING, /* after ESC ], P, X, ^ or _, up to BEL or ESC \ */
	PASTE, /* after ESC [ 200 ~ */
	BURST, /* a paste of a terminal that does not bracket it */
};

struct keys {
	enum state state;
	int64_t esc_ms;
	int64_t deadline; /* of the state; -1 none */
	int64_t esc_at; /* when a lone Esc was passed on */
	char sequence[SEQUENCE_MAX + 1];
	size_t sequence_len;
	size_t string_len;
	char utf8[4]; /* the beginning of a character */
	size_t utf8_len;
	struct buf paste;
	char tail[6]; /* the last octets of a paste, kept beyond its limit */
	bool cut;
	keys_emit *emit;
	void *arg;
};

/* How keys look after ESC [ or ESC O on all the terminals we know. */
static const struct {
	const char *sequence;
	enum key_kind kind;
} sequences[] = {
    {"A", K_UP},
    {"B", K_DOWN},
    {"C", K_RIGHT},
    {"D", K_LEFT},
    {"H", K_HOME},
    {"F", K_END},
    {"Z", K_BACKTAB},
    {"M", K_ENTER},
    {"1~", K_HOME},
    {"7~", K_HOME},
    {"4~", K_END},
    {"8~", K_END},
    {"3~", K_DELETE},
    {"5~", K_PAGE_UP},
    {"6~", K_PAGE_DOWN},
    {"11~", K_HELP},
    {"P", K_HELP},
    {"[A", K_HELP},
};

struct keys *
keys_new(int64_t esc_ms, keys_emit *emit, void *arg)
{
	struct keys *keys = mem_alloc(sizeof(*keys));

	*keys = (struct keys) {
	    .esc_ms = esc_ms,
	    .deadline = -1,
	    .esc_at = -KEYS_LATE_MS,
	    .emit = emit,
	    .arg = arg,
	};
	return keys;
}

void
keys_free(struct keys *keys)
{
	if (keys == NULL)
		return;
	buf_release(&keys->paste);
	free(keys);
}

static void
enter(struct keys *keys, enum state state, int64_t deadline)
{
	keys->state = state;
	keys->deadline = deadline;
	keys->sequence_len = 0;
	keys->string_len = 0;
	keys->utf8_len = 0;
}

static void
pass(struct keys *keys, enum key_kind kind, uint32_t c)
{
	struct key key = {.kind = kind, .c = c};

	keys->emit(keys->arg, &key);
}

/* --- pastes ----------------------------------------------------------- */

static void
start_paste(struct keys *keys, enum state state, int64_t now)
{
	enter(keys, state,
	    now + (state == PASTE ? KEYS_OPEN_MS : KEYS_SILENCE_MS));
	buf_clear(&keys->paste);
	memset(keys->tail, 0, sizeof(keys->tail));
	keys->cut = false;
}

static void
remember_tail(struct keys *keys, struct slice octets)
{
	size_t n =
	    octets.len < sizeof(keys->tail) ? octets.len : sizeof(keys->tail);

	memmove(keys->tail, keys->tail + n, sizeof(keys->tail) - n);
	memcpy(keys->tail + sizeof(keys->tail) - n, octets.ptr + octets.len - n,
	    n);
}

/*
 * The end mark counts only when silence follows: the text of a bounce is
 * somebody else's and may hold the mark, and terminals pass it through.
 */
static void
collect(struct keys *keys, struct slice octets, int64_t now)
{
	size_t room = KEYS_PASTE_MAX - keys->paste.len;
	bool closed;

	buf_add(
	    &keys->paste, octets.ptr, octets.len < room ? octets.len : room);
	keys->cut = keys->cut || octets.len > room;
	remember_tail(keys, octets);
	closed = keys->state == BURST ||
		 memcmp(keys->tail, "\033[201~", sizeof(keys->tail)) == 0;
	keys->deadline = now + (closed ? KEYS_SILENCE_MS : KEYS_OPEN_MS);
}

static void
end_paste(struct keys *keys)
{
	struct buf text = BUF_INIT;
	struct key key = {.kind = K_PASTE, .cut = keys->cut};

	paste_normalise(
	    (struct slice) {buf_text(&keys->paste), keys->paste.len}, &text);
	buf_clear(&keys->paste);
	enter(keys, GROUND, -1);
	key.text = (struct slice) {buf_text(&text), text.len};
	keys->emit(keys->arg, &key);
	buf_release(&text);
}

static bool
is_printable(unsigned char c)
{
	return c >= ' ' && c != 0x7f;
}

/* More than a person types between two reads, and not a key held down. */
static bool
is_burst(struct slice octets)
{
	size_t n = 0;
	bool varied = false;

	while (n < octets.len &&
	       (is_printable((unsigned char)octets.ptr[n]) ||
		   strchr("\r\n\t", octets.ptr[n]) != NULL) &&
	       octets.ptr[n] != '\0') {
		varied = varied || octets.ptr[n] != octets.ptr[0];
		n++;
	}
	return n > KEYS_BURST && varied;
}

/* --- escape sequences ------------------------------------------------- */

static void
end_sequence(struct keys *keys, int64_t now)
{
	enter(keys, GROUND, -1);
	if (strcmp(keys->sequence, "200~") == 0) {
		start_paste(keys, PASTE, now);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(sequences); i++)
		if (strcmp(keys->sequence, sequences[i].sequence) == 0)
			pass(keys, sequences[i].kind, 0);
}

/* What no key sends is read to its end and dropped: replies, focus reports. */
static void
feed_sequence(struct keys *keys, unsigned char c, int64_t now)
{
	bool linux_function_key = c == '[' && keys->sequence_len == 0;

	if (c < ' ' || keys->sequence_len == SEQUENCE_MAX) {
		enter(keys, GROUND, -1);
		return;
	}
	keys->sequence[keys->sequence_len++] = (char)c;
	keys->sequence[keys->sequence_len] = '\0';
	if (c >= 0x40 && c <= 0x7e && !linux_function_key)
		end_sequence(keys, now);
}

static void
feed_string(struct keys *keys, unsigned char c)
{
	bool escaped = keys->sequence_len > 0;

	keys->sequence_len = c == 0x1b ? 1 : 0;
	if (c == '\a' || (escaped && c == '\\') ||
	    ++keys->string_len == STRING_MAX)
		enter(keys, GROUND, -1);
}

static void
feed_escape(struct keys *keys, unsigned char c, int64_t now)
{
	if (c == '[' || c == 'O') {
		enter(keys, SEQUENCE, now + KEYS_SEQUENCE_MS);
	} else if (strchr("]PX^_", c) != NULL && c != '\0') {
		enter(keys, STRING, now + KEYS_SEQUENCE_MS);
	} else if (c == 0x1b) {
		keys->deadline = now + keys->esc_ms;
	} else {
		/* A letter with Alt: nothing is bound to it. */
		enter(keys, GROUND, -1);
	}
}

/* --- plain characters ------------------------------------------------- */

static void
feed_utf8(struct keys *keys, unsigned char c)
{
	unsigned char first;
	uint32_t decoded;
	size_t need;

	if (c >= 0xc0)
		keys->utf8_len = 0;
	else if (keys->utf8_len == 0)
		return; /* the middle of nothing */
	keys->utf8[keys->utf8_len++] = (char)c;
	first = (unsigned char)keys->utf8[0];
	need = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	if (keys->utf8_len < need)
		return;
	(void)text_next((struct slice) {keys->utf8, need}, &decoded);
	keys->utf8_len = 0;
	if (decoded != 0xfffd)
		pass(keys, K_CHAR, decoded);
}

static void
feed_ground(struct keys *keys, unsigned char c, int64_t now)
{
	if (c >= 0x80) {
		feed_utf8(keys, c);
		return;
	}
	keys->utf8_len = 0;
	switch (c) {
	case 0x1b:
		enter(keys, ESCAPE, now + keys->esc_ms);
		return;
	case '\r':
	case '\n':
		pass(keys, K_ENTER, 0);
		return;
	case '\t':
		pass(keys, K_TAB, 0);
		return;
	case '\b':
	case 0x7f:
		pass(keys, K_BACKSPACE, 0);
		return;
	default:
		if (c < ' ')
			pass(keys, K_CTRL, c + (uint32_t)'@');
		else
			pass(keys, K_CHAR, c);
	}
}

/*
 * Over a slow line Esc may have been taken for a key of its own before the rest
 * of its sequence came. A person does not type "[A" in one stroke.
 */
static bool
is_late_sequence(const struct keys *keys, struct slice octets, int64_t now)
{
	return octets.len >= 2 && octets.len <= SEQUENCE_MAX &&
	       (octets.ptr[0] == '[' || octets.ptr[0] == 'O') &&
	       now - keys->esc_at < KEYS_LATE_MS;
}

void
keys_feed(struct keys *keys, struct slice octets, int64_t now)
{
	keys_tick(keys, now);
	if (keys->state == GROUND && is_late_sequence(keys, octets, now))
		return;
	if (keys->state == GROUND && is_burst(octets))
		start_paste(keys, BURST, now);
	for (size_t i = 0; i < octets.len; i++) {
		unsigned char c = (unsigned char)octets.ptr[i];

		switch (keys->state) {
		case GROUND:
			feed_ground(keys, c, now);
			break;
		case ESCAPE:
			feed_escape(keys, c, now);
			break;
		case SEQUENCE:
			feed_sequence(keys, c, now);
			break;
		case STRING:
			feed_string(keys, c);
			break;
		case PASTE:
		case BURST:
			collect(keys,
			    (struct slice) {octets.ptr + i, octets.len - i},
			    now);
			return;
		}
	}
}

int64_t
keys_deadline(const struct keys *keys)
{
	return keys->deadline;
}

void
keys_tick(struct keys *keys, int64_t now)
{
	if (keys->deadline < 0 || now < keys->deadline)
		return;
	switch (keys->state) {
	case PASTE:
	case BURST:
		end_paste(keys);
		return;
	case ESCAPE:
		keys->esc_at = now;
		enter(keys, GROUND, -1);
		pass(keys, K_ESC, 0);
		return;
	case GROUND:
	case SEQUENCE:
	case STRING:
		enter(keys, GROUND, -1);
		return;
	}
}

struct key
key_folded(const struct key *key)
{
	struct key folded = *key;

	if (key->kind == K_CHAR)
		folded.c = text_fold(key->c);
	return folded;
}

bool
key_is_japanese(const struct key *key)
{
	return key->kind == K_CHAR &&
	       ((key->c >= 0x3040 && key->c <= 0x9fff) ||
		   (key->c >= 0xff61 && key->c <= 0xff9f));
}
