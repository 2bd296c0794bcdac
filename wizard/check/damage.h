/*
 * What happened to a text on its way: panels cut it, quote it, fold it to lower
 * case; terminals break it; people copy half of it. By its characters; what they
 * mean is left to others. Pure.
 */
#ifndef CHECK_DAMAGE_H
#define CHECK_DAMAGE_H

#include "wizard/base/arena.h"

enum damage {
	DAMAGE_NONE,       /* the same */
	DAMAGE_PRIVATE,    /* a private key */
	DAMAGE_NOT_ASCII,  /* characters that only look right */
	DAMAGE_TWICE,      /* the value behind itself */
	DAMAGE_SPACES,     /* blanks or line breaks more, or fewer */
	DAMAGE_QUOTES,     /* quotation marks inside */
	DAMAGE_SEMICOLONS, /* "\;" */
	DAMAGE_ZONE_LINE,  /* a whole line of a zone file */
	DAMAGE_CASE,       /* small letters for large ones */
	DAMAGE_CUT,        /* only the beginning is there */
	DAMAGE_HEAD_LOST,  /* only the end */
	DAMAGE_ALTERED,    /* a few characters in the middle differ */
	DAMAGE_OTHER,      /* another value */
	/* Of keys only: see dkim_compare.h. */
	DAMAGE_REVOKED,    /* p= is empty */
	DAMAGE_PEM,        /* "-----BEGIN PUBLIC KEY-----" */
	DAMAGE_TAGS,       /* the key is right, what stands around it is not */
	DAMAGE_OTHER_KEY,
	DAMAGE_NO_KEY,     /* nothing that could be a key */
	/* Of the targets of aliases and mail servers: see target_compare.h. */
	DAMAGE_DOUBLED,    /* the zone was added behind it */
	DAMAGE_UNDERSCORE, /* "_" is missing */
	DAMAGE_PRIORITY,   /* only the number before it is another one */
};

struct difference {
	enum damage damage;
	const char *message; /* translated, in the arena; NULL: DAMAGE_NONE */
};

/* Compares what is there with the text that should be, without its ends. */
struct difference damage_compare(
    struct arena *arena, const char *wanted, struct slice found);

/* "cut", "other-key", ...: for JSON. */
const char *damage_word(enum damage damage);

/* --- For those who look at a part of the text ------------------------------- */

#define DAMAGE_BLANKS " \t\r\n"

/* The two texts, and the part of each that counts. */
struct damage_texts {
	struct arena *arena;
	struct slice wanted, found;
	struct slice part;  /* of wanted */
	struct slice there; /* the same of found, as it stands */
	struct slice plain; /* the same without what was put around and between */
	bool key;           /* the part is a key: what is said differs */
};

/* The text without blanks, quotation marks, backslashes and brackets. */
struct slice damage_plain(struct arena *arena, struct slice text);
bool damage_same(struct slice a, struct slice b);

/* Twice, spaces, escapes, quotes, a zone line: all of the part is there. */
struct difference damage_around(const struct damage_texts *texts);

/* Letters made small, a cut, a lost beginning, characters that differ. */
struct difference damage_within(const struct damage_texts *texts);

#endif
