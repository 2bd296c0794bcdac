/* inkan dkim: keys, without the wizard. */
#include "wizard/cli/dkim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/cli/planning.h"
#include "wizard/flow/memory.h"
#include "wizard/flow/proposal.h"
#include "wizard/record/zonefile.h"

int
command_dkim(struct cli *cli)
{
	static const struct verb verbs[] = {
	    {"new", dkim_new, 2},
	    {"import", dkim_import, 3},
	    {"show", dkim_show, 2},
	    {"config", dkim_config, 2},
	    {"rotate", dkim_rotate, 2},
	};

	return command_verb(cli, verbs, COUNT_OF(verbs),
	    _("dkim needs what to do: inkan dkim new, import, show, config or "
	      "rotate, and a domain"));
}

int
dkim_failed(const struct err *err)
{
	static const int codes[] = {
	    [ERR_OK] = EXIT_RIGHT,
	    [ERR_SYS] = EXIT_CANNOT_CREATE,
	    [ERR_SYNTAX] = EXIT_ERRORS,
	    [ERR_RANGE] = EXIT_ERRORS,
	    [ERR_LIMIT] = EXIT_ERRORS,
	    [ERR_EXISTS] = EXIT_CANNOT_CREATE,
	    [ERR_MISSING] = EXIT_NO_INPUT,
	    [ERR_CRYPTO] = EXIT_ERRORS,
	    [ERR_HELPER] = EXIT_ERRORS,
	    [ERR_LOCKED] = EXIT_LOCKED,
	    [ERR_VERSION] = EXIT_LOCKED,
	};

	(void)fprintf(stderr, "inkan: %s\n", err->msg);
	return codes[err->code];
}

/* --- What is remembered --------------------------------------------------------- */

/* What a newer program wrote is not written over, nor what is damaged. */
static enum err_code
load(struct dkim_work *work, const char *domain, struct err *err)
{
	const struct store_service *store = &work->services->store;
	struct entries entries = {.entry = NULL};
	enum err_code code;

	code = store->load(store->self, domain, &work->arena, &entries, err);
	if (code == ERR_OK)
		memory_load(&entries, work->d);
	else if (code == ERR_MISSING)
		code = err->code = ERR_OK;
	(void)snprintf(
	    work->d->domain, sizeof(work->d->domain), "%s", domain);
	return code;
}

int
dkim_begin_at(
    struct cli *cli, size_t argument, bool changes, struct dkim_work *ret)
{
	struct dkim_work work = {
	    .cli = cli,
	    .services = cli->services,
	    .options = cli->options,
	};
	const struct store_service *store = &cli->services->store;
	struct lock_holder holder;
	struct err err = ERR_INIT;
	struct dname domain;
	int code;

	if (!domain_argument(cli, argument, &domain))
		return EXIT_USAGE;
	if (changes && store->lock(store->self, domain.text, false, &holder,
			   &err) != ERR_OK)
		return dkim_failed(&err);
	work.locked = changes;
	work.d = mem_alloc(sizeof(*work.d));
	*ret = work;
	if (load(ret, domain.text, &err) == ERR_OK)
		code = planning_take_panel(cli, ret->d);
	else
		code = dkim_failed(&err);
	if (code != EXIT_RIGHT)
		dkim_end(ret);
	return code;
}

int
dkim_begin(struct cli *cli, bool changes, struct dkim_work *ret)
{
	return dkim_begin_at(cli, 1, changes, ret);
}

void
dkim_end(struct dkim_work *work)
{
	const struct store_service *store = &work->services->store;

	if (work->locked)
		store->unlock(store->self, work->d->domain);
	arena_release(&work->arena);
	free(work->d);
}

int
dkim_save(struct dkim_work *work, const char *journal)
{
	const struct store_service *store = &work->services->store;
	struct entries entries;
	struct err err = ERR_INIT;

	plan_publish_keys(work->d, work->services->templates);
	entries = memory_save(&work->arena, work->d);
	if (store->save(store->self, work->d->domain, &entries, &err) !=
	    ERR_OK)
		return dkim_failed(&err);
	store->journal(store->self, work->d->domain, journal);
	return EXIT_RIGHT;
}

