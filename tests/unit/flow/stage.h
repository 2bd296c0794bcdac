/*
 * Services in memory: an Internet out of zone text, a clock that jumps from one
 * event to the next, and everything else that the decisions ask for. Nothing is
 * called back inside the call that asked for it, and what is still under way at
 * the end fails the test.
 */
#ifndef TESTS_UNIT_FLOW_STAGE_H
#define TESTS_UNIT_FLOW_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wizard/flow/services.h"

#define STAGE_START   1795269600000 /* ms; 21 November 2026, 14:00 UTC */
#define STAGE_ANSWER  10            /* ms until an answer is here */
#define STAGE_SILENCE 5000          /* ms until nobody waits any longer */
#define STAGE_WORK    100           /* ms for a key or an SPF verdict */

/* The keys that are made here; nobody holds their private halves. */
extern const char stage_public_key[];
/* The same as a record: "v=DKIM1; k=rsa; p=...". */
extern const char stage_key_record[];

struct stage;

struct stage *stage_new(void);
void stage_free(struct stage *stage); /* fails when anything is under way */
const struct services *stage_services(const struct stage *stage);

/* --- The DNS ------------------------------------------------------------- */

/*
 * Zone text, relative to the apex, in place of what was there. server: an
 * address whose copy of all its zones this is; NULL: what everybody else says.
 */
void stage_zone(struct stage *stage, const char *server, const char *apex,
    const char *text);

/*
 * The root, reverse zones, other people's records, and example.jp: two servers,
 * an MX at 192.0.2.25, an address, and these records.
 */
void stage_world(struct stage *stage, const char *records);

/* example.jp with other records; server: only there, as in stage_zone. */
void stage_publish(
    struct stage *stage, const char *server, const char *records);

/* Questions for names that end so fail; server NULL: at all of them. */
void stage_fail(struct stage *stage, const char *server, const char *suffix,
    enum dns_status status);
void stage_heal(struct stage *stage); /* none fails any more */

/* A question that was asked, in the order of asking. */
struct stage_question {
	char name[256];
	uint16_t type;
	enum inquiry_whom whom;
	struct ip server;
	int64_t at; /* ticks */
};
size_t stage_questions(const struct stage *stage);
const struct stage_question *stage_question(const struct stage *stage, size_t i);
/* How many were asked so about the name, of any type. */
size_t stage_asked(
    const struct stage *stage, const char *name, enum inquiry_whom whom);
void stage_forget_questions(struct stage *stage);

/* --- Time ---------------------------------------------------------------- */

int64_t stage_ticks(const struct stage *stage);

/* The wall clock is set, forwards or backwards; timers do not notice. */
void stage_set_clock(struct stage *stage, int64_t ms);

/* Until nothing is under way but timers that are not due yet. */
void stage_run(struct stage *stage);
void stage_run_for(struct stage *stage, int64_t ms);
/* One event only; false when there is none. */
bool stage_step(struct stage *stage);

/* --- The rest ------------------------------------------------------------ */

/* The verdict about an address; mail_from NULL: about any sender. */
void stage_spf(struct stage *stage, const char *ip, const char *mail_from,
    enum spf_result result);
/* The helper dies from now on. */
void stage_spf_dies(struct stage *stage);
size_t stage_spf_asked(const struct stage *stage);

void stage_host(struct stage *stage, const struct host_facts *facts);
/* Nobody waits for it any more: its service is the first to be freed. */
void stage_forget_host(struct stage *stage);

/* What signs on this machine already; borrowed. */
void stage_signing(struct stage *stage, const struct host_signing *signing);

/* A private key that is on disk already: of RSA, unless its name ends in .ed. */
void stage_key_on_disk(struct stage *stage, const char *path);
void stage_keys_fail(struct stage *stage, enum err_code code);
size_t stage_keys_made(const struct stage *stage);

/* What is kept of a domain; NULL: nothing. Borrowed until it is saved again. */
const struct entries *stage_kept(const struct stage *stage, const char *domain);
const char *stage_kept_value(
    const struct stage *stage, const char *domain, const char *key);
void stage_keep(struct stage *stage, const char *domain,
    const struct entries *entries);
/* Notes are kept, too, from now on: snapshots, and what was replaced. */
void stage_keep_notes(struct stage *stage);
size_t stage_saves(const struct stage *stage);
size_t stage_journal_lines(const struct stage *stage);
void stage_lock(struct stage *stage, bool held_by_another);
bool stage_is_locked(const struct stage *stage);
void stage_saving_fails(struct stage *stage, bool fails);

/* What is found about every signature: enum mail_fault. */
void stage_mail_faults(struct stage *stage, unsigned faults);

/* What comes of every update from now on; at first it is done. */
void stage_update_result(
    struct stage *stage, const struct update_result *result);
/* The wizard may send updates, signed with that; there is no key in "none". */
void stage_update_key(struct stage *stage, const char *path);
size_t stage_updates(const struct stage *stage);
/* The lines of the update that was sent last, each with a line end. */
const char *stage_update_lines(const struct stage *stage);

/* There is no sendmail here; or it fails. */
void stage_no_sendmail(struct stage *stage);
void stage_sendmail_fails(struct stage *stage, enum err_code code);
/* "from to", a line end, the message that was sent last; NULL: none. */
const char *stage_sent(const struct stage *stage);
/* How the next message looks in the mailbox; borrowed. */
void stage_received(struct stage *stage, const char *text);

/* The text of a file that was written; NULL: none of that name. */
const char *stage_file(const struct stage *stage, const char *name);

#endif
