#include "wizard/io/dns_ares_rtt.h"

static uint32_t
clamp(int64_t ms)
{
	if (ms < RTT_WAIT_MIN)
		return RTT_WAIT_MIN;
	return ms > RTT_WAIT_MAX ? RTT_WAIT_MAX : (uint32_t)ms;
}

uint32_t
rtt_wait(const struct rtt *rtt)
{
	return rtt->wait == 0 ? RTT_WAIT_UNKNOWN : rtt->wait;
}

/* Sections 2.2 and 2.3: alpha is 1/8, beta 1/4, K 4. */
void
rtt_sample(struct rtt *rtt, int64_t microseconds)
{
	int64_t off = microseconds - rtt->smoothed;

	if (rtt->smoothed == 0) {
		rtt->smoothed = microseconds;
		rtt->variation = microseconds / 2;
	} else {
		off = off < 0 ? -off : off;
		rtt->variation += (off - rtt->variation) / 4;
		rtt->smoothed += (microseconds - rtt->smoothed) / 8;
	}
	rtt->wait = clamp((rtt->smoothed + 4 * rtt->variation) / 1000);
}

void
rtt_missed(struct rtt *rtt, uint32_t waited)
{
	uint32_t longer = clamp((int64_t)waited * 2);

	/* Many questions miss the same moment; it counts once. */
	if (longer > rtt_wait(rtt))
		rtt->wait = longer;
}
