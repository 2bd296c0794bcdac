#include "wizard/record/bimi_svg.h"

#include <string.h>

#include <expat.h>

#define XLINK_HREF "http://www.w3.org/1999/xlink|href"
#define SVG_SPACE  "http://www.w3.org/2000/svg|"
#define TITLE_MAX  64 /* octets: longer ones do say something */

struct parse {
	struct arena *arena;
	XML_Parser xml;
	unsigned depth;
	bool in_title;
	char title[TITLE_MAX];
	size_t len;
	struct bimi_svg svg;
};

/* --- The root element ------------------------------------------------------ */

static const char *
attribute(const char *const *attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

static bool
is_said(const char *const *attributes, const char *name, const char *value)
{
	const char *said = attribute(attributes, name);

	return said != NULL && strcmp(said, value) == 0;
}

/* A number without a fraction of zeros: numbers are compared as texts. */
static struct slice
plain_number(struct slice number)
{
	const char *point = memchr(number.ptr, '.', number.len);

	if (point == NULL)
		return number;
	while (number.len > 0 && number.ptr[number.len - 1] == '0')
		number.len--;
	if (number.ptr + number.len == point + 1)
		number.len--;
	return number;
}

static bool
is_same_number(struct slice a, struct slice b)
{
	a = plain_number(a);
	b = plain_number(b);
	return a.len > 0 && a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* The next number of a list with blanks or commas between; len 0: none. */
static struct slice
next_number(const char **at)
{
	static const char between[] = " \t\r\n,";
	struct slice number;

	*at += strspn(*at, between);
	number = (struct slice) {*at, strcspn(*at, between)};
	*at += number.len;
	return number;
}

/* By viewBox, whose last two numbers are width and height. */
static bool
is_square(const char *const *attributes)
{
	const char *box = attribute(attributes, "viewBox");
	const char *width = attribute(attributes, "width");
	const char *height = attribute(attributes, "height");
	struct slice w;

	if (box == NULL)
		return width != NULL && height != NULL &&
		    is_same_number(slice_of(width), slice_of(height));
	(void)next_number(&box);
	(void)next_number(&box);
	w = next_number(&box);
	return is_same_number(w, next_number(&box));
}

static void
judge_root(struct parse *p, const char *name, const char *const *attributes)
{
	const struct {
		bool present;
		unsigned fault;
	} rows[] = {
	    {strcmp(name, SVG_SPACE "svg") != 0, BIMI_SVG_XML},
	    {!is_said(attributes, "version", "1.2") ||
		    !is_said(attributes, "baseProfile", "tiny-ps"),
		BIMI_SVG_PROFILE},
	    {attribute(attributes, "x") != NULL ||
		    attribute(attributes, "y") != NULL,
		BIMI_SVG_PLACED},
	    {!is_square(attributes), BIMI_SVG_SHAPE},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		p->svg.faults |= rows[i].present ? rows[i].fault : 0;
}

/* --- What is in it ---------------------------------------------------------- */

static bool
is_forbidden(const char *name)
{
	static const char *const forbidden[] = {"script", "set", "animate",
	    "animateColor", "animateMotion", "animateTransform", "image",
	    "audio", "video", "animation", "foreignObject", "handler",
	    "listener"};

	if (strncmp(name, SVG_SPACE, strlen(SVG_SPACE)) != 0)
		return false;
	for (size_t i = 0; i < COUNT_OF(forbidden); i++)
		if (strcmp(name + strlen(SVG_SPACE), forbidden[i]) == 0)
			return true;
	return false;
}

static void
note(struct parse *p, unsigned fault, const char *name)
{
	const char *local = strrchr(name, '|');

	p->svg.faults |= fault;
	if (p->svg.element[0] == '\0')
		p->svg.element =
		    arena_copy(p->arena, local == NULL ? name : local + 1);
}

/* "#part" is a part of the picture itself. */
static bool
leads_away(const char *const *attributes)
{
	const char *const names[] = {"href", XLINK_HREF};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *target = attribute(attributes, names[i]);

		if (target != NULL && target[0] != '#')
			return true;
	}
	return false;
}

static void
on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct parse *p = arg;
	const char *const *list = (const char *const *)attributes;

	if (p->depth == 0)
		judge_root(p, name, list);
	if (is_forbidden(name))
		note(p, BIMI_SVG_ACTIVE, name);
	else if (leads_away(list))
		note(p, BIMI_SVG_EXTERNAL, name);
	p->in_title = p->depth == 1 && strcmp(name, SVG_SPACE "title") == 0;
	p->depth++;
}

static void
on_end(void *arg, const XML_Char *name)
{
	struct parse *p = arg;

	(void)name;
	p->in_title = false;
	p->depth--;
}

static void
on_text(void *arg, const XML_Char *text, int len)
{
	struct parse *p = arg;

	for (int i = 0; p->in_title && i < len && p->len < TITLE_MAX; i++)
		p->title[p->len++] = text[i];
}

/* Entities could make much of little, and no picture needs them. */
static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *system,
    const XML_Char *public, int has_subset)
{
	struct parse *p = arg;

	(void)name;
	(void)system;
	(void)public;
	if (has_subset != 0)
		(void)XML_StopParser(p->xml, XML_FALSE);
}

/* --- All of it --------------------------------------------------------------- */

static bool
says_something(struct slice title)
{
	static const char *const placeholders[] = {
	    "", "title", "untitled", "your title here", "bimi"};

	for (size_t i = 0; i < COUNT_OF(placeholders); i++)
		if (slice_is_nocase(title, placeholders[i]))
			return false;
	return true;
}

static bool
is_compressed(struct slice text)
{
	return text.len >= 2 && memcmp(text.ptr, "\x1f\x8b", 2) == 0;
}

static bool
run(struct parse *p, struct slice text)
{
	bool good;

	p->xml = XML_ParserCreateNS(NULL, '|');
	if (p->xml == NULL)
		return false; /* out of memory */
	XML_SetUserData(p->xml, p);
	XML_SetElementHandler(p->xml, on_start, on_end);
	XML_SetCharacterDataHandler(p->xml, on_text);
	XML_SetStartDoctypeDeclHandler(p->xml, on_doctype);
	good = XML_Parse(p->xml, text.ptr, (int)text.len, XML_TRUE) ==
	    XML_STATUS_OK;
	XML_ParserFree(p->xml);
	return good;
}

struct bimi_svg
bimi_svg_parse(struct arena *arena, struct slice text)
{
	struct parse p = {.arena = arena, .svg = {.element = ""}};

	if (is_compressed(text))
		return p.svg;
	if (text.len > BIMI_SVG_MAX) {
		p.svg.faults = BIMI_SVG_SIZE;
		return p.svg;
	}
	/* Of what cannot be read to its end nothing else is known. */
	if (!run(&p, text) || (p.svg.faults & BIMI_SVG_XML) != 0)
		p.svg = (struct bimi_svg) {BIMI_SVG_XML, ""};
	else if (!says_something(
		     slice_trim((struct slice) {p.title, p.len}, " \t\r\n")))
		p.svg.faults |= BIMI_SVG_TITLE;
	return p.svg;
}
