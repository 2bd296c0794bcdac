/*
 * A line to one name server over one transport: a c-ares channel with at most
 * one socket, driven by the loop. It carries packets; it does not know what is
 * in them beyond the header. Used by dns_ares only.
 */
#ifndef IO_DNS_ARES_LINE_H
#define IO_DNS_ARES_LINE_H

#include "wizard/io/loop.h"

/* What became of a packet. */
enum line_outcome {
	LINE_ANSWER, /* wire holds it */
	LINE_SILENCE, /* c-ares gave up */
	LINE_REFUSED, /* nobody there, or the system would not send */
	LINE_CLOSED, /* TCP: the server hung up after it answered others */
};

/*
 * Called once for every packet, perhaps inside line_send and always inside
 * c-ares: it must not call into a line except by line_forget.
 */
typedef void line_done(
    void *arg, enum line_outcome outcome, const uint8_t *wire, size_t len);

struct line;
struct sending; /* a packet under way */

struct line_address {
	struct ip ip;
	uint16_t port;
	bool tcp;
};

/* timeout: ms after which nobody will be interested any more. */
struct line *line_new(struct loop *loop, const struct line_address *address,
    int timeout, line_done *done);

/* Forgets what is still under way. Not inside done. */
void line_free(struct line *line);

size_t line_busy(const struct line *line); /* packets under way */

/*
 * True when no more packets should take this line: an address and port that
 * live for long are easier to forge answers for (RFC 5452 section 9.2), and a
 * socket on which something went wrong is not to be trusted.
 */
bool line_is_worn(const struct line *line);
void line_wear(struct line *line);

/*
 * Gives the packet a random ID that no other has and sends it. The packet stays
 * the caller's and must live until done. *slot holds the sending until then and
 * is NULL after it.
 */
void line_send(struct line *line, uint8_t *packet, size_t len,
    struct sending **slot, void *arg);

/* Sends the same packet once more (UDP); an answer to either copy counts. */
void line_resend(const struct sending *sending);

/* done will not be called; *slot becomes NULL. NULL is fine. */
void line_forget(struct sending **slot);

struct line *sending_line(const struct sending *sending);

#endif
