#include "wizard/record/taglist.h"

#include <ctype.h>
#include <string.h>

#define BLANKS " \t\r\n" /* FWS of RFC 6376; WSP of RFC 9989 */
#define MENTION_MAX 16 /* octets among which a misspelt version is looked for */

struct parse {
	struct arena *arena;
	struct taglist list;
};

static void
add_fault(struct parse *p, enum tag_problem problem, struct slice where)
{
	struct taglist *list = &p->list;

	list->fault = arena_push(
	    p->arena, list->fault, &list->faults, sizeof(*list->fault));
	list->fault[list->faults - 1] = (struct tag_fault) {
	    .problem = problem,
	    .at = (size_t)(where.ptr - p->list.text.ptr),
	    .len = where.len,
	};
}

/* ALPHA *( ALPHA / DIGIT / "_" ), RFC 6376 section 3.2 */
static bool
is_name(struct slice s)
{
	if (s.len == 0 || !isalpha((unsigned char)s.ptr[0]))
		return false;
	for (size_t i = 1; i < s.len; i++)
		if (!isalnum((unsigned char)s.ptr[i]) && s.ptr[i] != '_')
			return false;
	return true;
}

/* Notes the first run of octets that no tag list may hold. */
static void
check_octets(struct parse *p, struct slice part)
{
	struct slice bad = {.ptr = NULL};

	for (size_t i = 0; i < part.len; i++) {
		char c = part.ptr[i];
		bool good = (c >= ' ' && c <= '~') ||
			    (c != '\0' && strchr(BLANKS, c) != NULL);

		if (good && bad.ptr != NULL)
			break;
		if (good)
			continue;
		if (bad.ptr == NULL)
			bad.ptr = part.ptr + i;
		bad.len++;
	}
	if (bad.ptr != NULL)
		add_fault(p, TAG_BAD_OCTET, bad);
}

static bool
is_repeated(const struct taglist *list, struct slice name)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->tag[i].name.len == name.len &&
		    memcmp(list->tag[i].name.ptr, name.ptr, name.len) == 0)
			return true;
	return false;
}

static void
add_tag(
    struct parse *p, struct slice part, struct slice name, struct slice value)
{
	struct taglist *list = &p->list;

	if (is_repeated(list, name))
		add_fault(p, TAG_DUPLICATE, part);
	list->tag =
	    arena_push(p->arena, list->tag, &list->count, sizeof(*list->tag));
	list->tag[list->count - 1] = (struct tag) {
	    .name = name,
	    .value = value,
	    .at = (size_t)(name.ptr - p->list.text.ptr),
	    .value_at = (size_t)(value.ptr - p->list.text.ptr),
	};
}

static void
read_part(struct parse *p, struct slice part)
{
	struct slice name = part, value = part;
	const char *equals;

	check_octets(p, part);
	equals = memchr(part.ptr, '=', part.len);
	if (equals == NULL) {
		add_fault(p, TAG_NO_EQUALS, part);
		return;
	}
	name.len = (size_t)(equals - part.ptr);
	name = slice_trim(name, BLANKS);
	value.ptr = equals + 1;
	value.len = part.len - (size_t)(value.ptr - part.ptr);
	value = slice_trim(value, BLANKS);
	if (!is_name(name)) {
		add_fault(p, TAG_BAD_NAME, part);
		return;
	}
	add_tag(p, part, name, value);
}

struct taglist
taglist_parse(struct arena *arena, struct slice text)
{
	struct slice rest = text.len > 0 ? text : slice_of(""), part;
	struct parse p = {.arena = arena, .list = {.text = rest}};

	while (slice_next(&rest, ';', &part)) {
		part = slice_trim(part, BLANKS);
		if (p.list.count == TAGLIST_MAX ||
		    p.list.faults >= TAGLIST_MAX) {
			add_fault(&p, TAG_TOO_MANY, part);
			break;
		}
		if (part.len > 0)
			read_part(&p, part);
		else if (rest.ptr != NULL) /* a final ";" is no fault */
			add_fault(&p, TAG_EMPTY_PART, part);
	}
	return p.list;
}

const struct tag *
taglist_find(const struct taglist *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (slice_is(list->tag[i].name, name))
			return &list->tag[i];
	return NULL;
}

/* (ALPHA / DIGIT) *31(ALPHA / DIGIT / "_" / "-" / ".") */
static bool
is_extension_name(struct slice s)
{
	if (s.len == 0 || s.len > 32 || !isalnum((unsigned char)s.ptr[0]))
		return false;
	for (size_t i = 1; i < s.len; i++)
		if (!isalnum((unsigned char)s.ptr[i]) &&
		    memchr("_-.", s.ptr[i], 3) == NULL)
			return false;
	return true;
}

bool
taglist_is_extension(
    const struct taglist *list, const struct tag_fault *fault)
{
	struct slice value = {list->text.ptr + fault->at, fault->len}, name;

	if (fault->problem != TAG_BAD_NAME ||
	    !slice_next(&value, '=', &name) || value.ptr == NULL)
		return false;
	return is_extension_name(name) && value.len > 0;
}

bool
taglist_mentions(struct slice text, const char *word)
{
	for (size_t i = 0; i < text.len && i < MENTION_MAX; i++)
		if (slice_starts_nocase(
			(struct slice) {text.ptr + i, text.len - i}, word))
			return true;
	return false;
}

char *
taglist_print(struct arena *arena, const struct taglist *list)
{
	struct buf out = BUF_INIT;
	char *copy;

	for (size_t i = 0; i < list->count; i++) {
		const struct tag *tag = &list->tag[i];

		if (i > 0)
			buf_adds(&out, "; ");
		buf_add(&out, tag->name.ptr, tag->name.len);
		buf_addc(&out, '=');
		buf_add(&out, tag->value.ptr, tag->value.len);
	}
	copy = arena_copy(arena, buf_text(&out));
	buf_release(&out);
	return copy;
}
