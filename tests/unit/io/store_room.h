/* A store in an empty directory of its own. */
#ifndef TESTS_UNIT_IO_STORE_ROOM_H
#define TESTS_UNIT_IO_STORE_ROOM_H

#include "tests/unit/io/tempdir.h"
#include "wizard/io/store.h"

struct fixture {
	struct tempdir tempdir;
	struct store *store;
	struct store_service service;
};

static inline int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	tempdir_make(&f->tempdir);
	f->store = store_new(f->tempdir.dir);
	f->service = store_service(f->store);
	*state = f;
	return 0;
}

static inline int
teardown(void **state)
{
	struct fixture *f = *state;

	store_free(f->store);
	tempdir_remove(&f->tempdir);
	free(f);
	return 0;
}

#endif
