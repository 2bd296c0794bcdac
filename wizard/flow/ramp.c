#include "wizard/flow/ramp.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/when.h"

#define DAY_MS (24 * 3600 * (int64_t)1000)
#define REPORT_DAYS 14 /* reports come daily; older ones say nothing of today */

/* One run: what is known, and what comes of it. */
struct climb {
	struct arena *arena;
	const struct facts *facts;
	const struct decisions *d;
	int64_t now;
	struct ramp *ramp;
};

static void
add(struct climb *c, enum ramp_id id, enum ramp_state state, const char *text)
{
	struct ramp *ramp = c->ramp;

	ramp->condition[ramp->conditions++] =
	    (struct ramp_condition) {id, state, text};
	ramp->ready = ramp->ready && state <= RAMP_LOOK;
}

/* --- SPF and DKIM ---------------------------------------------------------- */

static void
judge_sender(struct climb *c, const struct address_facts *a)
{
	char ip[IP_TEXT_MAX];
	bool silent = a->spf == NULL || strcmp(a->spf, "temperror") == 0;

	ip_format(&a->ip, ip);
	add(c, RAMP_SPF, silent ? RAMP_UNKNOWN : RAMP_OPEN,
	    silent ? arena_printf(c->arena,
			 _("It could not be found out whether mail from %s "
			   "passes SPF."),
			 ip)
		   : arena_printf(c->arena,
			 _("Mail from %s does not pass SPF (%s)."), ip,
			 a->spf));
}

static void
judge_spf(struct climb *c)
{
	const struct facts *f = c->facts;
	size_t senders = 0;

	if (!dns_is_answered(f->spf->answer->status)) {
		add(c, RAMP_SPF, RAMP_UNKNOWN,
		    _("It could not be found out whether there is an SPF "
		      "record."));
		return;
	}
	if (f->spf->record == NULL) {
		add(c, RAMP_SPF, RAMP_OPEN,
		    _("There is no SPF record that counts."));
		return;
	}
	for (size_t i = 0; i < f->addresses; i++) {
		const struct address_facts *a = &f->address[i];

		if ((a->roles & ADDRESS_SENDS) == 0)
			continue;
		senders++;
		if (a->spf != NULL && strcmp(a->spf, "pass") == 0)
			continue;
		judge_sender(c, a);
		return;
	}
	if (senders > 0)
		add(c, RAMP_SPF, RAMP_MET,
		    _("Every sender that is yours passes SPF."));
	else
		add(c, RAMP_SPF, RAMP_LOOK,
		    _("No address is known to send: give those that do with "
		      "--ip, or mark them in the wizard."));
}

static bool
has_key(const struct facts *f)
{
	for (size_t i = 0; i < f->selectors; i++)
		if (f->selector[i].record != NULL)
			return true;
	return false;
}

static bool
is_key_known(const struct facts *f)
{
	for (size_t i = 0; i < f->selectors; i++)
		if (!dns_is_answered(f->selector[i].answer->status))
			return false;
	return true;
}

static void
judge_dkim(struct climb *c)
{
	if (has_key(c->facts) && c->d->verified != 0)
		add(c, RAMP_DKIM, RAMP_MET,
		    _("The DKIM key is published, and a signature was "
		      "verified with it."));
	else if (has_key(c->facts))
		add(c, RAMP_DKIM, RAMP_OPEN,
		    _("No signature was verified yet: go through the wizard to "
		      "its step Verify."));
	else if (is_key_known(c->facts))
		add(c, RAMP_DKIM, RAMP_OPEN, _("No DKIM key was found."));
	else
		add(c, RAMP_DKIM, RAMP_UNKNOWN,
		    _("It could not be found out whether there is a DKIM "
		      "key."));
}

/* --- Senders and reports ----------------------------------------------------- */

static size_t
undecided(const struct decisions *d)
{
	return senders_count(d, SENDER_UNDECIDED) +
	    senders_count(d, SENDER_LATER);
}

static void
judge_senders(struct climb *c)
{
	size_t open = undecided(c->d);

	add(c, RAMP_SENDERS, open > 0 ? RAMP_OPEN : RAMP_MET,
	    open == 0 ? _("Nobody is undecided among the senders.")
		      : arena_printf(c->arena,
			    ngettext("%zu sender is undecided: say in the "
				     "wizard whether it is yours.",
				"%zu senders are undecided: say in the wizard "
				"whether they are yours.",
				open),
			    open));
}

static void
judge_results(struct climb *c)
{
	int64_t messages = c->d->reports.messages;
	int64_t failing = c->d->reports.failing;

	if (messages > 0 && failing == 0)
		add(c, RAMP_RESULTS, RAMP_MET,
		    arena_printf(c->arena,
			_("All %" PRId64 " messages of the reports passed."),
			messages));
	else if (messages > 0)
		add(c, RAMP_RESULTS, RAMP_LOOK,
		    arena_printf(c->arena,
			_("%" PRId64 " of %" PRId64 " messages of the reports "
			  "failed: make sure that none of them was yours."),
			failing, messages));
}

