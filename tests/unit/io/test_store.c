#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "wizard/io/store.h"
#include "wizard/io/store_state.h"

/* A store in an empty directory of its own. */
struct fixture {
	char base[64];
	struct store *store;
	struct store_service service;
	struct arena arena;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	(void)snprintf(f->base, sizeof(f->base), "/tmp/inkan-test-XXXXXX");
	assert_non_null(mkdtemp(f->base));
	f->store = store_new(f->base);
	f->service = store_service(f->store);
	*state = f;
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	store_free(f->store);
	arena_release(&f->arena);
	(void)nftw(f->base, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(f);
	return 0;
}

static const char *
file(struct fixture *f, const char *name)
{
	return arena_printf(&f->arena, "%s/%s", f->base, name);
}

static mode_t
mode_of(struct fixture *f, const char *name)
{
	struct stat st;

	assert_int_equal(stat(file(f, name), &st), 0);
	return st.st_mode & 07777;
}

static void
put(struct fixture *f, const char *name, const char *text)
{
	FILE *out = fopen(file(f, name), "w");

	assert_non_null(out);
	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
}

static const char *
get(struct fixture *f, const char *name)
{
	char text[4096];
	FILE *in = fopen(file(f, name), "r");
	size_t n;

	assert_non_null(in);
	n = fread(text, 1, sizeof(text), in);
	(void)fclose(in);
	return arena_copy_slice(
	    &f->arena, (struct slice) {.ptr = text, .len = n});
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
	assert_int_equal(
	    f->service.load(f->store, "example.jp", &f->arena, &back, &err),
	    ERR_OK);
	assert_int_equal(back.count, COUNT_OF(kept));
	/* "dkim" keeps its own text beside what is below it. */
	for (size_t i = 0; i < back.count; i++) {
		assert_string_equal(back.entry[i].key, kept[i].key);
		assert_string_equal(back.entry[i].value, kept[i].value);
	}
}

static void
writes_json_that_a_person_can_read(void **state)
{
	static struct entry kept[] = {
	    {.key = "dkim.selector", .value = "s202611"},
	    {.key = "sender.0.value", .value = "a"},
	    {.key = "sender.1.value", .value = "b"},
	};
	struct entries entries = {.entry = kept, .count = COUNT_OF(kept)};
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(state_print(&entries, &text, &err), ERR_OK);
	assert_string_equal(buf_text(&text), "{\n"
					     "  \"version\": 1,\n"
					     "  \"answers\": {\n"
					     "    \"dkim\": {\n"
					     "      \"selector\": \"s202611\"\n"
					     "    },\n"
					     "    \"sender\": [\n"
					     "      {\n"
					     "        \"value\": \"a\"\n"
					     "      },\n"
					     "      {\n"
					     "        \"value\": \"b\"\n"
					     "      }\n"
					     "    ]\n"
					     "  }\n"
					     "}\n");
	buf_release(&text);
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
	assert_int_equal(
	    f->service.load(f->store, "example.jp", &f->arena, &back, &err),
	    ERR_OK);
	assert_string_equal(back.entry[0].value, "a\xef\xbf\xbd"
						 "b");
}

static void
refuses_impossible_keys(void **state)
{
	static const char *const keys[] = {
	    "",
	    ".",
	    "a..b",
	    "a.",
	    ".a",
	    "a\nb",
	    "\xff",
	    "\xff.a",
	    "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q",
	};
	struct buf text = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		struct entry entry = {.key = keys[i], .value = "x"};
		struct entries entries = {.entry = &entry, .count = 1};
		struct err err = ERR_INIT;

		assert_int_equal(
		    state_print(&entries, &text, &err), ERR_SYNTAX);
	}
	assert_int_equal(text.len, 0);
	buf_release(&text);
}

static void
nothing_known_is_missing(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct store_item *item;
	struct entries back;
	size_t count = 7;

	assert_int_equal(
	    f->service.load(f->store, "example.jp", &f->arena, &back, &err),
	    ERR_MISSING);
	assert_int_equal(
	    f->service.list(f->store, &f->arena, &item, &count, &err), ERR_OK);
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
	assert_int_equal(mode_of(f, "example.jp"), 0700);
	assert_int_equal(mode_of(f, "example.jp/keys"), 0700);
	assert_int_equal(mode_of(f, "example.jp/state"), 0600);
	assert_int_equal(mode_of(f, "example.jp/journal"), 0600);
	assert_int_equal(mode_of(f, "example.jp/lock"), 0600);
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
	assert_int_equal(mode_of(f, "a/b"), 0700);
	store_free(deep);
}

