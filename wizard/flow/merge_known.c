/* What the DNS knows about the draft of a record. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/merge_draft.h"
#include "wizard/flow/spf_reach.h"

void
draft_note_pending(struct draft *d, const struct spf_cost *cost)
{
	/* Without an inquiry of the caller's nothing more will arrive. */
	if (cost->pending && d->request->inquiry != NULL)
		d->out->pending = true;
}

/* --- What makes it fail for everybody -------------------------------- */

static bool
leads_to_record(const struct spf_term *term)
{
	return !term->has_macro &&
	    (term->kind == SPF_TERM_INCLUDE || term->kind == SPF_TERM_REDIRECT);
}

static bool
has_spf(const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++)
		if (spf_is_record(answer->rr[i].text))
			return true;
	return false;
}

const char *
draft_why_dead(struct draft *d, const struct spf_term *term)
{
	const struct dns_answer *answer;
	struct err err = ERR_INIT;
	struct dname name;

	if (!leads_to_record(term) ||
	    dname_parse(term->domain, &name, &err) != ERR_OK)
		return NULL;
	if (dname_equal(name.text, d->domain))
		return _("the record would lead to itself, and fail for "
			 "everybody");
	if (d->request->inquiry == NULL)
		return NULL;
	answer = inquiry_get(d->inquiry, name.text, DNS_TXT);
	if (answer->status == DNS_PENDING)
		d->out->pending = true;
	if (!dns_is_answered(answer->status) || has_spf(answer))
		return NULL;
	return arena_printf(d->arena,
	    _("%s has no SPF record (%s), and the whole record fails for "
	      "that"),
	    name.text, dns_status_word(answer->status));
}

void
draft_explain_anew(struct draft *d, enum merge_op op,
    const struct spf_term *term, const char *why)
{
	struct merge *out = d->out;

	for (size_t i = 0; i < out->count; i++) {
		struct merge_change *c = &out->change[i];

		if ((c->op != MERGE_KEEP && c->op != MERGE_ADD) ||
		    !slice_is(term->text, c->term))
			continue;
		c->op = op;
		c->why = why;
		return;
	}
	draft_explain(d, op, draft_text(d, term), why);
}

static void
drop_dead(struct draft *d, struct terms *list)
{
	for (size_t i = 0; i < list->count;) {
		struct spf_term term = list->term[i];
		const char *why = draft_why_dead(d, &term);

		if (why == NULL) {
			i++;
			continue;
		}
		draft_explain_anew(d, MERGE_DROP, &term,
		    arena_printf(d->arena, _("dropped: %s"), why));
		draft_append(d, &d->dead, &term);
		draft_erase(list, i);
		d->free_end = true;
	}
}

void
draft_drop_dead(struct draft *d)
{
	drop_dead(d, &d->body);
	drop_dead(d, &d->redirect);
}

/* --- Who passes already ---------------------------------------------- */

/* The record in the DNS, but for the one that is being written. */
struct overlay {
	const struct draft *draft;
	struct dns_answer answer;
};

static const struct dns_answer *
ask(void *self, const char *name, uint16_t type)
{
	const struct overlay *overlay = self;
	const struct draft *d = overlay->draft;

	if (type == DNS_TXT && dname_equal(name, d->domain))
		return &overlay->answer;
	return inquiry_get(d->inquiry, name, type);
}

/* Does a term hold the sender, the local part or the HELO name, section 7.2? */
static bool
asks_for_message(struct slice term)
{
	for (size_t i = 0; i + 2 < term.len; i++)
		if (term.ptr[i] == '%' && term.ptr[i + 1] == '{' &&
		    strchr("slh", char_lower(term.ptr[i + 2])) != NULL)
			return true;
	return false;
}

/* Some of the messages from there would pass, others not. */
static bool
depends_on_message(const struct spf_outcome *outcome)
{
	for (size_t i = 0; i < outcome->traces; i++)
		if (outcome->trace[i].step == SPF_STEP_MATCH &&
		    asks_for_message(outcome->trace[i].term))
			return true;
	return false;
}

