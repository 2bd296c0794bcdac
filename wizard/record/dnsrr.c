#include "wizard/record/dnsrr.h"

#include <ldns/ldns.h>
#include <stdio.h>
#include <string.h>

#include "wizard/record/dname_wire.h"

static const char *const status_words[] = {
    [DNS_PENDING] = "PENDING",
    [DNS_OK] = "OK",
    [DNS_NODATA] = "NODATA",
    [DNS_NXDOMAIN] = "NXDOMAIN",
    [DNS_SERVFAIL] = "SERVFAIL",
    [DNS_REFUSED] = "REFUSED",
    [DNS_OTHER] = "OTHER",
    [DNS_TIMEOUT] = "TIMEOUT",
    [DNS_UNREACHABLE] = "UNREACHABLE",
    [DNS_MALFORMED] = "MALFORMED",
    [DNS_CANCELLED] = "CANCELLED",
};

static const struct {
	uint16_t type;
	const char *word;
} type_words[] = {
    {DNS_A, "A"},
    {DNS_NS, "NS"},
    {DNS_CNAME, "CNAME"},
    {DNS_SOA, "SOA"},
    {DNS_PTR, "PTR"},
    {DNS_MX, "MX"},
    {DNS_TXT, "TXT"},
    {DNS_AAAA, "AAAA"},
    {DNS_DNAME, "DNAME"},
    {DNS_DS, "DS"},
    {DNS_TLSA, "TLSA"},
    {DNS_SPF, "SPF"},
    {DNS_CAA, "CAA"},
};

bool
dns_is_answered(enum dns_status status)
{
	return status == DNS_OK || status == DNS_NODATA ||
	       status == DNS_NXDOMAIN;
}

struct dns_answer
dns_alias_of(const struct dns_answer *answer, uint16_t type)
{
	struct dns_answer alias = *answer;

	if (type == DNS_CNAME || !dns_is_answered(answer->status))
		return alias;
	alias.rr = answer->cname;
	alias.count = answer->cnames > 0 ? 1 : 0;
	alias.cname = NULL;
	alias.cnames = 0;
	if (alias.count > 0)
		alias.status = DNS_OK;
	else if (answer->status == DNS_OK)
		alias.status = DNS_NODATA;
	return alias;
}

const char *
dns_status_word(enum dns_status status)
{
	return status_words[status];
}

const char *
dns_type_word(uint16_t type)
{
	static _Thread_local char unnamed[sizeof("TYPE65535")];

	for (size_t i = 0; i < COUNT_OF(type_words); i++)
		if (type_words[i].type == type)
			return type_words[i].word;
	(void)snprintf(unnamed, sizeof(unnamed), "TYPE%u", type);
	return unnamed;
}

/* TYPE257, RFC 3597 section 5; 0: it is not such a number. */
static uint16_t
numbered_type(struct slice word)
{
	unsigned number = 0;

	if (!slice_starts_nocase(word, "TYPE") ||
	    word.len > strlen("TYPE65535"))
		return 0;
	for (size_t i = strlen("TYPE"); i < word.len; i++) {
		if (word.ptr[i] < '0' || word.ptr[i] > '9')
			return 0;
		number = number * 10 + (unsigned)(word.ptr[i] - '0');
	}
	return number > UINT16_MAX ? 0 : (uint16_t)number;
}

uint16_t
dns_type_of(const char *word)
{
	for (size_t i = 0; i < COUNT_OF(type_words); i++)
		if (slice_is_nocase(slice_of(word), type_words[i].word))
			return type_words[i].type;
	return numbered_type(slice_of(word));
}

/* Field i of the RDATA, of at least that many octets; NULL: it has none. */
static const ldns_rdf *
field(const ldns_rr *rr, size_t i, size_t size)
{
	const ldns_rdf *rdf = NULL;

	if (i < ldns_rr_rd_count(rr))
		rdf = ldns_rr_rdf(rr, i);
	return rdf == NULL || ldns_rdf_size(rdf) < size ? NULL : rdf;
}

static const char *
name_text(struct arena *arena, const ldns_rdf *name)
{
	char text[DNAME_TEXT_MAX];
	size_t len =
	    dname_from_wire(ldns_rdf_data(name), ldns_rdf_size(name), text);

	return arena_copy_slice(arena, (struct slice) {text, len});
}

static bool
read_target(
    struct arena *arena, const ldns_rr *rr, size_t i, struct dns_rr *ret)
{
	const ldns_rdf *name = field(rr, i, 1);

	if (name == NULL || ldns_rdf_get_type(name) != LDNS_RDF_TYPE_DNAME)
		return false;
	ret->target = name_text(arena, name);
	return true;
}

