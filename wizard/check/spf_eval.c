#include "wizard/check/spf_eval.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/spf_state.h"
#include "wizard/record/spf_macro.h"

#define DEPTH_MAX 12 /* the limit of ten look-ups ends it before */

/* One evaluation of one record, section 4.6. */
struct frame {
	struct spf_state *s;
	const char *domain;
	unsigned depth;
	const struct spf_record *record;
};

enum verdict { GO_ON, DECIDED }; /* of a term */

static enum spf_result check_host(
    struct spf_state *s, const char *domain, unsigned depth, bool *ret_none);

/* --- What is remembered on the way ------------------------------------------------ */

static enum spf_result
fail_with(struct spf_state *s, enum spf_result result, const char *domain,
    const char *why)
{
	if (s->out->problem == NULL) {
		s->out->problem = why;
		s->out->problem_domain = domain;
	}
	return result;
}

static struct spf_trace *
trace(const struct frame *f, const struct spf_term *term)
{
	struct spf_outcome *out = f->s->out;
	struct spf_trace *list = arena_push(f->s->arena, f->s->traces_of_run,
	    &out->traces, sizeof(*list));

	f->s->traces_of_run = list;
	out->trace = list;
	list[out->traces - 1] = (struct spf_trace) {
	    .depth = f->depth,
	    .domain = f->domain,
	    .term = term->text,
	    .step = SPF_STEP_NO_MATCH,
	};
	return &list[out->traces - 1];
}

/* The latest trace of this very term; included ones may have moved the list. */
static void
trace_step(const struct frame *f, size_t index, enum spf_step step,
    const char *why)
{
	f->s->traces_of_run[index].step = step;
	f->s->traces_of_run[index].why = why;
}

static bool
is_pending(struct spf_state *s, const struct dns_answer *answer)
{
	if (answer->status != DNS_PENDING)
		return false;
	s->out->pending = true;
	return true;
}

/* --- Limits, section 4.6.4 ----------------------------------------------------------- */

static bool
count_lookup(const struct frame *f)
{
	if (++f->s->out->lookups <= SPF_LOOKUPS_MAX)
		return true;
	fail_with(f->s, SPF_PERMERROR, f->domain,
	    _("more than 10 terms that need DNS look-ups"));
	return false;
}

static bool
count_void(const struct frame *f, const struct dns_answer *answer)
{
	if (answer->status != DNS_NODATA && answer->status != DNS_NXDOMAIN)
		return true;
	if (++f->s->out->voids <= SPF_VOIDS_MAX)
		return true;
	fail_with(f->s, SPF_PERMERROR, f->domain,
	    _("more than 2 look-ups that find nothing"));
	return false;
}

/* --- Mechanisms, section 5 -------------------------------------------------------------- */

/* How a mechanism ended. */
enum found { FOUND, NOT_FOUND, FOUND_TEMPERROR, FOUND_PERMERROR, WAITS };

static bool
in_network(const struct frame *f, const struct ip *net,
    const struct spf_term *term)
{
	const struct ip *ip = &f->s->ip;

	return net->family == ip->family &&
	    ip_in_network(ip, net,
		ip->family == 4 ? term->prefix4 : term->prefix6);
}

/* A name that cannot exist matches nothing, section 4.8. */
static bool
can_exist(const char *name)
{
	struct dname parsed;
	struct err err = ERR_INIT;

	return dname_parse(slice_of(name), &parsed, &err) == ERR_OK;
}

static enum found
failed(const struct frame *f, const char *name)
{
	fail_with(f->s, SPF_TEMPERROR, name,
	    _("a name server did not answer, or answered with an error"));
	return FOUND_TEMPERROR;
}

/* Is the client among the addresses of a name? Errors are the caller's. */
static enum found
find_address(const struct frame *f, const char *name,
    const struct spf_term *term, const struct dns_answer **ret)
{
	uint16_t type = f->s->ip.family == 4 ? DNS_A : DNS_AAAA;
	const struct dns_answer *answer =
	    spf_ask(f->s, name, type);

	*ret = answer;
	if (is_pending(f->s, answer))
		return WAITS;
	if (!dns_is_answered(answer->status))
		return failed(f, name);
	for (size_t i = 0; i < answer->count; i++)
		if (in_network(f, &answer->rr[i].address, term))
			return FOUND;
	return NOT_FOUND;
}

