/* DMARC records: any octets are read, and what is printed reads the same. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/record/dmarc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Errors stand inside the text, and make up the faults. */
static void
check_errors(const struct dmarc_record *record)
{
	unsigned faults = 0;

	for (size_t i = 0; i < record->errors; i++) {
		const struct dmarc_error *error = &record->error[i];

		require(error->at <= record->tags.text.len);
		require(error->len <= record->tags.text.len - error->at);
		faults |= error->fault;
	}
	require(faults == record->faults);
}

/* A report address that is suggested must itself be one. */
static void
check_suggestions(struct arena *arena, const struct dmarc_record *record)
{
	for (size_t i = 0; i < record->errors; i++) {
		const struct dmarc_error *error = &record->error[i];
		char *text;

		if (error->fault != DMARC_FAULT_REPORT_URI ||
		    error->meant == NULL)
			continue;
		text = arena_printf(
		    arena, "v=DMARC1; p=none; rua=%s", error->meant);
		/* Even an address may look like a second record. */
		require((dmarc_parse(arena, slice_of(text))->faults &
			    ~(unsigned)DMARC_FAULT_PASTED) == 0);
	}
}

static bool
same_uris(const struct dmarc_uri *a, size_t na, const struct dmarc_uri *b,
    size_t nb)
{
	for (size_t i = 0; na == nb && i < na; i++)
		if (a[i].valid != b[i].valid || a[i].text.len != b[i].text.len ||
		    memcmp(a[i].text.ptr, b[i].text.ptr, a[i].text.len) != 0)
			return false;
	return na == nb;
}

/* Nothing that was read is lost, unless no record could have held it. */
static void
check_print(struct arena *arena, const struct dmarc_record *record)
{
	unsigned form = DMARC_FAULT_SYNTAX | DMARC_FAULT_VERSION |
			DMARC_FAULT_DUPLICATE | DMARC_FAULT_ORDER |
			DMARC_FAULT_NO_POLICY | DMARC_FAULT_POLICY;
	char *text =
	    dmarc_print(arena, dmarc_policy_of(record), &record->tags);
	struct dmarc_record *again = dmarc_parse(arena, slice_of(text));

	require(dmarc_is_record(slice_of(text)));
	/* A version and a policy may stand before 63 other tags. */
	if (record->tags.count + 2 <= TAGLIST_MAX)
		require((again->faults & form) == 0);
	require(again->p == dmarc_policy_of(record));
	require(again->strict_dkim == record->strict_dkim);
	require(again->strict_spf == record->strict_spf);
	require(again->testing == record->testing);
	require(again->psd == record->psd);
	if (again->nrua > 0)
		require(same_uris(
		    again->rua, again->nrua, record->rua, record->nrua));
	require(strcmp(dmarc_print(arena, again->p, &again->tags), text) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct dmarc_record *record = dmarc_parse(&arena, text);

	(void)dmarc_is_attempt(text);
	check_errors(record);
	check_suggestions(&arena, record);
	check_print(&arena, record);
	arena_release(&arena);
	return 0;
}
