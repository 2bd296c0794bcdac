#include "wizard/flow/export.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/export_values.h"
#include "wizard/flow/panels.h"
#include "wizard/record/rrdata.h"
#include "wizard/record/zonefile.h"

#define VARIABLES 32

const struct format_template *
export_format(const struct templates *templates, const char *id)
{
	for (size_t i = 0; i < templates->formats; i++)
		if (strcmp(templates->format[i].id, id) == 0)
			return &templates->format[i];
	return NULL;
}

bool
export_needs_facts(const struct format_template *format)
{
	return format->parts[0].value[0] != '\0' ||
	    format->parts[0].present[0] != '\0';
}

static bool
has_relative_name(const char *template)
{
	static const char *const names[] = {"{{name", "{{label", "{{host"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strstr(template, names[i]) != NULL)
			return true;
	return false;
}

bool
export_is_relative(const struct format_template *format)
{
	for (size_t i = 0; i < format->nparts; i++)
		if (has_relative_name(format->parts[i].record) ||
		    has_relative_name(format->parts[i].value))
			return true;
	return false;
}

/* --- Variables --------------------------------------------------------------- */

struct exporter {
	const struct export_job *job;
	struct arena arena; /* of one record */
	struct buf *out;
	struct err *err;
	size_t number, total;
	const struct change *change; /* NULL: outside the records */
	const struct change *before; /* the one that was put last; or NULL */
	const struct change *headed; /* the same, but for what only goes */
	bool done[CHANGES_MAX];
	const struct format_parts *parts; /* for its type */
	const char *values, *deletes, *presents;
};

struct variables {
	struct variable v[VARIABLES];
	size_t count;
};

static void
set(struct variables *list, const char *name, const char *value)
{
	list->v[list->count++] = (struct variable) {name, value};
}

static const char *
op_word(const struct change *change)
{
	static const char *const words[] = {
	    [CHANGE_KEEP] = N_("KEEP"),
	    [CHANGE_ADD] = N_("ADD"),
	    [CHANGE_REPLACE] = N_("REPLACE"),
	    [CHANGE_RESTORE] = N_("REPLACE"),
	    [CHANGE_REMOVE] = N_("DELETE"),
	};

	return _(words[change->op]);
}

static const char *
old_values(struct arena *arena, const struct change *change)
{
	const char *text = "";

	for (int64_t i = 0; i < change->olds; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? "\n" : "",
		    text_safe(arena, slice_of(change->old[i])));
	return text;
}

static void
set_general(struct exporter *x, struct variables *list)
{
	const struct export_job *job = x->job;

	set(list, "domain", job->zone);
	set(list, "date", job->date);
	set(list, "number", arena_printf(&x->arena, "%zu", x->number));
	set(list, "count", arena_printf(&x->arena, "%zu", x->total));
	set(list, "panel",
	    job->panel->name[0] != '\0' ? job->panel->name
					: _("your DNS panel"));
	set(list, "where",
	    job->panel->where[0] != '\0'
		? job->panel->where
		: _("where the DNS records of the domain are edited"));
	set(list, "bulk",
	    job->panel->bulk[0] != '\0' ? job->panel->bulk
					: _("enter them one by one"));
	set(list, "quirk",
	    job->panel->quirk[0] != '\0'
		? job->panel->quirk
		: _("copy every value whole, and press \"Save\" at the end"));
}

static void
set_names(struct exporter *x, struct variables *list)
{
	/* For programs: the same in every language. */
	static const char *const actions[] = {
	    [CHANGE_KEEP] = "keep",
	    [CHANGE_ADD] = "add",
	    [CHANGE_REPLACE] = "replace",
	    [CHANGE_RESTORE] = "replace",
	    [CHANGE_REMOVE] = "remove",
	};
	const struct change *c = x->change;
	const struct export_job *job = x->job;
	char relative[DNAME_MAX + 2];
	const char *host =
	    panel_host(&x->arena, job->panel, c->name, job->zone);

	dname_relative(c->name, job->zone, relative, sizeof(relative));
	set(list, "name", arena_copy(&x->arena, relative));
	set(list, "label",
	    dname_equal(c->name, job->zone) ? ""
					    : arena_copy(&x->arena, relative));
	set(list, "host", host[0] != '\0' ? host : _("(leave empty)"));
	set(list, "owner", c->name);
	set(list, "fqdn", arena_printf(&x->arena, "%s.", c->name));
	set(list, "type", plan_type_word(c));
	set(list, "ttl",
	    arena_printf(
		&x->arena, "%" PRId64, panel_ttl(job->panel, c->ttl)));
	set(list, "op", op_word(c));
	set(list, "action", actions[c->op]);
	set(list, "why", plan_reason(c));
	set(list, "old", old_values(&x->arena, c));
	set(list, "values", x->values);
	set(list, "deletes", x->deletes);
	set(list, "presents", x->presents);
}

