/* inkan dkim import: a key that is there already becomes one of ours. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/cli/dkim.h"

struct importing {
	struct dkim_work work;
	const char *path;
	struct key_info info; /* of the file */
	enum own_role role;
	char selector[64];
};

/* An RSA key is the main one, an Ed25519 key stands beside it. */
static int
choose_role(struct importing *m)
{
	struct decisions *d = m->work.d;
	struct own_view key[OWN_MAX];
	size_t count = own_keys(d, key);

	m->role =
	    m->info.type == DKIM_KEY_ED25519 ? OWN_SECOND : OWN_MAIN;
	for (size_t i = 0; i < count; i++)
		if (key[i].role == m->role &&
		    strcmp(key[i].public_base64, m->info.public_base64) != 0)
			return usage_error(
			    _("%s has a key already, %s. To put a new one in "
			      "its place: inkan dkim rotate %s"),
			    d->domain, key[i].selector, d->domain);
	if (m->role == OWN_SECOND && d->key_public[0] == '\0')
		return usage_error(
		    _("Ed25519 is not enough alone: many receivers know only "
		      "RSA. Make or import an RSA key first"));
	return EXIT_RIGHT;
}

static const char *
wanted_record(struct importing *m)
{
	const struct own_view key = {
	    .selector = m->selector,
	    .public_base64 = m->info.public_base64,
	    .type = m->info.type,
	};
	struct err err = ERR_INIT;
	char value[VALUE_MAX] = "";

	(void)!own_record(m->work.services->templates, m->work.d->domain, &key,
	    value, sizeof(value), &err);
	return arena_copy(&m->work.arena, value);
}

static bool
is_this_key(struct importing *m, const struct selector_facts *s)
{
	struct difference difference;

	if (s->answer->count == 0)
		return false;
	difference = dkim_compare(
	    &m->work.arena, wanted_record(m), s->answer->rr[0].text);
	return difference.damage != DAMAGE_OTHER_KEY &&
	    difference.damage != DAMAGE_NO_KEY &&
	    difference.damage != DAMAGE_REVOKED;
}

/* A key that is published says itself what its selector is. */
static bool
find_published(struct importing *m, const struct facts *facts)
{
	for (size_t i = 0; i < facts->selectors; i++) {
		const struct selector_facts *s = &facts->selector[i];

		if (strlen(s->name) >= sizeof(m->selector) ||
		    !is_this_key(m, s))
			continue;
		(void)snprintf(
		    m->selector, sizeof(m->selector), "%s", s->name);
		return true;
	}
	return false;
}

static int
judge_given(struct importing *m, const struct facts *facts)
{
	const struct selector_facts *s = dkim_look_at(facts, m->selector);
	bool known = s != NULL && dns_is_answered(s->answer->status);

	if (s != NULL && dkim_is_there(facts, s) && !is_this_key(m, s)) {
		(void)fprintf(stderr,
		    _("inkan: another key is published at %s._domainkey.%s. "
		      "Give the selector that belongs to this key\n"),
		    m->selector, m->work.d->domain);
		return EXIT_ERRORS;
	}
	if (known || m->work.options->force)
		return EXIT_RIGHT;
	(void)fprintf(stderr,
	    _("inkan: nobody could say what is published at %s._domainkey.%s: "
	      "no name server answered. Try again, or use --force\n"),
	    m->selector, m->work.d->domain);
	return EXIT_UNKNOWN;
}

static int
choose_selector(struct importing *m)
{
	const struct option_list *given = &m->work.options->selectors;
	const struct clock_service *clock = &m->work.services->clock;
	const char *selector[1] = {m->selector};
	struct dkim_look *look;
	int code = EXIT_RIGHT;

	if (given->count > 0 &&
	    (!dkim_is_selector(slice_of(given->item[0])) ||
		strlen(given->item[0]) >= sizeof(m->selector)))
		return usage_error(
		    _("this is not a selector: use letters, digits and "
		      "hyphens, for example s202611"));
	if (given->count > 0)
		(void)snprintf(m->selector, sizeof(m->selector), "%s",
		    given->item[0]);
	else
		dkim_selector_suggest(clock->now(clock->self), 0,
		    m->role == OWN_SECOND ? "e" : "", m->selector);
	look = dkim_examine(&m->work, selector, 1, given->count == 0);
	if (given->count > 0 || !find_published(m, dkim_look_facts(look)))
		code = judge_given(m, dkim_look_facts(look));
	dkim_look_free(look);
	return code;
}

static int
copy(struct importing *m)
{
	const struct key_service *service = &m->work.services->key;
	const struct clock_service *clock = &m->work.services->clock;
	struct key_import import = {m->path, m->work.d->domain, m->selector};
	struct decisions *d = m->work.d;
	struct err err = ERR_INIT;
	struct own_view known;

	if (service->import(service->self, &import, &m->info, &err) != ERR_OK)
		return dkim_failed(&err);
	if (own_find(d, m->selector, &known))
		return EXIT_RIGHT;
	if (m->role == OWN_MAIN) {
		own_set_main(d, m->selector, &m->info);
		d->key_since = clock->now(clock->self);
		d->dkim = DKIM_KEY_FILE;
	} else if (own_add(d, m->role, m->selector, &m->info,
		       clock->now(clock->self), &err) != ERR_OK) {
		return dkim_failed(&err);
	}
	return dkim_save(&m->work,
	    arena_printf(&m->work.arena, "DKIM key %s: imported, %s, %u bits",
		m->selector, m->info.path, m->info.bits));
}

static void
report(struct importing *m)
{
	struct own_view key;
	json_t *o, *keys;

	if (!own_find(m->work.d, m->selector, &key))
		return;
	if (!m->work.options->json) {
		dkim_print_key(&m->work, &key);
		return;
	}
	o = dkim_json(&m->work);
	keys = json_array();
	(void)json_array_append_new(keys, dkim_json_key(&m->work, &key));
	(void)json_object_set_new(o, "keys", keys);
	json_print(o);
}

int
dkim_import(struct cli *cli)
{
	const struct key_service *service = &cli->services->key;
	struct importing m = {.path = ""};
	struct err err = ERR_INIT;
	int code;

	if (cli->options->arguments != 3)
		return usage_error(
		    _("dkim import needs a domain and a file: inkan dkim "
		      "import DOMAIN FILE"));
	m.path = cli->options->argument[2];
	code = dkim_begin(cli, true, &m.work);
	if (code != EXIT_RIGHT)
		return code;
	if (service->peek(service->self, m.path, &m.info, &err) != ERR_OK)
		code = dkim_failed(&err);
	if (code == EXIT_RIGHT)
		code = choose_role(&m);
	if (code == EXIT_RIGHT)
		code = choose_selector(&m);
	if (code == EXIT_RIGHT)
		code = copy(&m);
	if (code == EXIT_RIGHT)
		report(&m);
	dkim_end(&m.work);
	return code;
}
