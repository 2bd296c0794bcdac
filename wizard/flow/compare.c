#include "wizard/flow/compare.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/rrdata.h"

/* --- Out of its wrapping -------------------------------------------------------- */

/* What stands behind the type in a line of a zone file; else all of it. */
static struct slice
behind_type(struct slice text, const char *type)
{
	const size_t len = strlen(type);

	for (size_t i = 1; i + len + 1 < text.len; i++) {
		struct slice word = {text.ptr + i, len};

		if (slice_is_nocase(word, type) &&
		    strchr(DAMAGE_BLANKS, text.ptr[i - 1]) != NULL &&
		    strchr(DAMAGE_BLANKS, text.ptr[i + len]) != NULL)
			return (struct slice) {text.ptr + i + len + 1,
			    text.len - i - len - 1};
	}
	return text;
}

/* One quoted string from its quotation mark on; *i is left behind it. */
static void
take_string(struct buf *out, struct slice text, size_t *i)
{
	for (++*i; *i < text.len && text.ptr[*i] != '"'; ++*i) {
		bool escaped = text.ptr[*i] == '\\' && *i + 1 < text.len &&
		    strchr("\"\\", text.ptr[*i + 1]) != NULL;

		*i += escaped;
		buf_addc(out, text.ptr[*i]);
	}
	++*i;
}

/* What may stand between quoted strings, and around them. */
static bool
is_between(char c)
{
	return c != '\0' && strchr(DAMAGE_BLANKS "()", c) != NULL;
}

/*
 * The quoted strings as one value, as a name server would read them; text itself
 * where anything else stands between them, or there is none.
 */
static struct slice
joined(struct arena *arena, struct slice text)
{
	struct buf out = BUF_INIT;
	struct slice ret = text;
	size_t i = 0, strings = 0;

	while (i < text.len && (is_between(text.ptr[i]) || text.ptr[i] == '"')) {
		if (text.ptr[i] == '"') {
			take_string(&out, text, &i);
			strings++;
		} else {
			i++;
		}
	}
	if (strings > 0 && i >= text.len)
		ret = (struct slice) {
		    arena_copy_slice(
			arena, (struct slice) {buf_text(&out), out.len}),
		    out.len};
	buf_release(&out);
	return ret;
}

/* The value, as far as it is wrapped in something that is known. */
static struct slice
unwrapped(struct arena *arena, struct slice text)
{
	struct slice rest = slice_trim(behind_type(text, "TXT"), DAMAGE_BLANKS);
	struct slice value = joined(arena, rest);

	/* Without quotes it is a line of a zone file only as far as is known. */
	return value.ptr == rest.ptr ? text : value;
}

/* --- Comparing ------------------------------------------------------------------ */

struct work {
	struct arena *arena;
	const struct change *change;
	size_t count;
	size_t wanted; /* or COMPARE_ANY */
	struct slice text;  /* without its ends */
	struct slice value; /* out of its wrapping, too: as a TXT */
};

/* The number of an MX has a field of its own, so the name alone is right. */
static const char *
with_priority(struct arena *arena, const struct change *c, struct slice text)
{
	const char *copy = arena_copy_slice(arena, text);

	if (plan_type(c->type) != DNS_MX || strpbrk(copy, " \t") != NULL)
		return copy;
	return arena_printf(arena, "%.*s %s", (int)strcspn(c->value, " "),
	    c->value, copy);
}

/* What was pasted, read as a value of the change's type. */
static struct slice
value_as(const struct work *w, const struct change *c)
{
	struct err err = ERR_INIT;
	struct slice rest;
	struct dns_rr rr;

	if (plan_type(c->type) == DNS_TXT)
		return w->value;
	rest = slice_trim(behind_type(w->text, plan_type_word(c)),
	    DAMAGE_BLANKS "\"");
	return rrdata_read_value(w->arena, plan_type(c->type),
		   slice_of(with_priority(w->arena, c, rest)), &rr, &err) ==
		ERR_OK
	    ? rrdata_value(w->arena, &rr)
	    : rest;
}

static struct comparison
verdict(enum compared what, size_t change, const char *message)
{
	return (struct comparison) {
	    .verdict = what, .change = change, .message = message};
}

static bool
is_wanted(const struct work *w, size_t i)
{
	return w->wanted == COMPARE_ANY || w->wanted == i;
}

typedef bool question(const struct work *w, const struct change *c);

static bool
is_value(const struct work *w, const struct change *c)
{
	return slice_is(w->text, c->value) ||
	    slice_is(value_as(w, c), c->value);
}

static bool
is_old(const struct work *w, const struct change *c)
{
	for (int64_t i = 0; i < c->olds; i++)
		if (slice_is(w->text, c->old[i]) ||
		    slice_is(value_as(w, c), c->old[i]))
			return true;
	return false;
}

/* In full, or without the domain. */
static bool
is_name(const struct work *w, const struct change *c)
{
	struct slice text = slice_trim(w->text, ".");

	return text.len > 0 && slice_starts_nocase(slice_of(c->name),
		arena_copy_slice(w->arena, text)) &&
	    (c->name[text.len] == '\0' ||
		(c->name[0] == '_' && c->name[text.len] == '.') ||
		(c->name[text.len] == '.' && memchr(text.ptr, '_', text.len)));
}

static bool
has_line_break(struct slice text)
{
	return memchr(text.ptr, '\n', text.len) != NULL ||
	    memchr(text.ptr, '\r', text.len) != NULL;
}

