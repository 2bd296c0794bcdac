#include "wizard/record/dnssec.h"

#include <ldns/ldns.h>
#include <string.h>

#include "wizard/record/dnsrr.h"

#define DS_FIXED     4 /* octets: key tag, algorithm, type of digest */
#define DNSKEY_FIXED 4 /* octets: flags, protocol, algorithm */

static unsigned
octet(struct slice rdata, size_t i)
{
	return (unsigned char)rdata.ptr[i];
}

unsigned
dnssec_ds_tag(struct slice rdata)
{
	return rdata.len < DS_FIXED ? 0
				    : octet(rdata, 0) << 8 | octet(rdata, 1);
}

/* The record as ldns has it; made with ldns_rr_free; NULL: it is too short. */
static ldns_rr *
key_to_ldns(const struct dns_rr *key)
{
	static const ldns_rdf_type types[] = {LDNS_RDF_TYPE_INT16,
	    LDNS_RDF_TYPE_INT8, LDNS_RDF_TYPE_ALG, LDNS_RDF_TYPE_B64};
	size_t lengths[] = {2, 1, 1, key->raw.len - DNSKEY_FIXED};
	const char *data = key->raw.ptr;
	ldns_rr *rr;

	if (key->raw.len <= DNSKEY_FIXED)
		return NULL;
	rr = ldns_rr_new();
	ldns_rr_set_owner(rr, dnsrr_name_to_ldns(key->owner));
	ldns_rr_set_type(rr, LDNS_RR_TYPE_DNSKEY);
	ldns_rr_set_class(rr, LDNS_RR_CLASS_IN);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		(void)ldns_rr_push_rdf(
		    rr, ldns_rdf_new_frm_data(types[i], lengths[i], data));
		data += lengths[i];
	}
	return rr;
}

static bool
digest_of(unsigned type, ldns_hash *ret)
{
	switch (type) {
	case LDNS_SHA1:
	case LDNS_SHA256:
	case LDNS_SHA384:
		*ret = (ldns_hash)type;
		return true;
	default:
		return false;
	}
}

enum ds_match
dnssec_compare(
    struct arena *arena, const struct dns_rr *ds, const struct dns_rr *key)
{
	enum ds_match match = DS_OTHER;
	ldns_rr *from, *to = NULL;
	struct dns_rr made;
	ldns_hash digest;

	if (ds->raw.len <= DS_FIXED || !digest_of(octet(ds->raw, 3), &digest))
		return DS_UNKNOWN;
	from = key_to_ldns(key);
	if (from != NULL)
		to = ldns_key_rr2ds(from, digest);
	if (to != NULL && dnsrr_from_ldns(arena, to, &made) &&
	    made.raw.len == ds->raw.len &&
	    memcmp(made.raw.ptr, ds->raw.ptr, ds->raw.len) == 0)
		match = DS_SAME;
	ldns_rr_free(from);
	ldns_rr_free(to);
	return match;
}