/* --- Looking ---------------------------------------------------------------------- */

static void
nothing(void *arg)
{
	(void)arg;
}

struct dkim_look *
dkim_examine(struct dkim_work *work, const char *const *selector, size_t count,
    bool guess)
{
	const struct templates *t = work->services->templates;
	const struct option_list *given = &work->options->selectors;
	bool chosen = given->count > 0;
	struct inspect_params params = {
	    .domain = work->d->domain,
	    .own_selector = selector,
	    .own_selectors = count,
	    .selector = chosen ? given->item : t->selector,
	    .selectors = chosen ? given->count : t->selectors,
	};
	struct dkim_look *look;

	if (!guess)
		params.selectors = 0;
	look = dkim_look_new(work->services, &params, nothing, NULL);
	while (!dkim_look_done(look) && work->cli->turn(work->cli->loop))
		continue;
	return look;
}

/* --- Showing ---------------------------------------------------------------------- */

static const char *
record_of(struct dkim_work *work, const struct own_view *key)
{
	struct err err = ERR_INIT;
	char value[VALUE_MAX];

	if (own_record(work->services->templates, work->d->domain, key, value,
		sizeof(value), &err) != ERR_OK)
		return "";
	return arena_copy(&work->arena, value);
}

static const char *
name_of(struct dkim_work *work, const struct own_view *key)
{
	struct dname name = {.text = ""};

	(void)!own_name(key->selector, work->d->domain, &name);
	return arena_copy(&work->arena, name.text);
}

json_t *
dkim_json(const struct dkim_work *work)
{
	json_t *o = json_object();

	(void)json_object_set_new(o, "version", json_integer(1));
	(void)json_object_set_new(o, "domain", json_name(work->d->domain));
	return o;
}

json_t *
dkim_json_key(struct dkim_work *work, const struct own_view *key)
{
	const char *record = record_of(work, key);
	struct text_parts parts =
	    zonefile_split_txt(&work->arena, slice_of(record));
	json_t *o = json_object(), *strings = json_array();

	for (size_t i = 0; i < parts.count; i++)
		(void)json_array_append_new(strings, json_text(parts.part[i]));
	(void)json_object_set_new(o, "selector", json_name(key->selector));
	(void)json_object_set_new(
	    o, "type", json_string(own_type_word(key->type)));
	(void)json_object_set_new(o, "bits", json_integer(key->bits));
	(void)json_object_set_new(
	    o, "role", json_string(own_role_word(key->role)));
	(void)json_object_set_new(o, "path", json_name(key->path));
	(void)json_object_set_new(o, "name", json_name(name_of(work, key)));
	(void)json_object_set_new(o, "record", json_name(record));
	(void)json_object_set_new(o, "strings", strings);
	return o;
}

const char *
dkim_kind(struct arena *arena, enum dkim_key_type type, unsigned bits)
{
	switch (type) {
	case DKIM_KEY_RSA:
		return arena_printf(arena, "RSA %u", bits);
	case DKIM_KEY_ED25519:
		return "Ed25519";
	case DKIM_KEY_OTHER:
		break;
	}
	return "?";
}

void
dkim_print_record(struct dkim_work *work, const struct own_view *key)
{
	printf(_("  name      %s\n"), name_of(work, key));
	printf(_("  type      TXT\n"));
	printf(_("  value     %s\n"), record_of(work, key));
}

void
dkim_print_key(struct dkim_work *work, const struct own_view *key)
{
	printf(_("%s, selector %s\n"),
	    dkim_kind(&work->arena, key->type, key->bits), key->selector);
	printf(_("  key file  %s  (mode 0600, never shown)\n"),
	    text_safe(&work->arena, slice_of(key->path)));
	dkim_print_record(work, key);
}
