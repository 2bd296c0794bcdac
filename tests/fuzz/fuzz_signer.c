/* Whatever a signer's template holds, it is refused or can be rendered. */
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/flow/signer.h"
#include "wizard/io/templates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
make(struct arena *arena, const struct signer_template *signer)
{
	struct decisions *d = mem_alloc(sizeof(*d));
	struct key_info key = {.path = "/r", .public_base64 = "x"};
	struct signer_plan plan;
	struct err err = ERR_INIT;

	memcpy(d->domain, "example.jp", sizeof("example.jp"));
	own_set_main(d, "r", &key);
	key.type = DKIM_KEY_ED25519;
	if (own_add(d, OWN_SECOND, "e", &key, 0, &err) != ERR_OK)
		abort();
	if (signer_make(arena, signer, d, &plan, &err) != ERR_OK)
		abort();
	free(d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct signer_template signer;
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;

	if (templates_parse_signer(&arena, "fuzz", text, &signer, &err) ==
	    ERR_OK)
		make(&arena, &signer);
	arena_release(&arena);
	return 0;
}
