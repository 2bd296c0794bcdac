#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "wizard/io/host_keys.h"

struct expected {
	const char *selector, *path;
};

static const struct {
	const char *root, *signer;
	struct expected key[3];
} cases[] = {
    /* s2 names a file that is not there. */
    {"opendkim", "opendkim", {{"s1", "/etc/dkimkeys/s1.private"}}},
    {"opendkim-single", "opendkim", {{"mail", "/etc/dkimkeys/mail.private"}}},
    {"dkimpy", "dkimpy",
	{{"r1", "/etc/dkimkeys/r.key"}, {"e1", "/etc/dkimkeys/e.key"}}},
    {"rspamd", "rspamd",
	{{"r1", "/etc/rspamd/r.key"}, {"e1", "/etc/rspamd/e.key"}}},
    {"rspamd-map", "rspamd", {{"m1", "/etc/rspamd/dkim/example.jp.m1.key"}}},
    {"exim", "exim",
	{{"r1", "/etc/exim4/dkim/example.jp.r1.pem"},
	    {"e1", "/etc/exim4/dkim/example.jp.e1.pem"}}},
    /* What only Exim can expand is left to it. */
    {"exim-expansion", "exim", {{NULL, NULL}}},
    {"opensmtpd", "opensmtpd",
	{{"r1", "/etc/mail/r1.key"}, {"e1", "/etc/mail/e1.key"}}},
    {"amavisd", "amavisd", {{"a1", "/var/lib/dkim/a1.pem"}}},
    {"unconfigured", "opendkim", {{NULL, NULL}}},
    {"nothing", NULL, {{NULL, NULL}}},
};

static void
expect(const char *root, const char *signer, const struct expected key[3])
{
	struct arena arena = ARENA_INIT;
	struct host_signing found = host_keys_find(&arena,
	    arena_printf(&arena, "%s/data/host_keys/%s", TESTS_DIR, root),
	    "example.jp");
	size_t n = 0;

	while (n < 3 && key[n].selector != NULL)
		n++;
	if (found.keys != n)
		fail_msg("%s: %zu keys", root, found.keys);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(found.key[i].signer, signer);
		assert_string_equal(found.key[i].domain, "example.jp");
		assert_string_equal(found.key[i].selector, key[i].selector);
		assert_string_equal(found.key[i].path, key[i].path);
	}
	if (signer == NULL)
		assert_null(found.signer);
	else
		assert_string_equal(found.signer, signer);
	arena_release(&arena);
}

static void
finds_the_keys_of_every_signer(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		expect(cases[i].root, cases[i].signer, cases[i].key);
}

static void
leaves_other_domains_alone(void **state)
{
	struct arena arena = ARENA_INIT;
	struct host_signing found;

	(void)state;
	found = host_keys_find(
	    &arena, TESTS_DIR "/data/host_keys/opendkim", "another.example");
	assert_int_equal(found.keys, 0);
	assert_string_equal(found.signer, "opendkim");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_keys_of_every_signer),
	    cmocka_unit_test(leaves_other_domains_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