static void
refuses_a_directory_others_can_write(void **state)
{
	struct fixture *f = *state;
	struct entries none = {.count = 0};
	struct err err = ERR_INIT;

	assert_int_equal(chmod(f->base, 0777), 0);
	assert_int_equal(
	    f->service.save(f->store, "example.jp", &none, &err), ERR_RANGE);
	assert_non_null(strstr(err.msg, "chmod 700"));
}

static void
refuses_a_directory_of_somebody_else(void **state)
{
	struct fixture *f = *state;
	struct entries none = {.count = 0};
	struct err err = ERR_INIT;

	if (geteuid() != 0)
		skip();
	assert_int_equal(chown(f->base, 4711, 4711), 0);
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
				     &f->arena, &back, &err),
		    ERR_SYNTAX);
		assert_non_null(strstr(err.msg, "state.bad-"));
		assert_int_equal(access(file(f, "example.jp/state"), F_OK), -1);
	}
}

static void
leaves_a_newer_state_alone(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct entries back;

	save_one(f, "example.jp", "a", "b");
	put(f, "example.jp/state", "{\"version\": 2, \"new\": true}");
	assert_int_equal(
	    f->service.load(f->store, "example.jp", &f->arena, &back, &err),
	    ERR_VERSION);
	assert_non_null(strstr(get(f, "example.jp/state"), "\"new\""));
}

static void
refuses_deep_nesting_and_many_answers(void **state)
{
	struct fixture *f = *state;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct entries back;

	buf_adds(&text, "{\"version\": 1, \"answers\": ");
	for (int i = 0; i < 20; i++)
		buf_adds(&text, "{\"a\":");
	buf_adds(&text, "\"x\"");
	for (int i = 0; i < 21; i++)
		buf_adds(&text, "}");
	assert_int_equal(
	    state_parse(&f->arena, slice_of(buf_text(&text)), &back, &err),
	    ERR_LIMIT);
	buf_clear(&text);
	buf_adds(&text, "{\"version\": 1, \"answers\": {\"a\": [\"\"");
	for (int i = 0; i < STATE_ENTRIES_MAX; i++)
		buf_adds(&text, ",\"\"");
	buf_adds(&text, "]}}");
	assert_int_equal(
	    state_parse(&f->arena, slice_of(buf_text(&text)), &back, &err),
	    ERR_LIMIT);
	buf_release(&text);
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
	assert_int_equal(
	    f->service.load(f->store, "example.jp", &f->arena, &back, &err),
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
	    f->service.list(f->store, &f->arena, &item, &count, &err), ERR_OK);
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
	    f->service.list(f->store, &f->arena, &item, &count, &err), ERR_OK);
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

/* --- Locks: the other session is a child of this very program ------------ */

struct other {
	pid_t pid;
	int ready; /* a pipe that becomes readable when it holds the lock */
};

static void
hold(const char *base, int ready, bool stubborn)
{
	struct store *store = store_new(base);
	struct store_service service = store_service(store);
	struct lock_holder holder;
	struct err err = ERR_INIT;

	(void)signal(SIGTERM, stubborn ? SIG_IGN : SIG_DFL);
	if (service.lock(store, "example.jp", false, &holder, &err) == ERR_OK)
		(void)write(ready, "!", 1);
	for (;;)
		(void)pause();
}

static struct other
start_other(struct fixture *f, bool stubborn)
{
	struct other other;
	int ends[2];
	char byte;

	assert_int_equal(pipe(ends), 0);
	other.pid = fork();
	assert_int_not_equal(other.pid, -1);
	if (other.pid == 0)
		hold(f->base, ends[1], stubborn);
	(void)close(ends[1]);
	other.ready = ends[0];
	assert_int_equal(read(other.ready, &byte, 1), 1);
	return other;
}

static int
end_other(struct other other)
{
	int status;

	(void)kill(other.pid, SIGKILL);
	(void)close(other.ready);
	assert_int_equal(waitpid(other.pid, &status, 0), other.pid);
	return WTERMSIG(status);
}

