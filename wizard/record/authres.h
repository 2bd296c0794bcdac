/*
 * What a receiver found and wrote into the message: Authentication-Results, RFC
 * 8601, and the same inside ARC, RFC 8617.
 */
#ifndef RECORD_AUTHRES_H
#define RECORD_AUTHRES_H

#include "wizard/record/message.h"

#define AUTHRES_MAX 64 /* results, and properties of one result */

struct authres_property {
	const char *name; /* "smtp.mailfrom", in lower case */
	const char *value;
};

struct authres_result {
	const char *method; /* "dkim", in lower case, without its version */
	const char *result; /* "pass", in lower case */
	const char *reason; /* NULL: none */
	const char *comment; /* the first one; NULL: none */
	struct authres_property *property;
	size_t properties;
};

struct authres {
	const char *field; /* the name of the one it stands in; NULL: none */
	const char *authserv; /* "mx.google.com"; NULL: not said */
	struct authres_result *result;
	size_t results;
};

/*
 * Never fails: what cannot be read is left out. "i=1;" of ARC is read over. The
 * value does not say the name of its field.
 */
struct authres authres_parse(struct arena *arena, struct slice value);

/* NULL: no such property. */
const char *authres_property(
    const struct authres_result *result, const char *name);

/*
 * All that the last receiver wrote: the topmost Authentication-Results and
 * those with the same authserv-id; without any, the newest of ARC, which a server
 * on the way may have written.
 */
struct authres authres_of(struct arena *arena, const struct message *message);

/*
 * Its verdict about a method: "pass" when one result of several is, else the
 * first one; NULL: none.
 */
const struct authres_result *authres_find(
    const struct authres *results, const char *method);

#endif
