#include "tests/unit/io/tempdir.h"
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

static void
write_file(struct tempdir *t, const char *name, const char *text, mode_t mode)
{
	const char *path = arena_printf(&t->arena, "%s/%s", t->dir, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void
tells_which_keys_everybody_can_read(void **state)
{
	static const struct {
		mode_t file, folder;
		bool bare;
	} rows[] = {
	    {0600, 0755, false},
	    {0640, 0755, false},
	    {0644, 0755, true},
	    {0644, 0750, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct tempdir t = {.arena = ARENA_INIT};
		const char *folder;
		struct host_signing found;

		tempdir_make_fast(&t);
		folder = arena_printf(&t.arena, "%s/etc", t.dir);
		assert_int_equal(mkdir(folder, 0700), 0);
		write_file(&t, "etc/opendkim.conf",
		    "Domain example.jp\nSelector s1\nKeyFile /etc/s1.key\n",
		    0644);
		write_file(&t, "etc/s1.key", "", rows[i].file);
		assert_int_equal(chmod(folder, rows[i].folder), 0);
		found = host_keys_find(&t.arena, t.dir, "example.jp");
		assert_int_equal(found.keys, 1);
		assert_int_equal(found.key[0].bare, rows[i].bare);
		tempdir_remove(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_keys_of_every_signer),
	    cmocka_unit_test(leaves_other_domains_alone),
	    cmocka_unit_test(tells_which_keys_everybody_can_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
