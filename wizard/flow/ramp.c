#include "wizard/flow/ramp.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/use.h"
#include "wizard/flow/when.h"

#define DAY_MS (24 * 3600 * (int64_t)1000)
#define REPORT_DAYS 14 /* reports come daily; older ones say nothing of today */

/* What the plan is about. */
struct climb {
	const struct facts *facts;
	const struct decisions *d;
	enum dmarc_policy now; /* DMARC_NO_POLICY: no record yet */
	int64_t since; /* when that was first seen, ms; 0: never before */
};

static void
add(struct stages *s, const char *id, enum stage_state state, const char *text)
{
	stages_add(s, id, NEED_FACT, state, text);
}

/* --- SPF and DKIM ---------------------------------------------------------- */

static void
judge_sender(struct stages *s, const struct address_facts *a)
{
	char ip[IP_TEXT_MAX];
	bool silent = a->spf == NULL || strcmp(a->spf, "temperror") == 0;

	ip_format(&a->ip, ip);
	add(s, "spf", silent ? STAGE_UNKNOWN : STAGE_OPEN,
	    silent ? arena_printf(s->arena,
			 _("It could not be found out whether mail from %s "
			   "passes SPF."),
			 ip)
		   : arena_printf(s->arena,
			 _("Mail from %s does not pass SPF (%s)."), ip,
			 a->spf));
}

