/* Signed answers of any octets; what is read is appended and read again. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/io/tsig_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
append_again(struct arena *arena, const struct tsig *tsig, struct slice plain)
{
	struct buf message = BUF_INIT;
	struct err err = ERR_INIT;
	struct tsig again;
	struct slice rest;

	buf_add(&message, plain.ptr, plain.len);
	/* Names are escaped where they have to be, and may then be too long. */
	if (tsig_append(&message, tsig, &err) == ERR_OK &&
	    message.len <= DNS_MESSAGE_MAX &&
	    (uint8_t)message.data[11] != 0) {
		require(tsig_read(arena,
			    (struct slice) {message.data, message.len}, &again,
			    &rest) == TSIG_SIGNED);
		require(again.time == tsig->time);
		require(again.mac.len == tsig->mac.len);
		require(rest.len == plain.len);
	}
	buf_release(&message);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice message = {(const char *)data, size}, plain;
	struct tsig_key key = {.len = 0};
	const struct tsig_mac mac = {.len = 32};
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct tsig tsig;

	require(tsig_key_parse(
		    slice_of("key \"ddns.example\" { algorithm hmac-sha256; "
			     "secret \"AAAA\"; };"),
		    &key, &err) == ERR_OK);
	if (tsig_read(&arena, message, &tsig, &plain) == TSIG_SIGNED)
		append_again(&arena, &tsig, plain);
	require(tsig_key_check(&arena, &key, 1795269600, &mac, message,
		    &tsig) != TSIG_GOOD);
	arena_release(&arena);
	return 0;
}
