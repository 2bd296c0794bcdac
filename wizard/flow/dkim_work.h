/* What the DKIM step does: choosing, making, importing keys. */
#ifndef FLOW_DKIM_WORK_H
#define FLOW_DKIM_WORK_H

#include "wizard/flow/dkim_look.h"
#include "wizard/flow/step.h"

#define DKIM_NEW_BITS 2048 /* RFC 8301 section 3.2; larger ones need no one */

/* What signs on this machine already: w->signing. */
void dkim_find_signing(struct wizard *w);

/* The id of that signer; where none is known, of the usual one. */
const char *dkim_signer(const struct wizard *w);

/* A selector that no key has, in the month's name. */
void dkim_suggest(struct wizard *w);

/*
 * Is a key of that type and name on this machine, and is it the one that is
 * published? Then it is ours, whatever is remembered of it.
 */
bool dkim_is_kept(
    const struct wizard *w, const char *selector, enum dkim_key_type type);

/* A name that was only suggested makes way for the key that has it. */
void dkim_looked(struct wizard *w);

/* Is the key that was chosen one that has to be made? */
bool dkim_is_new(const struct wizard *w);

/* Another choice, another name: what was made for the old one is forgotten. */
void dkim_choose(struct wizard *w, enum dkim_choice choice);
void dkim_choose_host(struct wizard *w, const struct host_key *key);
void dkim_set_selector(struct wizard *w, const char *selector);

/* Does what was chosen; what went wrong has been said. */
enum dkim_outcome {
	DKIM_READY,
	DKIM_UNDER_WAY, /* goes on to the next step by itself */
	DKIM_BAD_SELECTOR,
	DKIM_BAD_FILE,
};
enum dkim_outcome dkim_take(struct wizard *w);

/* Ends the making of a key; nothing of it is left. */
void dkim_stop(struct wizard *w);

#endif
