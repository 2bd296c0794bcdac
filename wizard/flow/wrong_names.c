#include "wizard/flow/wrong_names.h"

#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/dkim_compare.h"

#define DOMAINKEY "._domainkey."

struct places {
	const struct change *change;
	const char *apex;
	struct wrong_place *place;
	size_t count;
};

static void
add(struct places *p, const struct dname *name, const char *message, bool own)
{
	const uint16_t type = plan_type(p->change->type);

	if (p->count == WRONG_PLACES_MAX ||
	    dname_equal(name->text, p->change->name) ||
	    !dname_is_within(name->text, p->apex))
		return;
	for (size_t i = 0; i < p->count; i++)
		if (dname_equal(p->place[i].name.text, name->text))
			return;
	p->place[p->count++] =
	    (struct wrong_place) {*name, type, message, own};
}

static void
add_joined(struct places *p, const char *left, const char *right,
    const char *message, bool own)
{
	struct dname name;

	if (dname_join(left, right, &name))
		add(p, &name, message, own);
}

/* A key, or the alias of one. */
static bool
is_key(const struct change *change)
{
	return change->topic == TOPIC_DKIM ||
	    (change->topic == TOPIC_SERVICE &&
		strstr(change->name, DOMAINKEY) != NULL);
}

/* Behind the labels that the topic puts before it. */
static const char *
domain_of(const struct change *change)
{
	const char *at = strstr(change->name, DOMAINKEY);

	if (is_key(change))
		return at == NULL ? NULL : at + strlen(DOMAINKEY);
	if (change->topic == TOPIC_DMARC)
		return dname_parent(change->name);
	return change->name;
}

static void
add_dkim(struct places *p, const char *domain)
{
	const char *name = p->change->name;
	struct dkim_wrong_name wrong[WRONG_NAMES_MAX];
	struct dname selector;
	size_t n;

	(void)snprintf(selector.text, sizeof(selector.text), "%.*s",
	    (int)(strlen(name) - strlen(DOMAINKEY) - strlen(domain)), name);
	n = dkim_wrong_names(selector.text, domain, wrong);
	for (size_t i = 0; i < n; i++)
		add(p, &wrong[i].name, wrong[i].message, false);
}

/* What stands at the name itself, where an alias should be. */
static void
add_in_place(struct places *p)
{
	static const struct {
		uint16_t type;
		const char *message;
	} others[] = {
	    {DNS_TXT,
		N_("a TXT record is at %s, where an alias has to be alone; "
		   "delete it, and enter the target as CNAME")},
	    {DNS_A,
		N_("%s answers with addresses in place of the alias; in the "
		   "panel, switch it from \"proxied\" to \"DNS only\"")},
	};

	for (size_t i = 0; i < COUNT_OF(others); i++) {
		struct wrong_place *place;

		if (p->count == WRONG_PLACES_MAX ||
		    plan_type(p->change->type) != DNS_CNAME)
			return;
		place = &p->place[p->count++];
		*place = (struct wrong_place) {
		    .type = others[i].type,
		    .message = _(others[i].message),
		};
		(void)snprintf(place->name.text, sizeof(place->name.text),
		    "%s", p->change->name);
	}
}

/*
 * Labels in place of the right ones; "" is the domain itself. An at sign stands
 * for the domain in some panels, in others for itself.
 */
static const struct label {
	enum change_topic topic;
	const char *label;
	bool own;
} labels[] = {
    {TOPIC_DKIM, "dkim", true},
    {TOPIC_DKIM, "", true},
    {TOPIC_DMARC, "dmarc", false},
    {TOPIC_DMARC, "", false},
    {TOPIC_DMARC, "_domainkey", false},
    {TOPIC_SPF, "@", false},
    {TOPIC_SPF, "spf", true},
    {TOPIC_SPF, "_spf", true},
    {TOPIC_SPF, "txt", true},
};

size_t
wrong_names(const struct change *change, const char *apex,
    struct wrong_place ret[WRONG_PLACES_MAX])
{
	struct places p = {change, apex, ret, 0};
	const char *domain = domain_of(change);
	struct dname itself;

	add_in_place(&p);
	add_joined(&p, change->name, apex,
	    _("published at the doubled name %s; this panel adds the domain "
	      "by itself"),
	    false);
	if (domain == NULL)
		return p.count;
	if (is_key(change))
		add_dkim(&p, domain);
	(void)snprintf(itself.text, sizeof(itself.text), "%s", domain);
	for (size_t i = 0; i < COUNT_OF(labels); i++) {
		const struct label *l = &labels[i];

		if (l->topic != (enum change_topic)change->topic)
			continue;
		if (l->label[0] == '\0')
			add(&p, &itself,
			    _("published at the wrong name %s"), l->own);
		else
			add_joined(&p, l->label, domain,
			    _("published at the wrong name %s"), l->own);
	}
	return p.count;
}
