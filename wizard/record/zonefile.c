#include "wizard/record/zonefile.h"

#include <inttypes.h>
#include <ldns/ldns.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/dname.h"
#include "wizard/record/dnsrr.h"
#include "wizard/record/zone_scan.h"

#define TTL_UNSTATED 3600 /* seconds; the file says nothing at all */

/* What entries inherit from those before them. */
struct reader {
	struct arena *arena;
	struct zone *zone;
	struct zone_scan scan;
	struct dname origin;
	ldns_rdf *ldns_origin;
	ldns_rdf *owner; /* of the entry before */
	uint32_t ttl;
	bool has_ttl; /* by $TTL, RFC 2308 section 4 */
};

/* What ldns may have against an entry, said in a way that helps. */
static const struct {
	ldns_status status;
	const char *message;
} reasons[] = {
    {LDNS_STATUS_SYNTAX_TTL_ERR,
	N_("the TTL cannot be read. Write it in seconds, for example: 3600")},
    {LDNS_STATUS_SYNTAX_CLASS_ERR,
	N_("the class cannot be read. Write IN or leave it out.")},
    {LDNS_STATUS_SYNTAX_TYPE_ERR,
	N_("the type of the record is missing or not known. Write NAME TTL "
	   "TYPE VALUE, for example: www 3600 A 192.0.2.1")},
    {LDNS_STATUS_SYNTAX_MISSING_VALUE_ERR,
	N_("the value of the record is missing or not complete.")},
    {LDNS_STATUS_SYNTAX_RDATA_ERR,
	N_("the value does not fit the type of the record. Text longer than "
	   "255 characters must be several quoted strings.")},
};

static enum err_code
fail(const struct reader *r, struct err *err, const char *message)
{
	return zone_scan_fail(&r->scan, err, message);
}

static enum err_code
fail_status(const struct reader *r, ldns_status status, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if (reasons[i].status == status)
			return fail(r, err, _(reasons[i].message));
	return fail(r, err,
	    _("this is not a record. Write NAME TTL TYPE VALUE, for example: "
	      "www 3600 A 192.0.2.1"));
}

static enum err_code
set_origin(struct reader *r, const struct dname *name, struct err *err)
{
	ldns_rdf *rdf = dnsrr_name_to_ldns(name->text);

	if (rdf == NULL)
		return fail(r, err, _("$ORIGIN needs a domain name."));
	ldns_rdf_deep_free(r->ldns_origin);
	r->ldns_origin = rdf;
	r->origin = *name;
	return ERR_OK;
}

/* ldns would take a relative origin as absolute. */
static enum err_code
read_origin(struct reader *r, struct slice value, struct err *err)
{
	struct dname name;
	struct dname whole;

	if (value.len == 0 || dname_parse(value, &name, err) != ERR_OK)
		return fail(r, err, _("$ORIGIN needs a domain name."));
	if (!dname_join(name.text,
		value.ptr[value.len - 1] == '.' ? "" : r->origin.text, &whole))
		return fail(r, err, _("the name after $ORIGIN is too long."));
	return set_origin(r, &whole, err);
}

/* Seconds of one unit of time; 0: no such unit. */
static uint32_t
seconds_of(char unit)
{
	switch (char_lower(unit)) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 604800;
	default:
		return 0;
	}
}

/* "3600" or "1h30m"; ldns would let signs pass and large numbers wrap. */
static bool
parse_ttl(struct slice word, uint32_t *ret)
{
	uint64_t total = 0;
	uint64_t number = 0;

	if (word.len == 0 || word.ptr[0] < '0' || word.ptr[0] > '9')
		return false;
	for (size_t i = 0; i < word.len && total + number <= UINT32_MAX; i++) {
		char c = word.ptr[i];

		if (c >= '0' && c <= '9') {
			number = number * 10 + (uint64_t)(c - '0');
			continue;
		}
		if (seconds_of(c) == 0)
			return false;
		total += number * seconds_of(c);
		number = 0;
	}
	if (total + number > UINT32_MAX)
		return false;
	*ret = (uint32_t)(total + number);
	return true;
}

static enum err_code
read_ttl(struct reader *r, struct slice value, struct err *err)
{
	if (!parse_ttl(value, &r->ttl))
		return fail(r, err,
		    _("$TTL needs a number of seconds, for example: $TTL "
		      "3600"));
	r->has_ttl = true;
	return ERR_OK;
}

static enum err_code
read_include(struct reader *r, struct slice value, struct err *err)
{
	(void)value;
	return fail(r, err,
	    _("$INCLUDE is not followed. Put all records into one file."));
}

static const struct {
	const char *word;
	enum err_code (*read)(struct reader *, struct slice, struct err *);
} directives[] = {
    {"$ORIGIN", read_origin},
    {"$TTL", read_ttl},
    {"$INCLUDE", read_include},
};

static enum err_code
read_directive(struct reader *r, struct slice entry, struct err *err)
{
	struct slice word;

	entry = slice_trim(entry, " ");
	(void)slice_next(&entry, ' ', &word);
	for (size_t i = 0; i < COUNT_OF(directives); i++)
		if (slice_is_nocase(word, directives[i].word))
			return directives[i].read(
			    r, slice_trim(entry, " "), err);
	return fail(r, err,
	    _("this directive is not known. Write the records out one by "
	      "one."));
}

