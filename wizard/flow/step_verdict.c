/* Beside S10: the pasted message, judged here and by its receiver. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/noted.h"
#include "wizard/flow/steps.h"

enum { ROW_ID = ITEM_FIRST_ID };

const char verdict_help[] = N_(
    "What it is: on the left what the message and the DNS say now, on the "
    "right what the receiver wrote when the message came in.\n"
    "SPF: the envelope sender (Return-Path) and the address that handed the "
    "message over. DKIM: every signature, with the key from DNS. DMARC: "
    "passes when one of them passes for the domain in From.\n"
    "ARC-Authentication-Results and Received-SPF are named where the verdict "
    "is from there: a server on the way may have written them.\n"
    "A changed body is most often a matter of copying: save the message to a "
    "file and use inkan verify FILE.");

static const struct table verdict_table = {
    .columns = 4,
    .column = {{.rank = 0}, {.rank = 0}, {.flexible = true}, {.rank = 1}},
};

static const struct table finding_table = {
    .columns = 2,
    .column = {{.rank = 0}, {.flexible = true}},
};

static struct item *
add_row(struct arena *a, struct view *v, const struct table *table)
{
	struct item *item =
	    view_add(a, v, ITEM_ROW, ROW_ID + (int)v->items);

	item->table = table;
	return item;
}

/* --- Verdicts --------------------------------------------------------------- */

static enum role
role_of(const char *word)
{
	if (strcmp(word, "pass") == 0)
		return ROLE_OK;
	return strcmp(word, "none") == 0 ? ROLE_WARNING : ROLE_PROBLEM;
}

static struct cell
word_cell(struct arena *a, const char *word)
{
	const char *safe;

	if (word == NULL)
		return (struct cell) {_("not judged"), ROLE_WARNING};
	safe = step_safe(a, slice_of(word));
	return (struct cell) {safe, role_of(safe)};
}

/* What the receiver says; by another field than the usual one, which. */
static struct cell
their_cell(struct arena *a, const struct judgement *j, const char *method)
{
	struct judged_writing r;
	struct cell cell;

	if (!judged_receiver(j, method, &r))
		return (struct cell) {"-", ROLE_DIM};
	cell = word_cell(a, r.result);
	if (strcmp(r.field, "Authentication-Results") != 0)
		cell.text = arena_printf(a, "%s (%s)", cell.text,
		    strcmp(r.field, "Received-SPF") == 0 ? r.field : "ARC");
	return cell;
}

static void
head_row(const struct judgement *j, struct arena *a, struct view *v)
{
	struct item *item = view_add(a, v, ITEM_HEAD, 0);

	item->table = &verdict_table;
	item->cell[1].text = _("here");
	item->cell[3].text = j->receiver.authserv == NULL
	    ? _("receiver")
	    : step_safe(a, slice_of(j->receiver.authserv));
}

static void
spf_row(const struct judgement *j, struct arena *a, struct view *v)
{
	const struct judged_spf *spf = &j->spf;
	struct item *item = add_row(a, v, &verdict_table);
	char ip[IP_TEXT_MAX] = "";

	if (spf->ip.family != 0)
		ip_format(&spf->ip, ip);
	item->cell[0].text = "SPF";
	item->cell[1] = word_cell(
	    a, spf->known ? spf_result_word(spf->result) : NULL);
	item->cell[2].text = arena_printf(a, "%s %s",
	    spf->domain == NULL ? "" : step_safe(a, slice_of(spf->domain)), ip);
	item->cell[3] = their_cell(a, j, "spf");
}

static void
signature_row(const struct judgement *j, size_t i, struct arena *a,
    struct view *v)
{
	const struct judged_signature *s = &j->signature[i];
	struct item *item = add_row(a, v, &verdict_table);
	const char *domain = s->sig->domain, *selector = s->sig->selector;

	item->cell[0].text = "DKIM";
	item->cell[1] = word_cell(a, judged_word(s->result));
	item->cell[2].text = arena_printf(a, "%s %s",
	    domain == NULL ? "-" : step_safe(a, slice_of(domain)),
	    selector == NULL ? "-" : step_safe(a, slice_of(selector)));
	if (i == 0)
		item->cell[3] = their_cell(a, j, "dkim");
}

static void
dkim_rows(const struct judgement *j, struct arena *a, struct view *v)
{
	struct item *item;

	for (size_t i = 0; i < j->signatures; i++)
		signature_row(j, i, a, v);
	if (j->signatures > 0)
		return;
	item = add_row(a, v, &verdict_table);
	item->cell[0].text = "DKIM";
	item->cell[1] = word_cell(a, judged_word(JUDGED_NONE));
	item->cell[3] = their_cell(a, j, "dkim");
}

static void
dmarc_row(const struct judgement *j, struct arena *a, struct view *v)
{
	struct item *item = add_row(a, v, &verdict_table);
	const char *by = j->dmarc.by_spf && j->dmarc.by_dkim ? "(SPF, DKIM)"
	    : j->dmarc.by_spf				     ? "(SPF)"
	    : j->dmarc.by_dkim				     ? "(DKIM)"
							     : "";

	item->cell[0].text = "DMARC";
	item->cell[1] = word_cell(a, judged_word(j->dmarc.result));
	item->cell[2].text = arena_printf(a, "%s %s",
	    j->from == NULL ? "-" : step_safe(a, slice_of(j->from)), by);
	item->cell[3] = their_cell(a, j, "dmarc");
}

