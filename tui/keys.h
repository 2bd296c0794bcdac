/*
 * From the octets a terminal sends to keys. Time is an argument, so that split
 * escape sequences, pastes and lone Esc are tested without a terminal.
 */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "wizard/base/buf.h"

enum key_kind {
	K_CHAR, /* a printable character in c */
	K_CTRL, /* Ctrl and the capital letter in c */
	K_ENTER,
	K_ESC,
	K_TAB,
	K_BACKTAB,
	K_BACKSPACE,
	K_DELETE,
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_HELP, /* F1 */
	K_PASTE, /* text that was pasted, normalised */
};

struct key {
	enum key_kind kind;
	uint32_t c;
	struct slice text; /* K_PASTE: borrowed for the call */
	bool cut; /* K_PASTE: more came than KEYS_PASTE_MAX */
};

#define KEYS_ESC_MS 100 /* a lone Esc is one after this silence */
#define KEYS_SEQUENCE_MS 500 /* a sequence that never ends is dropped */
#define KEYS_LATE_MS 1000 /* the rest of a split sequence may come late */
#define KEYS_SILENCE_MS 60 /* a paste ends after this silence */
#define KEYS_OPEN_MS 2000 /* a paste that is never closed */
#define KEYS_PASTE_MAX (256U * 1024)
#define KEYS_BURST 8 /* more at once were not typed by a person */

struct keys;
typedef void keys_emit(void *arg, const struct key *key);

/* esc_ms: KEYS_ESC_MS, or what the user's ESCDELAY says. */
struct keys *keys_new(int64_t esc_ms, keys_emit *emit, void *arg);
void keys_free(struct keys *keys);

/* Octets that were readable at one time; now is in ms and never jumps. */
void keys_feed(struct keys *keys, struct slice octets, int64_t now);

/* When keys_tick must be called; -1 when nothing is pending. */
int64_t keys_deadline(const struct keys *keys);
void keys_tick(struct keys *keys, int64_t now);

/* The key under a full-width letter; other keys stay what they are. */
struct key key_folded(const struct key *key);

/* Kana or kanji: an input method is on where letters are expected. */
bool key_is_japanese(const struct key *key);

#endif
