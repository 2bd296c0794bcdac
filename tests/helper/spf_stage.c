#include "tests/helper/spf_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "wizard/base/mem.h"

struct dns_request {
	struct fake_dns *dns;
	struct dns_answer answer;
	dns_done *done;
	void *arg;
	struct post *post; /* NULL: held back */
	struct dns_request *next;
};

static struct dns_rr
rr_of(struct arena *arena, const struct row *row)
{
	struct dns_rr rr = {.owner = row->name, .ttl = 300};
	bool ok = true;

	rr.type = (uint16_t)row->type;
	if (row->type == DNS_A || row->type == DNS_AAAA)
		ok = ip_parse(slice_of(row->value), &rr.address);
	else if (row->type == DNS_TXT)
		rr.text = slice_of(arena_copy(arena, row->value));
	else
		rr.target = row->value;
	assert_true(ok);
	return rr;
}

void
stage_answer(const struct row *rows, const char *name, uint16_t type,
    struct arena *arena, struct dns_answer *answer)
{
	struct dns_rr *rr = NULL;
	size_t count = 0;

	answer->status = DNS_NXDOMAIN;
	for (; rows->name != NULL; rows++) {
		if (strcmp(rows->name, name) != 0)
			continue;
		if (answer->status == DNS_NXDOMAIN)
			answer->status = DNS_NODATA;
		if (rows->type != type)
			continue;
		if (rows->value == NULL) {
			answer->status = DNS_TIMEOUT;
			return;
		}
		answer->status = DNS_OK;
		rr = arena_push(arena, rr, &count, sizeof(*rr));
		rr[count - 1] = rr_of(arena, rows);
	}
	answer->rr = rr;
	answer->count = count;
}

static void
forget(struct dns_request *request)
{
	struct dns_request **p = &request->dns->open;

	while (*p != request)
		p = &(*p)->next;
	*p = request->next;
	request->dns->pending--;
	free(request);
}

static void
answer_now(void *arg)
{
	struct dns_request *request = arg;
	struct dns_answer answer = request->answer;
	dns_done *done = request->done;
	void *done_arg = request->arg;

	forget(request);
	done(done_arg, &answer);
}

static struct dns_request *
fake_lookup(void *self, const struct dns_query *query, struct arena *arena,
    dns_done *done, void *arg)
{
	struct fake_dns *dns = self;
	struct dns_request *request = mem_alloc(sizeof(*request));
	size_t used = strlen(dns->asked);

	assert_int_equal(query->whom, ASK_RESOLVER);
	(void)snprintf(dns->asked + used, sizeof(dns->asked) - used, "%s %s\n",
	    dns_type_word(query->type), query->name);
	*request = (struct dns_request) {
	    .dns = dns, .done = done, .arg = arg, .next = dns->open};
	stage_answer(dns->rows, query->name, query->type, arena,
	    &request->answer);
	dns->open = request;
	if (++dns->pending > dns->most_pending)
		dns->most_pending = dns->pending;
	if (!dns->held)
		request->post = loop_post(dns->loop, answer_now, request);
	return request;
}

static void
fake_cancel(void *self, struct dns_request *request)
{
	assert_ptr_equal(self, request->dns);
	loop_unpost(request->post);
	forget(request);
}

void
stage_release(struct stage *stage)
{
	struct fake_dns *dns = &stage->dns;

	dns->held = false;
	for (struct dns_request *r = dns->open; r != NULL; r = r->next)
		r->post = loop_post(dns->loop, answer_now, r);
}

void
stage_open(struct stage *stage, const char *helper, const struct row *rows)
{
	memset(stage, 0, sizeof(*stage));
	stage->dns.loop = loop_new();
	stage->dns.rows = rows;
	stage->service = (struct dns_service) {.self = &stage->dns,
	    .lookup = fake_lookup,
	    .cancel = fake_cancel};
	stage->eval = spf_eval_new(stage->dns.loop, &stage->service, helper);
	stage->spf = spf_eval_service(stage->eval);
}

void
stage_close(struct stage *stage)
{
	spf_eval_free(stage->eval);
	assert_int_equal(stage->dns.pending, 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	loop_free(stage->dns.loop);
}

static void
on_verdict(void *arg, const struct spf_verdict *verdict)
{
	struct stage *stage = arg;

	stage->verdict = *verdict;
	stage->done++;
}

struct spf_job *
stage_begin(
    struct stage *stage, const char *ip, const char *helo, const char *from)
{
	struct spf_request request = {.helo = helo, .mail_from = from};

	assert_true(ip_parse(slice_of(ip), &request.ip));
	return stage->spf.evaluate(
	    stage->spf.self, &request, on_verdict, stage);
}

void
stage_wait(struct stage *stage, unsigned done)
{
	while (stage->done < done && loop_turn(stage->dns.loop))
		;
	assert_int_equal(stage->done, done);
}

void
stage_judge(
    struct stage *stage, const char *ip, const char *helo, const char *from)
{
	stage->done = 0;
	(void)stage_begin(stage, ip, helo, from);
	assert_int_equal(stage->done, 0); /* never inside the call */
	stage_wait(stage, 1);
}
