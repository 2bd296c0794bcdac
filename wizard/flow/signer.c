#include "wizard/flow/signer.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/render.h"

struct maker {
	struct arena *arena;
	const struct signer_template *signer;
	const char *domain;
	struct own_view key[OWN_MAX]; /* those the signer uses */
	const char *file[OWN_MAX];    /* where it reads them */
	const char *list;
	size_t keys;
	struct signer_plan *plan;
	struct err *err;
};

const struct signer_template *
signer_find(const struct templates *templates, const char *id)
{
	for (size_t i = 0; i < templates->signers; i++)
		if (strcmp(templates->signer[i].id, id) == 0)
			return &templates->signer[i];
	return NULL;
}

/* --- Placeholders ----------------------------------------------------------- */

/* i: of the key; keys when the text is about none of them. */
static enum err_code
put(struct maker *m, struct buf *out, const char *text, size_t i)
{
	const struct own_view none = {.selector = ""};
	const struct own_view *key = i < m->keys ? &m->key[i] : &none;
	const struct variable variables[] = {
	    {"domain", m->domain},
	    {"list", m->list},
	    {"selector", key->selector},
	    {"type", own_type_word(key->type)},
	    {"algorithm", key->type == DKIM_KEY_ED25519 ? "ed25519-sha256"
							: "rsa-sha256"},
	    {"key_file", i < m->keys ? m->file[i] : ""},
	};

	return render(out, text, variables, COUNT_OF(variables), m->err);
}

static enum err_code
filled(struct maker *m, const char *text, size_t i, const char **ret)
{
	struct buf out = BUF_INIT;
	enum err_code code = put(m, &out, text, i);

	*ret = arena_copy(m->arena, buf_text(&out));
	buf_release(&out);
	return code;
}

/* --- Keys ---------------------------------------------------------------------- */

static const struct signer_part *
part_for(const struct signer_template *signer, const struct own_view *key)
{
	for (size_t i = 0; i < signer->parts; i++)
		if (signer->part[i].kind == SIGNER_KEY &&
		    strcmp(signer->part[i].type, own_type_word(key->type)) ==
			0)
			return &signer->part[i];
	return NULL;
}

static struct signer_output *
add(struct maker *m, const struct signer_part *part)
{
	struct signer_plan *plan = m->plan;
	struct signer_output *output;

	plan->output = arena_push(
	    m->arena, plan->output, &plan->outputs, sizeof(*plan->output));
	output = &plan->output[plan->outputs - 1];
	output->kind = part->kind;
	output->path = "";
	output->mode = part->mode;
	output->owner = part->owner;
	output->text = "";
	return output;
}

static enum err_code
add_key(struct maker *m, const struct own_view *key)
{
	const struct signer_part *part = part_for(m->signer, key);
	struct signer_output *output;
	size_t i = m->keys;

	if (part == NULL) {
		m->plan->left_out[m->plan->lefts++] = *key;
		return ERR_OK;
	}
	m->key[i] = *key;
	m->file[i] = "";
	m->keys++;
	if (filled(m, part->path, i, &m->file[i]) != ERR_OK)
		return m->err->code;
	output = add(m, part);
	output->path = m->file[i];
	output->key = *key;
	output->seed = part->seed;
	return ERR_OK;
}

static enum err_code
choose_keys(struct maker *m, const struct decisions *d)
{
	struct own_view key[OWN_MAX];
	size_t count = own_keys(d, key);

	for (size_t i = 0; i < count; i++)
		if ((key[i].role == OWN_MAIN || key[i].role == OWN_SECOND) &&
		    add_key(m, &key[i]) != ERR_OK)
			return m->err->code;
	if (m->keys > 0)
		return ERR_OK;
	return err_set(m->err, ERR_MISSING,
	    _("There is no key of %s that %s could sign with. Make one: inkan "
	      "dkim new %s"),
	    d->domain, m->signer->title, d->domain);
}

static enum err_code
make_list(struct maker *m)
{
	struct buf out = BUF_INIT;
	enum err_code code = ERR_OK;

	m->list = "";
	for (size_t i = 0; i < m->keys && code == ERR_OK; i++) {
		buf_adds(&out, i > 0 ? m->signer->between : "");
		code = put(m, &out, m->signer->item, i);
	}
	m->list = arena_copy(m->arena, buf_text(&out));
	buf_release(&out);
	return code;
}

/* --- Texts ----------------------------------------------------------------------- */

static bool
is_about(const struct signer_piece *piece, const struct own_view *key)
{
	return piece->type[0] == '\0' ||
	    strcmp(piece->type, own_type_word(key->type)) == 0;
}

static enum err_code
put_piece(struct maker *m, struct buf *out, const struct signer_piece *piece)
{
	if (!piece->each)
		return put(m, out, piece->text, m->keys);
	for (size_t i = 0; i < m->keys; i++)
		if (is_about(piece, &m->key[i]) &&
		    put(m, out, piece->text, i) != ERR_OK)
			return m->err->code;
	return ERR_OK;
}

static enum err_code
add_text(struct maker *m, const struct signer_part *part)
{
	struct signer_output *output = add(m, part);
	struct buf out = BUF_INIT;
	enum err_code code = ERR_OK;

	for (size_t i = 0; i < part->pieces && code == ERR_OK; i++)
		code = put_piece(m, &out, &part->piece[i]);
	output->text = arena_copy(m->arena, buf_text(&out));
	buf_release(&out);
	if (code == ERR_OK && part->path != NULL)
		code = filled(m, part->path, m->keys, &output->path);
	return code;
}

/*
 * The name is put into shell commands and quoted strings of several languages:
 * one with other characters is left to its owner.
 */
static bool
is_harmless(const char *domain)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

	return domain[strspn(domain, set)] == '\0';
}

enum err_code
signer_make(struct arena *arena, const struct signer_template *signer,
    const struct decisions *decisions, struct signer_plan *ret,
    struct err *err)
{
	struct maker m = {
	    .arena = arena,
	    .signer = signer,
	    .domain = decisions->domain,
	    .list = "",
	    .plan = ret,
	    .err = err,
	};

	memset(ret, 0, sizeof(*ret));
	if (!is_harmless(decisions->domain))
		return err_set(err, ERR_RANGE,
		    _("The name %s has characters that would have to be "
		      "escaped in configuration files."),
		    decisions->domain);
	if (choose_keys(&m, decisions) != ERR_OK || make_list(&m) != ERR_OK)
		return err_wrap(err, "%s", signer->title);
	for (size_t i = 0; i < signer->parts; i++)
		if (signer->part[i].kind != SIGNER_KEY &&
		    add_text(&m, &signer->part[i]) != ERR_OK)
			return err_wrap(err, "%s", signer->title);
	return ERR_OK;
}
