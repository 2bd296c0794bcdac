/* S2: what is published now, row by row as the answers arrive. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/steps.h"

enum { ROW_ID = ITEM_FIRST_ID };

const char look_help[] = N_(
    "What it is: what the DNS says about your domain at this moment. The "
    "domain's own name servers are asked, not caches, wherever they answer.\n"
    "If unsure: press Enter. Nothing here needs an answer; the next steps "
    "mend what is wrong.\n"
    "ok: right. problem: mail suffers. warning: better changed. none: not "
    "there yet. wait: no answer so far. unknown: nobody answered, so nothing "
    "is said about it.\n"
    "DKIM: only names that are often used can be tried; a key under another "
    "name stays unseen.");

void
look_enter(struct wizard *w)
{
	wizard_look(w);
}

/* --- Rows -------------------------------------------------------------------- */

struct row {
	const char *topic;  /* as shown */
	const char *families; /* of the checks that belong here: "DK- DM-" */
	const struct dns_answer *answer; /* that decides about waiting */
	const char *good; /* what to say when nothing is wrong */
	const char *absent; /* what to say when there is nothing; or NULL */
	const char **detail;
	size_t details;
};

static void
add_detail(struct arena *a, struct row *row, const char *text)
{
	row->detail =
	    arena_push(a, row->detail, &row->details, sizeof(*row->detail));
	row->detail[row->details - 1] = text;
}

static bool
belongs(const struct finding *f, const char *families)
{
	char family[8];

	(void)snprintf(family, sizeof(family), "%.*s",
	    (int)strcspn(f->check->id, "-") + 1, f->check->id);
	return f->ignored == NULL && strstr(families, family) != NULL;
}

/* Findings are ordered: the first is the worst. */
static const struct finding *
worst(const struct findings *all, const char *families)
{
	for (size_t i = 0; i < all->count; i++)
		if (belongs(&all->finding[i], families))
			return &all->finding[i];
	return NULL;
}

static const struct {
	const char *word;
	enum role role;
} severity_words[] = {
    [SEVERITY_OK] = {N_("ok"), ROLE_OK},
    [SEVERITY_INFO] = {N_("ok"), ROLE_OK},
    [SEVERITY_WARNING] = {N_("warning"), ROLE_WARNING},
    [SEVERITY_ERROR] = {N_("problem"), ROLE_PROBLEM},
    [SEVERITY_UNKNOWN] = {N_("unknown"), ROLE_WARNING},
};

static void
fill_state(const struct wizard *w, struct arena *a, struct item *item,
    const struct row *row)
{
	const struct finding *f =
	    worst(examine_findings(w->look), row->families);
	enum severity severity = f == NULL ? SEVERITY_OK : f->severity;

	if (row->answer == NULL || row->answer->status == DNS_PENDING) {
		item->cell[1] = (struct cell) {
		    arena_printf(a, _("wait %s"),
			when_span(a, examine_waited(w->look))),
		    ROLE_WAIT};
		item->cell[2].text = _("no answer yet");
		return;
	}
	item->cell[1] = (struct cell) {
	    _(severity_words[severity].word), severity_words[severity].role};
	item->cell[2].text = severity > SEVERITY_INFO ? f->message : row->good;
	if (row->absent != NULL && severity != SEVERITY_UNKNOWN) {
		item->cell[1] = (struct cell) {_("none"), ROLE_WARNING};
		item->cell[2].text = row->absent;
	}
}

static const struct table look_table = {
    .columns = 3,
    .column = {{.flexible = false}, {.flexible = false}, {.flexible = true}},
};

static void
add_row(const struct wizard *w, struct arena *a, struct view *v, struct row *row)
{
	const struct findings *all = examine_findings(w->look);
	struct item *item = view_add(
	    a, v, ITEM_ROW, ROW_ID + (int)v->items);

	item->table = &look_table;
	item->cell[0].text = row->topic;
	fill_state(w, a, item, row);
	for (size_t i = 0; i < all->count; i++)
		if (belongs(&all->finding[i], row->families) &&
		    all->finding[i].severity > SEVERITY_INFO)
			add_detail(a, row,
			    arena_printf(a, "%s  %s", all->finding[i].check->id,
				all->finding[i].message));
	item->detail = row->detail;
	item->details = row->details;
}

