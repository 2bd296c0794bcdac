#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "wizard/base/mem.h"
#include "wizard/io/loop.h"
#include "wizard/io/spf_eval.h"
#include "wizard/record/dname.h"

#define HELPER BUILD_DIR "/inkan-spf"

/* --- A DNS made of a table ---------------------------------------------- */

struct row {
	const char *name;
	enum dns_type type;
	const char *value; /* NULL: nobody answers */
};

struct dns_request {
	struct fake_dns *dns;
	struct dns_answer answer;
	dns_done *done;
	void *arg;
	struct post *post; /* NULL: held back */
	struct dns_request *next;
};

struct fake_dns {
	struct loop *loop;
	const struct row *rows; /* up to one without a name */
	struct dns_request *open;
	unsigned pending;
	unsigned most_pending;
	bool held; /* answers wait for release() */
	char asked[4096]; /* "TXT a.example\n" for each question */
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

static void
fill(struct dns_answer *answer, const struct row *rows, struct arena *arena,
    const struct dns_query *query)
{
	struct dns_rr *rr = NULL;
	size_t count = 0;

	answer->status = DNS_NXDOMAIN;
	for (; rows->name != NULL; rows++) {
		if (strcmp(rows->name, query->name) != 0)
			continue;
		if (answer->status == DNS_NXDOMAIN)
			answer->status = DNS_NODATA;
		if (rows->type != query->type)
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
	fill(&request->answer, dns->rows, arena, query);
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

static void
release(struct fake_dns *dns)
{
	dns->held = false;
	for (struct dns_request *r = dns->open; r != NULL; r = r->next)
		r->post = loop_post(dns->loop, answer_now, r);
}

/* --- The stage ---------------------------------------------------------- */

struct stage {
	struct fake_dns dns;
	struct dns_service service;
	struct spf_eval *eval;
	struct spf_service spf;
	struct spf_verdict verdict;
	unsigned done;
};

static void
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

/* Whatever happened: no question is left open and no process is left behind. */
static void
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

static struct spf_job *
begin(struct stage *stage, const char *ip, const char *helo, const char *from)
{
	struct spf_request request = {.helo = helo, .mail_from = from};

	assert_true(ip_parse(slice_of(ip), &request.ip));
	return stage->spf.evaluate(
	    stage->spf.self, &request, on_verdict, stage);
}

static void
wait_for(struct stage *stage, unsigned done)
{
	while (stage->done < done && loop_turn(stage->dns.loop))
		;
	assert_int_equal(stage->done, done);
}

static void
judge(struct stage *stage, const char *ip, const char *helo, const char *from)
{
	stage->done = 0;
	(void)begin(stage, ip, helo, from);
	assert_int_equal(stage->done, 0); /* never inside the call */
	wait_for(stage, 1);
}

/* --- Verdicts ----------------------------------------------------------- */

static const struct row zone[] = {
    {"plain.example", DNS_TXT, "google-site-verification=abc"},
    {"plain.example", DNS_TXT, "v=spf1 ip4:192.0.2.0/28 ip6:2001:db8::/32 "
                               "~ip4:198.51.100.1 ?ip4:198.51.100.2 -all"},
    {"none.example", DNS_TXT, "hello"},
    {"twice.example", DNS_TXT, "v=spf1 -all"},
    {"twice.example", DNS_TXT, "v=spf1 +all"},
    {"silent.example", DNS_TXT, NULL},
    {"include.example", DNS_TXT, "v=spf1 include:plain.example ~all"},
    {"redirect.example", DNS_TXT, "v=spf1 redirect=plain.example"},
    {"lost.example", DNS_TXT, "v=spf1 include:nowhere.example ~all"},
    {"a.example", DNS_TXT, "v=spf1 a -all"},
    {"a.example", DNS_A, "192.0.2.1"},
    {"a.example", DNS_A, "192.0.2.2"},
    {"a.example", DNS_AAAA, "2001:db8::1"},
    {"mx.example", DNS_TXT, "v=spf1 mx -all"},
    {"mx.example", DNS_MX, "nowhere.example"},
    {"mx.example", DNS_MX, "a.example"},
    {"nullmx.example", DNS_TXT, "v=spf1 mx -all"},
    {"nullmx.example", DNS_MX, ""},
    {"ptr.example", DNS_TXT, "v=spf1 ptr -all"},
    {"1.2.0.192.in-addr.arpa", DNS_PTR, "mail.ptr.example"},
    {"mail.ptr.example", DNS_A, "192.0.2.1"},
    {"exists.example", DNS_TXT, "v=spf1 exists:%{ir}.%{l}._spf.%{d} -all"},
    {"1.2.0.192.ann._spf.exists.example", DNS_A, "127.0.0.2"},
    {"1.2.0.192.a\\032b._spf.exists.example", DNS_A, "127.0.0.2"},
    {"helo.example", DNS_TXT, "v=spf1 exists:%{h}.%{o}._spf.example -all"},
    {"mail.helo.example.helo.example._spf.example", DNS_A, "127.0.0.2"},
    {"local.example", DNS_TXT, "v=spf1 ip4:127.0.0.2 ip6:::1 -all"},
    {"down.example", DNS_TXT, "v=spf1 a:down.example -all"},
    {"down.example", DNS_A, NULL},
    {"loop.example", DNS_TXT, "v=spf1 include:loop.example -all"},
    {"grow.example", DNS_TXT, "v=spf1 include:%{d}.%{d}.%{d} -all"},
    {"bad.example", DNS_TXT, "v=spf1 foo:bar -all"},
    {"deep.example", DNS_TXT, "v=spf1 include:bad.example -all"},
    {NULL, DNS_A, NULL},
};

static const struct {
	const char *ip, *helo, *from;
	enum spf_result result;
} verdicts[] = {
    {"192.0.2.1", "h.example", "a@plain.example", SPF_PASS},
    {"192.0.2.16", "h.example", "a@plain.example", SPF_FAIL},
    {"198.51.100.1", "h.example", "a@plain.example", SPF_SOFTFAIL},
    {"198.51.100.2", "h.example", "a@plain.example", SPF_NEUTRAL},
    {"2001:db8::25", "h.example", "a@plain.example", SPF_PASS},
    {"2001:db9::25", "h.example", "a@plain.example", SPF_FAIL},
    {"::ffff:192.0.2.1", "h.example", "a@plain.example", SPF_PASS},
    {"192.0.2.1", "h.example", "a@none.example", SPF_NONE},
    {"192.0.2.1", "h.example", "a@nowhere.example", SPF_NONE},
    {"192.0.2.1", "h.example", "a@twice.example", SPF_PERMERROR},
    {"192.0.2.1", "h.example", "a@silent.example", SPF_TEMPERROR},
    {"192.0.2.1", "h.example", "a@include.example", SPF_PASS},
    {"192.0.2.99", "h.example", "a@include.example", SPF_SOFTFAIL},
    {"192.0.2.1", "h.example", "a@redirect.example", SPF_PASS},
    {"192.0.2.1", "h.example", "a@lost.example", SPF_PERMERROR},
    {"192.0.2.2", "h.example", "a@a.example", SPF_PASS},
    {"192.0.2.3", "h.example", "a@a.example", SPF_FAIL},
    {"2001:db8::1", "h.example", "a@a.example", SPF_PASS},
    {"192.0.2.1", "h.example", "a@mx.example", SPF_PASS},
    {"192.0.2.1", "h.example", "a@nullmx.example", SPF_FAIL},
    {"192.0.2.1", "h.example", "a@ptr.example", SPF_PASS},
    {"192.0.2.2", "h.example", "a@ptr.example", SPF_FAIL},
    {"192.0.2.1", "h.example", "ann@exists.example", SPF_PASS},
    {"192.0.2.1", "h.example", "a b@exists.example", SPF_PASS},
    {"192.0.2.1", "h.example", "bob@exists.example", SPF_FAIL},
    {"192.0.2.1", "mail.helo.example", "a@helo.example", SPF_PASS},
    {"192.0.2.1", "[192.0.2.1]", "a@helo.example", SPF_FAIL},
    {"192.0.2.1", "", "a@helo.example", SPF_FAIL},
    {"192.0.2.1", "plain.example", "", SPF_PASS},
    {"192.0.2.1", "h.example", "plain.example", SPF_PASS},
    {"192.0.2.1", "h.example", "@plain.example", SPF_PASS},
    {"127.0.0.1", "h.example", "a@plain.example", SPF_FAIL},
    {"127.0.0.2", "h.example", "a@local.example", SPF_PASS},
    {"::1", "h.example", "a@local.example", SPF_PASS},
    {"::1", "h.example", "a@a.example", SPF_FAIL},
    {"192.0.2.1", "h.example", "a@down.example", SPF_TEMPERROR},
    {"192.0.2.1", "h.example", "a@loop.example", SPF_PERMERROR},
    {"192.0.2.1", "h.example", "a@grow.example", SPF_PERMERROR},
};

static void
gives_the_verdict_of_libspf2(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, zone);
	for (size_t i = 0; i < COUNT_OF(verdicts); i++) {
		judge(&stage, verdicts[i].ip, verdicts[i].helo,
		    verdicts[i].from);
		if (!stage.verdict.valid ||
		    stage.verdict.result != verdicts[i].result)
			fail_msg("%s %s: %d, %s", verdicts[i].ip,
			    verdicts[i].from, (int)stage.verdict.result,
			    stage.verdict.comment);
	}
	stage_close(&stage);
}

static void
counts_questions_and_never_asks_for_type_spf(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, zone);
	judge(&stage, "192.0.2.1", "h.example", "a@mx.example");
	assert_string_equal(stage.dns.asked,
	    "TXT mx.example\nMX mx.example\nA nowhere.example\nA a.example\n");
	assert_int_equal(stage.verdict.lookups, 4);
	stage_close(&stage);
}

static void
never_hands_over_a_record_outside_the_grammar(void **state)
{
	static const char *const senders[] = {
	    "a@bad.example", "a@deep.example"};
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, zone);
	for (size_t i = 0; i < COUNT_OF(senders); i++) {
		judge(&stage, "192.0.2.1", "h.example", senders[i]);
		assert_false(stage.verdict.valid);
		assert_int_equal(stage.verdict.result, SPF_PERMERROR);
		assert_non_null(strstr(stage.verdict.comment, "not asked"));
		assert_non_null(strstr(stage.verdict.comment, "bad.example"));
	}
	stage_close(&stage);
}

