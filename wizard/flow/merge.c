#include "wizard/flow/merge.h"

#include <string.h>

#include "wizard/base/i18n.h"

/* The record under construction: terms before the end, and the end. */
struct draft {
	struct arena *arena;
	const struct merge_request *request;
	struct merge *out;
	struct spf_term *term; /* mechanisms and other modifiers, in order */
	size_t terms;
	struct spf_term *modifier; /* exp and unknown ones, kept at the end */
	size_t modifiers;
	const struct spf_term *redirect; /* the only redirect seen; or NULL */
	char qualifier; /* of the "all" that was seen; 0: none */
	bool disagree;  /* two records end differently */
	bool had_open_end; /* "+all" or "?all" was there */
};

static void
explain(struct draft *d, enum merge_op op, const char *term, const char *why)
{
	struct merge *out = d->out;

	out->change =
	    arena_push(d->arena, out->change, &out->count, sizeof(*out->change));
	out->change[out->count - 1] = (struct merge_change) {op, term, why};
}

static const char *
text_of(struct draft *d, const struct spf_term *term)
{
	return arena_copy_slice(d->arena, term->text);
}

static const struct spf_term *
find_same(const struct draft *d, const struct spf_term *term)
{
	for (size_t i = 0; i < d->terms; i++)
		if (spf_same_term(&d->term[i], term))
			return &d->term[i];
	return NULL;
}

/* A network with '+' that already holds every address of the term. */
static const struct spf_term *
find_covering(const struct draft *d, const struct spf_term *term)
{
	bool is4 = term->kind == SPF_TERM_IP4;
	unsigned prefix = is4 ? term->prefix4 : term->prefix6;

	if (term->qualifier != '+' || (!is4 && term->kind != SPF_TERM_IP6))
		return NULL;
	for (size_t i = 0; i < d->terms; i++) {
		const struct spf_term *have = &d->term[i];
		unsigned wide = is4 ? have->prefix4 : have->prefix6;

		/* What stands in front might refuse the address: stop there. */
		if (have->qualifier != '+')
			return NULL;
		if (have->kind == term->kind && wide <= prefix &&
		    ip_in_network(&term->network, &have->network, wide))
			return have;
	}
	return NULL;
}

static void
append(struct draft *d, const struct spf_term *term)
{
	d->term = arena_push(d->arena, d->term, &d->terms, sizeof(*d->term));
	d->term[d->terms - 1] = *term;
}

static bool
wants_removed(const struct draft *d, const struct spf_term *term)
{
	const struct merge_request *r = d->request;

	for (size_t i = 0; i < r->removes; i++) {
		struct spf_term gone;
		struct err err = ERR_INIT;

		if (spf_parse_term(d->arena, slice_of(r->remove[i]), &gone,
			&err) != ERR_OK)
			continue;
		/* The qualifier need not be repeated to remove a term. */
		gone.qualifier = term->qualifier;
		if (spf_same_term(&gone, term))
			return true;
	}
	return false;
}

static void
take_all(struct draft *d, const struct spf_term *term)
{
	char q = term->qualifier;

	d->had_open_end = d->had_open_end || q == '+' || q == '?';
	if (d->qualifier != 0 && d->qualifier != q)
		d->disagree = true;
	/* Of two endings the one that loses no mail is kept. */
	if (d->qualifier == 0 || q == '~')
		d->qualifier = q;
}

static void
take_modifier(struct draft *d, const struct spf_term *term)
{
	d->modifier = arena_push(
	    d->arena, d->modifier, &d->modifiers, sizeof(*d->modifier));
	d->modifier[d->modifiers - 1] = *term;
	explain(d, MERGE_KEEP, text_of(d, term),
	    _("kept: it does not decide who may send"));
}

static void
take_mechanism(struct draft *d, const struct spf_term *term)
{
	if (wants_removed(d, term)) {
		explain(d, MERGE_REMOVE, text_of(d, term),
		    _("removed: you asked for it"));
	} else if (find_same(d, term) != NULL) {
		explain(d, MERGE_DROP, text_of(d, term),
		    _("dropped: the same term is there already"));
	} else {
		append(d, term);
		explain(d, MERGE_KEEP, text_of(d, term), _("kept"));
	}
}

static void
take_term(struct draft *d, const struct spf_term *term, bool after_all)
{
	switch (term->kind) {
	case SPF_TERM_ALL:
		if (!after_all)
			take_all(d, term);
		return;
	case SPF_TERM_REDIRECT:
		if (d->redirect == NULL)
			d->redirect = term;
		return;
	case SPF_TERM_EXP:
	case SPF_TERM_UNKNOWN:
		take_modifier(d, term);
		return;
	case SPF_TERM_INCLUDE:
	case SPF_TERM_A:
	case SPF_TERM_MX:
	case SPF_TERM_PTR:
	case SPF_TERM_IP4:
	case SPF_TERM_IP6:
	case SPF_TERM_EXISTS:
		break;
	}
	if (after_all)
		explain(d, MERGE_DROP, text_of(d, term),
		    _("dropped: it stood behind \"all\" and was never reached"));
	else
		take_mechanism(d, term);
}

