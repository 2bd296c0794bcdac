#include "wizard/flow/others.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/planner.h"
#include "wizard/flow/when.h"
#include "wizard/record/rrdata.h"

/* --- What is there ------------------------------------------------------- */

/* The first record of the kind; an empty one: there is none. */
static struct slice
found(struct arena *arena, const struct change *change,
    const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++) {
		struct slice value = rrdata_value(arena, &answer->rr[i]);

		if (plan_is_kind(change, value))
			return value;
	}
	return slice_of("");
}

/* --- What was there ------------------------------------------------------ */

/* Its place among what is remembered; d->changes: it is not. */
static size_t
find(const struct decisions *d, const struct change *change)
{
	size_t i = 0;

	while (i < d->changes &&
	    (d->change[i].topic != change->topic ||
		plan_type(d->change[i].type) != plan_type(change->type) ||
		!dname_equal(d->change[i].name, change->name)))
		i++;
	return i;
}

/* When it was everywhere as it was meant here, ms; 0: it never was. */
static int64_t
settled(const struct decisions *d, const struct change *ours)
{
	if (ours->op == CHANGE_KEEP)
		return d->watching;
	return ours->visible != 0 ? ours->visible : ours->at_authority;
}

/* Of what stands all is remembered, for nobody here knows what it means. */
static bool
still_stands(struct arena *arena, const struct change *ours,
    const struct dns_answer *answer)
{
	size_t of_kind = 0, known = 0;

	for (size_t i = 0; i < answer->count; i++) {
		struct slice value = rrdata_value(arena, &answer->rr[i]);

		of_kind += plan_is_kind(ours, value);
		known += plan_is_old(ours, value);
	}
	return of_kind == known && known == (size_t)ours->olds;
}

static bool
is_as_it_was(struct arena *arena, const struct change *ours,
    const struct dns_answer *answer)
{
	const char *mistake;

	if (ours->stands != 0 && ours->olds > 1)
		return still_stands(arena, ours, answer);
	if (ours->value[0] == '\0')
		return found(arena, ours, answer).len == 0;
	return plan_match(arena, ours, answer, &mistake) == MATCH_NEW;
}

static void
let_stand(struct change *change, struct slice value)
{
	change->op = CHANGE_KEEP;
	change->stands = 1;
	memcpy(change->value, value.ptr, value.len);
	change->value[value.len] = '\0';
}

static void
judge(struct arena *arena, const struct decisions *d,
    const struct change *ours, const struct dns_answer *answer,
    struct change *change)
{
	bool same = is_as_it_was(arena, ours, answer);
	struct slice there = found(arena, change, answer);

	if (ours->stands != 0 && same && there.len < sizeof(change->value))
		let_stand(change, there);
	else if (!same && settled(d, ours) != 0) {
		change->foreign = settled(d, ours);
		change->olds = 0;
		planner_take_old(change, answer);
		change->op = change->olds > 0 ? CHANGE_REPLACE : CHANGE_ADD;
	}
}

/* --- For everybody ------------------------------------------------------- */

void
others_judge(struct arena *arena, const struct facts *facts,
    const struct decisions *d, struct change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct change *change = &changes[i];
		size_t at = find(d, change);
		struct dns_answer answer;

		change->foreign = 0;
		if (change->op != CHANGE_KEEP && at < d->changes &&
		    inspect_answer(facts, change->name,
			plan_type(change->type), &answer))
			judge(arena, d, &d->change[at], &answer, change);
	}
}

size_t
others_count(const struct change *changes, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += changes[i].foreign != 0;
	return n;
}

const char *
others_say(struct arena *arena, const struct change *change)
{
	return arena_printf(arena,
	    _("This is not what was published from here and seen everywhere on "
	      "%s: somebody has changed it since, perhaps inkan on another "
	      "host, which may know better."),
	    when_date(arena, change->foreign));
}

void
others_let_stand(struct decisions *d, const struct change *change)
{
	size_t at = find(d, change);
	struct change *ours = &d->change[at];

	if (at == d->changes)
		return;
	*ours = (struct change) {
	    .topic = change->topic,
	    .type = change->type,
	    .op = CHANGE_KEEP,
	    .ttl = change->ttl,
	    .old_ttl = change->old_ttl,
	    .negative_ttl = change->negative_ttl,
	    .stands = 1,
	};
	memcpy(ours->name, change->name, sizeof(ours->name));
	if (change->olds > 0)
		memcpy(ours->value, change->old[0], sizeof(ours->value));
	ours->olds = change->olds;
	memcpy(ours->old, change->old, sizeof(ours->old));
}

void
others_overrule(struct decisions *d, const struct change *change)
{
	size_t at = find(d, change);

	if (at == d->changes)
		return;
	d->changes--;
	memmove(&d->change[at], &d->change[at + 1],
	    (d->changes - at) * sizeof(d->change[0]));
}