static void
refuses_senders_without_a_domain_name(void **state)
{
	static const struct {
		const char *helo, *from;
	} senders[] = {
	    {"", ""},
	    {"localhost", ""},
	    {"h.example", "a@"},
	    {"h.example", "a@b..example"},
	    {"h.example", "a@localhost"},
	};
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, zone);
	for (size_t i = 0; i < COUNT_OF(senders); i++) {
		judge(&stage, "192.0.2.1", senders[i].helo, senders[i].from);
		assert_false(stage.verdict.valid);
		assert_int_equal(stage.verdict.result, SPF_NONE);
		assert_string_equal(stage.dns.asked, "");
	}
	stage_close(&stage);
}

/* --- Records that stop libspf2 ------------------------------------------ */

/* head, count times "%{d}", literal times 'x', tail */
static char *
macros(const char *head, unsigned count, unsigned literal, const char *tail)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, head);
	while (count-- > 0)
		buf_adds(&text, "%{d}");
	while (literal-- > 0)
		buf_addc(&text, 'x');
	buf_adds(&text, tail);
	return buf_take(&text);
}

static void
survives_records_that_overrun_libspf2(void **state)
{
	struct row rows[] = {
	    {"exp.example", DNS_TXT, "v=spf1 exp=boom.example -all"},
	    {"boom.example", DNS_TXT, macros("", 127, 1, "")},
	    {"big.example", DNS_TXT,
	        macros("v=spf1 include:", 127, 3637, ".example -all")},
	    {"small.example", DNS_TXT,
	        macros("v=spf1 include:", 127, 1, ".example -all")},
	    {"edge.example", DNS_TXT,
	        macros("v=spf1 include:", 127, 3560, ".example")},
	    {"unknown.example", DNS_TXT, macros("v=spf1 foo=", 127, 5480, "")},
	    {"edgemod.example", DNS_TXT, macros("v=spf1 foo=", 127, 3500, "")},
	    {"open.example", DNS_TXT, "v=spf1 exists:%{d -all"},
	    {NULL, DNS_A, NULL},
	};
	static const char *const senders[] = {
	    "a@big.example", "a@small.example", "a@edge.example",
	    "a@unknown.example", "a@edgemod.example", "a@open.example"};
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, rows);
	judge(&stage, "192.0.2.1", "h.example", "a@exp.example");
	assert_true(stage.verdict.valid);
	assert_int_equal(stage.verdict.result, SPF_FAIL);
	assert_null(strstr(stage.dns.asked, "boom"));
	for (size_t i = 0; i < COUNT_OF(senders); i++) {
		judge(&stage, "192.0.2.1", "h.example", senders[i]);
		assert_string_not_equal(stage.verdict.comment, "");
	}
	stage_close(&stage);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].value != NULL && strstr(rows[i].value, "%{d}%{d}"))
			free((void *)(uintptr_t)rows[i].value);
}

