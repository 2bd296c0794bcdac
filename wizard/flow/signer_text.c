#include "wizard/flow/signer_text.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

struct telling {
	struct arena *arena;
	const struct signer_told *told;
	struct buf *out;
};

const char *const *
signer_sources(struct arena *arena, const struct signer_plan *plan)
{
	const char **source =
	    arena_alloc(arena, (plan->outputs + 1) * sizeof(*source));

	for (size_t i = 0; i < plan->outputs; i++)
		if (plan->output[i].kind == SIGNER_KEY &&
		    !plan->output[i].seed)
			source[i] = plan->output[i].key.path;
	return source;
}

/* "opendkim:opendkim" as install(1) wants it. */
static void
add_install(struct telling *t, size_t i)
{
	const struct signer_output *output = &t->told->plan->output[i];
	const char *colon = strchr(output->owner, ':');
	int user = colon == NULL ? (int)strlen(output->owner)
				 : (int)(colon - output->owner);

	buf_addf(t->out, "install -D -m %s -o %.*s -g %s %s %s\n", output->mode,
	    user, output->owner, colon == NULL ? output->owner : colon + 1,
	    text_safe(t->arena, slice_of(t->told->source[i])), output->path);
}

static void
add_commands(struct telling *t)
{
	const struct signer_plan *plan = t->told->plan;
	bool waits = false;

	buf_addf(t->out, "%s\n", t->told->written
		? _("# Put the keys and files in place:")
		: _("# Put the keys in place:"));
	for (size_t i = 0; i < plan->outputs; i++) {
		bool there = t->told->source[i] != NULL;

		if (there)
			add_install(t, i);
		waits = waits || (plan->output[i].seed && !there);
	}
	if (waits)
		buf_adds(t->out,
		    _("# The Ed25519 key has to be in another form, which "
		      "--write DIR makes.\n"));
}

static void
add_files(struct telling *t)
{
	for (size_t i = 0; i < t->told->plan->outputs; i++) {
		const struct signer_output *output = &t->told->plan->output[i];

		if (output->kind != SIGNER_FILE || t->told->source[i] != NULL)
			continue;
		buf_addf(t->out, _("\n# File %s, mode %s, owner %s:\n"),
		    output->path, output->mode, output->owner);
		buf_adds(t->out, output->text);
	}
}

static void
add_texts(struct telling *t)
{
	static const char *const titles[] = {
	    [SIGNER_TEST] = N_("# Is it right?"),
	    [SIGNER_RELOAD] = N_("# Put it into effect:"),
	    [SIGNER_NOTE] = N_("# Note"),
	};

	for (size_t i = 0; i < t->told->plan->outputs; i++) {
		const struct signer_output *output = &t->told->plan->output[i];

		if (output->kind >= SIGNER_TEST)
			buf_addf(t->out, "\n%s\n%s", _(titles[output->kind]),
			    output->text);
	}
}

void
signer_text(struct arena *arena, const struct signer_told *told,
    struct buf *out)
{
	struct telling t = {arena, told, out};

	buf_addf(out, _("# %s for %s. Nothing of this has been done.\n"),
	    told->signer->title, told->domain);
	for (size_t i = 0; i < told->plan->lefts; i++)
		buf_addf(out, _("# %s cannot use the %s key %s.\n"),
		    told->signer->title,
		    told->plan->left_out[i].type == DKIM_KEY_ED25519 ? "Ed25519"
								      : "RSA",
		    told->plan->left_out[i].selector);
	add_commands(&t);
	add_files(&t);
	add_texts(&t);
}
