/* Whatever a signer's configuration holds, what is found of it is a key. */
#include <stdlib.h>
#include <string.h>

#include "wizard/io/host_keys_parse.h"
#include "wizard/record/dkim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct key_hunt *hunt)
{
	if (hunt->keys > HOST_KEYS_MAX ||
	    hunt->tables > COUNT_OF(hunt->table))
		abort();
	for (size_t i = 0; i < hunt->keys; i++)
		if (!dkim_is_selector(slice_of(hunt->key[i].selector)) ||
		    hunt->key[i].path[0] != '/' ||
		    strchr(hunt->key[i].path, '$') != NULL)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const hunters[])(
	    struct key_hunt *hunt, struct slice text) = {hunt_milter,
	    hunt_rspamd, hunt_exim, hunt_opensmtpd, hunt_amavisd};
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < COUNT_OF(hunters); i++) {
		struct key_hunt hunt = {.arena = &arena,
		    .domain = "example.jp",
		    .signer = "fuzz"};

		hunters[i](&hunt, text);
		hunt_table(&hunt, text, NULL);
		hunt_table(&hunt, text, "/keys/$domain.$selector");
		check(&hunt);
	}
	arena_release(&arena);
	return 0;
}
