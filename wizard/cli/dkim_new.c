/* inkan dkim new, inkan dkim import: a key of our own. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/cli/dkim.h"

#define BITS_DEFAULT 2048 /* RFC 8301 section 3.2 */

/* One of the keys that a command makes. */
struct wanted {
	enum dkim_key_type type;
	const char *suffix; /* of its selector, when there are two */
	enum own_role role;
	char selector[64];
	struct key_info info;
};

struct making {
	struct dkim_work work;
	struct wanted wanted[2];
	size_t count;
	bool unsure; /* nobody could say whether a selector is free */
};

/* --- What is wanted --------------------------------------------------------------- */

static const struct {
	const char *word;
	struct wanted wanted[2];
	size_t count;
} types[] = {
    {"rsa", {{.type = DKIM_KEY_RSA, .suffix = "", .role = OWN_MAIN}}, 1},
    {"ed25519",
	{{.type = DKIM_KEY_ED25519, .suffix = "e", .role = OWN_SECOND}}, 1},
    {"both",
	{{.type = DKIM_KEY_RSA, .suffix = "r", .role = OWN_MAIN},
	    {.type = DKIM_KEY_ED25519, .suffix = "e", .role = OWN_SECOND}},
	2},
};

static int
read_type(struct making *m)
{
	const char *word = m->work.options->type;

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		if (strcmp(types[i].word, word == NULL ? "rsa" : word) != 0)
			continue;
		memcpy(m->wanted, types[i].wanted, sizeof(m->wanted));
		m->count = types[i].count;
		return EXIT_RIGHT;
	}
	return usage_error(
	    _("--type %s: it is rsa, ed25519 or both"), word);
}

static int
read_bits(const struct making *m)
{
	static const unsigned sizes[] = {0, 2048, 3072, 4096};
	unsigned bits = m->work.options->bits;

	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		if (bits == sizes[i])
			return EXIT_RIGHT;
	return usage_error(_("--bits %u: it is 2048, 3072 or 4096"), bits);
}

/* Every role once, and Ed25519 never alone: many receivers pass it over. */
static int
check_roles(const struct making *m)
{
	const struct decisions *d = m->work.d;
	struct own_view key[OWN_MAX];
	size_t count = own_keys(d, key);
	bool has_main = d->key_public[0] != '\0';

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < m->count; j++)
			if (key[i].role == m->wanted[j].role)
				return usage_error(
				    _("%s has a key already, %s. To put a new "
				      "one in its place: inkan dkim rotate %s"),
				    d->domain, key[i].selector, d->domain);
	if (!has_main && m->wanted[0].role == OWN_SECOND)
		return usage_error(
		    _("Ed25519 is not enough alone: many receivers know only "
		      "RSA. Use --type both"));
	return EXIT_RIGHT;
}

/* --- Selectors ---------------------------------------------------------------------- */

/* What stands on the command line: one name for each, or one for both. */
static bool
given_name(const struct making *m, size_t i, char ret[64])
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
refuse(const struct making *m, const char *selector, enum selector_state state)
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
is_on_disk(const struct making *m, const char *selector)
{
	const struct services *s = m->work.services;
	struct key_info info;
	struct err err = ERR_INIT;
	char path[512];

	s->store.key_path(s->store.self, m->work.d->domain, selector, path,
	    sizeof(path));
	return s->key.load(s->key.self, path, &info, &err) != ERR_MISSING;
}

/* Of all selectors the first that cannot be had; SELECTOR_FREE: none. */
static enum selector_state
worst_state(struct making *m, size_t *ret_which)
{
	const char *selector[2] = {m->wanted[0].selector, m->wanted[1].selector};
	struct dkim_look *look =
	    dkim_examine(&m->work, selector, m->count, false);
	enum selector_state worst = SELECTOR_FREE;

	*ret_which = 0;
	for (size_t i = 0; i < m->count && worst == SELECTOR_FREE; i++) {
		*ret_which = i;
		worst = dkim_selector_state(
		    m->work.d, dkim_look_facts(look), selector[i]);
		if (worst == SELECTOR_FREE && is_on_disk(m, selector[i]))
			worst = SELECTOR_OURS;
	}
	dkim_look_free(look);
	return worst == SELECTOR_PENDING ? SELECTOR_UNKNOWN : worst;
}

