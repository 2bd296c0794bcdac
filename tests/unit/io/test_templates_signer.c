#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "wizard/io/templates.h"

static enum err_code
parse(struct arena *arena, const char *text, struct signer_template *ret,
    struct err *err)
{
	return templates_parse_signer(
	    arena, "x.txt", slice_of(text), ret, err);
}

static void
reads_every_part(void **state)
{
	static const char text[] =
	    "# title: A signer\n"
	    "# item: k_{{type}}\n"
	    "# between: \", \"\n"
	    "\n"
	    "--- key rsa pem /k/{{selector}} 0600 u:g\n"
	    "--- key ed25519 seed /k/{{selector}}.seed 0400 u:g\n"
	    "--- file /etc/x 0644 root:root\n"
	    "first\n"
	    "--- each ed25519\n"
	    "{{key_file}}\n"
	    "--- once\n"
	    "last {{list}}\n"
	    "--- test\n"
	    "check\n"
	    "--- note\n";
	struct signer_template t;
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(parse(&arena, text, &t, &err), ERR_OK);
	assert_string_equal(t.title, "A signer");
	assert_string_equal(t.item, "k_{{type}}");
	assert_string_equal(t.between, ", ");
	assert_int_equal(t.parts, 5);
	assert_int_equal(t.part[0].kind, SIGNER_KEY);
	assert_false(t.part[0].seed);
	assert_string_equal(t.part[1].type, "ed25519");
	assert_true(t.part[1].seed);
	assert_string_equal(t.part[1].path, "/k/{{selector}}.seed");
	assert_string_equal(t.part[1].mode, "0400");
	assert_string_equal(t.part[1].owner, "u:g");
	assert_int_equal(t.part[2].kind, SIGNER_FILE);
	assert_int_equal(t.part[2].pieces, 3);
	assert_string_equal(t.part[2].piece[0].text, "first\n");
	assert_true(t.part[2].piece[1].each);
	assert_string_equal(t.part[2].piece[1].type, "ed25519");
	assert_string_equal(t.part[2].piece[1].text, "{{key_file}}\n");
	assert_string_equal(t.part[2].piece[2].text, "last {{list}}\n");
	assert_string_equal(t.part[3].piece[0].text, "check\n");
	assert_string_equal(t.part[4].piece[0].text, "");
	arena_release(&arena);
}

static void
says_which_line_is_wrong(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
	    {"", "needed"},
	    {"# title: x\n", "needed"},
	    {"# title: x\n--- file /x 0644 a:b\n", "needed"},
	    {"--- key rsa pem /x 0600 a:b\n", "needed"},
	    {"stray\n", "x.txt:1: before"},
	    {"# title: x\n--- nonsense\n", "x.txt:2: behind"},
	    {"# title: x\n--- file /x 0644\n", "x.txt:2: behind"},
	    {"# title: x\n--- each\n", "x.txt:2: behind"},
	    {"# title: x\n--- key dsa pem /x 0600 a:b\n", "x.txt:2: a key is"},
	    {"# title: x\n--- key rsa der /x 0600 a:b\n", "x.txt:2: a key is"},
	    {"# title: x\n--- key rsa pem /x 0600 a:b\ntext\n",
		"x.txt:3: a key has no text"},
	    {"# title: x\n--- key rsa pem /x 0600 a:b\n--- once\n",
		"x.txt:3: behind"},
	    {"# title: x\n--- key rsa pem /{{y}} 0600 a:b\n",
		"x.txt:2: there is no"},
	    {"# title: x\n--- test\n{{selector}}\n", "x.txt:3: there is no"},
	    {"# title: x\n--- test\n{{domain\n", "x.txt:3: there is no"},
	    {"# title: x\n--- test\n--- each dsa\n", "x.txt:3: behind"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct arena arena = ARENA_INIT;
		struct err err = ERR_INIT;
		struct signer_template t;

		assert_int_equal(
		    parse(&arena, cases[i].text, &t, &err), ERR_SYNTAX);
		if (strstr(err.msg, cases[i].says) == NULL)
			fail_msg("%zu: %s", i, err.msg);
		arena_release(&arena);
	}
}

static void
reads_all_of_ours(void **state)
{
	static const char *const ids[] = {"amavisd", "dkimpy", "exim",
	    "haraka", "mailcow", "opendkim", "opensmtpd", "rspamd",
	    "stalwart"};
	struct arena arena = ARENA_INIT;
	const char *dir = TEMPLATES_DIR;
	struct paths dirs = {.path = &dir, .count = 1};
	struct templates templates;
	struct err err = ERR_INIT;

	(void)state;
	if (templates_load_from(&arena, &dirs, &templates, &err) != ERR_OK)
		fail_msg("%s", err.msg);
	assert_int_equal(templates.signers, COUNT_OF(ids));
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		assert_string_equal(templates.signer[i].id, ids[i]);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_every_part),
	    cmocka_unit_test(says_which_line_is_wrong),
	    cmocka_unit_test(reads_all_of_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
