/* inkan add-domain: a further domain of this host, decided as another one was. */
#include <stdio.h>
#include <stdlib.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/flow/alike.h"
#include "wizard/flow/memory.h"
#include "wizard/record/dname.h"

static enum err_code
load(struct cli *cli, const char *domain, struct decisions *ret,
    struct err *err)
{
	const struct store_service *store = &cli->services->store;
	struct entries entries = {.entry = NULL};
	struct arena arena = ARENA_INIT;
	enum err_code code =
	    store->load(store->self, domain, &arena, &entries, err);

	if (code == ERR_OK)
		memory_load(&entries, ret);
	arena_release(&arena);
	return code;
}

/* What is known of the new domain already is not written over. */
static enum err_code
save_new(struct cli *cli, const struct decisions *d, struct err *err)
{
	const struct store_service *store = &cli->services->store;
	struct arena arena = ARENA_INIT;
	struct lock_holder holder;
	struct entries entries = {.entry = NULL};
	enum err_code code;

	if (store->lock(store->self, d->domain, false, &holder, err) != ERR_OK)
		return err->code;
	code = store->load(store->self, d->domain, &arena, &entries, err);
	if (code == ERR_OK) {
		code = err_set(err, ERR_EXISTS,
		    _("%s is known here already; nothing was changed. Go on "
		      "with: inkan %s"),
		    d->domain, d->domain);
	} else if (code == ERR_MISSING) {
		entries = memory_save(&arena, d);
		code = store->save(store->self, d->domain, &entries, err);
		store->journal(
		    store->self, d->domain, "begun like another domain");
	}
	store->unlock(store->self, d->domain);
	arena_release(&arena);
	return code;
}

static void
report(const struct cli *cli, const struct decisions *d, const char *like)
{
	if (cli->options->json) {
		json_print(json_pack("{s:i, s:s, s:s, s:s, s:I, s:s}",
		    "version", 1, "domain", d->domain, "like", like, "helo",
		    d->helo, "senders", (json_int_t)d->senders, "key",
		    d->dkim == DKIM_KEY_FILE ? "shared" : "own"));
		return;
	}
	printf(_("%s is to be like %s: the same EHLO name, senders and report "
		 "address."),
	    d->domain, like);
	printf("\n%s\n",
	    d->dkim == DKIM_KEY_FILE
		? _("Its mail is signed with the same key.")
		: _("It gets a key of its own, so that one can be changed "
		    "without the other."));
	printf(_("Go on with: inkan %s"), d->domain);
	putchar('\n');
}

static int
add(struct cli *cli, const char *domain, const char *like,
    struct decisions *d)
{
	struct err err = ERR_INIT;

	if (load(cli, like, d, &err) != ERR_OK) {
		if (err.code == ERR_MISSING)
			usage_error(_("--like %s: nothing is known of that "
				      "domain yet"),
			    like);
		else
			usage_error("%s", err.msg);
		return EXIT_NO_INPUT;
	}
	if (alike_make(d, domain, cli->options->share_key, &err) != ERR_OK)
		return usage_error("%s", err.msg);
	if (save_new(cli, d, &err) != ERR_OK) {
		usage_error("%s", err.msg);
		return err.code == ERR_LOCKED ? EXIT_LOCKED
					      : EXIT_CANNOT_CREATE;
	}
	report(cli, d, like);
	return EXIT_RIGHT;
}

int
command_add_domain(struct cli *cli)
{
	const struct options *o = cli->options;
	struct dname domain, like;
	struct err err = ERR_INIT;
	struct decisions *d;
	unsigned notes;
	int code;

	if (!domain_argument(cli, 0, &domain))
		return EXIT_USAGE;
	if (o->like == NULL ||
	    dname_from_user(slice_of(o->like), &like, &notes, &err) != ERR_OK)
		return usage_error("%s",
		    _("add-domain needs --like DOMAIN: one that inkan knows "
		      "on this host"));
	d = mem_alloc(sizeof(*d));
	code = add(cli, domain.text, like.text, d);
	free(d);
	return code;
}
