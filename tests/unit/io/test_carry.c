/* All that is kept goes into one file, and comes out of it elsewhere. */
#include <stdlib.h>

#include "tests/unit/io/tempdir.h"
#include "wizard/io/bundle.h"
#include "wizard/io/carry.h"
#include "wizard/io/store.h"

struct fixture {
	struct tempdir dir;
	struct carry *here, *there;
	struct store *store;
	struct arena arena;
	struct carried_list list;
	struct err err;
};

#define SECRET "-----BEGIN PRIVATE KEY-----\nnot a key\n"

static void
keep(struct fixture *f, const char *domain, const char *value)
{
	struct store_service s = store_service(f->store);
	struct entry entry = {"dkim.key_path", value};
	const struct entries entries = {&entry, 1};

	assert_int_equal(s.save(s.self, domain, &entries, &f->err), ERR_OK);
}

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct err err = ERR_INIT;
	const char *path;
	FILE *key;
	int fd;

	assert_non_null(f);
	tempdir_make(&f->dir);
	path = tempdir_path(&f->dir, "here");
	f->here = carry_new(path);
	f->store = store_new(path);
	f->there = carry_new(tempdir_path(&f->dir, "there"));
	keep(f, "example.jp",
	    arena_printf(&f->arena, "%s/here/example.jp/keys/s1.key",
		f->dir.dir));
	assert_int_equal(
	    store_open_keys(f->store, "example.jp", &fd, &err), ERR_OK);
	(void)close(fd);
	key = tempdir_open(&f->dir, "here/example.jp/keys/s1.key", 0600);
	(void)fputs(SECRET, key);
	(void)fclose(key);
	(void)tempdir_put(&f->dir, "pass", "correct horse\n", 0600);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	store_free(f->store);
	carry_free(f->here);
	carry_free(f->there);
	arena_release(&f->arena);
	tempdir_remove(&f->dir);
	free(f);
	return 0;
}

static const char *
path(struct fixture *f, const char *name)
{
	return arena_printf(&f->arena, "%s/%s", f->dir.dir, name);
}

static enum err_code
pack(struct fixture *f, const char *file, const char *passphrase)
{
	struct carry_service s = carry_service(f->here);
	const struct carry_request request = {
	    .path = path(f, file),
	    .keys = passphrase != NULL,
	    .passphrase_file = passphrase ? path(f, passphrase) : NULL,
	};

	return s.pack(s.self, &request, &f->arena, &f->list, &f->err);
}

static enum err_code
unpack(struct fixture *f, const char *file, const char *passphrase)
{
	struct carry_service s = carry_service(f->there);
	const struct carry_request request = {
	    .path = path(f, file),
	    .passphrase_file = passphrase ? path(f, passphrase) : NULL,
	};

	return s.unpack(s.self, &request, &f->arena, &f->list, &f->err);
}

static size_t
count(const struct fixture *f, enum carried_fate fate)
{
	size_t n = 0;

	for (size_t i = 0; i < f->list.count; i++)
		n += f->list.item[i].fate == fate;
	return n;
}

static void
carries_everything_with_the_keys(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(pack(f, "sealed", "pass"), ERR_OK);
	assert_int_equal(tempdir_mode(&f->dir, "sealed"), 0600);
	assert_null(strstr(tempdir_get(&f->dir, "sealed"), "PRIVATE"));
	assert_int_equal(unpack(f, "sealed", "pass"), ERR_OK);
	assert_int_equal(count(f, CARRIED), 2);
	assert_string_equal(
	    tempdir_get(&f->dir, "there/example.jp/keys/s1.key"), SECRET);
	assert_int_equal(
	    tempdir_mode(&f->dir, "there/example.jp/keys/s1.key"), 0600);
	/* The key is where this host keeps keys. */
	assert_non_null(strstr(tempdir_get(&f->dir, "there/example.jp/state"),
	    "/there/example.jp/keys/s1.key"));
	assert_int_equal(unpack(f, "sealed", "pass"), ERR_OK);
	assert_int_equal(count(f, CARRIED_SAME), 2);
}

static void
leaves_keys_out_unless_asked(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(pack(f, "plain", NULL), ERR_OK);
	assert_null(strstr(tempdir_get(&f->dir, "plain"), "PRIVATE"));
	assert_int_equal(pack(f, "plain", NULL), ERR_EXISTS);
	assert_int_equal(unpack(f, "plain", NULL), ERR_OK);
	assert_int_equal(count(f, CARRIED), 1);
}

