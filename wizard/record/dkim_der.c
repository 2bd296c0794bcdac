#include "wizard/record/dkim_der.h"

#include <string.h>

enum tag {
	TAG_INTEGER = 0x02,
	TAG_BIT_STRING = 0x03,
	TAG_OID = 0x06,
	TAG_SEQUENCE = 0x30,
};

#define LENGTH_OCTETS_MAX 4 /* more cannot be meant in a TXT record */

static const char oid_rsa[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
static const char spki_ed25519[] = "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70"
				   "\x03\x21\x00";
#define SPKI_ED25519_LEN (sizeof(spki_ed25519) - 1 + 32)

static unsigned
octet(struct slice s, size_t i)
{
	return (unsigned char)s.ptr[i];
}

/* Length octets, X.690 section 8.1.3; *ret_used counts them. */
static enum der_status
read_length(struct slice s, size_t *ret, size_t *ret_used)
{
	size_t n, length = 0;

	if (s.len == 0)
		return DER_SHORT;
	if (octet(s, 0) < 0x80) {
		*ret = octet(s, 0);
		*ret_used = 1;
		return DER_OK;
	}
	n = octet(s, 0) & 0x7f;
	if (n == 0 || n > LENGTH_OCTETS_MAX)
		return DER_BAD;
	if (s.len < n + 1)
		return DER_SHORT;
	for (size_t i = 1; i <= n; i++)
		length = length << 8 | octet(s, i);
	*ret = length;
	*ret_used = n + 1;
	return DER_OK;
}

/* Cuts one element of that tag off rest; *ret is what it holds. */
static enum der_status
take(struct slice *rest, enum tag tag, struct slice *ret)
{
	enum der_status status;
	size_t length, used;
	struct slice s = *rest;

	if (s.len == 0)
		return DER_SHORT;
	if (octet(s, 0) != (unsigned)tag)
		return DER_BAD;
	s.ptr++;
	s.len--;
	status = read_length(s, &length, &used);
	if (status != DER_OK)
		return status;
	if (s.len - used < length)
		return DER_SHORT;
	*ret = (struct slice) {.ptr = s.ptr + used, .len = length};
	rest->ptr = ret->ptr + length;
	rest->len = s.len - used - length;
	return DER_OK;
}

static struct slice
without_zeros(struct slice number)
{
	while (number.len > 0 && number.ptr[0] == '\0') {
		number.ptr++;
		number.len--;
	}
	return number;
}

static unsigned
count_bits(struct slice number)
{
	unsigned bits, top;

	number = without_zeros(number);
	if (number.len == 0)
		return 0;
	bits = (unsigned)(number.len - 1) * 8;
	for (top = octet(number, 0); top > 0; top >>= 1)
		bits++;
	return bits;
}

static unsigned long
small_number(struct slice number)
{
	unsigned long n = 0;

	number = without_zeros(number);
	if (number.len > sizeof(n))
		return 0;
	for (size_t i = 0; i < number.len; i++)
		n = n << 8 | octet(number, i);
	return n;
}

/* RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } */
static enum der_status
read_numbers(struct slice sequence, struct rsa_facts *ret)
{
	enum der_status status;
	struct slice modulus, exponent;

	status = take(&sequence, TAG_INTEGER, &modulus);
	if (status == DER_OK)
		status = take(&sequence, TAG_INTEGER, &exponent);
	if (status != DER_OK)
		return status;
	if (sequence.len > 0 || count_bits(modulus) == 0)
		return DER_BAD;
	ret->bits = count_bits(modulus);
	ret->exponent = small_number(exponent);
	return DER_OK;
}

/* The two parts of SubjectPublicKeyInfo; the algorithm must be RSA. */
static enum der_status
open_spki(struct slice spki, struct slice *ret_key)
{
	struct slice algorithm, oid, bits;
	enum der_status status;

	status = take(&spki, TAG_SEQUENCE, &algorithm);
	if (status == DER_OK)
		status = take(&algorithm, TAG_OID, &oid);
	if (status != DER_OK)
		return status;
	if (oid.len != sizeof(oid_rsa) - 1 ||
	    memcmp(oid.ptr, oid_rsa, oid.len) != 0)
		return DER_BAD;
	status = take(&spki, TAG_BIT_STRING, &bits);
	if (status != DER_OK)
		return status;
	if (spki.len > 0 || bits.len == 0 || bits.ptr[0] != '\0')
		return DER_BAD;
	bits.ptr++;
	bits.len--;
	status = take(&bits, TAG_SEQUENCE, ret_key);
	return status == DER_OK && bits.len > 0 ? DER_BAD : status;
}

enum der_status
dkim_der_rsa(struct slice der, struct rsa_facts *ret)
{
	enum der_status status;
	struct slice outer, key;

	status = take(&der, TAG_SEQUENCE, &outer);
	if (status != DER_OK)
		return status;
	if (der.len > 0 || outer.len == 0)
		return DER_BAD;
	key = outer;
	if (octet(outer, 0) == TAG_SEQUENCE)
		status = open_spki(outer, &key);
	if (status == DER_OK)
		status = read_numbers(key, ret);
	/* The whole is here, so a part that claims more is wrong, not cut. */
	return status == DER_SHORT ? DER_BAD : status;
}

bool
dkim_der_is_ed25519(struct slice der)
{
	return der.len == SPKI_ED25519_LEN &&
	       memcmp(der.ptr, spki_ed25519, sizeof(spki_ed25519) - 1) == 0;
}

/* The value of a base64 digit; 64 for anything else. */
static unsigned
digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? 64 : (unsigned)(at - digits);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Nothing but blanks and "=" may follow the first "="; counts these. */
static bool
read_padding(struct slice rest, size_t *ret_count)
{
	size_t count = 0;

	for (size_t i = 0; i < rest.len; i++) {
		if (rest.ptr[i] == '=')
			count++;
		else if (!is_blank(rest.ptr[i]))
			return false;
	}
	*ret_count = count;
	return true;
}

bool
dkim_base64(
    struct arena *arena, struct slice text, struct slice *ret, bool *ret_whole)
{
	size_t len = 0, count = 0, padding = 0, i;
	char *out = arena_alloc(arena, text.len);
	unsigned held = 0;

	for (i = 0; i < text.len && text.ptr[i] != '='; i++) {
		unsigned value = digit(text.ptr[i]);

		if (is_blank(text.ptr[i]))
			continue;
		if (value == 64)
			return false;
		held = (held << 6 | value) & 0xffffff;
		count++;
		if (count % 4 != 1) /* a digit that completes an octet */
			out[len++] =
			    (char)(held >> (6 - 2 * ((count + 3) % 4)));
	}
	if (!read_padding(
		(struct slice) {text.ptr + i, text.len - i}, &padding))
		return false;
	*ret = (struct slice) {.ptr = out, .len = len};
	*ret_whole = padding <= 2 && (count + padding) % 4 == 0;
	return true;
}
