/* S4: the key that signs mail on this server. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/steps.h"

#define KEY_BITS 2048 /* RFC 8301 section 3.2; larger ones need no one */

enum {
	NEW_ID = ITEM_FIRST_ID,
	FILE_ID,
	ELSEWHERE_ID,
	SELECTOR_FIELD,
	FILE_FIELD,
};

const char dkim_help[] = N_(
    "What it is: your server signs every message with a private key; receivers "
    "check the signature with the public key in DNS.\n"
    "If unsure: make a new key. The private half stays on this machine in a "
    "file that only its owner can read; it is never shown.\n"
    "Selector: the name of the key in DNS. A new key gets a new name, so that "
    "mail that is still under way can be checked with the old one.\n"
    "RSA 2048 is what every receiver understands.");

/* A name that no key has: s202611, then s202611b, s202611c... */
static void
suggest_selector(struct wizard *w)
{
	const struct facts *f = wizard_facts(w);
	char base[16];

	when_selector(wizard_now(w), base, sizeof(base));
	(void)snprintf(w->d.selector, sizeof(w->d.selector), "%s", base);
	for (char suffix = 'b'; suffix <= 'z'; suffix++) {
		bool taken = false;

		for (size_t i = 0; f != NULL && i < f->selectors; i++)
			taken = taken ||
			    (f->selector[i].records > 0 &&
				strcmp(f->selector[i].name, w->d.selector) == 0);
		if (!taken)
			return;
		(void)snprintf(w->d.selector, sizeof(w->d.selector), "%s%c",
		    base, suffix);
	}
}

void
dkim_enter(struct wizard *w)
{
	if (w->d.selector[0] == '\0')
		suggest_selector(w);
	wizard_look(w);
}

static const struct selector_facts *
published(const struct wizard *w)
{
	const struct facts *f = wizard_facts(w);

	for (size_t i = 0; f != NULL && i < f->selectors; i++)
		if (strcmp(f->selector[i].name, w->d.selector) == 0)
			return &f->selector[i];
	return NULL;
}

static void
judge_selector(const struct wizard *w, struct view *v, struct item *field)
{
	const struct selector_facts *s = published(w);

	field->state_role = ROLE_PROBLEM;
	field->state = _("problem");
	if (!dkim_is_selector(slice_of(w->d.selector))) {
		field->note =
		    _("use letters, digits and hyphens, for example s202611");
	} else if (w->d.key_path[0] != '\0') {
		field->state = _("ok");
		field->state_role = ROLE_OK;
		field->note = _("the key is made");
	} else if (s == NULL || s->answer->status == DNS_PENDING) {
		field->state = _("wait");
		field->state_role = ROLE_WAIT;
		field->note = _("is this name free?");
		v->busy = true;
	} else if (s->records > 0) {
		field->note = _("a key is published under this name: choose "
				"another, names are not used twice");
	} else if (!dns_is_answered(s->answer->status)) {
		field->state = _("unknown");
		field->note = _("nobody could say whether this name is free");
	} else {
		field->state = _("ok");
		field->state_role = ROLE_OK;
		field->note = _("this name is free");
	}
}

static void
add_choice(const struct wizard *w, struct arena *a, struct view *v, int id,
    const char *label, const char *note)
{
	struct item *item = view_add(a, v, ITEM_CHOICE, id);

	item->number = id - NEW_ID + 1;
	item->chosen = w->d.dkim == id - NEW_ID;
	item->label = label;
	item->note = note;
}