/* A line break is never meant: many a panel cuts there. */
static bool
is_meant(const struct work *w, const struct change *c)
{
	struct slice value = value_as(w, c);
	enum damage damage = plan_difference(w->arena, c, value).damage;

	return !has_line_break(value) &&
	    (c->topic != TOPIC_DKIM || damage == DAMAGE_NONE) &&
	    plan_same(w->arena, c, value);
}

/* The wanted record comes first; COMPARE_ANY: no such record. */
static size_t
find(const struct work *w, question *is_it)
{
	if (w->wanted != COMPARE_ANY && is_it(w, &w->change[w->wanted]))
		return w->wanted;
	for (size_t i = 0; i < w->count; i++)
		if (is_it(w, &w->change[i]))
			return i;
	return COMPARE_ANY;
}

static struct comparison
other_record(const struct work *w, size_t i)
{
	return verdict(COMPARED_OTHER_RECORD, i,
	    arena_printf(w->arena,
		_("This is the value for %s, not for %s."),
		w->change[i].name, w->change[w->wanted].name));
}

static struct comparison
right(const struct work *w, size_t i, enum compared what)
{
	const struct change *c = &w->change[i];

	if (!is_wanted(w, i))
		return other_record(w, i);
	return verdict(what, i,
	    what == COMPARED_SAME
		? arena_printf(w->arena,
		      _("Same as the value for %s (%zu characters)."),
		      c->name, strlen(c->value))
		: arena_printf(w->arena,
		      _("Written differently from the value for %s, but it "
			"means the same."),
		      c->name));
}

/* Is something of it left? */
static bool
is_recognised(const struct work *w, const struct change *c)
{
	return plan_is_recognised(
	    plan_difference(w->arena, c, value_as(w, c)).damage);
}

/* The same, and it begins alike: "v=DMARC1; p=" is no key that was revoked. */
static bool
is_surely_recognised(const struct work *w, const struct change *c)
{
	struct slice version = {c->value, strcspn(c->value, "; ")};

	return slice_starts_nocase(
		   value_as(w, c), arena_copy_slice(w->arena, version)) &&
	    is_recognised(w, c);
}

static bool
is_kind(const struct work *w, const struct change *c)
{
	return plan_type(c->type) == DNS_TXT && plan_is_kind(c, w->value);
}

static struct comparison
damaged(const struct work *w, size_t i)
{
	const struct change *c = &w->change[i];
	struct difference d = plan_difference(w->arena, c, value_as(w, c));
	/* It was copied, and not published yet. */
	const char *message = d.damage == DAMAGE_PRIVATE
	    ? _("this is a private key: it belongs into no panel, and nobody "
		"else may see it")
	    : d.message;
	struct comparison ret = verdict(
	    plan_is_recognised(d.damage) ? COMPARED_DAMAGED : COMPARED_OTHER,
	    i, arena_printf(w->arena, "%s: %s", c->name, message));

	ret.damage = d.damage;
	return ret;
}

/* It is the wanted record's unless another one is recognised in it. */
static struct comparison
compare_damaged(const struct work *w)
{
	size_t i = find(w, is_surely_recognised);

	if (i == COMPARE_ANY)
		i = find(w, is_recognised);
	if (i != COMPARE_ANY)
		return is_wanted(w, i) ? damaged(w, i) : other_record(w, i);
	if (w->wanted != COMPARE_ANY)
		return damaged(w, w->wanted);
	i = find(w, is_kind);
	return damaged(w, i != COMPARE_ANY ? i : 0);
}

static struct comparison
compare(const struct work *w)
{
	size_t i;

	if (w->value.len == 0)
		return verdict(COMPARED_EMPTY,
		    w->wanted != COMPARE_ANY ? w->wanted : 0,
		    _("Nothing was pasted."));
	if ((i = find(w, is_value)) != COMPARE_ANY)
		return right(w, i, COMPARED_SAME);
	if ((i = find(w, is_old)) != COMPARE_ANY)
		return verdict(COMPARED_OLD, i,
		    arena_printf(w->arena,
			_("This is the old value of %s, which is to be "
			  "replaced."),
			w->change[i].name));
	if ((i = find(w, is_meant)) != COMPARE_ANY)
		return right(w, i, COMPARED_MEANS_SAME);
	if ((i = find(w, is_name)) != COMPARE_ANY)
		return verdict(COMPARED_NAME, i,
		    arena_printf(w->arena,
			_("This is the name %s. Copy the value below it."),
			w->change[i].name));
	return compare_damaged(w);
}

struct comparison
compare_pasted(struct arena *arena, const struct change *changes, size_t count,
    size_t wanted, struct slice text)
{
	struct work w = {arena, changes, count, wanted,
	    .text = slice_trim(text, DAMAGE_BLANKS)};
	struct comparison ret;

	if (w.text.len > COMPARE_MAX)
		w.text.len = COMPARE_MAX;
	w.value = unwrapped(arena, w.text);
	ret = compare(&w);
	ret.characters = w.value.len;
	return ret;
}

bool
compare_is_right(enum compared verdict)
{
	return verdict == COMPARED_SAME || verdict == COMPARED_MEANS_SAME;
}

const char *
compare_word(enum compared verdict)
{
	static const char *const words[] = {
	    [COMPARED_SAME] = "same",
	    [COMPARED_MEANS_SAME] = "means-same",
	    [COMPARED_EMPTY] = "empty",
	    [COMPARED_DAMAGED] = "damaged",
	    [COMPARED_OLD] = "old-value",
	    [COMPARED_NAME] = "name",
	    [COMPARED_OTHER_RECORD] = "other-record",
	    [COMPARED_OTHER] = "other-value",
	};

	return words[verdict];
}
