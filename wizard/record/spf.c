#include "wizard/record/spf.h"

#include <string.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/record/spf_grammar.h"

#define VERSION "v=spf1"
#define VERSION_LEN (sizeof(VERSION) - 1)

/* One run over a record. */
struct parse {
	struct arena *arena;
	struct spf_record *record;
	struct slice rest;
	bool redirect, exp; /* seen already */
};

static void
skip(struct slice *s, size_t len)
{
	s->ptr += len;
	s->len -= len;
}

bool
spf_is_record(struct slice text)
{
	return slice_starts_nocase(text, VERSION) &&
	       (text.len == VERSION_LEN || text.ptr[VERSION_LEN] == ' ');
}

static struct spf_fault *
add_fault(struct parse *p, enum spf_problem problem, struct slice where)
{
	struct spf_record *record = p->record;
	struct spf_fault *fault;

	record->fault = arena_push(
	    p->arena, record->fault, &record->faults, sizeof(*record->fault));
	fault = &record->fault[record->faults - 1];
	fault->problem = problem;
	fault->at = (size_t)(where.ptr - record->text.ptr);
	fault->len = where.len;
	fault->what = spf_problem_text(problem);
	return fault;
}

static bool
next_token(struct slice *rest, struct slice *ret)
{
	const char *end;

	while (rest->len > 0 && rest->ptr[0] == ' ')
		skip(rest, 1);
	if (rest->len == 0)
		return false;
	end = memchr(rest->ptr, ' ', rest->len);
	*ret = *rest;
	if (end != NULL)
		ret->len = (size_t)(end - rest->ptr);
	skip(rest, ret->len);
	return true;
}

/* Modifiers of the two known kinds must not be repeated (section 6). */
static bool
note_modifier(struct parse *p, const struct spf_term *term)
{
	bool *seen = term->kind == SPF_TERM_REDIRECT ? &p->redirect : &p->exp;

	if (term->kind != SPF_TERM_REDIRECT && term->kind != SPF_TERM_EXP)
		return true;
	if (*seen) {
		(void)add_fault(p,
		    term->kind == SPF_TERM_EXP ? SPF_TWO_EXPS
					       : SPF_TWO_REDIRECTS,
		    term->text);
		return false;
	}
	*seen = true;
	return true;
}

static void
add_term(struct parse *p, const struct spf_term *term)
{
	struct spf_record *record = p->record;

	if (!note_modifier(p, term))
		return;
	record->term = arena_push(
	    p->arena, record->term, &record->terms, sizeof(*record->term));
	record->term[record->terms - 1] = *term;
	record->term[record->terms - 1].at =
	    (size_t)(term->text.ptr - record->text.ptr);
}

/* May this token and the next be one term with a blank too much? */
static bool
wants_more(struct slice token, struct slice next)
{
	char last = token.ptr[token.len - 1];

	return last == ':' || last == '=' || next.ptr[0] == ':' ||
	       (token.len == 1 && strchr("+-~?", last) != NULL);
}

/* "ip4: 192.0.2.1": reads the next token as well when both make a term. */
static bool
read_torn(struct parse *p, struct slice token)
{
	struct slice rest = p->rest, next;
	struct spf_mistake mistake;
	struct spf_fault *fault;
	struct spf_term term;
	char *joined;

	if (!next_token(&rest, &next) || !wants_more(token, next))
		return false;
	joined = arena_printf(p->arena, "%.*s%.*s", (int)token.len, token.ptr,
	    (int)next.len, next.ptr);
	if (!spf_read_term(slice_of(joined), &term, &mistake))
		return false;
	token.len = (size_t)(next.ptr + next.len - token.ptr);
	fault = add_fault(p, SPF_STRAY_BLANK, token);
	fault->suggestion = joined;
	p->rest = rest;
	return true;
}

static void
read_token(struct parse *p, struct slice token)
{
	struct spf_mistake mistake;
	enum spf_problem problem;
	struct spf_fault *fault;
	struct spf_term term;
	char *meant;

	if (spf_read_term(token, &term, &mistake)) {
		add_term(p, &term);
		return;
	}
	if (read_torn(p, token))
		return;
	problem = mistake.problem;
	meant = spf_suggest(p->arena, token, &problem);
	fault = add_fault(p, problem, meant == NULL ? mistake.where : token);
	fault->suggestion = meant;
}

static size_t
find_version(struct slice text)
{
	for (size_t i = 0; i + VERSION_LEN <= text.len; i++)
		if (strncasecmp(text.ptr + i, VERSION, VERSION_LEN) == 0)
			return i;
	return text.len;
}

