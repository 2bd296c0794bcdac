/* A simulation and what the tests of it ask. */
#ifndef TESTS_SIM_LAB_H
#define TESTS_SIM_LAB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/io/sim.h"

#define PRACTICE  TEMPLATES_DIR "/practice"
#define TRAPS     TESTS_DIR "/unit/io/practice"
#define NS1       "192.0.2.53"
#define NS2       "198.51.100.53"
#define PUBLIC    "192.0.2.200"
#define START     INT64_C(1763690400000) /* ms since 1970 */
#define SECOND    INT64_C(1000)
#define LAG       (40 * SECOND) /* of ns2 in the scenario "bare" */
#define NEGATIVE  (300 * SECOND)

#define DMARC     "_dmarc.example.jp"
#define POLICY    "v=DMARC1; p=none"

struct lab {
	struct sim *sim;
	struct services to;
	struct arena arena;
};

/* An answer that is waited for, and when it came. */
struct reply {
	const struct lab *lab;
	const struct dns_answer *answer;
	int64_t at;
};

static inline struct ip
address(const char *text)
{
	struct ip ip = {.family = 0};

	if (text != NULL)
		assert_true(ip_parse(slice_of(text), &ip));
	return ip;
}

static inline void
open_lab(struct lab *lab, const char *dir, const char *scenario)
{
	struct err err = ERR_INIT;

	memset(lab, 0, sizeof(*lab));
	lab->sim = sim_new(dir, scenario, START, &err);
	if (lab->sim == NULL)
		fail_msg("%s", err.msg);
	sim_services(lab->sim, &lab->to);
}

static inline void
close_lab(struct lab *lab)
{
	sim_free(lab->sim);
	arena_release(&lab->arena);
}

static inline int64_t
now(const struct lab *lab)
{
	return lab->to.clock.ticks(lab->to.clock.self);
}

static inline void
keep_reply(void *arg, const struct dns_answer *answer)
{
	struct reply *reply = arg;

	assert_null(reply->answer); /* called back once */
	reply->answer = answer;
	reply->at = now(reply->lab);
}

static inline struct dns_request *
send(struct lab *lab, struct reply *reply, enum inquiry_whom whom,
    const char *server, const char *name, uint16_t type)
{
	struct dns_query query = {.name = name,
	    .type = type,
	    .whom = whom,
	    .server = address(server)};

	*reply = (struct reply){.lab = lab};
	return lab->to.dns.lookup(
	    lab->to.dns.self, &query, &lab->arena, keep_reply, reply);
}

/* Asks, and lets time pass until the answer is here. */
static inline const struct dns_answer *
ask(struct lab *lab, enum inquiry_whom whom, const char *server,
    const char *name, uint16_t type)
{
	struct reply reply;

	send(lab, &reply, whom, server, name, type);
	while (reply.answer == NULL)
		assert_true(sim_step(lab->sim));
	return reply.answer;
}

static inline void
enter(struct lab *lab, const char *name, const char *value, const char *old)
{
	const char *replaces[] = {old};
	struct panel_entry entry = {.name = name,
	    .type = DNS_TXT,
	    .ttl = 300,
	    .value = value,
	    .replaces = replaces,
	    .nreplaces = old != NULL};

	lab->to.panel.enter(lab->to.panel.self, &entry, 1);
}

static inline void
assert_text(const struct dns_answer *answer, const char *text)
{
	assert_int_equal(answer->status, DNS_OK);
	assert_int_equal(answer->count, 1);
	assert_true(slice_is(answer->rr[0].text, text));
}

#endif
