/* The stage's DNS: every server answers at once what its zones say. */
#include <string.h>

#include "tests/unit/flow/stage_core.h"
#include "wizard/record/dname.h"

static struct ip
server_of(const char *text)
{
	struct ip ip = {.family = 0};

	if (text != NULL && !ip_parse(slice_of(text), &ip))
		fail_msg("%s is no address", text);
	return ip;
}

/* --- What is said where -------------------------------------------------- */

static struct zone_copy *
place_for(struct stage *stage, const struct ip *server, const char *apex)
{
	for (size_t i = 0; i < stage->zones; i++)
		if (ip_equal(&stage->zone[i].server, server) &&
		    dname_equal(stage->zone[i].zone.apex, apex))
			return &stage->zone[i];
	stage->zone = arena_push(
	    &stage->arena, stage->zone, &stage->zones, sizeof(*stage->zone));
	return &stage->zone[stage->zones - 1];
}

void
stage_zone(struct stage *stage, const char *server, const char *apex,
    const char *text)
{
	struct ip ip = server_of(server);
	struct zone_copy *copy = place_for(stage, &ip, apex);
	struct err err = ERR_INIT;
	char *kept = arena_copy(&stage->arena, text);

	copy->server = ip;
	if (zonefile_parse(&stage->arena, slice_of(kept), apex, &copy->zone,
		&err) != ERR_OK)
		fail_msg("%s in\n%s", err.msg, text);
}

void
stage_world(struct stage *stage, const char *records)
{
	stage_zone(stage, NULL, "",
	    "$TTL 86400\n. SOA a. b. 1 1 1 1 86400\n. NS a.\n"
	    "a. A 198.51.100.53\n"
	    "_spf.google.com. TXT \"v=spf1 ip4:203.0.113.0/24 ~all\"\n"
	    "sendgrid.net. TXT \"v=spf1 ip4:198.51.100.0/24 ~all\"\n");
	stage_zone(stage, NULL, "2.0.192.in-addr.arpa",
	    "@ 3600 SOA a. b. 1 1 1 1 300\n@ 3600 NS a.\n"
	    "25 3600 PTR mail.example.jp.\n");
	stage_publish(stage, NULL, records);
}

void
stage_publish(struct stage *stage, const char *server, const char *records)
{
	stage_zone(stage, server, "example.jp",
	    arena_printf(&stage->arena,
		"$TTL 3600\n@ SOA ns1 root 1 3600 600 86400 900\n"
		"@ NS ns1\n@ NS ns2\n"
		"ns1 A 192.0.2.53\nns2 A 192.0.2.54\n"
		"@ A 192.0.2.80\n@ MX 10 mail\nmail A 192.0.2.25\n%s",
		records));
}

void
stage_fail(struct stage *stage, const char *server, const char *suffix,
    enum dns_status status)
{
	struct failure *failure;

	stage->failure = arena_push(&stage->arena, stage->failure,
	    &stage->failures, sizeof(*stage->failure));
	failure = &stage->failure[stage->failures - 1];
	failure->server = server_of(server);
	failure->suffix = arena_copy(&stage->arena, suffix);
	failure->status = status;
}

void
stage_heal(struct stage *stage)
{
	stage->failures = 0;
	stage->failure = NULL;
}

/* Only who has zones of his own is in TEST-NET-1's first address. */
static bool
is_nobody(const struct stage *stage, const struct ip *server)
{
	struct ip nobody = server_of("192.0.2.1");

	for (size_t i = 0; i < stage->zones; i++)
		if (ip_equal(&stage->zone[i].server, &nobody))
			return false;
	return ip_equal(server, &nobody);
}

static enum dns_status
failure_of(const struct stage *stage, const struct dns_query *query)
{
	if (is_nobody(stage, &query->server))
		return DNS_UNREACHABLE;
	for (size_t i = 0; i < stage->failures; i++) {
		const struct failure *f = &stage->failure[i];
		size_t n = strlen(query->name), len = strlen(f->suffix);

		if (f->server.family != 0 &&
		    !ip_equal(&f->server, &query->server))
			continue;
		if (n >= len && strcmp(query->name + n - len, f->suffix) == 0)
			return f->status;
	}
	return DNS_OK;
}

/* --- Answers ------------------------------------------------------------- */

/* The zones of that server, or those of everybody else. */
static size_t
zones_of(const struct stage *stage, const struct ip *server,
    struct arena *arena, struct zone **ret)
{
	size_t count = 0;

