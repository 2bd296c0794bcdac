/* S4: the key that signs mail on this server. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/dkim_work.h"
#include "wizard/flow/panels.h"
#include "wizard/flow/silent.h"
#include "wizard/flow/steps.h"
#include "wizard/flow/use.h"

enum {
	CHOICE_ID = ITEM_FIRST_ID, /* one per enum dkim_choice */
	SELECTOR_FIELD = CHOICE_ID + 8,
	FILE_FIELD,
	HOST_ID, /* one per key that was found on this machine */
};

#define HOST_KEYS_SHOWN 3

const char dkim_help[] = N_(
    "What it is: your server signs every message with a private key; receivers "
    "check the signature with the public key in DNS.\n"
    "If unsure: make a new key. The private half stays on this machine in a "
    "file that only its owner can read; it is never shown.\n"
    "Selector: the name of the key in DNS. A new key gets a new name, so that "
    "mail that is still under way can be checked with the old one.\n"
    "RSA 2048 is what every receiver understands. Ed25519 is shorter and "
    "newer; it is a second signature, never the only one.\n"
    "A key that a program of this machine signs with already is offered, too; "
    "its file is copied, not moved.");

void
dkim_enter(struct wizard *w)
{
	if (use_is_silent(&w->d)) {
		silent_dkim_enter(w);
		return;
	}
	dkim_find_signing(w);
	if (w->d.selector[0] == '\0')
		dkim_suggest(w);
	wizard_look(w);
}

/* --- What is shown ------------------------------------------------------------ */

struct verdict {
	enum role role;
	const char *word;
	const char *note;
};

/* What is said about a name that a new key is to have. */
static const struct verdict verdicts[] = {
    [SELECTOR_FREE] = {ROLE_OK, N_("ok"), N_("this name is free")},
    [SELECTOR_BAD] = {ROLE_PROBLEM, N_("problem"),
	N_("use letters, digits and hyphens, for example s202611")},
    [SELECTOR_OURS] = {ROLE_PROBLEM, N_("problem"),
	N_("a key of yours had this name: choose another, names are not used "
	   "twice")},
    [SELECTOR_TAKEN] = {ROLE_PROBLEM, N_("problem"),
	N_("a key is published under this name: choose another, names are not "
	   "used twice")},
    [SELECTOR_PENDING] = {ROLE_WAIT, N_("wait"), N_("is this name free?")},
    [SELECTOR_UNKNOWN] = {ROLE_PROBLEM, N_("unknown"),
	N_("nobody could say whether this name is free")},
};

static struct verdict
judge(const struct wizard *w, const char *selector, enum dkim_key_type type)
{
	static const struct verdict made = {
	    ROLE_OK, N_("ok"), N_("the key is made")};
	/* A key that is there already may well be published. */
	static const struct verdict published = {ROLE_OK, N_("ok"),
	    N_("a key is published under this name; it has to be this one")};
	/* What is remembered of it was lost, or it was carried here. */
	static const struct verdict kept = {ROLE_OK, N_("ok"),
	    N_("this key is on this machine and published: it is used again")};
	enum selector_state state =
	    dkim_selector_state(&w->d, wizard_facts(w), selector);

	if (state == SELECTOR_TAKEN && dkim_is_new(w) &&
	    dkim_is_kept(w, selector, type))
		return kept;
	if (state == SELECTOR_OURS && w->d.key_path[0] != '\0')
		return made;
	if (state == SELECTOR_TAKEN && !dkim_is_new(w))
		return published;
	return verdicts[state];
}

static struct item *
add_choice(struct arena *a, struct view *v, int id, bool chosen,
    const char *label, const char *note)
{
	struct item *item = view_add(a, v, ITEM_CHOICE, id);
	int number = 1;

	for (size_t i = 0; i + 1 < v->items; i++)
		number += v->item[i].kind == ITEM_CHOICE;
	item->number = number;
	item->chosen = chosen;
	item->label = label;
	item->note = note;
	return item;
}