static enum found
match_a(const struct frame *f, const struct spf_term *term, const char *name)
{
	const struct dns_answer *answer;
	enum found found = find_address(f, name, term, &answer);

	if (found == NOT_FOUND && !count_void(f, answer))
		return FOUND_PERMERROR;
	return found;
}

static enum found
match_mx(const struct frame *f, const struct spf_term *term, const char *name)
{
	const struct dns_answer *mx =
	    spf_ask(f->s, name, DNS_MX);
	enum found waits = NOT_FOUND;

	if (is_pending(f->s, mx))
		return WAITS;
	if (!dns_is_answered(mx->status))
		return failed(f, name);
	if (!count_void(f, mx))
		return FOUND_PERMERROR;
	if (mx->count > SPF_MX_MAX) {
		fail_with(f->s, SPF_PERMERROR, name,
		    _("more than 10 MX records behind \"mx\""));
		return FOUND_PERMERROR;
	}
	for (size_t i = 0; i < mx->count; i++) {
		const struct dns_answer *answer;
		enum found found;

		if (mx->rr[i].target[0] == '\0')
			continue; /* null MX, RFC 7505 */
		found = find_address(f, mx->rr[i].target, term, &answer);
		if (found == WAITS)
			waits = WAITS; /* ask for the others meanwhile */
		else if (found != NOT_FOUND)
			return waits == WAITS ? WAITS : found;
	}
	return waits;
}

/* Errors on the way mean that the mechanism does not match, section 5.5. */
static enum found
match_ptr(const struct frame *f, const char *name)
{
	struct spf_names names;

	if (spf_validated_names(f->s, &names) == SPF_UNKNOWN_YET) {
		f->s->out->pending = true;
		return WAITS;
	}
	for (size_t i = 0; i < names.count; i++)
		if (dname_is_within(names.name[i], name))
			return FOUND;
	if (names.is_void && ++f->s->out->voids > SPF_VOIDS_MAX) {
		fail_with(f->s, SPF_PERMERROR, f->domain,
		    _("more than 2 look-ups that find nothing"));
		return FOUND_PERMERROR;
	}
	return NOT_FOUND;
}

static enum found
match_exists(const struct frame *f, const char *name)
{
	/* Always A, also for IPv6 clients: section 5.7. */
	const struct dns_answer *a = spf_ask(f->s, name, DNS_A);

	if (is_pending(f->s, a))
		return WAITS;
	if (!dns_is_answered(a->status))
		return failed(f, name);
	if (a->count > 0)
		return FOUND;
	return count_void(f, a) ? NOT_FOUND : FOUND_PERMERROR;
}

/* The result of the other record decides, by the table of section 5.2. */
static enum found
match_include(const struct frame *f, const char *name)
{
	static const enum found table[] = {
	    [SPF_PASS] = FOUND,
	    [SPF_FAIL] = NOT_FOUND,
	    [SPF_SOFTFAIL] = NOT_FOUND,
	    [SPF_NEUTRAL] = NOT_FOUND,
	    [SPF_TEMPERROR] = FOUND_TEMPERROR,
	    [SPF_PERMERROR] = FOUND_PERMERROR,
	    [SPF_NONE] = FOUND_PERMERROR,
	};
	bool none;
	enum spf_result result =
	    check_host(f->s, name, f->depth + 1, &none);

	if (f->s->out->pending)
		return WAITS;
	if (result == SPF_NONE)
		fail_with(f->s, SPF_PERMERROR, name,
		    _("an include leads to a name without an SPF record"));
	return table[result];
}

/* --- Terms --------------------------------------------------------------------------------- */

/* The name a term is about: its domain-spec expanded, or the current domain. */
static bool
target_of(const struct frame *f, const struct spf_term *term, const char **ret)
{
	*ret = f->domain;
	if (term->domain.len == 0)
		return true;
	if (!spf_expand(f->s, term->domain, f->domain, false, ret)) {
		f->s->out->pending = true;
		return false;
	}
	return true;
}

