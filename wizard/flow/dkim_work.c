#include "wizard/flow/dkim_work.h"

#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"

bool
dkim_is_new(const struct wizard *w)
{
	return w->d.dkim == DKIM_NEW_KEY || w->d.dkim == DKIM_BOTH_KEYS;
}

/* --- Names ---------------------------------------------------------------------- */

/* Is there a key of that type under that name? Leaves what it is. */
static bool
load(const struct wizard *w, const char *selector, enum dkim_key_type type,
    struct key_info *ret)
{
	const struct services *s = w->services;
	struct err err = ERR_INIT;
	char path[512];

	s->store.key_path(
	    s->store.self, w->d.domain, selector, path, sizeof(path));
	return s->key.load(s->key.self, path, ret, &err) == ERR_OK &&
	    ret->type == type;
}

bool
dkim_is_kept(
    const struct wizard *w, const char *selector, enum dkim_key_type type)
{
	struct key_info info;

	return load(w, selector, type, &info) &&
	    dkim_look_is(wizard_facts(w), selector, type, info.public_base64);
}

static bool
is_taken(
    const struct wizard *w, const char *selector, enum dkim_key_type type)
{
	enum selector_state state =
	    dkim_selector_state(&w->d, wizard_facts(w), selector);

	return state == SELECTOR_OURS ||
	    (state == SELECTOR_TAKEN && !dkim_is_kept(w, selector, type));
}

static void
suggestion(const struct wizard *w, unsigned attempt, char ret[64])
{
	dkim_selector_suggest(wizard_now(w), attempt,
	    w->d.dkim == DKIM_BOTH_KEYS ? "r" : "", ret);
}

static void
suggest_from(struct wizard *w, unsigned attempt)
{
	char name[64];

	do
		suggestion(w, attempt, name);
	while (is_taken(w, name, DKIM_KEY_RSA) && ++attempt < DKIM_ATTEMPTS);
	(void)snprintf(w->d.selector, sizeof(w->d.selector), "%s", name);
}

void
dkim_suggest(struct wizard *w)
{
	suggest_from(w, 0);
}

/* Which of the suggestions it is; DKIM_ATTEMPTS: none, it was typed. */
static unsigned
attempt_of(const struct wizard *w)
{
	unsigned attempt = 0;
	char name[64];

	for (; attempt < DKIM_ATTEMPTS; attempt++) {
		suggestion(w, attempt, name);
		if (strcmp(name, w->d.selector) == 0)
			break;
	}
	return attempt;
}

void
dkim_looked(struct wizard *w)
{
	unsigned next = attempt_of(w) + 1;

	if (next >= DKIM_ATTEMPTS || !dkim_is_new(w) ||
	    w->d.key_path[0] != '\0' || w->key_job != NULL ||
	    !is_taken(w, w->d.selector, DKIM_KEY_RSA))
		return;
	suggest_from(w, next);
	wizard_look(w);
}

void
dkim_find_signing(struct wizard *w)
{
	const struct host_service *host = &w->services->host;

	arena_reset(&w->signing_arena);
	w->signing = (struct host_signing) {.signer = NULL};
	if (host->signing != NULL)
		w->signing =
		    host->signing(host->self, &w->signing_arena, w->d.domain);
}

const char *
dkim_signer(const struct wizard *w)
{
	return w->signing.signer != NULL ? w->signing.signer : "opendkim";
}

/* --- Choosing ---------------------------------------------------------------------- */

/* The key that was made belongs to the old name; its file stays. */
static void
forget_keys(struct wizard *w)
{
	dkim_stop(w);
	w->d.key_path[0] = '\0';
	w->d.key_public[0] = '\0';
	w->d.key_bits = 0;
	own_drop(&w->d, OWN_SECOND);
}

void
dkim_choose(struct wizard *w, enum dkim_choice choice)
{
	bool suggested = attempt_of(w) < DKIM_ATTEMPTS;

	forget_keys(w);
	w->d.dkim = choice;
	/* A name that was suggested follows; one that was typed stays. */
	if (dkim_is_new(w) && suggested)
		dkim_suggest(w);
	wizard_look(w);
	wizard_save(w);
}

void
dkim_choose_host(struct wizard *w, const struct host_key *key)
{
	forget_keys(w);
	w->d.dkim = DKIM_HOST_KEY;
	(void)snprintf(w->d.key_file, sizeof(w->d.key_file), "%s", key->path);
	(void)snprintf(
	    w->d.selector, sizeof(w->d.selector), "%s", key->selector);
	wizard_look(w);
	wizard_save(w);
}

void
dkim_set_selector(struct wizard *w, const char *selector)
{
	if (strcmp(w->d.selector, selector) == 0)
		return;
	(void)snprintf(
	    w->d.selector, sizeof(w->d.selector), "%s", selector);
	forget_keys(w);
	wizard_save_soon(w);
}

/* --- Keys ----------------------------------------------------------------------------- */

static void
remember(struct wizard *w, const char *selector, const struct key_info *info)
{
	struct err err = ERR_INIT;

	if (info->type != DKIM_KEY_ED25519) {
		own_set_main(&w->d, selector, info);
		w->d.key_since = wizard_now(w);
	} else if (own_add(&w->d, OWN_SECOND, selector, info, wizard_now(w),
		       &err) != ERR_OK) {
		wizard_say(w, ROLE_PROBLEM, "%s", err.msg);
		return;
	}
	wizard_journal(w, "DKIM key %s: %s, %u bits", selector, info->path,
	    info->bits);
	wizard_save(w);
}