static void
view_selector(const struct wizard *w, struct arena *a, struct view *v)
{
	struct item *field = view_add(a, v, ITEM_FIELD, SELECTOR_FIELD);

	field->label = _("Selector");
	field->value = w->d.selector;
	field->suggestion = "";
	judge_selector(w, v, field);
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

static void
view_record(const struct wizard *w, struct arena *a, struct view *v)
{
	if (w->d.key_public[0] == '\0')
		return;
	view_text(a, v,
	    _("Record  %s._domainkey   %s %d bits, %zu characters"),
	    w->d.selector, w->d.key_type == DKIM_KEY_ED25519 ? "Ed25519" : "RSA",
	    (int)w->d.key_bits,
	    strlen(w->d.key_public) + strlen("v=DKIM1; k=rsa; p="));
}

void
dkim_view(const struct wizard *w, struct arena *a, struct view *v)
{
	view_hint(v, '\r',
	    w->d.dkim == DKIM_NEW_KEY && w->d.key_path[0] == '\0'
		? _("make key and continue")
		: _("continue"));
	view_hint(v, '\033', _("back"));
	view_text(a, v, _("Key to sign mail on this server"));
	add_choice(w, a, v, NEW_ID, _("Make a new key: RSA 2048"),
	    _("recommended"));
	add_choice(w, a, v, FILE_ID, _("Use a key file I have"), NULL);
	add_choice(w, a, v, ELSEWHERE_ID,
	    _("Another service signs; nothing to do here"), NULL);
	if (w->d.dkim != DKIM_ELSEWHERE) {
		view_selector(w, a, v);
		view_file(w, a, v);
		view_record(w, a, v);
	}
	if (w->key_job != NULL) {
		v->busy = true;
		view_text(a, v, _("Making the key, %s"),
		    when_span(a,
			w->services->clock.ticks(w->services->clock.self) -
			    w->key_started))
		    ->role = ROLE_WAIT;
	}
	step_buttons(a, v);
}

/* --- Keys -------------------------------------------------------------------- */

static void
take_key(struct wizard *w, const struct key_info *info)
{
	(void)snprintf(w->d.key_path, sizeof(w->d.key_path), "%s", info->path);
	(void)snprintf(w->d.key_public, sizeof(w->d.key_public), "%s",
	    info->public_base64);
	w->d.key_type = (int64_t)info->type;
	w->d.key_bits = (int64_t)info->bits;
	wizard_journal(w, "DKIM key %s: %s, %u bits", w->d.selector, info->path,
	    info->bits);
	wizard_save(w);
}

static void
key_made(void *arg, const struct key_info *info, const struct err *err)
{
	struct wizard *w = arg;
	bool waiting = strcmp(w->step->id, "dkim") == 0;

	w->key_job = NULL;
	if (info == NULL) {
		wizard_say(w, ROLE_PROBLEM, "%s", err->msg);
	} else {
		take_key(w, info);
		if (waiting)
			wizard_go(w, "spf");
	}
	wizard_changed(w);
}

static enum outcome
make_key(struct wizard *w)
{
	struct key_request request = {
	    .domain = w->d.domain,
	    .selector = w->d.selector,
	    .bits = KEY_BITS,
	};

	if (w->key_job != NULL)
		return OUTCOME_STAY;
	if (w->look_only) {
		wizard_say(w, ROLE_WARNING,
		    _("This session only looks: no key is made."));
		return OUTCOME_STAY;
	}
	w->key_started = w->services->clock.ticks(w->services->clock.self);
	w->key_job = w->services->key.generate(
	    w->services->key.self, &request, key_made, w);
	return OUTCOME_STAY;
}

static enum outcome
load_key(struct wizard *w, const char *path)
{
	struct key_info info;
	struct err err = ERR_INIT;

	if (w->services->key.load(
		w->services->key.self, path, &info, &err) != ERR_OK) {
		wizard_say(w, ROLE_PROBLEM, "%s", err.msg);
		w->focus = FILE_FIELD;
		return OUTCOME_FOCUS;
	}
	take_key(w, &info);
	return wizard_go(w, "spf");
}

/*
 * A key may be on disk although the answer never came back, for instance after
 * a crash: it is used, for names are not used twice and keys not overwritten.
 */
static bool
adopt_key(struct wizard *w)
{
	struct key_info info;
	struct err err = ERR_INIT;
	char path[512];

	w->services->store.key_path(w->services->store.self, w->d.domain,
	    w->d.selector, path, sizeof(path));
	if (w->services->key.load(
		w->services->key.self, path, &info, &err) != ERR_OK)
		return false;
	take_key(w, &info);
	return true;
}

static enum outcome
take_choice(struct wizard *w)
{
	const struct selector_facts *s = published(w);

	if (w->d.dkim == DKIM_ELSEWHERE)
		return wizard_go(w, "spf");
	if (!dkim_is_selector(slice_of(w->d.selector)) ||
	    (w->d.key_path[0] == '\0' && w->d.dkim == DKIM_NEW_KEY &&
		s != NULL && s->records > 0)) {
		wizard_say(w, ROLE_PROBLEM,
		    _("This selector cannot be used; see below the field."));
		w->focus = SELECTOR_FIELD;
		return OUTCOME_FOCUS;
	}
	if (w->d.dkim == DKIM_KEY_FILE)
		return load_key(w, w->d.key_file);
	if (w->d.key_path[0] != '\0' || adopt_key(w))
		return wizard_go(w, "spf");
	return make_key(w);
}

/* Another name, or another way: the key that was made belongs to the old one. */
static void
forget_key(struct wizard *w)
{
	if (w->key_job != NULL)
		w->services->key.cancel(w->services->key.self, w->key_job);
	w->key_job = NULL;
	w->d.key_path[0] = '\0';
	w->d.key_public[0] = '\0';
	w->d.key_bits = 0;
}

static void
set_selector(struct wizard *w, const char *text)
{
	if (strcmp(w->d.selector, text) == 0)
		return;
	(void)snprintf(w->d.selector, sizeof(w->d.selector), "%s", text);
	forget_key(w);
	wizard_save_soon(w);
}

enum outcome
dkim_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_TEXT && e->item == SELECTOR_FIELD)
		set_selector(w, e->text);
	if (e->kind == EVENT_TEXT && e->item == FILE_FIELD) {
		(void)snprintf(
		    w->d.key_file, sizeof(w->d.key_file), "%s", e->text);
		wizard_save_soon(w);
	}
	if (e->kind == EVENT_LEAVE)
		wizard_look(w);
	if (e->kind == EVENT_PRESS && e->item >= NEW_ID &&
	    e->item <= ELSEWHERE_ID && w->d.dkim != e->item - NEW_ID) {
		w->d.dkim = e->item - NEW_ID;
		forget_key(w);
		wizard_save(w);
	}
	if (step_wants_back(e))
		return wizard_go(w, "senders");
	if (step_wants_next(e))
		return take_choice(w);
	return OUTCOME_STAY;
}