static enum found
match_by_name(const struct frame *f, const struct spf_term *term,
    const char *name)
{
	/* The limit is on terms, whether or not their name can exist. */
	if (!count_lookup(f))
		return FOUND_PERMERROR;
	if (term->kind == SPF_TERM_INCLUDE)
		return match_include(f, name);
	if (!can_exist(name))
		return NOT_FOUND;
	if (term->kind == SPF_TERM_A)
		return match_a(f, term, name);
	if (term->kind == SPF_TERM_MX)
		return match_mx(f, term, name);
	if (term->kind == SPF_TERM_PTR)
		return match_ptr(f, name);
	return match_exists(f, name);
}

static enum found
match(const struct frame *f, const struct spf_term *term, size_t at)
{
	const char *name;

	if (term->kind == SPF_TERM_ALL)
		return FOUND;
	if (term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_IP6)
		return in_network(f, &term->network, term) ? FOUND : NOT_FOUND;
	if (!target_of(f, term, &name))
		return WAITS;
	f->s->traces_of_run[at].target = name;
	return match_by_name(f, term, name);
}

static enum spf_result
qualified(char qualifier)
{
	switch (qualifier) {
	case '-':
		return SPF_FAIL;
	case '~':
		return SPF_SOFTFAIL;
	case '?':
		return SPF_NEUTRAL;
	default:
		return SPF_PASS;
	}
}

static void
remember_match(const struct frame *f, const struct spf_term *term)
{
	struct spf_outcome *out = f->s->out;

	if (out->matched.len == 0 || f->depth == 0)
		out->matched = term->text;
}

static enum verdict
judge(const struct frame *f, const struct spf_term *term,
    enum spf_result *ret)
{
	size_t at = f->s->out->traces;

	(void)trace(f, term);
	switch (match(f, term, at)) {
	case NOT_FOUND:
		return GO_ON;
	case FOUND:
		trace_step(f, at, SPF_STEP_MATCH, NULL);
		remember_match(f, term);
		*ret = qualified(term->qualifier);
		return DECIDED;
	case WAITS:
		trace_step(f, at, SPF_STEP_PENDING, NULL);
		*ret = SPF_TEMPERROR;
		return DECIDED;
	case FOUND_TEMPERROR:
		*ret = SPF_TEMPERROR;
		break;
	case FOUND_PERMERROR:
		*ret = SPF_PERMERROR;
		break;
	}
	trace_step(f, at, SPF_STEP_ERROR, f->s->out->problem);
	return DECIDED;
}

static bool
is_mechanism(const struct spf_term *term)
{
	return term->kind < SPF_TERM_REDIRECT;
}

static const struct spf_term *
find_modifier(const struct spf_record *record, enum spf_kind kind)
{
	for (size_t i = 0; i < record->terms; i++)
		if (record->term[i].kind == kind)
			return &record->term[i];
	return NULL;
}

/* Section 6.1: as if the other record stood here; it must be there. */
static enum spf_result
follow_redirect(const struct frame *f, const struct spf_term *term)
{
	size_t at = f->s->out->traces;
	enum spf_result result;
	const char *name;
	bool none;

	(void)trace(f, term);
	if (!target_of(f, term, &name))
		return SPF_TEMPERROR;
	f->s->traces_of_run[at].target = name;
	if (!count_lookup(f))
		return SPF_PERMERROR;
	result = check_host(f->s, name, f->depth + 1, &none);
	if (result == SPF_NONE && !f->s->out->pending)
		return fail_with(f->s, SPF_PERMERROR, name,
		    _("a redirect leads to a name without an SPF record"));
	return result;
}

static void note_explanation(const struct frame *f);

static enum spf_result
evaluate(const struct frame *f)
{
	const struct spf_term *redirect =
	    find_modifier(f->record, SPF_TERM_REDIRECT);
	enum spf_result result = SPF_NEUTRAL;

	for (size_t i = 0; i < f->record->terms; i++) {
		const struct spf_term *term = &f->record->term[i];

		if (!is_mechanism(term) || judge(f, term, &result) == GO_ON)
			continue;
		if (result == SPF_FAIL)
			note_explanation(f);
		return result;
	}
	/* With an "all" anywhere that point is never reached. */
	return redirect == NULL ? SPF_NEUTRAL : follow_redirect(f, redirect);
}

/* --- Records -------------------------------------------------------------------------------- */

