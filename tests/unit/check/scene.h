/*
 * A small Internet in zone text, inspected and judged: a good domain, of which
 * a test changes what it is about. Included by the tests of the checks.
 */
#ifndef TESTS_UNIT_CHECK_SCENE_H
#define TESTS_UNIT_CHECK_SCENE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/check/finding.h"
#include "wizard/check/inspect.h"
#include "wizard/record/zonefile.h"

#define ROUNDS_MAX 20

/* Public keys made for these tests; nobody holds their private halves. */
/* In two pieces: one string of a TXT record takes 255 octets. */
#define KEY_2048_HEAD                                              \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtz0WEAAtS1ym" \
	"zwEzyVbLUVCmg+EBnKG17VVu/f5CLYEWEisvZ7JnkhUhBK2AwK1uw3f3" \
	"UWjZ9ikFrxEdGVdlDScpWhilIjjc5lfUE/yehCjvES14GFYexC2d8moh" \
	"kFt08vmQOvnNpyXIVB2Glk3DRH2F1XCt"
#define KEY_2048_TAIL                                              \
	"GEkyEfr2bLhsodN12hZIGa6esXt1yxFHeDs26qpAL2zwotKs5kiQVWK5" \
	"p9qjGlHJCxTISB9NF99EHycwHYOhWnIfGJOqEeegcMye2fpVVOXlIST5" \
	"2HCr9MJTbbHxpZxOmqPHbHEOQxTsGBg7C5hzAR+qEsavTQy5n17O4ep5" \
	"8ewsNjBZU2ARvzbv3QIDAQAB"
#define KEY_1024                                                   \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDjK45MPLBrOfgmOd98" \
	"0kjfgKb/GFFnE4/6pSNSOfu9jZGO5Z6FQa8TrpkgMLDWwSayc9UbsKv2" \
	"yGSqx7uwkVDKjaf2Hq2lvwa+W9ZWavwdkNuB0MGkgNsam6WeJcNr5lYq" \
	"pWzWbk51oTKcY1fr3wB9VHbLnu3AZdV8Tgs9GaAypwIDAQAB"
#define KEY_512                                                    \
	"MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAJ4YB1KXh4JfPSkETZ7iiMLH" \
	"f3vqBiuYsqOWh/TZdwIq4VXJQxTZBZv1Hhwe2SVVjUmmxjFub7omK104" \
	"2YCFo4UCAwEAAQ=="
#define KEY_ED25519 "CRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17Rio="
#define KEY_ED25519_SPKI                                           \
	"MCowBQYDK2VwAyEACRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17" \
	"Rio="

/* One question that is not answered. */
struct hidden {
	const char *name; /* NULL: none */
	uint16_t type;
	enum dns_status status; /* of the answer in its place */
};

/* Zone lines; NULL: those of the good domain, "": none. */
struct scene {
	const char *txt; /* of example.org */
	const char *dkim; /* of _domainkey.example.org */
	const char *dmarc; /* of _dmarc.example.org */
	const char *mx; /* MX, and the addresses of the servers */
	const char *ptr;
	const char *more; /* whatever else there is */
	const char *domain; /* "example.org" */
	const char *own; /* a selector of our own */
	const char *wanted; /* the record that has to be there */
	const char *old; /* a selector that was ours */
	const char *given; /* a selector that somebody typed */
	const char *secure; /* names that end in this are signed */
	const char *silent; /* names that end in this get no answer */
	struct hidden hidden;
	const char *helo;
	const char *mail_from;
	const char *sender; /* "192.0.2.25" */
	const struct host_facts *host;
	const struct dmarc_past *past;
	unsigned negative_ttl; /* 0: 600 seconds */
	uint32_t elapsed_ms, waited_ms; /* of every answer */
	const struct page *page; /* of every web server */
	const struct mail_server *server; /* every one is asked, and is so */
	const struct selector_hint *hint; /* a service that is known */
	const char *closed; /* but not those whose names end in this */
	bool no_ipv6; /* the machine that asks has none */
	const struct blocklist *blocklist;
	const struct earlier_facts *earlier;
	const struct dns_host *dns_host; /* the only one that is known */
	const struct dns_host *panel;
	const char *bare_key;
};

/* The line of a key record, at selector s1. */
#define KEY_LINE(strings) "s1._domainkey.example.org. TXT " strings "\n"
#define TXT_LINE(string) "example.org. TXT \"" string "\"\n"
#define DMARC_LINE(string) "_dmarc.example.org. TXT \"" string "\"\n"

