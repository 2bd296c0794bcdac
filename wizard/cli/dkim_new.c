/* inkan dkim new: the first key of a domain, or a second one beside it. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/cli/dkim_make.h"

static const struct {
	const char *word;
	struct dkim_wanted wanted[2];
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
read_type(struct dkim_making *m)
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

/* Every role once, and Ed25519 never alone: many receivers pass it over. */
static int
check_roles(const struct dkim_making *m)
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

static void
print_text(struct dkim_making *m)
{
	const char *domain = m->work.d->domain;

	dkim_make_print(m);
	printf(_("Next:\n"
		 "  enter this in your DNS panel; other forms: inkan export %s\n"
		 "  is it there, and whole?  inkan dkim show %s\n"
		 "  then let the mail server sign:  inkan dkim config %s --for "
		 "opendkim\n"),
	    domain, domain, domain);
}

static void
print_json(struct dkim_making *m)
{
	json_t *o = dkim_json(&m->work);

	dkim_make_json(m, o);
	json_print(o);
}

int
dkim_new(struct cli *cli)
{
	struct dkim_making m = {.count = 0};
	int code = dkim_begin(cli, true, &m.work);

	if (code != EXIT_RIGHT)
		return code;
	code = read_type(&m);
	if (code == EXIT_RIGHT)
		code = dkim_check_bits(&m.work);
	if (code == EXIT_RIGHT)
		code = check_roles(&m);
	if (code == EXIT_RIGHT)
		code = dkim_make(&m);
	if (code == EXIT_RIGHT)
		(cli->options->json ? print_json : print_text)(&m);
	dkim_end(&m.work);
	return code;
}