/* --- Helpers that misbehave --------------------------------------------- */

static char script_path[] = "/tmp/inkan-test-spf-XXXXXX";

static int
make_script_path(void **state)
{
	int fd = mkstemp(script_path);

	(void)state;
	return fd == -1 ? -1 : close(fd);
}

static int
remove_script(void **state)
{
	(void)state;
	return unlink(script_path);
}

static void
write_script(const char *body, mode_t mode)
{
	FILE *f = fopen(script_path, "w");

	assert_non_null(f);
	assert_true(fprintf(f, "#!/bin/sh\n%s\n", body) > 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(script_path, mode), 0);
}

static const struct {
	const char *script;
	const char *comment; /* a part of it */
} failures[] = {
    {"echo hello", "makes no sense"},
    {"echo", "makes no sense"},
    {"echo R", "makes no sense"},
    {"echo 'R great day'", "makes no sense"},
    {"echo 'r pass x'", "makes no sense"},
    {"printf 'R pass \\033[2J\\n'", "makes no sense"},
    {"echo 'Q SPF a.example'", "makes no sense"},
    {"echo 'Q TXT a..example'", "makes no sense"},
    {"echo 'Q TXT a.example '", "makes no sense"},
    {"echo 'Q TXT a.example 1'", "makes no sense"},
    {"printf 'Q TXT a.example\\nQ TXT b.example\\n'; read x", "makes no sense"},
    {"printf 'Q TXT a.example\\nR pass x\\n'; read x", "makes no sense"},
    {"while :; do printf xxxxxxxxxxxxxxxx; done", "makes no sense"},
    {"while :; do echo 'Q A a.example'; done", "makes no sense"},
    {"read r; while :; do echo 'Q A x.example'; read x; done", "more than 200"},
    {"exit 3", "exit status 3"},
    {"exec <&-; exit 3", "exit status 3"},
    {"printf 'R pass x'", "without a result"},
    {"kill -SEGV $$", "signal 11"},
    {"echo 'X out of memory'", "gave up: out of memory"},
};