#define GOOD_TXT TXT_LINE("v=spf1 ip4:192.0.2.25 mx ~all")
#define GOOD_DKIM \
	KEY_LINE( \
	    "\"v=DKIM1; k=rsa; p=" KEY_2048_HEAD "\" \"" KEY_2048_TAIL "\"")
#define GOOD_DMARC DMARC_LINE("v=DMARC1; p=none; rua=mailto:dmarc@example.org")
#define GOOD_MX                                  \
	"example.org. MX 10 mail.example.org.\n" \
	"mail.example.org. A 192.0.2.25\n"      \
	"mail.example.org. TXT \"v=spf1 a -all\"\n"
#define GOOD_PTR "25.2.0.192.in-addr.arpa. PTR mail.example.org.\n"

static const char *
or_good(const char *lines, const char *good)
{
	return lines != NULL ? lines : good;
}

static void
read_scene(struct arena *arena, const struct scene *scene, struct zone *ret)
{
	struct err err = ERR_INIT;
	char *text = arena_printf(arena,
	    "$TTL 86400\n"
	    ". SOA ns. hostmaster.example.org. 1 3600 600 86400 %u\n"
	    ". NS ns.\n"
	    "ns. A 192.0.2.53\n"
	    "%s%s%s%s%s%s",
	    scene->negative_ttl == 0 ? 600 : scene->negative_ttl,
	    or_good(scene->txt, GOOD_TXT), or_good(scene->dkim, GOOD_DKIM),
	    or_good(scene->dmarc, GOOD_DMARC), or_good(scene->mx, GOOD_MX),
	    or_good(scene->ptr, GOOD_PTR), or_good(scene->more, ""));

	if (zonefile_parse(arena, slice_of(text), "", ret, &err) != ERR_OK)
		fail_msg("%s in\n%s", err.msg, text);
}

static bool
ends_in(const char *name, const char *suffix)
{
	size_t len = suffix == NULL ? 0 : strlen(suffix);
	size_t n = strlen(name);

	return suffix != NULL && n >= len && strcmp(name + n - len, suffix) == 0;
}

static bool
is_hidden(const struct hidden *hidden, const struct question *q)
{
	return hidden->name != NULL && q->type == hidden->type &&
	    strcmp(q->name, hidden->name) == 0;
}

static void
answer_all(
    struct inquiry *inquiry, const struct scene *scene, const struct zone *zone)
{
	static const struct dns_answer servfail = {
	    .status = DNS_SERVFAIL,
	    .rcode = 2,
	    .server = {.family = 4, .octets = {192, 0, 2, 53}},
	};
	struct dns_answer *nothing =
	    arena_alloc(inquiry_arena(inquiry), sizeof(*nothing));
	struct question *q;

	*nothing = servfail;
	nothing->status = scene->hidden.status;
	/* As a patient asker waits. */
	nothing->elapsed_ms = nothing->waited_ms = 15000;

	while ((q = inquiry_unsent(inquiry)) != NULL) {
		struct dns_answer *answer = zonefile_answer(
		    inquiry_arena(inquiry), zone, 1, q->name, q->type);

		answer->elapsed_ms = scene->elapsed_ms;
		answer->waited_ms = scene->waited_ms;
		answer->authenticated = ends_in(q->name, scene->secure);
		if (is_hidden(&scene->hidden, q))
			answer = nothing;
		inquiry_answer(inquiry, q,
		    ends_in(q->name, scene->silent) ? &servfail : answer);
	}
}

static void
run_errands(struct inquiry *inquiry, const struct scene *scene)
{
	static const struct mail_server closed = {
	    .status = SERVER_UNREACHABLE, .said = "no answer", .name = ""};
	struct errands *errands = inquiry_errands(inquiry);
	struct errand *errand;

	while ((errand = errand_unsent(errands)) != NULL) {
		if (errand->kind == ERRAND_PAGE)
			errand_bring_page(errands, errand, scene->page);
		else
			errand_bring_server(errands, errand,
			    ends_in(errand->host, scene->closed) ||
				    (scene->no_ipv6 &&
					errand->address.family == 6)
				? &closed
				: scene->server);
	}
}

/* What was found, and what it borrows from. */
struct judged {
	struct arena arena;
	struct inquiry *inquiry;
	struct findings findings;
};

static void
judged_release(struct judged *judged)
{
	inquiry_free(judged->inquiry);
	arena_release(&judged->arena);
}

