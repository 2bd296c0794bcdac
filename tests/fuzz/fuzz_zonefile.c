/* Zone text of any octets; TXT values survive being printed and read. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/record/zonefile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_round_trip(struct arena *arena, struct slice value)
{
	const char *text =
	    arena_printf(arena, "a TXT %s", zonefile_quote_txt(arena, value));
	struct zone zone;
	struct err err;

	require(
	    zonefile_parse(arena, slice_of(text), "jp", &zone, &err) == ERR_OK);
	require(zone.count == 1 && zone.rr[0].text.len == value.len);
	require(value.len == 0 ||
		memcmp(zone.rr[0].text.ptr, value.ptr, value.len) == 0);
}

/* Every record can be asked for, and is found unless it is below a cut. */
static void
check_answers(struct arena *arena, const struct zone *zone)
{
	for (size_t i = 0; i < zone->count && i < 16; i++) {
		const struct dns_rr *rr = &zone->rr[i];
		const struct dns_answer *answer =
		    zonefile_answer(arena, zone, 1, rr->owner, rr->type);

		require(answer->status != DNS_PENDING);
		require(answer->status != DNS_NXDOMAIN || answer->cnames > 0);
		require((answer->count > 0) == (answer->status == DNS_OK));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct arena arena = ARENA_INIT;
	struct zone zone;
	struct err err = ERR_INIT;

	if (zonefile_parse(&arena, text, "example.jp", &zone, &err) == ERR_OK)
		check_answers(&arena, &zone);
	else
		require(err.offset <= size);
	if (size <= 8192)
		check_round_trip(&arena, text);
	arena_release(&arena);
	return 0;
}
