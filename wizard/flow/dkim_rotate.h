/*
 * A new key in place of the old one, so that every signature can be checked at
 * every moment (RFC 6376 section 5.2): the new one is published before it signs,
 * the old one stays published while mail that it signed is under way. Where a
 * rotation stands follows from the roles of the keys and from what is remembered
 * of caches.
 */
#ifndef FLOW_DKIM_ROTATE_H
#define FLOW_DKIM_ROTATE_H

#include "wizard/flow/dkim_own.h"
#include "wizard/flow/stages.h"

/*
 * As long as mail may be queued, be delayed or be looked at again; longer where
 * the old record promises caches that it stays longer.
 */
#define ROTATE_RETIRE_MS (INT64_C(14) * 24 * 3600 * 1000)

enum rotate_stage {
	ROTATE_READY,   /* nothing is going on: new keys can be made */
	ROTATE_PUBLISH, /* they are made; not everybody sees them yet */
	/* Everybody does: the signer can change over when caches are empty. */
	ROTATE_SWITCH,
	ROTATE_RETIRE,  /* it has: mail signed with the old keys is under way */
	ROTATE_REVOKE,  /* that is over: the old keys can be revoked */
};

/* What the plan of a rotation is about. */
struct rotation {
	const struct decisions *d;
	const struct templates *templates; /* for the records; or NULL */
	/* Every server and resolver has all the keys that are to come. */
	bool visible;
};

/* The plan as it stands; rotation is borrowed. at is an enum rotate_stage. */
struct stages rotate_plan(
    struct arena *arena, const struct rotation *rotation, int64_t now);

/* Only where it stands; visible as above. */
enum rotate_stage rotate_stage(
    const struct decisions *d, bool visible, int64_t now);

/* When the old keys may be revoked, ms; 0: there are none. */
int64_t rotate_due(const struct decisions *d);

/* The types of the keys that sign now: one to be made of each. */
size_t rotate_types(
    const struct decisions *d, enum dkim_key_type ret[OWN_MAX]);

/* The keys that are to come, as changes that can be watched. */
size_t rotate_changes(const struct decisions *d,
    const struct templates *templates, struct change ret[KEYS_MAX]);

/* Remembers since when they are visible; true when that was news. */
bool rotate_note(struct decisions *d, bool visible, int64_t now);

/* The keys that are to come sign from now on; ERR_LIMIT: see own_add. */
enum err_code rotate_switch(
    struct decisions *d, int64_t now, struct err *err) MUST_CHECK;

/* The old keys are revoked. */
void rotate_revoke(struct decisions *d, int64_t now);

const char *rotate_word(enum rotate_stage stage); /* for JSON */

#endif
