/* From what is there and what was decided to what has to be published. */
#ifndef FLOW_PLAN_H
#define FLOW_PLAN_H

#include "wizard/check/damage.h"
#include "wizard/check/facts.h"
#include "wizard/flow/decisions.h"
#include "wizard/flow/merge.h"
#include "wizard/flow/needs.h"
#include "wizard/flow/render.h"

#define PLAN_TTL 300 /* seconds: small while things change */

#define GAPS_MAX     12
#define REVOKED_MAX  8 /* keys of one domain */
#define REQUESTS_MAX 4

/* An entry that one would expect and that the plan does not have. */
struct gap {
	enum change_topic topic;
	const char *name; /* of the RRset */
	const char *why;  /* translated; no full stop */
	bool fine;        /* nothing has to be done about it */
};

/* A record that somebody else has to publish, for reports to get there. */
struct request {
	const char *host; /* whose it is */
	const char *name;
	const char *value;
};

/* The policy of MTA-STS that fits the mail servers. */
struct policy_file {
	const char *text;
	const char *url; /* where it belongs */
	const char *id;  /* of this text: another text has another one */
	bool served;     /* it is there already */
};

struct plan {
	struct change change[CHANGES_MAX];
	size_t count;
	struct merge spf; /* how the SPF record came about; in the arena */
	/* These live in the arena, too. */
	struct gap gap[GAPS_MAX];
	size_t gaps;
	struct request request[REQUESTS_MAX];
	size_t requests;
	const struct policy_file *policy; /* in the arena; NULL: none is wanted */
	/* Of services that are ours: what cannot be a change, and is not there. */
	struct needs needs;
};

/*
 * One entry per RRset that inkan looks after, in the order in which they should
 * be published: DKIM, what services need, DMARC, SPF of the EHLO name, SPF, and
 * what is wanted besides. What is right already is CHANGE_KEEP. A key that does
 * not exist yet has no entry.
 */
void plan_make(struct arena *arena, const struct facts *facts,
    const struct decisions *decisions, const struct templates *templates,
    struct plan *ret);

/*
 * When publishing has begun, keys that were made since are added to what is
 * being published.
 */
void plan_publish_keys(
    struct decisions *decisions, const struct templates *templates);

/*
 * What has to be looked at for plan_make() and for what is being published, and
 * is not looked at in any case; how many.
 */
#define PLAN_NAMES_MAX (2 * CHANGES_MAX)
size_t plan_names(const struct decisions *decisions,
    const struct templates *templates, struct inspect_name ret[PLAN_NAMES_MAX]);

/* How many of so many changes have to be entered somewhere. */
size_t plan_work(const struct change *changes, size_t count);

/* The change about that topic; NULL: there is none. */
const struct change *plan_find(
    const struct plan *plan, enum change_topic topic);

/* Has every mail server a TLSA record, and none shown another certificate? */
bool plan_has_dane(const struct tls_facts *tls);

/* Why there is no change about that topic; NULL: there is one, or no need. */
const struct gap *plan_gap(const struct plan *plan, enum change_topic topic);

/* The policy that the DMARC record is to have. */
enum dmarc_policy plan_dmarc_policy(
    const struct facts *facts, const struct decisions *decisions);

/*
 * The selectors at which there is a key that receivers use, for a domain that
 * does not send; how many. ret has room for REVOKED_MAX.
 */
size_t plan_keys_there(
    const struct facts *facts, const struct selector_facts **ret);

/*
 * The record type of a change or of what was sent, as it is stored: states from
 * the time when there was only TXT say none.
 */
uint16_t plan_type(int64_t stored);
const char *plan_type_word(const struct change *change); /* "TXT" */

/* Why a change is made, in a sentence; translated. */
const char *plan_reason(const struct change *change);

/* The two words people use: "SPF", "DKIM", ... */
const char *plan_topic(const struct change *change);
const char *plan_topic_word(enum change_topic topic);

/* The same where several may have one topic: "k2" of k2._domainkey.example.jp. */
const char *plan_label(struct arena *arena, const struct change *change);

/* The value of a record template: of templates/records.ini. */
enum err_code plan_template(const struct templates *templates, const char *id,
    const struct variable *variables, size_t count, char *ret, size_t size,
    struct err *err) MUST_CHECK;

/*
 * Does a value belong to what the change is about? Of TXT only what is of the
 * topic's kind: an SPF record, a key, a DMARC attempt; of other types all.
 */
bool plan_is_kind(const struct change *change, struct slice value);

/* Is it one of the values that must go, to the letter? */
bool plan_is_old(const struct change *change, struct slice value);

/* Does the RRset that a server has mean what the change wants? */
enum match {
	MATCH_NEW,     /* the wanted record, and nothing that contradicts it */
	MATCH_OLD,     /* what was there before */
	MATCH_NONE,    /* nothing of this kind */
	MATCH_DIFFERS, /* something else: mistake says what; in the arena */
};
enum match plan_match(struct arena *arena, const struct change *change,
    const struct dns_answer *answer, const char **ret_mistake);

/*
 * One text beside the value that is wanted: does it mean the same? What happened
 * to it, by the characters?
 */
bool plan_same(
    struct arena *arena, const struct change *change, struct slice found);
struct difference plan_difference(
    struct arena *arena, const struct change *change, struct slice found);

/* Is it the wanted value, however damaged, and not another one? */
bool plan_is_recognised(enum damage damage);

#endif
