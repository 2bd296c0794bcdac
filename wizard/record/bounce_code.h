/* Codes of SMTP in a stream: "550-5.7.26", "550 ", "(#5.7.1)". */
#ifndef RECORD_BOUNCE_CODE_H
#define RECORD_BOUNCE_CODE_H

#include "wizard/record/bounce_stream.h"

struct found_code {
	unsigned reply; /* 0: without one */
	char enhanced[12]; /* "": without one */
	bool goes_on; /* "550-": not the last line of the reply */
	bool numbered; /* "#5.7.1" */
	const char *end; /* behind it */
};

/*
 * Does a code begin at a place of the text, whose blanks are those of streams?
 * open: the reply that goes on in the next line; or 0. Numbers of other kinds
 * are told apart by what stands around them.
 */
bool bounce_code_find(struct slice text, const char *at, unsigned open,
    struct found_code *ret);

#endif
