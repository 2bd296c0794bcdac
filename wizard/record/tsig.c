#include "wizard/record/tsig.h"

#include <ldns/ldns.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/dname_wire.h"

#define HEADER_LEN 12
#define ARCOUNT_AT 10
#define TYPE_TSIG  250
#define CLASS_ANY  255
#define TIME_LEN   6 /* octets */

static void
put_time(struct buf *out, uint64_t time)
{
	buf_add16(out, time >> 32 & 0xffff);
	buf_add16(out, time >> 16 & 0xffff);
	buf_add16(out, time & 0xffff);
}

/* In lower case, as it is digested: section 4.3.3. */
static enum err_code
put_name(struct buf *out, const char *name, struct err *err)
{
	uint8_t wire[DNAME_WIRE_MAX];
	size_t len;

	if (dname_to_wire(slice_of(name), wire, &len, err) != ERR_OK)
		return err->code;
	for (size_t i = 0; i < len; i++)
		buf_addc(out, char_lower((char)wire[i]));
	return ERR_OK;
}

/* A count in front of octets. */
static void
put_counted(struct buf *out, struct slice octets)
{
	buf_add16(out, octets.len);
	buf_add(out, octets.ptr, octets.len);
}

/* --- Signing ------------------------------------------------------------- */

enum err_code
tsig_digested(struct buf *out, const struct tsig *tsig,
    struct slice request_mac, struct slice message, struct err *err)
{
	if (request_mac.len > 0)
		put_counted(out, request_mac);
	buf_add(out, message.ptr, message.len);
	if (put_name(out, tsig->key, err) != ERR_OK)
		return err->code;
	buf_add16(out, CLASS_ANY);
	buf_add16(out, 0);
	buf_add16(out, 0); /* the two halves of the TTL */
	if (put_name(out, tsig->algorithm, err) != ERR_OK)
		return err->code;
	put_time(out, tsig->time);
	buf_add16(out, tsig->fudge);
	buf_add16(out, tsig->error);
	put_counted(out, tsig->other);
	return ERR_OK;
}

static enum err_code
put_data(struct buf *out, const struct tsig *tsig, struct err *err)
{
	if (put_name(out, tsig->algorithm, err) != ERR_OK)
		return err->code;
	put_time(out, tsig->time);
	buf_add16(out, tsig->fudge);
	put_counted(out, tsig->mac);
	buf_add16(out, tsig->id);
	buf_add16(out, tsig->error);
	put_counted(out, tsig->other);
	return ERR_OK;
}

enum err_code
tsig_append(struct buf *message, const struct tsig *tsig, struct err *err)
{
	struct buf data = BUF_INIT;
	enum err_code code = put_data(&data, tsig, err);

	if (code == ERR_OK)
		code = put_name(message, tsig->key, err);
	if (code == ERR_OK) {
		buf_add16(message, TYPE_TSIG);
		buf_add16(message, CLASS_ANY);
		buf_add16(message, 0);
		buf_add16(message, 0);
		put_counted(message, (struct slice) {data.data, data.len});
		/* It is the only additional record of an update. */
		message->data[ARCOUNT_AT + 1]++;
	}
	buf_release(&data);
	if (code == ERR_OK && message->len > DNS_MESSAGE_MAX)
		return err_set(err, ERR_LIMIT,
		    _("with its signature the message is larger than a DNS "
		      "message may be"));
	return code;
}

/* --- Reading ------------------------------------------------------------- */

/* Field i of the RDATA in wire form, of at least that many octets. */
static struct slice
field(const ldns_rr *rr, size_t i, size_t size)
{
	const ldns_rdf *rdf = ldns_rr_rdf(rr, i);

	if (rdf == NULL || ldns_rdf_size(rdf) < size)
		return (struct slice) {.ptr = NULL};
	return (struct slice) {
	    (const char *)ldns_rdf_data(rdf), ldns_rdf_size(rdf)};
}

static uint64_t
number(struct slice octets)
{
	uint64_t value = 0;

	for (size_t i = 0; i < octets.len; i++)
		value = value << 8 | (unsigned char)octets.ptr[i];
	return value;
}

static const char *
name(struct arena *arena, struct slice wire)
{
	char text[DNAME_TEXT_MAX];

	(void)dname_from_wire((const uint8_t *)wire.ptr, wire.len, text);
	return arena_copy(arena, text);
}

/* Octets behind their count. */
static struct slice
counted(struct arena *arena, struct slice octets)
{
	struct slice inside = {octets.ptr + 2, octets.len - 2};

	return (struct slice) {arena_copy_slice(arena, inside), inside.len};
}