/* inner: the strings without the outer quotes, for what adds them by itself. */
static void
set_value(struct exporter *x, struct variables *list,
    const struct export_value *value, bool last)
{
	struct arena *a = &x->arena;
	const char *strings = rrdata_presentation(a, value->rr);
	const size_t quotes = value->rr->type == DNS_TXT ? 1 : 0;

	set(list, "value", arena_copy_slice(a, value->text));
	set(list, "entry", panel_entry(a, x->job->panel, value->rr));
	set(list, "shown", text_safe(a, value->text));
	set(list, "quoted", zonefile_quote_one(a, value->text));
	set(list, "strings", strings);
	set(list, "inner",
	    arena_copy_slice(a,
		(struct slice) {
		    strings + quotes, strlen(strings) - 2 * quotes}));
	set(list, "target",
	    value->rr->target != NULL
		? arena_printf(a, "%s.", value->rr->target)
		: "");
	set(list, "priority",
	    value->rr->type == DNS_MX
		? arena_printf(a, "%u", value->rr->preference)
		: "");
	set(list, "comma", last ? "" : ",");
}

/* --- Parts ------------------------------------------------------------------- */

static enum err_code
put(struct exporter *x, struct buf *out, const char *template,
    const struct export_value *value, bool last)
{
	struct variables list = {.count = 0};

	set_general(x, &list);
	if (x->change != NULL) {
		set_names(x, &list);
		set_value(x, &list, value, last);
	}
	return render(out, template, list.v, list.count, x->err);
}

/* A part once for every value, all of them as one text. */
static enum err_code
put_values(struct exporter *x, const char *template,
    const struct export_values *values, const char **ret)
{
	struct buf text = BUF_INIT;
	enum err_code code = ERR_OK;

	for (size_t i = 0; i < values->count && code == ERR_OK; i++)
		code = put(x, &text, template, &values->value[i],
		    i + 1 == values->count);
	*ret = arena_copy(&x->arena, buf_text(&text));
	buf_release(&text);
	return code;
}

/* Is every octet one that the template can hand on unharmed? */
static enum err_code
check_values(struct exporter *x, const struct export_values *values)
{
	bool needs_utf8 = strstr(x->parts->value, "|json") != NULL &&
	    strstr(x->parts->value, "{{value") != NULL;

	for (size_t i = 0; i < values->count; i++) {
		struct slice text = values->value[i].text, rest = text;
		uint32_t c = 0;
		size_t n;
		bool good = memchr(text.ptr, '\0', text.len) == NULL;

		for (; needs_utf8 && (n = text_next(rest, &c)) > 0;
		     rest.ptr += n, rest.len -= n)
			good = good && c != 0xfffd;
		if (!good)
			return err_set(x->err, ERR_RANGE,
			    _("A record of %s holds octets that this format "
			      "cannot carry: %s"),
			    x->change->name, text_safe(&x->arena, text));
	}
	return ERR_OK;
}

/* Before the change, or a line that says that there is nothing. */
static enum err_code
put_presents(struct exporter *x, const struct export_values *published)
{
	static const struct dns_rr nothing = {.raw = {"", 0}};
	struct export_value empty = {{"", 0}, &nothing};
	const struct export_values one = {&empty, 1};

	return published->count > 0
	    ? put_values(x, x->parts->present, published, &x->presents)
	    : put_values(x, x->parts->absent, &one, &x->presents);
}

static enum err_code
fill_values(struct exporter *x)
{
	const struct change *c = x->change;
	struct arena *a = &x->arena;
	struct export_values published, staying, leaving;

	if (!export_published(a, x->job->facts, c, &published) &&
	    export_needs_facts(x->job->format))
		return err_set(x->err, ERR_MISSING,
		    _("Nobody could say which %s records %s has, and this "
		      "format would replace them all. Try again, or take the "
		      "format \"panel\"."),
		    plan_type_word(c), c->name);
	if (export_staying(a, c, &published, &staying, x->err) != ERR_OK ||
	    export_leaving(a, c, &published, &leaving, x->err) != ERR_OK ||
	    check_values(x, &staying) != ERR_OK ||
	    put_values(x, x->parts->value, &staying, &x->values) != ERR_OK ||
	    put_values(x, x->parts->remove, &leaving, &x->deletes) != ERR_OK)
		return x->err->code;
	return put_presents(x, &published);
}

static bool
is_beside(const struct change *a, const struct change *b)
{
	return a != NULL && dname_equal(a->name, b->name);
}

