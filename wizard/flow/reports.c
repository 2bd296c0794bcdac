#include "wizard/flow/reports.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/flow/reports_work.h"

struct reports *
reports_new(const struct services *services)
{
	struct reports *r = mem_alloc(sizeof(*r));

	r->services = services;
	return r;
}

void
reports_free(struct reports *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->domains; i++)
		free(r->domain[i].decided);
	lookup_free(r->lookup);
	inquiry_free(r->inquiry);
	arena_release(&r->arena);
	free(r);
}

size_t
reports_doubles(const struct reports *r)
{
	return r->doubles;
}

const struct reported_domain *
reports_domains(const struct reports *r, size_t *ret_count)
{
	*ret_count = r->domains;
	return r->domain;
}

/* --- Taking --------------------------------------------------------------- */

/* The id is the receiver's own; without one the time has to do. */
static bool
is_same(const struct dmarc_report *a, const struct dmarc_report *b)
{
	return strcmp(a->id, b->id) == 0 && strcasecmp(a->org, b->org) == 0 &&
	    strcasecmp(a->domain, b->domain) == 0 &&
	    (a->id[0] != '\0' || (a->begin == b->begin && a->end == b->end));
}

static bool
is_known(const struct reports *r, const struct dmarc_report *report)
{
	for (size_t i = 0; i < r->count; i++)
		if (is_same(&r->report[i], report))
			return true;
	return false;
}

/*
 * The name as everybody else writes it; it is a key from here on. Some receivers
 * write 日本語.jp as such.
 */
static enum err_code
normalise(struct reports *r, struct dmarc_report *report, struct err *err)
{
	const unsigned fine =
	    DNAME_NOTE_DOT | DNAME_NOTE_CASE | DNAME_NOTE_IDN;
	struct err why = ERR_INIT;
	struct dname name;
	unsigned notes;

	if (dname_from_user(slice_of(report->domain), &name, &notes, &why) !=
		ERR_OK ||
	    (notes & ~fine) != 0 || !dname_is_hostname(name.text))
		return err_set(err, ERR_SYNTAX,
		    _("The report is about something that is not a domain."));
	report->domain = arena_copy(&r->arena, name.text);
	return ERR_OK;
}

enum err_code
reports_take(struct reports *r, const struct dmarc_report *report,
    bool *ret_new, struct err *err)
{
	struct dmarc_report taken = *report;

	if (normalise(r, &taken, err) != ERR_OK)
		return err->code;
	*ret_new = !is_known(r, &taken);
	r->doubles += !*ret_new;
	if (!*ret_new)
		return ERR_OK;
	if (r->count == REPORTS_MAX ||
	    r->rows + taken.rows > REPORTS_ROWS_MAX)
		return err_set(err, ERR_LIMIT,
		    _("These are more reports than are read at once. Read them "
		      "in several runs, a month at a time."));
	r->report =
	    arena_push(&r->arena, r->report, &r->count, sizeof(*r->report));
	r->report[r->count - 1] = taken;
	r->rows += taken.rows;
	return ERR_OK;
}

/* --- Sums ----------------------------------------------------------------- */

/* A row and where it stands. */
struct line {
	const struct dmarc_report *report;
	const struct dmarc_row *row;
};

static int
compare_ips(const struct ip *a, const struct ip *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->octets, b->octets, sizeof(a->octets));
}

/* By domain, then by address, so that what belongs together is together. */
static int
compare_lines(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	int order = strcmp(a->report->domain, b->report->domain);

	return order != 0 ? order : compare_ips(&a->row->ip, &b->row->ip);
}

static void
list_domain(struct domain_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcasecmp(list->name[i], name) == 0)
			return;
	if (name[0] != '\0' && list->count < SOURCE_DOMAINS_MAX)
		list->name[list->count++] = name;
}

