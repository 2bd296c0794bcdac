/*
 * What a domain looked like at one moment, short enough to be kept: the records
 * that inkan looks after, by meaning. TTLs, order, upper case and the way that
 * an address is written are not in it, and neither is what nobody answered.
 */
#ifndef FLOW_SNAPSHOT_H
#define FLOW_SNAPSHOT_H

#include "wizard/check/facts.h"
#include "wizard/flow/decisions.h"

enum sight_kind {
	SIGHT_SPF_COUNT, /* SPF records at the name, as a number; none: 0 */
	SIGHT_SPF,       /* the terms that count, when there is one record */
	SIGHT_INCLUDED,  /* "yes": what an include leads to has a record */
	SIGHT_DKIM,      /* the public key */
	SIGHT_DKIM_FLAG, /* of t= */
	SIGHT_DMARC,     /* tags, an address of a list each */
	SIGHT_MX,
	SIGHT_A,
	SIGHT_AAAA,
	SIGHT_PTR,
	SIGHT_CONFIRMED, /* "yes": a name of the PTR leads back */
	SIGHT_VERDICT,   /* of SPF about an address */
	SIGHT_NS,
	SIGHT_OLDER,     /* "yes": the server has an older zone than others */
	SIGHT_DNSSEC,
	SIGHT_OTHER_KEY, /* "yes": the key on disk is not the one in the DNS */
	SIGHT_NO_FILE,   /* "yes": the private key is not on disk */
	SIGHT_STS_ID,    /* of the MTA-STS record */
	SIGHT_STS,       /* lines of its policy */
	SIGHT_TLSRPT,    /* where TLS reports go */
	SIGHT_REVOKED,   /* "yes": p= of the DKIM record is empty */
	SIGHT_DMARCS,    /* "yes": there are several, and so none counts */
	SIGHT_KINDS
};

/* No values: it is known that there is nothing. */
struct sight {
	enum sight_kind kind;
	const char *name; /* of whom: a domain, an address, a selector */
	const char **value; /* sorted, each once, safe to show */
	size_t values;
	bool known; /* false: it was asked for, and nobody could say */
};

struct snapshot {
	struct sight *sight;
	size_t count;
	int64_t taken; /* ms since 1970 */
};

/* The public half of a key, as its file has it now. */
struct key_on_disk {
	const char *selector;
	const char *public_base64; /* NULL: there is no such file */
};

/* Our keys that can be read, or are not there; in the arena. */
struct keys_on_disk {
	struct key_on_disk *key;
	size_t count;
};
struct keys_on_disk snapshot_keys(struct arena *arena,
    const struct services *services, const struct decisions *decisions);

/* Borrows from the facts. */
struct snapshot snapshot_take(struct arena *arena, const struct facts *facts,
    const struct keys_on_disk *keys, int64_t now);

/* NULL: not in it. */
const struct sight *snapshot_find(const struct snapshot *snapshot,
    enum sight_kind kind, const char *name);

/* What nobody could say this time is taken from before. */
void snapshot_fill(struct snapshot *snapshot, const struct snapshot *before);

/* As entries for the store, and back; what is not understood is left out. */
struct entries snapshot_entries(
    struct arena *arena, const struct snapshot *snapshot);
struct snapshot snapshot_read(
    struct arena *arena, const struct entries *entries);

#endif
