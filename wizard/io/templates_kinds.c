#include "wizard/io/templates_kinds.h"

#include <stddef.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/io/templates_panel.h"
#include "wizard/io/templates_sender.h"
#include "wizard/record/dname.h"

static const char *
judge_resolver(struct arena *arena, const char *key, const char *value)
{
	int family = strcmp(key, "ipv4") == 0 ? 4 : 6;
	struct ip ip;

	(void)arena;
	if (strncmp(key, "ipv", 3) != 0 ||
	    (ip_parse(slice_of(value), &ip) && ip.family == family))
		return NULL;
	return _("not such an address");
}

static const char *
judge_record(struct arena *arena, const char *key, const char *value)
{
	(void)arena;
	if (strcmp(key, "type") != 0 || dns_type_of(value) != 0)
		return NULL;
	return _("no known record type");
}

static const char *
judge_bounce(struct arena *arena, const char *key, const char *value)
{
	(void)arena;
	return bounce_template_fault(key, value);
}

static const char *
judge_advice(struct arena *arena, const char *key, const char *value)
{
	(void)arena;
	if (strcmp(key, "signs") != 0 || strcmp(value, "some") == 0)
		return NULL;
	return _("signs is some, or is left out");
}

static const char *
judge_receiver(struct arena *arena, const char *key, const char *value)
{
	(void)arena;
	/* Marks are wordings. */
	return strcmp(key, "marks") == 0 && value[0] != '\0'
	    ? bounce_template_fault("wording", value)
	    : NULL;
}

unsigned
templates_blocklist_kinds(const char *words)
{
	static const struct {
		const char *word;
		unsigned kind;
	} known[] = {
	    {"ipv4", BLOCKLIST_IPV4},
	    {"ipv6", BLOCKLIST_IPV6},
	    {"domain", BLOCKLIST_DOMAIN},
	};
	struct slice rest = slice_of(words), word;
	unsigned kinds = 0;

	while (slice_next(&rest, ' ', &word)) {
		size_t i = 0;

		while (i < COUNT_OF(known) && !slice_is(word, known[i].word))
			i++;
		if (i == COUNT_OF(known))
			return 0;
		kinds |= known[i].kind;
	}
	return kinds;
}

static const char *
judge_blocklist(struct arena *arena, const char *key, const char *value)
{
	struct dname zone;
	struct err err;

	if (strcmp(key, "lists") == 0 && templates_blocklist_kinds(value) == 0)
		return _("it is ipv4, ipv6, domain, or several of them");
	if (strcmp(key, "zone") != 0 ||
	    dname_parse(slice_of(value), &zone, &err) == ERR_OK)
		return NULL;
	return arena_copy(arena, err.msg);
}

#define ROW(type, member) offsetof(struct type, member)