/* The choices that do not depend on this machine, and where it comes between. */
static const struct {
	enum dkim_choice choice;
	const char *label;
	const char *note;
} choices[] = {
    {DKIM_NEW_KEY, N_("Make a new key: RSA 2048"), N_("recommended")},
    {DKIM_BOTH_KEYS, N_("Make two keys: RSA 2048 and Ed25519"), NULL},
    {DKIM_HOST_KEY, NULL, NULL},
    {DKIM_KEY_FILE, N_("Use a key file I have"), NULL},
    {DKIM_ELSEWHERE, N_("Another service signs; nothing to do here"), NULL},
};

static bool
is_host_key(const struct wizard *w, const struct host_key *key)
{
	return w->d.dkim == DKIM_HOST_KEY &&
	    strcmp(w->d.key_file, key->path) == 0;
}

static void
add_host_keys(const struct wizard *w, struct arena *a, struct view *v)
{
	for (size_t i = 0; i < w->signing.keys && i < HOST_KEYS_SHOWN; i++) {
		const struct host_key *key = &w->signing.key[i];

		add_choice(a, v, HOST_ID + (int)i, is_host_key(w, key),
		    arena_printf(a, _("Use the key %s that %s has"),
			key->selector, key->signer),
		    step_safe(a, slice_of(key->path)));
	}
}

static void
view_choices(const struct wizard *w, struct arena *a, struct view *v)
{
	for (size_t i = 0; i < COUNT_OF(choices); i++) {
		enum dkim_choice choice = choices[i].choice;

		if (choice == DKIM_HOST_KEY)
			add_host_keys(w, a, v);
		else
			add_choice(a, v, CHOICE_ID + (int)choice,
			    w->d.dkim == (int64_t)choice, _(choices[i].label),
			    choices[i].note == NULL ? NULL
						    : _(choices[i].note));
	}
}

static void
view_selector(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *field = view_add(a, v, ITEM_FIELD, SELECTOR_FIELD);
	struct verdict verdict = judge(w, w->d.selector, DKIM_KEY_RSA);
	char second[64];

	field->label = _("Selector");
	field->value = w->d.selector;
	field->suggestion = "";
	field->state = _(verdict.word);
	field->state_role = verdict.role;
	field->note = _(verdict.note);
	v->busy = v->busy || verdict.role == ROLE_WAIT;
	if (w->d.dkim != DKIM_BOTH_KEYS)
		return;
	dkim_selector_second(w->d.selector, second);
	verdict = judge(w, second, DKIM_KEY_ED25519);
	view_text(a, v, _("Ed25519   %s   %s: %s"), step_safe(a, slice_of(second)),
	    _(verdict.word), _(verdict.note))
	    ->role = verdict.role;
}

static void
view_file(const struct wizard *w, struct arena *a, struct view *v)
{
	char path[512];

	if (w->d.dkim == DKIM_KEY_FILE) {
		struct item *field = view_add(a, v, ITEM_FIELD, FILE_FIELD);

		field->label = _("Key file");
		field->value = w->d.key_file;
		field->suggestion = "";
		field->secret_width = true;
		field->note = _("a private key in PEM, readable only by you");
		return;
	}
	w->services->store.key_path(w->services->store.self, w->d.domain,
	    w->d.selector, path, sizeof(path));
	view_text(a, v, _("Key file  %s   mode 0600, never shown"),
	    step_safe(a, slice_of(path)));
}

/* What the DNS panel will not take is said while nothing is made yet. */
static void
view_obstacles(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct templates *t = w->services->templates;
	const char *obstacle[PANEL_OBSTACLES_MAX];
	size_t n = 0;

	if (dkim_is_new(w) && w->d.key_path[0] == '\0')
		n = panel_key_obstacles(a, t,
		    panel_in_use(a, t, &w->d, step_zone_facts(w)),
		    w->d.domain, DKIM_KEY_RSA, DKIM_NEW_BITS, obstacle);
	for (size_t i = 0; i < n; i++)
		view_text(a, v, "%s", obstacle[i])->role = ROLE_PROBLEM;
}

