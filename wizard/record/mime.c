#include "wizard/record/mime.h"

#include <string.h>

#include "wizard/record/mailcode.h"
#include "wizard/record/mailtext.h"

/* --- Encodings ------------------------------------------------------------ */

static struct slice
decoded(struct arena *arena, const struct message *m)
{
	const struct message_field *field =
	    message_find(m, "Content-Transfer-Encoding", NULL);
	struct mail_token token;
	struct slice rest;

	if (field == NULL)
		return m->body;
	rest = field->value;
	if (!mailtext_skip(&rest, ";", &token))
		return m->body;
	if (slice_is_nocase(token.text, "base64"))
		return mailcode_base64(arena, m->body);
	if (slice_is_nocase(token.text, "quoted-printable"))
		return mailcode_quoted(arena, m->body);
	return m->body;
}

/* --- Types ---------------------------------------------------------------- */

struct type {
	bool multipart, message;
	struct slice boundary; /* len 0: none */
};

static bool
next_parameter(struct slice *rest, struct slice *ret_name,
    struct mail_token *ret_value)
{
	struct mail_token token;

	while (mailtext_skip(rest, ";=", &token)) {
		if (token.kind != MAIL_WORD)
			continue;
		*ret_name = token.text;
		if (mailtext_skip(rest, ";=", &token) &&
		    mailtext_is(&token, '=') &&
		    mailtext_skip(rest, ";=", ret_value))
			return true;
	}
	return false;
}

static struct type
type_of(struct arena *arena, const struct message *m)
{
	const struct message_field *field =
	    message_find(m, "Content-Type", NULL);
	struct type type = {.boundary = {.ptr = ""}};
	struct mail_token token;
	struct slice rest, name;

	if (field == NULL)
		return type;
	rest = field->value;
	if (!mailtext_skip(&rest, ";", &token))
		return type;
	type.message = slice_is_nocase(token.text, "message/rfc822");
	type.multipart = slice_starts_nocase(token.text, "multipart/");
	while (next_parameter(&rest, &name, &token))
		if (slice_is_nocase(name, "boundary"))
			type.boundary = mailtext_plain(arena, token.text);
	return type;
}

/* --- Parts ---------------------------------------------------------------- */

struct walk {
	struct arena *arena;
	struct mime_parts *parts;
	struct err *err;
	unsigned depth;
};

static enum err_code walk_message(struct walk *w, struct slice text);

/* A line of the multipart that stands between two parts, RFC 2046 section 5.1. */
static bool
is_delimiter(struct slice line, struct slice boundary)
{
	return line.len >= boundary.len + 2 &&
	    memcmp(line.ptr, "--", 2) == 0 &&
	    memcmp(line.ptr + 2, boundary.ptr, boundary.len) == 0;
}

static bool
is_last(struct slice line, struct slice boundary)
{
	size_t at = boundary.len + 2;

	return line.len >= at + 2 && memcmp(line.ptr + at, "--", 2) == 0;
}

/* The text up to the next delimiter, which is cut off as well. */
static struct slice
cut_part(struct slice *rest, struct slice boundary, bool *ret_last)
{
	struct slice part = {rest->ptr, rest->len}, line;

	*ret_last = true;
	while (rest->len > 0) {
		const char *begin = rest->ptr;

		(void)slice_next(rest, '\n', &line);
		if (!is_delimiter(line, boundary))
			continue;
		*ret_last = is_last(line, boundary);
		part.len = (size_t)(begin - part.ptr);
		return part;
	}
	return part;
}

static enum err_code
walk_multipart(struct walk *w, struct slice body, struct slice boundary)
{
	bool last;

	/* What stands in front of the first delimiter is for nobody. */
	(void)cut_part(&body, boundary, &last);
	while (!last && body.len > 0) {
		struct slice part = cut_part(&body, boundary, &last);

		if (walk_message(w, part) != ERR_OK)
			return w->err->code;
	}
	return ERR_OK;
}

static void
add_part(struct walk *w, struct slice content)
{
	struct mime_parts *parts = w->parts;

	if (parts->count == MIME_PARTS_MAX)
		parts->cut = true;
	else
		parts->part[parts->count++] = content;
}

static enum err_code
walk_inside(struct walk *w, struct slice text)
{
	struct message m;
	struct type type;

	if (message_parse(w->arena, text, &m, w->err) != ERR_OK)
		return w->err->code;
	type = type_of(w->arena, &m);
	if (type.multipart && type.boundary.len > 0)
		return walk_multipart(w, m.body, type.boundary);
	if (type.message)
		return walk_message(w, decoded(w->arena, &m));
	add_part(w, decoded(w->arena, &m));
	return ERR_OK;
}

static enum err_code
walk_message(struct walk *w, struct slice text)
{
	enum err_code code;

	if (w->depth == MIME_DEPTH_MAX || w->parts->count == MIME_PARTS_MAX) {
		w->parts->cut = true;
		return ERR_OK;
	}
	w->depth++;
	code = walk_inside(w, text);
	w->depth--;
	return code;
}

enum err_code
mime_parts(struct arena *arena, struct slice message, struct mime_parts *ret,
    struct err *err)
{
	struct walk w = {.arena = arena, .parts = ret, .err = err};

	memset(ret, 0, sizeof(*ret));
	return walk_message(&w, message);
}
