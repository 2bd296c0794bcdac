/* Replies of a mail server, RFC 5321 section 4.2, as they come in pieces. */
#ifndef IO_SMTP_REPLY_H
#define IO_SMTP_REPLY_H

#include <stdbool.h>

#include "wizard/base/buf.h"

#define SMTP_REPLY_LINE  1024 /* octets; section 4.5.3.1.5 has 512 */
#define SMTP_REPLY_LINES 128  /* of one reply */
#define SMTP_REPLY_NAME  256  /* octets; what is longer is cut */

struct smtp_reply {
	char line[SMTP_REPLY_LINE]; /* the last one, without its end */
	size_t len;
	size_t lines;
	unsigned code;  /* of the last line */
	bool starttls;  /* one of the lines says STARTTLS */
	bool expn;      /* or EXPN */
	char name[SMTP_REPLY_NAME]; /* the first word of the first line */
};

enum smtp_reply_state {
	SMTP_REPLY_GOES_ON,
	SMTP_REPLY_WHOLE,
	SMTP_REPLY_BROKEN, /* too long, or not a reply */
};

void smtp_reply_begin(struct smtp_reply *reply);

/* Takes octets off the front until the reply is whole. */
enum smtp_reply_state smtp_reply_read(
    struct smtp_reply *reply, struct slice *octets);

#endif