/* What could not be read counts for nothing now; its meaning is restored. */
static void
take_fault(struct draft *d, const struct spf_record *record, size_t i)
{
	const struct spf_fault *fault = &record->fault[i];
	struct slice bad = {record->text.ptr + fault->at, fault->len};
	const char *was = arena_copy_slice(d->arena, bad);
	struct spf_term term;
	struct err err = ERR_INIT;

	if (fault->suggestion == NULL ||
	    spf_parse_term(d->arena, slice_of(fault->suggestion), &term,
		&err) != ERR_OK ||
	    term.kind == SPF_TERM_ALL || term.kind >= SPF_TERM_REDIRECT) {
		explain(d, MERGE_DROP, was,
		    arena_printf(d->arena, _("dropped: %s"), fault->what));
		return;
	}
	if (find_same(d, &term) != NULL)
		return;
	append(d, &term);
	explain(d, MERGE_ADD, text_of(d, &term),
	    arena_printf(
		d->arena, _("mended: it was written \"%s\""), was));
}

static void
take_record(struct draft *d, struct slice text)
{
	const struct spf_record *record = spf_parse(d->arena, text);
	bool after_all = false;

	for (size_t i = 0; i < record->terms; i++) {
		take_term(d, &record->term[i], after_all);
		after_all =
		    after_all || record->term[i].kind == SPF_TERM_ALL;
	}
	for (size_t i = 0; i < record->faults; i++)
		take_fault(d, record, i);
}

/*
 * Addresses go to the front, where they cost receivers nothing and nothing
 * before them can refuse; everything else goes behind what is there.
 */
static void
insert(struct draft *d, const struct spf_term *term)
{
	size_t at = 0;

	append(d, term);
	if (term->kind != SPF_TERM_IP4 && term->kind != SPF_TERM_IP6)
		return;
	while (at + 1 < d->terms && d->term[at].qualifier == '+' &&
	    (d->term[at].kind == SPF_TERM_IP4 ||
		d->term[at].kind == SPF_TERM_IP6))
		at++;
	memmove(&d->term[at + 1], &d->term[at],
	    (d->terms - 1 - at) * sizeof(*d->term));
	d->term[at] = *term;
}

static enum err_code
add_wanted(struct draft *d, struct err *err)
{
	const struct merge_request *r = d->request;

	for (size_t i = 0; i < r->adds; i++) {
		const struct spf_term *have;
		struct spf_term term;

		if (spf_parse_term(d->arena, slice_of(r->add[i]), &term, err) !=
		    ERR_OK)
			return err_wrap(err, "%s", r->add[i]);
		if (find_same(d, &term) != NULL)
			continue;
		have = find_covering(d, &term);
		if (have != NULL) {
			explain(d, MERGE_DROP, r->add[i],
			    arena_printf(d->arena,
				_("not needed: %s covers it"),
				text_of(d, have)));
			continue;
		}
		insert(d, &term);
		explain(d, MERGE_ADD, r->add[i],
		    _("added: you said that it sends your mail"));
	}
	return ERR_OK;
}

static const char *
ending_why(const struct draft *d, char all)
{
	if (d->request->all != 0 && d->request->all != d->qualifier)
		return _("you chose it");
	if (d->disagree)
		return _("your records disagreed; the ending that loses no mail "
			 "was kept");
	if (d->had_open_end && all == '~')
		return _("the old ending let anybody send in your name");
	if (d->qualifier == 0)
		return _("nothing said what happens to mail from anywhere else");
	return _("as it was");
}

/* How the record ends. A redirect stays in force only without an "all". */
static void
finish(struct draft *d, struct buf *text)
{
	char all = d->request->all;

	if (d->redirect != NULL && d->qualifier == 0 && all == 0) {
		explain(d, MERGE_KEEP, text_of(d, d->redirect), _("kept"));
		buf_addf(text, " %s", text_of(d, d->redirect));
		d->out->all_why = _("the record it redirects to decides");
		return;
	}
	if (d->redirect != NULL && d->qualifier == 0) {
		buf_addf(text, " include:%.*s", (int)d->redirect->domain.len,
		    d->redirect->domain.ptr);
		explain(d, MERGE_ADD, text_of(d, d->redirect),
		    _("became an include: \"all\" would have switched it off"));
	} else if (d->redirect != NULL) {
		explain(d, MERGE_DROP, text_of(d, d->redirect),
		    _("dropped: \"all\" had switched it off"));
	}
	if (all == 0)
		all = d->qualifier == '-' ? '-' : '~';
	buf_addf(text, " %call", all);
	d->out->all = all;
	d->out->all_why = ending_why(d, all);
	explain(d, d->qualifier == all ? MERGE_KEEP : MERGE_ADD,
	    arena_printf(d->arena, "%call", all), d->out->all_why);
}

enum err_code
merge_spf(struct arena *arena, const struct merge_request *request,
    struct merge *ret, struct err *err)
{
	struct merge out = {.value = NULL};
	struct draft d = {.arena = arena, .request = request, .out = &out};
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < request->olds; i++)
		take_record(&d, request->old[i]);
	if (add_wanted(&d, err) != ERR_OK)
		return err->code;
	buf_adds(&text, "v=spf1");
	for (size_t i = 0; i < d.terms; i++)
		buf_addf(&text, " %.*s", (int)d.term[i].text.len,
		    d.term[i].text.ptr);
	finish(&d, &text);
	for (size_t i = 0; i < d.modifiers; i++)
		buf_addf(&text, " %.*s", (int)d.modifier[i].text.len,
		    d.modifier[i].text.ptr);
	out.value = arena_copy(arena, buf_text(&text));
	buf_release(&text);
	*ret = out;
	return ERR_OK;
}
