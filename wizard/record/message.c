#include "wizard/record/message.h"

#include <string.h>

#include "wizard/base/i18n.h"

/* --- Lines ---------------------------------------------------------------- */

/*
 * Cuts a line off, without its end; *ret_end has how many octets that was: 0, 1
 * or 2. False at the end of the text.
 */
static bool
next_line(struct slice *rest, struct slice *ret_line, size_t *ret_end)
{
	size_t i = 0;

	if (rest->len == 0)
		return false;
	while (i < rest->len && rest->ptr[i] != '\n' && rest->ptr[i] != '\r')
		i++;
	*ret_line = (struct slice) {rest->ptr, i};
	*ret_end = rest->len - i >= 2 && memcmp(rest->ptr + i, "\r\n", 2) == 0
		       ? 2
		       : i < rest->len;
	rest->ptr += i + *ret_end;
	rest->len -= i + *ret_end;
	return true;
}

static unsigned
repairs_of(size_t end)
{
	static const unsigned repairs[] = {
	    MESSAGE_LAST_LINE, MESSAGE_LINE_ENDS, 0};

	return repairs[end];
}

/* --- The header ----------------------------------------------------------- */

struct parse {
	struct arena *arena;
	struct slice rest;
	size_t line; /* number of the last one that was read */
	struct buf header; /* with CRLF at the end of every line */
	struct message message;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_empty(struct slice line)
{
	return slice_trim(line, " \t").len == 0;
}

/* Printable ASCII without the colon, section 2.2; blanks before the colon are
 * obsolete, but allowed. */
static size_t
name_length(struct slice line)
{
	size_t n = 0, blanks = 0;

	while (n < line.len && line.ptr[n] > ' ' && line.ptr[n] < 0x7f &&
	       line.ptr[n] != ':')
		n++;
	while (n + blanks < line.len && is_blank(line.ptr[n + blanks]))
		blanks++;
	return n + blanks < line.len && line.ptr[n + blanks] == ':' ? n : 0;
}

/* "From root@host Sun Nov 22 ..." of an mbox, and blank lines. */
static bool
is_front(struct slice line)
{
	return is_empty(line) ||
	       (slice_starts_nocase(line, "From ") && name_length(line) == 0);
}

/* What mailboxes and copying put in front of a message. */
static void
skip_front(struct parse *p)
{
	static const char mark[] = "\xef\xbb\xbf"; /* byte order mark */
	struct slice rest = p->rest, line;
	size_t end;

	if (rest.len >= 3 && memcmp(rest.ptr, mark, 3) == 0) {
		p->rest.ptr += 3;
		p->rest.len -= 3;
		p->message.repairs |= MESSAGE_FRONT;
		rest = p->rest;
	}
	while (next_line(&rest, &line, &end) && end > 0 && is_front(line)) {
		p->message.repairs |=
		    is_empty(line) ? MESSAGE_FRONT : MESSAGE_ENVELOPE;
		p->rest = rest;
		p->line++;
	}
}

static bool
continues_header(const struct parse *p, struct slice line)
{
	return name_length(line) > 0 ||
	       (p->header.len > 0 && is_blank(line.ptr[0]));
}

static enum err_code
read_header(struct parse *p, struct err *err)
{
	struct slice rest = p->rest, line;
	size_t end;

	while (next_line(&rest, &line, &end)) {
		p->line++;
		if (line.len > 0 && !continues_header(p, line)) {
			p->message.broken_line = p->line;
			break;
		}
		p->rest = rest;
		p->message.repairs |= repairs_of(end);
		if (line.len == 0)
			break;
		if (p->header.len + line.len + 2 > MESSAGE_HEADER_MAX)
			return err_set(err, ERR_LIMIT,
			    _("The header of this message is larger than %u "
			      "octets. That is no message of a person."),
			    MESSAGE_HEADER_MAX);
		buf_add(&p->header, line.ptr, line.len);
		buf_adds(&p->header, "\r\n");
	}
	return ERR_OK;
}

static void
add_field(struct parse *p, struct slice text)
{
	struct message *m = &p->message;
	size_t name = name_length(text);
	size_t colon = name;

	while (text.ptr[colon] != ':')
		colon++;
	m->field =
	    arena_push(p->arena, m->field, &m->fields, sizeof(*m->field));
	m->field[m->fields - 1] = (struct message_field) {
	    .text = text,
	    .name = {text.ptr, name},
	    .value = {text.ptr + colon + 1, text.len - colon - 1},
	};
}

/* Every line of the header begins a field or goes on with one. */
static enum err_code
split_fields(struct parse *p, struct err *err)
{
	struct slice all = {buf_text(&p->header), p->header.len};
	size_t begin = 0;

	all.ptr = arena_copy_slice(p->arena, all);
	for (size_t i = 0; i + 1 < all.len; i++) {
		size_t next = i + 2;

		if (all.ptr[i] != '\r' ||
		    (next < all.len && is_blank(all.ptr[next])))
			continue;
		if (p->message.fields == MESSAGE_FIELDS_MAX)
			return err_set(err, ERR_LIMIT,
			    _("The message has more than %d header fields. "
			      "That is no message of a person."),
			    MESSAGE_FIELDS_MAX);
		add_field(p, (struct slice) {all.ptr + begin, i - begin});
		begin = next;
	}
	return ERR_OK;
}

/* What the reader is going to repair. */
static unsigned
look_at_body(struct slice body)
{
	unsigned repairs = 0;
	struct slice line;
	size_t end;

	while (next_line(&body, &line, &end))
		repairs |= repairs_of(end);
	return repairs;
}

enum err_code
message_parse(struct arena *arena, struct slice text, struct message *ret,
    struct err *err)
{
	struct parse p = {.arena = arena, .rest = text};
	enum err_code code;

