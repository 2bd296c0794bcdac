/* Beside S8: which panel the records are entered in, and how it writes things. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/panels.h"
#include "wizard/flow/steps.h"

enum {
	SEARCH_FIELD = ITEM_FIRST_ID,
	OTHER_ID,
	ANSWER_ID, /* one per row of answers */
	PANEL_ID = ANSWER_ID + 16,
};

const char panel_help[] = N_(
    "What it is: the page where the DNS records of your domain are edited. "
    "Every one has its own way to write names and values.\n"
    "inkan knows the name servers of many and offers that panel first. Choosing "
    "another one is fine where a panel works behind other name servers.\n"
    "Type a part of the name to find yours.\n"
    "Not in the list: three questions decide how names and values are written. "
    "Look at a record that is there already.");

/* The three questions about a panel that nobody knows. */
static const struct {
	size_t member; /* of struct decisions */
	const char *question; /* NULL: of the row above */
	int64_t answer;
	const char *label;
} answers[] = {
    {offsetof(struct decisions, panel_host),
	N_("1. How does it show the name of a record such as _dmarc?"),
	PANEL_NAME_RELATIVE, "_dmarc"},
    {offsetof(struct decisions, panel_host), NULL, PANEL_NAME_FULL,
	"_dmarc.%s"},
    {offsetof(struct decisions, panel_host), NULL, PANEL_NAME_FINAL,
	"_dmarc.%s."},
    {offsetof(struct decisions, panel_apex),
	N_("2. And the name of a record of the domain itself?"),
	PANEL_NAME_AT, "@"},
    {offsetof(struct decisions, panel_apex), NULL, PANEL_NAME_EMPTY,
	N_("nothing: the field is empty")},
    {offsetof(struct decisions, panel_apex), NULL, PANEL_NAME_FULL, "%s"},
    {offsetof(struct decisions, panel_apex), NULL, PANEL_NAME_FINAL, "%s."},
    {offsetof(struct decisions, panel_value),
	N_("3. How does it show a TXT value?"), PANEL_VALUE_PLAIN,
	N_("as it is: v=spf1 ...")},
    {offsetof(struct decisions, panel_value), NULL, PANEL_VALUE_QUOTED,
	N_("in quotes: \"v=spf1 ...\"")},
    {offsetof(struct decisions, panel_value), NULL, PANEL_VALUE_SPLIT,
	N_("in quotes, long ones in pieces: \"v=DKIM1 ...\" \"...\"")},
};

static int64_t *
answer_of(struct decisions *d, size_t row)
{
	return (int64_t *)(void *)((char *)d + answers[row].member);
}

static int64_t
given_answer(const struct wizard *w, size_t row)
{
	int64_t value;

	memcpy(&value, (const char *)&w->d + answers[row].member,
	    sizeof(value));
	return value;
}

/* The first answer of every question holds until another one is given. */
static bool
is_given(const struct wizard *w, size_t row)
{
	int64_t given = given_answer(w, row);

	return given == answers[row].answer ||
	    (given == 0 && answers[row].question != NULL);
}

void
panel_enter(struct wizard *w)
{
	w->typed[0] = '\0';
}

/* --- What is shown ------------------------------------------------------------ */

static bool
is_other(const struct wizard *w)
{
	return strcmp(w->d.panel, PANEL_OTHER) == 0;
}

static void
view_questions(const struct wizard *w, struct arena *a, struct view *v)
{
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		struct item *item;

		if (answers[i].question != NULL)
			view_text(a, v, "%s", _(answers[i].question));
		item = view_add(a, v, ITEM_CHOICE, ANSWER_ID + (int)i);
		item->chosen = is_given(w, i);
		item->label =
		    arena_printf(a, _(answers[i].label), step_zone(w));
	}
}

static void
add_panel(const struct wizard *w, struct arena *a, struct view *v, size_t i,
    const char *note)
{
	const struct panel_template *panel = &w->services->templates->panel[i];
	struct item *item = view_add(a, v, ITEM_CHOICE, PANEL_ID + (int)i);

	item->chosen = strcmp(w->d.panel, panel->id) == 0 ||
	    (w->d.panel[0] == '\0' && note != NULL);
	item->label = panel->name;
	item->note = note;
}

static bool
is_wanted(const struct wizard *w, const struct panel_template *panel)
{
	return w->typed[0] == '\0' ||
	    strcasestr(panel->name, w->typed) != NULL ||
	    strcasestr(panel->id, w->typed) != NULL;
}

/* That of the name servers first; then the country's own, then the others. */
static void
view_panels(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct templates *t = w->services->templates;
	const struct panel_template *real =
	    panel_of_zone(t, step_zone_facts(w));

	if (real != NULL)
		add_panel(w, a, v, (size_t)(real - t->panel),
		    _("the name servers are its"));
	for (size_t i = 0; i < t->panels; i++)
		if (&t->panel[i] != real && is_wanted(w, &t->panel[i]))
			add_panel(w, a, v, i, NULL);
}

void
panel_view(const struct wizard *w, struct arena *a, struct view *v)
{
	const char *wrong = panel_wrong_host(
	    a, w->services->templates, &w->d, step_zone_facts(w));
	struct item *item;

	view_hint(v, '\r', _("take this one"));
	view_hint(v, '\033', _("back"));
	view_text(a, v, _("Where do you edit the DNS of %s?"), step_zone(w));
	if (wrong != NULL)
		view_text(a, v, "%s", wrong)->role = ROLE_PROBLEM;
	item = view_add(a, v, ITEM_FIELD, SEARCH_FIELD);
	item->label = _("Find");
	item->value = w->typed;
	item->suggestion = "";
	item->note = _("a part of its name");
	item = view_add(a, v, ITEM_CHOICE, OTHER_ID);
	item->label = _("Another one: answer three questions");
	item->chosen = is_other(w);
	if (is_other(w))
		view_questions(w, a, v);
	view_panels(w, a, v);
	step_buttons(a, v);
}

/* --- What is done --------------------------------------------------------------- */

static void
choose(struct wizard *w, int item)
{
	const struct templates *t = w->services->templates;
	size_t answer = (size_t)(item - ANSWER_ID);
	size_t panel = (size_t)(item - PANEL_ID);
	const char *id = PANEL_OTHER;

	if (item >= ANSWER_ID && answer < COUNT_OF(answers))
		*answer_of(&w->d, answer) = answers[answer].answer;
	else if (item >= PANEL_ID && panel < t->panels)
		id = t->panel[panel].id;
	else if (item != OTHER_ID)
		return;
	(void)snprintf(w->d.panel, sizeof(w->d.panel), "%s", id);
	wizard_save(w);
}

enum outcome
panel_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_TEXT && e->item == SEARCH_FIELD)
		(void)snprintf(w->typed, sizeof(w->typed), "%s", e->text);
	if (e->kind == EVENT_PRESS)
		choose(w, e->item);
	if (step_wants_back(e) || step_wants_next(e)) {
		w->typed[0] = '\0';
		return wizard_go(w, "publish");
	}
	return OUTCOME_STAY;
}
