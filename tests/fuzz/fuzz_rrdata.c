/*
 * The data of records as a state on disk has them, or RDATA of any octets: what
 * is taken is printed and taken again.
 */
#include <stdint.h>

#include "tests/fuzz/require.h"
#include "wizard/record/rrdata.h"

static const uint16_t types[] = {DNS_TXT, DNS_MX, DNS_CNAME, DNS_PTR,
    DNS_A, DNS_AAAA, DNS_TLSA, DNS_CAA};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_again(struct arena *arena, uint16_t type, const struct dns_rr *first)
{
	struct slice octets = rrdata_of(arena, first);
	struct err err = ERR_INIT;
	struct dns_rr second;

	require(rrdata_read(arena, type, rrdata_presentation(arena, first),
		    &second, &err) == ERR_OK);
	require(rrdata_equal(octets, rrdata_of(arena, &second)));
	require(rrdata_read_value(arena, type, rrdata_value(arena, first),
		    &second, &err) == ERR_OK);
	require(rrdata_read(arena, type, rrdata_print(arena, type, octets),
		    &second, &err) == ERR_OK);
	require(rrdata_equal(octets, rrdata_of(arena, &second)));
}

/* The first octet says which type it is. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct slice rest = {(const char *)data + 1, size - 1};
	struct dns_rr rr;
	uint16_t type;

	if (size == 0)
		return 0;
	type = types[data[0] % COUNT_OF(types)];
	(void)rrdata_print(&arena, type, rest);
	if (rrdata_read(&arena, type, arena_copy_slice(&arena, rest), &rr,
		&err) == ERR_OK)
		read_again(&arena, type, &rr);
	arena_release(&arena);
	return 0;
}
