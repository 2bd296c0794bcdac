/*
 * Wordings as templates have them, and where they stand in a stream:
 *
 *	SPF [{domain}] with ip: [{ip} *] = {spf}
 *
 * Letters stand for themselves, whatever their case; blanks, line breaks,
 * quotation marks, "=" and reply codes do not count. {name} is a value, * is
 *any text of some length, | separates wordings of which any will do.
 */
#ifndef RECORD_BOUNCE_PATTERN_H
#define RECORD_BOUNCE_PATTERN_H

#include "wizard/record/bounce_stream.h"

enum pattern_value {
	PATTERN_DOMAIN, /* of an address, too */
	PATTERN_IP,
	PATTERN_SPF, /* a verdict in the receiver's words... */
	PATTERN_DKIM,
	PATTERN_DMARC,
	PATTERN_SELECTOR,
	PATTERN_HOST, /* the host that answered; or any other than the sender */
	PATTERN_HOST_IP,
	PATTERN_ADDRESS, /* with a local part */
	PATTERN_STATUS, /* an enhanced code */
	PATTERN_VALUES
};

struct pattern_match {
	size_t at, end; /* places in the stream */
	const char *value[PATTERN_VALUES]; /* NULL: not there, or not certain */
	bool masked; /* a value was hidden by somebody */
};

/* NULL: it is well formed; otherwise a sentence that says what is wrong. */
const char *pattern_fault(const char *pattern);

/*
 * The first place where the wording stands, with the values of all such places;
 * about the sender they must not contradict each other. Time is linear in the
 * stream.
 */
bool pattern_find(struct arena *arena, const char *pattern,
    const struct stream *stream, struct pattern_match *ret);

#endif