/* Formats that set all values of a name need one that is left. */
static const char *
record_part(const struct exporter *x)
{
	bool is_left = x->parts->value[0] != '\0' && x->values[0] != '\0';

	if (x->change->op == CHANGE_REMOVE && !is_left)
		return x->parts->withdraw;
	return x->parts->also[0] != '\0' && is_beside(x->headed, x->change)
	    ? x->parts->also
	    : x->parts->record;
}

/* The parts for records of that type; NULL: the format cannot carry them. */
static const struct format_parts *
parts_for(const struct format_template *format, uint16_t type)
{
	struct slice rest = slice_of(format->types), word;
	bool carries = format->types[0] == '\0';

	while (slice_next(&rest, ' ', &word))
		carries = carries || slice_is(word, dns_type_word(type));
	for (size_t i = 1; i < format->nparts && carries; i++)
		if (format->parts[i].type == type)
			return &format->parts[i];
	return carries ? &format->parts[0] : NULL;
}

static enum err_code
put_record(struct exporter *x, const struct change *change)
{
	struct export_value own;
	enum err_code code;

	x->change = change;
	x->parts = parts_for(x->job->format, plan_type(change->type));
	x->values = x->deletes = x->presents = "";
	if (x->parts == NULL)
		return err_set(x->err, ERR_RANGE,
		    _("It cannot carry the %s record of %s. Take the format "
		      "\"panel\"."),
		    plan_type_word(change), change->name);
	code = export_value_of(&x->arena, plan_type(change->type),
	    change->op == CHANGE_REMOVE ? change->old[0] : change->value,
	    &own, x->err);
	if (code == ERR_OK)
		code = fill_values(x);
	if (code == ERR_OK && record_part(x)[0] == '\0')
		code = err_set(x->err, ERR_RANGE,
		    _("It cannot say that %s is to go. Take the format "
		      "\"panel\"."),
		    change->name);
	if (code == ERR_OK)
		code = put(x, x->out, record_part(x), &own,
		    x->number == x->total);
	if (record_part(x) != x->parts->withdraw)
		x->headed = change;
	x->change = NULL;
	arena_reset(&x->arena);
	return code;
}

bool
export_leaves_out(const struct export_job *job, const struct change *change)
{
	const char *zone, *name;

	if (job->format->scope[0] == '\0' ||
	    dname_is_within(change->name, job->zone))
		return false;
	if (job->facts != NULL && job->facts->zone != NULL &&
	    job->facts->zone->apex != NULL)
		return true;
	/* Where the zone begins is not known, but not among strangers. */
	zone = inspect_registrable(job->zone);
	name = inspect_registrable(change->name);
	return zone == NULL || name == NULL || !dname_equal(zone, name);
}

static bool
is_carried(const struct export_job *job, const struct change *change)
{
	return (job->all || change->op != CHANGE_KEEP) &&
	    !export_leaves_out(job, change);
}

/* The next one in order, or at that name; NULL: there is none left. */
static const struct change *
next_change(struct exporter *x, const struct change *beside)
{
	const struct export_job *job = x->job;

	for (size_t i = 0; i < job->changes; i++) {
		const struct change *c = &job->change[i];

		if (x->done[i] || !is_carried(job, c) ||
		    (beside != NULL && !is_beside(beside, c)))
			continue;
		x->done[i] = true;
		return c;
	}
	return NULL;
}

/* Where a name has one place for all its records, they stand together. */
static const struct change *
choose_change(struct exporter *x)
{
	const struct change *c = NULL;

	if (x->before != NULL && x->job->format->parts[0].also[0] != '\0')
		c = next_change(x, x->before);
	return c != NULL ? c : next_change(x, NULL);
}

static enum err_code
put_all(struct exporter *x)
{
	const struct export_job *job = x->job;
	const struct change *c;

	if (put(x, x->out, job->format->head, NULL, true) != ERR_OK)
		return x->err->code;
	while ((c = choose_change(x)) != NULL) {
		x->number++;
		if (put_record(x, c) != ERR_OK)
			return err_wrap(
			    x->err, _("format \"%s\""), job->format->id);
		x->before = c;
	}
	return put(x, x->out, job->format->foot, NULL, true);
}

enum err_code
export_changes(
    struct buf *out, const struct export_job *job, struct err *err)
{
	struct exporter x = {.job = job, .out = out, .err = err};
	enum err_code code;

	assert(job->changes <= CHANGES_MAX);
	for (size_t i = 0; i < job->changes; i++)
		x.total += is_carried(job, &job->change[i]);
	code = put_all(&x);
	arena_release(&x.arena);
	return code;
}
