/* S10: prove it: SPF of every sender, the key against DNS, DMARC explained. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/dkim_work.h"
#include "wizard/flow/silent.h"
#include "wizard/flow/steps.h"
#include "wizard/flow/use.h"

enum { MESSAGE_ID = ITEM_FIRST_ID, PROBE_ID, SIGNER_ID, ROW_ID };

const char verify_help[] = N_(
    "What it is: the records are judged as a receiver would. SPF is evaluated "
    "for every address you marked, once for your domain and once for the name "
    "your server says in EHLO: by the RFC, and by libspf2, which many "
    "receivers use. A message is signed with your private key and verified "
    "with the key from DNS.\n"
    "If something is not pass: the line says which and why. Go back to the "
    "step of that name, or ask again with r when DNS has just changed.\n"
    "After that, tell your signing software what inkan dkim config prints, "
    "send one message to a mailbox elsewhere, and paste here what arrived (m)."
    );

static const char *
published(const struct wizard *w, struct arena *arena, const char *selector)
{
	const struct selector_facts *s =
	    dkim_look_at(examine_facts(w->proof_look), selector);

	return s == NULL || s->record == NULL
	    ? NULL
	    : arena_copy_slice(arena, s->record->tags.text);
}

static void
prove_key(struct wizard *w, const struct own_view *key)
{
	struct key_proven *proven = &w->proof.key[w->proof.keys++];
	struct arena arena = ARENA_INIT;
	struct key_proof proof = {
	    .path = key->path,
	    .domain = w->d.domain,
	    .selector = key->selector,
	    .record = published(w, &arena, key->selector),
	};

	proven->selector = key->selector;
	if (proof.record == NULL)
		err_set(&proven->err, ERR_MISSING,
		    _("no usable key is published at %s._domainkey"),
		    key->selector);
	else
		proven->good = w->services->key.prove(w->services->key.self,
				   &proof, &proven->err) == ERR_OK;
	arena_release(&arena);
}

/* Those that sign; the next one of a rotation is not waited for. */
static void
prove_keys(struct wizard *w)
{
	struct own_view key[OWN_MAX];
	size_t count = own_keys(&w->d, key);

	for (size_t i = 0; i < count; i++)
		if (key[i].role == OWN_MAIN || key[i].role == OWN_SECOND)
			prove_key(w, &key[i]);
}

static bool
keys_are_good(const struct wizard *w)
{
	for (size_t i = 0; i < w->proof.keys; i++)
		if (!w->proof.key[i].good)
			return false;
	return true;
}

static void
proof_changed(void *arg)
{
	struct wizard *w = arg;

	if (examine_done(w->proof_look) &&
	    !wizard_ask_for_bounce(w, w->proof_look, &w->proof_params) &&
	    !w->proof.asked) {
		w->proof.asked = true;
		if (w->d.key_path[0] != '\0')
			prove_keys(w);
	}
	wizard_changed(w);
}

static void
look_as_receiver(struct wizard *w)
{
	struct examine_options options = {.second_opinion = true};

	wizard_look(w);
	options.params = w->params;
	/* As the world sees it: through resolvers, not from the source. */
	options.params.authority = false;
	/* Whoever sends has named his keys; where nobody does, none may be left. */
	if (!use_is_silent(&w->d)) {
		options.params.selectors = 0;
		options.params.hints = 0;
	}
	memset(&w->proof, 0, sizeof(w->proof));
	examine_free(w->proof_look);
	wizard_look_at_bounce(w, &options.params);
	w->proof_params = options.params;
	w->proof_look =
	    examine_new(w->services, &options, proof_changed, w);
}

void
verify_enter(struct wizard *w)
{
	dkim_find_signing(w);
	look_as_receiver(w);
}

/* --- Rows --------------------------------------------------------------------- */

static const struct table verify_table = {
    .columns = 4,
    .column = {{.rank = 0}, {.rank = 0}, {.flexible = true}, {.rank = 1}},
};

static struct item *
add_row(struct arena *a, struct view *v, const char *topic, const char *state,
    enum role role, const char *text)
{
	struct item *item =
	    view_add(a, v, ITEM_ROW, ROW_ID + (int)v->items);

	item->table = &verify_table;
	item->cell[0].text = topic;
	item->cell[1] = (struct cell) {state, role};
	item->cell[2].text = text;
	return item;
}

/* What receivers built on libspf2 would say beside what the RFC says. */
static struct cell
second_opinion(struct arena *a, const struct spf_verdict *second,
    const char *word)
{
	const char *other;

	if (second == NULL)
		return (struct cell) {"", ROLE_WAIT};
	if (!second->valid)
		return (struct cell) {_("libspf2: no verdict"), ROLE_WARNING};
	other = spf_result_word(second->result);
	return (struct cell) {arena_printf(a, "libspf2: %s", other),
	    word != NULL && strcmp(word, other) == 0 ? ROLE_DIM
						     : ROLE_WARNING};
}

