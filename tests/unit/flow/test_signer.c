#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/flow/signer.h"


struct fixture {
	struct arena arena;
	struct decisions *d;
	struct signer_plan plan;
	struct err err;
};

static int
setup(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));
	struct key_info rsa = {.path = "/store/r1.key",
	    .type = DKIM_KEY_RSA,
	    .bits = 2048,
	    .public_base64 = "R"};
	struct key_info ed = {.path = "/store/e1.key",
	    .type = DKIM_KEY_ED25519,
	    .bits = 256,
	    .public_base64 = "E"};

	f->d = mem_alloc(sizeof(*f->d));
	(void)snprintf(f->d->domain, sizeof(f->d->domain), "example.jp");
	own_set_main(f->d, "r1", &rsa);
	assert_int_equal(
	    own_add(f->d, OWN_SECOND, "e1", &ed, 1, &f->err), ERR_OK);
	/* Neither of these signs. */
	assert_int_equal(
	    own_add(f->d, OWN_NEXT, "r2", &rsa, 1, &f->err), ERR_OK);
	assert_int_equal(
	    own_add(f->d, OWN_OLD, "r0", &rsa, 1, &f->err), ERR_OK);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	arena_release(&f->arena);
	free(f->d);
	free(f);
	return 0;
}

static struct signer_piece pieces[] = {
    {.type = "", .text = "for {{domain}}: {{list}}\n"},
    {.each = true, .type = "", .text = "{{selector}} {{key_file}}\n"},
    {.each = true, .type = "ed25519", .text = "only {{algorithm}}\n"},
    {.each = true, .type = "rsa", .text = "only {{algorithm}}\n"},
};

static struct signer_part parts[] = {
    {.kind = SIGNER_KEY,
	.type = "rsa",
	.path = "/k/{{domain}}.{{selector}}",
	.mode = "0600",
	.owner = "u:g"},
    {.kind = SIGNER_KEY,
	.type = "ed25519",
	.path = "/k/{{selector}}.seed",
	.mode = "0400",
	.owner = "u:g",
	.seed = true},
    {.kind = SIGNER_FILE,
	.type = "",
	.path = "/etc/{{domain}}.conf",
	.mode = "0644",
	.owner = "root:root",
	.piece = pieces,
	.pieces = COUNT_OF(pieces)},
};

static const struct signer_template both = {
    .id = "x",
    .title = "X",
    .item = "k_{{type}}",
    .between = ", ",
    .part = parts,
    .parts = COUNT_OF(parts),
};

static void
tells_the_signer_of_every_key_that_signs(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
	    signer_make(&f->arena, &both, f->d, &f->plan, &f->err), ERR_OK);
	assert_int_equal(f->plan.outputs, 3);
	assert_int_equal(f->plan.lefts, 0);
	assert_string_equal(f->plan.output[0].path, "/k/example.jp.r1");
	assert_string_equal(f->plan.output[0].key.path, "/store/r1.key");
	assert_string_equal(f->plan.output[0].mode, "0600");
	assert_string_equal(f->plan.output[1].path, "/k/e1.seed");
	assert_true(f->plan.output[1].seed);
	assert_string_equal(f->plan.output[2].path, "/etc/example.jp.conf");
	assert_string_equal(f->plan.output[2].text,
	    "for example.jp: k_rsa, k_ed25519\n"
	    "r1 /k/example.jp.r1\n"
	    "e1 /k/e1.seed\n"
	    "only ed25519-sha256\n"
	    "only rsa-sha256\n");
}

static void
leaves_out_what_the_signer_does_not_know(void **state)
{
	struct signer_part only[] = {parts[0], parts[2]};
	struct signer_template rsa = both;
	struct fixture *f = *state;

	rsa.part = only;
	rsa.parts = COUNT_OF(only);
	assert_int_equal(
	    signer_make(&f->arena, &rsa, f->d, &f->plan, &f->err), ERR_OK);
	assert_int_equal(f->plan.lefts, 1);
	assert_string_equal(f->plan.left_out[0].selector, "e1");
	assert_string_equal(f->plan.output[1].text,
	    "for example.jp: k_rsa\n"
	    "r1 /k/example.jp.r1\n"
	    "only rsa-sha256\n");
}

static void
needs_a_key(void **state)
{
	struct fixture *f = *state;

	f->d->key_public[0] = '\0';
	f->d->keys = 0;
	assert_int_equal(
	    signer_make(&f->arena, &both, f->d, &f->plan, &f->err),
	    ERR_MISSING);
	assert_non_null(strstr(f->err.msg, "inkan dkim new example.jp"));
}

static void
refuses_a_name_that_would_have_to_be_escaped(void **state)
{
	static const char *const names[] = {"a'b.example", "a\"b.example",
	    "a$(b).example", "a\\032b.example", "a;b.example"};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		(void)snprintf(
		    f->d->domain, sizeof(f->d->domain), "%s", names[i]);
		assert_int_equal(
		    signer_make(&f->arena, &both, f->d, &f->plan, &f->err),
		    ERR_RANGE);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(tells_the_signer_of_every_key_that_signs),
	    TEST(leaves_out_what_the_signer_does_not_know),
	    TEST(needs_a_key),
	    TEST(refuses_a_name_that_would_have_to_be_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
