/*
 * One evaluation of SPF over zone text, run again until nothing is pending,
 * with a count of what it asked. Included by the tests of the evaluator.
 */
#ifndef TESTS_UNIT_CHECK_SPF_LAB_H
#define TESTS_UNIT_CHECK_SPF_LAB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/check/spf_eval.h"
#include "wizard/record/zonefile.h"

#define LAB_RUNS_MAX 1000

/* All that ten terms may ask, twice; the record itself, and the explanation. */
#define LAB_QUESTIONS_MAX \
	(2 * SPF_LOOKUPS_MAX * (1 + SPF_MX_MAX) + 2 + 1 + SPF_PTR_MAX)

struct lab {
	struct zone zone;
	struct arena zone_arena;
	struct inquiry *inquiry;
	struct arena arena;
	struct spf_query query;
	struct spf_outcome *outcome;
	unsigned runs;
	size_t most_used; /* octets of memory in one run */
};

static inline void
lab_open(struct lab *lab, const char *zone)
{
	struct err err = ERR_INIT;
	char *text;

	memset(lab, 0, sizeof(*lab));
	text = arena_printf(&lab->zone_arena,
	    "$TTL 300\n. SOA ns. root. 1 1 1 1 1\n. NS ns.\n%s", zone);
	if (zonefile_parse(&lab->zone_arena, slice_of(text), "", &lab->zone,
		&err) != ERR_OK)
		fail_msg("%s in\n%s", err.msg, zone);
	lab->inquiry = inquiry_new();
}

static inline void
lab_close(struct lab *lab)
{
	inquiry_free(lab->inquiry);
	arena_release(&lab->arena);
	arena_release(&lab->zone_arena);
}

static inline void
lab_run(struct lab *lab)
{
	struct spf_source source = spf_source_of(lab->inquiry);
	size_t before;

	arena_reset(&lab->arena);
	before = lab->arena.used;
	lab->outcome = spf_evaluate(&lab->arena, &source, &lab->query);
	lab->runs++;
	if (lab->arena.used - before > lab->most_used)
		lab->most_used = lab->arena.used - before;
}

/* Names under "silent" get no answer. */
static inline void
lab_answer(struct lab *lab, struct question *q)
{
	static const struct dns_answer timeout = {.status = DNS_TIMEOUT};

	inquiry_answer(lab->inquiry, q,
	    dname_is_within(q->name, "silent")
		? &timeout
		: zonefile_answer(inquiry_arena(lab->inquiry), &lab->zone, 1,
		      q->name, q->type));
}

/* As many answers at a time as there are questions; or one. */
static inline void
lab_evaluate(struct lab *lab, bool one_by_one)
{
	struct question *q;

	lab_run(lab);
	while (lab->outcome->pending) {
		if (lab->runs > LAB_RUNS_MAX)
			fail_msg("no end after %u runs", lab->runs);
		q = inquiry_unsent(lab->inquiry);
		if (q == NULL)
			fail_msg("pending, but nothing was asked");
		for (; q != NULL;
		     q = one_by_one ? NULL : inquiry_unsent(lab->inquiry))
			lab_answer(lab, q);
		lab_run(lab);
	}
	if (inquiry_count(lab->inquiry) > LAB_QUESTIONS_MAX)
		fail_msg("%zu questions", inquiry_count(lab->inquiry));
}

static inline void
lab_ask(struct lab *lab, const char *ip, const char *helo, const char *from)
{
	lab->query.helo = helo;
	lab->query.mail_from = from;
	if (!ip_parse(slice_of(ip), &lab->query.ip))
		fail_msg("%s", ip);
	lab_evaluate(lab, false);
}

#endif
