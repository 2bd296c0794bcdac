#include "wizard/io/templates_panel.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"

/* The words of a key, each with what it means to the struct. */
struct word {
	const char *text;
	int meaning;
};

static const struct word apexes[] = {
    {"@", PANEL_NAME_AT},
    {"empty", PANEL_NAME_EMPTY},
    {".", PANEL_NAME_POINT},
    {"full", PANEL_NAME_FULL},
    {"full-dot", PANEL_NAME_FINAL},
    {NULL, PANEL_NAME_UNKNOWN},
};

static const struct word hosts[] = {
    {"relative", PANEL_NAME_RELATIVE},
    {"full", PANEL_NAME_FULL},
    {"full-dot", PANEL_NAME_FINAL},
    {NULL, PANEL_NAME_UNKNOWN},
};

static const struct word values[] = {
    {"plain", PANEL_VALUE_PLAIN},
    {"quoted", PANEL_VALUE_QUOTED},
    {"split", PANEL_VALUE_SPLIT},
    {NULL, PANEL_VALUE_UNKNOWN},
};

enum { REFUSES_TXT = 1, REFUSES_UNDERSCORE = 2, REFUSES_NULL_MX = 4 };

static const struct word refusals[] = {
    {"txt", REFUSES_TXT},
    {"underscore", REFUSES_UNDERSCORE},
    {"null-mx", REFUSES_NULL_MX},
    {NULL, 0},
};

static const struct word doubts[] = {
    {"servers", PANEL_UNSURE_SERVERS},
    {"names", PANEL_UNSURE_NAMES},
    {"value", PANEL_UNSURE_VALUE},
    {NULL, 0},
};

/* 0: no such word. */
static int
meaning_of(const struct word *words, struct slice text)
{
	while (words->text != NULL && !slice_is(text, words->text))
		words++;
	return words->meaning;
}

/* Words in a row; -1: one of them is not known. */
static int
all_of(const struct word *words, const char *text)
{
	struct slice rest = slice_of(text), part;
	int all = 0;

	while (slice_next(&rest, ' ', &part)) {
		int one = meaning_of(words, part);

		if (part.len > 0 && one == 0)
			return -1;
		all |= one;
	}
	return all;
}

static const char *
judge_number(const char *value)
{
	if (value[0] == '\0' || strlen(value) > 6 ||
	    value[strspn(value, "0123456789")] != '\0')
		return _("a number of at most six digits");
	return NULL;
}

const char *
templates_judge_panel(struct arena *arena, const char *key, const char *value)
{
	static const struct {
		const char *key;
		const struct word *words;
		const char *fault;
	} keys[] = {
	    {"apex", apexes, N_("it is @, empty, ., full or full-dot")},
	    {"host", hosts, N_("it is relative, full or full-dot")},
	    {"value", values, N_("it is plain, quoted or split")},
	};

	(void)arena;
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strcmp(keys[i].key, key) == 0)
			return meaning_of(keys[i].words, slice_of(value)) == 0
			    ? _(keys[i].fault)
			    : NULL;
	if (strcmp(key, "max") == 0 || strcmp(key, "ttl") == 0)
		return judge_number(value);
	if (strcmp(key, "final-dot") == 0 && strcmp(value, "yes") != 0 &&
	    strcmp(value, "no") != 0)
		return _("it is yes or no");
	if (strcmp(key, "refuses") == 0 && all_of(refusals, value) == -1)
		return _("it is txt, underscore, null-mx, or several of them");
	if (strcmp(key, "unsure") == 0 && all_of(doubts, value) == -1)
		return _("it is servers, names, value, or several of them");
	return NULL;
}

static void
take(const struct panel_row *row, struct panel_template *ret)
{
	int refused = all_of(refusals, row->refuses);

	*ret = (struct panel_template) {
	    .id = row->id,
	    .name = row->name,
	    .region = row->region,
	    .servers = row->servers,
	    .apex =
		(enum panel_name)meaning_of(apexes, slice_of(row->apex)),
	    .host = (enum panel_name)meaning_of(hosts, slice_of(row->host)),
	    .value =
		(enum panel_value)meaning_of(values, slice_of(row->value)),
	    .max_octets = (unsigned)strtoul(row->max, NULL, 10),
	    .min_ttl = (unsigned)strtoul(row->ttl, NULL, 10),
	    .takes_txt = (refused & REFUSES_TXT) == 0,
	    .takes_underscore = (refused & REFUSES_UNDERSCORE) == 0,
	    .takes_null_mx = (refused & REFUSES_NULL_MX) == 0,
	    .unsure = (unsigned)all_of(doubts, row->unsure),
	    .target = row->target,
	    .bare_target = strcmp(row->final_dot, "no") == 0,
	    .bulk = row->bulk,
	    .format = row->format,
	    .where = row->where,
	    .quirk = row->quirk,
	};
}

const struct panel_template *
templates_panels(
    struct arena *arena, const struct panel_row *row, size_t count)
{
	struct panel_template *panel =
	    arena_alloc(arena, count * sizeof(*panel));

	for (size_t i = 0; i < count; i++)
		take(&row[i], &panel[i]);
	return panel;
}

const struct dns_host *
templates_dns_hosts(
    struct arena *arena, const struct panel_template *panel, size_t count)
{
	struct dns_host *host = arena_alloc(arena, count * sizeof(*host));

	for (size_t i = 0; i < count; i++)
		host[i] = (struct dns_host) {
		    .name = panel[i].name,
		    .servers = panel[i].servers,
		    .max_octets = panel[i].max_octets,
		    .takes_txt = panel[i].takes_txt,
		    .takes_underscore = panel[i].takes_underscore,
		};
	return host;
}