/* --- Findings --------------------------------------------------------------- */

static struct cell
severity_cell(enum severity severity)
{
	static const struct cell cells[] = {
	    [SEVERITY_OK] = {N_("ok"), ROLE_OK},
	    [SEVERITY_INFO] = {N_("note"), ROLE_DIM},
	    [SEVERITY_WARNING] = {N_("warning"), ROLE_WARNING},
	    [SEVERITY_ERROR] = {N_("problem"), ROLE_PROBLEM},
	    [SEVERITY_UNKNOWN] = {N_("unknown"), ROLE_WARNING},
	};

	return (struct cell) {_(cells[severity].text), cells[severity].role};
}

static void
finding_row(const struct finding *f, struct arena *a, struct view *v)
{
	struct item *item = add_row(a, v, &finding_table);
	const char **line = arena_alloc(a, 2 * sizeof(*line));

	item->cell[0] = severity_cell(f->severity);
	item->cell[1].text = _(f->check->title);
	line[0] = arena_copy(a, f->message);
	line[1] = arena_copy(a, f->fix);
	item->detail = line;
	item->details = 2;
}

/* Other line ends and the like come with every paste and need no word. */
static void
view_findings(const struct judgement *j, struct arena *a, struct view *v)
{
	size_t first = v->items;

	view_blank(a, v);
	for (size_t i = 0; i < j->findings.count; i++)
		if (strcmp(j->findings.finding[i].check->id, "MSG-43") != 0)
			finding_row(&j->findings.finding[i], a, v);
	if (v->items == first + 1)
		view_text(a, v, _("There is nothing to say against it."))
		    ->role = ROLE_OK;
}

/* --- The step ----------------------------------------------------------------- */

/* Of another domain, however good it is, it proves nothing here. */
static bool
is_of_domain(const struct wizard *w, const struct judgement *j)
{
	return j->from != NULL && dname_is_within(j->from, w->d.domain);
}

static void
view_judgement(const struct wizard *w, const struct judgement *j,
    struct arena *a, struct view *v)
{
	if (j->from != NULL && !is_of_domain(w, j))
		view_text(a, v,
		    _("This message is from %s and proves nothing about %s."),
		    step_safe(a, slice_of(j->from)), w->d.domain)
		    ->role = ROLE_WARNING;
	head_row(j, a, v);
	spf_row(j, a, v);
	dkim_rows(j, a, v);
	dmarc_row(j, a, v);
	view_findings(j, a, v);
}

void
verdict_view(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct judgement *j = pasted_result(&w->pasted);

	view_hint(v, '\r', _("back to Verify"));
	view_hint(v, 'm', _("another message"));
	view_hint(v, '\033', _("back"));
	v->busy = w->pasted.judge != NULL && j == NULL;
	if (v->busy)
		view_text(a, v, _("Judging it."))->role = ROLE_WAIT;
	else if (j != NULL && j->unreadable != NULL)
		view_text(a, v, "%s", j->unreadable)->role = ROLE_PROBLEM;
	else if (j != NULL)
		view_judgement(w, j, a, v);
	step_buttons(a, v);
}

/* Proved: by a signature of the domain itself, not by SPF alone. */
static void
note_proof(struct wizard *w)
{
	const struct judgement *j = pasted_result(&w->pasted);

	if (j == NULL || !is_of_domain(w, j) ||
	    j->dmarc.result != JUDGED_PASS || !j->dmarc.by_dkim)
		return;
	w->d.proved = wizard_now(w);
	wizard_journal(w, "proved by a real message");
}

/* Whoever sent it as the domain, and not by its SPF record: one to decide about. */
static void
note_sender(struct wizard *w)
{
	const struct judgement *j = pasted_result(&w->pasted);

	if (j == NULL || !is_of_domain(w, j) || j->spf.ip.family == 0 ||
	    j->dmarc.by_spf)
		return;
	senders_noticed(&w->d, &j->spf.ip, SEEN_MESSAGE);
	wizard_save(w);
}

/* Keys that signatures of the domain name, so that they are looked at again. */
static void
note_selectors(struct wizard *w)
{
	const struct judgement *j = pasted_result(&w->pasted);

	if (j == NULL || !is_of_domain(w, j))
		return;
	for (size_t i = 0; i < j->signatures; i++)
		if (j->signature[i].aligned == ALIGNED_YES)
			noted_add(&w->d, j->signature[i].sig->selector);
	wizard_save(w);
}

enum outcome
verdict_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_KEY && e->key == 'm') {
		pasted_set(&w->pasted, "");
		return wizard_go(w, "message");
	}
	if (step_wants_back(e))
		return wizard_go(w, "message");
	if (!step_wants_next(e))
		return OUTCOME_STAY;
	note_proof(w);
	note_sender(w);
	note_selectors(w);
	return wizard_go(w, "verify");
}
