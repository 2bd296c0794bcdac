#include "wizard/check/damage.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

/* Fewer characters than that at the end of a text may agree by chance. */
#define TAIL_MIN 16
/* Of what differs, so much is shown. */
#define EXCERPT_MAX 24
/* Up to here one string of a TXT record is enough, RFC 1035 section 3.3. */
#define STRING_MAX 255

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

static bool
is_blank(char c)
{
	return c != '\0' && strchr(DAMAGE_BLANKS, c) != NULL;
}

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

struct slice
damage_plain(struct arena *arena, struct slice text)
{
	return without(arena, text, DAMAGE_BLANKS "\"'\\()");
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
	return end.len == 0 ||
	    (text.len >= end.len &&
		memcmp(text.ptr + text.len - end.len, end.ptr, end.len) == 0);
}

bool
damage_same(struct slice a, struct slice b)
{
	return a.len == b.len && ends(a, b);
}

/* --- The questions ------------------------------------------------------------ */

typedef const char *finder(const struct damage_texts *t);

struct question {
	enum damage damage;
	finder *find; /* what is said; NULL: it is not that */
};

static struct difference
ask(const struct damage_texts *t, const struct question *questions, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *message = questions[i].find(t);

		if (message != NULL)
			return (struct difference) {
			    questions[i].damage, message};
	}
	return (struct difference) {DAMAGE_NONE, NULL};
}

/* Panels and terminals show the beginning, dots, and at times the end. */
static const char *
find_shortened(const struct damage_texts *t)
{
	static const char *const dots[] = {"...", "\xe2\x80\xa6"};

	for (size_t i = 0; i < COUNT_OF(dots); i++) {
		const char *at = t->found.len == 0 ? NULL
		    : memmem(t->found.ptr, t->found.len, dots[i],
			  strlen(dots[i]));
		struct slice head, tail;

		if (at == NULL || at == t->found.ptr)
			continue;
		head = (struct slice) {
		    t->found.ptr, (size_t)(at - t->found.ptr)};
		tail = (struct slice) {at + strlen(dots[i]),
		    t->found.len - head.len - strlen(dots[i])};
		if (starts(t->wanted, head) && ends(t->wanted, tail))
			return arena_printf(t->arena,
			    _("cut at %zu of %zu characters: the dots stand "
			      "for the rest; have all of it shown, and copy "
			      "that"),
			    head.len, t->wanted.len);
	}
	return NULL;
}

/* Do the ASCII characters of the one stand in the other, in that order? */
static bool
keeps_order(struct slice text, struct slice whole)
{
	size_t at = 0;

	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.ptr[i] >= 0x80)
			continue;
		while (at < whole.len && whole.ptr[at] != text.ptr[i])
			at++;
		if (at++ == whole.len)
			return false;
	}
	return true;
}

/* Typographic quotes and dashes, full-width letters, unbreakable spaces. */
static const char *
find_not_ascii(const struct damage_texts *t)
{
	size_t at = t->found.len, ascii = 0;

	for (size_t i = t->found.len; i-- > 0;) {
		if ((unsigned char)t->found.ptr[i] >= 0x80)
			at = i;
		else
			ascii++;
	}
	if (at == t->found.len || ascii * 2 < t->wanted.len ||
	    !keeps_order(t->found, t->wanted))
		return NULL;
	return arena_printf(t->arena,
	    _("character %zu only looks right: it is not ASCII; copy the value "
	      "again, with the input method off"),
	    at + 1);
}

static const char *
find_twice(const struct damage_texts *t)
{
	struct slice once = damage_plain(t->arena, t->wanted);
	struct slice all = damage_plain(t->arena, t->found);
	struct slice first = {all.ptr, all.len / 2};

	return damage_same(first, once) && all.len == 2 * once.len &&
		ends(all, once)
	    ? _("the value is there twice, one behind the other")
	    : NULL;
}

/* At how many places the one has a blank more, fewer, or of another kind. */
static size_t
blanks_that_differ(struct slice a, struct slice b)
{
	size_t i = 0, j = 0, n = 0;

	while (i < a.len || j < b.len) {
		bool at_a = i < a.len && is_blank(a.ptr[i]);
		bool at_b = j < b.len && is_blank(b.ptr[j]);

		n += at_a != at_b || (at_a && a.ptr[i] != b.ptr[j]);
		i += at_a || !at_b;
		j += at_b || !at_a;
	}
	return n;
}