static void
spf_row(struct arena *a, struct view *v, const char *word,
    const struct spf_verdict *second, const char *text)
{
	bool pass = word != NULL && strcmp(word, "pass") == 0;
	struct item *item = word == NULL
	    ? add_row(a, v, "SPF", _("wait"), ROLE_WAIT, text)
	    : add_row(
		  a, v, "SPF", word, pass ? ROLE_OK : ROLE_PROBLEM, text);
	const char **line = arena_alloc(a, sizeof(*line));

	item->cell[3] = second_opinion(a, second, word);
	if (second == NULL || second->valid)
		return;
	line[0] = step_safe(a, slice_of(second->comment));
	item->detail = line;
	item->details = 1;
}

/* Whom the user does not count among the senders is not judged. */
static bool
is_judged(const struct wizard *w, const struct address_facts *x)
{
	for (size_t i = 0; i < w->d.senders; i++)
		if (ip_equal(&w->d.sender[i].ip, &x->ip))
			return w->d.sender[i].mark == SENDER_OURS;
	return (x->roles & ADDRESS_SENDS) != 0;
}

static void
spf_rows(const struct wizard *w, const struct facts *f, struct arena *a,
    struct view *v)
{
	for (size_t i = 0; i < f->addresses; i++) {
		const struct address_facts *x = &f->address[i];
		char ip[IP_TEXT_MAX];

		if (!is_judged(w, x))
			continue;
		ip_format(&x->ip, ip);
		spf_row(a, v, x->spf, x->second,
		    arena_printf(a, _("%s sending as @%s"), ip, f->domain));
		if (f->helo[0] != '\0')
			spf_row(a, v, x->spf_helo, x->second_helo,
			    arena_printf(a, _("%s saying %s in EHLO"), ip,
				step_safe(a, slice_of(f->helo))));
	}
}

static void
key_row(struct arena *a, struct view *v, const struct key_proven *key)
{
	if (key->good)
		add_row(a, v, "DKIM", "pass", ROLE_OK,
		    arena_printf(a,
			_("%s: a message signed with your key verifies"),
			key->selector));
	else
		add_row(a, v, "DKIM", "fail", ROLE_PROBLEM,
		    arena_copy(a, key->err.msg));
}

static void
dkim_rows(const struct wizard *w, struct arena *a, struct view *v)
{
	if (w->d.dkim == DKIM_ELSEWHERE)
		add_row(a, v, "DKIM", _("note"), ROLE_WARNING,
		    _("another service signs; send a message to prove it"));
	else if (w->d.key_path[0] == '\0')
		add_row(a, v, "DKIM", _("none"), ROLE_WARNING,
		    _("no key has been made"));
	else if (!w->proof.asked)
		add_row(a, v, "DKIM", _("wait"), ROLE_WAIT, w->d.selector);
	else
		for (size_t i = 0; i < w->proof.keys; i++)
			key_row(a, v, &w->proof.key[i]);
}

static void
dmarc_row(const struct facts *f, struct arena *a, struct view *v)
{
	const struct dmarc_step *step = f->dmarc_found;

	if (step != NULL)
		add_row(a, v, "DMARC", _("ok"), ROLE_OK,
		    arena_printf(a,
			_("p=%s, from _dmarc.%s"),
			dmarc_policy_word(step->record->p == DMARC_NO_POLICY
				? DMARC_NONE
				: step->record->p),
			step_safe(a, slice_of(step->name))));
	else if (f->dmarcs > 0 && f->dmarc[0].answer->status == DNS_PENDING)
		add_row(a, v, "DMARC", _("wait"), ROLE_WAIT, "");
	else if (f->dmarcs > 0 && !dns_is_answered(f->dmarc[0].answer->status))
		add_row(a, v, "DMARC", _("unknown"), ROLE_WARNING,
		    _("nobody answered"));
	else
		add_row(a, v, "DMARC", _("none"), ROLE_PROBLEM,
		    _("no valid record was found"));
}

static void
bounce_row(const struct wizard *w, struct arena *a, struct view *v)
{
	struct diagnosis d;

	if (wizard_diagnose(w, a, w->proof_look, &d))
		step_bounce_row(
		    a, add_row(a, v, "", "", ROLE_NORMAL, ""), &d);
}

static bool
all_good(const struct wizard *w)
{
	const struct facts *f = examine_facts(w->proof_look);

	if (use_is_silent(&w->d))
		return silent_is_good(w);
	if (!examine_done(w->proof_look) || f->dmarc_found == NULL)
		return false;
	if (w->d.key_path[0] != '\0' && !keys_are_good(w))
		return false;
	for (size_t i = 0; i < f->addresses; i++)
		if (is_judged(w, &f->address[i]) &&
		    (f->address[i].spf == NULL ||
			strcmp(f->address[i].spf, "pass") != 0))
			return false;
	return true;
}

