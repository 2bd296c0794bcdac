/*
 * What happened to a key record on its way into the DNS: panels cut it, quote
 * it, fold it to lower case; people enter it at another name. Pure.
 */
#ifndef CHECK_DKIM_COMPARE_H
#define CHECK_DKIM_COMPARE_H

#include "wizard/check/facts.h"

enum dkim_damage {
	DAMAGE_NONE,       /* the same key, and receivers can use it */
	DAMAGE_SPACES,     /* blanks inside: not every receiver skips them */
	DAMAGE_QUOTES,     /* quotation marks inside */
	DAMAGE_SEMICOLONS, /* "\;" */
	DAMAGE_ZONE_LINE,  /* a whole line of a zone file */
	DAMAGE_CASE,       /* all letters are small */
	DAMAGE_CUT,        /* only the beginning is there */
	DAMAGE_HEAD_LOST,  /* only the end */
	DAMAGE_ALTERED,    /* a few characters in the middle differ */
	DAMAGE_TAGS,       /* the key is right, what stands around it is not */
	DAMAGE_PEM,        /* "-----BEGIN PUBLIC KEY-----" */
	DAMAGE_PRIVATE,    /* the private key was published */
	DAMAGE_REVOKED,    /* p= is empty */
	DAMAGE_OTHER_KEY,
	DAMAGE_NO_KEY,     /* nothing that could be a key */
};

struct dkim_difference {
	enum dkim_damage damage;
	const char *message; /* translated, in the arena; NULL: DAMAGE_NONE */
};

/* Compares what a server has with the record that should be there. */
struct dkim_difference dkim_compare(
    struct arena *arena, const char *wanted, struct slice found);

/* "cut", "other-key", ...: for JSON. */
const char *dkim_damage_word(enum dkim_damage damage);

/* Names at which people enter keys that belong elsewhere. */
struct dkim_wrong_name {
	struct dname name;
	enum key_misplacement how;
	const char *message; /* translated */
};

/*
 * Those worth looking at when there is no key at its own name; how many. The
 * parent's is not among them: a key there may well be the parent's own.
 */
#define WRONG_NAMES_MAX KEY_AT_PARENT
size_t dkim_wrong_names(const char *selector, const char *domain,
    struct dkim_wrong_name ret[WRONG_NAMES_MAX]);

#endif
