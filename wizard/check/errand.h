/*
 * What an inspection wants to know beside the DNS: a page of a web server, what
 * a mail server says of itself. The rules ask for it as they ask the DNS: they
 * get what is known (or that it is pending) and are run again when more is.
 */
#ifndef CHECK_ERRAND_H
#define CHECK_ERRAND_H

#include "wizard/check/inquiry.h"
#include "wizard/record/tlsa.h"

#define ERRANDS_MAX 64 /* of one inspection */

/* --- A page, by HTTPS and nothing else ----------------------------------- */

enum page_status {
	PAGE_PENDING,
	PAGE_HERE,        /* the server answered; code says what */
	PAGE_UNREACHABLE, /* nobody answered in time, or there is no way */
	PAGE_REFUSED,     /* nobody listens there */
	PAGE_UNTRUSTED,   /* the certificate is not valid for the host */
	PAGE_TOO_LARGE,
	PAGE_BROKEN,      /* TLS or HTTP failed in another way */
};

/* What a certificate says of a mark, the picture of BIMI. */
struct mark_certificate {
	bool for_marks; /* by its extended key usage */
	bool has_logo;  /* it holds a picture, RFC 3709 */
	int64_t begins_in, ends_in; /* seconds from then */
	const char **name; /* DNS names that it is for */
	size_t names;
};

struct page {
	enum page_status status;
	unsigned code;        /* of HTTP */
	const char *type;     /* Content-Type; "" none */
	const char *problem;  /* why it is not here; "" it is */
	struct slice text;
	const struct mark_certificate *mark; /* the first in PEM; NULL: none */
};

/* --- A mail server, asked for STARTTLS ----------------------------------- */

enum server_status {
	SERVER_PENDING,
	SERVER_UNREACHABLE, /* nobody answered in time, or there is no way */
	SERVER_REFUSES,     /* it does not want to talk to us */
	SERVER_PLAIN,       /* it does not offer STARTTLS */
	SERVER_TLS_FAILED,
	SERVER_SECURED,
};

#define SERVER_CHAIN_MAX 8 /* certificates of one server that are read */

/* What is poor about the TLS that a server and a client of today agree on. */
enum tls_weakness {
	TLS_NO_SECRECY = 1 << 0,     /* the key opens what was sent before, too */
	TLS_WEAK_CIPHER = 1 << 1,    /* less than 128 bits, or RC4 */
	TLS_SHORT_EXCHANGE = 1 << 2, /* Diffie-Hellman below 2048 bits */
	TLS_WEAK_PROOF = 1 << 3,     /* the exchange is signed with MD5 or SHA-1 */
	TLS_OLD_RENEGOTIATION = 1 << 4, /* not that of RFC 5746 */
	TLS_LOOSE_SECRET = 1 << 5,      /* not bound to the handshake, RFC 7627 */
};

struct mail_server {
	enum server_status status;
	const char *said;     /* the last reply, or why it failed; "" */
	const char *name;     /* which it greets with; "" none was said */
	bool expands;         /* it offers EXPN */
	const char *protocol; /* "TLSv1.3" */
	bool outdated;        /* the protocol is below TLS 1.2, RFC 8996 */
	const char *cipher;   /* as OpenSSL calls it */
	unsigned weaknesses;  /* enum tls_weakness */
	/* The chain as it was sent, the server's own certificate first. */
	struct tlsa_target chain[SERVER_CHAIN_MAX];
	size_t chains;
	/* How many of them the one before was signed by, the first included. */
	size_t linked;
	int64_t begins_in, ends_in; /* seconds from then; validity of the first */
	bool named;           /* the first is for this host, RFC 6125 */
	const char *distrust; /* why no public authority vouches; "" one does */
	const char *subject;  /* whom the first is for */
	unsigned bits;        /* of its key; 0: not RSA */
	bool weak_digest;     /* it is signed with MD5 or SHA-1 */
};

/* --- Asking -------------------------------------------------------------- */

enum errand_kind { ERRAND_PAGE, ERRAND_SERVER };

struct errand {
	enum errand_kind kind;
	const char *host;
	const char *path; /* of a page; "" */
	struct ip address;
	const struct page *page;          /* by kind; never NULL; */
	const struct mail_server *server; /* pending at first */
};

struct errands { /* of one inquiry; see inquiry_errands() */
	struct arena *arena;
	struct errand **errand;
	size_t count;
	size_t sent;
	size_t pending;
};

/* What is known; never NULL. Past ERRANDS_MAX nobody can be reached. */
const struct page *errand_page(struct errands *errands, const char *host,
    const char *path, const struct ip *address);
const struct mail_server *errand_server(
    struct errands *errands, const char *host, const struct ip *address);

/* The next one that was not carried out, marked so; NULL: none. */
struct errand *errand_unsent(struct errands *errands);

/* The result is borrowed for as long as the inquiry lives. */
void errand_bring_page(
    struct errands *errands, struct errand *errand, const struct page *page);
void errand_bring_server(struct errands *errands, struct errand *errand,
    const struct mail_server *server);

#endif