/* --- Topics ------------------------------------------------------------------ */

static void
spf_row(const struct wizard *w, const struct facts *f, struct arena *a,
    struct view *v)
{
	struct row row = {_("SPF"), "SPF-", f->spf->answer, NULL, NULL, NULL, 0};

	for (size_t i = 0; i < f->spf->answer->count; i++)
		if (spf_is_record(f->spf->answer->rr[i].text))
			add_detail(a, &row,
			    step_safe(a, f->spf->answer->rr[i].text));
	row.good = row.details > 0 ? row.detail[0] : "";
	/* Where there is no domain, that is the problem. */
	if (dns_is_answered(f->spf->answer->status) &&
	    f->spf->answer->status != DNS_NXDOMAIN && f->spf->records == 0)
		row.absent = _("no record: nobody can tell your servers from a "
			       "forger's");
	add_row(w, a, v, &row);
}

static void
dkim_row(const struct wizard *w, const struct facts *f, struct arena *a,
    struct view *v)
{
	struct row row = {_("DKIM"), "DK-", f->domainkey, NULL, NULL, NULL, 0};
	const char *names = "";
	size_t found = 0, tried = 0;

	for (size_t i = 0; i < f->selectors; i++) {
		const struct selector_facts *s = &f->selector[i];

		tried += s->origin == ORIGIN_GUESSED;
		if (s->answer->status == DNS_PENDING)
			row.answer = s->answer;
		if (s->record == NULL)
			continue;
		names = arena_printf(a, "%s%s%s", names,
		    found++ > 0 ? ", " : "",
		    step_safe(a, slice_of(s->name)));
		add_detail(a, &row,
		    arena_printf(a, _("%s: %s, %u bits"), s->name,
			s->record->type == DKIM_KEY_ED25519 ? "Ed25519" : "RSA",
			s->record->bits));
	}
	row.good = arena_printf(a, _("key at %s"), names);
	if (found == 0)
		row.absent = arena_printf(a,
		    ngettext("%zu usual selector tried; others may exist",
			"%zu usual selectors tried; others may exist",
			tried),
		    tried);
	add_row(w, a, v, &row);
}

static void
dmarc_row(const struct wizard *w, const struct facts *f, struct arena *a,
    struct view *v)
{
	const struct dns_answer *own =
	    f->dmarcs > 0 ? f->dmarc[0].answer : NULL;
	struct row row = {_("DMARC"), "DM-", own, "", NULL, NULL, 0};

	for (size_t i = 0; own != NULL && i < own->count; i++)
		add_detail(a, &row, step_safe(a, own->rr[i].text));
	if (f->dmarc_found != NULL && f->dmarc_found != &f->dmarc[0])
		row.good = arena_printf(a, _("inherited from %s"),
		    step_safe(a, slice_of(f->dmarc_found->name)));
	else if (row.details > 0)
		row.good = row.detail[0];
	if (own != NULL && dns_is_answered(own->status) &&
	    f->dmarc_found == NULL && row.details == 0)
		row.absent = _("no record: large receivers ask for one");
	add_row(w, a, v, &row);
}

static void
mx_row(const struct wizard *w, const struct facts *f, struct arena *a,
    struct view *v)
{
	struct row row = {_("MX"), "MX-", f->mx_answer, NULL, NULL, NULL, 0};

	for (size_t i = 0; i < f->mxs; i++)
		add_detail(a, &row,
		    f->mx[i].is_null
			? _("this domain receives no mail")
			: step_safe(a, slice_of(f->mx[i].host)));
	row.good = row.details > 0 ? row.detail[0] : "";
	if (dns_is_answered(f->mx_answer->status) && f->mxs == 0)
		row.absent = _("no record: where does mail arrive?");
	add_row(w, a, v, &row);
}

/* Addresses that send: each needs a name that leads back. */
static void
ptr_row(const struct wizard *w, const struct facts *f, struct arena *a,
    struct view *v)
{
	struct row row = {_("PTR"), "PT-", NULL, "", NULL, NULL, 0};
	size_t confirmed = 0, count = 0;

