/*
 * Whoever can make a server return mail can make up the report. What reading it
 * takes grows with its size and not faster, and nothing nests without end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/io/templates.h"

#define SMALL (16U << 10)
#define TIMES 4
#define SLACK (64U << 10) /* octets: blocks of the arena, small tables */

struct reader {
	struct arena arena;
	struct templates templates;
};

static int
load(void **state)
{
	static struct reader reader;
	const char *path[] = {TEMPLATES_DIR};
	struct paths dirs = {.path = path, .count = 1};
	struct err err = ERR_INIT;

	reader = (struct reader) {.arena = ARENA_INIT};
	*state = &reader;
	return templates_load_from(
		   &reader.arena, &dirs, &reader.templates, &err) == ERR_OK
		   ? 0
		   : -1;
}

static int
unload(void **state)
{
	struct reader *reader = *state;

	arena_release(&reader->arena);
	return 0;
}

/* Octets that reading takes. */
static size_t
cost_of(const struct reader *reader, const struct buf *text)
{
	struct arena arena = ARENA_INIT;
	size_t used;

	(void)bounce_read(&arena, (struct slice) {buf_text(text), text->len},
	    &reader->templates.bounce);
	used = arena.used;
	arena_release(&arena);
	return used;
}

static void
repeat(struct buf *text, const char *part, size_t size)
{
	buf_clear(text);
	while (text->len < size)
		buf_adds(text, part);
}

static void
memory_grows_with_the_text_alone(void **state)
{
	static const char *const parts[] = {"a", "550 ", "550-5.7.26 ",
	    "\xe2\x94\x82", "a\xe2\x94\x82 b\n", ">", "> \n", "=3D=\n", "<b>",
	    "&amp;", "Remote_host_said:_550_", "SPF [a.example] with ip: [",
	    "host a[192.0.2.1] said: ", "\\n\"code\":550,", "\033[31m",
	    "From: a\nReturn-Path: <a@b.c>\n", "in reply to RCPT TO command ",
	    "\xff\xfe", "10:01 <nick> 550 ", "--b\n"};
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		size_t small, large;

		repeat(&text, parts[i], SMALL);
		small = cost_of(*state, &text);
		repeat(&text, parts[i], SMALL * TIMES);
		large = cost_of(*state, &text);
		if (large > small * TIMES + SLACK)
			fail_msg("'%s': %zu octets, and %zu for %d times the "
				 "text",
			    parts[i], small, large, TIMES);
	}
	buf_release(&text);
}

/* Each level would cost as much as all it holds. */
static void
mime_inside_mime_is_read_to_a_depth(void **state)
{
	struct buf text = BUF_INIT;
	size_t shallow = 0, deep = 0;

	for (int levels = 20; levels <= 2000; levels += 1980) {
		buf_clear(&text);
		buf_adds(&text, "From: a@b.example\nTo: c@d.example\n");
		for (int i = 0; i < levels; i++)
			buf_addf(&text,
			    "Content-Type: multipart/mixed; boundary=b%d\n\n"
			    "--b%d\n",
			    i, i);
		buf_adds(&text, "\n550 5.7.26 no\n");
		while (text.len < SMALL * 8)
			buf_adds(&text, "padding\n");
		if (levels == 20)
			shallow = cost_of(*state, &text);
		else
			deep = cost_of(*state, &text);
	}
	assert_true(deep < shallow * 2 + SLACK);
	buf_release(&text);
}

/* The rest is not looked at, and what was read in front of it holds. */
static void
a_line_of_a_megabyte_hides_nothing_in_front_of_it(void **state)
{
	const struct reader *reader = *state;
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT;
	struct bounce b;

	buf_adds(&text, "550 5.7.1 rejected by DMARC policy for example.jp\n");
	while (text.len < 2 * BOUNCE_MAX)
		buf_adds(&text, "xxxxxxxxxxxxxxxx");
	b = bounce_read(&arena, (struct slice) {buf_text(&text), text.len},
	    &reader->templates.bounce);
	assert_int_equal(b.cause, BOUNCE_DMARC_POLICY);
	arena_release(&arena);
	buf_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(memory_grows_with_the_text_alone),
	    cmocka_unit_test(mime_inside_mime_is_read_to_a_depth),
	    cmocka_unit_test(a_line_of_a_megabyte_hides_nothing_in_front_of_it),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
