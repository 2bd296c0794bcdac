/*
 * The wait: every authoritative server of every owner name first, the caches
 * only when all of those have the record, for asking a cache early plants the
 * negative answer that the user then waits for.
 */
#ifndef FLOW_WATCH_H
#define FLOW_WATCH_H

#include "wizard/flow/plan.h"

#define WATCH_SERVERS_MAX 64

enum cell_state {
	CELL_ASKING,    /* no answer yet */
	CELL_NEW,       /* the wanted record */
	CELL_OLD,       /* the record from before */
	CELL_NONE,      /* nothing there (yet) */
	CELL_WAITS,     /* not asked until every authority has it */
	CELL_DIFFERS,   /* something else; see mistake */
	CELL_NO_ANSWER, /* timeout, SERVFAIL, REFUSED... */
	CELL_NOT_HERE,  /* this server does not serve that name */
};

struct watch_cell {
	enum cell_state state;
	enum dns_status status; /* of the last answer */
	uint32_t ttl_left;      /* seconds that a cache keeps what it has */
	int64_t asked;          /* ms since 1970; 0: never */
	const char *mistake;    /* CELL_DIFFERS; translated */
	struct watch_question *question; /* under way; private to the watch */
};

struct watch_server {
	bool authority; /* else a resolver */
	bool own;       /* this machine's resolver */
	const char *name;
	struct ip ip;
	uint16_t port;
	int64_t answered; /* when it last answered anything; 0: never */
	struct watch_cell cell[CHANGES_MAX]; /* one per change */
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

bool watch_record_done(const struct watch *watch, size_t change);
bool watch_done(const struct watch *watch);
size_t watch_done_count(const struct watch *watch);
bool watch_idle(const struct watch *watch); /* a round is over */

/* Asks again at once, but not within five seconds of the last time. */
bool watch_now(struct watch *watch);

/* ms until the next round; -1 while one is under way or all is done. */
int64_t watch_next(const struct watch *watch);

/*
 * When every well-behaved cache will have the record, ms since 1970; 0 while an
 * authority lacks it: it depends on when that happens. RFC 2308 section 5: a
 * name that was not there is remembered for the negative TTL, an old RRset for
 * its TTL.
 */
int64_t watch_visible_by(const struct watch *watch);

/* The longest time a cache may go on with what it has, seconds, from now. */
int64_t watch_time_left(const struct watch *watch);

const char *watch_state_word(enum cell_state state); /* for JSON */

#endif
