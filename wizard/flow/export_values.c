#include "wizard/flow/export_values.h"

#include <string.h>

#include "wizard/check/inspect.h"
#include "wizard/record/rrdata.h"

static void
add(struct arena *arena, struct export_values *list,
    const struct export_value *value)
{
	list->value =
	    arena_push(arena, list->value, &list->count, sizeof(*list->value));
	list->value[list->count - 1] = *value;
}

enum err_code
export_value_of(struct arena *arena, uint16_t type, const char *text,
    struct export_value *ret, struct err *err)
{
	struct dns_rr *rr = arena_alloc(arena, sizeof(*rr));

	if (rrdata_read_value(arena, type, slice_of(text), rr, err) != ERR_OK)
		return err->code;
	*ret = (struct export_value) {slice_of(text), rr};
	return ERR_OK;
}

/* --- What is there ------------------------------------------------------- */

bool
export_published(struct arena *arena, const struct facts *facts,
    const struct change *change, struct export_values *ret)
{
	struct dns_answer answer;

	*ret = (struct export_values) {.value = NULL};
	if (facts == NULL ||
	    !inspect_answer(
		facts, change->name, plan_type(change->type), &answer))
		return false;
	/* What stands at the end of an alias is not at this name. */
	for (size_t i = 0; answer.cnames == 0 && i < answer.count; i++)
		add(arena, ret,
		    &(struct export_value) {
			rrdata_value(arena, &answer.rr[i]), &answer.rr[i]});
	return true;
}

/* --- What becomes of it -------------------------------------------------- */

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

enum err_code
export_leaving(struct arena *arena, const struct change *change,
    const struct export_values *published, struct export_values *ret,
    struct err *err)
{
	*ret = (struct export_values) {.value = NULL};
	/* Of what is kept the old values are those that are kept. */
	for (int64_t i = 0; change->op != CHANGE_KEEP && i < change->olds; i++) {
		const struct export_value *there =
		    find(published, slice_of(change->old[i]));
		struct export_value value;

		if (there != NULL)
			value = *there;
		else if (export_value_of(arena, plan_type(change->type),
			     change->old[i], &value, err) != ERR_OK)
			return err->code;
		add(arena, ret, &value);
	}
	return ERR_OK;
}

enum err_code
export_staying(struct arena *arena, const struct change *change,
    const struct export_values *published, struct export_values *ret,
    struct err *err)
{
	struct export_values leaving;
	struct export_value own;

	*ret = (struct export_values) {.value = NULL};
	if (export_leaving(arena, change, published, &leaving, err) != ERR_OK)
		return err->code;
	for (size_t i = 0; i < published->count; i++) {
		const struct export_value *there = &published->value[i];

		if (!is_same(there->text, slice_of(change->value)) &&
		    find(&leaving, there->text) == NULL)
			add(arena, ret, there);
	}
	if (change->op == CHANGE_REMOVE)
		return ERR_OK;
	if (export_value_of(arena, plan_type(change->type), change->value,
		&own, err) != ERR_OK)
		return err->code;
	add(arena, ret, &own);
	return ERR_OK;
}
