/* How long to wait before a question is sent again, RFC 6298. */
#ifndef IO_DNS_ARES_RTT_H
#define IO_DNS_ARES_RTT_H

#include <stdint.h>

#define RTT_WAIT_UNKNOWN 400 /* ms, before the first answer */
#define RTT_WAIT_MIN 100 /* ms: the second of section 2.4 is for streams */
#define RTT_WAIT_MAX 2000 /* ms */

/* Of one server; zero: nothing is known. */
struct rtt {
	int64_t smoothed; /* microseconds */
	int64_t variation; /* microseconds */
	uint32_t wait; /* ms */
};

uint32_t rtt_wait(const struct rtt *rtt); /* ms */

/* An answer came after so long, and it is clear to which packet it belongs. */
void rtt_sample(struct rtt *rtt, int64_t microseconds);

/* Nothing came in so many ms: the next question waits longer, section 5.5. */
void rtt_missed(struct rtt *rtt, uint32_t waited);

#endif