static void
turns_nonsense_into_a_comment(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(failures); i++) {
		struct stage stage;

		write_script(failures[i].script, 0700);
		stage_open(&stage, script_path, zone);
		judge(&stage, "192.0.2.1", "h.example", "a@plain.example");
		assert_false(stage.verdict.valid);
		assert_int_equal(stage.verdict.result, SPF_TEMPERROR);
		if (strstr(stage.verdict.comment, failures[i].comment) == NULL)
			fail_msg("%s: %s", failures[i].script,
			    stage.verdict.comment);
		stage_close(&stage);
	}
}

static void
kills_a_helper_that_takes_too_long(void **state)
{
	static const struct spf_limits limits = {
	    .deadline_ms = 50, .questions = 200, .helpers = 4};
	static const char *const scripts[] = {
	    "read x; read y",
	    "exec >&-; read x; read y",
	    "trap '' TERM; while :; do :; done",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(scripts); i++) {
		struct stage stage;

		write_script(scripts[i], 0700);
		stage_open(&stage, script_path, zone);
		spf_eval_limit(stage.eval, &limits);
		judge(&stage, "192.0.2.1", "h.example", "a@plain.example");
		assert_false(stage.verdict.valid);
		assert_non_null(strstr(stage.verdict.comment, "no result"));
		stage_close(&stage);
	}
}

static void
says_so_when_the_helper_cannot_be_run(void **state)
{
	static const char *const paths[] = {"/nonexistent/inkan-spf", "/tmp"};
	struct stage stage;

	(void)state;
	for (size_t i = 0; i <= COUNT_OF(paths); i++) {
		write_script("echo 'R pass x'", 0600);
		stage_open(&stage, i < COUNT_OF(paths) ? paths[i] : script_path,
		    zone);
		judge(&stage, "192.0.2.1", "h.example", "a@plain.example");
		assert_false(stage.verdict.valid);
		assert_non_null(
		    strstr(stage.verdict.comment, "could not be started"));
		stage_close(&stage);
	}
}

static void
believes_the_first_result_only(void **state)
{
	struct stage stage;

	(void)state;
	write_script("printf 'R pass x\\nR fail y\\nzzz\\n'", 0700);
	stage_open(&stage, script_path, zone);
	judge(&stage, "192.0.2.1", "h.example", "a@plain.example");
	assert_true(stage.verdict.valid);
	assert_int_equal(stage.verdict.result, SPF_PASS);
	assert_string_equal(stage.verdict.comment, "x");
	stage_close(&stage);
}

