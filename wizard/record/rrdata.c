#include "wizard/record/rrdata.h"

#include <ldns/ldns.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/dname_wire.h"
#include "wizard/record/dnsrr.h"
#include "wizard/record/zonefile.h"

/* Owner, type, class, TTL and length of a record of the root: section 4.1.3. */
#define HEAD_LEN 11

static struct slice
move_to(struct arena *arena, struct buf *buf)
{
	struct slice copy = {buf_text(buf), buf->len};

	copy.ptr = arena_copy_slice(arena, copy);
	buf_release(buf);
	return copy;
}

/* --- Per type ------------------------------------------------------------ */

static void
put_address(struct buf *out, const struct dns_rr *rr)
{
	buf_add(out, (const char *)rr->address.octets,
	    rr->address.family == 4 ? 4 : sizeof(rr->address.octets));
}

static void
print_address(struct buf *out, const struct dns_rr *rr)
{
	char text[IP_TEXT_MAX];

	ip_format(&rr->address, text);
	buf_adds(out, text);
}

static void
put_target(struct buf *out, const struct dns_rr *rr)
{
	uint8_t wire[DNAME_WIRE_MAX];
	struct err err = ERR_INIT;
	size_t len;

	/* What was read once is a name. */
	if (dname_to_wire(slice_of(rr->target), wire, &len, &err) == ERR_OK)
		buf_add(out, (const char *)wire, len);
}

/* In full; what zone files give a meaning of its own is escaped. */
static void
print_target(struct buf *out, const struct dns_rr *rr)
{
	for (const char *at = rr->target; *at != '\0'; at++) {
		if (strchr("\"();", *at) != NULL)
			buf_addc(out, '\\');
		buf_addc(out, *at);
	}
	buf_addc(out, '.');
}

static void
put_mx(struct buf *out, const struct dns_rr *rr)
{
	buf_add16(out, rr->preference);
	put_target(out, rr);
}

static void
print_mx(struct buf *out, const struct dns_rr *rr)
{
	buf_addf(out, "%u ", rr->preference);
	print_target(out, rr);
}

static void
put_raw(struct buf *out, const struct dns_rr *rr)
{
	buf_add(out, rr->raw.ptr, rr->raw.len);
}

static void
print_hex(struct buf *out, struct slice octets)
{
	for (size_t i = 0; i < octets.len; i++)
		buf_addf(out, "%02x", (unsigned char)octets.ptr[i]);
}

/* RFC 3597 section 5. */
static void
print_raw(struct buf *out, const struct dns_rr *rr)
{
	buf_addf(out, "\\# %zu%s", rr->raw.len, rr->raw.len > 0 ? " " : "");
	print_hex(out, rr->raw);
}

/* RFC 6698 section 2.2. */
static void
print_tlsa(struct buf *out, const struct dns_rr *rr)
{
	const unsigned char *head = (const unsigned char *)rr->raw.ptr;

	if (rr->raw.len < 3) {
		print_raw(out, rr);
		return;
	}
	buf_addf(out, "%u %u %u ", head[0], head[1], head[2]);
	print_hex(out, (struct slice) {rr->raw.ptr + 3, rr->raw.len - 3});
}

/* RFC 1035 section 3.3.14; how a text is cut makes two records different. */
static void
put_strings(struct buf *out, const struct dns_rr *rr)
{
	const char *at = rr->text.ptr;

	for (size_t i = 0; i < rr->strings; i++) {
		buf_addc(out, (char)rr->string_lengths[i]);
		buf_add(out, at, rr->string_lengths[i]);
		at += rr->string_lengths[i];
	}
}

static void
print_strings(struct buf *out, const struct dns_rr *rr)
{
	struct arena arena = ARENA_INIT;
	struct text_parts parts = zonefile_parts_of(&arena, rr);

	buf_adds(out, zonefile_quote_parts(&arena, &parts));
	arena_release(&arena);
}

struct form {
	uint16_t type;
	void (*put)(struct buf *out, const struct dns_rr *rr);
	void (*print)(struct buf *out, const struct dns_rr *rr);
};