static void
list_names(struct report_source *s, const struct dmarc_row *row)
{
	for (size_t i = 0; i < row->signatures; i++)
		if (row->signature[i].passed)
			list_domain(&s->signers, row->signature[i].domain);
	for (size_t i = 0; i < row->senders; i++)
		list_domain(&s->envelopes, row->sender[i].domain);
	list_domain(&s->envelopes, row->envelope_from);
}

static void
add_row(struct report_source *s, const struct line *line)
{
	static const unsigned handed_on = DMARC_REASON_FORWARDED |
	    DMARC_REASON_MAILING_LIST | DMARC_REASON_TRUSTED_FORWARDER;
	const struct dmarc_row *row = line->row;
	bool passes = row->spf || row->dkim;

	/* Rows times the most of a row is far from what an int64_t holds. */
	s->messages += row->messages;
	s->passing += passes ? row->messages : 0;
	s->spf += row->spf ? row->messages : 0;
	s->dkim += row->dkim ? row->messages : 0;
	if (!passes && (row->reasons & handed_on) != 0)
		s->forwarded += row->messages;
	if (row->disposition > DMARC_NONE)
		s->stopped += row->messages;
	if (line->report->end > s->last)
		s->last = line->report->end;
	list_names(s, row);
}

/* The lines of one address; returns how many these are. */
static size_t
sum_source(struct reports *r, struct reported_domain *d,
    const struct line *line, size_t count)
{
	struct report_source *s;
	size_t i;

	d->source =
	    arena_push(&r->arena, d->source, &d->sources, sizeof(*d->source));
	s = &d->source[d->sources - 1];
	s->ip = line->row->ip;
	for (i = 0; i < count && compare_lines(&line[i], line) == 0; i++) {
		s->reports += i == 0 || line[i].report != line[i - 1].report;
		add_row(s, &line[i]);
	}
	d->messages += s->messages;
	d->passing += s->passing;
	return i;
}

static struct reported_domain *
find_domain(struct reports *r, const char *name)
{
	struct reported_domain *d;

	for (size_t i = 0; i < r->domains; i++)
		if (strcmp(r->domain[i].domain, name) == 0)
			return &r->domain[i];
	r->domain =
	    arena_push(&r->arena, r->domain, &r->domains, sizeof(*r->domain));
	d = &r->domain[r->domains - 1];
	d->domain = name;
	return d;
}

static void
list_reporter(struct reports *r, struct reported_domain *d, const char *org)
{
	for (size_t i = 0; i < d->reporters; i++)
		if (strcasecmp(d->reporter[i], org) == 0)
			return;
	d->reporter = arena_push(
	    &r->arena, d->reporter, &d->reporters, sizeof(*d->reporter));
	d->reporter[d->reporters - 1] = org;
}

static void
add_report(struct reports *r, const struct dmarc_report *report)
{
	struct reported_domain *d = find_domain(r, report->domain);

	d->reports++;
	d->broken_rows += report->broken_rows;
	list_reporter(r, d, report->org);
	if (d->newest == NULL || report->end > d->newest->end)
		d->newest = report;
	if (report->begin > 0 && (d->begin == 0 || report->begin < d->begin))
		d->begin = report->begin;
	if (report->end > d->end)
		d->end = report->end;
}

void
reports_sum(struct reports *r)
{
	struct line *line = mem_alloc((r->rows + 1) * sizeof(*line));
	struct reported_domain *d = NULL;
	size_t lines = 0;

	for (size_t i = 0; i < r->count; i++) {
		add_report(r, &r->report[i]);
		for (size_t k = 0; k < r->report[i].rows; k++)
			line[lines++] = (struct line) {
			    &r->report[i], &r->report[i].row[k]};
	}
	qsort(line, lines, sizeof(*line), compare_lines);
	for (size_t i = 0; i < lines;) {
		if (d == NULL || strcmp(d->domain, line[i].report->domain) != 0)
			d = find_domain(r, line[i].report->domain);
		i += sum_source(r, d, &line[i], lines - i);
	}
	free(line);
}
