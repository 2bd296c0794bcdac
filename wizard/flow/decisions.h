/*
 * Everything the user has decided about one domain, and what has become of it.
 * Plain data of fixed size: it is what the state on disk holds.
 */
#ifndef FLOW_DECISIONS_H
#define FLOW_DECISIONS_H

#include "wizard/flow/services.h"
#include "wizard/record/dname.h"

#define SENDERS_MAX 48
#define CHANGES_MAX 24
#define OLD_MAX     4 /* old records that one change replaces */
#define VALUE_MAX   2048
#define TERM_MAX    256
#define KEYS_MAX    8  /* beside the main one */
#define IGNORED_MAX 32 /* checks */
#define MOVING_MAX  16 /* addresses of a move */
#define NOTED_MAX   8  /* selectors that signatures of the domain named */

enum sender_mark {
	SENDER_UNDECIDED, /* [?] */
	SENDER_OURS,      /* [x] */
	SENDER_NOT_OURS,  /* [ ] */
	SENDER_LATER,     /* [?], but let pass */
};

enum sender_seen { /* where it was noticed; a bit set */
	SEEN_HOST = 1 << 0,   /* this machine */
	SEEN_MX = 1 << 1,
	SEEN_SPF = 1 << 2,
	SEEN_USER = 1 << 3,   /* typed in */
	SEEN_LIST = 1 << 4,   /* offered from the list of services */
	SEEN_REPORT = 1 << 5, /* in a DMARC report */
	SEEN_BOUNCE = 1 << 6, /* a bounce named it as who sent */
	SEEN_MESSAGE = 1 << 7, /* it handed a pasted message over */
};

struct sender {
	/*
	 * As in SPF: "ip4:203.0.113.25", "include:x"; "service:id" for a
	 * service that asks for no term.
	 */
	char term[TERM_MAX];
	char label[96];      /* "Google Workspace"; "" for addresses */
	struct ip ip;        /* of a single address; family 0 otherwise */
	int64_t seen;        /* enum sender_seen */
	int64_t mark;        /* enum sender_mark */
	int64_t reported;    /* messages in the reports that were read last */
};

/* What the domain does for mail; numbers are in states on disk. See use.h. */
enum mail_use {
	USE_UNDECIDED,
	USE_SENDS,    /* and receives, if it has mail servers */
	USE_RECEIVES, /* and never sends */
	USE_NOTHING,  /* parked */
};

/* Numbers are in states on disk: new ones go to the end. */
enum dkim_choice {
	DKIM_NEW_KEY,
	DKIM_KEY_FILE,
	DKIM_ELSEWHERE,
	DKIM_BOTH_KEYS, /* RSA, and Ed25519 beside it */
	DKIM_HOST_KEY,  /* one that a signer of this machine has */
};

enum own_role {
	OWN_MAIN,
	OWN_SECOND,  /* signs beside the main one */
	OWN_NEXT,    /* takes over when everybody sees it */
	OWN_OLD,     /* signs no more; mail that it signed is under way */
	OWN_REVOKED,
};

/* A key of ours beside the main one. */
struct own_key {
	char selector[64];
	char path[512];
	char public_base64[1600];
	int64_t type;  /* enum dkim_key_type */
	int64_t bits;
	int64_t role;  /* enum own_role */
	int64_t since; /* in that role, ms */
};

/* What is kept of a bounce: what it says, not its text. "": it does not say. */
struct bounced {
	int64_t read;       /* when it was pasted, ms; 0: there is none */
	int64_t sent;       /* when it was refused, ms; 0: it does not say */
	int64_t reply;      /* 550 */
	char code[16];      /* "5.7.26" */
	char reasons[256];  /* ids of bounces.ini, between blanks */
	char receiver[64];  /* id of receivers.ini */
	char domain[DNAME_MAX + 1];
	int64_t identity;   /* enum bounce_identity */
	char from[DNAME_MAX + 1];
	char return_path[320];
	char reporting_mta[DNAME_MAX + 1];
	char remote[DNAME_MAX + 1];
	char ip[IP_TEXT_MAX];
	char spf[16], dkim[16], dmarc[16]; /* result words */
	char selector[64];
};

/* A selector in a bounce or in a message: it is looked at from then on. */
struct noted {
	char selector[64];
};

enum move_side { MOVE_OLD, MOVE_NEW };

/* An address that the mail server leaves, or comes to. */
struct moving {
	char ip[IP_TEXT_MAX];
	int64_t side; /* enum move_side */
};

/* How far it was when inkan was first asked; numbers are in states on disk. */
enum move_start {
	MOVE_AHEAD, /* everything still leads to the old addresses */
	MOVE_HALF,  /* the names lead to the new ones only */
	MOVE_GONE,  /* and the old server is no more: the user says so */
};

/* The stages of a move, in their order. */
enum move_stage {
	MOVE_LOWER,
	MOVE_ALLOW,
	MOVE_KEY,
	MOVE_NAME,
	MOVE_SWITCH,
	MOVE_WATCH,
	MOVE_REMOVE,
	MOVE_RESTORE,
	MOVE_STAGES
};

/* What is wanted besides SPF, DKIM and DMARC; a bit set, in states on disk. */
enum extra {
	EXTRA_TLSRPT = 1 << 0,
	EXTRA_MTASTS = 1 << 1,
	EXTRA_ENFORCE = 1 << 2, /* of MTA-STS: as soon as nothing is against it */
	EXTRA_DANE = 1 << 3,
	EXTRA_ALL = (1 << 4) - 1,
};

