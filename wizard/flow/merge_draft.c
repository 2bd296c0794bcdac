/* What the old records say, taken over into the draft of the new one. */
#include "wizard/flow/merge_draft.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

/* One of the old records, as far as it has been read. */
struct reading {
	bool all; /* "all" was read: nothing behind it is reached */
	const struct spf_term *redirect;
	const char *was; /* the faulty text that is being mended; or NULL */
};

void
draft_explain(
    struct draft *d, enum merge_op op, const char *term, const char *why)
{
	struct merge *out = d->out;

	out->change = arena_push(
	    d->arena, out->change, &out->count, sizeof(*out->change));
	out->change[out->count - 1] = (struct merge_change) {
	    op, term, why, !d->adding && op != MERGE_ADD};
}

const char *
draft_text(struct draft *d, const struct spf_term *term)
{
	return arena_copy_slice(d->arena, term->text);
}

void
draft_append(struct draft *d, struct terms *list, const struct spf_term *term)
{
	list->term = arena_push(
	    d->arena, list->term, &list->count, sizeof(*list->term));
	list->term[list->count - 1] = *term;
}

size_t
draft_find(const struct terms *list, const struct spf_term *term)
{
	size_t i = 0;

	while (i < list->count && !spf_same_term(&list->term[i], term))
		i++;
	return i;
}

void
draft_erase(struct terms *list, size_t i)
{
	list->count--;
	memmove(&list->term[i], &list->term[i + 1],
	    (list->count - i) * sizeof(*list->term));
}

bool
draft_has(const struct terms *list, const struct spf_term *term)
{
	return draft_find(list, term) < list->count;
}

/* The qualifier need not be repeated to remove a term. */
static bool
wants_removed(const struct draft *d, const struct spf_term *term)
{
	struct spf_term bare = *term;

	bare.qualifier = '+';
	return draft_has(&d->gone, &bare);
}

/* Of two endings the one that loses no mail is taken. */
static void
take_all(struct draft *d, struct reading *in, const struct spf_term *term)
{
	char q = term->qualifier;

	in->all = true;
	d->disagree = d->disagree || (d->qualifier != 0 && d->qualifier != q);
	d->qualifier = d->disagree ? '~' : q;
}

static void
keep(struct draft *d, const struct reading *in, struct terms *list,
    const struct spf_term *term)
{
	draft_append(d, list, term);
	if (in->was == NULL)
		draft_explain(d, MERGE_KEEP, draft_text(d, term), _("kept"));
	else
		draft_explain(d, MERGE_ADD, draft_text(d, term),
		    arena_printf(d->arena, _("mended: it was written \"%s\""),
			text_safe(d->arena, slice_of(in->was))));
}

/* Why a term of an old record has no place in the new one; NULL: it has. */
static const char *
why_dropped(const struct draft *d, const struct reading *in,
    const struct spf_term *term)
{
	if (in->all && term->kind < SPF_TERM_REDIRECT)
		return _("dropped: it stood behind \"all\" and was never "
			 "reached");
	if ((term->kind == SPF_TERM_EXP && d->had_exp) ||
	    (term->kind == SPF_TERM_REDIRECT && in->redirect != NULL))
		return _("dropped: there can be only one");
	if (draft_has(&d->body, term) || draft_has(&d->tail, term))
		return _("dropped: the same term is there already");
	return NULL;
}

static void
take_term(struct draft *d, struct reading *in, const struct spf_term *term)
{
	const char *why;

	if (term->kind == SPF_TERM_ALL) {
		if (!in->all)
			take_all(d, in, term);
		return;
	}
	if (wants_removed(d, term)) {
		draft_explain(d, MERGE_REMOVE, draft_text(d, term),
		    _("removed: you asked for it"));
		d->free_end =
		    d->free_end || term->kind == SPF_TERM_REDIRECT;
		return;
	}
	why = why_dropped(d, in, term);
	if (why != NULL) {
		draft_explain(d, MERGE_DROP, draft_text(d, term), why);
	} else if (term->kind == SPF_TERM_REDIRECT) {
		in->redirect = term;
	} else {
		d->had_exp = d->had_exp || term->kind == SPF_TERM_EXP;
		keep(d, in, in->all ? &d->tail : &d->body, term);
	}
}

/* What could not be read counts for nothing now; its meaning is restored. */
static void
take_fault(struct draft *d, struct reading *in,
    const struct spf_record *record, const struct spf_fault *fault)
{
	struct slice bad = {record->text.ptr + fault->at, fault->len};
	const char *was = arena_copy_slice(d->arena, bad);
	const struct spf_record *meant;

	/* How the record begins is written anew; what stuck to it was read. */
	if (fault->suggestion == NULL || fault->problem == SPF_BAD_START ||
	    fault->problem == SPF_BAD_VERSION) {
		draft_explain(d, MERGE_DROP, was,
		    arena_printf(d->arena, _("dropped: %s"), fault->what));
		return;
	}
	meant = spf_parse(d->arena,
	    slice_of(arena_printf(d->arena, "v=spf1 %s", fault->suggestion)));
	in->was = was;
	for (size_t i = 0; i < meant->terms; i++)
		take_term(d, in, &meant->term[i]);
	in->was = NULL;
}

/* "all" anywhere in its record switches a redirect off, section 6.1. */
static void
take_redirect(struct draft *d, const struct reading *in)
{
	if (in->redirect == NULL)
		return;
	if (in->all)
		draft_explain(d, MERGE_DROP, draft_text(d, in->redirect),
		    _("dropped: \"all\" had switched it off"));
	else if (!draft_has(&d->redirect, in->redirect))
		draft_append(d, &d->redirect, in->redirect);
}

/* Terms and faults, in the order in which they were written. */
void
draft_take_record(struct draft *d, struct slice text)
{
	const struct spf_record *record = spf_parse(d->arena, text);
	struct reading in = {.all = false};
	size_t f = 0;

	d->free_end = d->free_end || record->faults > 0;
	for (size_t i = 0; i <= record->terms; i++) {
		bool last = i == record->terms;

		for (; f < record->faults &&
		     (last || record->fault[f].at < record->term[i].at);
		     f++)
			take_fault(d, &in, record, &record->fault[f]);
		if (!last)
			take_term(d, &in, &record->term[i]);
	}
	take_redirect(d, &in);
}
