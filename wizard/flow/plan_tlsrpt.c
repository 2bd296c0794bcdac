/* TLS reports, RFC 8460: proposed on request; a record that is there is mended. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/planner.h"
#include "wizard/flow/use.h"

/* The first one that is there, however wrong; NULL: none. */
static const struct tlsrpt_record *
record_there(const struct planner *p)
{
	const struct dns_answer *answer = p->facts->tls.report.answer;

	for (size_t i = 0; i < answer->count; i++) {
		struct slice text = answer->rr[i].text;

		if (tlsrpt_is_record(text) || tlsrpt_is_attempt(text))
			return tlsrpt_parse(p->arena, text);
	}
	return NULL;
}

static bool
is_listed(const struct tlsrpt_record *old, const char *address)
{
	for (size_t i = 0; old != NULL && i < old->ruas; i++) {
		struct slice rest = old->rua[i].text, scheme;

		if (slice_next(&rest, ':', &scheme) &&
		    slice_is_nocase(rest, address))
			return true;
	}
	return false;
}

static void
put_address(struct buf *text, const char *scheme, struct slice address)
{
	buf_addf(text, "%s%s%.*s", text->len > 0 ? "," : "", scheme,
	    (int)address.len, address.ptr);
}

/* Those that are there, except what is none; the user's; or else a usual one. */
static const char *
addresses(const struct planner *p, const struct tlsrpt_record *old)
{
	const char *typed = p->decisions->tls_rua;
	struct buf text = BUF_INIT;
	const char *copy;

	for (size_t i = 0; old != NULL && i < old->ruas; i++)
		if (old->rua[i].valid)
			put_address(&text, "", old->rua[i].text);
	if (typed[0] != '\0' && !is_listed(old, typed))
		put_address(&text, "mailto:", slice_of(typed));
	if (text.len == 0)
		buf_addf(&text, "mailto:tlsrpt@%s", p->facts->domain);
	copy = arena_copy(p->arena, buf_text(&text));
	buf_release(&text);
	return copy;
}

static void
add(struct planner *p, const struct tls_record *at,
    const struct tlsrpt_record *old)
{
	const struct variable variables[] = {
	    {"domain", p->facts->domain}, {"rua", addresses(p, old)}};
	struct change *change = planner_add(p, TOPIC_TLSRPT, DNS_TXT, at->name);
	struct err err = ERR_INIT;

	if (change == NULL)
		return;
	planner_take_old(change, at->answer);
	if (plan_template(p->templates, "tls-rpt", variables,
		COUNT_OF(variables), change->value, sizeof(change->value),
		&err) == ERR_OK) {
		(void)planner_decide(p, change, at->answer);
		return;
	}
	planner_drop(p);
	planner_gap(p, TOPIC_TLSRPT, at->name, false, "%s", err.msg);
}

void
plan_tlsrpt(struct planner *p)
{
	const struct tls_record *at = &p->facts->tls.report;
	const struct tlsrpt_record *old = record_there(p);
	bool wanted = (p->decisions->extras & EXTRA_TLSRPT) != 0;

	if (at->name == NULL || !use_receives(p->facts, p->decisions) ||
	    (old == NULL && !wanted))
		return;
	if (!dns_is_answered(at->answer->status))
		planner_gap_unknown(p, TOPIC_TLSRPT, at->name);
	else if (at->answer->cnames > 0)
		planner_gap_alias(p, TOPIC_TLSRPT, at->name, at->answer,
		    at->records == 1);
	else
		add(p, at, old);
}
