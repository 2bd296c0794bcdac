#include "wizard/check/dkim_compare.h"

#include <string.h>

#include "wizard/base/i18n.h"

#define BLANKS " \t\r\n"
/* Fewer characters than that at the end of a key may agree by chance. */
#define TAIL_MIN 16

/* The two records, and what is left of ours once it is without decoration. */
struct comparison {
	struct arena *arena;
	struct slice wanted, found;
	struct slice plain;        /* found without blanks, quotes, backslashes */
	struct slice wanted_key;   /* what p= has */
	struct slice found_key;    /* the same of plain; all of it without p= */
	const struct dkim_record *right, *there;
};

static size_t
count_of(struct slice text, const char *set)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.ptr[i] != '\0' && strchr(set, text.ptr[i]) != NULL;
	return n;
}

static bool
contains(struct slice text, const char *word)
{
	return text.len > 0 &&
	    memmem(text.ptr, text.len, word, strlen(word)) != NULL;
}

/* Without the characters of the set. */
static struct slice
without(struct arena *arena, struct slice text, const char *set)
{
	char *copy = arena_alloc(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '\0' || strchr(set, text.ptr[i]) == NULL)
			copy[len++] = text.ptr[i];
	return (struct slice) {copy, len};
}

static struct slice
key_text(struct arena *arena, struct slice record)
{
	struct taglist tags = taglist_parse(arena, record);
	const struct tag *p = taglist_find(&tags, "p");

	return p == NULL ? record : p->value;
}

static bool
starts(struct slice text, struct slice beginning)
{
	if (text.len < beginning.len)
		return false;
	for (size_t i = 0; i < beginning.len; i++)
		if (char_lower(text.ptr[i]) != char_lower(beginning.ptr[i]))
			return false;
	return true;
}

static bool
ends(struct slice text, struct slice end)
{
	return text.len >= end.len &&
	    memcmp(text.ptr + text.len - end.len, end.ptr, end.len) == 0;
}

static bool
same(struct slice a, struct slice b)
{
	return a.len == b.len && ends(a, b);
}

/* --- The questions, in the order of asking ---------------------------------- */

typedef const char *finder(const struct comparison *c);

static const char *
find_private(const struct comparison *c)
{
	return (c->there->faults & DKIM_FAULT_PRIVATE) == 0
	    ? NULL
	    : _("the private key was published: everybody can read it; delete "
		"it and make a new key");
}

static const char *
find_spaces(const struct comparison *c)
{
	struct slice key = key_text(c->arena, c->found);
	size_t n = count_of(key, BLANKS);

	if (n == 0 || !same(without(c->arena, key, BLANKS), c->wanted_key))
		return NULL;
	return arena_printf(c->arena,
	    ngettext("%zu space inside the key; not every receiver skips it",
		"%zu spaces inside the key; not every receiver skips them", n),
	    n);
}

static const char *
find_zone_line(const struct comparison *c)
{
	return contains(c->found, "TXT") &&
		(contains(c->found, "(") || contains(c->found, " IN"))
	    ? _("a whole line of a zone file was entered; enter only the value")
	    : NULL;
}

/* Is it ours, but for the decoration? */
static bool
is_ours_inside(const struct comparison *c)
{
	return same(c->found_key, c->wanted_key);
}

static const char *
find_semicolons(const struct comparison *c)
{
	return is_ours_inside(c) && contains(c->found, "\\;")
	    ? _("escaped semicolons: there are backslashes in the value; enter "
		"it without them")
	    : NULL;
}

static const char *
find_quotes(const struct comparison *c)
{
	return is_ours_inside(c) && count_of(c->found, "\"'") > 0
	    ? _("quotes inside: the quotation marks became a part of the "
		"value; enter it without them")
	    : NULL;
}

static const char *
find_case(const struct comparison *c)
{
	return !is_ours_inside(c) && c->found_key.len == c->wanted_key.len &&
		starts(c->wanted_key, c->found_key)
	    ? _("lower-cased by the panel, which ruins the key; this panel "
		"cannot hold it")
	    : NULL;
}

static const char *
find_revoked(const struct comparison *c)
{
	return (c->there->faults & DKIM_FAULT_REVOKED) != 0
	    ? _("p= is empty, which says that the key is revoked")
	    : NULL;
}

static const char *
find_cut(const struct comparison *c)
{
	bool whole = c->found.len < c->wanted.len &&
	    starts(c->wanted, c->found);

	if (c->found_key.len >= c->wanted_key.len || c->found_key.len == 0 ||
	    (!whole && !starts(c->wanted_key, c->found_key)))
		return NULL;
	return arena_printf(c->arena,
	    _("cut at %zu of %zu characters; enter the value in parts of 255, "
	      "or in quotes"),
	    whole ? c->found.len : c->found_key.len,
	    whole ? c->wanted.len : c->wanted_key.len);
}

static const char *
find_head_lost(const struct comparison *c)
{
	if (c->found_key.len >= c->wanted_key.len ||
	    c->found_key.len < TAIL_MIN || !ends(c->wanted_key, c->found_key))
		return NULL;
	return arena_printf(c->arena,
	    _("only the last %zu of %zu characters are there; the parts belong "
	      "into one record"),
	    c->found.len, c->wanted.len);
}

