/* The services of templates/senders.ini: what they are called by. */
#ifndef FLOW_SERVICE_H
#define FLOW_SERVICE_H

#include "wizard/flow/decisions.h"

/*
 * What stands for it in the list of senders: its SPF term, or "service:id" when
 * it asks for none.
 */
void service_term(const struct sender_template *service, char ret[TERM_MAX]);

/* Is it "service:id", and nothing that belongs into a record? */
bool service_is_bare(const char *term);

/* The one that a term stands for; NULL: none that we know. */
const struct sender_template *service_of_term(
    const struct templates *templates, const char *term);

/* The same; but a name that a term includes says enough when it is in its home. */
const struct sender_template *service_behind_term(
    const struct templates *templates, const char *term);

/*
 * The domains that its machines are named in, between blanks: given, or that of
 * its term; "" none.
 */
const char *service_home(const struct sender_template *service);
bool service_is_home(const char *home, const char *domain);

/* The one whose home a host name belongs to; NULL: none that we know. */
const struct sender_template *service_of_host(
    const struct templates *templates, const char *name);

/* The one that is called so, or the only one whose name contains the text. */
const struct sender_template *service_find(
    const struct templates *templates, const char *text);

/* Selectors that all its customers publish, between blanks; "" not known. */
const char *service_selectors(const struct sender_template *service);

/* Those whose name, id or term contains the text; how many were found. */
size_t service_search(const struct templates *templates, const char *text,
    const struct sender_template **ret, size_t max);

#endif
