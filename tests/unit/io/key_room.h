/* Private keys of a store in a directory of its own, and the work on them. */
#ifndef TESTS_UNIT_IO_KEY_ROOM_H
#define TESTS_UNIT_IO_KEY_ROOM_H

#include "tests/unit/io/tempdir.h"
#include "wizard/io/dkim_key.h"
#include "wizard/io/dkim_keys.h"

struct fixture {
	struct tempdir tempdir;
	struct loop *loop;
	struct store *store;
	struct dkim_keys *keys;
	struct key_service service;
	/* what the callback brought */
	int calls;
	bool good;
	struct key_info info;
	struct err err;
};

static inline int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	tempdir_make(&f->tempdir);
	f->loop = loop_new();
	f->store = store_new(f->tempdir.dir);
	f->keys = dkim_keys_new(f->loop, f->store);
	f->service = dkim_keys_service(f->keys);
	*state = f;
	return 0;
}

static inline int
teardown(void **state)
{
	struct fixture *f = *state;

	loop_free(f->loop);
	dkim_keys_free(f->keys);
	store_free(f->store);
	tempdir_remove(&f->tempdir);
	free(f);
	return 0;
}

static inline const char *
file(struct fixture *f, const char *name)
{
	return tempdir_path(&f->tempdir, name);
}

static inline const char *
put(struct fixture *f, const char *name, const char *text)
{
	return tempdir_put(&f->tempdir, name, text, 0600);
}

static inline const char *
get(struct fixture *f, const char *name)
{
	return tempdir_get(&f->tempdir, name);
}

static inline void
remember(void *arg, const struct key_info *info, const struct err *err)
{
	struct fixture *f = arg;

	f->calls++;
	f->good = info != NULL;
	if (info != NULL)
		f->info = *info;
	f->err = *err;
}

static inline void
generate(struct fixture *f, const char *selector, unsigned bits)
{
	struct key_request request = {
	    .domain = "example.jp", .selector = selector, .bits = bits};

	f->calls = 0;
	(void)f->service.generate(f->keys, &request, remember, f);
	assert_int_equal(f->calls, 0);
	while (loop_turn(f->loop))
		continue;
	assert_int_equal(f->calls, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
