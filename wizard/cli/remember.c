#include "wizard/cli/remember.h"

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
	struct entries entries = {.entry = NULL};

	switch (store->load(store->self, d->domain, arena, &entries, err)) {
	case ERR_OK:
		memory_load(&entries, d);
		break;
	case ERR_MISSING:
		err->code = ERR_OK;
		break;
	default:
		return err->code;
	}
	if (ignore_all(o, d, err) != ERR_OK)
		return err->code;
	entries = memory_save(arena, d);
	return store->save(store->self, d->domain, &entries, err);
}

/* Having said what went wrong. */
static int
exit_code(const struct err *err)
{
	if (err->code == ERR_OK)
		return EXIT_RIGHT;
	usage_error("%s", err->msg);
	switch (err->code) {
	case ERR_SYNTAX:
	case ERR_LIMIT:
		return EXIT_USAGE;
	case ERR_LOCKED:
	case ERR_VERSION:
		return EXIT_LOCKED;
	default:
		return EXIT_CANNOT_CREATE;
	}
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
