#include "wizard/flow/plan.h"

#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"

struct planner {
	struct arena *arena;
	const struct facts *facts;
	const struct decisions *decisions;
	const struct templates *templates;
	struct plan *plan;
};

enum err_code
plan_template(const struct templates *templates, const char *id,
    const struct variable *variables, size_t count, char *ret, size_t size,
    struct err *err)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < templates->records; i++) {
		enum err_code code;

		if (strcmp(templates->record[i].id, id) != 0)
			continue;
		code = render(
		    &text, templates->record[i].value, variables, count, err);
		if (code == ERR_OK && text.len >= size)
			code = err_set(err, ERR_LIMIT,
			    _("the record \"%s\" becomes too long"), id);
		if (code == ERR_OK)
			(void)snprintf(ret, size, "%s", buf_text(&text));
		buf_release(&text);
		return code;
	}
	return err_set(err, ERR_MISSING,
	    _("templates/records.ini has no record \"%s\""), id);
}

static struct change *
add(struct planner *p, enum change_topic topic, const char *name)
{
	struct change *change;

	if (p->plan->count == CHANGES_MAX)
		return NULL;
	change = &p->plan->change[p->plan->count++];
	memset(change, 0, sizeof(*change));
	change->topic = topic;
	change->ttl = PLAN_TTL;
	(void)snprintf(change->name, sizeof(change->name), "%s", name);
	if (p->facts->zone != NULL)
		change->negative_ttl = p->facts->zone->negative_ttl;
	return change;
}

static void
add_old(struct change *change, struct slice text)
{
	if (change->olds == OLD_MAX || text.len >= VALUE_MAX)
		return;
	memcpy(change->old[change->olds], text.ptr, text.len);
	change->old[change->olds][text.len] = '\0';
	change->olds++;
}

/* Every TXT of the answer that is of the change's kind. */
static void
take_old(struct change *change, const struct dns_answer *answer)
{
	enum change_topic topic = (enum change_topic)change->topic;

	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		if (plan_is_kind(topic, answer->rr[i].text))
			add_old(change, answer->rr[i].text);
	if (answer != NULL && answer->count > 0)
		change->old_ttl = answer->rr[0].ttl;
}

static void
decide_op(struct arena *arena, struct change *change,
    const struct dns_answer *answer)
{
	const char *mistake;

	if (plan_match(arena, change, answer, &mistake) == MATCH_NEW) {
		change->op = CHANGE_KEEP;
		(void)snprintf(change->value, sizeof(change->value), "%s",
		    change->old[0]);
		return;
	}
	change->op = change->olds > 0 ? CHANGE_REPLACE : CHANGE_ADD;
}

/* --- DKIM ------------------------------------------------------------------ */

static void
plan_dkim(struct planner *p)
{
	const struct decisions *d = p->decisions;
	struct variable variables[] = {
	    {"domain", d->domain},
	    {"selector", d->selector},
	    {"key_type", d->key_type == DKIM_KEY_ED25519 ? "ed25519" : "rsa"},
	    {"key", d->key_public},
	};
	struct err err = ERR_INIT;
	struct change *change;
	struct dname below, name;

	if (d->dkim == DKIM_ELSEWHERE || d->key_public[0] == '\0' ||
	    !dname_join(d->selector, "_domainkey", &below) ||
	    !dname_join(below.text, d->domain, &name))
		return;
	change = add(p, TOPIC_DKIM, name.text);
	if (change == NULL)
		return;
	if (plan_template(p->templates, "dkim", variables, COUNT_OF(variables),
		change->value, sizeof(change->value), &err) != ERR_OK) {
		p->plan->count--;
		return;
	}
	for (size_t i = 0; i < p->facts->selectors; i++) {
		const struct selector_facts *s = &p->facts->selector[i];

		if (!dname_equal(s->name, d->selector))
			continue;
		take_old(change, s->answer);
		decide_op(p->arena, change, s->answer);
		return;
	}
	change->op = CHANGE_ADD;
}

/* --- DMARC ----------------------------------------------------------------- */

/* Appends "; tag=value", in the place the user's record had it. */
static void
put_tag(struct buf *out, const char *name, size_t name_len, const char *value,
    size_t value_len)
{
	buf_addf(out, "; %.*s=%.*s", (int)name_len, name, (int)value_len, value);
}