static void
gives_the_helper_no_descriptor_and_no_environment(void **state)
{
	struct stage stage;

	(void)state;
	write_script("for f in /proc/self/fd/*; do n=\"$n ${f##*/}\"; done\n"
	             "echo \"R pass$n <$SECRET>\"",
	    0700);
	assert_int_equal(setenv("SECRET", "key", 1), 0);
	assert_int_equal(dup2(STDERR_FILENO, 77), 77);
	stage_open(&stage, script_path, zone);
	judge(&stage, "192.0.2.1", "h.example", "a@plain.example");
	assert_true(stage.verdict.valid);
	assert_non_null(strstr(stage.verdict.comment, "0 1 "));
	assert_null(strstr(stage.verdict.comment, "77"));
	assert_non_null(strstr(stage.verdict.comment, "<>"));
	stage_close(&stage);
	assert_int_equal(close(77), 0);
}

/* --- Several at once, and none any more --------------------------------- */

static void
runs_no_more_helpers_than_allowed(void **state)
{
	static const struct spf_limits limits = {
	    .deadline_ms = 20000, .questions = 200, .helpers = 2};
	struct stage stage;

	(void)state;
	stage_open(&stage, HELPER, zone);
	spf_eval_limit(stage.eval, &limits);
	stage.dns.held = true;
	for (unsigned i = 0; i < 6; i++)
		(void)begin(
		    &stage, "192.0.2.1", "h.example", "a@plain.example");
	while (stage.dns.pending < 2)
		assert_true(loop_turn(stage.dns.loop));
	release(&stage.dns);
	wait_for(&stage, 6);
	assert_int_equal(stage.dns.most_pending, 2);
	stage_close(&stage);
}

static void
says_nothing_after_a_cancel(void **state)
{
	struct stage stage;
	struct spf_job *waiting, *refused, *asking;

	(void)state;
	stage_open(&stage, HELPER, zone);
	stage.dns.held = true;
	asking = begin(&stage, "192.0.2.1", "h.example", "a@plain.example");
	while (stage.dns.pending < 1)
		assert_true(loop_turn(stage.dns.loop));
	waiting = begin(&stage, "192.0.2.1", "h.example", "a@plain.example");
	refused = begin(&stage, "192.0.2.1", "h.example", "a@");
	stage.spf.cancel(stage.spf.self, asking);
	stage.spf.cancel(stage.spf.self, waiting);
	stage.spf.cancel(stage.spf.self, refused);
	assert_int_equal(stage.dns.pending, 0);
	stage.dns.held = false;
	(void)begin(&stage, "192.0.2.1", "h.example", "a@mx.example");
	wait_for(&stage, 1);
	assert_int_equal(stage.verdict.lookups, 4);
	stage_close(&stage);
	assert_int_equal(stage.done, 1);
}

static void
can_be_freed_at_any_moment(void **state)
{
	(void)state;
	for (unsigned turns = 0; turns < 12; turns++) {
		struct stage stage;

		stage_open(&stage, HELPER, zone);
		for (unsigned i = 0; i < 6; i++)
			(void)begin(
			    &stage, "192.0.2.1", "h.example", "a@mx.example");
		for (unsigned i = 0; i < turns; i++)
			(void)loop_turn(stage.dns.loop);
		stage_close(&stage);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gives_the_verdict_of_libspf2),
	    cmocka_unit_test(counts_questions_and_never_asks_for_type_spf),
	    cmocka_unit_test(never_hands_over_a_record_outside_the_grammar),
	    cmocka_unit_test(refuses_senders_without_a_domain_name),
	    cmocka_unit_test(survives_records_that_overrun_libspf2),
	    cmocka_unit_test(turns_nonsense_into_a_comment),
	    cmocka_unit_test(kills_a_helper_that_takes_too_long),
	    cmocka_unit_test(says_so_when_the_helper_cannot_be_run),
	    cmocka_unit_test(believes_the_first_result_only),
	    cmocka_unit_test(gives_the_helper_no_descriptor_and_no_environment),
	    cmocka_unit_test(runs_no_more_helpers_than_allowed),
	    cmocka_unit_test(says_nothing_after_a_cancel),
	    cmocka_unit_test(can_be_freed_at_any_moment),
	};

	return cmocka_run_group_tests(tests, make_script_path, remove_script);
}
