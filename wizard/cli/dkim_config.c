/* inkan dkim config: what to tell the signer. Nothing of it is applied. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/cli/dkim.h"
#include "wizard/flow/signer_text.h"

struct configuring {
	struct dkim_work work;
	const struct signer_template *signer;
	struct signer_plan plan;
	/* Per output: the file that has to go to its path; NULL: not written. */
	const char **source;
};

/* --- Which signer ------------------------------------------------------------- */

static int
list_signers(const struct configuring *c)
{
	const struct templates *t = c->work.services->templates;
	struct buf ids = BUF_INIT;
	int code;

	for (size_t i = 0; i < t->signers; i++)
		buf_addf(&ids, "%s%s", i > 0 ? ", " : "", t->signer[i].id);
	code = usage_error(
	    _("dkim config needs --for and one of: %s"), buf_text(&ids));
	buf_release(&ids);
	return code;
}

/* What was asked for, else what this machine has. */
static int
choose_signer(struct configuring *c)
{
	const struct services *s = c->work.services;
	const char *id = c->work.options->signer;

	if (id == NULL && s->host.signing != NULL)
		id = s->host
			 .signing(s->host.self, &c->work.arena,
			     c->work.d->domain)
			 .signer;
	if (id != NULL)
		c->signer = signer_find(s->templates, id);
	return c->signer == NULL ? list_signers(c) : EXIT_RIGHT;
}

static int
make_plan(struct configuring *c)
{
	struct arena *arena = &c->work.arena;
	struct err err = ERR_INIT;

	if (signer_make(arena, c->signer, c->work.d, &c->plan, &err) !=
	    ERR_OK)
		return dkim_failed(&err);
	c->source =
	    arena_alloc(arena, (c->plan.outputs + 1) * sizeof(*c->source));
	return EXIT_RIGHT;
}

/* --- Files ---------------------------------------------------------------------- */

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static int
write_file(struct configuring *c, size_t i)
{
	const struct signer_output *output = &c->plan.output[i];
	const struct file_service *file = &c->work.services->file;
	const char *directory = c->work.options->directory;
	struct err err = ERR_INIT;
	char path[4096];

	if (directory == NULL)
		return EXIT_RIGHT;
	if (file->make_directory(file->self, directory, &err) != ERR_OK ||
	    file->write(file->self,
		arena_printf(&c->work.arena, "%s/%s", directory,
		    base_name(output->path)),
		slice_of(output->text), false, path, sizeof(path), &err) !=
		ERR_OK)
		return dkim_failed(&err);
	c->source[i] = arena_copy(&c->work.arena, path);
	return EXIT_RIGHT;
}

/* A key is where it is; in the form of a seed it is written when wanted. */
static int
write_key(struct configuring *c, size_t i)
{
	const struct signer_output *output = &c->plan.output[i];
	const struct key_service *key = &c->work.services->key;
	struct err err = ERR_INIT;
	char path[512];

	c->source[i] = output->key.path;
	if (!output->seed)
		return EXIT_RIGHT;
	c->source[i] = NULL;
	if (c->work.options->directory == NULL)
		return EXIT_RIGHT;
	if (key->write_seed(key->self, c->work.d->domain,
		output->key.selector, path, sizeof(path), &err) != ERR_OK)
		return dkim_failed(&err);
	c->source[i] = arena_copy(&c->work.arena, path);
	return EXIT_RIGHT;
}

static int
write_all(struct configuring *c)
{
	int code = EXIT_RIGHT;

	for (size_t i = 0; i < c->plan.outputs && code == EXIT_RIGHT; i++) {
		if (c->plan.output[i].kind == SIGNER_KEY)
			code = write_key(c, i);
		else if (c->plan.output[i].kind == SIGNER_FILE)
			code = write_file(c, i);
	}
	return code;
}

/* --- For programs ------------------------------------------------------------------- */

static json_t *
json_output(const struct configuring *c, size_t i)
{
	const struct signer_output *output = &c->plan.output[i];
	bool key = output->kind == SIGNER_KEY;
	json_t *o = json_object();

	(void)json_object_set_new(o, "path", json_name(output->path));
	(void)json_object_set_new(o, "mode", json_name(output->mode));
	(void)json_object_set_new(o, "owner", json_name(output->owner));
	(void)json_object_set_new(o, "source", json_name(c->source[i]));
	if (key) {
		(void)json_object_set_new(
		    o, "selector", json_name(output->key.selector));
		(void)json_object_set_new(
		    o, "form", json_string(output->seed ? "seed" : "pem"));
	} else {
		(void)json_object_set_new(o, "text", json_string(output->text));
	}
	return o;
}

static void
print_json(struct configuring *c)
{
	static const char *const members[] = {
	    [SIGNER_KEY] = "keys",
	    [SIGNER_FILE] = "files",
	    [SIGNER_TEST] = "test",
	    [SIGNER_RELOAD] = "reload",
	    [SIGNER_NOTE] = "note",
	};
	json_t *o = dkim_json(&c->work), *left = json_array();

	(void)json_object_set_new(o, "signer", json_string(c->signer->id));
	(void)json_object_set_new(o, "title", json_name(c->signer->title));
	for (size_t i = 0; i < c->plan.lefts; i++)
		(void)json_array_append_new(
		    left, json_name(c->plan.left_out[i].selector));
	(void)json_object_set_new(o, "left_out", left);
	(void)json_object_set_new(o, "keys", json_array());
	(void)json_object_set_new(o, "files", json_array());
	for (size_t i = 0; i < c->plan.outputs; i++) {
		const struct signer_output *output = &c->plan.output[i];
		const char *member = members[output->kind];

		if (output->kind > SIGNER_FILE)
			(void)json_object_set_new(
			    o, member, json_string(output->text));
		else
			(void)json_array_append_new(
			    json_object_get(o, member), json_output(c, i));
	}
	json_print(o);
}

/* --- For people ---------------------------------------------------------------------- */

static void
print_text(struct configuring *c)
{
	const struct signer_told told = {
	    .signer = c->signer,
	    .domain = c->work.d->domain,
	    .plan = &c->plan,
	    .source = c->source,
	    .written = c->work.options->directory != NULL,
	};
	struct buf text = BUF_INIT;

	signer_text(&c->work.arena, &told, &text);
	(void)fputs(buf_text(&text), stdout);
	buf_release(&text);
}

int
dkim_config(struct cli *cli)
{
	struct configuring c = {.signer = NULL};
	int code = dkim_begin(cli, false, &c.work);

	if (code != EXIT_RIGHT)
		return code;
	code = choose_signer(&c);
	if (code == EXIT_RIGHT)
		code = make_plan(&c);
	if (code == EXIT_RIGHT)
		code = write_all(&c);
	if (code == EXIT_RIGHT && cli->options->json)
		print_json(&c);
	else if (code == EXIT_RIGHT)
		print_text(&c);
	dkim_end(&c.work);
	return code;
}