static void
set_params(const struct scene *scene, struct inspect_params *params)
{
	static const char *const tried[] = {"s1", "s2", "default"};
	const char *helo = or_good(scene->helo, "mail.example.org");

	*params = (struct inspect_params) {
	    .domain = or_good(scene->domain, "example.org"),
	    .selector = tried,
	    .selectors = COUNT_OF(tried),
	    .own_selector = &scene->own,
	    .own_record = &scene->wanted,
	    .own_selectors = scene->own != NULL,
	    .old_selector = &scene->old,
	    .old_selectors = scene->old != NULL,
	    .given_selector = &scene->given,
	    .given_selectors = scene->given != NULL,
	    .helo = scene->host != NULL ? NULL : helo,
	    .mail_from = scene->mail_from,
	    .host = scene->host,
	    .past = scene->past,
	    .web = scene->page != NULL,
	    .smtp = scene->server != NULL,
	    .hint = scene->hint,
	    .hints = scene->hint != NULL,
	    .earlier = scene->earlier,
	    .dns_host = scene->dns_host,
	    .dns_hosts = scene->dns_host != NULL,
	    .panel = scene->panel,
	    .bare_key = &scene->bare_key,
	    .bare_keys = scene->bare_key != NULL,
	    .blocklist = scene->blocklist,
	    .blocklists = scene->blocklist != NULL,
	};
}

/* The findings about the scene after that many rounds of answers. */
static struct judged
judge_after(const struct scene *scene, int rounds)
{
	struct judged judged = {.inquiry = inquiry_new()};
	struct inspect_params params;
	struct facts *facts;
	struct zone zone;
	struct ip sender;

	set_params(scene, &params);
	read_scene(&judged.arena, scene, &zone);
	if (ip_parse(slice_of(or_good(scene->sender, "192.0.2.25")), &sender)) {
		params.sender = &sender;
		params.senders = 1;
	}
	facts = inspect(&judged.arena, judged.inquiry, &params);
	for (int i = 0; i < rounds && !facts->complete; i++) {
		answer_all(judged.inquiry, scene, &zone);
		run_errands(judged.inquiry, scene);
		facts = inspect(&judged.arena, judged.inquiry, &params);
	}
	judged.findings = check_all(&judged.arena, facts);
	return judged;
}

static struct judged
judge(const struct scene *scene)
{
	return judge_after(scene, ROUNDS_MAX);
}

static const struct finding *
find_finding(const struct judged *judged, const char *id)
{
	for (size_t i = 0; i < judged->findings.count; i++)
		if (strcmp(judged->findings.finding[i].check->id, id) == 0)
			return &judged->findings.finding[i];
	return NULL;
}

/* As find_finding(), for what must be there. */
static const struct finding *
must_find(const struct judged *judged, const char *id)
{
	static const struct finding none = {.message = "", .fix = ""};
	const struct finding *finding = find_finding(judged, id);

	for (size_t i = 0; finding == NULL && i < judged->findings.count; i++)
		print_error("%s: %s\n", judged->findings.finding[i].check->id,
		    judged->findings.finding[i].message);
	if (finding == NULL)
		fail_msg("%s was not found", id);
	return finding != NULL ? finding : &none;
}

/* One row of a table of scenes: what must be found, how bad, in what words. */
struct expectation {
	struct scene scene;
	const char *id;
	enum severity severity;
	const char *words; /* part of the message */
};

static inline bool
is_expected(const struct finding *finding, const struct expectation *row)
{
	return strcmp(finding->check->id, row->id) == 0 &&
	       finding->severity == row->severity &&
	       strstr(finding->message, row->words) != NULL &&
	       finding->fix[0] != '\0';
}

static inline void
expect(const struct expectation *row)
{
	struct judged judged = judge(&row->scene);
	const struct findings *list = &judged.findings;
	size_t i = 0;

	while (i < list->count && !is_expected(&list->finding[i], row))
		i++;
	if (i == list->count) {
		const struct finding *near = must_find(&judged, row->id);

		fail_msg("%s: wanted %s, \"%s\"; got %s, \"%s\"", row->id,
		    severity_word(row->severity), row->words,
		    severity_word(near->severity), near->message);
	}
	judged_release(&judged);
}

static inline void
expect_all(const struct expectation *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect(&rows[i]);
}

/* Nothing of that id may be said about the scene. */
static inline void
expect_none(const struct scene *scene, const char *id)
{
	struct judged judged = judge(scene);
	const struct finding *finding = find_finding(&judged, id);

	if (finding != NULL)
		fail_msg("%s: %s", id, finding->message);
	judged_release(&judged);
}

struct near_miss {
	struct scene scene;
	const char *id; /* must not be said */
};

static inline void
expect_near_misses(const struct near_miss *row, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect_none(&row[i].scene, row[i].id);
}

#endif
