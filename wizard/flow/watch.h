/*
 * The wait: every authoritative server of every owner name first, the caches
 * only when all of those have the record, for asking a cache early plants the
 * negative answer that the user then waits for.
 */
#ifndef FLOW_WATCH_H
#define FLOW_WATCH_H

#include "wizard/flow/plan.h"

#define WATCH_SERVERS_MAX 64
#define WATCH_LINKS_MAX   4 /* zones that aliases lead through */

enum cell_state {
	CELL_ASKING,    /* no answer yet */
	CELL_NEW,       /* the wanted record */
	CELL_OLD,       /* the record from before */
	CELL_NONE,      /* nothing there (yet) */
	CELL_WAITS,     /* not asked until every authority has it */
	CELL_DIFFERS,   /* something else; see mistake */
	CELL_NO_ANSWER, /* timeout, SERVFAIL, REFUSED... */
	CELL_ALIAS,     /* an alias; the servers of its end are asked, too */
	CELL_NOT_HERE,  /* this server does not serve that name */
};

/* One good answer of a name server may be that of one machine of several. */
#define WATCH_IN_A_ROW 2

struct watch_cell {
	enum cell_state state;
	enum dns_status status; /* of the last answer */
	bool elsewhere;         /* it was not the server itself that answered */
	uint32_t ttl_left;      /* seconds that a cache keeps what it has */
	int64_t asked;          /* ms since 1970; 0: never */
	unsigned run;           /* times in a row that it had what it should */
	int64_t since;          /* when that began, ms since 1970 */
	char *mistake;          /* what is wrong; translated; or NULL */
	char *chain;            /* of aliases, as last seen; NULL: never */
};

/* How a name server's edition of a zone compares with that of the others. */
enum watch_edition {
	EDITION_UNKNOWN,
	EDITION_NEWEST,
	EDITION_OLDER,     /* its serial is behind that of another server */
	EDITION_STUCK,     /* and has been for longer than SOA REFRESH */
	EDITION_NOT_RAISED /* same serial as one that has the record */
};

struct watch_serial {
	bool known;
	uint32_t number;  /* compared by RFC 1982 */
	uint32_t refresh; /* seconds between looks at the primary */
	int64_t behind;   /* since when, ms since 1970; 0: it is not */
};

struct watch_server {
	bool authority; /* else a resolver */
	bool own;       /* this machine's resolver */
	/* 0: of the zones of the names; else of those where aliases end. */
	unsigned link;
	const struct resolver_template *resolver; /* NULL: a name server */
	const char *name;
	struct ip ip;
	uint16_t port;
	struct watch_cell cell[CHANGES_MAX]; /* one per change */
	struct watch_serial serial[CHANGES_MAX]; /* see watch_serial() */
};

struct watch;

/*
 * Watches the changes that are not CHANGE_KEEP; writes at_authority and visible
 * into them. changed is called from the loop when a cell is new.
 */
struct watch *watch_new(const struct services *services,
    struct change *changes, size_t count, void (*changed)(void *arg),
    void *arg);
void watch_free(struct watch *watch);

size_t watch_servers(const struct watch *watch);
const struct watch_server *watch_server(const struct watch *watch, size_t i);

/* What that name server says of the zone that the change is in. */
const struct watch_serial *watch_serial(
    const struct watch *watch, size_t server, size_t change);
enum watch_edition watch_edition(
    const struct watch *watch, size_t server, size_t change);
/* The newest serial that a server of the change's zone has. */
uint32_t watch_newest(const struct watch *watch, size_t change);

/* The wrong name at which the record was found, in words; NULL: at none. */
const char *watch_misplaced(const struct watch *watch, size_t change);

/* Does somebody on the way answer in place of name servers? */
bool watch_is_intercepted(const struct watch *watch);

bool watch_record_done(const struct watch *watch, size_t change);
bool watch_done(const struct watch *watch);
size_t watch_done_count(const struct watch *watch);
bool watch_idle(const struct watch *watch); /* a round is over */

/* All name servers have what is missing; once more, and it counts as there. */
bool watch_is_confirming(const struct watch *watch);

/* Asks again at once, but not within five seconds of the last time. */
bool watch_now(struct watch *watch);

/* ms until the next round; -1 while one is under way or all is done. */
int64_t watch_next(const struct watch *watch);

/*
 * When every cache that obeys TTLs will have the record, ms since 1970; 0 while
 * an authority lacks it: it depends on when that happens. A name that was not
 * there is remembered for the negative TTL (RFC 2308 section 5), an old RRset
 * for its TTL, as the authority gave it; so is an alias that goes.
 */
int64_t watch_visible_by(const struct watch *watch);

/* That moment is over, and a cache still has something else. */
bool watch_is_late(const struct watch *watch);

/* The longest time a cache may go on with what it has, seconds, from now. */
int64_t watch_time_left(const struct watch *watch);

const char *watch_state_word(enum cell_state state); /* for JSON */

#endif
