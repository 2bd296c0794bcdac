#include "wizard/base/buf.h"
#include "wizard/record/zonefile.h"

#define STRING_MAX 255 /* octets, RFC 1035 section 3.3 */

static void
add_quoted(struct buf *out, struct slice part)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < part.len; i++) {
		unsigned char c = (unsigned char)part.ptr[i];

		if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else if (c >= ' ' && c <= '~')
			buf_addc(out, (char)c);
		else
			buf_addf(out, "\\%03u", c);
	}
	buf_addc(out, '"');
}

static char *
move_to(struct arena *arena, struct buf *buf)
{
	char *copy = arena_copy(arena, buf_text(buf));

	buf_release(buf);
	return copy;
}

struct text_parts
zonefile_split_txt(struct arena *arena, struct slice text)
{
	struct text_parts parts = {.count = 0};

	/* A TXT record has at least one string, be it empty. */
	do {
		struct slice part = text;

		if (part.len > STRING_MAX)
			part.len = STRING_MAX;
		parts.part =
		    arena_push(arena, parts.part, &parts.count, sizeof(part));
		parts.part[parts.count - 1] = part;
		text.ptr += part.len;
		text.len -= part.len;
	} while (text.len > 0);
	return parts;
}

struct text_parts
zonefile_parts_of(struct arena *arena, const struct dns_rr *txt)
{
	struct text_parts parts = {.count = 0};
	const char *at = txt->text.ptr;

	for (size_t i = 0; i < txt->strings; i++) {
		size_t len = txt->string_lengths[i];

		parts.part = arena_push(
		    arena, parts.part, &parts.count, sizeof(*parts.part));
		parts.part[i] = (struct slice) {at, len};
		at += len;
	}
	return parts;
}

char *
zonefile_quote_parts(struct arena *arena, const struct text_parts *parts)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < parts->count; i++) {
		if (i > 0)
			buf_addc(&out, ' ');
		add_quoted(&out, parts->part[i]);
	}
	return move_to(arena, &out);
}

char *
zonefile_quote_txt(struct arena *arena, struct slice text)
{
	struct text_parts parts = zonefile_split_txt(arena, text);

	return zonefile_quote_parts(arena, &parts);
}

char *
zonefile_quote_one(struct arena *arena, struct slice text)
{
	struct buf out = BUF_INIT;

	add_quoted(&out, text);
	return move_to(arena, &out);
}
