/* The signatures of a message: which count, and why the others do not. */
#include <string.h>

#include "wizard/flow/judging.h"

#define FUTURE_MAX 300 /* seconds a clock may be wrong */

const char *
judged_word(enum judged judged)
{
	static const char *const words[] = {
	    [JUDGED_UNKNOWN] = NULL,
	    [JUDGED_NONE] = "none",
	    [JUDGED_PASS] = "pass",
	    [JUDGED_FAIL] = "fail",
	    [JUDGED_POLICY] = "policy",
	    [JUDGED_NEUTRAL] = "neutral",
	    [JUDGED_TEMPERROR] = "temperror",
	    [JUDGED_PERMERROR] = "permerror",
	};

	return words[judged];
}

static const struct {
	const char *word;
	enum judged result;
} reasons[] = {
    [REASON_NONE] = {NULL, JUDGED_PASS},
    [REASON_SYNTAX] = {"syntax", JUDGED_NEUTRAL},
    [REASON_FROM] = {"from-not-signed", JUDGED_PERMERROR},
    [REASON_NO_ANSWER] = {"no-answer", JUDGED_TEMPERROR},
    [REASON_NO_KEY] = {"no-key", JUDGED_PERMERROR},
    [REASON_MANY_KEYS] = {"many-keys", JUDGED_PERMERROR},
    [REASON_REVOKED] = {"revoked", JUDGED_PERMERROR},
    [REASON_WEAK_KEY] = {"weak-key", JUDGED_POLICY},
    [REASON_BAD_KEY] = {"bad-key", JUDGED_PERMERROR},
    [REASON_KEY_TYPE] = {"key-type", JUDGED_PERMERROR},
    [REASON_STRICT] = {"strict-key", JUDGED_PERMERROR},
    [REASON_SHA1] = {"rsa-sha1", JUDGED_POLICY},
    [REASON_OTHER_KEY] = {"other-key", JUDGED_FAIL},
    [REASON_BODY] = {"body-changed", JUDGED_FAIL},
    [REASON_HEADER] = {"header-changed", JUDGED_FAIL},
    [REASON_ADDED] = {"text-added", JUDGED_POLICY},
    [REASON_EXPIRED] = {"expired", JUDGED_FAIL},
    [REASON_FUTURE] = {"future", JUDGED_FAIL},
    [REASON_REFUSED] = {"refused", JUDGED_NEUTRAL},
};

const char *
judged_reason_word(enum judged_reason reason)
{
	return reasons[reason].word;
}

enum judged
judged_dkim(const struct judgement *j)
{
	for (size_t i = 0; i < j->signatures; i++)
		if (j->signature[i].result == JUDGED_PASS)
			return JUDGED_PASS;
	return j->signatures > 0 ? j->signature[0].result : JUDGED_NONE;
}

/* --- Keys ----------------------------------------------------------------- */

static void
find_key(struct judging *g, struct judged_signature *s)
{
	s->answer = inquiry_get(g->inquiry, s->owner, DNS_TXT);
	for (size_t i = 0; i < s->answer->count; i++) {
		struct slice text = s->answer->rr[i].text;

		if (dkim_is_record(text) && s->keys++ == 0)
			s->record = dkim_parse(g->arena, text);
	}
	if (s->record != NULL)
		s->bits = s->record->bits;
}

void
judging_keys(struct judging *g)
{
	for (size_t i = 0; i < g->j->signatures; i++)
		if (g->j->signature[i].owner[0] != '\0')
			find_key(g, &g->j->signature[i]);
}

static enum judged_reason
judge_key(const struct judged_signature *s)
{
	const struct dkim_record *key = s->record;

	if (s->answer == NULL)
		return REASON_SYNTAX;
	if (!dns_is_answered(s->answer->status))
		return REASON_NO_ANSWER;
	if (key == NULL)
		return s->answer->count > 0 ? REASON_BAD_KEY : REASON_NO_KEY;
	if (s->keys > 1)
		return REASON_MANY_KEYS;
	if ((key->faults & DKIM_FAULT_REVOKED) != 0)
		return REASON_REVOKED;
	if ((key->faults & DKIM_FAULT_WEAK) != 0)
		return REASON_WEAK_KEY;
	if (!dkim_is_usable(key))
		return REASON_BAD_KEY;
	if (key->type != s->sig->type)
		return REASON_KEY_TYPE;
	/* t=s: no subdomain of d= in i=, RFC 6376 section 3.6.1. */
	if (key->strict && !dname_equal(s->sig->identity, s->sig->domain))
		return REASON_STRICT;
	return REASON_NONE;
}

