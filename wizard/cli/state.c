/* inkan state: everything that is kept, as one file, and back. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"

/* For programs: the same in every language. */
static const char *const fate_words[] = {
    [CARRIED] = "written",
    [CARRIED_SAME] = "there-already",
    [CARRIED_CONFLICT] = "conflict",
    [CARRIED_NOT] = "left-out",
};

static const char *const fate_sentences[] = {
    [CARRIED] = NULL,
    [CARRIED_SAME] = NULL,
    [CARRIED_CONFLICT] =
	N_("%s: something else is kept here as %s; it is left as it is"),
    [CARRIED_NOT] = N_("%s: %s is left out, because of the rest"),
};

static int
print_json(const struct carried_list *list)
{
	json_t *files = json_array();

	for (size_t i = 0; i < list->count; i++)
		(void)json_array_append_new(files,
		    json_pack("{s:s, s:s, s:s}", "domain",
			list->item[i].domain, "file", list->item[i].file,
			"result", fate_words[list->item[i].fate]));
	json_print(json_pack("{s:i, s:o}", "version", 1, "files", files));
	return EXIT_RIGHT;
}

static bool
is_first(const struct carried_list *list, size_t i)
{
	return i == 0 ||
	    strcmp(list->item[i].domain, list->item[i - 1].domain) != 0;
}

/* What became of each domain; the text goes where it does not mix with a file. */
static void
print_domains(const struct carried_list *list, FILE *to)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct carried *c = &list->item[i];
		const char *sentence = fate_sentences[c->fate];
		size_t files = 0;

		if (sentence != NULL) {
			(void)fprintf(to, _(sentence), c->domain, c->file);
			(void)fputc('\n', to);
		}
		for (size_t k = i; k < list->count &&
		     strcmp(list->item[k].domain, c->domain) == 0;
		     k++)
			files += list->item[k].fate == CARRIED;
		if (!is_first(list, i) || files == 0)
			continue;
		(void)fprintf(to,
		    ngettext("%s: %zu file", "%s: %zu files", files),
		    c->domain, files);
		(void)fputc('\n', to);
	}
}

static bool
has(const struct carried_list *list, enum carried_fate fate)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->item[i].fate == fate)
			return true;
	return false;
}

static bool
has_keys(const struct carried_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (strncmp(list->item[i].file, "keys/", 5) == 0)
			return true;
	return false;
}

static int
export_state(struct cli *cli, const struct carry_request *request,
    struct arena *arena)
{
	const struct carry_service *carry = &cli->services->carry;
	struct carried_list list = {.item = NULL};
	struct err err = ERR_INIT;

	if (carry->pack(carry->self, request, arena, &list, &err) != ERR_OK) {
		usage_error("%s", err.msg);
		return EXIT_CANNOT_CREATE;
	}
	if (cli->options->json && strcmp(request->path, "-") != 0)
		return print_json(&list);
	print_domains(&list, stderr);
	if (!request->keys)
		(void)fprintf(stderr, "%s\n",
		    _("The private keys are not in it; --with-keys takes "
		      "them along, encrypted with a passphrase."));
	return EXIT_RIGHT;
}

static int
import_state(struct cli *cli, const struct carry_request *request,
    struct arena *arena)
{
	const struct carry_service *carry = &cli->services->carry;
	struct carried_list list = {.item = NULL};
	struct err err = ERR_INIT;

	if (carry->unpack(carry->self, request, arena, &list, &err) !=
	    ERR_OK) {
		usage_error("%s", err.msg);
		return err.code == ERR_VERSION ? EXIT_LOCKED : EXIT_NO_INPUT;
	}
	if (cli->options->json)
		print_json(&list);
	else
		print_domains(&list, stdout);
	if (has(&list, CARRIED_CONFLICT))
		return EXIT_CANNOT_CREATE;
	if (!has(&list, CARRIED))
		(void)fprintf(stderr, "%s\n", _("All of it is here already."));
	else if (has_keys(&list))
		(void)fprintf(stderr, "%s\n",
		    _("Both hosts have the keys now, and mail that either "
		      "signs verifies. Remove them from the old one when it "
		      "sends no more."));
	return EXIT_RIGHT;
}

int
command_state(struct cli *cli)
{
	static const struct {
		const char *word;
		int (*run)(struct cli *, const struct carry_request *,
		    struct arena *);
	} verbs[] = {{"export", export_state}, {"import", import_state}};
	const struct options *o = cli->options;
	struct carry_request request = {.keys = o->with_keys,
	    .passphrase_file = o->passphrase_file};
	struct arena arena = ARENA_INIT;
	int code;

	for (size_t i = 0; o->arguments == 2 && i < COUNT_OF(verbs); i++) {
		if (strcmp(o->argument[0], verbs[i].word) != 0)
			continue;
		request.path = o->argument[1];
		code = verbs[i].run(cli, &request, &arena);
		arena_release(&arena);
		return code;
	}
	return usage_error(
	    _("state needs what to do: inkan state export FILE, or inkan state "
	      "import FILE"));
}