	for (size_t i = 0; i < f->addresses; i++) {
		const struct address_facts *x = &f->address[i];

		if ((x->roles & (ADDRESS_SENDER | ADDRESS_HOST | ADDRESS_MX)) ==
		    0)
			continue;
		count++;
		confirmed += x->confirmed == CONFIRM_YES;
		if (row.answer == NULL || x->ptr->status == DNS_PENDING)
			row.answer = x->ptr;
		add_detail(a, &row,
		    arena_printf(a, "%s  %s", inspect_address_text(a, x),
			x->names > 0 ? step_safe(a, slice_of(x->name[0]))
				     : dns_status_word(x->ptr->status)));
	}
	if (count == 0)
		return;
	row.good = arena_printf(a,
	    ngettext("%zu of %zu address has a name that leads back",
		"%zu of %zu addresses have a name that leads back", count),
	    confirmed, count);
	add_row(w, a, v, &row);
}

/* The name servers, and which of them has been silent. */
static void
ns_row(const struct wizard *w, const struct facts *f, struct arena *a,
    struct view *v)
{
	struct row row = {_("DNS"), "ZN-", f->soa, "", NULL, NULL, 0};
	const char *names = "";

	for (size_t i = 0; f->zone != NULL && i < f->zone->servers; i++) {
		const char *name =
		    step_safe(a, slice_of(f->zone->server[i].name));

		names = arena_printf(
		    a, "%s%s%s", names, i > 0 ? ", " : "", name);
		add_detail(a, &row, name);
	}
	row.good = names;
	if (f->zone != NULL && f->zone->failed)
		row.absent = _("the name servers could not be found");
	add_row(w, a, v, &row);
}

static void
bounce_row(const struct wizard *w, struct arena *a, struct view *v)
{
	struct diagnosis d;
	struct item *item;

	if (!wizard_diagnose(w, a, w->look, &d))
		return;
	item = view_add(a, v, ITEM_ROW, ROW_ID + (int)v->items);
	item->table = &look_table;
	step_bounce_row(a, item, &d);
}

/* Encryption on the way, and what rests on DNSSEC or on DMARC. */
static void
way_row(const struct wizard *w, const struct facts *f, struct arena *a,
    struct view *v)
{
	struct row row = {_("TLS"), "TL- MS- TR- DN- BI-", f->tls.sts.answer,
	    NULL, NULL, NULL, 0};

	row.good = f->tls.sts_record != NULL
	    ? _("MTA-STS asks senders to encrypt mail to you")
	    : _("nothing is wrong with encryption on the way");
	add_row(w, a, v, &row);
}

void
look_view(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct facts *f = wizard_facts(w);

	view_hint(v, '\r', _("continue"));
	view_hint(v, 'r', _("ask again"));
	view_hint(v, 'm', _("the server moves"));
	view_hint(v, '\033', _("back"));
	if (f == NULL)
		return;
	view_text(a, v, _("What %s publishes now"), w->d.domain);
	if (f->spf->answer->status == DNS_NXDOMAIN)
		view_text(a, v,
		    _("%s does not exist in the DNS. Is it spelt right? Esc "
		      "goes back to it."),
		    w->d.domain)
		    ->role = ROLE_PROBLEM;
	v->busy = wizard_is_looking(w);
	bounce_row(w, a, v);
	spf_row(w, f, a, v);
	dkim_row(w, f, a, v);
	dmarc_row(w, f, a, v);
	mx_row(w, f, a, v);
	ptr_row(w, f, a, v);
	ns_row(w, f, a, v);
	way_row(w, f, a, v);
	if (wizard_now(w) - examine_started(w->look) > 600000)
		view_text(a, v, _("This is older than 10 minutes: r asks again."));
}

enum outcome
look_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_KEY && e->key == 'r')
		wizard_look_again(w);
	if (e->kind == EVENT_KEY && e->key == 'm')
		return wizard_go(w, "move");
	if (step_wants_back(e))
		return wizard_go(w, "domain");
	if (step_wants_next(e))
		return wizard_go(w, "senders");
	return OUTCOME_STAY;
}
