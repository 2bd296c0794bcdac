/*
 * What the decisions need done in the world. flow declares it, io does it,
 * main wires it, tests supply their own. No call blocks and no callback runs
 * inside the call that asked for it: callbacks come from the event loop only.
 */
#ifndef FLOW_SERVICES_H
#define FLOW_SERVICES_H

#include <stdint.h>

#include "wizard/check/errand.h"
#include "wizard/check/facts.h"
#include "wizard/flow/service_disk.h"
#include "wizard/flow/service_dns.h"
#include "wizard/flow/templates.h"

/* --- Time --------------------------------------------------------------- */

struct timer;

struct clock_service {
	void *self;
	int64_t (*now)(void *self);   /* wall clock, ms since 1970, UTC */
	int64_t (*ticks)(void *self); /* ms that never jump */
	struct timer *(*after)(
	    void *self, int64_t ms, void (*fn)(void *arg), void *arg);
	void (*stop)(void *self, struct timer *timer); /* before it fired; NULL ok */
};

/* --- DKIM keys ---------------------------------------------------------- */

/* The public side of a key; the private side never leaves io/dkim_key.c. */
struct key_info {
	char path[512];
	enum dkim_key_type type;
	unsigned bits;
	char public_base64[1600]; /* what belongs into p= */
};

struct key_request {
	const char *domain;
	const char *selector;
	enum dkim_key_type type;
	unsigned bits; /* RSA */
};
typedef void key_done(
    void *arg, const struct key_info *info, const struct err *err);

struct key_proof {
	const char *path;
	const char *domain;
	const char *selector;
	const char *record; /* the key record as DNS has it */
};

/* A private key of elsewhere that is to be ours. */
struct key_import {
	const char *path;
	const char *domain;
	const char *selector;
};

struct key_job;

struct key_service {
	void *self;
	/* info NULL and err filled on failure. ERR_EXISTS: never overwritten. */
	struct key_job *(*generate)(void *self, const struct key_request *request,
	    key_done *done, void *arg);
	void (*cancel)(void *self, struct key_job *job);
	/* An existing private key file of ours. */
	enum err_code (*load)(void *self, const char *path, struct key_info *ret,
	    struct err *err);
	/* The same of a key that was made elsewhere, in any form. */
	enum err_code (*peek)(void *self, const char *path, struct key_info *ret,
	    struct err *err);
	/*
	 * Copies a key that is usable (RSA from 1024 bits, Ed25519; PEM or seed)
	 * to where ours are, 0600. ERR_EXISTS: another key has that selector.
	 */
	enum err_code (*import)(void *self, const struct key_import *import,
	    struct key_info *ret, struct err *err);
	/*
	 * Writes an Ed25519 key of ours once more, as the seed that some signers
	 * want, beside the key; all right when that is there already.
	 */
	enum err_code (*write_seed)(void *self, const char *domain,
	    const char *selector, char *ret_path, size_t size, struct err *err);
	/* Signs a message and verifies it with the record, by libopendkim. */
	enum err_code (*prove)(
	    void *self, const struct key_proof *proof, struct err *err);
};

/* --- Signatures of messages, by libopendkim ----------------------------------- */

#define MAIL_SIGNATURES_MAX 16 /* of one message; the rest is left out */

struct mail_key {
	const char *domain, *selector;
	const char *record; /* of at most MAIL_RECORD_MAX octets */
};
#define MAIL_RECORD_MAX 1024

struct mail_request {
	struct slice message; /* as it was saved; not needed after the call */
	const struct mail_key *key; /* those that were found; the same */
	size_t keys;
};

/* Why a signature does not count, one bit each; none: it verifies. */
enum mail_fault {
	MAIL_BODY = 1 << 0,    /* the body is not the one that was signed */
	MAIL_HEADER = 1 << 1,  /* neither are the header fields; or see MAIL_KEY */
	MAIL_KEY = 1 << 2,     /* certainly made with another key (RSA only) */
	MAIL_ADDED = 1 << 3,   /* there is text behind what l= covers */
	MAIL_SHA1 = 1 << 4,    /* RFC 8301 section 3.1 */
	MAIL_WEAK = 1 << 5,    /* RFC 8301 section 3.2 */
	MAIL_REFUSED = 1 << 6, /* not tried; the comment says why */
};

struct mail_signature {
	unsigned faults;
	char comment[128]; /* the library's words; "" */
};

struct mail_job;
/* One signature for each DKIM-Signature field, in their order. */
typedef void mail_done(
    void *arg, const struct mail_signature *signature, size_t count);

struct mail_service {
	void *self;
	/* Time is not judged: whoever asks looks at t= and x=. */
	struct mail_job *(*verify)(void *self,
	    const struct mail_request *request, mail_done *done, void *arg);
	void (*cancel)(void *self, struct mail_job *job);
};

/* --- Sending, by the sendmail program of this machine -------------------------- */

struct sendmail_request {
	const char *from; /* of the envelope: where a bounce goes */
	const char *to;
	struct slice message; /* lines end with LF; not needed after the call */
};

