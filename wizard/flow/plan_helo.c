/* SPF of the EHLO name, by which bounces are judged, RFC 7208 section 10.1.2. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/planner.h"

static bool
is_address_of(const struct dns_answer *answer, const struct ip *ip)
{
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		if (ip_equal(&answer->rr[i].address, ip))
			return true;
	return false;
}

/* "v=spf1 a -all" says it all when every sending address is the name's own. */
static bool
name_covers_senders(const struct planner *p)
{
	for (size_t i = 0; i < p->decisions->senders; i++) {
		const struct sender *s = &p->decisions->sender[i];

		if (s->mark != SENDER_OURS || (s->seen & SEEN_HOST) == 0 ||
		    s->ip.family == 0)
			continue;
		if (!is_address_of(p->facts->helo_a, &s->ip) &&
		    !is_address_of(p->facts->helo_aaaa, &s->ip))
			return false;
	}
	return true;
}

static size_t
host_terms(const struct planner *p, const char *ret[SENDERS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < p->decisions->senders; i++) {
		const struct sender *s = &p->decisions->sender[i];

		if (s->mark == SENDER_OURS && (s->seen & SEEN_HOST) != 0 &&
		    s->ip.family != 0)
			ret[count++] = s->term;
	}
	return count;
}

/* The terms of the host, merged with whatever is there. */
static bool
merge_helo(struct planner *p, struct change *change)
{
	const char *terms[SENDERS_MAX];
	struct slice old[OLD_MAX];
	struct merge_request request = {
	    .old = old,
	    .olds = (size_t)change->olds,
	    .add = terms,
	    .adds = host_terms(p, terms),
	    .all = change->olds == 0 ? '-' : 0,
	};
	struct merge merge;
	struct err err = ERR_INIT;

	for (size_t i = 0; i < request.olds; i++)
		old[i] = slice_of(change->old[i]);
	if (merge_spf(p->arena, &request, &merge, &err) != ERR_OK ||
	    strlen(merge.value) >= VALUE_MAX)
		return false;
	(void)snprintf(
	    change->value, sizeof(change->value), "%s", merge.value);
	return true;
}

static bool
write_helo_value(struct planner *p, struct change *change)
{
	struct variable helo = {"helo", change->name};
	struct err err = ERR_INIT;

	if (change->olds > 0 || !name_covers_senders(p))
		return merge_helo(p, change);
	return plan_template(p->templates, "spf-helo", &helo, 1, change->value,
		   sizeof(change->value), &err) == ERR_OK;
}

static bool
helo_passes(const struct facts *f)
{
	for (size_t i = 0; i < f->addresses; i++) {
		const struct address_facts *a = &f->address[i];

		if ((a->roles & ADDRESS_SENDS) != 0 &&
		    (a->spf_helo == NULL || strcmp(a->spf_helo, "pass") != 0))
			return false;
	}
	return true;
}

/* A name in somebody else's zone is not ours to publish at. */
static bool
is_in_zone(const struct facts *f)
{
	return f->zone != NULL && f->zone->apex != NULL &&
	    inspect_registrable(f->zone->apex) != NULL &&
	    dname_is_within(f->helo, f->zone->apex);
}

/* False when nothing can be proposed; the plan says why. */
static bool
is_ours(struct planner *p)
{
	const struct facts *f = p->facts;
	const struct dns_answer *answer;

	if (!p->sends || f->helo[0] == '\0' ||
	    dname_equal(f->helo, f->domain))
		return false;
	answer = f->helo_spf->answer;
	if (!dns_is_answered(answer->status))
		planner_gap_unknown(p, TOPIC_HELO, f->helo);
	else if (!is_in_zone(f))
		planner_gap(p, TOPIC_HELO, f->helo, helo_passes(f),
		    _("%s is not in the zone of your domain; whoever runs it "
		      "publishes there"),
		    f->helo);
	else if (answer->cnames > 0)
		/* Beside an alias nothing can stand, RFC 1034 section 3.6.2. */
		planner_gap(p, TOPIC_HELO, f->helo, helo_passes(f),
		    _("%s is an alias, and no record can stand beside it; let "
		      "your server say another name in EHLO"),
		    f->helo);
	else
		return true;
	return false;
}

void
plan_helo(struct planner *p)
{
	const struct facts *f = p->facts;
	struct change *change;

	if (!is_ours(p))
		return;
	change = planner_add(p, TOPIC_HELO, DNS_TXT, f->helo);
	if (change == NULL)
		return;
	planner_take_old(change, f->helo_spf->answer);
	if (change->olds == 1 && helo_passes(f)) {
		change->op = CHANGE_KEEP;
		(void)snprintf(change->value, sizeof(change->value), "%s",
		    change->old[0]);
	} else if (write_helo_value(p, change)) {
		(void)planner_decide(p, change, f->helo_spf->answer);
	} else {
		planner_drop(p);
		planner_gap(p, TOPIC_HELO, f->helo, false,
		    _("the record there cannot be merged with the addresses "
		      "of this machine"));
	}
}
