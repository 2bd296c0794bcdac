#include "wizard/record/dkim.h"

#include <ctype.h>
#include <string.h>

#include "wizard/record/dkim_der.h"

#define BLANKS " \t\r\n"
#define RSA_BITS_MIN 1024 /* RFC 8301 section 3.2 */
#define ED25519_LEN 32 /* RFC 8463 section 4 */
#define KEY_TEXT_MIN 40 /* base64 of the shortest key */
#define LABEL_MAX 63
#define SELECTOR_MAX 240

/* Faults that leave verifiers without a key. */
#define VOID_FAULTS (~(unsigned)DKIM_FAULT_QUOTES)

static bool
contains(struct slice text, const char *word)
{
	return text.len > 0 &&
	       memmem(text.ptr, text.len, word, strlen(word)) != NULL;
}

/* Tags of RFC 6376 section 3.6.1 and RFC 4871. */
static bool
has_only_key_tags(const struct taglist *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->tag[i].name.len != 1 ||
		    memchr("vghknpst", list->tag[i].name.ptr[0], 8) == NULL)
			return false;
	return true;
}

/*
 * Where v= is not in front, p= must look like a key: DMARC has a p= of its own,
 * and every other record a v=.
 */
static bool
has_key(struct slice text)
{
	struct arena arena = ARENA_INIT;
	struct taglist list = taglist_parse(&arena, text);
	const struct tag *p = taglist_find(&list, "p");
	const struct tag *v = taglist_find(&list, "v");
	bool found = p != NULL &&
		     (v == NULL || slice_starts_nocase(v->value, "dkim")) &&
		     (p->value.len >= KEY_TEXT_MIN ||
			 (p->value.len == 0 && has_only_key_tags(&list)));

	arena_release(&arena);
	return found;
}

bool
dkim_is_record(struct slice text)
{
	struct slice s = slice_trim(text, BLANKS "\"'(\\");

	if (slice_starts_nocase(s, "v=dkim") ||
	    slice_starts_nocase(s, "v = dkim") ||
	    slice_starts_nocase(s, "-----BEGIN"))
		return true;
	/* A bare key: base64 of a DER sequence of 128 or more octets. */
	return slice_starts_nocase(s, "MII") || slice_starts_nocase(s, "MIG") ||
	       has_key(s);
}

/* Is the word one of a colon-separated list? */
static bool
lists(struct slice value, const char *word)
{
	struct slice part;

	while (slice_next(&value, ':', &part))
		if (slice_is_nocase(slice_trim(part, BLANKS), word))
			return true;
	return false;
}

static unsigned
check_version(const struct taglist *tags)
{
	const struct tag *v = taglist_find(tags, "v");

	if (v == NULL)
		return 0;
	return v == &tags->tag[0] && slice_is(v->value, "DKIM1")
		   ? 0
		   : DKIM_FAULT_VERSION;
}

static unsigned
check_lists(const struct taglist *tags)
{
	const struct tag *h = taglist_find(tags, "h");
	const struct tag *s = taglist_find(tags, "s");
	unsigned faults = 0;

	if (h != NULL && !lists(h->value, "sha256"))
		faults |= DKIM_FAULT_HASH;
	if (s != NULL && !lists(s->value, "*") && !lists(s->value, "email"))
		faults |= DKIM_FAULT_SERVICE;
	return faults;
}

/* Notes (n=) may hold any of it; elsewhere it is the notation of zone files. */
static unsigned
check_quotes(struct slice text, const struct taglist *tags)
{
	const struct tag *n = taglist_find(tags, "n");

	for (size_t i = 0; i < text.len; i++)
		if (memchr("\"\\()", text.ptr[i], 4) != NULL &&
		    (n == NULL || i < n->value_at ||
			i >= n->value_at + n->value.len))
			return DKIM_FAULT_QUOTES;
	return 0;
}

static unsigned
read_type(struct dkim_record *record)
{
	const struct tag *k = taglist_find(&record->tags, "k");

	record->type = DKIM_KEY_RSA;
	if (k == NULL || slice_is_nocase(k->value, "rsa"))
		return 0;
	record->type = DKIM_KEY_ED25519;
	if (slice_is_nocase(k->value, "ed25519"))
		return 0;
	record->type = DKIM_KEY_OTHER;
	return DKIM_FAULT_TYPE;
}

