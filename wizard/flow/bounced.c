#include "wizard/flow/bounced.h"

#include <stdio.h>
#include <string.h>

void
bounce_set(struct paste_of_bounce *p, const char *text,
    const struct bounce_templates *templates)
{
	arena_reset(&p->arena);
	buf_clear(&p->text);
	buf_adds(&p->text, text);
	p->says = bounce_read(&p->arena,
	    (struct slice) {buf_text(&p->text), p->text.len}, templates);
}

void
bounce_forget(struct paste_of_bounce *p)
{
	arena_release(&p->arena);
	buf_release(&p->text);
	memset(p, 0, sizeof(*p));
}

/* --- Memory ------------------------------------------------------------------- */

/* What is too long to be kept whole is not kept: a part would be wrong. */
static void
keep(char *place, size_t size, const char *text)
{
	if (text != NULL && strlen(text) < size)
		(void)snprintf(place, size, "%s", text);
}

static void
keep_reasons(const struct bounce *b, struct bounced *ret)
{
	size_t used = 0;

	for (size_t i = 0; i < b->reasons; i++) {
		const struct bounce_template *row = b->reason[i].row;
		char *place = ret->reasons + used;
		size_t room = sizeof(ret->reasons) - used;

		if (row == NULL || strlen(row->id) + 2 > room)
			continue;
		used += (size_t)snprintf(
		    place, room, "%s%s", used > 0 ? " " : "", row->id);
	}
}

void
bounced_remember(const struct bounce *b, int64_t now, struct bounced *ret)
{
	*ret = (struct bounced) {
	    .read = now,
	    .sent = b->sent > 0 && b->sent <= now ? b->sent : 0,
	    .reply = b->reply,
	    .identity = b->identity,
	};
	keep_reasons(b, ret);
	if (b->receiver != NULL)
		keep(ret->receiver, sizeof(ret->receiver), b->receiver->id);
	keep(ret->domain, sizeof(ret->domain), b->domain);
	keep(ret->from, sizeof(ret->from), b->from);
	keep(ret->return_path, sizeof(ret->return_path), b->return_path);
	keep(ret->reporting_mta, sizeof(ret->reporting_mta),
	    b->reporting_mta);
	keep(ret->remote, sizeof(ret->remote), b->remote);
	keep(ret->code, sizeof(ret->code), b->code);
	keep(ret->spf, sizeof(ret->spf), b->spf);
	keep(ret->dkim, sizeof(ret->dkim), b->dkim);
	keep(ret->dmarc, sizeof(ret->dmarc), b->dmarc);
	keep(ret->selector, sizeof(ret->selector), b->selector);
	if (b->ip.family != 0)
		ip_format(&b->ip, ret->ip);
}

static const char *
or_null(const char *text)
{
	return text[0] == '\0' ? NULL : text;
}

static const struct bounce_template *
find_row(const struct bounce_templates *templates, struct slice id)
{
	for (size_t i = 0; i < templates->rows; i++)
		if (slice_is(id, templates->row[i].id))
			return &templates->row[i];
	return NULL;
}

static enum bounce_cause
cause_of(const struct bounce_template *row)
{
	for (int cause = 0; cause < BOUNCE_CAUSES; cause++)
		if (strcmp(row->cause,
			bounce_cause_word((enum bounce_cause)cause)) == 0)
			return (enum bounce_cause)cause;
	return BOUNCE_UNKNOWN;
}

/* Ways to refuse that the templates have no more are left out. */
static void
recall_reasons(const struct bounced *bounced,
    const struct bounce_templates *templates, struct bounce *ret)
{
	struct slice rest = slice_of(bounced->reasons), id;

	while (ret->reasons < BOUNCE_REASONS_MAX &&
	    slice_next(&rest, ' ', &id)) {
		const struct bounce_template *row = find_row(templates, id);

		if (row != NULL)
			ret->reason[ret->reasons++] = (struct bounce_reason) {
			    .cause = cause_of(row), .row = row};
	}
	if (ret->reasons > 0)
		ret->cause = ret->reason[0].cause;
}

static const struct bounce_receiver *
find_receiver(const struct bounce_templates *templates, const char *id)
{
	for (size_t i = 0; i < templates->receivers; i++)
		if (strcmp(templates->receiver[i].id, id) == 0)
			return &templates->receiver[i];
	return NULL;
}

struct bounce
bounced_recall(struct arena *arena, const struct bounced *bounced,
    const struct bounce_templates *templates)
{
	struct bounced *own = arena_alloc(arena, sizeof(*own));
	struct bounce b = {.found = true};

	*own = *bounced;
	b.identity = (enum bounce_identity)own->identity;
	b.sent = own->sent;
	b.reply = (unsigned)own->reply;
	b.code = or_null(own->code);
	b.remote = or_null(own->remote);
	b.receiver = find_receiver(templates, own->receiver);
	b.domain = or_null(own->domain);
	b.from = or_null(own->from);
	b.return_path = or_null(own->return_path);
	b.reporting_mta = or_null(own->reporting_mta);
	b.spf = or_null(own->spf);
	b.dkim = or_null(own->dkim);
	b.dmarc = or_null(own->dmarc);
	b.selector = or_null(own->selector);
	if (!ip_parse(slice_of(own->ip), &b.ip))
		b.ip.family = 0;
	recall_reasons(own, templates, &b);
	return b;
}
