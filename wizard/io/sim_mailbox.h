/*
 * The mail server and the mailbox elsewhere of practice mode: what is sent
 * arrives a moment later, with what a receiver puts in front. Nothing signs.
 */
#ifndef IO_SIM_MAILBOX_H
#define IO_SIM_MAILBOX_H

#include "wizard/flow/services.h"

struct sim_mailbox {
	const struct host_facts *host; /* that sends */
	struct clock_service clock;
};

struct sendmail_service sim_mailbox_service(struct sim_mailbox *mailbox);

#endif
