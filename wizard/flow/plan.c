#include "wizard/flow/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/others.h"
#include "wizard/flow/planner.h"
#include "wizard/flow/use.h"
#include "wizard/record/rrdata.h"

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

struct change *
planner_add(struct planner *p, enum change_topic topic, uint16_t type,
    const char *name)
{
	struct change *change;

	if (p->plan->count == CHANGES_MAX)
		return NULL;
	change = &p->plan->change[p->plan->count++];
	memset(change, 0, sizeof(*change));
	change->topic = topic;
	change->type = type;
	change->ttl = PLAN_TTL;
	(void)snprintf(change->name, sizeof(change->name), "%s", name);
	if (p->facts->zone != NULL)
		change->negative_ttl = p->facts->zone->negative_ttl;
	return change;
}

bool
planner_has(const struct planner *p, uint16_t type, const char *name)
{
	for (size_t i = 0; i < p->plan->count; i++)
		if (p->plan->change[i].type == type &&
		    dname_equal(p->plan->change[i].name, name))
			return true;
	return false;
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

void
planner_take_old(struct change *change, const struct dns_answer *answer)
{
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; answer != NULL && i < answer->count; i++) {
		struct slice value = rrdata_value(&arena, &answer->rr[i]);

		if (plan_is_kind(change, value))
			add_old(change, value);
	}
	arena_release(&arena);
	if (answer != NULL && answer->count > 0)
		change->old_ttl = answer->rr[0].ttl;
	else if (answer != NULL && answer->negative_ttl > 0)
		/* The name may be in a zone of its own. */
		change->negative_ttl = answer->negative_ttl;
	for (size_t i = 0; answer != NULL && i < answer->cnames; i++)
		if (answer->cname[i].ttl > change->alias_ttl)
			change->alias_ttl = answer->cname[i].ttl;
}

void
planner_drop(struct planner *p)
{
	p->plan->count--;
}

void
planner_gap(struct planner *p, enum change_topic topic, const char *name,
    bool fine, const char *fmt, ...)
{
	char why[VALUE_MAX + 2 * DNAME_MAX];
	va_list ap;

	if (p->plan->gaps == GAPS_MAX)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	p->plan->gap[p->plan->gaps++] = (struct gap) {
	    .topic = topic,
	    .name = arena_copy(p->arena, name),
	    .why = arena_copy(p->arena, why),
	    .fine = fine,
	};
}

void
planner_gap_unknown(
    struct planner *p, enum change_topic topic, const char *name)
{
	planner_gap(p, topic, name, false,
	    _("it could not be found out what is published; ask again "
	      "first"));
}

void
planner_gap_alias(struct planner *p, enum change_topic topic,
    const char *name, const struct dns_answer *answer, bool fine)
{
	const char *target = answer->cname[answer->cnames - 1].target;

	if (fine)
		planner_gap(p, topic, name, true,
		    _("%s is an alias for %s, and the record there is right"),
		    name, target);
	else
		planner_gap(p, topic, name, false,
		    _("%s is an alias for %s, and no record can stand beside "
		      "it; whoever runs that name has to publish it"),
		    name, target);
}

/* Values of the kind that could not be noted as old: too many, or too long. */
static size_t
left_out(struct arena *arena, const struct change *change,
    const struct dns_answer *answer)
{
	size_t of_kind = 0;

	for (size_t i = 0; i < answer->count; i++)
		of_kind += plan_is_kind(
		    change, rrdata_value(arena, &answer->rr[i]));
	return of_kind - (size_t)change->olds;
}

bool
planner_decide(struct planner *p, struct change *change,
    const struct dns_answer *answer)
{
	const char *mistake;

	if (left_out(p->arena, change, answer) > 0) {
		planner_drop(p);
		planner_gap(p, (enum change_topic)change->topic, change->name,
		    false,
		    _("there is more at %s than can be replaced at once; "
		      "delete what nobody needs, and look again"),
		    change->name);
		return false;
	}
	if (plan_match(p->arena, change, answer, &mistake) != MATCH_NEW) {
		change->op = change->olds > 0 ? CHANGE_REPLACE : CHANGE_ADD;
		return true;
	}
	change->op = CHANGE_KEEP;
	if (change->olds > 0)
		(void)snprintf(change->value, sizeof(change->value), "%s",
		    change->old[0]);
	return true;
}

void
plan_make(struct arena *arena, const struct facts *facts,
    const struct decisions *decisions, const struct templates *templates,
    struct plan *ret)
{
	struct planner p = {arena, facts, decisions, templates, ret,
	    use_sends(facts, decisions)};

	memset(ret, 0, sizeof(*ret));
	plan_dkim(&p);
	plan_unsigned(&p);
	plan_services(&p);
	plan_dmarc(&p);
	plan_helo(&p);
	plan_spf(&p);
	plan_mx(&p);
	plan_tlsrpt(&p);
	plan_mtasts(&p);
	plan_dane(&p);
	others_judge(arena, facts, decisions, ret->change, ret->count);
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

const struct gap *
plan_gap(const struct plan *plan, enum change_topic topic)
{
	for (size_t i = 0; i < plan->gaps; i++)
		if (plan->gap[i].topic == topic)
			return &plan->gap[i];
	return NULL;
}

uint16_t
plan_type(int64_t stored)
{
	return stored == 0 ? DNS_TXT : (uint16_t)stored;
}

const char *
plan_type_word(const struct change *change)
{
	return dns_type_word(plan_type(change->type));
}