static void
judge_reports(struct climb *c)
{
	const struct dmarc_record *record = c->facts->dmarc[0].record;
	int64_t last = c->d->reports.last;

	if (record->nrua == 0)
		add(c, RAMP_REPORTS, RAMP_OPEN,
		    _("The record has no rua=: no reports arrive."));
	else if (last == 0)
		add(c, RAMP_REPORTS, RAMP_OPEN,
		    _("No reports were read yet: inkan dmarc reports "
		      "FILE..."));
	else if (c->now - last > REPORT_DAYS * DAY_MS)
		add(c, RAMP_REPORTS, RAMP_OPEN,
		    arena_printf(c->arena,
			_("The newest report that was read ends on %s: read "
			  "newer ones."),
			when_date(c->arena, last)));
	else
		add(c, RAMP_REPORTS, RAMP_MET,
		    arena_printf(c->arena, _("Reports were read up to %s."),
			when_date(c->arena, last)));
	judge_results(c);
}

/* --- Time and stages -------------------------------------------------------------- */

static int64_t *
stage_time(struct decisions *d, enum dmarc_policy policy)
{
	if (policy == DMARC_NONE)
		return &d->dmarc_none;
	return policy == DMARC_QUARANTINE ? &d->dmarc_quarantine
					  : &d->dmarc_reject;
}

static int64_t
stage_since(const struct decisions *d, enum dmarc_policy policy)
{
	const int64_t times[] = {
	    [DMARC_NONE] = d->dmarc_none,
	    [DMARC_QUARANTINE] = d->dmarc_quarantine,
	    [DMARC_REJECT] = d->dmarc_reject,
	};

	return dmarc_is_policy(policy) ? times[policy] : 0;
}

static void
judge_time(struct climb *c)
{
	int64_t since = c->ramp->since != 0 ? c->ramp->since : c->now;
	int64_t due = since + RAMP_DAYS * DAY_MS;
	const char *word = dmarc_policy_word(c->ramp->now);

	if (c->now >= due)
		add(c, RAMP_TIME, RAMP_MET,
		    arena_printf(c->arena,
			_("p=%s has been there since %s, %d days or more."),
			word, when_date(c->arena, since), RAMP_DAYS));
	else
		add(c, RAMP_TIME, RAMP_OPEN,
		    arena_printf(c->arena,
			_("p=%s was first seen on %s: wait until %s."), word,
			when_date(c->arena, since),
			when_date(c->arena, due)));
}

static const struct dmarc_record *
own_record(const struct facts *f)
{
	return f->dmarcs == 0 ? NULL : f->dmarc[0].record;
}

/* Without a record of its own: a first one, or that of somebody above. */
static void
begin(struct climb *c)
{
	const struct facts *f = c->facts;

	if (f->dmarcs == 0 || !dns_is_answered(f->dmarc[0].answer->status) ||
	    f->org_domain == NULL)
		return;
	c->ramp->known = true;
	if (f->dmarc_found != NULL)
		c->ramp->from = f->dmarc_found->name;
	else
		c->ramp->next = DMARC_NONE;
	c->ramp->ready = c->ramp->next != DMARC_NO_POLICY;
}

void
ramp_find(struct arena *arena, const struct facts *facts,
    const struct decisions *decisions, int64_t now, struct ramp *ret)
{
	struct climb c = {arena, facts, decisions, now, ret};
	const struct dmarc_record *record = own_record(facts);

	*ret = (struct ramp) {.now = DMARC_NO_POLICY};
	if (record == NULL) {
		begin(&c);
		return;
	}
	ret->known = true;
	ret->now = dmarc_policy_of(record);
	ret->since = stage_since(decisions, ret->now);
	if (ret->now == DMARC_REJECT)
		return;
	ret->next = ret->now == DMARC_NONE ? DMARC_QUARANTINE : DMARC_REJECT;
	ret->ready = true;
	judge_spf(&c);
	judge_dkim(&c);
	judge_senders(&c);
	judge_reports(&c);
	judge_time(&c);
}

bool
ramp_remember(
    struct decisions *decisions, const struct facts *facts, int64_t now)
{
	const struct dmarc_record *record = own_record(facts);
	int64_t *since;

	if (record == NULL)
		return false;
	since = stage_time(decisions, dmarc_policy_of(record));
	if (*since != 0)
		return false;
	*since = now;
	return true;
}

struct dmarc_past
ramp_past(const struct decisions *d, int64_t now)
{
	return (struct dmarc_past) {
	    .none = d->dmarc_none,
	    .quarantine = d->dmarc_quarantine,
	    .reject = d->dmarc_reject,
	    .now = now,
	};
}

const char *
ramp_refusal(const struct facts *facts, const struct decisions *decisions)
{
	const struct dmarc_record *record =
	    facts == NULL ? NULL : own_record(facts);

	if (record != NULL && record->p == DMARC_REJECT)
		return NULL;
	if (undecided(decisions) > 0)
		return _("not yet: a sender is undecided");
	if (decisions->verified == 0)
		return _("not yet: no DKIM signature was verified");
	return NULL;
}

const char *
ramp_id_word(enum ramp_id id)
{
	static const char *const words[] = {
	    [RAMP_SPF] = "spf",
	    [RAMP_DKIM] = "dkim",
	    [RAMP_SENDERS] = "senders",
	    [RAMP_REPORTS] = "reports",
	    [RAMP_RESULTS] = "results",
	    [RAMP_TIME] = "time",
	};

	return words[id];
}

const char *
ramp_state_word(enum ramp_state state)
{
	static const char *const words[] = {
	    [RAMP_MET] = "met",
	    [RAMP_LOOK] = "look",
	    [RAMP_UNKNOWN] = "unknown",
	    [RAMP_OPEN] = "open",
	};

	return words[state];
}