/* The record as ldns has read it; false: a field is missing. */
static bool
read_record(struct arena *arena, const ldns_rr *rr, struct tsig *ret)
{
	static const size_t sizes[] = {1, TIME_LEN, 2, 2, 2, 2, 2};
	const ldns_rdf *owner = ldns_rr_owner(rr);
	struct slice f[COUNT_OF(sizes)];

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		f[i] = field(rr, i, sizes[i]);
		if (f[i].ptr == NULL)
			return false;
	}
	*ret = (struct tsig) {
	    .key = name(arena,
		(struct slice) {(const char *)ldns_rdf_data(owner),
		    ldns_rdf_size(owner)}),
	    .algorithm = name(arena, f[0]),
	    .time = number(f[1]),
	    .fudge = (uint16_t)number(f[2]),
	    .mac = counted(arena, f[3]),
	    .id = (uint16_t)number(f[4]),
	    .error = (uint16_t)number(f[5]),
	    .other = counted(arena, f[6]),
	};
	return true;
}

/* What the digest takes for granted: section 4.2. */
static bool
has_fixed_fields(const ldns_rr *rr)
{
	return ldns_rr_get_class(rr) == LDNS_RR_CLASS_ANY &&
	    ldns_rr_ttl(rr) == 0;
}

/* Reads the next record, which is thrown away unless ret wants it. */
static bool
next_record(struct slice message, size_t *at, bool question, ldns_rr **ret)
{
	ldns_rr *rr = NULL;
	ldns_status status = ldns_wire2rr(&rr, (const uint8_t *)message.ptr,
	    message.len, at,
	    question ? LDNS_SECTION_QUESTION : LDNS_SECTION_ANSWER);

	if (status != LDNS_STATUS_OK)
		return false;
	if (ret != NULL)
		*ret = rr;
	else
		ldns_rr_free(rr);
	return true;
}

static size_t
count_at(struct slice message, size_t at)
{
	return (size_t)number((struct slice) {message.ptr + at, 2});
}

/* Where the last record begins; false: something before it is unreadable. */
static bool
find_last(struct slice message, size_t *ret_at, size_t *ret_additional)
{
	size_t questions = count_at(message, 4), at = HEADER_LEN;
	size_t additional = count_at(message, ARCOUNT_AT);
	size_t records =
	    count_at(message, 6) + count_at(message, 8) + additional;

	if (questions > 1 || records > DNS_RR_MAX)
		return false;
	for (size_t i = 0; i < questions; i++)
		if (!next_record(message, &at, true, NULL))
			return false;
	for (size_t i = 1; i < records; i++)
		if (!next_record(message, &at, false, NULL))
			return false;
	*ret_at = at;
	*ret_additional = additional;
	return true;
}

/* The message up to the record, which is no longer counted. */
static struct slice
without_record(
    struct arena *arena, struct slice message, size_t at, uint16_t id)
{
	size_t additional = count_at(message, ARCOUNT_AT) - 1;
	char *copy =
	    arena_copy_slice(arena, (struct slice) {message.ptr, at});

	copy[0] = (char)(unsigned char)(id >> 8);
	copy[1] = (char)(unsigned char)id;
	copy[ARCOUNT_AT] = (char)(unsigned char)(additional >> 8);
	copy[ARCOUNT_AT + 1] = (char)(unsigned char)additional;
	return (struct slice) {copy, at};
}

enum tsig_found
tsig_read(struct arena *arena, struct slice message, struct tsig *ret,
    struct slice *ret_message)
{
	size_t at, end, additional;
	ldns_rr *rr = NULL;
	bool readable;

	if (message.len < HEADER_LEN || message.len > DNS_MESSAGE_MAX ||
	    !find_last(message, &at, &additional))
		return TSIG_UNREADABLE;
	end = at;
	if (additional == 0)
		return TSIG_NONE;
	if (!next_record(message, &end, false, &rr))
		return TSIG_UNREADABLE;
	if (ldns_rr_get_type(rr) != LDNS_RR_TYPE_TSIG) {
		ldns_rr_free(rr);
		return TSIG_NONE;
	}
	readable = end == message.len && has_fixed_fields(rr) &&
	    read_record(arena, rr, ret);
	ldns_rr_free(rr);
	if (!readable)
		return TSIG_UNREADABLE;
	*ret_message = without_record(arena, message, at, ret->id);
	return TSIG_SIGNED;
}

uint64_t
tsig_server_time(const struct tsig *tsig)
{
	return tsig->other.len == TIME_LEN ? number(tsig->other) : 0;
}
