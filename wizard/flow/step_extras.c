/* Beside S7: what protects mail to the domain on its way; all of it optional. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/steps.h"
#include "wizard/flow/sts.h"

enum { ROW_ID = ITEM_FIRST_ID, RUA_FIELD = ROW_ID + 8 };

const char extras_help[] = N_(
    "What it is: SPF, DKIM and DMARC are about mail from you. These are about "
    "mail to you: that it comes encrypted, and that you hear when it cannot.\n"
    "If unsure: take TLS reports. They change nothing and show what would "
    "fail. MTA-STS needs a web server at mta-sts under your domain with a "
    "certificate.\n"
    "The order of MTA-STS: first the file at the web server, then the record "
    "in DNS; so it is with every later change, which gets a new id. Testing "
    "for two weeks comes before enforce.\n"
    "To take MTA-STS back: publish the file with mode: none and a new id, wait "
    "as long as the old max_age says, then delete the record and the file.\n"
    "DANE needs DNSSEC for your domain and for the names of its mail servers. "
    "Before the key of a certificate changes, its record has to.");

void
extras_enter(struct wizard *w)
{
	wizard_look(w);
	wizard_plan(w);
}

/* --- What is shown ------------------------------------------------------------ */

static bool
reports(const struct tls_facts *tls)
{
	return tls->report.records > 0;
}

static bool
has_policy(const struct tls_facts *tls)
{
	return tls->sts.records > 0;
}

static bool
enforces(const struct tls_facts *tls)
{
	return tls->policy != NULL && tls->policy->mode == MTASTS_ENFORCE;
}

/* In the order in which one takes them. */
static const struct extra_row {
	enum extra extra;
	enum change_topic topic;
	bool (*is_there)(const struct tls_facts *tls); /* do others see it? */
	const char *label;
	const char *about;
} rows[] = {
    {EXTRA_TLSRPT, TOPIC_TLSRPT, reports, N_("TLS reports"),
	N_("senders tell you when encryption fails")},
    {EXTRA_MTASTS, TOPIC_MTASTS, has_policy, N_("MTA-STS, testing"),
	N_("needs a web server")},
    {EXTRA_ENFORCE, TOPIC_MTASTS, enforces, N_("MTA-STS, enforce"),
	N_("senders insist on encryption")},
    {EXTRA_DANE, TOPIC_DANE, plan_has_dane, N_("DANE"), N_("needs DNSSEC")},
};

static const struct table extras_table = {
    .columns = 3,
    .column = {{.rank = 0}, {.rank = 1}, {.flexible = true}},
};

static bool
is_taken(const struct wizard *w, const struct extra_row *row)
{
	return (w->d.extras & row->extra) != 0;
}

/* Why it has to wait although it is taken; NULL: it need not. */
static const char *
obstacle(const struct wizard *w, struct arena *a, const struct extra_row *row)
{
	const struct gap *gap;

	if (row->extra == EXTRA_ENFORCE)
		return sts_refusal(a, wizard_facts(w));
	gap = plan_gap(&w->plan, row->topic);
	return gap != NULL && !gap->fine ? gap->why : NULL;
}

static void
add_row(const struct wizard *w, struct arena *a, struct view *v,
    const struct extra_row *row, int id)
{
	struct item *item = view_add(a, v, ITEM_MARK, id);
	bool taken = is_taken(w, row);
	bool there = row->is_there(&wizard_facts(w)->tls);
	const char *why = taken && !there ? obstacle(w, a, row) : NULL;
	const char **line;

	item->number = id - ROW_ID + 1;
	item->mark = taken || there ? 'x' : ' ';
	item->table = &extras_table;
	item->cell[0].text = _(row->label);
	item->cell[1] = there ? (struct cell) {_("published"), ROLE_OK}
	    : why != NULL     ? (struct cell) {_("waits"), ROLE_WAIT}
			      : (struct cell) {"", ROLE_NORMAL};
	item->cell[2] = (struct cell) {_(row->about), ROLE_DIM};
	if (why == NULL)
		return;
	line = arena_alloc(a, sizeof(*line));
	line[0] = step_safe(a, slice_of(why));
	item->detail = line;
	item->details = 1;
}

