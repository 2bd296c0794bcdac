/* From term to term and from record to record, RFC 7208 section 4. */
#include <assert.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/spf_state.h"

/* --- What is remembered on the way ------------------------------------- */

/* Traces are known by their number: the list moves while it grows. */
static size_t
begin_trace(const struct spf_frame *f, const struct spf_term *term)
{
	struct spf_state *s = f->s;

	s->trace =
	    arena_push(s->arena, s->trace, &s->out->traces, sizeof(*s->trace));
	s->trace[s->out->traces - 1] = (struct spf_trace) {
	    .depth = f->depth,
	    .domain = f->domain,
	    .term = term->text,
	    .step = SPF_STEP_NO_MATCH,
	};
	return s->out->traces - 1;
}

static void
end_trace(const struct spf_frame *f, size_t at, enum spf_step step)
{
	struct spf_trace *trace = &f->s->trace[at];

	trace->step = f->s->out->pending ? SPF_STEP_PENDING : step;
	if (trace->step == SPF_STEP_ERROR)
		trace->why = f->s->out->problem;
}

/* The path leads to the record that decides or fails. */
static void
note_path(struct spf_state *s, const char *domain, unsigned depth)
{
	assert(depth <= SPF_DEPTH_MAX);
	s->out->path[depth] = domain;
	s->out->paths = depth + 1;
}

/* That an include matches was decided by a term of the included record. */
static void
note_match(const struct spf_frame *f, const struct spf_term *term)
{
	if (term->kind != SPF_TERM_INCLUDE)
		f->s->out->matched = term->text;
}

/* An include's own explanation is not the domain's: it is overwritten. */
static void
note_explanation(const struct spf_frame *f)
{
	f->s->exp = spf_find_term(f->record, SPF_TERM_EXP);
	f->s->exp_domain = f->domain;
}

/* --- Terms ------------------------------------------------------------- */

/* The result of the other record decides, by the table of section 5.2. */
static enum spf_found
match_include(const struct spf_frame *f, const char *domain)
{
	static const enum spf_found table[] = {
	    [SPF_PASS] = SPF_FOUND,
	    [SPF_FAIL] = SPF_NOT_FOUND,
	    [SPF_SOFTFAIL] = SPF_NOT_FOUND,
	    [SPF_NEUTRAL] = SPF_NOT_FOUND,
	    [SPF_TEMPERROR] = SPF_FOUND_TEMPERROR,
	    [SPF_PERMERROR] = SPF_FOUND_PERMERROR,
	    [SPF_NONE] = SPF_FOUND_PERMERROR,
	};
	struct spf_outcome *out = f->s->out;
	enum spf_result result = spf_check_host(f->s, domain, f->depth + 1);

	if (out->pending)
		return SPF_FOUND_WAITS;
	if (result == SPF_NONE)
		(void)spf_problem(f->s, SPF_PERMERROR, domain,
		    _("an include leads to a name without an SPF record"));
	if (table[result] == SPF_NOT_FOUND) {
		out->matched.len = 0;
		note_path(f->s, out->path[f->depth], f->depth);
	}
	return table[result];
}

static enum spf_found
match(const struct spf_frame *f, const struct spf_term *term, size_t at)
{
	const char *target, *name;

	if (term->kind == SPF_TERM_ALL)
		return SPF_FOUND;
	if (term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_IP6)
		return spf_in_network(f->s, &term->network, term)
			   ? SPF_FOUND
			   : SPF_NOT_FOUND;
	/* The limit is on terms, whether or not their name can exist. */
	if (!spf_count_lookup(f))
		return SPF_FOUND_PERMERROR;
	if (!spf_target(f->s, term, f->domain, &target))
		return SPF_FOUND_WAITS;
	f->s->trace[at].target = target;
	if (term->kind == SPF_TERM_INCLUDE)
		return match_include(f, target);
	name = spf_dname(f->s, target);
	return name == NULL ? SPF_NOT_FOUND : spf_match(f, term, name);
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

/* True when the term ends the evaluation of its record, with *ret. */
static bool
judge(const struct spf_frame *f, const struct spf_term *term,
    enum spf_result *ret)
{
	static const enum spf_step steps[] = {
	    [SPF_FOUND] = SPF_STEP_MATCH,
	    [SPF_NOT_FOUND] = SPF_STEP_NO_MATCH,
	    [SPF_FOUND_TEMPERROR] = SPF_STEP_ERROR,
	    [SPF_FOUND_PERMERROR] = SPF_STEP_ERROR,
	    [SPF_FOUND_WAITS] = SPF_STEP_PENDING,
	};
	size_t at = begin_trace(f, term);
	enum spf_found found = match(f, term, at);

	end_trace(f, at, steps[found]);
	if (found == SPF_NOT_FOUND)
		return false;
	*ret = found == SPF_FOUND_PERMERROR ? SPF_PERMERROR : SPF_TEMPERROR;
	if (found == SPF_FOUND) {
		note_match(f, term);
		*ret = qualified(term->qualifier);
	}
	return true;
}

/* Section 6.1: as if the other record stood here; it must be there. */
static enum spf_result
follow_redirect(const struct spf_frame *f, const struct spf_term *term)
{
	size_t at = begin_trace(f, term);
	enum spf_result result = SPF_PERMERROR;
	const char *target;

	if (spf_count_lookup(f) && spf_target(f->s, term, f->domain, &target)) {
		f->s->trace[at].target = target;
		result = spf_check_host(f->s, target, f->depth + 1);
		if (result == SPF_NONE)
			result = spf_problem(f->s, SPF_PERMERROR, target,
			    _("a redirect leads to a name without an SPF "
			      "record"));
	}
	end_trace(f, at,
	    result == SPF_PERMERROR || result == SPF_TEMPERROR
		? SPF_STEP_ERROR
		: SPF_STEP_MATCH);
	return result;
}

static enum spf_result
evaluate(const struct spf_frame *f)
{
	const struct spf_term *redirect =
	    spf_find_term(f->record, SPF_TERM_REDIRECT);
	enum spf_result result;

	for (size_t i = 0; i < f->record->terms; i++) {
		const struct spf_term *term = &f->record->term[i];

		/* Modifiers do not match, section 4.6.3. */
		if (term->kind >= SPF_TERM_REDIRECT || !judge(f, term, &result))
			continue;
		if (result == SPF_FAIL)
			note_explanation(f);
		return result;
	}
	/* With an "all" anywhere that point is never reached. */
	return redirect == NULL ? SPF_NEUTRAL : follow_redirect(f, redirect);
}

/* --- Records ----------------------------------------------------------- */

enum spf_result
spf_check_host(struct spf_state *s, const char *text, unsigned depth)
{
	struct spf_frame f = {.s = s, .domain = text, .depth = depth};
	const char *domain = spf_domain(s, text);
	enum spf_result result;

	if (domain == NULL)
		return SPF_NONE;
	note_path(s, domain, depth);
	result = spf_fetch(s, domain, &f.record);
	if (result != SPF_PASS)
		return result;
	if (depth == 0)
		spf_look_ahead(s, text, f.record);
	return evaluate(&f);
}
