#include "wizard/flow/export_values.h"

#include <string.h>

static void
add(struct arena *arena, struct export_values *list, struct slice text,
    struct text_parts parts)
{
	list->value =
	    arena_push(arena, list->value, &list->count, sizeof(*list->value));
	list->value[list->count - 1] = (struct export_value) {text, parts};
}

/* What a server of the zone said, else a resolver; NULL: nobody. */
static const struct dns_answer *
answer_about(const struct facts *facts, const char *name)
{
	const struct dns_answer *found = NULL;

	for (size_t i = 0; i < inquiry_count(facts->inquiry); i++) {
		const struct question *q = inquiry_at(facts->inquiry, i);

		if (q->type != DNS_TXT || !dname_equal(q->name, name) ||
		    !dns_is_answered(q->answer->status))
			continue;
		if (q->whom == ASK_AUTHORITY)
			return q->answer;
		found = q->answer;
	}
	return found;
}

bool
export_published(struct arena *arena, const struct facts *facts,
    const char *name, struct export_values *ret)
{
	const struct dns_answer *answer;

	*ret = (struct export_values) {.value = NULL};
	if (facts == NULL || facts->inquiry == NULL)
		return false;
	answer = answer_about(facts, name);
	if (answer == NULL)
		return false;
	/* What stands at the end of an alias is not at this name. */
	for (size_t i = 0; answer->cnames == 0 && i < answer->count; i++)
		add(arena, ret, answer->rr[i].text,
		    zonefile_parts_of(arena, &answer->rr[i]));
	return true;
}

static bool
is_same(struct slice a, struct slice b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

static const struct export_value *
find(const struct export_values *list, struct slice text)
{
	for (size_t i = 0; i < list->count; i++)
		if (is_same(list->value[i].text, text))
			return &list->value[i];
	return NULL;
}

struct export_values
export_leaving(struct arena *arena, const struct change *change,
    const struct export_values *published)
{
	struct export_values list = {.value = NULL};

	for (int64_t i = 0; i < change->olds; i++) {
		struct slice text = slice_of(change->old[i]);
		const struct export_value *there = find(published, text);

		add(arena, &list, text,
		    there != NULL ? there->parts
				  : zonefile_split_txt(arena, text));
	}
	return list;
}

struct export_values
export_staying(struct arena *arena, const struct change *change,
    const struct export_values *published)
{
	struct slice own = slice_of(change->value);
	struct export_values list = {.value = NULL},
			     leaving = export_leaving(arena, change, published);

	for (size_t i = 0; i < published->count; i++) {
		const struct export_value *there = &published->value[i];

		if (!is_same(there->text, own) &&
		    find(&leaving, there->text) == NULL)
			add(arena, &list, there->text, there->parts);
	}
	if (change->op != CHANGE_REMOVE)
		add(arena, &list, own, zonefile_split_txt(arena, own));
	return list;
}
