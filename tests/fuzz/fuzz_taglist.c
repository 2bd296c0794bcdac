/* Tag lists and the DKIM and DMARC records made of them. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/record/dkim.h"
#include "wizard/record/dmarc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
same(struct slice a, struct slice b)
{
	return a.len == b.len &&
	       (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

/* Only a list without bad octets can be printed as a C string. */
static void
check_print(struct arena *arena, const struct taglist *list)
{
	struct taglist again;

	for (size_t i = 0; i < list->faults; i++)
		if (list->fault[i].problem == TAG_BAD_OCTET)
			return;
	again = taglist_parse(arena, slice_of(taglist_print(arena, list)));
	require(again.count == list->count);
	for (size_t i = 0; i < again.count; i++) {
		require(same(again.tag[i].name, list->tag[i].name));
		require(same(again.tag[i].value, list->tag[i].value));
	}
}

static void
check_places(const struct taglist *list, size_t size)
{
	for (size_t i = 0; i < list->faults; i++)
		require(list->fault[i].at <= size &&
			list->fault[i].len <= size - list->fault[i].at);
	for (size_t i = 0; i < list->count; i++)
		require(list->tag[i].value_at + list->tag[i].value.len <= size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct taglist list = taglist_parse(&arena, text);
	struct dkim_record *key = dkim_parse(&arena, text);
	struct dmarc_record *policy = dmarc_parse(&arena, text);

	check_places(&list, size);
	check_print(&arena, &list);
	if (dmarc_is_record(text))
		require((policy->faults & DMARC_FAULT_VERSION) == 0);
	require(!dmarc_is_record(text) || !dmarc_is_attempt(text));
	if (dkim_is_usable(key))
		require(key->bits > 0 && dkim_same_key(key, key));
	(void)dkim_is_record(text);
	(void)dkim_is_selector(text);
	arena_release(&arena);
	return 0;
}
