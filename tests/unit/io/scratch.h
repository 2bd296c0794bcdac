/* An empty directory for one test, and the files in it. */
#ifndef TESTS_UNIT_IO_SCRATCH_H
#define TESTS_UNIT_IO_SCRATCH_H

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

struct scratch {
	char dir[64];
	struct arena arena; /* for what the test needs as well */
};

static inline void
scratch_make(struct scratch *scratch)
{
	(void)snprintf(
	    scratch->dir, sizeof(scratch->dir), "/tmp/inkan-test-XXXXXX");
	assert_non_null(mkdtemp(scratch->dir));
}

static inline int
scratch_remove_one(
    const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static inline void
scratch_remove(struct scratch *scratch)
{
	arena_release(&scratch->arena);
	(void)nftw(scratch->dir, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline const char *
scratch_path(struct scratch *scratch, const char *name)
{
	return arena_printf(&scratch->arena, "%s/%s", scratch->dir, name);
}

/* Opens a file for writing and makes the directories above it. */
static inline FILE *
scratch_open(struct scratch *scratch, const char *name, mode_t mode)
{
	char *path = arena_printf(&scratch->arena, "%s/%s", scratch->dir, name);
	FILE *out;

	for (char *p = path + strlen(scratch->dir) + 1; *p != '\0'; p++)
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
scratch_put(
    struct scratch *scratch, const char *name, const char *text, mode_t mode)
{
	FILE *out = scratch_open(scratch, name, mode);

	assert_true(fputs(text, out) >= 0);
	assert_int_equal(fclose(out), 0);
	return scratch_path(scratch, name);
}

static inline const char *
scratch_get(struct scratch *scratch, const char *name)
{
	char text[8192];
	FILE *in = fopen(scratch_path(scratch, name), "r");
	size_t n;

	assert_non_null(in);
	n = fread(text, 1, sizeof(text), in);
	(void)fclose(in);
	return arena_copy_slice(&scratch->arena, (struct slice) {text, n});
}

static inline mode_t
scratch_mode(struct scratch *scratch, const char *name)
{
	struct stat st;

	assert_int_equal(stat(scratch_path(scratch, name), &st), 0);
	return st.st_mode & 07777;
}

#endif
