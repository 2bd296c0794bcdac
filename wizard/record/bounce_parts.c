#include "wizard/record/bounce_parts.h"

#include <string.h>

#include "wizard/record/mailcode.h"
#include "wizard/record/mailtext.h"
#include "wizard/record/message.h"

/* A Content-Type field, RFC 2045 section 5.1. */
struct content {
	struct slice type; /* "multipart/report"; empty: not given */
	struct slice boundary, charset;
};

/* Where an entity stands. */
enum place {
	ON_ITS_OWN,
	IN_REPORT,
	RETURNED, /* behind the fields of a report, RFC 6522 section 3 */
};

struct walk {
	struct arena *arena;
	struct bounce_parts parts;
	unsigned depth;
};

static void read_entity(
    struct walk *walk, struct slice text, enum place place);

static void
add_part(struct walk *walk, enum bounce_part_kind kind, struct slice text)
{
	struct bounce_parts *parts = &walk->parts;

	/* An empty body has no place. */
	if (text.len == 0)
		text.ptr = "";
	if (parts->count < COUNT_OF(parts->part))
		parts->part[parts->count++] = (struct bounce_part) {kind, text};
}

static struct content
content_of(const struct message *message)
{
	const struct message_field *field =
	    message_find(message, "Content-Type", NULL);
	struct content content = {.type = {"", 0}};
	struct slice rest;
	struct mail_token name, token;

	if (field == NULL)
		return content;
	rest = field->value;
	if (mailtext_skip(&rest, ";=", &token))
		content.type = token.text;
	while (mailtext_skip(&rest, ";=", &name)) {
		if (name.kind != MAIL_WORD ||
		    !mailtext_skip(&rest, ";=", &token) ||
		    !mailtext_is(&token, '=') ||
		    !mailtext_skip(&rest, ";", &token))
			continue;
		if (slice_is_nocase(name.text, "boundary"))
			content.boundary = token.text;
		else if (slice_is_nocase(name.text, "charset"))
			content.charset = token.text;
	}
	return content;
}

static struct slice
decoded(struct walk *walk, const struct message *entity,
    const struct content *content)
{
	const struct message_field *field =
	    message_find(entity, "Content-Transfer-Encoding", NULL);
	struct slice text = entity->body;
	struct slice coding = field == NULL
				  ? (struct slice) {"", 0}
				  : slice_trim(field->value, MAILTEXT_BLANKS);

	if (slice_is_nocase(coding, "base64"))
		text = mailcode_base64(walk->arena, text);
	else if (slice_is_nocase(coding, "quoted-printable"))
		text = mailcode_quoted(walk->arena, text);
	return mailcode_utf8(walk->arena, text, content->charset);
}

/* --- multipart -------------------------------------------------------------
 */

/* Does a delimiter stand here? RFC 2046 section 5.1.1. */
static bool
is_delimiter(struct slice line, struct slice boundary)
{
	return line.len >= boundary.len + 2 && memcmp(line.ptr, "--", 2) == 0 &&
	       memcmp(line.ptr + 2, boundary.ptr, boundary.len) == 0;
}

/* Cuts off what stands before the next delimiter, and the delimiter itself. */
static bool
next_part(struct slice *rest, struct slice boundary, struct slice *ret)
{
	const char *start = rest->ptr, *end;
	struct slice line;

	if (rest->len == 0)
		return false;
	end = start + rest->len;
	while (slice_next(rest, '\n', &line)) {
		if (is_delimiter(line, boundary)) {
			end = line.ptr;
			break;
		}
	}
	*ret = (struct slice) {start, (size_t)(end - start)};
	return true;
}

static bool
has_kind_since(
    const struct bounce_parts *parts, size_t first, enum bounce_part_kind kind)
{
	for (size_t i = first; i < parts->count; i++)
		if (parts->part[i].kind == kind)
			return true;
	return false;
}

static bool
has_text_since(const struct bounce_parts *parts, size_t first)
{
	for (size_t i = first; i < parts->count; i++)
		if (parts->part[i].kind == BOUNCE_PART_TEXT &&
		    slice_trim(parts->part[i].text, MAILTEXT_BLANKS).len > 0)
			return true;
	return false;
}

/* HTML that says the same once more is left out. */
static void
drop_twins(struct bounce_parts *parts, size_t first)
{
	size_t kept = first;

	if (!has_text_since(parts, first))
		return;
	for (size_t i = first; i < parts->count; i++)
		if (parts->part[i].kind != BOUNCE_PART_HTML)
			parts->part[kept++] = parts->part[i];
	parts->count = kept;
}

