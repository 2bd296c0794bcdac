#include "wizard/record/tlsrpt.h"

#include <string.h>

#define VERSION "v=TLSRPTv1;"

bool
tlsrpt_is_record(struct slice text)
{
	size_t n = strlen(VERSION);

	return text.len >= n && memcmp(text.ptr, VERSION, n) == 0;
}

bool
tlsrpt_is_attempt(struct slice text)
{
	return !tlsrpt_is_record(text) && taglist_mentions(text, "tlsrpt");
}

static void
read_uris(struct arena *arena, struct tlsrpt_record *record, struct slice list)
{
	struct slice part;

	while (record->ruas < TLSRPT_URIS_MAX && slice_next(&list, ',', &part)) {
		struct tlsrpt_uri uri = {.text = slice_trim(part, " \t")};

		uri.valid = uri_parse(uri.text, &uri.uri);
		if (!uri.valid)
			record->faults |= TLSRPT_URI;
		record->rua = arena_push(
		    arena, record->rua, &record->ruas, sizeof(*record->rua));
		record->rua[record->ruas - 1] = uri;
	}
}

static void
read_tags(struct arena *arena, struct tlsrpt_record *record)
{
	for (size_t i = 0; i < record->tags.count; i++) {
		const struct tag *tag = &record->tags.tag[i];

		if (slice_is(tag->name, "rua"))
			read_uris(arena, record, tag->value);
		else if (!slice_is(tag->name, "v"))
			record->faults |= TLSRPT_UNKNOWN;
	}
	if (taglist_find(&record->tags, "rua") == NULL)
		record->faults |= TLSRPT_NO_RUA;
}

/* The grammar has one or more rua fields: twice is no fault. */
static bool
is_rua(const struct taglist *tags, const struct tag_fault *fault)
{
	struct slice part = {tags->text.ptr + fault->at, fault->len}, name;

	return slice_next(&part, '=', &name) &&
	    slice_is(slice_trim(name, " \t"), "rua");
}

struct tlsrpt_record *
tlsrpt_parse(struct arena *arena, struct slice text)
{
	struct tlsrpt_record *record = arena_alloc(arena, sizeof(*record));

	record->tags = taglist_parse(arena, text);
	for (size_t i = 0; i < record->tags.faults; i++) {
		const struct tag_fault *fault = &record->tags.fault[i];

		if (taglist_is_extension(&record->tags, fault))
			record->faults |= TLSRPT_UNKNOWN;
		else if (fault->problem != TAG_DUPLICATE)
			record->faults |= TLSRPT_SYNTAX;
		else if (!is_rua(&record->tags, fault))
			record->faults |= TLSRPT_DUPLICATE;
	}
	read_tags(arena, record);
	return record;
}