	for (size_t i = 0; i < stage->zones; i++) {
		if (!ip_equal(&stage->zone[i].server, server))
			continue;
		*ret = arena_push(arena, *ret, &count, sizeof(**ret));
		(*ret)[count - 1] = stage->zone[i].zone;
	}
	return count;
}

/* As decoded from a message: nothing of it outlives the arena. */
static const struct dns_rr *
copy_records(struct arena *arena, const struct dns_rr *rr, size_t count)
{
	struct dns_rr *copy = arena_alloc(arena, (count + 1) * sizeof(*copy));

	for (size_t i = 0; i < count; i++) {
		copy[i] = rr[i];
		copy[i].owner = arena_copy(arena, rr[i].owner);
		if (rr[i].target != NULL)
			copy[i].target = arena_copy(arena, rr[i].target);
		copy[i].text.ptr = arena_copy_slice(arena, rr[i].text);
	}
	return copy;
}

static struct dns_answer *
answer_of(struct stage *stage, struct arena *arena,
    const struct dns_query *query)
{
	static const struct ip everybody = {.family = 0};
	struct arena scratch = ARENA_INIT;
	struct zone *zones = NULL;
	size_t count = zones_of(stage, &query->server, &scratch, &zones);
	struct dns_answer *answer;

	if (count == 0)
		count = zones_of(stage, &everybody, &scratch, &zones);
	answer =
	    zonefile_answer(arena, zones, count, query->name, query->type);
	/* An alias that leaves the zones of a server ends its answer. */
	if (answer->status == DNS_REFUSED && answer->cnames > 0)
		answer->status = DNS_NODATA;
	answer->rr = copy_records(arena, answer->rr, answer->count);
	answer->cname = copy_records(arena, answer->cname, answer->cnames);
	answer->authority =
	    copy_records(arena, answer->authority, answer->authorities);
	if (answer->soa_owner != NULL)
		answer->soa_owner = arena_copy(arena, answer->soa_owner);
	answer->server = query->server;
	arena_release(&scratch);
	return answer;
}

static void
deliver(struct stage *stage, struct event_to_come *event)
{
	(void)stage;
	event->what.lookup.done(
	    event->what.lookup.arg, event->what.lookup.answer);
}

static void
note_question(struct stage *stage, const struct dns_query *query)
{
	struct stage_question *q;

	stage->question = arena_push(&stage->arena, stage->question,
	    &stage->questions, sizeof(*stage->question));
	q = &stage->question[stage->questions - 1];
	(void)strncpy(q->name, query->name, sizeof(q->name) - 1);
	q->type = query->type;
	q->whom = query->whom;
	q->server = query->server;
	q->at = stage->ticks;
}

static struct dns_request *
lookup(void *self, const struct dns_query *query, struct arena *arena,
    dns_done *done, void *arg)
{
	struct stage *stage = self;
	enum dns_status failure = failure_of(stage, query);
	struct event_to_come *event = stage_soon(stage,
	    failure == DNS_TIMEOUT ? STAGE_SILENCE : STAGE_ANSWER, true,
	    deliver);

	note_question(stage, query);
	event->what.lookup.done = done;
	event->what.lookup.arg = arg;
	if (failure == DNS_OK) {
		event->what.lookup.answer = answer_of(stage, arena, query);
	} else {
		event->what.lookup.answer =
		    arena_alloc(arena, sizeof(struct dns_answer));
		event->what.lookup.answer->status = failure;
		event->what.lookup.answer->server = query->server;
	}
	return (struct dns_request *)event;
}

static void
cancel(void *self, struct dns_request *request)
{
	stage_drop(self, (struct event_to_come *)request);
}

static void
statistics(void *self, struct dns_statistics *ret)
{
	const struct stage *stage = self;

	*ret = (struct dns_statistics) {.queries = stage->questions};
}

void
stage_set_dns(struct stage *stage)
{
	stage->services.dns = (struct dns_service) {
	    .self = stage,
	    .lookup = lookup,
	    .cancel = cancel,
	    .statistics = statistics,
	};
}

/* --- What was asked ------------------------------------------------------ */

size_t
stage_questions(const struct stage *stage)
{
	return stage->questions;
}

const struct stage_question *
stage_question(const struct stage *stage, size_t i)
{
	return &stage->question[i];
}

size_t
stage_asked(
    const struct stage *stage, const char *name, enum inquiry_whom whom)
{
	size_t n = 0;

	for (size_t i = 0; i < stage->questions; i++)
		n += stage->question[i].whom == whom &&
		    dname_equal(stage->question[i].name, name);
	return n;
}

void
stage_forget_questions(struct stage *stage)
{
	stage->questions = 0;
	stage->question = NULL;
}