static const char *
find_spaces(const struct damage_texts *t)
{
	size_t n = blanks_that_differ(t->part, t->there);

	if (n == 0 ||
	    !damage_same(without(t->arena, t->there, DAMAGE_BLANKS),
		without(t->arena, t->part, DAMAGE_BLANKS)))
		return NULL;
	return arena_printf(t->arena,
	    t->key
		? ngettext("%zu space inside the key; not every receiver "
			   "skips it",
		      "%zu spaces inside the key; not every receiver skips "
		      "them",
		      n)
		: ngettext("the same except for %zu space or line break",
		      "the same except for %zu spaces or line breaks", n),
	    n);
}

/* Does it have the beginning of what is wanted, as in "v=spf1"? */
static bool
has_beginning(const struct damage_texts *t)
{
	size_t n = strcspn(t->wanted.ptr, "; ");

	return t->found.len >= n &&
	    memmem(t->found.ptr, t->found.len, t->wanted.ptr, n) != NULL;
}

static const char *
find_zone_line(const struct damage_texts *t)
{
	return contains(t->found, "TXT") && (t->key || has_beginning(t)) &&
		(contains(t->found, "(") || contains(t->found, " IN"))
	    ? _("a whole line of a zone file was entered; enter only the value")
	    : NULL;
}

/* Is all of it there, but for the decoration? */
static bool
is_whole_inside(const struct damage_texts *t)
{
	return damage_same(t->plain, damage_plain(t->arena, t->part));
}

static const char *
find_semicolons(const struct damage_texts *t)
{
	return is_whole_inside(t) && contains(t->found, "\\;")
	    ? _("escaped semicolons: there are backslashes in the value; enter "
		"it without them")
	    : NULL;
}

static const char *
find_quotes(const struct damage_texts *t)
{
	return is_whole_inside(t) && count_of(t->found, "\"'") > 0
	    ? _("quotes inside: the quotation marks became a part of the "
		"value; enter it without them")
	    : NULL;
}

struct difference
damage_around(const struct damage_texts *t)
{
	static const struct question questions[] = {
	    {DAMAGE_CUT, find_shortened},
	    {DAMAGE_NOT_ASCII, find_not_ascii},
	    {DAMAGE_TWICE, find_twice},
	    {DAMAGE_SPACES, find_spaces},
	    {DAMAGE_ZONE_LINE, find_zone_line},
	    {DAMAGE_SEMICOLONS, find_semicolons},
	    {DAMAGE_QUOTES, find_quotes},
	};

	return ask(t, questions, COUNT_OF(questions));
}

static const char *
find_case(const struct damage_texts *t)
{
	if (t->plain.len != t->part.len || !starts(t->part, t->plain) ||
	    damage_same(t->part, t->plain))
		return NULL;
	return t->key
	    ? _("lower-cased by the panel, which ruins the key; this panel "
		"cannot hold it")
	    : _("the same except for small and large letters; enter it exactly "
		"as it is shown");
}

static const char *
find_cut(const struct damage_texts *t)
{
	bool whole = t->found.len < t->wanted.len &&
	    starts(t->wanted, t->found);

	if (t->plain.len >= t->part.len || t->plain.len == 0 ||
	    (!whole && !starts(t->part, t->plain)))
		return NULL;
	return arena_printf(t->arena,
	    t->wanted.len > STRING_MAX
		? _("cut at %zu of %zu characters; enter the value in parts "
		    "of 255, or in quotes")
		: _("cut at %zu of %zu characters; copy all of it, and enter "
		    "it again"),
	    whole ? t->found.len : t->plain.len,
	    whole ? t->wanted.len : t->part.len);
}

static const char *
find_head_lost(const struct damage_texts *t)
{
	if (t->plain.len >= t->part.len || t->plain.len < TAIL_MIN ||
	    !ends(t->part, t->plain))
		return NULL;
	return arena_printf(t->arena,
	    t->wanted.len > STRING_MAX
		? _("only the last %zu of %zu characters are there; the parts "
		    "belong into one record")
		: _("only the last %zu of %zu characters are there; copy all "
		    "of it, and enter it again"),
	    t->found.len, t->wanted.len);
}

static const char *
find_more(const struct damage_texts *t)
{
	if (t->plain.len <= t->part.len || t->part.len == 0 ||
	    memmem(t->plain.ptr, t->plain.len, t->part.ptr, t->part.len) ==
		NULL)
		return NULL;
	return t->key
	    ? _("the key is right, but what stands before or behind it is not; "
		"enter the whole value again")
	    : _("something stands before or behind the value; enter it alone");
}

