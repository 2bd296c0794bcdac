#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "tests/unit/io/store_room.h"

static const char *
file(struct fixture *f, const char *name)
{
	return tempdir_path(&f->tempdir, name);
}

static void
put(struct fixture *f, const char *name, const char *text)
{
	(void)tempdir_put(&f->tempdir, name, text, 0600);
}

static const char *
get(struct fixture *f, const char *name)
{
	return tempdir_get(&f->tempdir, name);
}

static void
save_one(
    struct fixture *f, const char *domain, const char *key, const char *value)
{
	struct entry entry = {.key = key, .value = value};
	struct entries entries = {.entry = &entry, .count = 1};
	struct err err = ERR_INIT;

	assert_int_equal(
	    f->service.save(f->store, domain, &entries, &err), ERR_OK);
}

static void
keeps_what_was_saved_in_order(void **state)
{
	static struct entry kept[] = {
	    {.key = "domain", .value = "example.jp"},
	    {.key = "dkim.selector", .value = "s202611"},
	    {.key = "dkim", .value = "wanted"},
	    {.key = "sender.0.value", .value = "203.0.113.25"},
	    {.key = "sender.1.value", .value = "\xe5\x8d\xb0\xe9\x91\x91"},
	    {.key = "gap.1", .value = "a list needs a first element"},
	    {.key = "text", .value = "line 1\nline 2\t\"\\"},
	    {.key = "empty", .value = ""},
	};
	struct entries entries = {.entry = kept, .count = COUNT_OF(kept)};
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct entries back;

	assert_int_equal(
	    f->service.save(f->store, "example.jp", &entries, &err), ERR_OK);
	assert_int_equal(f->service.load(f->store, "example.jp",
			     &f->tempdir.arena, &back, &err),
	    ERR_OK);
	assert_int_equal(back.count, COUNT_OF(kept));
	/* "dkim" keeps its own text beside what is below it. */
	for (size_t i = 0; i < back.count; i++) {
		assert_string_equal(back.entry[i].key, kept[i].key);
		assert_string_equal(back.entry[i].value, kept[i].value);
	}
}

static void
mends_octets_that_are_not_utf8(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct entries back;

	save_one(f, "example.jp", "pasted",
	    "a\xff"
	    "b");
	assert_int_equal(f->service.load(f->store, "example.jp",
			     &f->tempdir.arena, &back, &err),
	    ERR_OK);
	assert_string_equal(back.entry[0].value, "a\xef\xbf\xbd"
						 "b");
}

static void
nothing_known_is_missing(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct store_item *item;
	struct entries back;
	size_t count = 7;

	assert_int_equal(f->service.load(f->store, "example.jp",
			     &f->tempdir.arena, &back, &err),
	    ERR_MISSING);
	assert_int_equal(
	    f->service.list(f->store, &f->tempdir.arena, &item, &count, &err),
	    ERR_OK);
	assert_int_equal(count, 0);
}

static void
everything_is_ours_alone(void **state)
{
	struct fixture *f = *state;
	struct lock_holder holder;
	struct err err = ERR_INIT;
	int keys;

	save_one(f, "example.jp", "a", "b");
	f->service.journal(f->store, "example.jp", "began");
	assert_int_equal(
	    f->service.lock(f->store, "example.jp", false, &holder, &err),
	    ERR_OK);
	assert_int_equal(
	    store_open_keys(f->store, "example.jp", &keys, &err), ERR_OK);
	(void)close(keys);
	assert_int_equal(tempdir_mode(&f->tempdir, "example.jp"), 0700);
	assert_int_equal(tempdir_mode(&f->tempdir, "example.jp/keys"), 0700);
	assert_int_equal(tempdir_mode(&f->tempdir, "example.jp/state"), 0600);
	assert_int_equal(tempdir_mode(&f->tempdir, "example.jp/journal"), 0600);
	assert_int_equal(tempdir_mode(&f->tempdir, "example.jp/lock"), 0600);
}

static void
makes_missing_directories_above(void **state)
{
	struct fixture *f = *state;
	struct store *deep = store_new(file(f, "a/b/c"));
	struct store_service service = store_service(deep);
	struct entries none = {.count = 0};
	struct err err = ERR_INIT;

	assert_int_equal(service.save(deep, "example.jp", &none, &err), ERR_OK);
	assert_int_equal(tempdir_mode(&f->tempdir, "a/b"), 0700);
	store_free(deep);
}

