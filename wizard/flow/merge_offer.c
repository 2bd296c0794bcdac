#include "wizard/flow/merge_offer.h"

#include <string.h>

#include "wizard/flow/merge.h"

#define RECORDS_MAX 8 /* of more, nobody knows what is still wanted */

/* Those that the record asks for itself; what is below comes on top. */
static unsigned
own_lookups(struct arena *arena, const char *value)
{
	const struct spf_record *record = spf_parse(arena, slice_of(value));
	unsigned lookups = 0;

	for (size_t i = 0; i < record->terms; i++)
		lookups += spf_costs_lookup(record->term[i].kind);
	return lookups;
}

/*
 * Nothing is asked for it: several records are void as they are, so that no
 * name in them was looked at. NULL when it could not be used.
 */
static const char *
merged(struct arena *arena, const struct facts *facts)
{
	struct slice old[RECORDS_MAX];
	struct merge_request request = {
	    .domain = facts->domain,
	    .old = old,
	    .olds = merge_records(facts->spf->answer, old, COUNT_OF(old)),
	};
	struct merge merge;
	struct err err = ERR_INIT;

	if (facts->spf->records > COUNT_OF(old) ||
	    merge_spf(arena, &request, &merge, &err) != ERR_OK ||
	    own_lookups(arena, merge.value) > SPF_LOOKUPS_MAX)
		return NULL;
	return merge.value;
}

void
merge_offer(struct arena *arena, const struct facts *facts,
    struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *f = &findings->finding[i];

		if (strcmp(f->check->id, "SPF-04") == 0)
			f->value = merged(arena, facts);
	}
}