static const char *
find_pem(const struct comparison *c)
{
	return contains(c->found, "-----")
	    ? _("the lines around the key were entered, too; only what stands "
		"between them belongs into p=")
	    : NULL;
}

static const char *
find_tags(const struct comparison *c)
{
	return is_ours_inside(c)
	    ? _("the key is right, but what stands before or behind it is not; "
		"enter the whole value again")
	    : NULL;
}

/*
 * Two RSA keys of a size begin alike, and end alike: only when more than half
 * of the characters agree at both ends is it the same key.
 */
static const char *
find_altered(const struct comparison *c)
{
	struct slice a = c->wanted_key, b = c->found_key;
	size_t shorter = a.len < b.len ? a.len : b.len, head = 0, tail = 0;

	while (head < shorter && a.ptr[head] == b.ptr[head])
		head++;
	while (tail < shorter - head &&
	    a.ptr[a.len - tail - 1] == b.ptr[b.len - tail - 1])
		tail++;
	if ((head + tail) * 2 < a.len)
		return NULL;
	return arena_printf(c->arena,
	    _("the key was changed at its characters %zu to %zu of %zu"),
	    head + 1, a.len - tail > head ? a.len - tail : head + 1, a.len);
}

static const char *
find_other_key(const struct comparison *c)
{
	return c->there->bits > 0 ? _("another key") : NULL;
}

static const char *
find_no_key(const struct comparison *c)
{
	(void)c;
	return _("this is no key");
}

/* The first that answers is told: what explains more comes first. */
static const struct {
	enum dkim_damage damage;
	const char *word; /* in JSON */
	finder *find;
} questions[] = {
    {DAMAGE_PRIVATE, "private-key", find_private},
    {DAMAGE_REVOKED, "revoked", find_revoked},
    {DAMAGE_SPACES, "spaces", find_spaces},
    {DAMAGE_ZONE_LINE, "zone-line", find_zone_line},
    {DAMAGE_SEMICOLONS, "escaped-semicolons", find_semicolons},
    {DAMAGE_QUOTES, "quotes", find_quotes},
    {DAMAGE_PEM, "pem", find_pem},
    {DAMAGE_TAGS, "tags", find_tags},
    {DAMAGE_CASE, "case", find_case},
    {DAMAGE_CUT, "cut", find_cut},
    {DAMAGE_HEAD_LOST, "head-lost", find_head_lost},
    {DAMAGE_ALTERED, "altered", find_altered},
    {DAMAGE_OTHER_KEY, "other-key", find_other_key},
    {DAMAGE_NO_KEY, "no-key", find_no_key},
};

/* --- Comparing ---------------------------------------------------------------- */

struct dkim_difference
dkim_compare(struct arena *arena, const char *wanted, struct slice found)
{
	struct comparison c = {
	    .arena = arena,
	    .wanted = slice_of(wanted),
	    .found = slice_trim(found, BLANKS),
	};

	c.plain = without(arena, found, BLANKS "\"'\\()");
	c.right = dkim_parse(arena, c.wanted);
	c.there = dkim_parse(arena, c.found);
	c.wanted_key = key_text(arena, c.wanted);
	c.found_key = key_text(arena, c.plain);
	if (dkim_same_key(c.there, c.right) && dkim_is_usable(c.there) &&
	    find_spaces(&c) == NULL)
		return (struct dkim_difference) {DAMAGE_NONE, NULL};
	for (size_t i = 0; i < COUNT_OF(questions); i++) {
		const char *message = questions[i].find(&c);

		if (message != NULL)
			return (struct dkim_difference) {
			    questions[i].damage, message};
	}
	return (struct dkim_difference) {DAMAGE_NO_KEY, find_no_key(&c)};
}

const char *
dkim_damage_word(enum dkim_damage damage)
{
	for (size_t i = 0; i < COUNT_OF(questions); i++)
		if (questions[i].damage == damage)
			return questions[i].word;
	return "none";
}

size_t
dkim_wrong_names(const char *selector, const char *domain,
    struct dkim_wrong_name ret[WRONG_NAMES_MAX])
{
	const struct {
		const char *part[4];
		const char *message;
	} ways[WRONG_NAMES_MAX] = {
	    [KEY_WITHOUT_DOMAINKEY] = {{selector, domain},
		N_("published at %s, without _domainkey")},
	    [KEY_WITHOUT_UNDERSCORE] = {{selector, "domainkey", domain},
		N_("published at %s, without the underscore")},
	    [KEY_DOUBLED] = {{selector, "_domainkey", domain, domain},
		N_("published at the doubled name %s; this panel adds the "
		   "domain by itself")},
	    [KEY_WITHOUT_SELECTOR] = {{"_domainkey", domain},
		N_("published at %s, without the selector")},
	};
	size_t n = 0;

	for (size_t i = 0; i < WRONG_NAMES_MAX; i++) {
		struct dname name, longer;
		bool fits = true;

		(void)memccpy(name.text, ways[i].part[0], '\0',
		    sizeof(name.text));
		for (size_t j = 1; fits && j < 4 && ways[i].part[j] != NULL;
		     j++) {
			fits = dname_join(
			    name.text, ways[i].part[j], &longer);
			if (fits)
				name = longer;
		}
		if (fits)
			ret[n++] = (struct dkim_wrong_name) {
			    name, (enum key_misplacement)i,
			    _(ways[i].message)};
	}
	return n;
}
