/* Private keys: made, written and never shown. */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/unit/io/key_room.h"

static void
generates_into_the_store(void **state)
{
	struct fixture *f = *state;
	struct key_info loaded;
	struct err err = ERR_INIT;

	generate(f, "s202611", 1024);
	assert_true(f->good);
	assert_string_equal(
	    f->info.path, file(f, "example.jp/keys/s202611.key"));
	assert_int_equal(f->info.type, DKIM_KEY_RSA);
	assert_int_equal(f->info.bits, 1024);
	assert_int_equal(
	    tempdir_mode(&f->tempdir, "example.jp/keys/s202611.key"), 0600);
	assert_memory_equal(get(f, "example.jp/keys/s202611.key"),
	    "-----BEGIN PRIVATE KEY-----\n", 28);
	assert_int_equal(
	    f->service.load(f->keys, f->info.path, &loaded, &err), ERR_OK);
	assert_string_equal(loaded.public_base64, f->info.public_base64);
}

static void
the_public_half_is_a_record_receivers_take(void **state)
{
	struct fixture *f = *state;
	const struct dkim_record *record;

	generate(f, "s1", 2048);
	assert_int_equal(strlen(f->info.public_base64), 392);
	record = dkim_parse(&f->tempdir.arena,
	    slice_of(arena_printf(&f->tempdir.arena, "v=DKIM1; k=rsa; p=%s",
		f->info.public_base64)));
	assert_true(dkim_is_usable(record));
	assert_int_equal(record->bits, 2048);
	assert_int_equal(record->exponent, 65537);
}

static void
never_overwrites_a_key(void **state)
{
	struct fixture *f = *state;
	const char *before;

	generate(f, "s1", 1024);
	before = get(f, "example.jp/keys/s1.key");
	generate(f, "s1", 1024);
	assert_false(f->good);
	assert_int_equal(f->err.code, ERR_EXISTS);
	assert_non_null(strstr(f->err.msg, "s1.key"));
	assert_string_equal(get(f, "example.jp/keys/s1.key"), before);
}

static void
never_writes_through_a_link(void **state)
{
	struct fixture *f = *state;

	generate(f, "s1", 1024);
	assert_int_equal(
	    symlink(file(f, "elsewhere"), file(f, "example.jp/keys/s2.key")),
	    0);
	generate(f, "s2", 1024);
	assert_int_equal(f->err.code, ERR_EXISTS);
	assert_int_equal(access(file(f, "elsewhere"), F_OK), -1);
}

static void
a_cancelled_job_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct key_request request = {
	    .domain = "example.jp", .selector = "s1", .bits = 4096};
	struct key_job *job;

	job = f->service.generate(f->keys, &request, remember, f);
	f->service.cancel(f->keys, job);
	while (loop_turn(f->loop))
		continue;
	assert_int_equal(f->calls, 0);
	assert_int_equal(access(file(f, "example.jp"), F_OK), -1);
}

static void
the_search_can_be_stopped(void **state)
{
	struct dkim_key *key = NULL;
	struct err err = ERR_INIT;
	atomic_bool stop = true;

	(void)state;
	assert_int_equal(dkim_key_make(DKIM_KEY_RSA, 4096, &stop, &key, &err), ERR_CRYPTO);
	assert_null(key);
}

static void
refuses_what_cannot_be_made(void **state)
{
	static const struct {
		const char *selector;
		unsigned bits;
	} cases[] = {
	    {"s1", 512},
	    {"s1", 8192},
	    {"../s1", 1024},
	    {"a_b", 1024},
	    {"", 1024},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		generate(f, cases[i].selector, cases[i].bits);
		assert_false(f->good);
		assert_int_equal(f->err.code, ERR_RANGE);
	}
}

static void
no_half_key_on_a_full_disk(void **state)
{
	struct rlimit before, small = {.rlim_cur = 64};
	struct fixture *f = *state;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	generate(f, "s1", 1024);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_false(f->good);
	assert_int_equal(rmdir(file(f, "example.jp/keys")), 0);
}

static void
makes_an_ed25519_key(void **state)
{
	struct fixture *f = *state;
	struct key_request request = {.domain = "example.jp",
	    .selector = "e1",
	    .type = DKIM_KEY_ED25519};
	const struct dkim_record *record;

	(void)f->service.generate(f->keys, &request, remember, f);
	while (loop_turn(f->loop))
		continue;
	assert_true(f->good);
	assert_int_equal(f->info.type, DKIM_KEY_ED25519);
	record = dkim_parse(&f->tempdir.arena,
	    slice_of(arena_printf(&f->tempdir.arena, "v=DKIM1; k=ed25519; p=%s",
		f->info.public_base64)));
	assert_true(dkim_is_usable(record));
}

static void
hardening_forbids_core_dumps(void **state)
{
	struct rlimit limit;
	int status;
	pid_t child = fork();

	(void)state;
	assert_int_not_equal(child, -1);
	if (child == 0) {
		dkim_key_harden();
		(void)getrlimit(RLIMIT_CORE, &limit);
#ifdef INKAN_SANITIZED
		_exit(limit.rlim_max != 0);
#else
		_exit(limit.rlim_max != 0 || prctl(PR_GET_DUMPABLE) != 0);
#endif
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(generates_into_the_store),
	    TEST(the_public_half_is_a_record_receivers_take),
	    TEST(never_overwrites_a_key),
	    TEST(never_writes_through_a_link),
	    TEST(a_cancelled_job_leaves_nothing),
	    TEST(the_search_can_be_stopped),
	    TEST(refuses_what_cannot_be_made),
	    TEST(no_half_key_on_a_full_disk),
	    TEST(makes_an_ed25519_key),
	    TEST(hardening_forbids_core_dumps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
