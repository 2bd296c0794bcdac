#include "wizard/io/spf_lines.h"

#include <string.h>

#define TTL_MAX 2147483647U /* RFC 2181 section 8 */

/* --- What the helper says ----------------------------------------------- */

static bool
read_type(struct slice word, uint16_t *ret)
{
	static const struct {
		const char *word;
		enum dns_type type;
	} types[] = {
	    {"A", DNS_A},
	    {"AAAA", DNS_AAAA},
	    {"MX", DNS_MX},
	    {"PTR", DNS_PTR},
	    {"TXT", DNS_TXT},
	};

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (slice_is(word, types[i].word)) {
			*ret = (uint16_t)types[i].type;
			return true;
		}
	return false;
}

static bool
read_question(struct slice rest, struct spf_line *ret)
{
	struct err ignored = ERR_INIT;
	struct slice type, name;

	ret->kind = SPF_LINE_QUESTION;
	return slice_next(&rest, ' ', &type) && slice_next(&rest, ' ', &name) &&
	    rest.ptr == NULL && read_type(type, &ret->type) &&
	    dname_parse(name, &ret->name, &ignored) == ERR_OK &&
	    ret->name.text[0] != '\0';
}

/* Free text up to the end of the line. */
static bool
read_reason(struct slice rest, struct spf_line *ret)
{
	if (rest.ptr == NULL || rest.len > SPF_REASON_MAX)
		return false;
	for (size_t i = 0; i < rest.len; i++)
		if (rest.ptr[i] < ' ' || rest.ptr[i] > '~')
			return false;
	memcpy(ret->reason, rest.ptr, rest.len);
	ret->reason[rest.len] = '\0';
	return true;
}

static bool
read_result(struct slice rest, struct spf_line *ret)
{
	static const char *const words[] = {
	    [SPF_NONE] = "none",
	    [SPF_NEUTRAL] = "neutral",
	    [SPF_PASS] = "pass",
	    [SPF_FAIL] = "fail",
	    [SPF_SOFTFAIL] = "softfail",
	    [SPF_TEMPERROR] = "temperror",
	    [SPF_PERMERROR] = "permerror",
	};
	struct slice word;

	if (!slice_next(&rest, ' ', &word))
		return false;
	ret->kind = SPF_LINE_RESULT;
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (slice_is(word, words[i])) {
			ret->result = (enum spf_result)i;
			return read_reason(rest, ret);
		}
	return false;
}

static bool
read_surrender(struct slice rest, struct spf_line *ret)
{
	ret->kind = SPF_LINE_SURRENDER;
	return read_reason(rest, ret);
}

bool
spf_line_read(struct slice line, struct spf_line *ret)
{
	static const struct {
		const char *tag;
		bool (*read)(struct slice rest, struct spf_line *ret);
	} kinds[] = {
	    {"Q", read_question},
	    {"R", read_result},
	    {"X", read_surrender},
	};
	struct slice tag;

	if (!slice_next(&line, ' ', &tag))
		return false;
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (slice_is(tag, kinds[i].tag))
			return kinds[i].read(line, ret);
	return false;
}

/* --- What the helper is told -------------------------------------------- */

/* Every octet but printable ASCII, and the backslash, as \DDD. */
static void
add_escaped(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] > ' ' && s.ptr[i] <= '~' && s.ptr[i] != '\\')
			buf_addc(out, s.ptr[i]);
		else
			buf_addf(out, "\\%03u",
			    (unsigned)(unsigned char)s.ptr[i]);
}

/*
 * The sender as RFC 7208 sections 2.4 and 4.3 want it: the null sender is
 * postmaster@HELO, an absent local part postmaster. False: the domain is none.
 */
static bool
full_sender(const struct spf_request *request, struct buf *ret)
{
	const char *at = strrchr(request->mail_from, '@');
	const char *domain = at == NULL ? request->mail_from : at + 1;
	struct err ignored = ERR_INIT;
	struct dname name;

	if (request->mail_from[0] == '\0')
		domain = request->helo;
	if (dname_parse(slice_of(domain), &name, &ignored) != ERR_OK ||
	    dname_labels(name.text) < 2)
		return false;
	if (at == NULL || at == request->mail_from)
		buf_adds(ret, "postmaster");
	else
		buf_add(ret, request->mail_from,
		    (size_t)(at - request->mail_from));
	buf_addf(ret, "@%s", name.text);
	return ret->len <= SPF_SENDER_MAX;
}

bool
spf_line_request(struct buf *out, const struct spf_request *request)
{
	const struct ip ip = ip_unmapped(&request->ip);
	const char *helo = request->helo;
	struct buf sender = BUF_INIT;
	char address[IP_TEXT_MAX];
	bool ok = full_sender(request, &sender);

	/* What a client calls itself need not be a name. */
	if (helo[0] == '\0' || strlen(helo) > DNAME_MAX)
		helo = "unknown";
	if (ok) {
		ip_format(&ip, address);
		buf_addf(out, "E %s ", address);
		add_escaped(out, slice_of(helo));
		buf_addc(out, ' ');
		add_escaped(out, slice_of(sender.data));
		buf_addc(out, '\n');
	}
	buf_release(&sender);
	return ok;
}

static void
add_record(struct buf *out, struct slice data)
{
	buf_addf(out, "D %zu ", data.len);
	add_escaped(out, data);
	buf_addc(out, '\n');
}

static bool
add_address(struct buf *out, const struct dns_rr *rr)
{
	char address[IP_TEXT_MAX];

	ip_format(&rr->address, address);
	add_record(out, slice_of(address));
	return true;
}

/* The root is no host: RFC 7505 says by it that there is none. */
static bool
add_name(struct buf *out, const struct dns_rr *rr)
{
	if (rr->target == NULL || rr->target[0] == '\0' ||
	    strchr(rr->target, '\\') != NULL)
		return false;
	add_record(out, slice_of(rr->target));
	return true;
}

static bool
add_text(struct buf *out, const struct dns_rr *rr)
{
	if (!spf_is_record(rr->text) || rr->text.len > SPF_RECORD_MAX)
		return false;
	add_record(out, rr->text);
	return true;
}

static bool
add_rr(struct buf *out, const struct dns_rr *rr)
{
	switch (rr->type) {
	case DNS_A:
	case DNS_AAAA:
		return add_address(out, rr);
	case DNS_MX:
	case DNS_PTR:
		return add_name(out, rr);
	case DNS_TXT:
		return add_text(out, rr);
	}
	return false;
}

static const char *
status_word(const struct dns_answer *answer, size_t records)
{
	if (!dns_is_answered(answer->status))
		return "FAIL";
	if (answer->status == DNS_NXDOMAIN)
		return "NXDOMAIN";
	return records > 0 ? "OK" : "NODATA";
}

void
spf_line_answer(struct buf *out, uint16_t type, const struct dns_answer *answer)
{
	bool usable = answer->status == DNS_OK && answer->count <= DNS_RR_MAX;
	uint32_t ttl = usable ? TTL_MAX : answer->negative_ttl;
	struct buf records = BUF_INIT;
	size_t count = 0;

	for (size_t i = 0; usable && i < answer->count; i++) {
		const struct dns_rr *rr = &answer->rr[i];

		if (rr->type != type || !add_rr(&records, rr))
			continue;
		ttl = rr->ttl < ttl ? rr->ttl : ttl;
		count++;
	}
	buf_addf(out, "A %s %u %zu\n", status_word(answer, count),
	    (unsigned)(count > 0 || ttl <= TTL_MAX ? ttl : TTL_MAX), count);
	buf_add(out, buf_text(&records), records.len);
	buf_release(&records);
}
