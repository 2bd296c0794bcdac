/* Messages on a stage, with a verifier that finds what the test says. */
#ifndef TESTS_UNIT_FLOW_JUDGE_STAGE_H
#define TESTS_UNIT_FLOW_JUDGE_STAGE_H

#include <stdlib.h>
#include <string.h>

#include "tests/unit/flow/stage.h"
#include "wizard/base/mem.h"
#include "wizard/flow/judge.h"
#include "wizard/record/zonefile.h"

#define HASH "l/c1U139gr1q5cpGa24Iu9ld3NlaK71gxlD+7sjlC98="
#define KEY "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

#define SIGNED(domain, tags) signed_by(domain, "s1", tags)
#define SIGNED_GOOD                                                       \
	"DKIM-Signature: v=1; a=rsa-sha256; d=example.jp; s=s1; h=from; " \
	"bh=" HASH "; b=YWJj"
#define GOOD_MESSAGE                                          \
	"Return-Path: <info@example.jp>\r\n"                  \
	"Received: from mail.example.jp (x [192.0.2.25]) by " \
	"mx.there\r\n" SIGNED_GOOD "\r\n"                     \
	"From: Info <info@example.jp>\r\n\r\nbody\r\n"

static struct stage *stage;
static struct arena arena;
static struct services services;
static struct judge *judged;
static unsigned mail_faults; /* of every signature */
static size_t mail_asked;
static size_t changes;

/* --- The verifier --------------------------------------------------------- */

struct mail_job {
	struct timer *timer;
	size_t count;
	mail_done *done;
	void *arg;
};

static inline void
finish_job(void *arg)
{
	struct mail_job *job = arg;
	struct mail_signature signature[MAIL_SIGNATURES_MAX];

	memset(signature, 0, sizeof(signature));
	for (size_t i = 0; i < job->count; i++)
		signature[i].faults = mail_faults;
	job->done(job->arg, signature, job->count);
	free(job);
}

static inline struct mail_job *
begin_job(
    void *self, const struct mail_request *request, mail_done *done, void *arg)
{
	struct mail_job *job = mem_alloc(sizeof(*job));
	struct err err = ERR_INIT;
	struct message message;

	(void)self;
	assert_int_equal(
	    message_parse(&arena, request->message, &message, &err), ERR_OK);
	mail_asked += request->keys;
	job->count = message_count(&message, "DKIM-Signature");
	if (job->count > MAIL_SIGNATURES_MAX)
		job->count = MAIL_SIGNATURES_MAX;
	job->done = done;
	job->arg = arg;
	job->timer =
	    services.clock.after(services.clock.self, 0, finish_job, job);
	return job;
}

static inline void
cancel_job(void *self, struct mail_job *job)
{
	(void)self;
	services.clock.stop(services.clock.self, job->timer);
	free(job);
}

/* --- The Internet --------------------------------------------------------- */

#define SOA "@ 60 IN SOA ns hostmaster 1 2 3 4 5\n"

/* A key of 768 bits, whose private half nobody has kept. */
static const char weak_key[] =
    "v=DKIM1; "
    "p=MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhALPMOp132WkqkII6qRbsQ/"
    "ERUI1snoHx4CdrVw2utmjBPvftjmIN+"
    "Zl7H4WWbCxmUolxxMtLzR3C8trRNUlc04iUiMKfH48JH3BQAmzgGji8ZuuS0BM8sZQD9ehIRkU"
    "bPQIDAQAB";

/* The text of a zone, with the key of the stage for every %s. */
static inline void
put_zone(const char *apex, const char *text)
{
	const char *key =
	    zonefile_quote_txt(&arena, slice_of(stage_key_record));
	const char *all = "", *at;

	while ((at = strstr(text, "%s")) != NULL) {
		all = arena_printf(
		    &arena, "%s%.*s%s", all, (int)(at - text), text, key);
		text = at + 2;
	}
	stage_zone(stage, NULL, apex, arena_printf(&arena, "%s%s", all, text));
}

static inline void
put_example(void)
{
	const char *weak = zonefile_quote_txt(&arena, slice_of(weak_key));

	put_zone("example.jp",
	    arena_printf(&arena, "%s%s%s",
		SOA "@ A 192.0.2.10\n"
		    "@ TXT \"v=spf1 ip4:192.0.2.25 -all\"\n"
		    "mail A 192.0.2.25\n"
		    "mail TXT \"v=spf1 a -all\"\n"
		    "_dmarc TXT \"v=DMARC1; p=reject; sp=quarantine; "
		    "np=none\"\n"
		    "s1._domainkey TXT %s\n"
		    "s1._domainkey.mail TXT %s\n"
		    "two._domainkey TXT %s\n"
		    "two._domainkey TXT \"" KEY "\"\n"
		    "revoked._domainkey TXT \"v=DKIM1; p=\"\n"
		    "cut._domainkey TXT \"v=DKIM1; p=MIIBIjANBgkq\"\n"
		    "text._domainkey TXT \"hello\"\n"
		    "edward._domainkey TXT \"" KEY "\"\n"
		    "testing._domainkey TXT %s \"; t=y\"\n"
		    "narrow._domainkey TXT %s \"; t=s\"\n"
		    "weak._domainkey TXT ",
		weak, "\n"));
}

