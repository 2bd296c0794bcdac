/*
 * What happened to a key record on its way into the DNS: panels cut it, quote
 * it, fold it to lower case; people enter it at another name. Pure.
 */
#ifndef CHECK_DKIM_COMPARE_H
#define CHECK_DKIM_COMPARE_H

#include "wizard/check/damage.h"
#include "wizard/check/facts.h"

/*
 * Compares what a server has with the record that should be there. DAMAGE_NONE:
 * the same key, and receivers can use it.
 */
struct difference dkim_compare(
    struct arena *arena, const char *wanted, struct slice found);

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