static unsigned
read_rsa(struct dkim_record *record)
{
	struct rsa_facts rsa;

	switch (dkim_der_rsa(record->key, &rsa)) {
	case DER_OK:
		record->bits = rsa.bits;
		record->exponent = rsa.exponent;
		return rsa.bits < RSA_BITS_MIN ? DKIM_FAULT_WEAK : 0;
	case DER_SHORT:
		return DKIM_FAULT_TRUNCATED;
	case DER_BAD:
		break;
	}
	return DKIM_FAULT_KEY;
}

static unsigned
read_ed25519(struct dkim_record *record)
{
	if (dkim_der_is_ed25519(record->key))
		return DKIM_FAULT_SPKI25519;
	if (record->key.len < ED25519_LEN)
		return DKIM_FAULT_TRUNCATED;
	if (record->key.len > ED25519_LEN)
		return DKIM_FAULT_KEY;
	record->bits = ED25519_LEN * 8;
	return 0;
}

/* What the octets of p= are worth to that type of key. */
static unsigned
judge_key(struct dkim_record *record, bool whole)
{
	unsigned faults = 0;

	switch (record->type) {
	case DKIM_KEY_RSA:
		faults = read_rsa(record);
		break;
	case DKIM_KEY_ED25519:
		faults = read_ed25519(record);
		break;
	case DKIM_KEY_OTHER:
		break;
	}
	/* A cut key seldom ends with a whole group: one fault is enough. */
	if (!whole && (faults & DKIM_FAULT_TRUNCATED) == 0)
		faults |= DKIM_FAULT_BASE64;
	return faults;
}

static unsigned
read_key(struct arena *arena, struct dkim_record *record)
{
	const struct tag *p = taglist_find(&record->tags, "p");
	bool whole;

	if (p == NULL)
		return DKIM_FAULT_NO_KEY;
	if (p->value.len == 0)
		return DKIM_FAULT_REVOKED;
	if (contains(p->value, "-----"))
		return DKIM_FAULT_PEM;
	if (!dkim_base64(arena, p->value, &record->key, &whole))
		return DKIM_FAULT_BASE64;
	return judge_key(record, whole);
}

struct dkim_record *
dkim_parse(struct arena *arena, struct slice text)
{
	struct dkim_record *record = arena_alloc(arena, sizeof(*record));
	const struct tag *t;

	record->tags = taglist_parse(arena, text);
	t = taglist_find(&record->tags, "t");
	record->testing = t != NULL && lists(t->value, "y");
	record->strict = t != NULL && lists(t->value, "s");
	record->faults = record->tags.faults > 0 ? DKIM_FAULT_SYNTAX : 0;
	record->faults |= check_version(&record->tags);
	record->faults |= check_lists(&record->tags);
	record->faults |= check_quotes(text, &record->tags);
	record->faults |= read_type(record);
	record->faults |= read_key(arena, record);
	if (contains(text, "PRIVATE KEY"))
		record->faults |= DKIM_FAULT_PRIVATE;
	return record;
}

bool
dkim_same_key(const struct dkim_record *a, const struct dkim_record *b)
{
	return a->type == b->type && a->key.len > 0 &&
	       a->key.len == b->key.len &&
	       memcmp(a->key.ptr, b->key.ptr, a->key.len) == 0;
}

bool
dkim_is_usable(const struct dkim_record *record)
{
	return (record->faults & VOID_FAULTS) == 0;
}

static bool
is_label(struct slice s)
{
	if (s.len == 0 || s.len > LABEL_MAX || s.ptr[0] == '-' ||
	    s.ptr[s.len - 1] == '-')
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (!isalnum((unsigned char)s.ptr[i]) && s.ptr[i] != '-')
			return false;
	return true;
}

bool
dkim_is_selector(struct slice text)
{
	struct slice label;

	if (text.len == 0 || text.len > SELECTOR_MAX)
		return false;
	while (slice_next(&text, '.', &label))
		if (!is_label(label))
			return false;
	return true;
}
