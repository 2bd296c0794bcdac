/* Private keys on disk: never half, never for others, whatever happens. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/unit/io/tempdir.h"
#include "wizard/io/dkim_key.h"
#include "wizard/io/dkim_keys.h"

#define KILLS 1000
#define KEYS  300

struct maker {
	struct loop *loop;
	struct store *store;
	struct dkim_keys *keys;
	bool done;
};

static void
begin(struct maker *m, const char *dir)
{
	*m = (struct maker) {.loop = loop_new(), .store = store_new(dir)};
	m->keys = dkim_keys_new(m->loop, m->store);
}

static void
end(struct maker *m)
{
	loop_free(m->loop);
	dkim_keys_free(m->keys);
	store_free(m->store);
}

static void
key_made(void *arg, const struct key_info *info, const struct err *err)
{
	struct maker *m = arg;

	(void)err;
	m->done = info != NULL;
}

/* false: it could not be made. */
static bool
make(struct maker *m, const char *selector, enum dkim_key_type type)
{
	struct key_service service = dkim_keys_service(m->keys);
	struct key_request request = {.domain = "example.jp",
	    .selector = selector,
	    .type = type,
	    .bits = 1024};

	m->done = false;
	(void)service.generate(m->keys, &request, key_made, m);
	while (loop_turn(m->loop))
		continue;
	return m->done;
}

/* --- Killed in the middle ---------------------------------------------------- */

/* Writes the key under new names until it is killed; tells after each. */
static void
write_for_ever(const struct dkim_key *key, int dir, unsigned round, int tell)
{
	struct err err = ERR_INIT;
	char name[32];

	for (unsigned i = 0;; i++) {
		(void)snprintf(name, sizeof(name), "k%u-%u", round, i);
		if (dkim_key_write(key, dir, name, &err) != ERR_OK ||
		    write(tell, "", 1) != 1)
			_exit(1);
	}
}

/* Kills a process that has just written a key and is at the next one. */
static void
kill_one(const struct dkim_key *key, int dir, unsigned round)
{
	unsigned spin = round * 7919 % 40000;
	int ends[2], status;
	char octet;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0)
		write_for_ever(key, dir, round, ends[1]);
	(void)close(ends[1]);
	assert_int_equal(read(ends[0], &octet, 1), 1);
	/* Each time a little later. */
	for (volatile unsigned i = 0; i < spin; i++)
		continue;
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	(void)close(ends[0]);
}

static size_t
content_of(int dir, const char *name, char *ret, size_t size)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n;

	assert_int_not_equal(fd, -1);
	n = read(fd, ret, size);
	assert_true(n >= 0 && (size_t)n < size);
	(void)close(fd);
	return (size_t)n;
}

/* Whatever has a name is the whole key; returns how many there are. */
static size_t
count_whole_keys(int dir, const char *first)
{
	char whole[4096], text[4096];
	size_t len = content_of(dir, first, whole, sizeof(whole)), count = 0;
	struct dirent *entry;
	DIR *keys = fdopendir(dup(dir));

	assert_non_null(keys);
	while ((entry = readdir(keys)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (content_of(dir, entry->d_name, text, sizeof(text)) != len ||
		    memcmp(text, whole, len) != 0)
			fail_msg("%s is half a key", entry->d_name);
		count++;
	}
	(void)closedir(keys);
	return count;
}

static void
a_kill_leaves_no_half_file(void **state)
{
	struct tempdir t = {.arena = ARENA_INIT};
	struct err err = ERR_INIT;
	struct key_info info;
	struct dkim_key *key;
	atomic_bool stop = false;
	int dir;

	(void)state;
	/* A kill loses nothing that the kernel has: the disk is not asked. */
	tempdir_make_fast(&t);
	dir = open(t.dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_not_equal(dir, -1);
	assert_int_equal(
	    dkim_key_make(DKIM_KEY_RSA, 2048, &stop, &key, &err),
	    ERR_OK);
	for (unsigned round = 0; round < KILLS; round++)
		kill_one(key, dir, round);
	assert_int_equal(
	    dkim_key_load(tempdir_path(&t, "k0-0"), &info, &err), ERR_OK);
	/* What was told to be written is there. */
	assert_true(count_whole_keys(dir, "k0-0") >= KILLS);
	dkim_key_free(key);
	(void)close(dir);
	tempdir_remove(&t);
}

/* --- Somebody looking all the time --------------------------------------------- */

struct watcher {
	const char *dir;
	atomic_bool stop;
	size_t seen;   /* looks at files */
	mode_t widest; /* all permissions that any of them had */
};

static void *
watch(void *arg)
{
	struct watcher *w = arg;

	while (!atomic_load(&w->stop)) {
		struct dirent *entry;
		DIR *keys = opendir(w->dir);

		while (keys != NULL && (entry = readdir(keys)) != NULL) {
			struct stat st;

			if (strcmp(entry->d_name, ".") == 0 ||
			    strcmp(entry->d_name, "..") == 0 ||
			    fstatat(dirfd(keys), entry->d_name, &st,
				AT_SYMLINK_NOFOLLOW) == -1)
				continue;
			w->seen++;
			w->widest |= st.st_mode & 07777U;
		}
		if (keys != NULL)
			(void)closedir(keys);
	}
	return NULL;
}

/* Also for a user whose umask forbids nothing. */
static void
nobody_else_can_read_a_key_at_any_instant(void **state)
{
	struct watcher w = {.seen = 0};
	mode_t before = umask(0);
	struct maker m;
	struct tempdir t = {.arena = ARENA_INIT};
	pthread_t thread;
	char selector[32];

	(void)state;
	tempdir_make(&t);
	w.dir = tempdir_path(&t, "example.jp/keys");
	begin(&m, t.dir);
	assert_int_equal(pthread_create(&thread, NULL, watch, &w), 0);
	for (unsigned i = 0; i < KEYS; i++) {
		(void)snprintf(selector, sizeof(selector), "k%u", i);
		assert_true(make(&m, selector, DKIM_KEY_ED25519));
	}
	atomic_store(&w.stop, true);
	assert_int_equal(pthread_join(thread, NULL), 0);
	(void)umask(before);
	assert_true(w.seen > 0);
	assert_int_equal(w.widest, 0600);
	assert_int_equal(tempdir_mode(&t, "example.jp/keys"), 0700);
	assert_int_equal(tempdir_mode(&t, "example.jp"), 0700);
	end(&m);
	tempdir_remove(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_kill_leaves_no_half_file),
	    cmocka_unit_test(nobody_else_can_read_a_key_at_any_instant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
