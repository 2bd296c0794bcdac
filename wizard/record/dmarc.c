#include "wizard/record/dmarc.h"

#include <ctype.h>
#include <string.h>

#include "wizard/record/dmarc_uri.h"
#include "wizard/record/nearest.h"

#define BLANKS " \t"

/* One run: what is read, and the record it becomes. */
struct reader {
	struct arena *arena;
	struct dmarc_record *record;
};

/* --- Is it one? ------------------------------------------------------------ */

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
		if (slice_is_nocase(
			tag->value, dmarc_policy_word((enum dmarc_policy)i)))
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
	return dmarc_is_policy(p);
}

/* --- Errors ---------------------------------------------------------------- */

static void
add_error(struct reader *r, enum dmarc_fault fault, size_t at, size_t len,
    const char *meant)
{
	struct dmarc_record *record = r->record;

	record->error = arena_push(
	    r->arena, record->error, &record->errors, sizeof(*record->error));
	record->error[record->errors - 1] =
	    (struct dmarc_error) {fault, at, len, meant};
	record->faults |= fault;
}

/* About the value of a tag. */
static void
add_value_error(struct reader *r, enum dmarc_fault fault,
    const struct tag *tag, const char *meant)
{
	add_error(r, fault, tag->value_at, tag->value.len, meant);
}

static void
add_name_error(struct reader *r, enum dmarc_fault fault, const struct tag *tag,
    const char *meant)
{
	add_error(r, fault, tag->at, tag->name.len, meant);
}

/* --- The list -------------------------------------------------------------- */

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

/* What people write who know what a tag is for, but not its name. */
static const struct {
	const char *word, *name;
} synonyms[] = {
    {"policy", "p"},
    {"subdomain_policy", "sp"},
    {"dkim", "adkim"},
    {"spf", "aspf"},
    {"test", "t"},
    {"version", "v"},
    {"ra", "rua"},
    {"rf", "ruf"},
};

static const char *
meant_name(struct slice name)
{
	const char *words[COUNT_OF(known_tags)];

	for (size_t i = 0; i < COUNT_OF(synonyms); i++)
		if (slice_is_nocase(name, synonyms[i].word))
			return synonyms[i].name;
	for (size_t i = 0; i < COUNT_OF(known_tags); i++)
		words[i] = known_tags[i].name;
	return nearest_word(name, words, COUNT_OF(words));
}

/* "p none", "p:none", "sp- reject": a tag that lost its equals sign. */
static const char *
meant_part(struct arena *arena, struct slice part)
{
	size_t n = 0, gap;

	while (n < part.len && isalpha((unsigned char)part.ptr[n]))
		n++;
	for (gap = n; gap < part.len; gap++)
		if (part.ptr[gap] == '\0' ||
		    strchr(" \t:-", part.ptr[gap]) == NULL)
			break;
	for (size_t i = 0; gap > n && i < COUNT_OF(known_tags); i++)
		if (slice_is(
			(struct slice) {part.ptr, n}, known_tags[i].name))
			return arena_printf(arena, "%s=%s", known_tags[i].name,
			    arena_copy_slice(arena,
				(struct slice) {
				    part.ptr + gap, part.len - gap}));
	return NULL;
}

static void
check_list(struct reader *r)
{
	const struct taglist *tags = &r->record->tags;

	for (size_t i = 0; i < tags->faults; i++) {
		const struct tag_fault *f = &tags->fault[i];
		struct slice part = {tags->text.ptr + f->at, f->len};
		bool twice = f->problem == TAG_DUPLICATE;
		const char *meant = f->problem == TAG_NO_EQUALS ||
			f->problem == TAG_BAD_NAME
		    ? meant_part(r->arena, part)
		    : NULL;

		add_error(r,
		    twice ? DMARC_FAULT_DUPLICATE : DMARC_FAULT_SYNTAX, f->at,
		    f->len, meant);
	}
}

