

#include "tests/unit/io/tempdir.h"
#include "wizard/io/outfile.h"

struct fixture {
	struct tempdir home;
	struct outfile *outfile;
	struct file_service service;
	char path[256];
	struct err err;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	tempdir_make(&f->home);
	f->outfile = outfile_new(f->home.dir);
	f->service = outfile_service(f->outfile);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	outfile_free(f->outfile);
	tempdir_remove(&f->home);
	free(f);
	return 0;
}

static const char *
file(struct fixture *f, const char *name)
{
	return tempdir_path(&f->home, name);
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
	return tempdir_get(&f->home, name);
}

static void
writes_into_the_home_directory(void **state)
{
	struct fixture *f = *state;
	mode_t before = umask(022);

	assert_int_equal(put(f, "records.txt", "one\n", false), ERR_OK);
	(void)umask(before);
	assert_string_equal(f->path, file(f, "records.txt"));
	assert_string_equal(get(f, "records.txt"), "one\n");
	assert_int_equal(tempdir_mode(&f->home, "records.txt"), 0644);
}

static void
a_slash_means_another_directory(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mkdir(file(f, "sub"), 0700), 0);
	assert_int_equal(
	    put(f, file(f, "sub/../sub/a.txt"), "x", false), ERR_OK);
	assert_string_equal(f->path, file(f, "sub/a.txt"));
	assert_int_equal(chdir(f->home.dir), 0);
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
