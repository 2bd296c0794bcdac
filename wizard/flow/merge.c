#include "wizard/flow/merge.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/merge_draft.h"

/* Stands for a domain that does not matter; nobody can own it (RFC 6761). */
#define NOWHERE "domain.invalid"

static bool
is_address(const struct spf_term *term)
{
	return term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_IP6;
}

/* --- What is wanted -------------------------------------------------- */

/* How many terms come before the first one that could refuse somebody. */
static size_t
open_terms(const struct draft *d)
{
	size_t i = 0;

	while (i < d->body.count && d->body.term[i].qualifier == '+')
		i++;
	return i;
}

/* A network, not behind a refusal, that holds every address of the term. */
static const struct spf_term *
find_covering(const struct draft *d, const struct spf_term *term)
{
	bool is4 = term->kind == SPF_TERM_IP4;
	unsigned prefix = is4 ? term->prefix4 : term->prefix6;

	if (!is_address(term))
		return NULL;
	for (size_t i = 0; i < open_terms(d); i++) {
		const struct spf_term *have = &d->body.term[i];
		unsigned wide = is4 ? have->prefix4 : have->prefix6;

		if (have->kind == term->kind && wide <= prefix &&
		    ip_in_network(&term->network, &have->network, wide))
			return have;
	}
	return NULL;
}

/* May what is wanted stand behind this term? Its like comes in order. */
static bool
goes_behind(const struct draft *d, const struct spf_term *term,
    const struct spf_term *there)
{
	if (is_address(term))
		return is_address(there);
	return there->kind != SPF_TERM_INCLUDE || draft_has(&d->added, there);
}

/*
 * Nothing in front of it may refuse what is added. Addresses go to the very
 * front, where they cost receivers nothing; names in front of the includes.
 */
static void
insert(struct draft *d, const struct spf_term *term)
{
	struct terms *body = &d->body;
	size_t at = 0, end = open_terms(d);

	while (at < end && goes_behind(d, term, &body->term[at]))
		at++;
	draft_append(d, body, term);
	memmove(&body->term[at + 1], &body->term[at],
	    (body->count - 1 - at) * sizeof(*body->term));
	body->term[at] = *term;
	draft_append(d, &d->added, term);
}

static enum err_code
parse_sender(struct draft *d, const char *text, struct spf_term *ret,
    struct err *err)
{
	if (spf_parse_term(d->arena, slice_of(text), ret, err) != ERR_OK)
		return err_wrap(err, "%s", text);
	if (ret->kind == SPF_TERM_ALL || ret->kind >= SPF_TERM_REDIRECT)
		return err_set(err, ERR_SYNTAX, _("%s does not name a sender."),
		    text);
	return ERR_OK;
}

/* Why a term that is wanted is not added; NULL: it is. */
static const char *
why_not(struct draft *d, const struct spf_term *term, const char *end)
{
	const char *dead = draft_why_dead(d, term);
	const struct spf_term *covering;

	if (dead != NULL) {
		d->out->refused = true;
		return arena_printf(d->arena, _("not added: %s"), dead);
	}
	if (!draft_passes(d, term, end))
		return NULL;
	if (term->kind == SPF_TERM_INCLUDE)
		return _("not needed: another include brings it already");
	covering = find_covering(d, term);
	if (covering == NULL)
		return _("not needed: it passes already");
	return arena_printf(d->arena, _("not needed: %s covers it"),
	    draft_text(d, covering));
}

/*
 * What is there stays where it is: an exception in front of it may be meant.
 * Only a server that the user names and that is refused comes to the front.
 */
static enum err_code
add_wanted(struct draft *d, const char *text, bool pinned, const char *end,
    struct err *err)
{
	struct spf_term term;
	const char *why;
	size_t same;
	bool there;

	if (parse_sender(d, text, &term, err) != ERR_OK)
		return err->code;
	same = draft_find(&d->body, &term);
	there = same < d->body.count;
	if ((there && !draft_refuses(d, &term, end)) ||
	    draft_has(&d->dead, &term))
		return ERR_OK;
	why = there || pinned ? NULL : why_not(d, &term, end);
	if (why != NULL) {
		draft_explain(d, MERGE_DROP, text, why);
		return ERR_OK;
	}
	if (there)
		draft_erase(&d->body, same);
	insert(d, &term);
	draft_explain(d, MERGE_ADD, text,
	    there ? _("moved: a term in front of it refused it")
		  : _("added: you said that it sends your mail"));
	return ERR_OK;
}

/* What is to go is read first: nothing is removed by a typing mistake. */
static enum err_code
read_removes(struct draft *d, struct err *err)
{
	for (size_t i = 0; i < d->request->removes; i++) {
		const char *text = d->request->remove[i];
		struct spf_term term;

		if (spf_parse_term(d->arena, slice_of(text), &term, err) !=
		    ERR_OK)
			return err_wrap(err, "%s", text);
		if (term.kind == SPF_TERM_ALL)
			return err_set(err, ERR_SYNTAX,
			    _("%s: how the record ends is chosen, not "
			      "removed."),
			    text);
		term.qualifier = '+';
		draft_append(d, &d->gone, &term);
	}
	return ERR_OK;
}

/* --- How it ends ----------------------------------------------------- */

/* The qualifier of its "all"; 0: it has none. */
static char
ending(const struct draft *d)
{
	if (d->request->all != 0)
		return d->request->all;
	if (d->qualifier != 0)
		return d->qualifier == '+' ? '~' : d->qualifier;
	return d->redirect.count == 0 && d->free_end ? '~' : 0;
}

