/* Pictures that mail clients show, and those that they do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/record/bimi_svg.h"

#define ROOT(more)                                                       \
	"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" " \
	"xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.2\" "     \
	"baseProfile=\"tiny-ps\" " more ">"
#define SQUARE "viewBox=\"0 0 64 64\""
#define TITLE  "<title>Example &amp; Co.</title>"
#define SVG(inside) ROOT(SQUARE) TITLE inside "</svg>"

static const struct {
	const char *text;
	unsigned faults;
	const char *element;
} rows[] = {
    {SVG(""), 0, ""},
    {SVG("<g id=\"a\"/><use xlink:href=\"#a\"/>"), 0, ""},
    {"\xEF\xBB\xBF" SVG(""), 0, ""},
    {" " SVG(""), BIMI_SVG_XML, ""},
    {"\x1f\x8b\x08 compressed", 0, ""},
    {ROOT("viewBox=\"0,0, 64.0 64\"") TITLE "</svg>", 0, ""},
    {ROOT("width=\"5\" height=\"5\"") TITLE "</svg>", 0, ""},
    {ROOT("viewBox=\"0 0 64 65\"") TITLE "</svg>", BIMI_SVG_SHAPE, ""},
    {ROOT("viewBox=\"64 64\"") TITLE "</svg>", BIMI_SVG_SHAPE, ""},
    {ROOT("width=\"5\"") TITLE "</svg>", BIMI_SVG_SHAPE, ""},
    {ROOT("x=\"0\" " SQUARE) TITLE "</svg>", BIMI_SVG_PLACED, ""},
    {ROOT(SQUARE) "</svg>", BIMI_SVG_TITLE, ""},
    {ROOT(SQUARE) "<title> Untitled </title></svg>", BIMI_SVG_TITLE, ""},
    {ROOT(SQUARE) "<g><title>Deep</title></g></svg>", BIMI_SVG_TITLE, ""},
    {SVG("<script>x()</script>"), BIMI_SVG_ACTIVE, "script"},
    {SVG("<g><animate/></g><set/>"), BIMI_SVG_ACTIVE, "animate"},
    {SVG("<image xlink:href=\"data:image/png;base64,AA\"/>"),
	BIMI_SVG_ACTIVE, "image"},
    {SVG("<x:set xmlns:x=\"urn:x\"/>"), 0, ""},
    {SVG("<use href=\"https://a.example/b.svg\"/>"), BIMI_SVG_EXTERNAL,
	"use"},
    {SVG("<a xlink:href=\"x\"/>"), BIMI_SVG_EXTERNAL, "a"},
    {"<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" "
     "baseProfile=\"tiny\" " SQUARE ">" TITLE "</svg>",
	BIMI_SVG_PROFILE, ""},
    {"<html/>", BIMI_SVG_XML, ""},
    {"<svg/>", BIMI_SVG_XML, ""},
    {"", BIMI_SVG_XML, ""},
    {SVG("<g>"), BIMI_SVG_XML, ""},
    {"<!DOCTYPE svg [<!ENTITY a \"aaaaaaaa\">]>" SVG(""), BIMI_SVG_XML, ""},
};

static void
names_what_mail_clients_do_not_show(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = ARENA_INIT;
		struct bimi_svg svg =
		    bimi_svg_parse(&arena, slice_of(rows[i].text));

		if (svg.faults != rows[i].faults)
			fail_msg("%#x in place of %#x: %s", svg.faults,
			    rows[i].faults, rows[i].text);
		assert_string_equal(svg.element, rows[i].element);
		arena_release(&arena);
	}
}

static void
does_not_look_into_what_is_too_large(void **state)
{
	static char large[BIMI_SVG_MAX + 1];
	struct arena arena = ARENA_INIT;

	(void)state;
	memset(large, '<', sizeof(large));
	assert_int_equal(
	    bimi_svg_parse(&arena, (struct slice) {large, sizeof(large)})
		.faults,
	    BIMI_SVG_SIZE);
	assert_int_equal(
	    bimi_svg_parse(&arena, (struct slice) {large, BIMI_SVG_MAX})
		.faults,
	    BIMI_SVG_XML);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_what_mail_clients_do_not_show),
	    cmocka_unit_test(does_not_look_into_what_is_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
