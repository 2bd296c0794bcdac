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

#include "wizard/io/outfile.h"

struct fixture {
	char home[64];
	struct outfile *outfile;
	struct file_service service;
	struct arena arena;
	char path[256];
	struct err err;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	(void)snprintf(f->home, sizeof(f->home), "/tmp/inkan-test-XXXXXX");
	assert_non_null(mkdtemp(f->home));
	f->outfile = outfile_new(f->home);
	f->service = outfile_service(f->outfile);
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

	outfile_free(f->outfile);
	arena_release(&f->arena);
	(void)nftw(f->home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(f);
	return 0;
}

static const char *
file(struct fixture *f, const char *name)
{
	return arena_printf(&f->arena, "%s/%s", f->home, name);
}

static enum err_code
put(struct fixture *f, const char *name, const char *text, bool replace)
{
	return f->service.write(f->outfile, name, slice_of(text), replace,
	    f->path, sizeof(f->path), &f->err);
}

static const char *
get(struct fixture *f, const char *name)
{
	char text[256];
	FILE *in = fopen(file(f, name), "r");
	size_t n;

	assert_non_null(in);
	n = fread(text, 1, sizeof(text), in);
	(void)fclose(in);
	return arena_copy_slice(
	    &f->arena, (struct slice) {.ptr = text, .len = n});
}

static void
writes_into_the_home_directory(void **state)
{
	struct fixture *f = *state;
	mode_t before = umask(022);
	struct stat st;

	assert_int_equal(put(f, "records.txt", "one\n", false), ERR_OK);
	(void)umask(before);
	assert_string_equal(f->path, file(f, "records.txt"));
	assert_string_equal(get(f, "records.txt"), "one\n");
	assert_int_equal(stat(f->path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
}

static void
a_slash_means_another_directory(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mkdir(file(f, "sub"), 0700), 0);
	assert_int_equal(
	    put(f, file(f, "sub/../sub/a.txt"), "x", false), ERR_OK);
	assert_string_equal(f->path, file(f, "sub/a.txt"));
	assert_int_equal(chdir(f->home), 0);
	assert_int_equal(put(f, "./b.txt", "y", false), ERR_OK);
	assert_string_equal(f->path, file(f, "b.txt"));
	assert_int_equal(put(f, "none/b.txt", "y", false), ERR_SYS);
}

static void
the_same_again_is_no_conflict(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(put(f, "a.txt", "same", false), ERR_OK);
	assert_int_equal(put(f, "a.txt", "same", false), ERR_OK);
	assert_string_equal(f->path, file(f, "a.txt"));
}

static void
other_content_is_replaced_only_on_request(void **state)
{
	static const char *const before[] = {"old", "old and longer", ""};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(before); i++) {
		assert_int_equal(put(f, "a.txt", before[i], true), ERR_OK);
		assert_int_equal(put(f, "a.txt", "new!", false), ERR_EXISTS);
		assert_string_equal(get(f, "a.txt"), before[i]);
		assert_int_equal(put(f, "a.txt", "new!", true), ERR_OK);
		assert_string_equal(get(f, "a.txt"), "new!");
	}
}

static void
never_touches_what_is_no_file(void **state)
{
	static const char *const names[] = {"link", "directory", "pipe"};
	struct fixture *f = *state;

	assert_int_equal(put(f, "target", "precious", false), ERR_OK);
	assert_int_equal(symlink("target", file(f, "link")), 0);
	assert_int_equal(mkdir(file(f, "directory"), 0700), 0);
	assert_int_equal(mkfifo(file(f, "pipe"), 0600), 0);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		assert_int_equal(put(f, names[i], "x", false), ERR_RANGE);
		assert_int_equal(put(f, names[i], "x", true), ERR_RANGE);
	}
	assert_string_equal(get(f, "target"), "precious");
}

static void
a_dangling_link_is_not_followed(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(symlink("elsewhere", file(f, "link")), 0);
	assert_int_equal(put(f, "link", "x", true), ERR_RANGE);
	assert_int_equal(access(file(f, "elsewhere"), F_OK), -1);
}

static void
refuses_names_that_are_none(void **state)
{
	static const char *const names[] = {"", ".", "..", "a/", "/", "../.."};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(names); i++)
		assert_int_equal(put(f, names[i], "x", false), ERR_RANGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(writes_into_the_home_directory),
	    TEST(a_slash_means_another_directory),
	    TEST(the_same_again_is_no_conflict),
	    TEST(other_content_is_replaced_only_on_request),
	    TEST(never_touches_what_is_no_file),
	    TEST(a_dangling_link_is_not_followed),
	    TEST(refuses_names_that_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
