#include "wizard/check/dkim_compare.h"

#include <string.h>

#include "wizard/base/i18n.h"

/* The two records, and what p= has of each. */
struct comparison {
	struct damage_texts texts;
	const struct dkim_record *right, *there;
};

static struct slice
key_text(struct arena *arena, struct slice record)
{
	struct taglist tags = taglist_parse(arena, record);
	const struct tag *p = taglist_find(&tags, "p");

	return p == NULL ? record : p->value;
}

/* --- The questions, in the order of asking ---------------------------------- */

typedef struct difference finder(const struct comparison *c);

static struct difference
answer(bool yes, enum damage damage, const char *message)
{
	return yes ? (struct difference) {damage, message}
		   : (struct difference) {DAMAGE_NONE, NULL};
}

static struct difference
find_private(const struct comparison *c)
{
	return answer((c->there->faults & DKIM_FAULT_PRIVATE) != 0,
	    DAMAGE_PRIVATE,
	    _("the private key was published: everybody can read it; delete "
	      "it and make a new key"));
}

static struct difference
find_revoked(const struct comparison *c)
{
	return answer((c->there->faults & DKIM_FAULT_REVOKED) != 0,
	    DAMAGE_REVOKED, _("p= is empty, which says that the key is revoked"));
}

static struct difference
find_around(const struct comparison *c)
{
	return damage_around(&c->texts);
}

static struct difference
find_pem(const struct comparison *c)
{
	const struct slice found = c->texts.found;

	return answer(
	    found.len > 0 && memmem(found.ptr, found.len, "-----", 5) != NULL,
	    DAMAGE_PEM,
	    _("the lines around the key were entered, too; only what stands "
	      "between them belongs into p="));
}

static struct difference
find_tags(const struct comparison *c)
{
	return answer(damage_same(c->texts.plain, c->texts.part), DAMAGE_TAGS,
	    _("the key is right, but what stands before or behind it is not; "
	      "enter the whole value again"));
}

static struct difference
find_within(const struct comparison *c)
{
	return damage_within(&c->texts);
}

static struct difference
find_other_key(const struct comparison *c)
{
	return answer(
	    c->there->bits > 0, DAMAGE_OTHER_KEY, _("another key"));
}

/* The first that answers is told: what explains more comes first. */
static finder *const questions[] = {
    find_private,
    find_revoked,
    find_around,
    find_pem,
    find_tags,
    find_within,
    find_other_key,
};

/* --- Comparing ---------------------------------------------------------------- */

/* What is there is the key, and nothing that some receivers stumble over. */
static bool
is_right(const struct comparison *c)
{
	return dkim_same_key(c->there, c->right) &&
	    dkim_is_usable(c->there) &&
	    damage_around(&c->texts).damage != DAMAGE_SPACES;
}

struct difference
dkim_compare(struct arena *arena, const char *wanted, struct slice found)
{
	struct comparison c = {
	    .texts = {.arena = arena,
		.wanted = slice_of(wanted),
		.found = slice_trim(found, DAMAGE_BLANKS),
		.key = true},
	};
	struct difference d = {DAMAGE_NONE, NULL};

	c.right = dkim_parse(arena, c.texts.wanted);
	c.there = dkim_parse(arena, c.texts.found);
	c.texts.part = key_text(arena, c.texts.wanted);
	c.texts.there = key_text(arena, c.texts.found);
	c.texts.plain = key_text(arena, damage_plain(arena, found));
	if (is_right(&c))
		return d;
	for (size_t i = 0; i < COUNT_OF(questions); i++) {
		d = questions[i](&c);
		if (d.damage != DAMAGE_NONE)
			return d;
	}
	return (struct difference) {DAMAGE_NO_KEY, _("this is no key")};
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
