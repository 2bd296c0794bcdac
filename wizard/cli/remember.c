#include "wizard/cli/remember.h"

#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/ignore.h"
#include "wizard/flow/memory.h"

static enum err_code
ignore_all(
    const struct options *o, struct decisions *d, struct err *err)
{
	for (size_t i = 0; i < o->ignores.count; i++) {
		struct ignored_check ignored;

		if (ignore_parse(o->ignores.item[i], &ignored, err) != ERR_OK ||
		    ignore_add(d, &ignored, err) != ERR_OK)
			return err->code;
	}
	for (size_t i = 0; i < o->unignores.count; i++)
		if (!ignore_drop(d, o->unignores.item[i]))
			return err_set(err, ERR_SYNTAX,
			    _("--unignore %s: that check is not ignored for "
			      "%s"),
			    o->unignores.item[i], d->domain);
	return ERR_OK;
}

/* What a newer program wrote is not written over, nor what is damaged. */
static enum err_code
change(const struct store_service *store, const struct options *o,
    struct decisions *d, struct arena *arena, struct err *err)
{
	const char *domain = arena_copy(arena, d->domain);
	struct entries entries = {.entry = NULL};

	if (store->load(store->self, domain, arena, &entries, err) == ERR_OK)
		memory_load(&entries, d);
	else if (err->code == ERR_MISSING)
		*err = (struct err) ERR_INIT;
	else
		return err->code;
	/* The file may have been edited: it does not say whose it is. */
	(void)snprintf(d->domain, sizeof(d->domain), "%s", domain);
	if (ignore_all(o, d, err) != ERR_OK)
		return err->code;
	entries = memory_save(arena, d);
	return store->save(store->self, d->domain, &entries, err);
}

/* Having said what went wrong. */
static int
exit_code(const struct err *err)
{
	static const int codes[] = {
	    [ERR_OK] = EXIT_RIGHT,
	    [ERR_SYS] = EXIT_CANNOT_CREATE,
	    [ERR_SYNTAX] = EXIT_USAGE,
	    [ERR_RANGE] = EXIT_CANNOT_CREATE,
	    [ERR_LIMIT] = EXIT_USAGE,
	    [ERR_EXISTS] = EXIT_CANNOT_CREATE,
	    [ERR_MISSING] = EXIT_CANNOT_CREATE,
	    [ERR_CRYPTO] = EXIT_CANNOT_CREATE,
	    [ERR_HELPER] = EXIT_CANNOT_CREATE,
	    [ERR_LOCKED] = EXIT_LOCKED,
	    [ERR_VERSION] = EXIT_LOCKED,
	};

	if (err->code != ERR_OK)
		usage_error("%s", err->msg);
	return codes[err->code];
}

int
remember_ignored(struct cli *cli, struct decisions *d)
{
	const struct store_service *store = &cli->services->store;
	const struct options *o = cli->options;
	struct arena arena = ARENA_INIT;
	struct lock_holder holder;
	struct err err = ERR_INIT;

	if (o->ignores.count + o->unignores.count == 0)
		return EXIT_RIGHT;
	if (store->lock(store->self, d->domain, false, &holder, &err) ==
	    ERR_OK) {
		(void)change(store, o, d, &arena, &err);
		store->unlock(store->self, d->domain);
	}
	arena_release(&arena);
	return exit_code(&err);
}
