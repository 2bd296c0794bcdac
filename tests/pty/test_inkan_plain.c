/* Line by line, in scripts, and what must not be read anywhere. */
#include "tests/pty/inkan.h"

#include <sys/resource.h>

/* --- plain mode ------------------------------------------------------- */

/* The line ends in CR LF on a terminal; a CR alone would draw over a line. */
static void
wrote_whole_lines(struct vt *vt)
{
	const struct buf *raw = vt_raw(vt);

	assert_null(memchr(raw->data, '\033', raw->len));
	for (size_t i = 0; i + 1 < raw->len; i++)
		if (raw->data[i] == '\r')
			assert_int_equal(raw->data[i + 1], '\n');
}

static void
says(struct vt *vt, const char *text)
{
	if (!vt_wait_raw(vt, text, LIMIT_MS))
		fail_msg("'%s' was not said:\n%s", text, vt_screen(vt));
}

static void
the_whole_way_goes_by_numbers_and_enter(void **state)
{
	static const struct {
		const char *until, *line;
	} stops[] = {
	    {"1 New domain", "1\r"},
	    {"Step 1 of 10", "\r"},
	    {"Step 2 of 10", "\r"},
	    {"Step 3 of 10", "\r"},
	    {"Step 4 of 10", "1\r"},
	    {"Enter make key", "\r"},
	    {"Step 5 of 10", "1\r\r"},
	    {"Step 6 of 10", "1\r\r"},
	    {"Step 7 of 10", "\r"},
	    {"Step 8 of 10", "\r\r\r\r"},
	    {"Every server has every record.", "\r"},
	    {"Everything passes.", "\r"},
	    {"published and verified", "1\r"},
	};
	struct vt *vt = inkan(&(struct start) {.args = {"--plain"}});

	(void)state;
	for (size_t i = 0; i < COUNT_OF(stops); i++) {
		says(vt, stops[i].until);
		vt_send(vt, stops[i].line);
	}
	says(vt, "That was practice: nothing was kept.");
	wrote_whole_lines(vt);
	ends_well(vt, "That was practice");
}

/* --- the private key -------------------------------------------------- */

/* From here on the lines of a PKCS #8 key hold nothing of the public key. */
#define PUBLIC_LINES 7

static void
holds_no_line(const struct buf *text, const char *name, const struct buf *key)
{
	struct slice rest = {buf_text(key), key->len};

	for (int line = 0; rest.len > 0; line++) {
		const char *end = memchr(rest.ptr, '\n', rest.len);
		size_t len = end == NULL ? rest.len : (size_t)(end - rest.ptr);

		if (line > PUBLIC_LINES && rest.ptr[0] != '-' &&
		    memmem(text->data, text->len, rest.ptr, len) != NULL)
			fail_msg("%s holds a line of the key", name);
		len += end != NULL;
		rest.ptr += len;
		rest.len -= len;
	}
}

static void
the_private_key_is_in_its_file_and_nowhere_else(void **state)
{
	static const char *const files[] = {"state", "journal", "lock"};
	struct vt *vt = inkan_example(&(struct start) {.term = NULL});
	struct rlimit core;
	struct buf key;

	(void)state;
	go_on_to(vt, 8);
	vt_send(vt, "v");
	shows(vt, "triple-click selects a whole line");
	vt_send(vt, "\r");
	shows(vt, "Step 8 of 10");
	vt_send(vt, "yf");
	shows(vt, "Where do you edit the DNS");
	vt_send(vt, "\033");
	shows(vt, "Step 8 of 10");
	vt_send(vt, "c");
	shows(vt, "Step 9 of 10");
	assert_int_equal(prlimit(vt_pid(vt), RLIMIT_CORE, NULL, &core), 0);
	assert_int_equal(core.rlim_max, 0);
	vt_send(vt, "q");
	assert_true(vt_wait_exit(vt, LIMIT_MS) != -1);
	key = file_read(home_find(".key"));
	assert_true(key.len > 1000);
	holds_no_line(vt_raw(vt), "the terminal", &key);
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct buf text = file_read(domain_path(files[i]));

		holds_no_line(&text, files[i], &key);
		buf_release(&text);
	}
	buf_release(&key);
	vt_free(vt);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOME(the_whole_way_goes_by_numbers_and_enter),
	    WITH_HOME(the_private_key_is_in_its_file_and_nowhere_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
