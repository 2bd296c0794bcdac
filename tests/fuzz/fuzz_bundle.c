/* What inkan state import is given, sealed or not: any octets. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/io/bundle.h"
#include "wizard/io/store_dir.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of the seeds that are sealed. */
static const char passphrase[] = "correct horse";

/* Inside the text, and never a way out of the directory of its domain. */
static void
check_item(struct slice text, const struct bundled *item)
{
	const char *end = text.ptr + text.len;

	require(store_dir_is_domain(item->domain));
	require(bundle_is_file(item->file));
	require(item->file[0] != '.' && strstr(item->file, "/.") == NULL);
	require(item->content.ptr >= text.ptr && item->content.ptr <= end);
	require(item->content.len <= (size_t)(end - item->content.ptr));
}

static void
write_again(struct vault *out, const struct bundle *bundle)
{
	struct err err = ERR_INIT;

	require(bundle_begin(out, bundle->base, &err) == ERR_OK);
	for (size_t i = 0; i < bundle->count; i++)
		require(bundle_file(out, bundle->item[i].domain,
			    bundle->item[i].file, bundle->item[i].content,
			    &err) == ERR_OK);
	require(bundle_end(out, &err) == ERR_OK);
}

static void
check_same(const struct bundle *a, const struct bundle *b)
{
	require(a->count == b->count && strcmp(a->base, b->base) == 0);
	for (size_t i = 0; i < a->count; i++) {
		struct slice x = a->item[i].content, y = b->item[i].content;

		require(strcmp(a->item[i].domain, b->item[i].domain) == 0);
		require(strcmp(a->item[i].file, b->item[i].file) == 0);
		require(x.len == y.len && memcmp(x.ptr, y.ptr, x.len) == 0);
	}
}

static void
check_text(struct slice text)
{
	struct bundle bundle = {.item = NULL}, again = {.item = NULL};
	struct vault out = VAULT_INIT;
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;

	if (bundle_parse(&arena, text, &bundle, &err) == ERR_OK) {
		for (size_t i = 0; i < bundle.count; i++)
			check_item(text, &bundle.item[i]);
		write_again(&out, &bundle);
		require(bundle_parse(&arena, vault_slice(&out), &again,
			    &err) == ERR_OK);
		check_same(&bundle, &again);
	} else {
		require(bundle.count == 0 && err.msg[0] != '\0');
	}
	vault_release(&out);
	arena_release(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {(const char *)data, size};
	struct vault plain = VAULT_INIT;
	struct err err = ERR_INIT;

	if (!vault_is_sealed(text))
		check_text(text);
	else if (vault_open(text, slice_of(passphrase), &plain, &err) ==
	    ERR_OK)
		check_text(vault_slice(&plain));
	else
		require(plain.data == NULL && err.msg[0] != '\0');
	vault_release(&plain);
	return 0;
}