/* Numbers are in states on disk: new ones go to the end. */
enum change_topic {
	TOPIC_DKIM,
	TOPIC_DMARC,
	TOPIC_HELO, /* SPF of the EHLO name */
	TOPIC_SPF,
	TOPIC_SERVICE, /* what a service among the senders asks for */
	TOPIC_UNSIGNED, /* no key, at names where one might be */
	TOPIC_TLSRPT,
	TOPIC_MTASTS,
	TOPIC_MX,
	TOPIC_DANE,
	TOPICS
};

enum change_op {
	CHANGE_KEEP,
	CHANGE_ADD,
	CHANGE_REPLACE,
	/* Back to what was there before, which may be nothing: see undo.h. */
	CHANGE_RESTORE,
	CHANGE_REMOVE,
};

/* One RRset as it is to become; values as rrdata.h has them. */
struct change {
	int64_t topic;
	int64_t op;
	int64_t type;             /* enum dns_type; see plan_type() */
	char name[DNAME_MAX + 1]; /* full owner name */
	int64_t ttl;              /* seconds */
	char value[VALUE_MAX];
	char old[OLD_MAX][VALUE_MAX]; /* values that must go */
	int64_t olds;
	int64_t old_ttl;      /* of the RRset that is there; 0: none is */
	int64_t alias_ttl;    /* of the aliases at the name; 0: none were */
	int64_t negative_ttl; /* of the zone, for a name that is not there */
	int64_t entered;      /* when the user said so, ms; 0: not yet */
	int64_t at_authority; /* when every server had it; 0: not yet */
	int64_t visible;      /* when every resolver had it; 0: not yet */
	int64_t stands;       /* somebody else's record, and left as it is */
	/*
	 * It would undo what somebody else did: when ours was everywhere, ms.
	 * 0: it would not. Not stored; see others.h.
	 */
	int64_t foreign;
};

/* What was last sent to a name server about one RRset; data as in zone files. */
struct sent {
	char name[DNAME_MAX + 1];
	int64_t type; /* enum dns_type; see plan_type() */
	char added[VALUE_MAX]; /* "": nothing */
	char removed[OLD_MAX][VALUE_MAX];
	int64_t ttl; /* of the RRset before; 0: there was none */
	int64_t at;  /* ms */
};

struct decisions {
	char domain[DNAME_MAX + 1];
	char step[16]; /* id of the step the user is at */
	char furthest[16]; /* id of the furthest step that was reached */
	char helo[DNAME_MAX + 1];
	struct sender sender[SENDERS_MAX];
	size_t senders;
	int64_t use;       /* enum mail_use */
	int64_t keep_keys; /* of a domain that does not send: not revoked */

	int64_t dkim; /* enum dkim_choice */
	char selector[64];
	char key_file[512]; /* typed, for DKIM_KEY_FILE */
	char key_path[512]; /* of the key that is used; "" none yet */
	char key_public[1600];
	int64_t key_type; /* enum dkim_key_type */
	int64_t key_bits;
	int64_t key_since; /* when it became the main one, ms; 0: not known */
	struct own_key key[KEYS_MAX]; /* the others; see dkim_own.h */
	size_t keys;
	struct { /* of keys; see dkim_rotate.h */
		int64_t seen;     /* since when everybody has the new ones, ms */
		int64_t negative; /* caches remember that there were none, s */
		int64_t ttl;      /* the longest of those that sign, s */
	} rotation;

	char spf_all[2];  /* "~", "-", or "" for the default */
	int64_t dmarc;    /* enum dmarc_policy; 0: keep or none */
	int64_t dmarc_over; /* what was published when it was decided; or 0 */
	int64_t dmarc_none, dmarc_quarantine, dmarc_reject; /* seen since, ms */
	struct { /* of the aggregate reports that were read last */
		int64_t last;     /* end of the newest one, ms; 0: none */
		int64_t messages; /* in them */
		int64_t failing;  /* of these: may be the user's own */
	} reports; /* see reports.h */
	char rua[256];    /* an address, without mailto: */

	struct { /* the longest TTL that was seen at its records */
		int64_t longest; /* seconds; 0: nothing is remembered */
		int64_t seen;    /* when they had it last, ms */
	} ttl;
	int64_t extras;    /* enum extra */
	char tls_rua[256]; /* an address for reports about TLS; or "" */

	struct moving moving[MOVING_MAX]; /* see move.h */
	size_t movings;
	struct {
		int64_t start; /* enum move_start */
		int64_t ttl;   /* the longest before it was lowered, seconds */
		int64_t low;   /* as low as the panel lets it be; 0: MOVE_TTL */
		int64_t reached[MOVE_STAGES]; /* when it was over, ms */
	} move;

	struct change change[CHANGES_MAX]; /* fixed when publishing begins */
	size_t changes;
	struct sent sent[CHANGES_MAX]; /* what can be undone */
	size_t sents;
	char panel[64];      /* id of the DNS panel; "" that of the zone */
	/* The three answers about a panel that nobody knows; 0: not given. */
	int64_t panel_host, panel_apex; /* enum panel_name */
	int64_t panel_value;            /* enum panel_value */
	struct bounced bounced; /* what brought the user here */
	struct noted noted[NOTED_MAX]; /* the newest last; see noted.h */
	size_t noteds;
	struct ignored_check ignored[IGNORED_MAX];
	size_t ignoreds;
	int64_t watching;    /* when the wait began, ms; 0: not yet */
	int64_t verified;    /* when everything was found right, ms */
	int64_t proved;      /* when a real message passed, ms */
	int64_t saved;       /* when this was last written, ms; not stored */
};

#endif
