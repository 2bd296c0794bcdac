/*
 * The lines exchanged with inkan-spf, docs/PROTOCOL-spf.md, as this program
 * writes and reads them. What the helper says is hostile: it holds libspf2 and
 * whatever a record has made of it.
 */
#ifndef IO_SPF_LINES_H
#define IO_SPF_LINES_H

#include "wizard/flow/services.h"
#include "wizard/record/dname.h"

#define SPF_LINE_MAX   320 /* octets of a line from the helper */
#define SPF_REASON_MAX 240
#define SPF_SENDER_MAX 512

enum spf_line_kind {
	SPF_LINE_QUESTION,
	SPF_LINE_RESULT,
	SPF_LINE_SURRENDER, /* the helper gave up */
};

struct spf_line {
	enum spf_line_kind kind;
	uint16_t type;          /* of a question */
	struct dname name;      /* of a question */
	enum spf_result result; /* of a result */
	char reason[SPF_REASON_MAX + 1]; /* of the last two, printable ASCII */
};

/* line: without its line feed. False: outside the grammar, *ret undefined. */
bool spf_line_read(struct slice line, struct spf_line *ret) MUST_CHECK;

/*
 * Appends "E <ip> <helo> <sender>\n", with an IPv4-mapped address as the IPv4
 * address it is and the sender in full. False: the sender has no domain name
 * that could be judged, RFC 7208 section 4.3; nothing is appended.
 */
bool spf_line_request(
    struct buf *out, const struct spf_request *request) MUST_CHECK;

/*
 * Appends "A <status> <ttl> <records>\n" and the record lines. Of TXT records
 * only SPF records of at most SPF_RECORD_MAX octets are written, of names only
 * those without escapes, which libspf2 would misread.
 */
void spf_line_answer(
    struct buf *out, uint16_t type, const struct dns_answer *answer);

#endif
