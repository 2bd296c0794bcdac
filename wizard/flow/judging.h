/* For the files that judge a message. */
#ifndef FLOW_JUDGING_H
#define FLOW_JUDGING_H

#include "wizard/check/inspect.h"
#include "wizard/flow/judge.h"

struct judging {
	struct arena *arena;
	struct inquiry *inquiry;
	struct judgement *j;
	int64_t now; /* seconds since 1970 */
};

/* What the message says by itself: senders, signatures, the receiver. */
void judging_read(struct judging *g, const struct judge_options *options);

/* Puts every question; all of them go out in one round. */
void judging_ask(struct judging *g);

/* The key records as they were found. */
void judging_keys(struct judging *g);

/* Those that a verification can use; in the arena. */
void judging_request(struct judging *g, struct mail_request *ret);

/* signature: as many as there are signatures; NULL: none was tried. */
void judging_signatures(
    struct judging *g, const struct mail_signature *signature);

void judging_dmarc(struct judging *g);

void judging_findings(struct judging *g);

/* The parts of it about signatures, DMARC and what the receiver wrote. */
void judging_say_signatures(struct judging *g);
void judging_say_dmarc(struct judging *g);
void judging_say_receiver(struct judging *g);

#endif