static void
check_names(struct reader *r)
{
	const struct taglist *tags = &r->record->tags;

	for (size_t i = 0; i < tags->count; i++) {
		const struct tag *tag = &tags->tag[i];
		unsigned fault = DMARC_FAULT_UNKNOWN;

		for (size_t k = 0; k < COUNT_OF(known_tags); k++)
			if (slice_is(tag->name, known_tags[k].name))
				fault = known_tags[k].fault;
		if (fault != 0)
			add_name_error(r, (enum dmarc_fault)fault, tag,
			    fault == DMARC_FAULT_UNKNOWN
				? meant_name(tag->name)
				: NULL);
	}
}

static void
check_version(struct reader *r)
{
	const struct taglist *tags = &r->record->tags;
	const struct tag *first = tags->count > 0 ? &tags->tag[0] : NULL;

	if (first == NULL || first->at != 0 || !slice_is(first->name, "v") ||
	    !slice_is(first->value, "DMARC1"))
		add_error(r, DMARC_FAULT_VERSION, 0,
		    first == NULL ? 0
				  : first->value_at + first->value.len,
		    "v=DMARC1");
}

/* Two records that somebody joined: "... v=DMARC1; p=reject". */
static void
check_pasted(struct reader *r)
{
	static const char version[] = "v=DMARC1";
	struct slice text = r->record->tags.text;

	for (size_t i = 1; i + strlen(version) <= text.len; i++)
		if (memcmp(text.ptr + i, version, strlen(version)) == 0 &&
		    memchr(text.ptr, 'v', i) != NULL) {
			add_error(r, DMARC_FAULT_PASTED, i, strlen(version),
			    NULL);
			return;
		}
}

/* --- Values ---------------------------------------------------------------- */

static enum dmarc_policy
check_policy(struct reader *r, const char *name, enum dmarc_fault fault)
{
	static const char *const words[] = {"none", "quarantine", "reject"};
	const struct taglist *tags = &r->record->tags;
	enum dmarc_policy policy = read_policy(tags, name);
	const struct tag *tag = taglist_find(tags, name);

	if (policy == DMARC_BAD_POLICY)
		add_value_error(r, fault, tag,
		    nearest_word(tag->value, words, COUNT_OF(words)));
	return policy;
}

static void
read_policies(struct reader *r)
{
	struct dmarc_record *record = r->record;
	const struct tag *p = taglist_find(&record->tags, "p");

	record->p = check_policy(r, "p", DMARC_FAULT_POLICY);
	record->sp = check_policy(r, "sp", DMARC_FAULT_SUBPOLICY);
	record->np = check_policy(r, "np", DMARC_FAULT_SUBPOLICY);
	if (p == NULL)
		add_error(r, DMARC_FAULT_NO_POLICY, 0, 0, "p=none");
	else if (p != &record->tags.tag[1])
		add_name_error(r, DMARC_FAULT_ORDER, p, NULL);
}

/*
 * One of the letters, in any case; the default, the first of them, for a tag
 * that is absent or has another value (RFC 9989 section 4.7).
 */
static char
read_letter(struct reader *r, const char *name, const char *letters,
    enum dmarc_fault fault)
{
	const struct tag *tag = taglist_find(&r->record->tags, name);
	char c;
	const char *meant = NULL;

	if (tag == NULL)
		return letters[0];
	c = tag->value.len > 0 ? char_lower(tag->value.ptr[0]) : '\0';
	if (c != '\0' && strchr(letters, c) != NULL) {
		if (tag->value.len == 1)
			return c;
		/* "strict", "relaxed", "yes" */
		meant = arena_printf(r->arena, "%c", c);
	}
	add_value_error(r, fault, tag, meant);
	return letters[0];
}