static bool
read_address(const ldns_rr *rr, uint8_t family, size_t size, struct dns_rr *ret)
{
	const ldns_rdf *address = field(rr, 0, size);

	if (address == NULL)
		return false;
	ret->address.family = family;
	memcpy(ret->address.octets, ldns_rdf_data(address), size);
	return true;
}

static bool
read_mx(struct arena *arena, const ldns_rr *rr, struct dns_rr *ret)
{
	const ldns_rdf *preference = field(rr, 0, sizeof(uint16_t));

	if (preference == NULL)
		return false;
	ret->preference = ldns_rdf2native_int16(preference);
	return read_target(arena, rr, 1, ret);
}

/* MNAME, RNAME, SERIAL, REFRESH, RETRY, EXPIRE, MINIMUM. */
static bool
read_soa(struct arena *arena, const ldns_rr *rr, struct dns_rr *ret)
{
	uint32_t *const values[] = {&ret->soa_serial, &ret->soa_refresh,
	    &ret->soa_retry, &ret->soa_expire, &ret->soa_minimum};

	for (size_t i = 0; i < COUNT_OF(values); i++) {
		const ldns_rdf *rdf = field(rr, i + 2, sizeof(uint32_t));

		if (rdf == NULL)
			return false;
		*values[i] = ldns_rdf2native_int32(rdf);
	}
	return read_target(arena, rr, 0, ret);
}

/* RDATA in wire form without the first octets of each field. */
static struct slice
join_fields(struct arena *arena, const ldns_rr *rr, size_t skip)
{
	size_t count = ldns_rr_rd_count(rr);
	size_t len = 0;
	char *out;

	for (size_t i = 0; i < count; i++)
		len += ldns_rdf_size(ldns_rr_rdf(rr, i)) - skip;
	out = arena_alloc(arena, len + 1);
	len = 0;
	for (size_t i = 0; i < count; i++) {
		const ldns_rdf *rdf = ldns_rr_rdf(rr, i);
		size_t n = ldns_rdf_size(rdf) - skip;

		if (n > 0)
			memcpy(out + len, ldns_rdf_data(rdf) + skip, n);
		len += n;
	}
	return (struct slice) {out, len};
}

static bool
read_text(struct arena *arena, const ldns_rr *rr, struct dns_rr *ret)
{
	size_t count = ldns_rr_rd_count(rr);
	uint8_t *lengths = arena_alloc(arena, count);

	for (size_t i = 0; i < count; i++) {
		const ldns_rdf *string = field(rr, i, 1);

		if (string == NULL)
			return false;
		lengths[i] = (uint8_t)(ldns_rdf_size(string) - 1);
	}
	ret->text = join_fields(arena, rr, 1);
	ret->string_lengths = lengths;
	ret->strings = count;
	return true;
}

static bool
read_rdata(struct arena *arena, const ldns_rr *rr, struct dns_rr *ret)
{
	switch ((enum dns_type)ret->type) {
	case DNS_A:
		return read_address(rr, 4, 4, ret);
	case DNS_AAAA:
		return read_address(rr, 6, 16, ret);
	case DNS_NS:
	case DNS_CNAME:
	case DNS_PTR:
	case DNS_DNAME:
		return read_target(arena, rr, 0, ret);
	case DNS_MX:
		return read_mx(arena, rr, ret);
	case DNS_SOA:
		return read_soa(arena, rr, ret);
	case DNS_TXT:
	case DNS_SPF:
		return read_text(arena, rr, ret);
	case DNS_DS:
	case DNS_TLSA:
	case DNS_CAA:
		break;
	}
	ret->raw = join_fields(arena, rr, 0);
	return true;
}

bool
dnsrr_from_ldns(
    struct arena *arena, const struct ldns_struct_rr *rr, struct dns_rr *ret)
{
	ret->type = (uint16_t)ldns_rr_get_type(rr);
	ret->ttl = ldns_rr_ttl(rr);
	ret->owner = name_text(arena, ldns_rr_owner(rr));
	return read_rdata(arena, rr, ret);
}

struct ldns_struct_rdf *
dnsrr_name_to_ldns(const char *name)
{
	uint8_t wire[DNAME_WIRE_MAX];
	struct err err;
	size_t len;

	if (dname_to_wire(slice_of(name), wire, &len, &err) != ERR_OK)
		return NULL;
	return ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, len, wire);
}

void
dnsrr_note_soa(struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->authorities; i++) {
		const struct dns_rr *rr = &answer->authority[i];

		if (rr->type != DNS_SOA)
			continue;
		answer->soa_owner = rr->owner;
		answer->negative_ttl =
		    rr->ttl < rr->soa_minimum ? rr->ttl : rr->soa_minimum;
		return;
	}
}
