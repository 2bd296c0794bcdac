#include "wizard/record/mailaddr.h"

#include <string.h>

#include "wizard/record/dname.h"
#include "wizard/record/mailtext.h"

struct parse {
	struct arena *arena;
	struct mailaddrs list;
	struct buf local, domain; /* of the mailbox that is being read */
	bool at; /* an "@" was seen */
	bool angle; /* between "<" and ">" */
	bool closed; /* behind the ">" */
};

static bool
is_name_octet(char c)
{
	c = char_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
	       c == '_' || c == '.';
}

static bool
is_plain_name(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_name_octet(text.ptr[i]))
			return false;
	return text.len > 0;
}

static bool
has_high_octet(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return true;
	return false;
}

/* Names in UTF-8 are those of RFC 6532. */
static const char *
name_of(struct arena *arena, struct slice text)
{
	struct err err = ERR_INIT;
	struct dname name;
	unsigned notes;
	bool good = is_plain_name(text)
			? dname_parse(text, &name, &err) == ERR_OK
			: has_high_octet(text) && dname_from_user(text, &name,
						      &notes, &err) == ERR_OK;

	return good && name.text[0] != '\0' ? arena_copy(arena, name.text)
					    : NULL;
}

static void
forget(struct parse *p)
{
	buf_clear(&p->local);
	buf_clear(&p->domain);
	p->at = p->angle = p->closed = false;
}

static void
finish(struct parse *p)
{
	struct mailaddrs *list = &p->list;
	struct slice domain = {buf_text(&p->domain), p->domain.len};

	/* Words without "@" outside of "<>" are no address. */
	if ((p->at || (p->closed && p->local.len > 0)) &&
	    list->count < MAILADDR_MAX) {
		list->addr = arena_push(
		    p->arena, list->addr, &list->count, sizeof(*list->addr));
		list->addr[list->count - 1] = (struct mailaddr) {
		    .local = arena_copy(p->arena, buf_text(&p->local)),
		    .written = arena_copy(p->arena, domain.ptr),
		    .domain = name_of(p->arena, domain),
		};
	}
	forget(p);
}

/* Another "@": what was taken for the domain belongs to the local part. */
static void
see_at(struct parse *p)
{
	if (p->at) {
		buf_addc(&p->local, '@');
		buf_add(&p->local, buf_text(&p->domain), p->domain.len);
		buf_clear(&p->domain);
	}
	p->at = true;
}

static void
see_special(struct parse *p, char c)
{
	bool angle = p->angle;

	switch (c) {
	case '<':
		forget(p);
		p->angle = true;
		break;
	case '>':
		p->closed = angle;
		p->angle = false;
		break;
	case '@':
		see_at(p);
		break;
	case ':': /* behind the name of a group, or a route */
		forget(p);
		p->angle = angle;
		break;
	default:
		if (!angle)
			finish(p);
		break;
	}
}

static void
see_text(struct parse *p, struct slice text)
{
	struct slice plain = mailtext_plain(p->arena, text);

	buf_add(p->at ? &p->domain : &p->local, plain.ptr, plain.len);
}

struct mailaddrs
mailaddr_parse(struct arena *arena, struct slice value)
{
	struct parse p = {.arena = arena};
	struct mail_token token;

	while (mailtext_skip(&value, "<>@,;:[", &token)) {
		/* Behind the ">" nothing counts before the next mailbox. */
		if (p.closed && !mailtext_is(&token, ',') &&
		    !mailtext_is(&token, ';'))
			continue;
		if (token.kind == MAIL_SPECIAL)
			see_special(&p, token.text.ptr[0]);
		else
			see_text(&p, token.text);
	}
	p.closed = p.closed || p.angle;
	finish(&p);
	buf_release(&p.local);
	buf_release(&p.domain);
	return p.list;
}
