/*
 * Tables of evaluations: zone text beside some that all have, who sends, what
 * comes of it. Included by the tests of the evaluator.
 */
#ifndef TESTS_UNIT_CHECK_SPF_CASES_H
#define TESTS_UNIT_CHECK_SPF_CASES_H

#include "tests/unit/check/spf_lab.h"

#define HERE "192.0.2.1"
#define THERE "192.0.2.99"
#define HERE6 "2001:db8::1"

/* Records of a.org, b.org, ...; each row adds them to what all have. */
#define A(text) "a.org. TXT \"v=spf1 " text "\"\n"
#define B(text) "b.org. TXT \"v=spf1 " text "\"\n"
#define C(text) "c.org. TXT \"v=spf1 " text "\"\n"
#define EXP(text) "exp.org. TXT \"" text "\"\n"

static const char common[] =
    "ns. A 192.0.2.53\n"
    "host.org. A 192.0.2.1\n"
    "host.org. AAAA 2001:db8::1\n"
    "v4.org. A 192.0.2.4\n"
    "v6.org. AAAA 2001:db8::4\n"
    "text.org. TXT \"hello\"\n"
    "mx.org. MX 10 v4.org.\nmx.org. MX 10 host.org.\n"
    "nomx.org. MX 0 .\n"
    "lost.org. MX 1 lost1.org.\nlost.org. MX 2 lost2.org.\n"
    "lost.org. MX 3 lost3.org.\n"
    "half.org. MX 1 x.silent.\nhalf.org. MX 2 host.org.\n"
    "late.org. MX 1 host.org.\nlate.org. MX 2 x.silent.\n"
    "mx10.org. MX 1 m1.org.\nmx10.org. MX 1 m2.org.\n"
    "mx10.org. MX 1 m3.org.\nmx10.org. MX 1 m4.org.\n"
    "mx10.org. MX 1 m5.org.\nmx10.org. MX 1 m6.org.\n"
    "mx10.org. MX 1 m7.org.\nmx10.org. MX 1 m8.org.\n"
    "mx10.org. MX 1 m9.org.\nmx10.org. MX 1 host.org.\n"
    "mx11.org. MX 1 n1.org.\nmx11.org. MX 1 n2.org.\n"
    "mx11.org. MX 1 n3.org.\nmx11.org. MX 1 n4.org.\n"
    "mx11.org. MX 1 n5.org.\nmx11.org. MX 1 n6.org.\n"
    "mx11.org. MX 1 n7.org.\nmx11.org. MX 1 n8.org.\n"
    "mx11.org. MX 1 n9.org.\nmx11.org. MX 1 n10.org.\n"
    "mx11.org. MX 0 host.org.\n";

struct expected {
	const char *zone;
	const char *ip, *from; /* NULL: HERE, ann@a.org */
	enum spf_result result;
	const char *detail; /* matched term, problem or explanation; or NULL */
};

static inline bool
has_detail(const struct spf_outcome *o, const char *detail)
{
	return slice_is(o->matched, detail) ||
	       (o->problem != NULL && strstr(o->problem, detail) != NULL) ||
	       (o->explanation != NULL &&
		   strcmp(o->explanation, detail) == 0) ||
	       (o->explanation == NULL && strcmp(detail, "default") == 0);
}

static inline void
expect(const struct expected *row)
{
	struct lab lab;
	char zone[16384];

	(void)snprintf(zone, sizeof(zone), "%s%s", common, row->zone);
	lab_open(&lab, zone);
	lab_ask(&lab, row->ip != NULL ? row->ip : HERE, "helo.org",
	    row->from != NULL ? row->from : "ann@a.org");
	if (lab.outcome->result != row->result ||
	    (row->detail != NULL && !has_detail(lab.outcome, row->detail)))
		fail_msg("%s: %s; %.*s; %s; %s", row->zone,
		    spf_result_word(lab.outcome->result),
		    (int)lab.outcome->matched.len, lab.outcome->matched.ptr,
		    lab.outcome->problem, lab.outcome->explanation);
	lab_close(&lab);
}

static inline void
expect_all(const struct expected *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect(&rows[i]);
}

#endif
