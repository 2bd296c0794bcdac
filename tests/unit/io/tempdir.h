/* An empty directory for one test, and the files in it. */
#ifndef TESTS_UNIT_IO_TEMPDIR_H
#define TESTS_UNIT_IO_TEMPDIR_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "wizard/base/arena.h"

struct tempdir {
	char dir[64];
	struct arena arena; /* for what the test needs as well */
};

static inline bool
tempdir_make_in(struct tempdir *tempdir, const char *place)
{
	(void)snprintf(tempdir->dir, sizeof(tempdir->dir),
	    "%s/inkan-test-XXXXXX", place);
	return mkdtemp(tempdir->dir) != NULL;
}

static inline void
tempdir_make(struct tempdir *tempdir)
{
	assert_true(tempdir_make_in(tempdir, "/tmp"));
}

/* In memory where there is room for it: no test has to wait for a disk. */
static inline void
tempdir_make_fast(struct tempdir *tempdir)
{
	if (!tempdir_make_in(tempdir, "/dev/shm"))
		tempdir_make(tempdir);
}

static inline int
tempdir_remove_one(
    const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static inline void
tempdir_remove(struct tempdir *tempdir)
{
	arena_release(&tempdir->arena);
	(void)nftw(tempdir->dir, tempdir_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline const char *
tempdir_path(struct tempdir *tempdir, const char *name)
{
	return arena_printf(&tempdir->arena, "%s/%s", tempdir->dir, name);
}

/* Opens a file for writing and makes the directories above it. */
static inline FILE *
tempdir_open(struct tempdir *tempdir, const char *name, mode_t mode)
{
	char *path = arena_printf(&tempdir->arena, "%s/%s", tempdir->dir, name);
	FILE *out;

	for (char *p = path + strlen(tempdir->dir) + 1; *p != '\0'; p++)
		if (*p == '/') {
			*p = '\0';
			(void)mkdir(path, 0700);
			*p = '/';
		}
	out = fopen(path, "w");
	assert_non_null(out);
	assert_int_equal(fchmod(fileno(out), mode), 0);
	return out;
}

static inline const char *
tempdir_put(
    struct tempdir *tempdir, const char *name, const char *text, mode_t mode)
{
	FILE *out = tempdir_open(tempdir, name, mode);

	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
	return tempdir_path(tempdir, name);
}

static inline const char *
tempdir_get(struct tempdir *tempdir, const char *name)
{
	char text[8192];
	FILE *in = fopen(tempdir_path(tempdir, name), "r");
	size_t n;

	assert_non_null(in);
	n = fread(text, 1, sizeof(text), in);
	(void)fclose(in);
	return arena_copy_slice(&tempdir->arena, (struct slice) {text, n});
}

static inline mode_t
tempdir_mode(struct tempdir *tempdir, const char *name)
{
	struct stat st;

	assert_int_equal(stat(tempdir_path(tempdir, name), &st), 0);
	return st.st_mode & 07777;
}

#endif
