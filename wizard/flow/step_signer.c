/* Beside S10: what to tell the signer. It is shown, and never applied. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/dkim_work.h"
#include "wizard/flow/rollover.h"
#include "wizard/flow/signer_text.h"
#include "wizard/flow/steps.h"

const char signer_help[] = N_(
    "What it is: the commands and files that let your mail server sign with "
    "the key of this domain. Nothing of it is done for you.\n"
    "When: when everybody sees the key, which is said above it. A signer that "
    "is earlier makes signatures that cannot be checked.\n"
    "f shows it for another signer, w writes it to a file in your home "
    "directory. As single files: inkan dkim config DOMAIN --for SIGNER "
    "--write DIR");

void
signer_enter(struct wizard *w)
{
	dkim_find_signing(w);
	if (w->signer == NULL)
		w->signer =
		    signer_find(w->services->templates, dkim_signer(w));
}

/* The text; or why there is none, and false. */
static bool
tell(const struct wizard *w, struct arena *a, struct buf *out, struct err *err)
{
	struct signer_plan plan;
	struct signer_told told = {
	    .signer = w->signer,
	    .domain = w->d.domain,
	    .plan = &plan,
	};

	if (w->signer == NULL) {
		err_set(err, ERR_MISSING,
		    _("There is nothing to show: no signer is known."));
		return false;
	}
	if (signer_make(a, w->signer, &w->d, &plan, err) != ERR_OK)
		return false;
	told.source = signer_sources(a, &plan);
	signer_text(a, &told, out);
	return true;
}

static void
view_lines(struct arena *a, struct view *v, const char *text)
{
	struct slice rest = slice_of(text), line;

	while (slice_next(&rest, '\n', &line)) {
		struct item *item = view_text(
		    a, v, "%s", line.len == 0 ? " " : step_safe(a, line));

		if (line.len > 0 && line.ptr[0] == '#')
			item->role = ROLE_STRONG;
	}
}

void
signer_view(const struct wizard *w, struct arena *a, struct view *v)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	view_hint(v, '\r', _("back"));
	view_hint(v, 'f', _("another signer"));
	view_hint(v, 'w', _("write file"));
	view_hint(v, '\033', _("back"));
	rollover_view(w, a, v);
	view_blank(a, v);
	if (tell(w, a, &text, &err))
		view_lines(a, v, buf_text(&text));
	else
		view_text(a, v, "%s", err.msg)->role = ROLE_WARNING;
	buf_release(&text);
}

static void
choose_next(struct wizard *w)
{
	const struct templates *t = w->services->templates;
	size_t at = w->signer == NULL ? 0 : (size_t)(w->signer - t->signer) + 1;

	if (t->signers > 0)
		w->signer = &t->signer[at % t->signers];
}

static void
write_file(struct wizard *w)
{
	const struct file_service *file = &w->services->file;
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	char path[512];

	if (tell(w, &arena, &text, &err) &&
	    file->write(file->self,
		arena_printf(&arena, "inkan-%s-%s.txt", w->d.domain,
		    w->signer->id),
		(struct slice) {buf_text(&text), text.len}, true, path,
		sizeof(path), &err) == ERR_OK)
		wizard_say(w, ROLE_OK, _("Written: %.360s"), path);
	else
		wizard_say(w, ROLE_PROBLEM, "%s", err.msg);
	buf_release(&text);
	arena_release(&arena);
}

/* It is reached from Verify and from Done. */
static enum outcome
go_back(struct wizard *w)
{
	return wizard_go(
	    w, strcmp(w->d.step, "done") == 0 ? "done" : "verify");
}

enum outcome
signer_event(struct wizard *w, const struct event *e)
{
	if (e->kind == EVENT_KEY && e->key == 'f')
		choose_next(w);
	if (e->kind == EVENT_KEY && e->key == 'w')
		write_file(w);
	if (step_wants_back(e) || step_wants_next(e))
		return go_back(w);
	return OUTCOME_STAY;
}
