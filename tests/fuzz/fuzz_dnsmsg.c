/*
 * Messages of any octets. The question that was asked is taken from the message
 * itself, so that the fuzzer gets past the check for it.
 */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/record/dname.h"
#include "wizard/record/dname_wire.h"
#include "wizard/record/dnsmsg.h"

#define HEADER 12

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_records(const struct dns_rr *rr, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char canonical[DNAME_TEXT_MAX];
		size_t octets = 0;

		require(dname_canonical(rr[i].owner, canonical));
		require(strcmp(rr[i].owner, canonical) == 0);
		for (size_t j = 0; j < rr[i].strings; j++)
			octets += rr[i].string_lengths[j];
		require(octets == rr[i].text.len);
	}
}

static void
check_answer(const struct dns_answer *answer, uint16_t type)
{
	require(answer->status != DNS_PENDING);
	require((answer->status == DNS_OK) == (answer->count > 0));
	require(answer->count + answer->cnames <= DNS_RR_MAX * 2);
	check_records(answer->rr, answer->count);
	check_records(answer->cname, answer->cnames);
	check_records(answer->authority, answer->authorities);
	for (size_t i = 0; i < answer->count; i++)
		require(answer->rr[i].type == type);
}

/* Our own questions are read back as questions, that is: not as answers. */
static void
check_question(struct arena *arena, const char *name, uint16_t type)
{
	struct dns_question question = {
	    .name = name, .type = type, .rd = true, .edns = DNS_EDNS_SIZE};
	uint8_t out[512];
	size_t len = dnsmsg_encode(&question, 1, out);

	require((len > HEADER) == (type != 0));
	if (len == 0)
		return;
	require(dnsmsg_decode(arena, out, len, name, type)->status ==
		DNS_MALFORMED);
	out[2] |= 0x80;
	require(
	    dnsmsg_decode(arena, out, len, name, type)->status == DNS_NODATA);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	char name[DNAME_TEXT_MAX] = "";
	uint16_t type = DNS_TXT;
	size_t at = HEADER;

	while (at < size && data[at] != 0 && data[at] < 64)
		at += data[at] + 1U;
	if (at + 3 <= size && at - HEADER < DNAME_WIRE_MAX) {
		(void)dname_from_wire(data + HEADER, at - HEADER + 1, name);
		type = (uint16_t)(data[at + 1] << 8 | data[at + 2]);
	}
	check_answer(dnsmsg_decode(&arena, data, size, name, type), type);
	check_question(&arena, name, type);
	arena_release(&arena);
	return 0;
}