/* Names that nobody has; those that were given, or the first that are free. */
static int
choose_selectors(struct making *m)
{
	const struct clock_service *clock = &m->work.services->clock;
	enum selector_state state = SELECTOR_TAKEN;
	bool given = false;
	size_t which = 0;

	for (unsigned attempt = 0; !given && attempt < DKIM_ATTEMPTS &&
	     (state == SELECTOR_TAKEN || state == SELECTOR_OURS);
	     attempt++) {
		for (size_t i = 0; i < m->count; i++) {
			struct wanted *w = &m->wanted[i];

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

static int
make_one(struct making *m, struct wanted *w)
{
	const struct key_service *service = &m->work.services->key;
	unsigned bits = m->work.options->bits;
	struct key_request request = {
	    .domain = m->work.d->domain,
	    .selector = w->selector,
	    .type = w->type,
	    .bits = bits == 0 ? BITS_DEFAULT : bits,
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

static int
remember(struct making *m)
{
	const struct clock_service *clock = &m->work.services->clock;
	int64_t now = clock->now(clock->self);
	struct decisions *d = m->work.d;
	struct err err = ERR_INIT;
	const char *line = "DKIM key";

	for (size_t i = 0; i < m->count; i++) {
		const struct wanted *w = &m->wanted[i];

		line = arena_printf(&m->work.arena, "%s %s: %s, %u bits", line,
		    w->selector, w->info.path, w->info.bits);
		if (w->role == OWN_MAIN) {
			own_set_main(d, w->selector, &w->info);
			d->key_since = now;
			d->dkim = m->count > 1 ? DKIM_BOTH_KEYS : DKIM_NEW_KEY;
		} else if (own_add(d, w->role, w->selector, &w->info, now,
			       &err) != ERR_OK) {
			return dkim_failed(&err);
		}
	}
	return dkim_save(&m->work, line);
}

static void
print_json(struct making *m)
{
	json_t *o = dkim_json(&m->work), *keys = json_array();

	for (size_t i = 0; i < m->count; i++) {
		struct own_view key;

		if (own_find(m->work.d, m->wanted[i].selector, &key))
			(void)json_array_append_new(
			    keys, dkim_json_key(&m->work, &key));
	}
	(void)json_object_set_new(
	    o, "free", m->unsure ? json_null() : json_true());
	(void)json_object_set_new(o, "keys", keys);
	json_print(o);
}

static void
print_text(struct making *m)
{
	const char *domain = m->work.d->domain;

	for (size_t i = 0; i < m->count; i++) {
		struct own_view key;

		if (own_find(m->work.d, m->wanted[i].selector, &key))
			dkim_print_key(&m->work, &key);
	}
	if (m->unsure)
		(void)fprintf(stderr, "inkan: %s\n",
		    _("nobody could say whether these names are free; look "
		      "before you publish"));
	printf(_("Next:\n"
		 "  enter this in your DNS panel; other forms: inkan export %s\n"
		 "  is it there, and whole?  inkan dkim show %s\n"
		 "  then let the mail server sign:  inkan dkim config %s --for "
		 "opendkim\n"),
	    domain, domain, domain);
}

static int
finish(struct making *m, int code)
{
	if (code == EXIT_RIGHT)
		code = remember(m);
	if (code == EXIT_RIGHT && m->work.options->json)
		print_json(m);
	else if (code == EXIT_RIGHT)
		print_text(m);
	dkim_end(&m->work);
	return code;
}

int
dkim_new(struct cli *cli)
{
	struct making m = {.count = 0};
	int code = dkim_begin(cli, true, &m.work);

	if (code != EXIT_RIGHT)
		return code;
	code = read_type(&m);
	if (code == EXIT_RIGHT)
		code = read_bits(&m);
	if (code == EXIT_RIGHT)
		code = check_roles(&m);
	if (code == EXIT_RIGHT)
		code = choose_selectors(&m);
	for (size_t i = 0; code == EXIT_RIGHT && i < m.count; i++)
		code = make_one(&m, &m.wanted[i]);
	return finish(&m, code);
}