struct sendmail_job;
/*
 * err: ERR_OK when the program took the message over. received: in practice how
 * it looks in the mailbox; empty otherwise.
 */
typedef void sendmail_done(
    void *arg, const struct err *err, struct slice received);

struct sendmail_service {
	void *self;
	/* Its path, there as long as the service is; NULL: there is none. */
	const char *(*program)(void *self);
	/* Both addresses must be fit for a command line: see probe_address. */
	struct sendmail_job *(*send)(void *self,
	    const struct sendmail_request *request, sendmail_done *done,
	    void *arg);
	/* What was taken over by then is sent all the same. */
	void (*cancel)(void *self, struct sendmail_job *job);
};

/* --- SPF by libspf2, in the sandboxed helper ------------------------------ */

struct spf_request {
	struct ip ip;
	const char *helo;
	const char *mail_from; /* "" : the null sender, postmaster@helo */
};

struct spf_verdict {
	bool valid;             /* the helper came to a result */
	enum spf_result result;
	char comment[320];      /* why; or how the helper died */
	unsigned lookups;       /* questions it asked */
};

struct spf_job;
typedef void spf_done(void *arg, const struct spf_verdict *verdict);

struct spf_service {
	void *self;
	struct spf_job *(*evaluate)(void *self, const struct spf_request *request,
	    spf_done *done, void *arg);
	void (*cancel)(void *self, struct spf_job *job);
};

/* --- Web and mail servers of others --------------------------------------- */

/* https://host/path, from that address; redirects are not followed. */
struct web_request {
	const char *host;
	const char *path;
	struct ip address;
};

struct web_job;
typedef void web_done(void *arg, const struct page *page);

struct web_service {
	void *self;
	/*
	 * The page is made in the arena and handed to done, once. NULL in
	 * practice: nothing leaves the machine.
	 */
	struct web_job *(*fetch)(void *self, const struct web_request *request,
	    struct arena *arena, web_done *done, void *arg);
	void (*cancel)(void *self, struct web_job *job); /* before done */
};

/* What a mail server says to EHLO and STARTTLS; no mail is sent. */
struct smtp_request {
	const char *host; /* whose certificate it should have */
	struct ip address;
};

struct smtp_job;
typedef void smtp_done(void *arg, const struct mail_server *server);

struct smtp_service {
	void *self;
	/* As fetch of the web service. */
	struct smtp_job *(*meet)(void *self, const struct smtp_request *request,
	    struct arena *arena, smtp_done *done, void *arg);
	void (*cancel)(void *self, struct smtp_job *job); /* before done */
};

/* --- This machine --------------------------------------------------------- */

/* A DKIM key that a signer of this machine is configured to use. */
struct host_key {
	const char *signer; /* id: "opendkim" */
	const char *domain;
	const char *selector;
	const char *path; /* of the private key */
	bool bare; /* any user of this machine can read it */
};

struct host_signing {
	const char *signer; /* id of what is here; NULL: none that is known */
	struct host_key *key;
	size_t keys;
};

struct host_service {
	void *self;
	/* Calls back once; the facts live in the arena. */
	void (*inspect)(void *self, struct arena *arena,
	    void (*done)(void *arg, const struct host_facts *facts), void *arg);
	/*
	 * The signer of this machine and its keys for the domain, as far as its
	 * files can be read. NULL outside this machine: in practice.
	 */
	struct host_signing (*signing)(
	    void *self, struct arena *arena, const char *domain);
};

/* --- Practice: a DNS panel that enters what the user was told to enter ----- */

struct panel_entry {
	const char *name; /* full owner name */
	uint16_t type;
	uint32_t ttl;
	const char *value;          /* "" : nothing new, only delete */
	const char *const *replaces; /* values that disappear */
	size_t nreplaces;
};

struct panel_service {
	void *self;
	/* NULL outside practice mode. */
	void (*enter)(void *self, const struct panel_entry *entry, size_t count);
	/* Soon so much simulated time will have passed. NULL as above. */
	void (*pass)(void *self, int64_t ms);
};

/* --- A program of the user's ----------------------------------------------- */

/* status: as a shell counts; err: it could not be run at all. */
typedef void program_done(void *arg, int status, const struct err *err);

struct program_service {
	void *self;
	/*
	 * argv[0] is a path, or is looked for in PATH; NULL ends the list. No
	 * shell reads it. Calls back once, however long that takes.
	 */
	void (*run)(void *self, const char *const *argv, program_done *done,
	    void *arg);
};

struct services {
	struct dns_service dns;
	struct update_service update;
	struct clock_service clock;
	struct key_service key;
	struct mail_service mail;
	struct sendmail_service sendmail;
	struct program_service program;
	struct spf_service spf;
	struct web_service web;
	struct smtp_service smtp;
	struct store_service store;
	struct carry_service carry;
	struct file_service file;
	struct unpack_service unpack;
	struct host_service host;
	struct panel_service panel;
	const struct templates *templates;
	bool practice;
	const char *story; /* of the practice scenario; N_() */
	const char *story_domain; /* that it is about; NULL: no practice */
	const char *bounce; /* one to practise on; NULL: none */
};

#endif