/* What there is to say before anything is computed. */
static enum judged_reason
judge_before(const struct judged_signature *s)
{
	unsigned faults = s->sig->faults;

	if ((faults & ~(unsigned)(DKIMSIG_SHA1 | DKIMSIG_NO_FROM)) != 0)
		return REASON_SYNTAX;
	if ((faults & DKIMSIG_NO_FROM) != 0)
		return REASON_FROM;
	if ((faults & DKIMSIG_SHA1) != 0)
		return REASON_SHA1;
	return judge_key(s);
}

/* The record with nothing in it but what verifying needs. */
static const char *
key_text(struct judging *g, const struct dkim_record *key)
{
	const struct tag *p = taglist_find(&key->tags, "p");
	struct buf text = BUF_INIT;
	const char *copy;

	buf_adds(&text, "v=DKIM1; k=");
	buf_adds(&text, key->type == DKIM_KEY_ED25519 ? "ed25519" : "rsa");
	buf_adds(&text, "; p=");
	for (size_t i = 0; i < p->value.len; i++)
		if (strchr(" \t\r\n", p->value.ptr[i]) == NULL)
			buf_addc(&text, p->value.ptr[i]);
	copy = arena_copy(g->arena, buf_text(&text));
	buf_release(&text);
	return copy;
}

void
judging_request(struct judging *g, struct mail_request *ret)
{
	struct mail_key *keys = NULL;

	for (size_t i = 0; i < g->j->signatures; i++) {
		const struct judged_signature *s = &g->j->signature[i];

		if (judge_before(s) != REASON_NONE)
			continue;
		keys = arena_push(g->arena, keys, &ret->keys, sizeof(*keys));
		keys[ret->keys - 1] = (struct mail_key) {
		    .domain = s->sig->domain,
		    .selector = s->sig->selector,
		    .record = key_text(g, s->record),
		};
	}
	ret->key = keys;
}

/* --- Verdicts ------------------------------------------------------------- */

/* The most telling of what the verification found. */
static const struct {
	unsigned fault;
	enum judged_reason reason;
} found[] = {
    {MAIL_REFUSED, REASON_REFUSED},
    {MAIL_SHA1, REASON_SHA1},
    {MAIL_WEAK, REASON_WEAK_KEY},
    {MAIL_KEY, REASON_OTHER_KEY},
    {MAIL_BODY, REASON_BODY},
    {MAIL_HEADER, REASON_HEADER},
    {MAIL_ADDED, REASON_ADDED},
};

static enum judged_reason
judge_after(const struct judging *g, const struct dkimsig *sig,
    const struct mail_signature *verified)
{
	for (size_t i = 0; i < COUNT_OF(found); i++)
		if ((verified->faults & found[i].fault) != 0)
			return found[i].reason;
	if (sig->expires >= 0 && sig->expires < g->now)
		return REASON_EXPIRED;
	if (sig->signed_at > g->now + FUTURE_MAX)
		return REASON_FUTURE;
	return REASON_NONE;
}

void
judging_signatures(struct judging *g, const struct mail_signature *signature)
{
	static const struct mail_signature untried = {.faults = MAIL_REFUSED};

	for (size_t i = 0; i < g->j->signatures; i++) {
		struct judged_signature *s = &g->j->signature[i];
		const struct mail_signature *verified =
		    signature == NULL ? &untried : &signature[i];

		s->reason = judge_before(s);
		if (s->reason == REASON_NONE)
			s->reason = judge_after(g, s->sig, verified);
		if (s->reason == REASON_REFUSED)
			s->comment = arena_copy(g->arena, verified->comment);
		s->result = reasons[s->reason].result;
	}
}