static void
add_field(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *field = view_add(a, v, ITEM_FIELD, RUA_FIELD);
	bool wrong = w->d.tls_rua[0] != '\0' &&
	    !step_is_address(w->d.tls_rua);

	field->label = _("Reports to");
	field->value = w->d.tls_rua;
	field->suggestion = arena_printf(a, "tlsrpt@%s", w->d.domain);
	field->state = wrong ? _("problem") : _("ok");
	field->state_role = wrong ? ROLE_PROBLEM : ROLE_OK;
	field->note = wrong ? _("type one mail address, for example "
				"tlsrpt@example.jp")
			    : _("this mailbox has to exist");
}

static void
view_policy(const struct plan *plan, struct arena *a, struct view *v)
{
	struct slice rest, line;

	if (plan->policy == NULL || plan->policy->served)
		return;
	view_text(a, v, _("The policy, for %s:"),
	    step_safe(a, slice_of(plan->policy->url)));
	rest = slice_of(plan->policy->text);
	while (slice_next(&rest, '\n', &line))
		if (line.len > 0)
			view_add(a, v, ITEM_VALUE, 0)->value =
			    step_safe(a, line);
}

void
extras_view(const struct wizard *w, struct arena *a, struct view *v)
{
	view_hint(v, '\r', _("continue"));
	view_hint(v, ' ', _("take"));
	if (w->plan.policy != NULL)
		view_hint(v, 'w', _("save the policy"));
	if (w->services->smtp.meet != NULL && !w->ask_servers)
		view_hint(v, 'm', _("ask the mail servers"));
	view_hint(v, 'r', _("look again"));
	view_hint(v, '\033', _("back"));
	view_text(a, v, _("Mail to %s can be protected on its way as well."),
	    w->d.domain);
	v->busy = wizard_is_looking(w);
	if (v->busy || wizard_facts(w) == NULL) {
		view_text(a, v, _("Still looking at what is published."))
		    ->role = ROLE_WAIT;
		step_buttons(a, v);
		return;
	}
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		add_row(w, a, v, &rows[i], ROW_ID + (int)i);
	if ((w->d.extras & EXTRA_TLSRPT) != 0)
		add_field(w, a, v);
	view_policy(&w->plan, a, v);
	step_view_fetch(w, a, v);
	step_buttons(a, v);
}

/* --- What is done --------------------------------------------------------------- */

/* Whoever wants to insist has to begin with testing. */
static void
toggle(struct wizard *w, const struct extra_row *row)
{
	if (row->is_there(&wizard_facts(w)->tls)) {
		wizard_say(w, ROLE_NORMAL,
		    _("It is published and stays. How to take it back: ?"));
		return;
	}
	w->d.extras ^= row->extra;
	if ((w->d.extras & EXTRA_ENFORCE) != 0)
		w->d.extras |= EXTRA_MTASTS;
	wizard_look(w);
	wizard_plan(w);
	wizard_save(w);
}

static enum outcome
leave(struct wizard *w)
{
	if (w->d.tls_rua[0] == '\0' || step_is_address(w->d.tls_rua))
		return wizard_go(w, "review");
	wizard_say(w, ROLE_PROBLEM,
	    _("The report address is not a mail address."));
	w->focus = RUA_FIELD;
	return OUTCOME_FOCUS;
}

static void
press(struct wizard *w, const struct event *e)
{
	size_t i = (size_t)(e->item - ROW_ID);

	if (e->item >= ROW_ID && i < COUNT_OF(rows) &&
	    wizard_facts(w) != NULL)
		toggle(w, &rows[i]);
}

enum outcome
extras_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_PRESS)
		press(w, e);
	if (e->kind == EVENT_TEXT && e->item == RUA_FIELD) {
		(void)snprintf(
		    w->d.tls_rua, sizeof(w->d.tls_rua), "%s", e->text);
		wizard_save_soon(w);
		wizard_plan(w);
	}
	if (e->kind == EVENT_KEY && e->key == 'w')
		step_write_policy(w);
	if (e->kind == EVENT_KEY && e->key == 'm')
		w->ask_servers = true;
	if (e->kind == EVENT_KEY && (e->key == 'm' || e->key == 'r'))
		wizard_look_again(w);
	if (step_wants_back(e))
		return wizard_go(w, "review");
	if (step_wants_next(e))
		return leave(w);
	return OUTCOME_STAY;
}