	if (text.len > MESSAGE_MAX)
		return err_set(err, ERR_LIMIT,
		    _("The message is larger than %u MB, which is more than "
		      "mail servers take."),
		    MESSAGE_MAX >> 20);
	skip_front(&p);
	code = read_header(&p, err);
	if (code == ERR_OK)
		code = split_fields(&p, err);
	buf_release(&p.header);
	if (code != ERR_OK)
		return code;
	p.message.body = p.rest;
	p.message.repairs |= look_at_body(p.rest);
	*ret = p.message;
	return ERR_OK;
}

const struct message_field *
message_find(const struct message *message, const char *name,
    const struct message_field *after)
{
	size_t i = after == NULL ? 0 : (size_t)(after - message->field) + 1;

	for (; i < message->fields; i++)
		if (slice_is_nocase(message->field[i].name, name))
			return &message->field[i];
	return NULL;
}

size_t
message_count(const struct message *message, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < message->fields; i++)
		count += slice_is_nocase(message->field[i].name, name);
	return count;
}

/* --- The body ------------------------------------------------------------- */

struct message_reader
message_reader(const struct message *message)
{
	return (struct message_reader) {.rest = message->body};
}

/* As many octets as there are up to the next line end, or as have room. */
static size_t
copy_line(struct message_reader *r, char *out, size_t room)
{
	size_t n = 0;

	while (n < room && n < r->rest.len && r->rest.ptr[n] != '\r' &&
	       r->rest.ptr[n] != '\n')
		n++;
	memcpy(out, r->rest.ptr, n);
	r->rest.ptr += n;
	r->rest.len -= n;
	r->open = r->open || n > 0;
	return n;
}

/* Reads over one line end of any kind. */
static void
skip_end(struct message_reader *r)
{
	size_t end = r->rest.len >= 2 && memcmp(r->rest.ptr, "\r\n", 2) == 0
			 ? 2
			 : r->rest.len > 0;

	r->rest.ptr += end;
	r->rest.len -= end;
	r->open = false;
}

size_t
message_read(struct message_reader *r, char *out, size_t size)
{
	size_t n = 0;

	while (n + 2 <= size && (r->rest.len > 0 || r->open)) {
		if (r->rest.len > 0)
			n += copy_line(r, out + n, size - n);
		if (n + 2 > size)
			break;
		memcpy(out + n, "\r\n", 2);
		n += 2;
		skip_end(r);
	}
	return n;
}

struct canonical {
	uint64_t length; /* up to the last octet that counts */
	uint64_t pending; /* line ends and blanks that count if more follows */
	bool blank; /* the last octet was a blank */
	bool relaxed;
};

static void
count_octet(struct canonical *c, char octet)
{
	bool blank = c->relaxed && is_blank(octet);

	if (octet == '\r')
		return;
	if (octet == '\n') {
		/* Blanks at the end of a line go, empty last lines too. */
		c->pending += c->blank ? 1 : 2;
	} else if (blank) {
		c->pending += !c->blank;
	} else {
		c->length += c->pending + 1;
		c->pending = 0;
	}
	c->blank = blank;
}

uint64_t
message_canonical_length(const struct message *message, bool relaxed)
{
	struct message_reader reader = message_reader(message);
	struct canonical c = {.relaxed = relaxed};
	char chunk[4096];
	size_t n;

	while ((n = message_read(&reader, chunk, sizeof(chunk))) > 0)
		for (size_t i = 0; i < n; i++)
			count_octet(&c, chunk[i]);
	/* An empty body is one line end in the simple form, none in the other.
	 */
	return c.length > 0 ? c.length + 2 : relaxed ? 0 : 2;
}
