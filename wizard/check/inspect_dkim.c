/* DKIM keys at the selectors that are worth trying. */
#include <string.h>

#include "wizard/check/inspection.h"

static void
read_key(struct inspection *in, struct selector_facts *selector)
{
	const struct dns_answer *answer = selector->answer;

	selector->records = answer->count;
	if (answer->cnames > 0)
		selector->cname = answer->cname[answer->cnames - 1].target;
	for (size_t i = 0; i < answer->count; i++) {
		if (!dkim_is_record(answer->rr[i].text))
			continue;
		selector->record = dkim_parse(in->arena, answer->rr[i].text);
		return;
	}
}

static void
add(struct inspection *in, const char *name, bool ours)
{
	struct facts *f = in->facts;
	struct selector_facts *selector;
	struct dname below;

	for (size_t i = 0; i < f->selectors; i++)
		if (dname_equal(f->selector[i].name, name))
			return;
	if (!dname_join(name, "_domainkey", &below))
		return;
	f->selector =
	    arena_push(in->arena, f->selector, &f->selectors, sizeof(*selector));
	selector = &f->selector[f->selectors - 1];
	selector->name = name;
	selector->ours = ours;
	selector->answer =
	    inspection_ask_below(in, below.text, f->domain, DNS_TXT);
	if (selector->answer == NULL)
		f->selectors--;
	else
		read_key(in, selector);
}

void
inspection_selectors(struct inspection *in)
{
	const struct inspect_params *params = in->params;
	struct facts *f = in->facts;

	for (size_t i = 0; i < params->own_selectors; i++)
		add(in, params->own_selector[i], true);
	for (size_t i = 0; i < params->selectors; i++)
		add(in, params->selector[i], false);
	f->domainkey =
	    inspection_ask_below(in, "_domainkey", f->domain, DNS_TXT);
	f->wildcard = inspection_ask_below(
	    in, INSPECT_PROBE_LABEL "._domainkey", f->domain, DNS_TXT);
}
