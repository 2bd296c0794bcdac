#include "wizard/cli/dkim_make.h"

#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/panels.h"

#define BITS_DEFAULT 2048 /* RFC 8301 section 3.2 */

int
dkim_check_bits(const struct dkim_work *work)
{
	static const unsigned sizes[] = {0, 2048, 3072, 4096};

	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		if (work->options->bits == sizes[i])
			return EXIT_RIGHT;
	return usage_error(_("--bits %u: it is 2048, 3072 or 4096"),
	    work->options->bits);
}

/* --- Selectors ---------------------------------------------------------------------- */

/* What stands on the command line: one name for each, or one for both. */
static bool
given_name(const struct dkim_making *m, size_t i, char ret[64])
{
	const struct option_list *given = &m->work.options->selectors;
	int n;

	if (given->count == 0)
		return false;
	if (given->count == m->count)
		n = snprintf(ret, 64, "%s", given->item[i]);
	else
		n = snprintf(ret, 64, "%s%s", given->item[0],
		    m->wanted[i].suffix);
	/* What does not fit is no selector. */
	if ((size_t)n >= sizeof(m->wanted[i].selector))
		ret[0] = '\0';
	return true;
}

static int
refuse(const struct dkim_making *m, const char *selector, enum selector_state state)
{
	const char *domain = m->work.d->domain;
	struct arena arena = ARENA_INIT;
	const char *shown = text_safe(&arena, slice_of(selector));
	int code = EXIT_ERRORS;

	if (state == SELECTOR_BAD)
		code = usage_error(
		    _("\"%s\" is not a selector: use letters, digits and "
		      "hyphens, for example s202611"),
		    shown);
	else if (state == SELECTOR_UNKNOWN)
		(void)fprintf(stderr,
		    _("inkan: nobody could say whether %s._domainkey.%s is "
		      "free: no name server answered. Try again, or use "
		      "--force\n"),
		    shown, domain);
	else if (state == SELECTOR_OURS)
		(void)fprintf(stderr,
		    _("inkan: the selector %s of %s was used before. A new key "
		      "gets a new name\n"),
		    shown, domain);
	else
		(void)fprintf(stderr,
		    _("inkan: something is published at %s._domainkey.%s "
		      "already. A new key gets a new name\n"),
		    shown, domain);
	arena_release(&arena);
	return state == SELECTOR_UNKNOWN ? EXIT_UNKNOWN : code;
}

/* A key file that the state knows nothing of: a session that was killed. */
static bool
is_on_disk(const struct dkim_making *m, const char *selector)
{
	const struct services *s = m->work.services;
	struct key_info info;
	struct err err = ERR_INIT;
	char path[512];

	s->store.key_path(s->store.self, m->work.d->domain, selector, path,
	    sizeof(path));
	return s->key.load(s->key.self, path, &info, &err) != ERR_MISSING;
}

/* The panel that the records will be entered in, by its name servers. */
static void
find_panel(struct dkim_making *m, const struct facts *facts)
{
	const struct templates *t = m->work.services->templates;

	m->panel = panel_in_use(&m->work.arena, t, m->work.d, facts->zone);
}

static void
note_longest(int64_t *longest, uint32_t ttl)
{
	if ((int64_t)ttl > *longest)
		*longest = ttl;
}

/* How long caches know what was there before, and what is there now. */
static void
note_times(struct dkim_making *m, const struct facts *facts)
{
	struct own_view key;

	m->negative = facts->zone != NULL ? facts->zone->negative_ttl : 0;
	m->ttl = 0;
	for (size_t i = 0; i < facts->selectors; i++) {
		const struct dns_answer *answer = facts->selector[i].answer;

		note_longest(&m->negative, answer->negative_ttl);
		if (answer->count > 0 &&
		    own_find(m->work.d, facts->selector[i].name, &key))
			note_longest(&m->ttl, answer->rr[0].ttl);
	}
}

/* Of all selectors the first that cannot be had; SELECTOR_FREE: none. */
static enum selector_state
worst_state(struct dkim_making *m, size_t *ret_which)
{
	const char *selector[2 + OWN_MAX] = {
	    m->wanted[0].selector, m->wanted[1].selector};
	size_t owns = own_selectors(m->work.d, selector + m->count);
	struct dkim_look *look =
	    dkim_examine(&m->work, selector, m->count + owns, false);
	enum selector_state worst = SELECTOR_FREE;

	*ret_which = 0;
	for (size_t i = 0; i < m->count && worst == SELECTOR_FREE; i++) {
		*ret_which = i;
		worst = dkim_selector_state(
		    m->work.d, dkim_look_facts(look), selector[i]);
		if (worst == SELECTOR_FREE && is_on_disk(m, selector[i]))
			worst = SELECTOR_OURS;
	}
	find_panel(m, dkim_look_facts(look));
	note_times(m, dkim_look_facts(look));
	dkim_look_free(look);
	return worst == SELECTOR_PENDING ? SELECTOR_UNKNOWN : worst;
}