static void
refuses_a_directory_others_can_write(void **state)
{
	static const mode_t modes[] = {0777, 0720, 0702};
	struct fixture *f = *state;
	struct entries none = {.count = 0};

	for (size_t i = 0; i < COUNT_OF(modes); i++) {
		struct err err = ERR_INIT;

		assert_int_equal(chmod(f->tempdir.dir, modes[i]), 0);
		assert_int_equal(
		    f->service.save(f->store, "example.jp", &none, &err),
		    ERR_RANGE);
		assert_non_null(strstr(err.msg, "chmod 700"));
	}
}

static void
refuses_a_directory_of_somebody_else(void **state)
{
	struct fixture *f = *state;
	struct entries none = {.count = 0};
	struct err err = ERR_INIT;

	if (geteuid() != 0)
		skip();
	assert_int_equal(chown(f->tempdir.dir, 4711, 4711), 0);
	assert_int_equal(
	    f->service.save(f->store, "example.jp", &none, &err), ERR_RANGE);
	assert_non_null(strstr(err.msg, "4711"));
}

static void
never_follows_a_link_in_its_place(void **state)
{
	struct fixture *f = *state;
	struct entries none = {.count = 0};
	struct err err = ERR_INIT;

	assert_int_equal(mkdir(file(f, "elsewhere"), 0700), 0);
	assert_int_equal(
	    symlink(file(f, "elsewhere"), file(f, "example.jp")), 0);
	assert_int_not_equal(
	    f->service.save(f->store, "example.jp", &none, &err), ERR_OK);
	assert_int_equal(access(file(f, "elsewhere/state"), F_OK), -1);
}

static void
only_domain_names_become_directories(void **state)
{
	static const char *const names[] = {
	    "",
	    ".",
	    "..",
	    "../x",
	    "a/b",
	    "/etc",
	    "a..b",
	    "EXAMPLE.jp",
	    "example.jp.",
	    ".example.jp",
	    "a b",
	    "a\\046b",
	    "a\nb",
	};
	struct fixture *f = *state;
	struct entries none = {.count = 0};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct err err = ERR_INIT;

		assert_int_equal(
		    f->service.save(f->store, names[i], &none, &err),
		    ERR_RANGE);
	}
}

static void
sets_a_damaged_state_aside(void **state)
{
	static const char *const damaged[] = {
	    "",
	    "{",
	    "[]",
	    "{\"version\": 1}",
	    "{\"version\": \"1\", \"answers\": {}}",
	    "{\"version\": 0, \"answers\": {}}",
	    "{\"version\": 1, \"answers\": []}",
	    "{\"version\": 1, \"answers\": {\"a\": 1}}",
	    "{\"version\": 1, \"answers\": {\"a.b\": \"x\"}}",
	    "{\"version\": 1, \"answers\": {\"\": \"x\"}}",
	    "{\"version\": 1, \"answers\": {\"a\": {\"\": {}}}}",
	    "{\"version\": 1, \"answers\": {\"a\": \"x\", \"a\": \"y\"}}",
	    "{\"version\": 1, \"answers\": {\"a\": \"\\u0000\"}}",
	};
	struct fixture *f = *state;
	struct entries back;

	for (size_t i = 0; i < COUNT_OF(damaged); i++) {
		struct err err = ERR_INIT;

		save_one(f, "example.jp", "a", "b");
		put(f, "example.jp/state", damaged[i]);
		assert_int_equal(f->service.load(f->store, "example.jp",
				     &f->tempdir.arena, &back, &err),
		    ERR_SYNTAX);
		assert_non_null(strstr(err.msg, "state.bad-"));
		assert_int_equal(access(file(f, "example.jp/state"), F_OK), -1);
	}
}

static void
takes_the_state_before_a_damaged_one(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct entries back;

	save_one(f, "example.jp", "a", "first");
	save_one(f, "example.jp", "a", "second");
	put(f, "example.jp/state", "{");
	assert_int_equal(f->service.load(f->store, "example.jp",
			     &f->tempdir.arena, &back, &err),
	    ERR_SYNTAX);
	assert_non_null(strstr(err.msg, "just before it"));
	assert_int_equal(f->service.load(f->store, "example.jp",
			     &f->tempdir.arena, &back, &err),
	    ERR_OK);
	assert_int_equal(back.count, 1);
	assert_string_equal(back.entry[0].value, "first");
}

