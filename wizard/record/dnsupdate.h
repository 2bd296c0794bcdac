/*
 * Dynamic updates, RFC 2136: what has to be so in a zone, and what is to be
 * changed in it if it is. What is printed is what is sent, line by line.
 */
#ifndef RECORD_DNSUPDATE_H
#define RECORD_DNSUPDATE_H

#include "wizard/record/dnsmsg.h"

enum dnsupdate_verb { /* in the order in which they stand in a message */
	UPDATE_HAS,    /* the RRset is these records, no more, no less: 2.4.2 */
	UPDATE_LACKS,  /* there is no such RRset: 2.4.3 */
	UPDATE_UNUSED, /* the name has no record of any type: 2.4.5 */
	UPDATE_DELETE, /* this record: 2.5.4 */
	UPDATE_ADD,    /* this record: 2.5.1 */
};

struct dnsupdate_line {
	enum dnsupdate_verb verb;
	const char *name;
	uint16_t type;
	uint32_t ttl;      /* UPDATE_ADD only */
	struct slice data; /* RDATA, see rrdata.h; of HAS, DELETE, ADD */
};

struct dnsupdate {
	const char *zone;
	struct dnsupdate_line *line; /* prerequisites first */
	size_t count;
};

/* In the arena. */
void dnsupdate_add(struct arena *arena, struct dnsupdate *update,
    const struct dnsupdate_line *line);

/* ERR_LIMIT: larger than a message may be; ERR_SYNTAX: not a name. */
enum err_code dnsupdate_encode(const struct dnsupdate *update, uint16_t id,
    struct buf *ret, struct err *err) MUST_CHECK;

/* A line as nsupdate takes it, without a line end. */
const char *dnsupdate_print(
    struct arena *arena, const struct dnsupdate_line *line);

/* Is it the answer to the update of that id? Then its RCODE. */
bool dnsupdate_is_answer(
    struct slice wire, uint16_t id, uint8_t *ret_rcode) MUST_CHECK;

#endif
