/*
 * A look at the DKIM keys of a domain and at nothing else: our own selectors at
 * the zone's own servers, others beside them, and the names at which people put
 * keys by mistake.
 */
#ifndef FLOW_DKIM_LOOK_H
#define FLOW_DKIM_LOOK_H

#include "wizard/check/dkim_compare.h"
#include "wizard/flow/services.h"

struct dkim_look;

/* The domain, own_selector and selector of the parameters; all borrowed. */
struct dkim_look *dkim_look_new(const struct services *services,
    const struct inspect_params *params, void (*changed)(void *arg), void *arg);
void dkim_look_free(struct dkim_look *look);

bool dkim_look_done(const struct dkim_look *look);

/* Only its zone, selectors and wildcard are filled. Never NULL. */
const struct facts *dkim_look_facts(const struct dkim_look *look);

/* NULL: nobody looked at that selector. */
const struct selector_facts *dkim_look_at(
    const struct facts *facts, const char *selector);

/* Is that key the one that is published at the selector? */
bool dkim_look_is(const struct facts *facts, const char *selector,
    enum dkim_key_type type, const char *public_base64);

/* Is there a record at the selector itself, not only that of a wildcard? */
bool dkim_is_there(
    const struct facts *facts, const struct selector_facts *selector);

/* A key that stands where nobody looks for it; NULL: none was found. */
struct dkim_stray {
	const char *selector; /* to which it would belong */
	const char *message;  /* where it is; translated */
	struct slice text;
};
const struct dkim_stray *dkim_look_stray(
    const struct dkim_look *look, const char *selector);

/* Can a new key have this name? */
enum selector_state {
	SELECTOR_FREE,
	SELECTOR_BAD,     /* not letters, digits, hyphens; or too long */
	SELECTOR_OURS,    /* a key of ours has it, or had it */
	SELECTOR_TAKEN,   /* somebody published there */
	SELECTOR_PENDING, /* not known yet */
	SELECTOR_UNKNOWN, /* nobody could say */
};

struct decisions;
enum selector_state dkim_selector_state(const struct decisions *d,
    const struct facts *facts, const char *selector);

/*
 * The name that a new key gets: s202611, then s202611b, s202611c... The suffix
 * tells the two of a pair apart: s202611r, s202611e. attempt < DKIM_ATTEMPTS.
 */
#define DKIM_ATTEMPTS 26
void dkim_selector_suggest(
    int64_t now, unsigned attempt, const char *suffix, char ret[64]);

/* The selector of the Ed25519 key beside an RSA key: s202611r, s202611e. */
void dkim_selector_second(const char *first, char ret[64]);

#endif