/*
 * A key may be on disk although the answer never came back, for instance after
 * a crash: it is used, for names are not used twice and keys not overwritten.
 */
static bool
adopt(struct wizard *w, const char *selector, enum dkim_key_type type)
{
	struct key_info info;

	if (!load(w, selector, type, &info))
		return false;
	remember(w, selector, &info);
	return true;
}

static bool
has_second(const struct wizard *w)
{
	for (size_t i = 0; i < w->d.keys; i++)
		if (w->d.key[i].role == OWN_SECOND)
			return true;
	return false;
}

/* --- Making ------------------------------------------------------------------------------ */

static bool make_next(struct wizard *w);

static void
key_made(void *arg, const struct key_info *info, const struct err *err)
{
	struct wizard *w = arg;
	bool second = w->d.key_path[0] != '\0';

	w->key_job = NULL;
	if (info == NULL) {
		wizard_say(w, ROLE_PROBLEM, "%s", err->msg);
	} else {
		remember(w, second ? w->second_selector : w->d.selector, info);
		if (!make_next(w) && strcmp(w->step->id, "dkim") == 0)
			wizard_go(w, "spf");
	}
	wizard_changed(w);
}

static void
make(struct wizard *w, const char *selector, enum dkim_key_type type)
{
	const struct clock_service *clock = &w->services->clock;
	struct key_request request = {
	    .domain = w->d.domain,
	    .selector = selector,
	    .type = type,
	    .bits = DKIM_NEW_BITS,
	};

	w->key_started = clock->ticks(clock->self);
	w->key_job = w->services->key.generate(
	    w->services->key.self, &request, key_made, w);
}

/* The key that is not there yet; false: all are. */
static bool
make_next(struct wizard *w)
{
	if (w->d.key_path[0] == '\0' && !adopt(w, w->d.selector, DKIM_KEY_RSA)) {
		make(w, w->d.selector, DKIM_KEY_RSA);
		return true;
	}
	if (w->d.dkim != DKIM_BOTH_KEYS || has_second(w))
		return false;
	dkim_selector_second(w->d.selector, w->second_selector);
	if (adopt(w, w->second_selector, DKIM_KEY_ED25519))
		return false;
	make(w, w->second_selector, DKIM_KEY_ED25519);
	return true;
}

void
dkim_stop(struct wizard *w)
{
	if (w->key_job != NULL)
		w->services->key.cancel(w->services->key.self, w->key_job);
	w->key_job = NULL;
}

/* --- Importing ------------------------------------------------------------------------------ */

static bool
import(struct wizard *w, const char *path, const char *selector,
    enum dkim_key_type type, struct err *err)
{
	const struct key_service *key = &w->services->key;
	struct key_import from = {path, w->d.domain, selector};
	struct key_info info;

	if (key->peek(key->self, path, &info, err) != ERR_OK)
		return false;
	if (info.type != type) {
		err_set(err, ERR_RANGE,
		    _("%s holds an Ed25519 key, which is not enough alone: "
		      "many receivers know only RSA. Choose an RSA key."),
		    path);
		return false;
	}
	if (key->import(key->self, &from, &info, err) != ERR_OK)
		return false;
	remember(w, selector, &info);
	return true;
}

/* What the same signer has beside the key goes along when it is Ed25519. */
static void
import_second(struct wizard *w)
{
	struct err err = ERR_INIT;

	for (size_t i = 0; i < w->signing.keys && !has_second(w); i++)
		if (w->d.dkim == DKIM_HOST_KEY &&
		    strcmp(w->signing.key[i].selector, w->d.selector) != 0)
			(void)import(w, w->signing.key[i].path,
			    w->signing.key[i].selector, DKIM_KEY_ED25519,
			    &err);
}

static enum dkim_outcome
import_chosen(struct wizard *w)
{
	struct err err = ERR_INIT;

	if (!import(w, w->d.key_file, w->d.selector, DKIM_KEY_RSA, &err)) {
		wizard_say(w, ROLE_PROBLEM, "%s", err.msg);
		return DKIM_BAD_FILE;
	}
	import_second(w);
	return DKIM_READY;
}

/* ---------------------------------------------------------------------------------------------- */

static bool
is_usable(
    const struct wizard *w, const char *selector, enum dkim_key_type type)
{
	return dkim_is_selector(slice_of(selector)) &&
	    !(dkim_is_new(w) && is_taken(w, selector, type));
}

static bool
has_usable_names(const struct wizard *w)
{
	char second[64];

	if (w->d.key_path[0] != '\0')
		return true;
	if (!is_usable(w, w->d.selector, DKIM_KEY_RSA))
		return false;
	dkim_selector_second(w->d.selector, second);
	return w->d.dkim != DKIM_BOTH_KEYS ||
	    is_usable(w, second, DKIM_KEY_ED25519);
}

static bool
is_complete(const struct wizard *w)
{
	return w->d.key_path[0] != '\0' &&
	    (w->d.dkim != DKIM_BOTH_KEYS || has_second(w));
}

enum dkim_outcome
dkim_take(struct wizard *w)
{
	if (w->key_job != NULL)
		return DKIM_UNDER_WAY;
	if (is_complete(w))
		return DKIM_READY;
	if (!has_usable_names(w))
		return DKIM_BAD_SELECTOR;
	if (w->look_only) {
		wizard_say(w, ROLE_WARNING,
		    _("This session only looks: no key is made."));
		return DKIM_UNDER_WAY;
	}
	if (!dkim_is_new(w))
		return import_chosen(w);
	return make_next(w) ? DKIM_UNDER_WAY : DKIM_READY;
}