static void
leaves_a_newer_state_alone(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct entries back;

	save_one(f, "example.jp", "a", "b");
	put(f, "example.jp/state", "{\"version\": 2, \"new\": true}");
	assert_int_equal(f->service.load(f->store, "example.jp",
			     &f->tempdir.arena, &back, &err),
	    ERR_VERSION);
	assert_non_null(strstr(get(f, "example.jp/state"), "\"new\""));
}

/* A file size limit stands in for a full disk. */
static void
a_full_disk_leaves_the_old_state(void **state)
{
	struct rlimit before, small = {.rlim_cur = 16};
	struct entry entry = {.key = "a", .value = "a much longer new value"};
	struct entries entries = {.entry = &entry, .count = 1};
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	enum err_code code;
	struct entries back;

	save_one(f, "example.jp", "a", "old");
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	code = f->service.save(f->store, "example.jp", &entries, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(code, ERR_SYS);
	assert_int_equal(err.sys_errno, EFBIG);
	assert_non_null(strstr(err.msg, "Free some space"));
	assert_int_equal(f->service.load(f->store, "example.jp",
			     &f->tempdir.arena, &back, &err),
	    ERR_OK);
	assert_string_equal(back.entry[0].value, "old");
}

static void
journal_lines_stay_lines(void **state)
{
	struct fixture *f = *state;
	const char *text;

	f->service.journal(f->store, "example.jp", "first");
	f->service.journal(f->store, "example.jp", "a\nb\x1b[31m");
	text = get(f, "example.jp/journal");
	assert_int_equal(text[4], '-');
	assert_int_equal(text[19], 'Z');
	assert_non_null(strstr(text, "Z  first\n"));
	assert_non_null(strstr(text, "Z  a b"));
	assert_null(strchr(text, '\x1b'));
}

static void
lists_every_domain_sorted(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct store_item *item;
	size_t count;

	save_one(f, "b.example", "k", "1");
	save_one(f, "a.example", "k", "2");
	save_one(f, "c.example", "k", "3");
	put(f, "c.example/state", "?");
	assert_int_equal(mkdir(file(f, "empty.example"), 0700), 0);
	put(f, "stray", "a file");
	assert_int_equal(
	    f->service.list(f->store, &f->tempdir.arena, &item, &count, &err),
	    ERR_OK);
	assert_int_equal(count, 3);
	assert_string_equal(item[0].domain, "a.example");
	assert_string_equal(item[0].entries.entry[0].value, "2");
	assert_true(item[0].saved > 0);
	assert_false(item[1].damaged);
	assert_true(item[2].damaged);
	/* Looking does not set it aside. */
	assert_int_equal(access(file(f, "c.example/state"), F_OK), 0);
}

static void
forgets_all_but_the_keys(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct store_item *item;
	size_t count;
	int keys;

	save_one(f, "example.jp", "a", "b");
	assert_int_equal(
	    store_open_keys(f->store, "example.jp", &keys, &err), ERR_OK);
	(void)close(keys);
	put(f, "example.jp/keys/s1.key", "stays");
	assert_int_equal(
	    f->service.forget(f->store, "example.jp", &err), ERR_OK);
	assert_int_equal(
	    f->service.list(f->store, &f->tempdir.arena, &item, &count, &err),
	    ERR_OK);
	assert_int_equal(count, 0);
	assert_string_equal(get(f, "example.jp/keys/s1.key"), "stays");
}

static void
tells_where_a_key_is(void **state)
{
	struct fixture *f = *state;
	char path[128];

	f->service.key_path(f->store, "example.jp", "s1", path, sizeof(path));
	assert_string_equal(path, file(f, "example.jp/keys/s1.key"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(keeps_what_was_saved_in_order),
	    TEST(mends_octets_that_are_not_utf8),
	    TEST(nothing_known_is_missing),
	    TEST(everything_is_ours_alone),
	    TEST(makes_missing_directories_above),
	    TEST(refuses_a_directory_others_can_write),
	    TEST(refuses_a_directory_of_somebody_else),
	    TEST(never_follows_a_link_in_its_place),
	    TEST(only_domain_names_become_directories),
	    TEST(sets_a_damaged_state_aside),
	    TEST(takes_the_state_before_a_damaged_one),
	    TEST(leaves_a_newer_state_alone),
	    TEST(a_full_disk_leaves_the_old_state),
	    TEST(journal_lines_stay_lines),
	    TEST(lists_every_domain_sorted),
	    TEST(forgets_all_but_the_keys),
	    TEST(tells_where_a_key_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