static const char *
end_text(struct draft *d)
{
	char all = ending(d);

	if (all != 0)
		return arena_printf(d->arena, "%call", all);
	return d->redirect.count > 0 ? draft_text(d, &d->redirect.term[0]) : "";
}

/*
 * One redirect stays in force as long as nothing else ends the record. Any
 * other would be lost; as an include it lets the same senders pass.
 */
static void
settle_redirects(struct draft *d)
{
	bool ends = d->qualifier != 0 || d->request->all != 0;

	for (size_t i = ends ? 0 : 1; i < d->redirect.count; i++) {
		const struct spf_term *redirect = &d->redirect.term[i];
		struct spf_term include = *redirect;

		include.kind = SPF_TERM_INCLUDE;
		include.text = slice_of(arena_printf(d->arena, "include:%.*s",
		    (int)redirect->domain.len, redirect->domain.ptr));
		if (!draft_has(&d->body, &include))
			draft_append(d, &d->body, &include);
		draft_explain(d, MERGE_ADD, draft_text(d, redirect),
		    ends ? _("became an include: \"all\" would have switched "
			     "it off")
			 : _("became an include: a record can redirect only "
			     "once"));
	}
	if (ends)
		d->redirect.count = 0;
}

static const char *
ending_why(const struct draft *d)
{
	if (d->request->all != 0 && d->request->all != d->qualifier)
		return _("you chose it");
	if (d->disagree)
		return _("your records disagreed; the ending that loses no "
			 "mail was kept");
	if (d->qualifier == '+')
		return _("the old ending let anybody send in your name");
	if (d->qualifier == 0)
		return _("nothing said what happens to mail from anywhere "
			 "else");
	return _("as it was");
}

static void
explain_end(struct draft *d, const char *end)
{
	struct merge *out = d->out;

	out->all = ending(d);
	out->redirects = out->all == 0 && d->redirect.count > 0;
	if (out->redirects) {
		out->all_why = _("the record it redirects to decides");
		draft_explain(d, MERGE_KEEP, end, _("kept"));
		return;
	}
	out->all_why = ending_why(d);
	if (out->all == 0)
		return;
	if (d->qualifier != 0 && d->qualifier != out->all)
		draft_explain(d, MERGE_REMOVE,
		    arena_printf(d->arena, "%call", d->qualifier),
		    out->all_why);
	draft_explain(d, d->qualifier == out->all ? MERGE_KEEP : MERGE_ADD, end,
	    out->all_why);
}

/* --- All of it ------------------------------------------------------- */

static void
write_terms(struct buf *out, const struct terms *list)
{
	for (size_t i = 0; i < list->count; i++)
		buf_addf(out, " %.*s", (int)list->term[i].text.len,
		    list->term[i].text.ptr);
}

const char *
draft_print(const struct draft *d, const char *end)
{
	struct buf text = BUF_INIT;
	const char *copy;

	buf_adds(&text, "v=spf1");
	write_terms(&text, &d->body);
	if (end[0] != '\0')
		buf_addf(&text, " %s", end);
	write_terms(&text, &d->tail);
	copy = arena_copy(d->arena, buf_text(&text));
	buf_release(&text);
	return copy;
}

static enum err_code
merge(struct draft *d, struct err *err)
{
	const struct merge_request *r = d->request;
	const char *end;

	if (read_removes(d, err) != ERR_OK)
		return err->code;
	for (size_t i = 0; i < r->olds; i++)
		draft_take_record(d, r->old[i]);
	settle_redirects(d);
	draft_drop_dead(d);
	end = end_text(d);
	d->adding = true;
	for (size_t i = 0; i < r->adds; i++)
		if (add_wanted(d, r->add[i], false, end, err) != ERR_OK)
			return err->code;
	for (size_t i = 0; i < r->pins; i++)
		if (add_wanted(d, r->pin[i], true, end, err) != ERR_OK)
			return err->code;
	d->adding = false;
	if (r->flatten)
		draft_flatten(d, end);
	explain_end(d, end);
	d->out->value = draft_print(d, end);
	draft_suggest(d);
	return ERR_OK;
}

enum err_code
merge_spf(struct arena *arena, const struct merge_request *request,
    struct merge *ret, struct err *err)
{
	struct merge out = {.value = NULL};
	struct inquiry *own =
	    request->inquiry == NULL ? inquiry_new() : NULL;
	struct draft d = {
	    .arena = arena,
	    .request = request,
	    .inquiry = own != NULL ? own : request->inquiry,
	    .domain = request->domain != NULL ? request->domain : NOWHERE,
	    .out = &out,
	    .free_end = request->olds != 1,
	};
	enum err_code code = merge(&d, err);

	inquiry_free(own);
	if (code == ERR_OK)
		*ret = out;
	return code;
}

size_t
merge_records(const struct dns_answer *answer, struct slice *ret, size_t max)
{
	size_t count = 0;

	for (size_t i = 0; i < answer->count && count < max; i++)
		if (spf_is_record(answer->rr[i].text))
			ret[count++] = answer->rr[i].text;
	return count;
}

bool
merge_is_too_costly(const struct merge *merge)
{
	const struct spf_cost *cost = &merge->after;

	return cost->lookups > SPF_LOOKUPS_MAX ||
	    (cost->voids4 > SPF_VOIDS_MAX && cost->voids6 > SPF_VOIDS_MAX);
}
