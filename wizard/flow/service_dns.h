/* The part of services.h that speaks to name servers. */
#ifndef FLOW_SERVICE_DNS_H
#define FLOW_SERVICE_DNS_H

#include <stdint.h>

#include "wizard/check/facts.h"
#include "wizard/record/dnsupdate.h"

/* --- DNS ---------------------------------------------------------------- */

struct dns_query {
	const char *name;
	uint16_t type;
	enum inquiry_whom whom;
	struct ip server; /* for ASK_AUTHORITY and ASK_CACHE */
	uint16_t port;    /* 0: the default */
	bool tcp;         /* TCP from the start */
	bool cd;          /* checking disabled */
};

struct dns_statistics {
	uint64_t queries;   /* questions that went to a server */
	uint64_t shared;    /* answered by a question already in flight */
	uint64_t retries;
	uint64_t over_tcp;
};

struct dns_request; /* one question under way */
typedef void dns_done(void *arg, const struct dns_answer *answer);

struct dns_service {
	void *self;
	/* The answer is decoded into the arena and handed to done, once. */
	struct dns_request *(*lookup)(void *self, const struct dns_query *query,
	    struct arena *arena, dns_done *done, void *arg);
	/* Safe at any moment before done was called; done is not called then. */
	void (*cancel)(void *self, struct dns_request *request);
	void (*statistics)(void *self, struct dns_statistics *ret);
};

/* --- Dynamic updates of the DNS ------------------------------------------- */

/* What may be shown of a key for updates; nobody gets to see its secret. */
struct update_key {
	char name[DNAME_MAX + 1];
	const char *algorithm; /* "hmac-sha256" */
	bool exposed; /* other users of this machine can get at the file */
};

struct update_request {
	const struct dnsupdate *update; /* not needed after the call */
	struct ip server;
	uint16_t port;        /* 0: the default */
	const char *key_file; /* NULL: not signed */
};

enum update_end {
	UPDATE_ANSWERED, /* and the answer is to be believed: see rcode */
	UPDATE_KEY_REFUSED, /* the server does not take our signature: see error */
	UPDATE_UNSIGNED, /* the answer is not signed; see rcode */
	UPDATE_FORGED,   /* it is not the server's answer to this */
	UPDATE_NOT_SENT, /* nobody has got it: see err */
	UPDATE_SILENT,   /* it was sent, but no answer came: see err */
};

struct update_result {
	enum update_end end;
	uint8_t rcode;
	uint16_t error; /* enum tsig_error; 0: none */
	int64_t ahead;  /* BADTIME: seconds; this machine's clock is fast */
	struct err err;
};

struct update_job;
typedef void update_done(void *arg, const struct update_result *result);

struct update_service {
	void *self;
	/* For the wizard; NULL: it offers no updates. */
	const char *key_file;
	struct ip server; /* family 0: the primary of each zone */
	uint16_t port;    /* 0: the default */
	/* Reads a key file as nsupdate does, to see whether it will do. */
	enum err_code (*key)(void *self, const char *path,
	    struct update_key *ret, struct err *err);
	/* Over TCP. */
	struct update_job *(*send)(void *self,
	    const struct update_request *request, update_done *done, void *arg);
	/* Before done was called. The server may have got it all the same. */
	void (*cancel)(void *self, struct update_job *job);
};

#endif