const struct ini_kind templates_kinds[KINDS] = {
    [SENDERS] =
	{
	    .file = "senders.ini",
	    .size = sizeof(struct sender_template),
	    .field =
		{
		    {"name", ROW(sender_template, name), true},
		    {"region", ROW(sender_template, region), true},
		    {"spf", ROW(sender_template, spf), false},
		    {"home", ROW(sender_template, home), false},
		    {"note", ROW(sender_template, note), false},
		    {"mx", ROW(sender_template, mx), false},
		    {"selectors", ROW(sender_template, selectors), false},
		    {"dkim", ROW(sender_template, dkim), false},
		    {"target", ROW(sender_template, target), false},
		    {"bounce", ROW(sender_template, bounce), false},
		    {"align", ROW(sender_template, align), false},
		},
	    .judge = templates_judge_sender,
	},
    [PANELS] =
	{
	    .file = "panels.ini",
	    .size = sizeof(struct panel_row),
	    .field =
		{
		    {"name", ROW(panel_row, name), true},
		    {"region", ROW(panel_row, region), true},
		    {"servers", ROW(panel_row, servers), false},
		    {"apex", ROW(panel_row, apex), false},
		    {"host", ROW(panel_row, host), false},
		    {"value", ROW(panel_row, value), false},
		    {"max", ROW(panel_row, max), false},
		    {"ttl", ROW(panel_row, ttl), false},
		    {"refuses", ROW(panel_row, refuses), false},
		    {"unsure", ROW(panel_row, unsure), false},
		    {"target", ROW(panel_row, target), false},
		    {"final-dot", ROW(panel_row, final_dot), false},
		    {"bulk", ROW(panel_row, bulk), false},
		    {"format", ROW(panel_row, format), false},
		    {"where", ROW(panel_row, where), true},
		    {"quirk", ROW(panel_row, quirk), false},
		},
	    .judge = templates_judge_panel,
	},
    [SELECTORS] =
	{
	    .file = "selectors.ini",
	    .size = sizeof(struct selector_row),
	    .field =
		{
		    {"used-by", ROW(selector_row, used_by), true},
		},
	},
    [RESOLVERS] =
	{
	    .file = "resolvers.ini",
	    .size = sizeof(struct resolver_row),
	    .field =
		{
		    {"name", ROW(resolver_row, name), true},
		    {"ipv4", ROW(resolver_row, ipv4), true},
		    {"ipv6", ROW(resolver_row, ipv6), false},
		    {"operator", ROW(resolver_row, operator), false},
		    {"region", ROW(resolver_row, region), false},
		    {"flush", ROW(resolver_row, flush), false},
		},
	    .judge = judge_resolver,
	},
    [RECORDS] =
	{
	    .file = "records.ini",
	    .size = sizeof(struct record_template),
	    .field =
		{
		    {"name", ROW(record_template, name), true},
		    {"type", ROW(record_template, type), true},
		    {"value", ROW(record_template, value), true},
		},
	    .judge = judge_record,
	},
    [BOUNCES] =
	{
	    .file = "bounces.ini",
	    .size = sizeof(struct bounce_template),
	    .field =
		{
		    {"receiver", ROW(bounce_template, receiver), false},
		    {"wording", ROW(bounce_template, wording), false},
		    {"code", ROW(bounce_template, code), false},
		    {"cause", ROW(bounce_template, cause), true},
		    {"stage", ROW(bounce_template, stage), false},
		    {"fields", ROW(bounce_template, fields), false},
		    {"checks", ROW(bounce_template, checks), false},
		    {"remedy", ROW(bounce_template, remedy), false},
		    {"weight", ROW(bounce_template, weight), false},
		},
	    .judge = judge_bounce,
	},
    [RECEIVERS] =
	{
	    .file = "receivers.ini",
	    .size = sizeof(struct bounce_receiver),
	    .field =
		{
		    {"name", ROW(bounce_receiver, name), true},
		    {"hosts", ROW(bounce_receiver, hosts), false},
		    {"domains", ROW(bounce_receiver, domains), false},
		    {"marks", ROW(bounce_receiver, marks), false},
		},
	    .judge = judge_receiver,
	},
    [BLOCKLISTS] =
	{
	    .file = "dnsbl.ini",
	    .size = sizeof(struct blocklist_row),
	    .field =
		{
		    {"name", ROW(blocklist_row, name), true},
		    {"zone", ROW(blocklist_row, zone), true},
		    {"lists", ROW(blocklist_row, lists), true},
		    {"removal", ROW(blocklist_row, removal), false},
		},
	    .judge = judge_blocklist,
	},
    [ADVICE] =
	{
	    .file = "advice.ini",
	    .size = sizeof(struct advice_template),
	    .field =
		{
		    {"title", ROW(advice_template, title), true},
		    {"stories", ROW(advice_template, stories), true},
		    {"mta", ROW(advice_template, mta), false},
		    {"hosts", ROW(advice_template, hosts), false},
		    {"signs", ROW(advice_template, signs), false},
		    {"text1", ROW(advice_template, text[0]), true},
		    {"text2", ROW(advice_template, text[1]), false},
		    {"text3", ROW(advice_template, text[2]), false},
		    {"line1", ROW(advice_template, line[0]), false},
		    {"line2", ROW(advice_template, line[1]), false},
		    {"line3", ROW(advice_template, line[2]), false},
		    {"line4", ROW(advice_template, line[3]), false},
		},
	    .judge = judge_advice,
	},
};
