#include "wizard/record/dkimsig.h"

#include <string.h>

#include "wizard/record/dkim_der.h"
#include "wizard/record/dname.h"

#define BLANKS " \t\r\n"
#define TIME_DIGITS 12 /* section 3.5: at least up to the year 33658 */
#define LENGTH_DIGITS 76

struct parse {
	struct arena *arena;
	struct dkimsig *sig;
};

static struct slice
value_of(const struct parse *p, const char *name)
{
	const struct tag *tag = taglist_find(&p->sig->tags, name);

	return tag == NULL ? (struct slice) {.ptr = ""} : tag->value;
}

static bool
has(const struct parse *p, const char *name)
{
	return taglist_find(&p->sig->tags, name) != NULL;
}

static void
check(struct parse *p, bool good, enum dkimsig_fault fault)
{
	if (!good)
		p->sig->faults |= fault;
}

static void
read_algorithm(struct parse *p)
{
	static const struct {
		const char *word;
		enum dkim_key_type type;
		unsigned fault;
	} known[] = {
	    {"rsa-sha256", DKIM_KEY_RSA, 0},
	    {"ed25519-sha256", DKIM_KEY_ED25519, 0},
	    {"rsa-sha1", DKIM_KEY_RSA, DKIMSIG_SHA1},
	};
	struct dkimsig *sig = p->sig;

	sig->algorithm = value_of(p, "a");
	for (size_t i = 0; i < COUNT_OF(known); i++)
		if (slice_is_nocase(sig->algorithm, known[i].word)) {
			sig->type = known[i].type;
			sig->faults |= known[i].fault;
			return;
		}
	sig->type = DKIM_KEY_OTHER;
	sig->faults |= DKIMSIG_ALGORITHM;
}

static const char *
name_in(struct arena *arena, struct slice text)
{
	struct err err = ERR_INIT;
	struct dname name;

	if (text.len == 0 || memchr(text.ptr, '\\', text.len) != NULL ||
	    dname_parse(text, &name, &err) != ERR_OK || name.text[0] == '\0')
		return NULL;
	return arena_copy(arena, name.text);
}

/* i= is an address or "@" and a domain; its domain is d= or below. */
static void
read_identity(struct parse *p)
{
	struct dkimsig *sig = p->sig;
	struct slice i = value_of(p, "i");
	const char *at = i.len == 0 ? NULL : memrchr(i.ptr, '@', i.len);

	sig->identity = sig->domain;
	if (!has(p, "i") || sig->domain == NULL)
		return;
	if (at != NULL)
		sig->identity = name_in(p->arena,
		    (struct slice) {at + 1, i.len - (size_t)(at + 1 - i.ptr)});
	check(p,
	    at != NULL && sig->identity != NULL &&
		dname_is_within(sig->identity, sig->domain),
	    DKIMSIG_IDENTITY);
	if (sig->identity == NULL)
		sig->identity = sig->domain;
}

static bool
lists_from(struct slice names)
{
	struct slice name;

	while (slice_next(&names, ':', &name))
		if (slice_is_nocase(slice_trim(name, BLANKS), "from"))
			return true;
	return false;
}

static bool
is_base64(struct parse *p, const char *name, struct slice *ret)
{
	bool whole;
	struct slice text = value_of(p, name);

	return text.len > 0 && dkim_base64(p->arena, text, ret, &whole) &&
	       whole;
}

static bool
is_canon(struct slice text)
{
	struct slice part;
	size_t parts = 0;

	while (slice_next(&text, '/', &part)) {
		part = slice_trim(part, BLANKS);
		if (++parts > 2 || (!slice_is_nocase(part, "simple") &&
				       !slice_is_nocase(part, "relaxed")))
			return false;
	}
	return true;
}

static bool
is_number(struct slice text, size_t digits)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	return text.len > 0 && text.len <= digits;
}

static int64_t
read_time(struct parse *p, const char *name)
{
	struct slice text = value_of(p, name);
	int64_t time = 0;

	if (!has(p, name))
		return -1;
	check(p, is_number(text, TIME_DIGITS), DKIMSIG_TIME);
	if ((p->sig->faults & DKIMSIG_TIME) != 0)
		return -1;
	for (size_t i = 0; i < text.len; i++)
		time = time * 10 + (text.ptr[i] - '0');
	return time;
}

static void
read_times(struct parse *p)
{
	struct dkimsig *sig = p->sig;

	sig->signed_at = read_time(p, "t");
	sig->expires = read_time(p, "x");
	check(p,
	    sig->signed_at < 0 || sig->expires < 0 ||
		sig->expires > sig->signed_at,
	    DKIMSIG_TIME);
}

struct dkimsig *
dkimsig_parse(struct arena *arena, struct slice value)
{
	struct dkimsig *sig = arena_alloc(arena, sizeof(*sig));
	struct parse p = {arena, sig};
	struct slice hash;

	sig->tags = taglist_parse(arena, value);
	check(&p, sig->tags.faults == 0, DKIMSIG_SYNTAX);
	check(&p, slice_is(value_of(&p, "v"), "1"), DKIMSIG_VERSION);
	read_algorithm(&p);
	sig->domain = name_in(arena, value_of(&p, "d"));
	check(&p, sig->domain != NULL, DKIMSIG_DOMAIN);
	sig->selector = name_in(arena, value_of(&p, "s"));
	check(&p, sig->selector != NULL, DKIMSIG_SELECTOR);
	read_identity(&p);
	check(&p, value_of(&p, "h").len > 0, DKIMSIG_HEADERS);
	check(&p, lists_from(value_of(&p, "h")), DKIMSIG_NO_FROM);
	check(&p, is_base64(&p, "bh", &hash), DKIMSIG_HASH);
	check(&p, is_base64(&p, "b", &sig->value), DKIMSIG_VALUE);
	check(&p, !has(&p, "c") || is_canon(value_of(&p, "c")), DKIMSIG_CANON);
	sig->limited = has(&p, "l");
	check(&p, !sig->limited || is_number(value_of(&p, "l"), LENGTH_DIGITS),
	    DKIMSIG_LENGTH);
	read_times(&p);
	return sig;
}
