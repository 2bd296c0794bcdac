#include "wizard/flow/needs.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/render.h"

struct needing {
	struct arena *arena;
	const char *domain;
	const struct facts *facts;
	const struct sender_template *service;
	struct needs *needs;
};

static void
add(const struct needing *n, const struct need *need)
{
	struct needs *all = n->needs;

	all->need = arena_push(
	    n->arena, all->need, &all->count, sizeof(*all->need));
	all->need[all->count - 1] = *need;
	all->need[all->count - 1].service = n->service;
}

/* --- DKIM ----------------------------------------------------------------- */

static const char *
with_dashes(struct arena *arena, const char *domain)
{
	char *text = arena_copy(arena, domain);

	for (char *at = text; *at != '\0'; at++)
		if (*at == '.')
			*at = '-';
	return text;
}

/* The target of selector i: there is one for all, or one for each. */
static const char *
target_of(const struct needing *n, size_t i, const char *selector)
{
	const struct variable variables[] = {
	    {"selector", selector},
	    {"domain", n->domain},
	    {"dashed", with_dashes(n->arena, n->domain)},
	};
	struct slice rest = slice_of(n->service->target), word, chosen;
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	const char *target = NULL;

	if (!slice_next(&rest, ' ', &chosen) || chosen.len == 0)
		return NULL;
	while (i-- > 0 && slice_next(&rest, ' ', &word))
		chosen = word;
	if (render(&text, arena_copy_slice(n->arena, chosen), variables,
		COUNT_OF(variables), &err) == ERR_OK)
		target = arena_copy(n->arena, buf_text(&text));
	buf_release(&text);
	return target;
}

/* An alias with a key at its end is right, wherever the service has it. */
static bool
leads_to_key(const struct dns_answer *answer, const char *target)
{
	return answer->count > 0 || target == NULL ||
	    dname_equal(answer->cname[0].target, target);
}

/*
 * Only names that were looked at say anything. A key where a CNAME should be may
 * be anybody's: others have selectors of the same name.
 */
static enum need_state
state_of(const struct facts *facts, const struct need *need)
{
	struct dns_answer answer;

	if (facts == NULL ||
	    !inspect_answer(facts, need->name, DNS_TXT, &answer))
		return NEED_UNKNOWN;
	if (answer.cnames > 0)
		return leads_to_key(&answer, need->value) ? NEED_THERE
							  : NEED_MISSING;
	if (answer.count > 0)
		return strcmp(need->type, "CNAME") == 0 ? NEED_UNKNOWN
							: NEED_THERE;
	return NEED_MISSING;
}

static void
add_selectors(
    const struct needing *n, const char *type, struct slice selectors)
{
	struct slice word;

	for (size_t i = 0; slice_next(&selectors, ' ', &word); i++) {
		const char *selector = arena_copy_slice(n->arena, word);
		struct need need = {
		    .kind = NEED_DKIM,
		    .type = type,
		    .name = arena_printf(n->arena, "%s._domainkey.%s",
			selector, n->domain),
		    .value = target_of(n, i, selector),
		};

		need.state = state_of(n->facts, &need);
		add(n, &need);
	}
}

static void
add_dkim(const struct needing *n)
{
	struct slice rest = slice_of(n->service->dkim), word;
	const char *type;

	if (!slice_next(&rest, ' ', &word) || word.len == 0 ||
	    slice_is(word, "none"))
		return;
	type = arena_copy_slice(n->arena, word);
	if (strcmp(type, "NS") == 0)
		add(n, &(struct need) {.type = type,
			   .name = arena_printf(
			       n->arena, "_domainkey.%s", n->domain)});
	else if (rest.len == 0)
		add(n, &(struct need) {.type = type});
	else
		add_selectors(n, type, rest);
}

/* --- The envelope ----------------------------------------------------------- */

/* A name that has something else may serve as well: nothing is said then. */
static enum need_state
envelope_state(
    const struct facts *facts, const char *name, const char *target)
{
	struct dns_answer answer;

	if (facts == NULL || !inspect_answer(facts, name, DNS_TXT, &answer))
		return NEED_UNKNOWN;
	if (answer.status == DNS_NXDOMAIN && answer.cnames == 0)
		return NEED_MISSING;
	if (target == NULL)
		return answer.cnames + answer.count > 0 ? NEED_THERE
							: NEED_UNKNOWN;
	return answer.cnames > 0 &&
		dname_equal(answer.cname[0].target, target)
	    ? NEED_THERE
	    : NEED_UNKNOWN;
}

/* "shown", "label", or "label target". */
static void
add_envelope(const struct needing *n)
{
	struct slice target = slice_of(n->service->bounce), label;
	struct need need = {.kind = NEED_ENVELOPE};

	if (!slice_next(&target, ' ', &label) || label.len == 0)
		return;
	if (target.len > 0) {
		need.type = "CNAME";
		need.value = arena_copy_slice(n->arena, target);
	}
	if (!slice_is(label, "shown")) {
		need.name = arena_printf(n->arena, "%.*s.%s", (int)label.len,
		    label.ptr, n->domain);
		need.state =
		    envelope_state(n->facts, need.name, need.value);
	}
	add(n, &need);
}

void
needs_add(struct arena *arena, const char *domain, const struct facts *facts,
    const struct sender_template *service, struct needs *needs)
{
	const struct needing n = {arena, domain, facts, service, needs};

	add_dkim(&n);
	add_envelope(&n);
}

/* --- In words ---------------------------------------------------------------- */

static const char *
say_dkim(struct arena *a, const struct need *need)
{
	if (need->value != NULL)
		return arena_printf(
		    a, _("DKIM: CNAME %s to %s"), need->name, need->value);
	if (need->name != NULL)
		return arena_printf(a,
		    _("DKIM: %s %s; the service shows its value"), need->type,
		    need->name);
	return arena_printf(a,
	    _("DKIM: %s; the service shows its name and value"), need->type);
}

static const char *
say_envelope(struct arena *a, const struct need *need)
{
	if (need->value != NULL)
		return arena_printf(a, _("Bounces: CNAME %s to %s"),
		    need->name, need->value);
	if (need->name != NULL)
		return arena_printf(a,
		    _("Bounces: %s; the service shows its records"),
		    need->name);
	return _("Bounces: a name below your domain; the service shows its "
		 "records");
}

const char *
needs_say(struct arena *a, const struct need *need)
{
	const char *text = need->kind == NEED_DKIM ? say_dkim(a, need)
						   : say_envelope(a, need);

	switch (need->state) {
	case NEED_UNKNOWN:
		return text;
	case NEED_MISSING:
		return arena_printf(a, _("%s (missing)"), text);
	case NEED_THERE:
		return arena_printf(a, _("%s (is there)"), text);
	}
	return text;
}

const char *
needs_alignment(const struct sender_template *service, bool included)
{
	bool spf = strstr(service->align, "spf") != NULL;
	bool dkim = strstr(service->align, "dkim") != NULL;

	if (spf && dkim)
		return _("Its mail passes DMARC by SPF and by DKIM.");
	if (dkim && included)
		return _("Its include in SPF is useless for DMARC: only DKIM "
			 "counts.");
	if (dkim)
		return _("Only DKIM makes its mail pass DMARC.");
	if (spf)
		return _("Its mail passes DMARC by SPF alone, as far as is "
			 "known.");
	return NULL;
}