static enum err_code
add_record(struct reader *r, const ldns_rr *from, struct err *err)
{
	struct zone *zone = r->zone;
	struct dns_rr rr = {.owner = NULL};

	/* Without $TTL the last stated one goes on, RFC 1035 section 5.1. */
	if (!r->has_ttl)
		r->ttl = ldns_rr_ttl(from);
	if (ldns_rr_get_class(from) != LDNS_RR_CLASS_IN)
		return ERR_OK;
	if (!dnsrr_from_ldns(r->arena, from, &rr))
		return fail_status(r, LDNS_STATUS_SYNTAX_RDATA_ERR, err);
	zone->rr = arena_push(r->arena, zone->rr, &zone->count, sizeof(rr));
	zone->rr[zone->count - 1] = rr;
	return ERR_OK;
}

#define WORD_SIZE 16 /* of a class or type and NUL */

/* What stands before the value; TTL and class come in either order. */
struct preamble {
	struct slice owner; /* empty: that of the entry before */
	uint32_t ttl;
	char class[WORD_SIZE];
	char type[WORD_SIZE];
	struct slice rest; /* type and value */
};

/* ldns wants its words NUL-terminated; none of them is longer. */
static void
copy_word(struct slice word, char ret[WORD_SIZE])
{
	size_t len = word.len < WORD_SIZE ? word.len : 0;

	if (len > 0)
		memcpy(ret, word.ptr, len);
	ret[len] = '\0';
}

static bool
read_class(struct slice word, struct preamble *ret)
{
	char class[WORD_SIZE];

	copy_word(word, class);
	if (ldns_get_rr_class_by_name(class) == 0)
		return false;
	memcpy(ret->class, class, sizeof(class));
	return true;
}

static void
read_preamble(struct slice entry, struct preamble *ret)
{
	struct slice word = {.len = 0};

	(void)slice_next(&entry, ' ', &ret->owner);
	do {
		ret->rest = entry = slice_trim(entry, " ");
	} while (slice_next(&entry, ' ', &word) &&
		 (parse_ttl(word, &ret->ttl) || read_class(word, ret)));
	copy_word(word, ret->type);
}

/* ldns wants the TTL before the class, and takes a default of 0 for none. */
static enum err_code
read_record(struct reader *r, struct slice entry, struct err *err)
{
	struct preamble p = {.ttl = r->ttl, .class = "IN"};
	struct buf line = BUF_INIT;
	ldns_rr *rr = NULL;
	ldns_status status;
	enum err_code code;

	read_preamble(entry, &p);
	if (ldns_get_rr_type_by_name(p.type) == 0)
		return fail_status(r, LDNS_STATUS_SYNTAX_TYPE_ERR, err);
	buf_add(&line, p.owner.ptr, p.owner.len);
	buf_addf(&line, " %" PRIu32 " %s ", p.ttl, p.class);
	buf_add(&line, p.rest.ptr, p.rest.len);
	status = ldns_rr_new_frm_str(
	    &rr, buf_text(&line), 0, r->ldns_origin, &r->owner);
	buf_release(&line);
	if (status != LDNS_STATUS_OK)
		return fail_status(r, status, err);
	code = add_record(r, rr, err);
	ldns_rr_free(rr);
	return code;
}

static enum err_code
read_entries(struct reader *r, struct buf *entry, struct err *err)
{
	enum err_code code;

	for (;;) {
		code = zone_scan_next(&r->scan, entry, err);
		if (code != ERR_OK || entry->len == 0)
			return code;
		code = entry->data[0] == '$'
			   ? read_directive(r, slice_of(buf_text(entry)), err)
			   : read_record(r, slice_of(buf_text(entry)), err);
		if (code != ERR_OK)
			return code;
	}
}

/* The owner of the SOA, or the origin where the file has none. */
static const char *
find_apex(struct arena *arena, const struct zone *zone, const char *origin)
{
	for (size_t i = 0; i < zone->count; i++)
		if (zone->rr[i].type == DNS_SOA)
			return zone->rr[i].owner;
	return arena_copy(arena, origin);
}

enum err_code
zonefile_parse(struct arena *arena, struct slice text, const char *origin,
    struct zone *ret, struct err *err)
{
	struct zone zone = {.apex = NULL};
	struct reader r = {.arena = arena,
	    .zone = &zone,
	    .scan = {.text = text, .line = 1},
	    .ttl = TTL_UNSTATED};
	struct buf entry = BUF_INIT;
	struct dname name;
	enum err_code code;

	if (text.len > ZONEFILE_MAX)
		return err_set(err, ERR_LIMIT,
		    _("The zone is larger than 8 megabytes. Give only the part "
		      "that is about your domain."));
	code = dname_parse(slice_of(origin), &name, err);
	if (code != ERR_OK)
		return code;
	code = set_origin(&r, &name, err);
	if (code == ERR_OK)
		code = read_entries(&r, &entry, err);
	if (code == ERR_OK) {
		zone.apex = find_apex(arena, &zone, name.text);
		*ret = zone;
	}
	buf_release(&entry);
	ldns_rdf_deep_free(r.ldns_origin);
	ldns_rdf_deep_free(r.owner);
	return code;
}