/* Tags that inkan writes itself, or that receivers no longer know. */
static bool
is_rewritten(struct slice name)
{
	static const char *const names[] = {"v", "p", "rua", "pct", "rf", "ri"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (slice_is(name, names[i]))
			return true;
	return false;
}

/* The user's report addresses stay; ours is added when there is none. */
static void
put_reports(struct buf *out, const struct dmarc_record *old, const char *rua)
{
	const struct tag *tag =
	    old == NULL ? NULL : taglist_find(&old->tags, "rua");

	if (tag != NULL && tag->value.len > 0 &&
	    (old->faults & DMARC_FAULT_REPORT_URI) == 0)
		put_tag(out, "rua", 3, tag->value.ptr, tag->value.len);
	else if (rua[0] != '\0')
		buf_addf(out, "; rua=mailto:%s", rua);
}

static void
merge_dmarc(struct change *change, const struct dmarc_record *old,
    enum dmarc_policy policy, const char *rua)
{
	struct buf out = BUF_INIT;

	buf_addf(&out, "v=DMARC1; p=%s", dmarc_policy_word(policy));
	put_reports(&out, old, rua);
	for (size_t i = 0; i < old->tags.count; i++) {
		const struct tag *tag = &old->tags.tag[i];

		if (!is_rewritten(tag->name))
			put_tag(&out, tag->name.ptr, tag->name.len,
			    tag->value.ptr, tag->value.len);
	}
	(void)snprintf(
	    change->value, sizeof(change->value), "%s", buf_text(&out));
	buf_release(&out);
}

/* A policy is never lowered silently: the stronger of the two holds. */
static enum dmarc_policy
policy_of(const struct planner *p, const struct dmarc_record *old)
{
	enum dmarc_policy wanted = p->decisions->dmarc == DMARC_NO_POLICY
	    ? DMARC_NONE
	    : (enum dmarc_policy)p->decisions->dmarc;
	enum dmarc_policy there = old == NULL ? DMARC_NO_POLICY : old->p;

	if (p->decisions->dmarc == DMARC_NO_POLICY && there >= DMARC_NONE &&
	    there <= DMARC_REJECT)
		return there;
	return wanted;
}

static void
new_dmarc(struct planner *p, struct change *change, enum dmarc_policy policy,
    const char *rua)
{
	struct variable variables[] = {
	    {"domain", p->decisions->domain},
	    {"policy", dmarc_policy_word(policy)},
	    {"rua", rua},
	};
	struct err err = ERR_INIT;

	if (plan_template(p->templates, "dmarc", variables,
		COUNT_OF(variables), change->value, sizeof(change->value),
		&err) != ERR_OK)
		p->plan->count--;
}

static void
plan_dmarc(struct planner *p)
{
	const struct dmarc_step *step =
	    p->facts->dmarcs > 0 ? &p->facts->dmarc[0] : NULL;
	const struct dmarc_record *old = step == NULL ? NULL : step->record;
	enum dmarc_policy policy = policy_of(p, old);
	char rua[sizeof(p->decisions->rua) + DNAME_MAX];
	struct change *change;
	struct dname name;

	/* What could not be asked is not known to be missing. */
	if (step == NULL || !dns_is_answered(step->answer->status))
		return;
	/* The organization's policy holds here already, section 4.10.1. */
	if (old == NULL && p->facts->dmarc_found != NULL &&
	    step->answer->count == 0)
		return;
	if (!dname_join("_dmarc", p->facts->domain, &name))
		return;
	change = add(p, TOPIC_DMARC, name.text);
	if (change == NULL)
		return;
	(void)snprintf(rua, sizeof(rua), "%s%s",
	    p->decisions->rua[0] != '\0' ? p->decisions->rua : "dmarc@",
	    p->decisions->rua[0] != '\0' ? "" : p->facts->domain);
	take_old(change, step->answer);
	if (old != NULL)
		merge_dmarc(change, old, policy, rua);
	else
		new_dmarc(p, change, policy, rua);
	decide_op(p->arena, change, step->answer);
}

/* --- SPF ------------------------------------------------------------------- */

/* An address that passes today needs no term, unless everybody passes. */
static bool
passes_already(const struct planner *p, const struct sender *sender)
{
	const struct spf_record *record = p->facts->spf->record;

	if (sender->ip.family == 0 || record == NULL)
		return false;
	for (size_t i = 0; i < record->terms; i++)
		if (record->term[i].kind == SPF_TERM_ALL &&
		    record->term[i].qualifier == '+')
			return false;
	for (size_t i = 0; i < p->facts->addresses; i++) {
		const struct address_facts *a = &p->facts->address[i];

		if (ip_equal(&a->ip, &sender->ip))
			return a->spf != NULL && strcmp(a->spf, "pass") == 0;
	}
	return false;
}

static size_t
collect_terms(const struct planner *p, enum sender_mark mark,
    const char *ret[SENDERS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < p->decisions->senders; i++) {
		const struct sender *s = &p->decisions->sender[i];

		if (s->mark != mark || s->term[0] == '\0')
			continue;
		if (mark == SENDER_NOT_OURS && (s->seen & SEEN_SPF) == 0)
			continue;
		if (mark == SENDER_OURS && passes_already(p, s))
			continue;
		ret[count++] = s->term;
	}
	return count;
}

static size_t
collect_records(const struct planner *p, struct slice ret[OLD_MAX])
{
	const struct dns_answer *answer = p->facts->spf->answer;
	size_t count = 0;

	for (size_t i = 0; i < answer->count && count < OLD_MAX; i++)
		if (spf_is_record(answer->rr[i].text))
			ret[count++] = answer->rr[i].text;
	return count;
}

static void
plan_spf(struct planner *p)
{
	const char *ours[SENDERS_MAX], *gone[SENDERS_MAX];
	struct slice old[OLD_MAX];
	struct merge_request request = {.old = old, .add = ours, .remove = gone};
	struct err err = ERR_INIT;
	struct change *change;

	if (!dns_is_answered(p->facts->spf->answer->status)) {
		p->plan->spf_problem = _("it could not be found out what is "
					 "published; ask again first");
		return;
	}
	request.olds = collect_records(p, old);
	request.adds = collect_terms(p, SENDER_OURS, ours);
	request.removes = collect_terms(p, SENDER_NOT_OURS, gone);
	request.all = p->decisions->spf_all[0];
	if (merge_spf(p->arena, &request, &p->plan->spf, &err) != ERR_OK) {
		p->plan->spf_problem = arena_copy(p->arena, err.msg);
		return;
	}
	if (strlen(p->plan->spf.value) >= VALUE_MAX) {
		p->plan->spf_problem = _("the record becomes too long");
		return;
	}
	change = add(p, TOPIC_SPF, p->facts->domain);
	if (change == NULL)
		return;
	(void)snprintf(change->value, sizeof(change->value), "%s",
	    p->plan->spf.value);
	take_old(change, p->facts->spf->answer);
	decide_op(p->arena, change, p->facts->spf->answer);
}

/* --- SPF of the EHLO name, RFC 7208 section 10.1.2 -------------------------- */

static bool
is_address_of(const struct dns_answer *answer, const struct ip *ip)
{
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		if (ip_equal(&answer->rr[i].address, ip))
			return true;
	return false;
}

/* "v=spf1 a -all" says it all when every sending address is the name's own. */
static bool
name_covers_senders(const struct planner *p)
{
	for (size_t i = 0; i < p->decisions->senders; i++) {
		const struct sender *s = &p->decisions->sender[i];

		if (s->mark != SENDER_OURS || (s->seen & SEEN_HOST) == 0 ||
		    s->ip.family == 0)
			continue;
		if (!is_address_of(p->facts->helo_a, &s->ip) &&
		    !is_address_of(p->facts->helo_aaaa, &s->ip))
			return false;
	}
	return true;
}

static size_t
host_terms(const struct planner *p, const char *ret[SENDERS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < p->decisions->senders; i++) {
		const struct sender *s = &p->decisions->sender[i];

		if (s->mark == SENDER_OURS && (s->seen & SEEN_HOST) != 0 &&
		    s->ip.family != 0)
			ret[count++] = s->term;
	}
	return count;
}

static void
write_helo_value(struct planner *p, struct change *change)
{
	const char *terms[SENDERS_MAX];
	struct slice old = slice_of(change->old[0]);
	struct merge_request request = {
	    .old = &old,
	    .olds = change->olds > 0 ? 1 : 0,
	    .add = terms,
	};
	struct variable helo = {"helo", change->name};
	struct merge merge;
	struct err err = ERR_INIT;

	if (change->olds == 0 && name_covers_senders(p)) {
		if (plan_template(p->templates, "spf-helo", &helo, 1,
			change->value, sizeof(change->value), &err) != ERR_OK)
			p->plan->count--;
		return;
	}
	request.adds = host_terms(p, terms);
	request.all = change->olds == 0 ? '-' : 0;
	if (merge_spf(p->arena, &request, &merge, &err) != ERR_OK ||
	    strlen(merge.value) >= VALUE_MAX) {
		p->plan->count--;
		return;
	}
	(void)snprintf(
	    change->value, sizeof(change->value), "%s", merge.value);
}

static bool
helo_passes(const struct facts *f)
{
	for (size_t i = 0; i < f->addresses; i++) {
		const struct address_facts *a = &f->address[i];

		if ((a->roles & ADDRESS_SENDS) != 0 &&
		    (a->spf_helo == NULL || strcmp(a->spf_helo, "pass") != 0))
			return false;
	}
	return true;
}

static void
plan_helo(struct planner *p)
{
	const struct facts *f = p->facts;
	struct change *change;
	size_t before = p->plan->count;

	/* A name in somebody else's zone is not ours to publish at. */
	if (f->helo[0] == '\0' || f->zone == NULL || f->zone->apex == NULL ||
	    dname_equal(f->helo, f->domain) ||
	    !dname_is_within(f->helo, f->zone->apex))
		return;
	change = add(p, TOPIC_HELO, f->helo);
	if (change == NULL)
		return;
	take_old(change, f->helo_spf->answer);
	if (change->olds == 1 && helo_passes(f)) {
		change->op = CHANGE_KEEP;
		(void)snprintf(change->value, sizeof(change->value), "%s",
		    change->old[0]);
		return;
	}
	write_helo_value(p, change);
	if (p->plan->count > before)
		decide_op(p->arena, change, f->helo_spf->answer);
}

/* --------------------------------------------------------------------------- */

void
plan_make(struct arena *arena, const struct facts *facts,
    const struct decisions *decisions, const struct templates *templates,
    struct plan *ret)
{
	struct planner p = {arena, facts, decisions, templates, ret};

	memset(ret, 0, sizeof(*ret));
	plan_dkim(&p);
	plan_dmarc(&p);
	plan_helo(&p);
	plan_spf(&p);
}

size_t
plan_work(const struct change *changes, size_t count)
{
	size_t work = 0;

	for (size_t i = 0; i < count; i++)
		work += changes[i].op != CHANGE_KEEP;
	return work;
}

const struct change *
plan_find(const struct plan *plan, enum change_topic topic)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->change[i].topic == (int64_t)topic)
			return &plan->change[i];
	return NULL;
}