static const char *
excerpt(const struct damage_texts *t, size_t from)
{
	struct slice rest = {t->plain.ptr + from, t->plain.len - from};

	if (rest.len > EXCERPT_MAX)
		rest.len = EXCERPT_MAX;
	return text_safe(t->arena, rest);
}

/*
 * Two RSA keys of a size begin alike, and end alike: only when more than half
 * of the characters agree at both ends is it the same text.
 */
static const char *
find_altered(const struct damage_texts *t)
{
	struct slice a = t->part, b = t->plain;
	size_t shorter = a.len < b.len ? a.len : b.len, head = 0, tail = 0;

	while (head < shorter && a.ptr[head] == b.ptr[head])
		head++;
	while (tail < shorter - head &&
	    a.ptr[a.len - tail - 1] == b.ptr[b.len - tail - 1])
		tail++;
	if ((head + tail) * 2 < a.len)
		return NULL;
	if (!t->key)
		return arena_printf(t->arena,
		    _("different from character %zu on: \"%s\""), head + 1,
		    excerpt(t, head));
	return arena_printf(t->arena,
	    _("the key was changed at its characters %zu to %zu of %zu"),
	    head + 1, a.len - tail > head ? a.len - tail : head + 1, a.len);
}

struct difference
damage_within(const struct damage_texts *t)
{
	static const struct question questions[] = {
	    {DAMAGE_CASE, find_case},
	    {DAMAGE_CUT, find_cut},
	    {DAMAGE_HEAD_LOST, find_head_lost},
	    {DAMAGE_MORE, find_more},
	    {DAMAGE_ALTERED, find_altered},
	};

	return ask(t, questions, COUNT_OF(questions));
}

/* --- Any text ------------------------------------------------------------------- */

struct difference
damage_compare(struct arena *arena, const char *wanted, struct slice found)
{
	struct damage_texts t = {
	    .arena = arena,
	    .wanted = slice_of(wanted),
	    .found = slice_trim(found, DAMAGE_BLANKS),
	    .part = slice_of(wanted),
	};
	struct difference d;

	t.there = t.found;
	t.plain = damage_plain(arena, t.found);
	if (damage_same(t.wanted, t.found))
		return (struct difference) {DAMAGE_NONE, NULL};
	if (contains(t.found, "PRIVATE KEY"))
		return (struct difference) {DAMAGE_PRIVATE,
		    _("this is a private key: it belongs into no panel, and "
		      "nobody else may see it")};
	d = damage_around(&t);
	/* From here on blanks count: they are a part of such a text. */
	t.plain = slice_trim(without(arena, t.found, "\"\\"), DAMAGE_BLANKS);
	if (d.damage == DAMAGE_NONE)
		d = damage_within(&t);
	if (d.damage == DAMAGE_NONE)
		d = (struct difference) {DAMAGE_OTHER, _("another value")};
	return d;
}

const char *
damage_word(enum damage damage)
{
	static const char *const words[] = {
	    [DAMAGE_NONE] = "none",
	    [DAMAGE_PRIVATE] = "private-key",
	    [DAMAGE_NOT_ASCII] = "not-ascii",
	    [DAMAGE_TWICE] = "twice",
	    [DAMAGE_SPACES] = "spaces",
	    [DAMAGE_QUOTES] = "quotes",
	    [DAMAGE_SEMICOLONS] = "escaped-semicolons",
	    [DAMAGE_ZONE_LINE] = "zone-line",
	    [DAMAGE_CASE] = "case",
	    [DAMAGE_CUT] = "cut",
	    [DAMAGE_HEAD_LOST] = "head-lost",
	    [DAMAGE_MORE] = "more",
	    [DAMAGE_ALTERED] = "altered",
	    [DAMAGE_OTHER] = "other-value",
	    [DAMAGE_REVOKED] = "revoked",
	    [DAMAGE_PEM] = "pem",
	    [DAMAGE_TAGS] = "tags",
	    [DAMAGE_OTHER_KEY] = "other-key",
	    [DAMAGE_NO_KEY] = "no-key",
	    [DAMAGE_DOUBLED] = "doubled",
	    [DAMAGE_UNDERSCORE] = "underscore-lost",
	    [DAMAGE_PRIORITY] = "priority",
	};

	return words[damage];
}