/*
 * Asks for what the terms of a record need, all at once, and for the same of
 * the records they include, as far as those are known. What the sequential
 * evaluation would not get to for its limits is not asked.
 */
static void
prefetch(struct spf_state *s, const struct spf_record *record,
    const char *domain, unsigned depth, unsigned *budget)
{
	for (size_t i = 0; i < record->terms && *budget > 0; i++) {
		const struct spf_term *term = &record->term[i];
		const struct frame f = {s, domain, depth, record};
		bool pending = s->out->pending;
		const char *name;

		if (term->kind == SPF_TERM_ALL)
			return;
		if (!spf_costs_lookup(term->kind))
			continue;
		(*budget)--;
		if (target_of(&f, term, &name) && can_exist(name))
			spf_prefetch_term(s, term, name, depth, budget);
		s->out->pending = pending;
	}
}

/* The records at a name that are SPF, section 4.5. */
static size_t
select_records(const struct dns_answer *answer, struct slice *ret_text)
{
	size_t n = 0;

	for (size_t i = 0; i < answer->count; i++)
		if (spf_is_record(answer->rr[i].text) && n++ == 0)
			*ret_text = answer->rr[i].text;
	return n;
}

void
spf_prefetch_term(struct spf_state *s, const struct spf_term *term,
    const char *name, unsigned depth, unsigned *budget)
{
	uint16_t type = s->ip.family == 4 ? DNS_A : DNS_AAAA;
	const struct dns_answer *answer;
	struct spf_names names;
	struct slice text;

	switch (term->kind) {
	case SPF_TERM_A:
		(void)spf_ask(s, name, type);
		return;
	case SPF_TERM_EXISTS:
		(void)spf_ask(s, name, DNS_A);
		return;
	case SPF_TERM_PTR:
		(void)spf_validated_names(s, &names);
		return;
	case SPF_TERM_MX:
		answer = spf_ask(s, name, DNS_MX);
		for (size_t i = 0; i < answer->count && i < SPF_MX_MAX; i++)
			if (answer->rr[i].target[0] != '\0')
				(void)spf_ask(s, answer->rr[i].target, type);
		return;
	case SPF_TERM_INCLUDE:
	case SPF_TERM_REDIRECT:
		answer = spf_ask(s, name, DNS_TXT);
		if (depth < DEPTH_MAX && select_records(answer, &text) == 1)
			prefetch(s, spf_parse(s->arena, text), name, depth + 1,
			    budget);
		return;
	case SPF_TERM_ALL:
	case SPF_TERM_IP4:
	case SPF_TERM_IP6:
	case SPF_TERM_EXP:
	case SPF_TERM_UNKNOWN:
		return;
	}
}

/* Section 4.3: a name of at least two labels. */
static bool
is_domain(const char *name)
{
	return can_exist(name) && dname_labels(name) >= 2;
}

static enum spf_result
read_record(struct spf_state *s, const char *domain, struct slice text,
    const struct spf_record **ret)
{
	if (text.len > SPF_RECORD_MAX)
		return fail_with(s, SPF_PERMERROR, domain,
		    _("the record is longer than 4096 octets"));
	*ret = spf_parse(s->arena, text);
	if ((*ret)->faults > 0)
		return fail_with(
		    s, SPF_PERMERROR, domain, (*ret)->fault[0].what);
	return SPF_PASS;
}

static void
note_path(struct spf_state *s, const char *domain, unsigned depth)
{
	if (s->out->paths > depth)
		s->out->paths = depth;
	s->out->path = arena_push(
	    s->arena, s->out->path, &s->out->paths, sizeof(*s->out->path));
	s->out->path[s->out->paths - 1] = domain;
}

