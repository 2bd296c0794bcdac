#include "wizard/record/dmarc.h"

#include <ctype.h>
#include <string.h>

#define BLANKS " \t"

static const char *const policies[] = {
    [DMARC_NO_POLICY] = "",
    [DMARC_NONE] = "none",
    [DMARC_QUARANTINE] = "quarantine",
    [DMARC_REJECT] = "reject",
    [DMARC_BAD_POLICY] = "",
};

/* Every tag that has or had a meaning; 0: it has one today. */
static const struct {
	const char *name;
	unsigned fault;
} known_tags[] = {
    {"v", 0},
    {"p", 0},
    {"sp", 0},
    {"np", 0},
    {"t", 0},
    {"psd", 0},
    {"adkim", 0},
    {"aspf", 0},
    {"rua", 0},
    {"ruf", 0},
    {"fo", 0},
    {"pct", DMARC_FAULT_HISTORIC},
    {"rf", DMARC_FAULT_HISTORIC},
    {"ri", DMARC_FAULT_HISTORIC},
};

const char *
dmarc_policy_word(enum dmarc_policy policy)
{
	return policies[policy];
}

/*
 * dmarc-version = "v" equals %s"DMARC1", then a separator or the end. What
 * follows does not matter: a record with faults is still the record.
 */
bool
dmarc_is_record(struct slice text)
{
	struct slice part, name;

	if (text.len == 0 || text.ptr[0] != 'v' ||
	    !slice_next(&text, ';', &part) || !slice_next(&part, '=', &name))
		return false;
	return slice_is(slice_trim(name, BLANKS), "v") && part.ptr != NULL &&
	       slice_is(slice_trim(part, BLANKS), "DMARC1");
}

static enum dmarc_policy
read_policy(const struct taglist *tags, const char *name)
{
	const struct tag *tag = taglist_find(tags, name);

	if (tag == NULL)
		return DMARC_NO_POLICY;
	for (unsigned i = DMARC_NONE; i <= DMARC_REJECT; i++)
		if (slice_is_nocase(tag->value, policies[i]))
			return (enum dmarc_policy)i;
	return DMARC_BAD_POLICY;
}

static bool
mentions_dmarc(struct slice text)
{
	static const char word[] = "dmarc";

	for (size_t i = 0; i + 5 <= text.len && i < 16; i++)
		if (slice_starts_nocase(
			(struct slice) {text.ptr + i, text.len - i}, word))
			return true;
	return false;
}

bool
dmarc_is_attempt(struct slice text)
{
	struct arena arena = ARENA_INIT;
	struct taglist tags;
	enum dmarc_policy p;

	if (dmarc_is_record(text))
		return false;
	if (mentions_dmarc(text))
		return true;
	tags = taglist_parse(&arena, text);
	p = read_policy(&tags, "p");
	arena_release(&arena);
	return p >= DMARC_NONE && p <= DMARC_REJECT;
}

static unsigned
check_list(const struct taglist *tags)
{
	unsigned faults = 0;

	for (size_t i = 0; i < tags->faults; i++)
		faults |= tags->fault[i].problem == TAG_DUPLICATE
			      ? DMARC_FAULT_DUPLICATE
			      : DMARC_FAULT_SYNTAX;
	return faults;
}

static unsigned
check_names(const struct taglist *tags)
{
	unsigned faults = 0;

	for (size_t i = 0; i < tags->count; i++) {
		unsigned fault = DMARC_FAULT_UNKNOWN;

		for (size_t k = 0; k < COUNT_OF(known_tags); k++)
			if (slice_is(tags->tag[i].name, known_tags[k].name))
				fault = known_tags[k].fault;
		faults |= fault;
	}
	return faults;
}

static unsigned
check_version(const struct taglist *tags)
{
	bool good = tags->count > 0 && slice_is(tags->tag[0].name, "v") &&
		    tags->tag[0].at == 0 &&
		    slice_is(tags->tag[0].value, "DMARC1");

	return good ? 0 : DMARC_FAULT_VERSION;
}

static unsigned
read_policies(struct dmarc_record *record)
{
	const struct taglist *tags = &record->tags;
	const struct tag *p = taglist_find(tags, "p");
	unsigned faults = 0;

	record->p = read_policy(tags, "p");
	record->sp = read_policy(tags, "sp");
	record->np = read_policy(tags, "np");
	if (record->p == DMARC_NO_POLICY)
		faults |= DMARC_FAULT_NO_POLICY;
	if (record->p == DMARC_BAD_POLICY)
		faults |= DMARC_FAULT_POLICY;
	if (record->sp == DMARC_BAD_POLICY || record->np == DMARC_BAD_POLICY)
		faults |= DMARC_FAULT_SUBPOLICY;
	if (p != NULL && p != &tags->tag[1])
		faults |= DMARC_FAULT_ORDER;
	return faults;
}

