#include "wizard/check/target_compare.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/inspect.h"

/* A value: the name at its end, and what stands before that. */
struct parts {
	struct slice before, target;
};

struct targets {
	struct arena *arena;
	struct parts wanted, found;
};

static struct parts
parts_of(struct slice value)
{
	const char *blank = memrchr(value.ptr, ' ', value.len);
	size_t before = blank == NULL ? 0 : (size_t)(blank + 1 - value.ptr);

	return (struct parts) {
	    {value.ptr, before},
	    {value.ptr + before, value.len - before},
	};
}

static bool
same(const struct targets *t, struct slice a, struct slice b)
{
	return slice_is_nocase(a, arena_copy_slice(t->arena, b));
}

static struct slice
without_underscores(struct arena *arena, struct slice text)
{
	char *copy = arena_alloc(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] != '_')
			copy[len++] = text.ptr[i];
	return (struct slice) {copy, len};
}

/* --- The questions, in the order of asking -------------------------------- */

/* What is said; NULL: it is not that. */
typedef const char *finder(const struct targets *t);

static const char *
find_priority(const struct targets *t)
{
	return same(t, t->wanted.target, t->found.target)
	    ? arena_printf(t->arena,
		  _("the target is right, but before it stands %s in place of "
		    "%s"),
		  text_safe(t->arena, slice_trim(t->found.before, " ")),
		  text_safe(t->arena, slice_trim(t->wanted.before, " ")))
	    : NULL;
}

/* "mx.example.jp." became "mx.example.jp.example.jp.". */
static const char *
find_doubled(const struct targets *t)
{
	const struct slice wanted = t->wanted.target, found = t->found.target;

	return wanted.len > 1 && wanted.ptr[wanted.len - 1] == '.' &&
		found.len > wanted.len &&
		same(t, wanted, (struct slice) {found.ptr, wanted.len})
	    ? arena_printf(t->arena,
		  _("the target became %s: this panel adds the domain behind "
		    "it; enter it with a final dot"),
		  text_safe(t->arena, found))
	    : NULL;
}

static const char *
find_underscore(const struct targets *t)
{
	return memchr(t->wanted.target.ptr, '_', t->wanted.target.len) !=
		    NULL &&
		same(t, without_underscores(t->arena, t->wanted.target),
		    without_underscores(t->arena, t->found.target))
	    ? arena_printf(t->arena,
		  _("the underscore is missing in the target %s"),
		  text_safe(t->arena, t->found.target))
	    : NULL;
}

/* Only its first labels are there. */
static const char *
find_cut(const struct targets *t)
{
	const struct slice wanted = t->wanted.target, found = t->found.target;

	return found.len > 1 && found.len < wanted.len &&
		same(t, found, (struct slice) {wanted.ptr, found.len})
	    ? arena_printf(t->arena,
		  _("only the beginning of the target is there: %s; enter it "
		    "in full"),
		  text_safe(t->arena, found))
	    : NULL;
}

static const char *
registrable(const struct targets *t, struct slice target)
{
	return inspect_registrable(
	    arena_copy_slice(t->arena, slice_trim(target, ".")));
}

/* The number in it, or what was guessed of it, is another one. */
static const char *
find_altered(const struct targets *t)
{
	const char *wanted = registrable(t, t->wanted.target);
	const char *found = registrable(t, t->found.target);

	return wanted != NULL && found != NULL && dname_equal(wanted, found) &&
		same(t, t->wanted.before, t->found.before)
	    ? arena_printf(t->arena,
		  _("the target is %s in place of %s: they end alike, but "
		    "are two names; copy it instead of typing it"),
		  text_safe(t->arena, t->found.target),
		  text_safe(t->arena, t->wanted.target))
	    : NULL;
}

static const struct suspicion {
	enum damage damage;
	finder *find;
} suspicions[] = {
    {DAMAGE_PRIORITY, find_priority},
    {DAMAGE_DOUBLED, find_doubled},
    {DAMAGE_UNDERSCORE, find_underscore},
    {DAMAGE_CUT, find_cut},
    {DAMAGE_ALTERED, find_altered},
};

struct difference
target_compare(struct arena *arena, const char *wanted, struct slice found)
{
	struct targets t = {arena, parts_of(slice_of(wanted)),
	    parts_of(slice_trim(found, DAMAGE_BLANKS))};

	if (same(&t, slice_of(wanted), slice_trim(found, DAMAGE_BLANKS)))
		return (struct difference) {DAMAGE_NONE, NULL};
	for (size_t i = 0; i < COUNT_OF(suspicions); i++) {
		const char *message = suspicions[i].find(&t);

		if (message != NULL)
			return (struct difference) {
			    suspicions[i].damage, message};
	}
	return (struct difference) {DAMAGE_OTHER,
	    arena_printf(arena, _("another value: %s"),
		text_safe(arena, found))};
}