static void
read_letters(struct reader *r)
{
	struct dmarc_record *record = r->record;

	record->strict_dkim =
	    read_letter(r, "adkim", "rs", DMARC_FAULT_ALIGNMENT) == 's';
	record->strict_spf =
	    read_letter(r, "aspf", "rs", DMARC_FAULT_ALIGNMENT) == 's';
	record->testing = read_letter(r, "t", "ny", DMARC_FAULT_TESTING) == 'y';
	record->psd = read_letter(r, "psd", "uyn", DMARC_FAULT_SUFFIX);
}

/* dmarc-fo: 0 or 1, d, s; each once, colons between. */
static bool
is_option_list(struct slice rest)
{
	static const char letters[] = "0ds1";
	unsigned seen = 0;
	struct slice part;

	while (slice_next(&rest, ':', &part)) {
		const char *letter;

		part = slice_trim(part, BLANKS);
		letter = part.len != 1 || part.ptr[0] == '\0'
		    ? NULL
		    : strchr(letters, char_lower(part.ptr[0]));
		if (letter == NULL || (seen & 1U << (letter - letters)) != 0)
			return false;
		seen |= 1U << (letter - letters);
	}
	return seen != 0 && (seen & 9U) != 9U;
}

static void
read_options(struct reader *r)
{
	const struct tag *fo = taglist_find(&r->record->tags, "fo");

	if (fo != NULL && !is_option_list(fo->value))
		add_value_error(r, DMARC_FAULT_OPTIONS, fo, NULL);
}

static void
read_share(struct reader *r)
{
	const struct tag *pct = taglist_find(&r->record->tags, "pct");
	unsigned share = 0;
	bool good;

	r->record->share = 100;
	if (pct == NULL)
		return;
	good = pct->value.len > 0 && pct->value.len <= 3;
	for (size_t i = 0; good && i < pct->value.len; i++) {
		good = isdigit((unsigned char)pct->value.ptr[i]);
		share = share * 10 + (unsigned)(pct->value.ptr[i] - '0');
	}
	if (good && share <= 100)
		r->record->share = share;
	else
		add_value_error(r, DMARC_FAULT_SHARE, pct, NULL);
}

static void
check_uri(struct reader *r, const struct dmarc_uri *uri, struct slice part)
{
	if (!uri->valid)
		add_error(r, DMARC_FAULT_REPORT_URI, uri->at, part.len,
		    dmarc_uri_meant(r->arena, part));
	else if (uri->sized)
		add_error(r, DMARC_FAULT_SIZE, uri->at + uri->text.len,
		    part.len - uri->text.len, NULL);
}

static struct dmarc_uri *
read_uris(struct reader *r, const char *name, size_t *ret_count)
{
	const struct taglist *tags = &r->record->tags;
	const struct tag *tag = taglist_find(tags, name);
	struct dmarc_uri *uris = NULL;
	struct slice rest, part;
	size_t count = 0;

	if (tag == NULL)
		return NULL;
	rest = tag->value;
	while (slice_next(&rest, ',', &part)) {
		part = slice_trim(part, BLANKS);
		uris = arena_push(r->arena, uris, &count, sizeof(*uris));
		uris[count - 1] = dmarc_uri_read(part);
		uris[count - 1].at = (size_t)(part.ptr - tags->text.ptr);
		check_uri(r, &uris[count - 1], part);
	}
	*ret_count = count;
	return uris;
}

struct dmarc_record *
dmarc_parse(struct arena *arena, struct slice text)
{
	struct dmarc_record *record = arena_alloc(arena, sizeof(*record));
	struct reader r = {arena, record};

	record->tags = taglist_parse(arena, text);
	check_list(&r);
	check_version(&r);
	check_pasted(&r);
	check_names(&r);
	read_policies(&r);
	read_letters(&r);
	read_options(&r);
	read_share(&r);
	record->rua = read_uris(&r, "rua", &record->nrua);
	record->ruf = read_uris(&r, "ruf", &record->nruf);
	return record;
}