static void
judge_spf(struct stages *s)
{
	const struct climb *c = s->subject;
	const struct facts *f = c->facts;
	size_t senders = 0;

	if (!dns_is_answered(f->spf->answer->status)) {
		add(s, "spf", STAGE_UNKNOWN,
		    _("It could not be found out whether there is an SPF "
		      "record."));
		return;
	}
	if (f->spf->record == NULL) {
		add(s, "spf", STAGE_OPEN,
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
		judge_sender(s, a);
		return;
	}
	if (senders > 0)
		add(s, "spf", STAGE_MET,
		    _("Every sender that is yours passes SPF."));
	else
		add(s, "spf", STAGE_LOOK,
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
judge_dkim(struct stages *s)
{
	const struct climb *c = s->subject;
	if (has_key(c->facts) && c->d->verified != 0)
		add(s, "dkim", STAGE_MET,
		    _("The DKIM key is published, and a signature was "
		      "verified with it."));
	else if (has_key(c->facts))
		add(s, "dkim", STAGE_OPEN,
		    _("No signature was verified yet: go through the wizard to "
		      "its step Verify."));
	else if (is_key_known(c->facts))
		add(s, "dkim", STAGE_OPEN, _("No DKIM key was found."));
	else
		add(s, "dkim", STAGE_UNKNOWN,
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
judge_senders(struct stages *s)
{
	const struct climb *c = s->subject;
	size_t open = undecided(c->d);

	add(s, "senders", open > 0 ? STAGE_OPEN : STAGE_MET,
	    open == 0 ? _("Nobody is undecided among the senders.")
		      : arena_printf(s->arena,
			    ngettext("%zu sender is undecided: say in the "
				     "wizard whether it is yours.",
				"%zu senders are undecided: say in the wizard "
				"whether they are yours.",
				open),
			    open));
}

static void
judge_results(struct stages *s)
{
	const struct climb *c = s->subject;
	int64_t messages = c->d->reports.messages;
	int64_t failing = c->d->reports.failing;

	if (messages > 0 && failing == 0)
		add(s, "results", STAGE_MET,
		    arena_printf(s->arena,
			_("All %" PRId64 " messages of the reports passed."),
			messages));
	else if (messages > 0)
		add(s, "results", STAGE_LOOK,
		    arena_printf(s->arena,
			_("%" PRId64 " of %" PRId64 " messages of the reports "
			  "failed: make sure that none of them was yours."),
			failing, messages));
}

static void
judge_reports(struct stages *s)
{
	const struct climb *c = s->subject;
	const struct dmarc_record *record = c->facts->dmarc[0].record;
	int64_t last = c->d->reports.last;

	if (record->nrua == 0)
		add(s, "reports", STAGE_OPEN,
		    _("The record has no rua=: no reports arrive."));
	else if (last == 0)
		add(s, "reports", STAGE_OPEN,
		    _("No reports were read yet: inkan dmarc reports "
		      "FILE..."));
	else if (s->now - last > REPORT_DAYS * DAY_MS)
		add(s, "reports", STAGE_OPEN,
		    arena_printf(s->arena,
			_("The newest report that was read ends on %s: read "
			  "newer ones."),
			when_date(s->arena, last)));
	else
		add(s, "reports", STAGE_MET,
		    arena_printf(s->arena, _("Reports were read up to %s."),
			when_date(s->arena, last)));
	judge_results(s);
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
judge_time(struct stages *s)
{
	const struct climb *c = s->subject;
	int64_t since = c->since != 0 ? c->since : s->now;
	int64_t due = since + RAMP_DAYS * DAY_MS;
	const char *word = dmarc_policy_word(c->now);

	stages_add_due(s, "time", NEED_DATE, due,
	    s->now >= due
		? arena_printf(s->arena,
		      _("p=%s has been there since %s, %d days or more."),
		      word, when_date(s->arena, since), RAMP_DAYS)
		: arena_printf(s->arena,
		      _("p=%s was first seen on %s: wait until %s."), word,
		      when_date(s->arena, since), when_date(s->arena, due)));
}

static const struct dmarc_record *
own_record(const struct facts *f)
{
	return f->dmarcs == 0 ? NULL : f->dmarc[0].record;
}

static void
judge_begin(struct stages *s)
{
	const struct climb *c = s->subject;

	stages_add(s, "published", NEED_DNS,
	    c->now == DMARC_NO_POLICY ? STAGE_OPEN : STAGE_MET,
	    _("A DMARC record is published."));
}

/* A stage is over when the next one is published, which comes last. */
static void
judge_policy(struct stages *s, enum dmarc_policy policy)
{
	const struct climb *c = s->subject;

	if (c->now > policy)
		return;
	if (c->now == policy) {
		judge_spf(s);
		judge_dkim(s);
		judge_senders(s);
		judge_reports(s);
		judge_time(s);
	} else {
		stages_add_due(s, "time", NEED_DATE,
		    stages_since(s, s->judging - 1) + RAMP_DAYS * DAY_MS,
		    _("The policy before has been there for long enough."));
	}
	stages_add(s, "published", NEED_DNS, STAGE_OPEN,
	    _("The next policy is published."));
}

static void
judge_none(struct stages *s)
{
	judge_policy(s, DMARC_NONE);
}

static void
judge_quarantine(struct stages *s)
{
	judge_policy(s, DMARC_QUARANTINE);
}

static const struct stage table[] = {
    {"begin", N_("no DMARC record yet"),
	N_("Publish p=none: inkan export %s"),
	N_("Without a record nobody sends reports."),
	N_("Delete the record: no mail is treated differently."), judge_begin,
	NULL, 0},
    {"none", N_("p=none: receivers only report"),
	N_("Publish p=quarantine: inkan dmarc next %s"),
	N_("What does not pass would be put aside."),
	N_("Publish p=none again: caches follow within the TTL."), judge_none,
	NULL, 0},
    {"quarantine", N_("p=quarantine: what does not pass is put aside"),
	N_("Publish p=reject: inkan dmarc next %s"),
	N_("What does not pass would be refused."),
	N_("Publish p=quarantine again: caches follow within the TTL."),
	judge_quarantine, NULL, 0},
};

struct stages
ramp_plan(struct arena *arena, const struct facts *facts,
    const struct decisions *decisions, int64_t now)
{
	const struct dmarc_record *record = own_record(facts);
	struct climb *c = arena_alloc(arena, sizeof(*c));
	struct stages stages = {
	    .arena = arena,
	    .stage = table,
	    .count = COUNT_OF(table),
	    .subject = c,
	    .now = now,
	};

	*c = (struct climb) {facts, decisions,
	    record == NULL ? DMARC_NO_POLICY : dmarc_policy_of(record), 0};
	c->since = stage_since(decisions, c->now);
	stages_find(&stages);
	return stages;
}

/* Without a record of its own: a first one, or that of somebody above. */
static void
begin(const struct facts *f, struct ramp *ret)
{
	if (f->dmarcs == 0 || !dns_is_answered(f->dmarc[0].answer->status) ||
	    f->org_domain == NULL)
		return;
	ret->known = true;
	if (f->dmarc_found != NULL)
		ret->from = f->dmarc_found->name;
	else
		ret->next = DMARC_NONE;
	ret->ready = ret->next != DMARC_NO_POLICY;
}

void
ramp_find(struct arena *arena, const struct facts *facts,
    const struct decisions *decisions, int64_t now, struct ramp *ret)
{
	struct stages plan = ramp_plan(arena, facts, decisions, now);
	const struct climb *c = plan.subject;
	const struct stage_view *view;

	*ret = (struct ramp) {.now = c->now, .since = c->since};
	if (c->now == DMARC_NO_POLICY) {
		begin(facts, ret);
		return;
	}
	ret->known = true;
	if (plan.at == plan.count)
		return;
	view = &plan.view[plan.at];
	ret->next = c->now == DMARC_NONE ? DMARC_QUARANTINE : DMARC_REJECT;
	ret->ready = view->ready;
	ret->condition = view->condition;
	ret->conditions = view->conditions - 1;
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
	/* What comes from nobody can be refused at once. */
	if (use_is_silent(decisions))
		return NULL;
	if (undecided(decisions) > 0)
		return _("not yet: a sender is undecided");
	if (decisions->verified == 0)
		return _("not yet: no DKIM signature was verified");
	return NULL;
}
