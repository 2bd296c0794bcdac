/* What a watch remembers, for the files that make it up. */
#ifndef FLOW_WATCH_STATE_H
#define FLOW_WATCH_STATE_H

#include "wizard/flow/watch.h"

/* One question under way. */
struct watch_question {
	struct watch_question *next, **link;
	struct watch *watch;
	struct watch_server *server; /* NULL: nobody of ours */
	size_t change;
	size_t place; /* which wrong name it is about */
	struct arena arena;
	struct dns_request *request;
	void (*told)(struct watch_question *q, const struct dns_answer *answer);
};

struct watch {
	const struct services *services;
	struct change *change;
	size_t changes;
	void (*changed)(void *arg);
	void *arg;
	struct inquiry *inquiry; /* who serves the owner names */
	struct lookup *lookup;
	bool zones_known;
	struct arena arena; /* servers' names and the zones' */
	const char *apex[CHANGES_MAX]; /* of the zone each change is in */
	bool is_hashed[CHANGES_MAX];   /* by lead: it denies by NSEC3 */
	bool denial_asked[CHANGES_MAX]; /* by lead */
	size_t lead[CHANGES_MAX];      /* the first change in the same zone */
	/* Where the aliases of each change lead, one zone after the other; "". */
	struct dname link[CHANGES_MAX][WATCH_LINKS_MAX];
	bool had_alias[CHANGES_MAX]; /* before this session */
	bool is_led_away;  /* to a zone whose servers are not known yet */
	bool is_following; /* these are being found out */
	char *misplaced[CHANGES_MAX];  /* where it was found instead; or NULL */
	struct watch_server server[WATCH_SERVERS_MAX];
	size_t servers;
	struct watch_question *questions;
	size_t asking;    /* of these, the ones that the round waits for */
	bool moved;       /* something is not as it was a round ago */
	bool looked;      /* for wrong names, in this round */
	bool intercepted; /* an address without a DNS server answered */
	int64_t interval;
	int64_t started;  /* ticks */
	int64_t last;     /* ticks of the last round */
	int64_t next;     /* ticks of the next one; 0: none planned */
	struct timer *timer;
};

int64_t watch_ticks(const struct watch *watch);
int64_t watch_clock(const struct watch *watch);

/* Is the change to be published, or right already? */
bool watch_is_watched(const struct watch *watch, size_t change);

/* --- watch_ask.c: questions --------------------------------------------- */

/*
 * The round is not over before the answer is here; told is called with it. The
 * question is there until then.
 */
struct watch_question *watch_ask(struct watch *watch,
    struct watch_server *server, size_t change, const char *name, uint16_t type,
    void (*told)(struct watch_question *q, const struct dns_answer *answer));
void watch_cancel(struct watch *watch); /* all of them */

/* Finds out, aside from all rounds, whether somebody intercepts port 53. */
void watch_ask_nobody(struct watch *watch);

/* An answer came that the round waited for; in watch.c. */
void watch_told(struct watch *watch);

/* --- watch_zones.c: who is asked ----------------------------------------- */

/* Goes on finding out; true when all is known, or nobody can say. */
bool watch_find_zones(struct watch *watch);

/* --- watch_alias.c: aliases that lead into other zones ---------------------- */

/* The name that a server is asked for about a change. */
const char *watch_asked_name(const struct watch *watch,
    const struct watch_server *server, size_t change);

/* Releases what a cell holds. */
void watch_forget_cell(struct watch_cell *cell);

/* Do aliases lead to that link now? To link 0, which is the record, always. */
bool watch_is_on_the_way(
    const struct watch *watch, unsigned link, size_t change);

/* An authority's answer of aliases alone, and what is wrong about them. */
enum cell_state watch_judge_alias(struct watch_question *q,
    const struct dns_answer *answer, const char **ret_mistake);

/* The end has the record: there is nothing wrong about them. */
void watch_accept_aliases(struct watch *watch, size_t change);

/* Notes how long caches keep aliases, and which ones are not there any more. */
void watch_note_chain(
    struct watch_question *q, const struct dns_answer *answer);

/* --- watch_judge.c: what was answered ------------------------------------ */

/* The answer of the cell's server about the change. */
void watch_judge(struct watch_question *q, const struct dns_answer *answer);

/* Every server of its zone that answers has it, and had it the time before. */
bool watch_is_at_authority(const struct watch *watch, size_t change);

/* Something that caches keep for so many seconds was there before. */
void watch_extend(struct change *change, int64_t seconds);

/* Notes what that means for the changes. */
void watch_note_progress(struct watch *watch);

/* --- watch_serial.c: editions of a zone ----------------------------------- */

/* The SOA of the zone that the change, the first one in it, is in. */
void watch_judge_soa(struct watch_question *q, const struct dns_answer *answer);

/* The NSEC or NSEC3PARAM of that zone: how long a signed one denies names. */
void watch_judge_denial(
    struct watch_question *q, const struct dns_answer *answer);

/* At the end of a round: who is behind, and since when. */
void watch_note_serials(struct watch *watch);

/* --- watch_places.c: wrong names ------------------------------------------- */

/* Looks for what no server has where it belongs; how many questions. */
size_t watch_ask_places(struct watch *watch);

#endif