static const struct form *
form_of(uint16_t type)
{
	static const struct form any = {0, put_raw, print_raw};
	static const struct form forms[] = {
	    {DNS_A, put_address, print_address},
	    {DNS_AAAA, put_address, print_address},
	    {DNS_CNAME, put_target, print_target},
	    {DNS_NS, put_target, print_target},
	    {DNS_PTR, put_target, print_target},
	    {DNS_DNAME, put_target, print_target},
	    {DNS_MX, put_mx, print_mx},
	    {DNS_TXT, put_strings, print_strings},
	    {DNS_SPF, put_strings, print_strings},
	    {DNS_TLSA, put_raw, print_tlsa},
	};

	for (size_t i = 0; i < COUNT_OF(forms); i++)
		if (forms[i].type == type)
			return &forms[i];
	return &any;
}

/* --- From a record ------------------------------------------------------- */

static bool
has_strings(uint16_t type)
{
	return type == DNS_TXT || type == DNS_SPF;
}

struct slice
rrdata_of(struct arena *arena, const struct dns_rr *rr)
{
	struct buf out = BUF_INIT;

	form_of(rr->type)->put(&out, rr);
	return move_to(arena, &out);
}

char *
rrdata_presentation(struct arena *arena, const struct dns_rr *rr)
{
	struct buf out = BUF_INIT;
	char *text;

	form_of(rr->type)->print(&out, rr);
	text = arena_copy(arena, buf_text(&out));
	buf_release(&out);
	return text;
}

struct slice
rrdata_value(struct arena *arena, const struct dns_rr *rr)
{
	return has_strings(rr->type)
	    ? rr->text
	    : slice_of(rrdata_presentation(arena, rr));
}

/* --- To a record --------------------------------------------------------- */

/* ldns takes data that ends before its last field. */
static bool
is_whole(const ldns_rr *rr)
{
	const uint16_t type = (uint16_t)ldns_rr_get_type(rr);

	return ldns_rr_rd_count(rr) >=
	    ldns_rr_descriptor_minimum(ldns_rr_descript(type));
}

/* Of the root, so that ldns can read it. */
static bool
read_data(struct arena *arena, uint16_t type, struct slice data,
    struct dns_rr *ret)
{
	static const char class_and_ttl[] = {0, 1, 0, 0, 0, 0};
	struct buf wire = BUF_INIT;
	struct dns_rr read = {.type = 0};
	ldns_rr *rr = NULL;
	size_t at = 0;
	bool good;

	if (data.len > DNS_MESSAGE_MAX - HEAD_LEN)
		return false;
	buf_addc(&wire, '\0');
	buf_add16(&wire, type);
	buf_add(&wire, class_and_ttl, sizeof(class_and_ttl));
	buf_add16(&wire, data.len);
	buf_add(&wire, data.ptr, data.len);
	good = ldns_wire2rr(&rr, (const uint8_t *)buf_text(&wire), wire.len,
		   &at, LDNS_SECTION_ANSWER) == LDNS_STATUS_OK &&
	    is_whole(rr) && dnsrr_from_ldns(arena, rr, &read);
	if (good)
		*ret = read;
	ldns_rr_free(rr);
	buf_release(&wire);
	return good;
}

enum err_code
rrdata_read(struct arena *arena, uint16_t type, const char *presentation,
    struct dns_rr *ret, struct err *err)
{
	const char *line = arena_printf(arena, "@ 0 IN %s %s\n",
	    dns_type_word(type), presentation);
	struct zone zone;

	/* What ldns reads need not be what it writes, so it reads that as well. */
	if (strchr(presentation, '\n') != NULL ||
	    (has_strings(type) && presentation[0] != '"') ||
	    zonefile_parse(arena, slice_of(line), "", &zone, err) != ERR_OK ||
	    zone.count != 1 || zone.rr[0].type != type ||
	    !read_data(arena, type, rrdata_of(arena, &zone.rr[0]), ret))
		return err_set(err, ERR_SYNTAX,
		    _("this is not the data of one %s record"),
		    dns_type_word(type));
	return ERR_OK;
}

enum err_code
rrdata_read_value(struct arena *arena, uint16_t type, struct slice value,
    struct dns_rr *ret, struct err *err)
{
	const char *presentation = has_strings(type)
	    ? zonefile_quote_txt(arena, value)
	    : arena_copy_slice(arena, value);

	return rrdata_read(arena, type, presentation, ret, err);
}

char *
rrdata_print(struct arena *arena, uint16_t type, struct slice data)
{
	struct dns_rr rr = {.type = 0, .raw = data};

	/* An empty one is that of a line that names a whole RRset. */
	if (data.len == 0)
		return arena_copy(arena, "");
	(void)read_data(arena, type, data, &rr);
	return rrdata_presentation(arena, &rr);
}

bool
rrdata_equal(struct slice a, struct slice b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}