static inline void
put_others(void)
{
	put_zone("other.example", SOA "@ TXT \"v=spf1 ip4:192.0.2.99 -all\"\n"
				      "_dmarc TXT \"v=DMARC1; p=none\"\n"
				      "s1._domainkey TXT %s\n");
	put_zone("strict.example",
	    SOA "_dmarc TXT \"v=DMARC1; p=none; adkim=s; aspf=s\"\n"
		"mail TXT \"v=spf1 ip4:192.0.2.25 -all\"\n"
		"s1._domainkey.mail TXT %s\n");
	put_zone("plain.example", SOA);
	put_zone("double.example", SOA "_dmarc TXT \"v=DMARC1; p=none\"\n"
				       "_dmarc TXT \"v=DMARC1; p=reject\"\n");
	put_zone("void.example", SOA "_dmarc TXT \"v=DMARC1; p=nothing\"\n");
	put_zone("silent.example", SOA);
	put_zone("host.example", SOA);
	/* A public suffix by the list only. */
	put_zone("github.io", SOA "_dmarc TXT \"v=DMARC1; p=none\"\n"
				  "s1._domainkey.b TXT %s\n");
	put_zone("", "@ 60 IN SOA ns hostmaster 1 2 3 4 5\n");
}

/* --- Messages ------------------------------------------------------------- */

static inline const char *
signed_by(const char *domain, const char *selector, const char *tags)
{
	return arena_printf(&arena,
	    "DKIM-Signature: v=1; a=rsa-sha256; d=%s; s=%s;%s h=from;\n"
	    "\tbh=" HASH "; b=YWJj",
	    domain, selector, tags);
}

static inline const char *
message(const char *path, const char *from, const char *more)
{
	const char *text =
	    arena_printf(&arena, "%s\n%s\n%s\n\nbody\n", path, more, from);
	struct buf crlf = BUF_INIT;
	const char *copy;

	for (; *text != '\0'; text++) {
		if (*text == '\n')
			buf_addc(&crlf, '\r');
		buf_addc(&crlf, *text);
	}
	copy = arena_copy(&arena, buf_text(&crlf));
	buf_release(&crlf);
	return copy;
}

static inline void
note_change(void *arg)
{
	(void)arg;
	changes++;
}

/* The judgement, until the next one. */
static inline const struct judgement *
judge(const char *ip, const char *text)
{
	struct judge_options options = {.helo = NULL};
	const struct judgement *j;

	judge_free(judged);
	changes = 0;
	mail_asked = 0;
	if (ip != NULL)
		assert_true(ip_parse(slice_of(ip), &options.ip));
	judged =
	    judge_new(&services, slice_of(text), &options, note_change, NULL);
	if (!judge_done(judged)) {
		stage_run(stage);
		assert_int_equal(changes, 1);
	}
	stage_run(stage);
	j = judge_result(judged);
	if (j == NULL)
		abort();
	return j;
}

static inline const struct finding *
find(const char *id)
{
	const struct findings *list = &judge_result(judged)->findings;

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->finding[i].check->id, id) == 0)
			return &list->finding[i];
	return NULL;
}

static inline const struct finding *
finding(const char *id)
{
	const struct finding *found = find(id);

	if (found == NULL) {
		print_error("nothing is said of %s\n", id);
		abort();
	}
	return found;
}

struct expected {
	const char *id;
	enum severity severity;
};

/* These and no others, in their order. */
static inline void
check_findings(const struct expected *expected, size_t count)
{
	const struct findings *list = &judge_result(judged)->findings;

	assert_int_equal(list->count, count);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(list->finding[i].check->id, expected[i].id);
		assert_int_equal(
		    list->finding[i].severity, expected[i].severity);
	}
}

#define assert_findings(...)                                    \
	check_findings((const struct expected[]) {__VA_ARGS__}, \
	    COUNT_OF(((const struct expected[]) {__VA_ARGS__})))
#define assert_no_findings() check_findings(NULL, 0)

/* --- Life ----------------------------------------------------------------- */

static inline int
set_stage(void **state)
{
	(void)state;
	stage = stage_new();
	services = *stage_services(stage);
	services.mail = (struct mail_service) {
	    .verify = begin_job,
	    .cancel = cancel_job,
	};
	mail_faults = 0;
	put_example();
	put_others();
	return 0;
}

static inline int
clear_stage(void **state)
{
	(void)state;
	judge_free(judged);
	judged = NULL;
	stage_free(stage);
	arena_release(&arena);
	return 0;
}

#define judge_test(name) \
	cmocka_unit_test_setup_teardown(name, set_stage, clear_stage)

#endif