static void
view_records(const struct wizard *w, struct arena *a, struct view *v)
{
	struct own_view key[OWN_MAX];
	size_t count = own_keys(&w->d, key);

	for (size_t i = 0; i < count; i++)
		if (own_is_wanted(&key[i]))
			view_text(a, v,
			    _("Record  %s._domainkey   %s %d bits, %zu "
			      "characters"),
			    key[i].selector,
			    key[i].type == DKIM_KEY_ED25519 ? "Ed25519"
							    : "RSA",
			    (int)key[i].bits,
			    strlen(key[i].public_base64) +
				strlen("v=DKIM1; k=; p=") +
				strlen(own_type_word(key[i].type)));
}

static void
view_work(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct clock_service *clock = &w->services->clock;

	if (w->key_job == NULL)
		return;
	v->busy = true;
	view_text(a, v, _("Making the key, %s"),
	    when_span(a, clock->ticks(clock->self) - w->key_started))
	    ->role = ROLE_WAIT;
}

void
dkim_view(const struct wizard *w, struct arena *a, struct view *v)
{
	if (use_is_silent(&w->d)) {
		silent_dkim_view(w, a, v);
		return;
	}
	view_hint(v, '\r',
	    dkim_is_new(w) && w->d.key_path[0] == '\0'
		? _("make key and continue")
		: _("continue"));
	view_hint(v, '\033', w->key_job != NULL ? _("stop") : _("back"));
	view_text(a, v, _("Key to sign mail on this server"));
	view_obstacles(w, a, v);
	view_choices(w, a, v);
	if (w->d.dkim != DKIM_ELSEWHERE) {
		view_selector(w, a, v);
		view_file(w, a, v);
		view_records(w, a, v);
	}
	view_work(w, a, v);
	step_buttons(a, v);
}

/* --- What is done --------------------------------------------------------------- */

static enum outcome
focus_on(struct wizard *w, int item)
{
	w->focus = item;
	return OUTCOME_FOCUS;
}

static enum outcome
take_choice(struct wizard *w)
{
	if (w->d.dkim == DKIM_ELSEWHERE)
		return wizard_go(w, "spf");
	switch (dkim_take(w)) {
	case DKIM_READY:
		return wizard_go(w, "spf");
	case DKIM_UNDER_WAY:
		return OUTCOME_STAY;
	case DKIM_BAD_SELECTOR:
		wizard_say(w, ROLE_PROBLEM,
		    _("This selector cannot be used; see below the field."));
		return focus_on(w, SELECTOR_FIELD);
	case DKIM_BAD_FILE:
		break;
	}
	return w->d.dkim == DKIM_KEY_FILE ? focus_on(w, FILE_FIELD)
					  : OUTCOME_STAY;
}

static void
choose(struct wizard *w, int item)
{
	size_t host = (size_t)(item - HOST_ID);

	if (item >= HOST_ID && host < w->signing.keys)
		dkim_choose_host(w, &w->signing.key[host]);
	else if (item >= CHOICE_ID && item < SELECTOR_FIELD &&
	    w->d.dkim != item - CHOICE_ID)
		dkim_choose(w, (enum dkim_choice)(item - CHOICE_ID));
}

enum outcome
dkim_event(struct wizard *w, const struct event *e)
{
	if (use_is_silent(&w->d))
		return silent_dkim_event(w, e);
	if (e->kind == EVENT_TEXT && e->item == SELECTOR_FIELD)
		dkim_set_selector(w, e->text);
	if (e->kind == EVENT_TEXT && e->item == FILE_FIELD) {
		(void)snprintf(
		    w->d.key_file, sizeof(w->d.key_file), "%s", e->text);
		wizard_save_soon(w);
	}
	if (e->kind == EVENT_LEAVE)
		wizard_look(w);
	if (e->kind == EVENT_PRESS)
		choose(w, e->item);
	if (step_wants_back(e) && w->key_job != NULL) {
		dkim_stop(w);
		wizard_say(w, ROLE_NORMAL, _("Stopped; no key was made."));
		return OUTCOME_STAY;
	}
	if (step_wants_back(e))
		return wizard_go(w, "senders");
	if (step_wants_next(e))
		return take_choice(w);
	return OUTCOME_STAY;
}
