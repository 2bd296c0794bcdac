/* The beginning of an evaluation: who sends, and what is asked about. */
#include "wizard/check/spf_eval.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/spf_state.h"

enum spf_result
spf_problem(struct spf_state *s, enum spf_result result, const char *domain,
    const char *why)
{
	if (s->out->problem == NULL) {
		s->out->problem = why;
		s->out->problem_domain = domain;
	}
	return result;
}

static bool
is_ascii(const char *text)
{
	while (*text != '\0')
		if ((*text++ & 0x80) != 0)
			return false;
	return true;
}

/* U-labels become A-labels before anything else, RFC 8616 section 4. */
static const char *
with_a_labels(struct spf_state *s, const char *domain)
{
	struct dname name;
	struct err err = ERR_INIT;
	unsigned notes;

	if (is_ascii(domain) ||
	    dname_from_user(slice_of(domain), &name, &notes, &err) != ERR_OK)
		return domain;
	return arena_copy(s->arena, name.text);
}

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
		s->local = arena_copy_slice(s->arena,
		    (struct slice) {q->mail_from, (size_t)(at - q->mail_from)});
	s->origin = with_a_labels(s, s->origin);
	s->sender = arena_printf(s->arena, "%s@%s", s->local, s->origin);
}

/* <domain>, without the final dot that is accepted and means nothing. */
static const char *
first_domain(struct spf_state *s)
{
	const char *given = s->query->domain;
	struct slice domain =
	    slice_of(given != NULL ? with_a_labels(s, given) : s->origin);

	if (domain.len > 1 && domain.ptr[domain.len - 1] == '.')
		domain.len--;
	return arena_copy_slice(s->arena, domain);
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
	struct spf_shelf shelf = {.count = 0};
	struct spf_state s = {
	    .arena = arena,
	    .source = source,
	    .shelf = query->shelf != NULL ? query->shelf : &shelf,
	    .query = query,
	    .ip = ip_unmapped(&query->ip),
	    .out = arena_alloc(arena, sizeof(*s.out)),
	};
	const char *domain;

	s.out->path =
	    arena_alloc(arena, (SPF_DEPTH_MAX + 1) * sizeof(*s.out->path));
	set_sender(&s);
	domain = first_domain(&s);
	s.out->result = spf_check_host(&s, domain, 0);
	if (s.out->result == SPF_NONE)
		(void)spf_problem(&s, SPF_NONE, domain,
		    spf_domain(&s, domain) != NULL
			? _("the domain has no SPF record")
			: _("the sender has no domain of two labels"));
	if (s.out->result == SPF_FAIL && !s.out->pending)
		spf_explain(&s);
	s.out->trace = s.trace;
	return s.out;
}