static void
read_multipart(
    struct walk *walk, struct slice body, const struct content *content)
{
	bool report = slice_is_nocase(content->type, "multipart/report");
	size_t first = walk->parts.count;
	struct slice part;

	if (!next_part(&body, content->boundary, &part))
		return;
	/* What stands before the first delimiter is for old mail programs. */
	while (walk->parts.count < BOUNCE_PARTS_MAX &&
	       next_part(&body, content->boundary, &part)) {
		read_entity(walk, part,
		    has_kind_since(&walk->parts, first, BOUNCE_PART_STATUS)
			? RETURNED
		    : report ? IN_REPORT
			     : ON_ITS_OWN);
	}
	if (slice_is_nocase(content->type, "multipart/alternative"))
		drop_twins(&walk->parts, first);
}

/* --- One entity ------------------------------------------------------------
 */

/* An entity may have no header at all: then it begins with an empty line. */
static bool
parse_entity(struct walk *walk, struct slice text, struct message *ret)
{
	struct err ignored = ERR_INIT;
	struct slice line = text;

	(void)slice_next(&text, '\n', &line);
	if (slice_trim(line, "\r").len == 0) {
		*ret = (struct message) {.body = text};
		return true;
	}
	text =
	    (struct slice) {line.ptr, (size_t)(text.ptr - line.ptr) + text.len};
	return message_parse(walk->arena, text, ret, &ignored) == ERR_OK;
}

static bool
is_status(struct slice type)
{
	return slice_is_nocase(type, "message/global-delivery-status") ||
	       slice_starts_nocase(type, "message/delivery-status");
}

static bool
is_header_of_message(struct slice type)
{
	return slice_is_nocase(type, "text/rfc822-headers") ||
	       slice_is_nocase(type, "message/global-headers");
}

static void
read_leaf(struct walk *walk, const struct message *entity,
    const struct content *content, enum place place)
{
	struct slice text = decoded(walk, entity, content);
	struct slice type = content->type;
	bool message = slice_starts_nocase(type, "message/");

	if (is_status(type))
		add_part(walk, BOUNCE_PART_STATUS, text);
	else if (place == RETURNED || is_header_of_message(type) ||
		 (place == IN_REPORT && message))
		add_part(walk, BOUNCE_PART_QUOTED, text);
	else if (slice_is_nocase(type, "message/rfc822"))
		read_entity(walk, text, ON_ITS_OWN);
	else if (slice_is_nocase(type, "text/html"))
		add_part(walk, BOUNCE_PART_HTML, text);
	else if (type.len == 0 || slice_starts_nocase(type, "text/"))
		add_part(walk, BOUNCE_PART_TEXT, text);
}

/* Of a report that was forwarded, its own counts. */
static void
note_date(struct walk *walk, const struct message *entity)
{
	const struct message_field *date = message_find(entity, "Date", NULL);

	if (date != NULL)
		walk->parts.date = date->value;
}

static void
read_entity(struct walk *walk, struct slice text, enum place place)
{
	struct message entity;
	struct content content;

	if (walk->depth == BOUNCE_PARTS_DEPTH ||
	    !parse_entity(walk, text, &entity))
		return;
	content = content_of(&entity);
	if (place == ON_ITS_OWN)
		note_date(walk, &entity);
	walk->depth++;
	if (slice_starts_nocase(content.type, "multipart/") &&
	    content.boundary.len > 0)
		read_multipart(walk, entity.body, &content);
	else
		read_leaf(walk, &entity, &content, place);
	walk->depth--;
}

/* --- Is it a message? ------------------------------------------------------
 */

static bool
is_message(struct arena *arena, struct slice text)
{
	static const char *const usual[] = {"From", "To", "Subject", "Date",
	    "Received", "Return-Path", "MIME-Version", "Content-Type",
	    "Message-ID", "Delivered-To"};
	struct err ignored = ERR_INIT;
	struct message message;
	unsigned seen = 0;

	if (message_parse(arena, text, &message, &ignored) != ERR_OK)
		return false;
	for (size_t i = 0; i < COUNT_OF(usual); i++)
		seen += message_find(&message, usual[i], NULL) != NULL;
	return seen >= 2;
}

struct bounce_parts
bounce_parts_of(struct arena *arena, struct slice text)
{
	struct walk walk = {.arena = arena};

	while (text.len > 0 && strchr("\r\n", text.ptr[0]) != NULL) {
		text.ptr++;
		text.len--;
	}
	if (is_message(arena, text))
		read_entity(&walk, text, ON_ITS_OWN);
	if (walk.parts.count == 0)
		add_part(&walk, BOUNCE_PART_TEXT, text);
	return walk.parts;
}