/* SPF_TEMPERROR while that is not known, or not the same for every message. */
static enum spf_result
verdict(struct draft *d, const char *text, const struct ip *ip)
{
	struct dns_rr rr = {
	    .owner = d->domain,
	    .type = DNS_TXT,
	    .text = slice_of(text),
	};
	struct overlay overlay = {
	    .draft = d,
	    .answer = {.status = DNS_OK, .rr = &rr, .count = 1},
	};
	struct spf_source source = {ask, &overlay};
	struct spf_query query = {
	    .ip = *ip,
	    .helo = d->domain,
	    .mail_from = arena_printf(d->arena, "postmaster@%s", d->domain),
	    .domain = d->domain,
	};
	const struct spf_outcome *outcome =
	    spf_evaluate(d->arena, &source, &query);
	struct spf_cost waits = {.pending = outcome->pending};

	draft_note_pending(d, &waits);
	return outcome->pending || depends_on_message(outcome)
	    ? SPF_TEMPERROR
	    : outcome->result;
}

static bool
is_single(const struct spf_term *term)
{
	return (term->kind == SPF_TERM_IP4 && term->prefix4 == 32) ||
	    (term->kind == SPF_TERM_IP6 && term->prefix6 == 128);
}

/* Do its addresses, as far as they are known, pass a record? */
static bool
reaches(struct draft *d, const struct spf_node *node,
    const struct spf_term *term, bool *ret_exact)
{
	struct spf_node *alone = inspect_spf_text(d->arena, d->inquiry,
	    d->domain,
	    slice_of(arena_printf(
		d->arena, "v=spf1 %s", draft_text(d, term))));
	struct spf_cost cost = inspect_spf_cost(d->inquiry, alone);
	struct spf_reach wanted = SPF_REACH_INIT, have = SPF_REACH_INIT;
	bool reached;

	draft_note_pending(d, &cost);
	spf_reach(d->inquiry, alone, &wanted);
	spf_reach(d->inquiry, node, &have);
	reached = wanted.exact && wanted.ip4.count + wanted.ip6.count > 0 &&
	    spf_reach_holds(&have, &wanted);
	*ret_exact = have.exact;
	spf_reach_release(&wanted);
	spf_reach_release(&have);
	return reached;
}

/* Is that record among those that a record includes, not behind a refusal? */
static bool
includes(const struct spf_node *node, struct slice name)
{
	for (size_t i = 0; node->child != NULL && i < node->record->terms;
	     i++) {
		const struct spf_term *term = &node->record->term[i];
		const struct spf_node *child = node->child[i];

		if (term->kind == SPF_TERM_ALL || term->qualifier != '+')
			return false;
		if (term->kind != SPF_TERM_INCLUDE || child == NULL ||
		    child->loop)
			continue;
		if (slice_is_nocase(name, child->domain) ||
		    includes(child, name))
			return true;
	}
	return false;
}

bool
draft_passes(struct draft *d, const struct spf_term *term, const char *end)
{
	const char *text = draft_print(d, end);
	struct spf_node *node = inspect_spf_text(
	    d->arena, d->inquiry, d->domain, slice_of(text));
	struct spf_cost cost = inspect_spf_cost(d->inquiry, node);
	bool exact;

	draft_note_pending(d, &cost);
	if (term->qualifier != '+')
		return false;
	/* A service changes its addresses, its name stays. */
	if (term->kind == SPF_TERM_INCLUDE)
		return !term->has_macro && includes(node, term->domain);
	if (term->has_macro || term->kind == SPF_TERM_EXISTS ||
	    term->kind == SPF_TERM_PTR)
		return false;
	if (reaches(d, node, term, &exact))
		return true;
	return !exact && is_single(term) &&
	    verdict(d, text, &term->network) == SPF_PASS;
}

bool
draft_refuses(struct draft *d, const struct spf_term *term, const char *end)
{
	enum spf_result result;

	if (term->qualifier != '+' || !is_single(term))
		return false;
	result = verdict(d, draft_print(d, end), &term->network);
	return result == SPF_FAIL || result == SPF_SOFTFAIL ||
	    result == SPF_NEUTRAL;
}
