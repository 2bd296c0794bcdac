#include "wizard/record/bounce_links.h"

#include <string.h>

#define NAME_MAX_LEN 320 /* octets of an address, RFC 5321 section 4.5.3.1 */
#define TARGET_MAX_LEN 2048 /* octets of where a link leads */

struct link {
	struct slice name; /* what was written; empty: stands in front of it */
	size_t len;
};

static struct slice
after(struct slice text, size_t octets)
{
	return (struct slice) {text.ptr + octets, text.len - octets};
}

static bool
is_name_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '/';
}

/* Octets up to a blank or a bracket of any kind, at most. */
static size_t
span(struct slice text, size_t most)
{
	size_t n = 0;

	while (n < text.len && n < most && (unsigned char)text.ptr[n] > ' ' &&
	       strchr("<>[]()|", text.ptr[n]) == NULL)
		n++;
	return n;
}

/* Where a link leads, up to one of the ends; 0: it leads nowhere. */
static size_t
target_length(struct slice text, const char *ends)
{
	size_t n = span(text, TARGET_MAX_LEN);

	if (!slice_starts_nocase(text, "http://") &&
	    !slice_starts_nocase(text, "https://") &&
	    !slice_starts_nocase(text, "mailto:"))
		return 0;
	return n < text.len && memchr(ends, text.ptr[n], strlen(ends)) != NULL
		   ? n
		   : 0;
}

/* "<http://example.org|example.org>", "<http://example.org>" */
static bool
take_angled(struct slice text, struct link *ret)
{
	size_t target = target_length(after(text, 1), "|>");
	struct slice name;

	if (target == 0)
		return false;
	*ret = (struct link) {.name = {"", 0}, .len = target + 2};
	if (text.ptr[target + 1] == '>')
		return true;
	name = after(text, target + 2);
	name.len = span(name, NAME_MAX_LEN);
	if (ret->len + name.len >= text.len || name.ptr[name.len] != '>')
		return false;
	ret->name = name;
	ret->len += name.len + 1;
	return true;
}

/* "[example.org](http://example.org)" */
static bool
take_markdown(struct slice text, struct link *ret)
{
	struct slice name = after(text, 1), rest;
	size_t target;

	name.len = span(name, NAME_MAX_LEN);
	rest = after(text, name.len + 1);
	if (name.len == 0 || rest.len < 2 || memcmp(rest.ptr, "](", 2) != 0)
		return false;
	target = target_length(after(rest, 2), ")");
	*ret = (struct link) {name, name.len + target + 4};
	return target > 0;
}

static bool
take_link(struct slice text, bool behind_name, struct link *ret)
{
	if (text.ptr[0] == '<')
		return take_angled(text, ret) &&
		       (behind_name || ret->name.len > 0);
	if (text.ptr[0] != '[')
		return false;
	if (slice_starts_nocase(text, "[.]")) {
		*ret = (struct link) {after(text, 1), 3};
		ret->name.len = 1;
		return true;
	}
	return take_markdown(text, ret);
}

struct slice
bounce_unlinked(struct arena *arena, struct slice text)
{
	char *out = arena_alloc(arena, text.len + 1);
	size_t n = 0;

	while (text.len > 0) {
		bool behind_name = n > 0 && is_name_char(out[n - 1]);
		struct link link;

		if (!take_link(text, behind_name, &link))
			link = (struct link) {{text.ptr, 1}, 1};
		memcpy(out + n, link.name.ptr, link.name.len);
		n += link.name.len;
		text = after(text, link.len);
	}
	return (struct slice) {out, n};
}
