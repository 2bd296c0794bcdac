/* SPF records: any octets are read, and what is printed reads the same. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/record/spf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Faults stand in order and inside the text. */
static void
check_places(const struct spf_record *record)
{
	for (size_t i = 0; i < record->faults; i++) {
		const struct spf_fault *fault = &record->fault[i];

		require(fault->at <= record->text.len);
		require(fault->len <= record->text.len - fault->at);
		require(fault->what != NULL);
	}
	for (size_t i = 0; i < record->terms; i++)
		require(record->text.ptr + record->term[i].at ==
			record->term[i].text.ptr);
}

/* A suggestion must itself be good, or it would lead from bad to worse. */
static void
check_suggestions(struct arena *arena, const struct spf_record *record)
{
	for (size_t i = 0; i < record->faults; i++) {
		const char *meant = record->fault[i].suggestion;
		char *text;

		if (meant == NULL)
			continue;
		text = strncmp(meant, "v=spf1", 6) == 0
			   ? arena_copy(arena, meant)
			   : arena_printf(arena, "v=spf1 %s", meant);
		require(spf_parse(arena, slice_of(text))->faults == 0);
	}
}

static void
check_print(struct arena *arena, const struct spf_record *record)
{
	char *text = spf_print(arena, record);
	struct spf_record *again = spf_parse(arena, slice_of(text));

	require(again->faults == 0);
	require(again->terms == record->terms);
	for (size_t i = 0; i < again->terms; i++)
		require(spf_same_term(&again->term[i], &record->term[i]));
	require(strcmp(spf_print(arena, again), text) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct spf_record *record = spf_parse(&arena, text);

	check_places(record);
	check_suggestions(&arena, record);
	check_print(&arena, record);
	arena_release(&arena);
	return 0;
}
