#include "wizard/record/bimi.h"

#include <string.h>

#include "wizard/record/uri.h"

#define VERSION "v=BIMI1"

bool
bimi_is_record(struct slice text)
{
	struct slice part;

	return slice_next(&text, ';', &part) && slice_is(part, VERSION);
}

bool
bimi_is_attempt(struct slice text)
{
	return !bimi_is_record(text) && taglist_mentions(text, "bimi");
}

static unsigned
read_place(const struct taglist *tags, const char *name, unsigned fault,
    struct slice *ret)
{
	const struct tag *tag = taglist_find(tags, name);
	struct uri uri;

	if (tag == NULL)
		return 0;
	*ret = tag->value;
	return tag->value.len == 0 ||
		(uri_parse(tag->value, &uri) && uri_is_scheme(&uri, "https"))
	    ? 0
	    : fault;
}

static unsigned
check_avatar(const struct taglist *tags)
{
	const struct tag *tag = taglist_find(tags, "avp");

	return tag == NULL || slice_is(tag->value, "brand") ||
		slice_is(tag->value, "personal")
	    ? 0
	    : BIMI_AVATAR;
}

static unsigned
check_names(const struct taglist *tags)
{
	static const char *const known[] = {"v", "l", "a", "avp", "lps"};
	unsigned faults = 0;

	for (size_t i = 0; i < tags->count; i++) {
		size_t k = 0;

		while (k < COUNT_OF(known) &&
		    !slice_is(tags->tag[i].name, known[k]))
			k++;
		if (k == COUNT_OF(known))
			faults = BIMI_UNKNOWN;
	}
	for (size_t i = 0; i < tags->faults; i++)
		faults |= tags->fault[i].problem == TAG_DUPLICATE
		    ? BIMI_DUPLICATE
		    : BIMI_SYNTAX;
	return faults;
}

struct bimi_record *
bimi_parse(struct arena *arena, struct slice text)
{
	struct bimi_record *record = arena_alloc(arena, sizeof(*record));
	const struct taglist *tags = &record->tags;

	record->tags = taglist_parse(arena, text);
	record->faults = check_names(tags) | check_avatar(tags);
	record->faults |= read_place(tags, "l", BIMI_PLACE, &record->place);
	record->faults |=
	    read_place(tags, "a", BIMI_EVIDENCE, &record->evidence);
	if (taglist_find(tags, "l") == NULL)
		record->faults |= BIMI_NO_PLACE;
	record->declined = taglist_find(tags, "l") != NULL &&
	    record->place.len == 0 && record->evidence.len == 0;
	return record;
}