/* Names that nobody has; those that were given, or the first that are free. */
static int
choose_selectors(struct dkim_making *m)
{
	const struct clock_service *clock = &m->work.services->clock;
	enum selector_state state = SELECTOR_TAKEN;
	bool given = false;
	size_t which = 0;

	for (unsigned attempt = 0; !given && attempt < DKIM_ATTEMPTS &&
	     (state == SELECTOR_TAKEN || state == SELECTOR_OURS);
	     attempt++) {
		for (size_t i = 0; i < m->count; i++) {
			struct dkim_wanted *w = &m->wanted[i];

			given = given_name(m, i, w->selector);
			if (!given)
				dkim_selector_suggest(clock->now(clock->self),
				    attempt, w->suffix, w->selector);
		}
		state = worst_state(m, &which);
	}
	m->unsure = state == SELECTOR_UNKNOWN;
	if (state == SELECTOR_FREE ||
	    (m->unsure && m->work.options->force))
		return EXIT_RIGHT;
	return refuse(m, m->wanted[which].selector, state);
}

/* --- Making --------------------------------------------------------------------------- */

struct outcome_of_key {
	bool done, good;
	struct key_info info;
	struct err err;
};

static void
key_made(void *arg, const struct key_info *info, const struct err *err)
{
	struct outcome_of_key *outcome = arg;

	outcome->done = true;
	outcome->good = info != NULL;
	outcome->err = *err;
	if (info != NULL)
		outcome->info = *info;
}

static unsigned
wanted_bits(const struct dkim_making *m)
{
	unsigned bits = m->work.options->bits;

	return bits == 0 ? BITS_DEFAULT : bits;
}

static int
make_one(struct dkim_making *m, struct dkim_wanted *w)
{
	const struct key_service *service = &m->work.services->key;
	struct key_request request = {
	    .domain = m->work.d->domain,
	    .selector = w->selector,
	    .type = w->type,
	    .bits = wanted_bits(m),
	};
	struct outcome_of_key outcome = {.err = ERR_INIT};
	struct key_job *job =
	    service->generate(service->self, &request, key_made, &outcome);

	while (!outcome.done && m->work.cli->turn(m->work.cli->loop))
		continue;
	if (!outcome.done) {
		service->cancel(service->self, job);
		return EXIT_STILL_WAITING;
	}
	if (!outcome.good)
		return dkim_failed(&outcome.err);
	w->info = outcome.info;
	return EXIT_RIGHT;
}

/* --- Remembering ------------------------------------------------------------------------ */

static enum err_code
take(struct dkim_making *m, const struct dkim_wanted *w, struct err *err)
{
	const struct clock_service *clock = &m->work.services->clock;
	int64_t now = clock->now(clock->self);
	struct decisions *d = m->work.d;

	if (w->role == OWN_NEXT) {
		d->rotation.negative = m->negative;
		d->rotation.ttl = m->ttl;
	}
	if (w->role != OWN_MAIN)
		return own_add(d, w->role, w->selector, &w->info, now, err);
	own_set_main(d, w->selector, &w->info);
	d->key_since = now;
	d->dkim = m->count > 1 ? DKIM_BOTH_KEYS : DKIM_NEW_KEY;
	return ERR_OK;
}

static int
remember(struct dkim_making *m)
{
	const char *line = "DKIM key";
	struct err err = ERR_INIT;

	for (size_t i = 0; i < m->count; i++) {
		const struct dkim_wanted *w = &m->wanted[i];

		if (take(m, w, &err) != ERR_OK)
			return dkim_failed(&err);
		line = arena_printf(&m->work.arena, "%s %s: %s, %u bits", line,
		    w->selector, w->info.path, w->info.bits);
	}
	return dkim_save(&m->work, line);
}

/* A key whose record cannot be entered is not made, unless it is wanted so. */
static int
check_panel(const struct dkim_making *m)
{
	const struct templates *t = m->work.services->templates;
	struct arena arena = ARENA_INIT;
	size_t n = 0;

	for (size_t i = 0; i < m->count && n == 0; i++) {
		const char *obstacle[PANEL_OBSTACLES_MAX];

		n = panel_key_obstacles(&arena, t, m->panel,
		    m->work.d->domain, m->wanted[i].type, wanted_bits(m),
		    obstacle);
		for (size_t k = 0; k < n; k++)
			(void)fprintf(stderr, "inkan: %s\n", obstacle[k]);
	}
	arena_release(&arena);
	if (n == 0 || m->work.options->force)
		return EXIT_RIGHT;
	(void)fprintf(stderr, "inkan: %s\n",
	    _("no key was made; --force makes it all the same"));
	return EXIT_ERRORS;
}

int
dkim_make(struct dkim_making *m)
{
	int code = choose_selectors(m);

	if (code == EXIT_RIGHT)
		code = check_panel(m);

	for (size_t i = 0; code == EXIT_RIGHT && i < m->count; i++)
		code = make_one(m, &m->wanted[i]);
	return code == EXIT_RIGHT ? remember(m) : code;
}

void
dkim_make_json(struct dkim_making *m, json_t *document)
{
	json_t *keys = json_array();

	for (size_t i = 0; i < m->count; i++) {
		struct own_view key;

		if (own_find(m->work.d, m->wanted[i].selector, &key))
			(void)json_array_append_new(
			    keys, dkim_json_key(&m->work, &key));
	}
	(void)json_object_set_new(
	    document, "free", m->unsure ? json_null() : json_true());
	(void)json_object_set_new(document, "keys", keys);
}

void
dkim_make_print(struct dkim_making *m)
{
	for (size_t i = 0; i < m->count; i++) {
		struct own_view key;

		if (own_find(m->work.d, m->wanted[i].selector, &key))
			dkim_print_key(&m->work, &key);
	}
	if (m->unsure)
		(void)fprintf(stderr, "inkan: %s\n",
		    _("nobody could say whether these names are free; look "
		      "before you publish"));
}