/* What is stuck to "v=spf1": a term without its blank, or punctuation. */
static void
read_version_end(struct parse *p)
{
	struct slice stuck, term;
	struct spf_fault *fault;

	if (p->rest.len == 0 || p->rest.ptr[0] == ' ')
		return;
	(void)next_token(&p->rest, &stuck);
	fault = add_fault(p, SPF_BAD_VERSION, stuck);
	term = slice_trim(stuck, ",;:.\t\r\n");
	fault->suggestion = VERSION;
	if (term.len > 0 && spf_reads_well(term)) {
		fault->suggestion = arena_printf(
		    p->arena, VERSION " %.*s", (int)term.len, term.ptr);
		read_token(p, term);
	}
}

static void
read_version(struct parse *p)
{
	size_t at = find_version(p->rest);
	struct slice start = p->rest;

	if (at == p->rest.len) {
		if (!next_token(&p->rest, &start))
			start = p->rest;
		add_fault(p, SPF_BAD_VERSION, start)->suggestion = VERSION;
		return;
	}
	if (at > 0) {
		start.len = at;
		(void)add_fault(p, SPF_BAD_START, start);
	}
	skip(&p->rest, at + VERSION_LEN);
	read_version_end(p);
}

struct spf_record *
spf_parse(struct arena *arena, struct slice text)
{
	struct spf_record *record = arena_alloc(arena, sizeof(*record));
	struct parse p = {.arena = arena, .record = record};
	struct slice token;

	if (text.len == 0)
		text = slice_of("");
	record->text = p.rest = text;
	if (text.len > SPF_RECORD_MAX) {
		skip(&text, SPF_RECORD_MAX);
		(void)add_fault(&p, SPF_TOO_LONG, text);
		p.rest.len = SPF_RECORD_MAX;
	}
	read_version(&p);
	while (next_token(&p.rest, &token)) {
		if (record->terms == SPF_TERMS_MAX) {
			(void)add_fault(&p, SPF_TOO_MANY, token);
			break;
		}
		read_token(&p, token);
	}
	return record;
}

char *
spf_print(struct arena *arena, const struct spf_record *record)
{
	struct buf out = BUF_INIT;
	char *copy;

	buf_adds(&out, VERSION);
	for (size_t i = 0; i < record->terms; i++) {
		buf_addc(&out, ' ');
		buf_add(
		    &out, record->term[i].text.ptr, record->term[i].text.len);
	}
	copy = arena_copy(arena, buf_text(&out));
	buf_release(&out);
	return copy;
}

enum err_code
spf_parse_term(struct arena *arena, struct slice text, struct spf_term *ret,
    struct err *err)
{
	struct spf_mistake mistake = {.problem = SPF_NO_MECHANISM};
	struct spf_term term;
	const char *meant;
	size_t at;

	if (text.len == 0)
		return err_at(err, ERR_SYNTAX, 0, "%s",
		    spf_problem_text(mistake.problem));
	if (spf_read_term(text, &term, &mistake)) {
		*ret = term;
		return ERR_OK;
	}
	at = (size_t)(mistake.where.ptr - text.ptr);
	meant = spf_suggest(arena, text, &mistake.problem);
	if (meant == NULL)
		return err_at(err, ERR_SYNTAX, at, "%s",
		    spf_problem_text(mistake.problem));
	return err_at(err, ERR_SYNTAX, at, _("%s Did you mean '%s'?"),
	    spf_problem_text(mistake.problem), meant);
}

static bool
same_text(struct slice a, struct slice b, bool exact)
{
	if (a.len != b.len || a.len == 0)
		return a.len == b.len;
	return exact ? memcmp(a.ptr, b.ptr, a.len) == 0
		     : strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

/* Whole addresses count, not the bits behind the prefix (section 5.6). */
static bool
same_network(const struct spf_term *a, const struct spf_term *b)
{
	unsigned prefix = a->kind == SPF_TERM_IP4 ? a->prefix4 : a->prefix6;

	return ip_in_network(&a->network, &b->network, prefix);
}

bool
spf_same_term(const struct spf_term *a, const struct spf_term *b)
{
	/* The case of a macro letter has a meaning (section 7.3). */
	bool exact = a->has_macro || b->has_macro;

	if (a->kind != b->kind || a->qualifier != b->qualifier ||
	    a->prefix4 != b->prefix4 || a->prefix6 != b->prefix6)
		return false;
	if (a->kind == SPF_TERM_IP4 || a->kind == SPF_TERM_IP6)
		return same_network(a, b);
	if (a->kind == SPF_TERM_UNKNOWN)
		return same_text(a->text, b->text, true);
	return same_text(a->domain, b->domain, exact);
}