const char *
plan_topic(const struct change *change)
{
	static const char *const topics[] = {
	    [TOPIC_DKIM] = "DKIM",
	    [TOPIC_DMARC] = "DMARC",
	    [TOPIC_HELO] = "SPF (EHLO)",
	    [TOPIC_SPF] = "SPF",
	};

	return topics[change->topic];
}

const char *
plan_reason(const struct change *change)
{
	static const char *const reasons[][3] = {
	    [TOPIC_DKIM] = {
		N_("The key in DNS is the key on disk."),
		N_("Receivers check your signatures with this key."),
		N_("Another key is there; signatures made with yours would "
		   "fail."),
	    },
	    [TOPIC_DMARC] = {
		N_("Your DMARC record is right."),
		N_("Large receivers ask for a DMARC record; reports tell you "
		   "who sends in your name."),
		N_("Your DMARC record is mended; what you wrote in it stays."),
	    },
	    [TOPIC_HELO] = {
		N_("Bounces of your server pass SPF."),
		N_("Bounces have no sender address; receivers check the name "
		   "your server says in EHLO."),
		N_("The record of your server's name does not cover its "
		   "addresses."),
	    },
	    [TOPIC_SPF] = {
		N_("Your SPF record covers everything you marked."),
		N_("Without SPF nobody can tell your servers from a forger's."),
		N_("The old record does not cover everything you marked, or "
		   "cannot be read."),
	    },
	};

	return _(reasons[change->topic][change->op]);
}
