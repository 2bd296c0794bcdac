#include "wizard/record/tlsa.h"

#include <string.h>

bool
tlsa_parse(struct slice rdata, struct tlsa *ret)
{
	if (rdata.len < 3)
		return false;
	*ret = (struct tlsa) {
	    .usage = (uint8_t)rdata.ptr[0],
	    .selector = (uint8_t)rdata.ptr[1],
	    .matching = (uint8_t)rdata.ptr[2],
	    .data = {rdata.ptr + 3, rdata.len - 3},
	};
	return true;
}

bool
tlsa_is_valid(const struct tlsa *tlsa)
{
	static const size_t digest[] = {0, 32, 64};

	if (tlsa->usage > TLSA_DANE_EE || tlsa->selector > 1 ||
	    tlsa->matching >= COUNT_OF(digest))
		return false;
	return tlsa->matching == 0 ? tlsa->data.len > 0
				   : tlsa->data.len == digest[tlsa->matching];
}

bool
tlsa_is_for_mail(const struct tlsa *tlsa)
{
	return tlsa->usage == TLSA_DANE_TA || tlsa->usage == TLSA_DANE_EE;
}

static bool
is_same(struct slice data, const void *octets, size_t len)
{
	return data.len == len && memcmp(data.ptr, octets, len) == 0;
}

bool
tlsa_matches(const struct tlsa *tlsa, const struct tlsa_target *target)
{
	unsigned s = tlsa->selector;

	if (!tlsa_is_valid(tlsa))
		return false;
	switch (tlsa->matching) {
	case 1:
		return is_same(tlsa->data, target->sha256[s], 32);
	case 2:
		return is_same(tlsa->data, target->sha512[s], 64);
	default:
		return is_same(tlsa->data, target->whole[s].ptr,
		    target->whole[s].len);
	}
}