/* "r" or "s"; anything else counts as absent (RFC 9989 section 4.7). */
static unsigned
read_alignment(const struct taglist *tags, const char *name, bool *ret_strict)
{
	const struct tag *tag = taglist_find(tags, name);

	*ret_strict = tag != NULL && slice_is_nocase(tag->value, "s");
	return tag == NULL || *ret_strict || slice_is_nocase(tag->value, "r")
		   ? 0
		   : DMARC_FAULT_ALIGNMENT;
}

static void
read_flags(struct dmarc_record *record)
{
	const struct tag *t = taglist_find(&record->tags, "t");
	const struct tag *psd = taglist_find(&record->tags, "psd");

	record->testing = t != NULL && slice_is_nocase(t->value, "y");
	record->psd = 'u';
	if (psd != NULL && slice_is_nocase(psd->value, "y"))
		record->psd = 'y';
	if (psd != NULL && slice_is_nocase(psd->value, "n"))
		record->psd = 'n';
}

/* obs-dmarc-uri: "!" 1*DIGIT [ "k" / "m" / "g" / "t" ] at the end is dropped.
 */
static struct slice
without_size(struct slice uri)
{
	size_t n = uri.len;

	if (n > 0 && uri.ptr[n - 1] != '\0' &&
	    strchr("kmgtKMGT", uri.ptr[n - 1]) != NULL)
		n--;
	while (n > 0 && isdigit((unsigned char)uri.ptr[n - 1]))
		n--;
	if (n > 0 && uri.ptr[n - 1] == '!' && n < uri.len &&
	    isdigit((unsigned char)uri.ptr[n]))
		uri.len = n - 1;
	return uri;
}

/* No octet that RFC 3986 wants encoded; "!" and "," are DMARC's own. */
static bool
has_uri_octets_only(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~' ||
		    memchr("!,\"<>\\^`{|}", s.ptr[i], 11) != NULL)
			return false;
	return s.len > 0;
}

static bool
is_host(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!isalnum((unsigned char)s.ptr[i]) &&
		    memchr("-._", s.ptr[i], 3) == NULL)
			return false;
	return s.len > 0;
}

/* local-part "@" domain, perhaps with "?subject=..." behind. */
static bool
read_mailto(struct slice address, struct slice *ret_domain)
{
	const char *query =
	    address.len == 0 ? NULL : memchr(address.ptr, '?', address.len);
	const char *at;
	struct slice domain = address;

	if (query != NULL)
		domain.len = (size_t)(query - address.ptr);
	at = domain.len == 0 ? NULL : memrchr(domain.ptr, '@', domain.len);
	if (at == NULL || at == domain.ptr)
		return false;
	domain.len -= (size_t)(at + 1 - domain.ptr);
	domain.ptr = at + 1;
	if (!is_host(domain))
		return false;
	*ret_domain = domain;
	return true;
}

static struct dmarc_uri
read_uri(struct slice text)
{
	struct dmarc_uri uri = {.text = without_size(text)};
	struct slice rest = uri.text, scheme;

	if (!has_uri_octets_only(uri.text) ||
	    !slice_next(&rest, ':', &scheme) || rest.ptr == NULL)
		return uri;
	if (slice_is_nocase(scheme, "mailto"))
		uri.valid = read_mailto(rest, &uri.domain);
	else
		uri.valid = scheme.len > 0 && rest.len > 0 &&
			    isalpha((unsigned char)scheme.ptr[0]) &&
			    is_host(scheme);
	return uri;
}

static unsigned
read_uris(struct arena *arena, const struct taglist *tags, const char *name,
    struct dmarc_uri **ret_uris, size_t *ret_count)
{
	const struct tag *tag = taglist_find(tags, name);
	struct dmarc_uri *uris = NULL;
	size_t count = 0;
	struct slice rest, part;
	unsigned faults = 0;

	if (tag == NULL)
		return 0;
	rest = tag->value;
	while (slice_next(&rest, ',', &part)) {
		uris = arena_push(arena, uris, &count, sizeof(*uris));
		uris[count - 1] = read_uri(slice_trim(part, BLANKS));
		if (!uris[count - 1].valid)
			faults = DMARC_FAULT_REPORT_URI;
	}
	*ret_uris = uris;
	*ret_count = count;
	return faults;
}

struct dmarc_record *
dmarc_parse(struct arena *arena, struct slice text)
{
	struct dmarc_record *record = arena_alloc(arena, sizeof(*record));
	struct taglist *tags = &record->tags;

	*tags = taglist_parse(arena, text);
	record->faults = check_list(tags) | check_names(tags);
	record->faults |= check_version(tags);
	record->faults |= read_policies(record);
	record->faults |= read_alignment(tags, "adkim", &record->strict_dkim);
	record->faults |= read_alignment(tags, "aspf", &record->strict_spf);
	read_flags(record);
	record->faults |=
	    read_uris(arena, tags, "rua", &record->rua, &record->nrua);
	record->faults |=
	    read_uris(arena, tags, "ruf", &record->ruf, &record->nruf);
	return record;
}
