/*
 * What the tests of the evaluator stand on: a DNS made of a table, a loop, and
 * the service, with one verdict at a time for the asking.
 */
#ifndef TESTS_SPF_STAGE_H
#define TESTS_SPF_STAGE_H

#include "wizard/io/loop.h"
#include "wizard/io/spf_eval.h"

struct row {
	const char *name;
	enum dns_type type;
	const char *value; /* NULL: nobody answers */
};

struct fake_dns {
	struct loop *loop;
	const struct row *rows; /* up to one without a name */
	struct dns_request *open;
	unsigned pending;
	unsigned most_pending;
	bool held;        /* answers wait for stage_release() */
	char asked[4096]; /* "TXT a.example\n" for each question */
};

struct stage {
	struct fake_dns dns;
	struct dns_service service;
	struct spf_eval *eval;
	struct spf_service spf;
	struct spf_verdict verdict; /* the last */
	unsigned done;              /* verdicts so far */
};

/* What the rows say about a name; answer is empty before. */
void stage_answer(const struct row *rows, const char *name, uint16_t type,
    struct arena *arena, struct dns_answer *answer);

void stage_open(
    struct stage *stage, const char *helper, const struct row *rows);

/* Whatever happened: no question is left open, no process is left behind. */
void stage_close(struct stage *stage);

struct spf_job *stage_begin(
    struct stage *stage, const char *ip, const char *helo, const char *from);
void stage_wait(struct stage *stage, unsigned done);
void stage_release(struct stage *stage); /* the answers that were held back */

/* Begins one and waits for it. */
void stage_judge(
    struct stage *stage, const char *ip, const char *helo, const char *from);

#endif