static void
refuses_another_passphrase_and_every_damage(void **state)
{
	struct fixture *f = *state;
	struct vault plain = VAULT_INIT, sealed = VAULT_INIT;
	struct slice pass = slice_of("correct horse");

	assert_int_equal(vault_add(&plain, "x", 1, &f->err), ERR_OK);
	assert_int_equal(vault_seal(&plain, pass, &sealed, &f->err), ERR_OK);
	assert_int_equal(vault_open(vault_slice(&sealed),
			     slice_of("battery staple"), &plain, &f->err),
	    ERR_CRYPTO);
	/* An octet of the tag, one of the salt. */
	for (size_t back = 1; back < 46; back += 40) {
		struct vault opened = VAULT_INIT;

		sealed.data[sealed.len - back] ^= 1;
		assert_int_equal(vault_open(vault_slice(&sealed), pass,
				     &opened, &f->err),
		    ERR_CRYPTO);
		assert_null(opened.data);
		sealed.data[sealed.len - back] ^= 1;
	}
	vault_release(&plain);
	vault_release(&sealed);
}

static void
overwrites_nothing(void **state)
{
	struct fixture *f = *state;
	const char *before;

	assert_int_equal(pack(f, "sealed", "pass"), ERR_OK);
	assert_int_equal(unpack(f, "sealed", "pass"), ERR_OK);
	(void)tempdir_put(&f->dir, "there/example.jp/state", "mine", 0600);
	assert_int_equal(
	    unlink(path(f, "there/example.jp/keys/s1.key")), 0);
	assert_int_equal(unpack(f, "sealed", "pass"), ERR_OK);
	assert_int_equal(count(f, CARRIED_CONFLICT), 1);
	assert_int_equal(count(f, CARRIED_NOT), 1);
	before = tempdir_get(&f->dir, "there/example.jp/state");
	assert_string_equal(before, "mine");
	assert_int_equal(
	    access(path(f, "there/example.jp/keys/s1.key"), F_OK), -1);
}

static void
refuses_what_it_did_not_write(void **state)
{
	static const struct {
		const char *text;
		enum err_code code;
	} rows[] = {
	    {"", ERR_SYNTAX},
	    {"inkan-state 1\n", ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\n", ERR_SYNTAX},
	    {"inkan-state 2\nbase /b\nend\n", ERR_VERSION},
	    {"inkan-state 1\nbase b\nend\n", ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\nend\nmore", ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\nfile ../x/state 0\n\nend\n", ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\nfile a.jp/../state 0\n\nend\n",
		ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\nfile a.jp/keys/../state 0\n\nend\n",
		ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\nfile a.jp/keys/.x 0\n\nend\n",
		ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\nfile a.jp/other 0\n\nend\n", ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\nfile a.jp/state 9\nx\nend\n",
		ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\nfile a.jp/state -1\nx\nend\n",
		ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\nfile a.jp/state 99999999999\nx\nend\n",
		ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\nfile a.jp/seen 0\n\n"
	     "file a.jp/seen 0\n\nend\n",
		ERR_SYNTAX},
	    {"inkan-state 1\nbase /b\nend\n", ERR_OK},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct bundle bundle = {.count = 0};
		enum err_code code = bundle_parse(
		    &f->arena, slice_of(rows[i].text), &bundle, &f->err);

		if (code != rows[i].code)
			fail_msg("%s: %d", rows[i].text, (int)code);
	}
}

/* A state of a newer program, or a damaged one, does not get here. */
static void
takes_no_state_it_cannot_read(void **state)
{
	struct fixture *f = *state;

	(void)tempdir_put(&f->dir, "newer",
	    "inkan-state 1\nbase /b\nfile example.jp/state 26\n"
	    "{\"version\":9,\"answers\":{}}\nend\n", 0600);
	assert_int_equal(unpack(f, "newer", NULL), ERR_VERSION);
	(void)tempdir_put(&f->dir, "damaged",
	    "inkan-state 1\nbase /b\nfile example.jp/state 1\n{\nend\n", 0600);
	assert_int_equal(unpack(f, "damaged", NULL), ERR_SYNTAX);
	assert_int_equal(
	    access(path(f, "there/example.jp/state"), F_OK), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(carries_everything_with_the_keys),
	    TEST(leaves_keys_out_unless_asked),
	    TEST(refuses_another_passphrase_and_every_damage),
	    TEST(overwrites_nothing),
	    TEST(refuses_what_it_did_not_write),
	    TEST(takes_no_state_it_cannot_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