/* *ret_none: the domain has no record; SPF_NONE also comes of a bad name. */
static enum spf_result
check_host(struct spf_state *s, const char *domain, unsigned depth,
    bool *ret_none)
{
	unsigned budget = SPF_LOOKUPS_MAX + 1;
	const struct dns_answer *txt;
	struct frame f = {.s = s, .domain = domain, .depth = depth};
	struct slice text;

	*ret_none = true;
	if (depth > DEPTH_MAX || !is_domain(domain))
		return SPF_NONE;
	txt = spf_ask(s, domain, DNS_TXT);
	if (is_pending(s, txt))
		return SPF_TEMPERROR;
	if (!dns_is_answered(txt->status))
		return fail_with(s, SPF_TEMPERROR, domain,
		    _("a name server did not answer, or answered with an "
		      "error"));
	switch (select_records(txt, &text)) {
	case 0:
		return SPF_NONE;
	case 1:
		break;
	default:
		return fail_with(s, SPF_PERMERROR, domain,
		    _("more than one SPF record"));
	}
	*ret_none = false;
	note_path(s, domain, depth);
	if (read_record(s, domain, text, &f.record) != SPF_PASS)
		return SPF_PERMERROR;
	if (depth == 0)
		prefetch(s, f.record, domain, 0, &budget);
	return evaluate(&f);
}

/* --- Explanation, section 6.2 ----------------------------------------------------------------- */

static bool
is_ascii(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

static bool
is_explanation(struct slice text)
{
	struct spf_piece piece;
	enum spf_macro_status status;

	do
		status = spf_macro_next(&text, SPF_MACRO_EXPLANATION, &piece);
	while (status == SPF_MACRO_PIECE);
	return status == SPF_MACRO_END;
}

/* An include's own explanation is not the domain's: it is overwritten. */
static void
note_explanation(const struct frame *f)
{
	struct spf_state *s = f->s;
	const struct spf_term *exp = find_modifier(f->record, SPF_TERM_EXP);

	s->exp = exp;
	s->exp_domain = f->domain;
}

/* Whatever is wrong with it, the explanation is then simply absent. */
static void
explain(struct spf_state *s)
{
	const struct dns_answer *txt;
	const char *name;

	if (s->exp == NULL)
		return;
	if (!spf_expand(s, s->exp->domain, s->exp_domain, false, &name)) {
		s->out->pending = true;
		return;
	}
	if (!can_exist(name))
		return;
	txt = spf_ask(s, name, DNS_TXT);
	if (is_pending(s, txt) || txt->count != 1 ||
	    !is_ascii(txt->rr[0].text) || !is_explanation(txt->rr[0].text))
		return;
	if (!spf_expand(s, txt->rr[0].text, s->exp_domain, true,
		&s->out->explanation))
		s->out->pending = true;
}

/* --- The beginning ------------------------------------------------------------------------------ */

/* Section 4.3: no local part is "postmaster"; no sender is the HELO name. */
static void
set_sender(struct spf_state *s)
{
	const struct spf_query *q = s->query;
	const char *at = strrchr(q->mail_from, '@');

	s->local = "postmaster";
	if (q->mail_from[0] == '\0')
		s->origin = q->helo;
	else
		s->origin = at == NULL ? q->mail_from : at + 1;
	if (at != NULL && at != q->mail_from)
		s->local = arena_printf(s->arena, "%.*s",
		    (int)(at - q->mail_from), q->mail_from);
	s->sender = arena_printf(s->arena, "%s@%s", s->local, s->origin);
}

const struct dns_answer *
spf_ask(struct spf_state *s, const char *name, uint16_t type)
{
	return s->source->ask(s->source->self, name, type);
}

static const struct dns_answer *
ask_inquiry(void *self, const char *name, uint16_t type)
{
	return inquiry_get(self, name, type);
}

struct spf_source
spf_source_of(struct inquiry *inquiry)
{
	return (struct spf_source) {ask_inquiry, inquiry};
}

struct spf_outcome *
spf_evaluate(struct arena *arena, const struct spf_source *source,
    const struct spf_query *query)
{
	struct spf_state s = {
	    .arena = arena,
	    .source = source,
	    .query = query,
	    .ip = ip_unmapped(&query->ip),
	    .out = arena_alloc(arena, sizeof(*s.out)),
	};
	const char *domain;
	bool none;

	set_sender(&s);
	domain = query->domain != NULL ? query->domain : s.origin;
	s.out->result = check_host(&s, domain, 0, &none);
	if (s.out->result == SPF_NONE && s.out->problem == NULL)
		s.out->problem = is_domain(domain)
		    ? _("the domain has no SPF record")
		    : _("the sender has no domain of two labels");
	if (s.out->result == SPF_FAIL && !s.out->pending)
		explain(&s);
	return s.out;
}
