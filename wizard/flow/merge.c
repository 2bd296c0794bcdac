#include "wizard/flow/merge.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/merge_draft.h"

static bool
is_address(const struct spf_term *term)
{
	return term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_IP6;
}

/* --- What is wanted ------------------------------------------------------ */

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

	if (term->qualifier != '+' || !is_address(term))
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

/*
 * Nothing in front of it may refuse what is added. Addresses go to the very
 * front, where they cost receivers nothing.
 */
static void
insert(struct draft *d, const struct spf_term *term)
{
	struct terms *body = &d->body;
	size_t at = 0, end = open_terms(d);

	while (at < end && (!is_address(term) || is_address(&body->term[at])))
		at++;
	draft_append(d, body, term);
	memmove(&body->term[at + 1], &body->term[at],
	    (body->count - 1 - at) * sizeof(*body->term));
	body->term[at] = *term;
}

static void
erase(struct terms *list, size_t i)
{
	list->count--;
	memmove(&list->term[i], &list->term[i + 1],
	    (list->count - i) * sizeof(*list->term));
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

static enum err_code
add_wanted(struct draft *d, const char *text, struct err *err)
{
	const struct spf_term *covering;
	struct spf_term term;
	size_t same;
	bool there;

	if (parse_sender(d, text, &term, err) != ERR_OK)
		return err->code;
	same = draft_find(&d->body, &term);
	there = same < d->body.count;
	covering = find_covering(d, &term);
	if (there && (same < open_terms(d) || term.qualifier != '+'))
		return ERR_OK;
	if (covering != NULL) {
		draft_explain(d, MERGE_DROP, text,
		    arena_printf(d->arena, _("not needed: %s covers it"),
			draft_text(d, covering)));
		return ERR_OK;
	}
	if (there)
		erase(&d->body, same);
	insert(d, &term);
	draft_explain(d, MERGE_ADD, text,
	    there ? _("moved: a term in front of it could refuse it")
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
		term.qualifier = '+';
		draft_append(d, &d->gone, &term);
	}
	return ERR_OK;
}

/* --- How it ends --------------------------------------------------------- */

/*
 * One redirect stays in force as long as nothing else ends the record. Any
 * other would be lost; as an include it lets the same senders pass.
 */
static void
settle_redirects(struct draft *d, bool ends)
{
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
}

static const char *
ending_why(const struct draft *d, char all)
{
	if (d->request->all != 0 && d->request->all != d->qualifier)
		return _("you chose it");
	if (d->disagree)
		return _("your records disagreed; the ending that loses no "
			 "mail was kept");
	if (d->had_open_end && all == '~')
		return _("the old ending let anybody send in your name");
	if (d->qualifier == 0)
		return _("nothing said what happens to mail from anywhere "
			 "else");
	return _("as it was");
}

/* The "all" at the end, and what became of the old one. */
static const char *
ending(struct draft *d)
{
	char all = d->request->all;

	if (all == 0)
		all = d->qualifier == '-' ? '-' : '~';
	d->out->all = all;
	d->out->all_why = ending_why(d, all);
	if (d->qualifier != 0 && d->qualifier != all)
		draft_explain(d, MERGE_REMOVE,
		    arena_printf(d->arena, "%call", d->qualifier),
		    d->out->all_why);
	draft_explain(d, d->qualifier == all ? MERGE_KEEP : MERGE_ADD,
	    arena_printf(d->arena, "%call", all), d->out->all_why);
	return d->out->change[d->out->count - 1].term;
}

static const char *
finish(struct draft *d)
{
	bool ends = d->qualifier != 0 || d->request->all != 0;
	const char *text;

	settle_redirects(d, ends);
	if (ends || d->redirect.count == 0)
		return ending(d);
	text = draft_text(d, &d->redirect.term[0]);
	draft_explain(d, MERGE_KEEP, text, _("kept"));
	d->out->all_why = _("the record it redirects to decides");
	return text;
}

static void
write_terms(struct buf *out, const struct terms *list)
{
	for (size_t i = 0; i < list->count; i++)
		buf_addf(out, " %.*s", (int)list->term[i].text.len,
		    list->term[i].text.ptr);
}

enum err_code
merge_spf(struct arena *arena, const struct merge_request *request,
    struct merge *ret, struct err *err)
{
	struct merge out = {.value = NULL};
	struct draft d = {.arena = arena, .request = request, .out = &out};
	struct buf text = BUF_INIT;
	const char *end;

	if (read_removes(&d, err) != ERR_OK)
		return err->code;
	for (size_t i = 0; i < request->olds; i++)
		draft_take_record(&d, request->old[i]);
	for (size_t i = 0; i < request->adds; i++)
		if (add_wanted(&d, request->add[i], err) != ERR_OK)
			return err->code;
	end = finish(&d);
	buf_adds(&text, "v=spf1");
	write_terms(&text, &d.body);
	buf_addf(&text, " %s", end);
	write_terms(&text, &d.tail);
	out.value = arena_copy(arena, buf_text(&text));
	buf_release(&text);
	*ret = out;
	return ERR_OK;
}
