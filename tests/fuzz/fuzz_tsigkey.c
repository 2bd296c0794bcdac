/* Key files of any octets: no message quotes them. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/io/tsig_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct err err = ERR_INIT;
	struct tsig_key key;

	if (tsig_key_parse(text, &key, &err) == ERR_OK) {
		require(key.algorithm != NULL);
		require(key.len > 0 && key.len <= TSIG_SECRET_MAX);
		require(strlen(key.name) <= DNAME_MAX);
	} else {
		require(err.msg[0] != '\0');
	}
	tsig_key_wipe(&key);
	return 0;
}