static void
a_second_session_learns_who_holds_the_lock(void **state)
{
	struct fixture *f = *state;
	struct other other = start_other(f, false);
	struct lock_holder holder = {.pid = 0};
	struct err err = ERR_INIT;

	assert_int_equal(
	    f->service.lock(f->store, "example.jp", false, &holder, &err),
	    ERR_LOCKED);
	assert_int_equal(holder.pid, other.pid);
	assert_true(holder.since > 0);
	assert_int_not_equal(holder.terminal[0], '\0');
	assert_int_equal(end_other(other), SIGKILL);
	assert_int_equal(
	    f->service.lock(f->store, "example.jp", false, &holder, &err),
	    ERR_OK);
}

static void
take_over_makes_the_other_leave(void **state)
{
	struct fixture *f = *state;
	struct other other = start_other(f, false);
	struct lock_holder holder;
	struct err err = ERR_INIT;

	assert_int_equal(
	    f->service.lock(f->store, "example.jp", true, &holder, &err),
	    ERR_OK);
	assert_int_equal(end_other(other), SIGTERM);
}

static void
take_over_gives_up_on_a_stubborn_session(void **state)
{
	struct fixture *f = *state;
	struct other other = start_other(f, true);
	struct lock_holder holder;
	struct err err = ERR_INIT;

	assert_int_equal(
	    f->service.lock(f->store, "example.jp", true, &holder, &err),
	    ERR_LOCKED);
	assert_int_equal(end_other(other), SIGKILL);
}

static void
never_signals_a_stranger(void **state)
{
	struct fixture *f = *state;
	struct lock_holder holder;
	struct err err = ERR_INIT;
	pid_t stranger = fork();
	int status;
	int fd;

	assert_int_not_equal(stranger, -1);
	if (stranger == 0) {
		(void)execl("/bin/sleep", "sleep", "60", (char *)NULL);
		_exit(127);
	}
	save_one(f, "example.jp", "a", "b");
	put(f, "example.jp/lock",
	    arena_printf(&f->arena, "%ld pts/3 1\n", (long)stranger));
	fd = open(file(f, "example.jp/lock"), O_RDWR);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_int_equal(
	    f->service.lock(f->store, "example.jp", true, &holder, &err),
	    ERR_LOCKED);
	(void)close(fd);
	(void)kill(stranger, SIGKILL);
	assert_int_equal(waitpid(stranger, &status, 0), stranger);
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

static void
unlocked_is_free_again(void **state)
{
	struct fixture *f = *state;
	struct store *second = store_new(f->base);
	struct store_service service = store_service(second);
	struct lock_holder holder;
	struct err err = ERR_INIT;

	assert_int_equal(
	    f->service.lock(f->store, "example.jp", false, &holder, &err),
	    ERR_OK);
	assert_int_equal(
	    f->service.lock(f->store, "example.jp", false, &holder, &err),
	    ERR_OK);
	assert_int_equal(
	    service.lock(second, "example.jp", false, &holder, &err),
	    ERR_LOCKED);
	f->service.unlock(f->store, "example.jp");
	assert_int_equal(
	    service.lock(second, "example.jp", false, &holder, &err), ERR_OK);
	store_free(second);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(keeps_what_was_saved_in_order),
	    TEST(writes_json_that_a_person_can_read),
	    TEST(mends_octets_that_are_not_utf8),
	    TEST(refuses_impossible_keys),
	    TEST(nothing_known_is_missing),
	    TEST(everything_is_ours_alone),
	    TEST(makes_missing_directories_above),
	    TEST(refuses_a_directory_others_can_write),
	    TEST(refuses_a_directory_of_somebody_else),
	    TEST(never_follows_a_link_in_its_place),
	    TEST(only_domain_names_become_directories),
	    TEST(sets_a_damaged_state_aside),
	    TEST(leaves_a_newer_state_alone),
	    TEST(refuses_deep_nesting_and_many_answers),
	    TEST(a_full_disk_leaves_the_old_state),
	    TEST(journal_lines_stay_lines),
	    TEST(lists_every_domain_sorted),
	    TEST(forgets_all_but_the_keys),
	    TEST(tells_where_a_key_is),
	    TEST(a_second_session_learns_who_holds_the_lock),
	    TEST(take_over_makes_the_other_leave),
	    TEST(take_over_gives_up_on_a_stubborn_session),
	    TEST(never_signals_a_stranger),
	    TEST(unlocked_is_free_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
