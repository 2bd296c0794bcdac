/* The lines below a row of the Senders step: who it is, what it needs. */
#ifndef FLOW_SENDERS_DETAIL_H
#define FLOW_SENDERS_DETAIL_H

#include "wizard/flow/step.h"

void senders_detail(const struct wizard *w, struct arena *arena,
    const struct sender *sender, struct item *item);

/* The same of a service that could be added. */
void senders_offer_detail(const struct wizard *w, struct arena *arena,
    const struct sender_template *service, struct item *item);

#endif