/* The records may be right and the mail wrong: the last proof is a message. */
static void
view_proof(const struct wizard *w, struct arena *a, struct view *v)
{
	if (w->d.proved != 0)
		view_text(a, v, _("Proved by a real message on %s."),
		    when_date(a, w->d.proved))
		    ->role = ROLE_OK;
	else
		view_text(a, v,
		    _("Not proved by a real message yet: p sends one, m takes "
		      "what was received elsewhere."));
	view_add(a, v, ITEM_BUTTON, MESSAGE_ID)->label =
	    _("Paste a received message");
	view_add(a, v, ITEM_BUTTON, PROBE_ID)->label = _("Send a probe");
	view_add(a, v, ITEM_BUTTON, SIGNER_ID)->label = _("Signer");
}

static void
view_hints(const struct wizard *w, struct view *v)
{
	bool sends = !use_is_silent(&w->d);

	view_hint(v, '\r', _("finish"));
	if (sends)
		view_hint(v, 'm', _("message"));
	view_hint(v, '\033', _("back"));
	if (sends) {
		view_hint(v, 'p', _("probe"));
		view_hint(v, 'h', _("signer"));
	}
	view_hint(v, 'r', _("ask again"));
}

static void
view_sender(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct facts *f = examine_facts(w->proof_look);

	spf_rows(w, f, a, v);
	dkim_rows(w, a, v);
	dmarc_row(f, a, v);
	bounce_row(w, a, v);
	view_text(a, v,
	    _("DMARC passes when SPF passes for an envelope sender of @%s, or a "
	      "signature of %s verifies: one is enough, both are better."),
	    w->d.domain, w->d.domain)
	    ->role = ROLE_DIM;
}

/* Of a domain that nobody sends for, every record counts. */
static void
view_silent(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct silent_row *row;
	size_t rows = silent_rows(w, a, &row);

	for (size_t i = 0; i < rows; i++)
		add_row(a, v, row[i].topic,
		    row[i].right ? _("ok") : _("problem"),
		    row[i].right ? ROLE_OK : ROLE_PROBLEM,
		    step_safe(a, slice_of(row[i].name)));
}

static void
view_verdict(
    const struct wizard *w, struct arena *a, struct view *v, bool done)
{
	if (!done)
		view_text(a, v, _("Still asking."))->role = ROLE_WAIT;
	else if (all_good(w))
		view_text(a, v, _("Everything passes."))->role = ROLE_OK;
	else
		view_text(a, v,
		    _("Something is not right yet. Other people's caches may "
		      "need a while: r asks again."))
		    ->role = ROLE_WARNING;
}

void
verify_view(const struct wizard *w, struct arena *a, struct view *v)
{
	bool done = w->proof_look != NULL && examine_done(w->proof_look);
	bool silent = use_is_silent(&w->d);

	view_hints(w, v);
	if (w->proof_look == NULL)
		return;
	v->busy = !done;
	view_text(a, v, _("As a receiver sees it now"));
	if (silent)
		view_silent(w, a, v);
	else
		view_sender(w, a, v);
	view_blank(a, v);
	view_verdict(w, a, v, done);
	if (!silent && w->d.key_path[0] != '\0')
		view_text(a, v,
		    _("What to tell your signer: inkan dkim config %s --for "
		      "%s"),
		    w->d.domain, dkim_signer(w));
	if (!silent)
		view_proof(w, a, v);
	step_buttons(a, v);
}

static bool
wants(const struct wizard *w, const struct event *e, char key, int item)
{
	if (use_is_silent(&w->d))
		return false;
	return (e->kind == EVENT_KEY && e->key == key) ||
	    (e->kind == EVENT_PRESS && e->item == item);
}

/* Later looks are compared with this one. */
static void
remember_right(struct wizard *w)
{
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct since since;

	if (w->d.verified == 0) {
		w->d.verified = wizard_now(w);
		wizard_journal(w, "verified: SPF, DKIM and DMARC pass");
	}
	since_compare(&arena, w->services, &w->d,
	    examine_facts(w->proof_look), &since);
	if (!w->look_only &&
	    since_remember(w->services, w->d.domain, &since.now, &err) !=
		ERR_OK)
		wizard_say(w, ROLE_WARNING, "%s", err.msg);
	arena_release(&arena);
}

enum outcome
verify_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_KEY && e->key == 'r')
		look_as_receiver(w);
	if (wants(w, e, 'm', MESSAGE_ID))
		return wizard_go(w, "message");
	if (wants(w, e, 'p', PROBE_ID))
		return wizard_go(w, "probe");
	if (wants(w, e, 'h', SIGNER_ID))
		return wizard_go(w, "signer");
	if (step_wants_back(e))
		return wizard_go(w, w->d.changes > 0 ? "wait" : "review");
	if (!step_wants_next(e))
		return OUTCOME_STAY;
	if (all_good(w))
		remember_right(w);
	return wizard_go(w, "done");
}
