/*
 * A whole move, over simulated days, again and again: an operator who does what
 * the plan says, in any order and with any delay, two name servers of which one
 * is behind, and caches of every possible age. At no moment may mail fail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/move.h"
#include "wizard/record/zonefile.h"

#define RUNS     50
#define MINUTE   (INT64_C(60) * 1000)
#define HOUR     (60 * MINUTE)
#define DAY      (24 * HOUR)
#define START    (INT64_C(20000) * DAY)
#define LOOKS    400 /* no move takes more */
#define OLD      "192.0.2.25"
#define NEW      "192.0.2.77"

/* --- Records and who may remember them ------------------------------------------ */

enum rrset { SPF, ADDRESS, KEY, RRSETS };

#define VERSIONS 64

/* An RRset as it was published once; "" while there is none. */
struct version {
	char text[160];
	uint32_t ttl;
	int64_t at[2]; /* when each name server began to serve it */
};

struct world {
	uint64_t random;
	int64_t now;
	struct version version[RRSETS][VERSIONS];
	size_t versions[RRSETS];
	uint32_t ttl; /* of what is published next */
	uint32_t long_ttl;
	uint32_t negative; /* for so long a cache says that there is nothing, s */
	bool pointer;      /* the new address has its PTR */
	int64_t switched;  /* when the new server began to send; 0: not yet */
	bool other_key;    /* it signs with a key of its own */
	int64_t due;       /* when the plan says that it goes on */
	struct decisions *d;
};

static uint64_t
roll(struct world *w, uint64_t sides)
{
	w->random = w->random * 6364136223846793005U + 1442695040888963407U;
	return (w->random >> 33) % sides;
}

static bool
is_addressed(const char *text, const char *ip)
{
	const char *at = strstr(text, ip);

	return at != NULL && strchr(" ,", at[strlen(ip)]) != NULL;
}

/* From the first server that has it to the last cache that forgets it. */
static bool
is_visible(const struct world *w, enum rrset rrset, size_t i)
{
	const struct version *v = &w->version[rrset][i];
	uint32_t ttl = v->text[0] == '\0' ? w->negative : v->ttl;

	if (v->at[0] > w->now)
		return false;
	return i + 1 == w->versions[rrset] ||
	    w->now < v[1].at[1] + (int64_t)ttl * 1000;
}

/* Is it so by every version that anybody may see now? */
static bool
always(const struct world *w, enum rrset rrset, const char *word)
{
	for (size_t i = 0; i < w->versions[rrset]; i++)
		if (is_visible(w, rrset, i) &&
		    !is_addressed(w->version[rrset][i].text, word))
			return false;
	return true;
}

/* By its own term, or by "mx" and the name wherever that may lead. */
static bool
passes(const struct world *w, const char *ip)
{
	for (size_t i = 0; i < w->versions[SPF]; i++) {
		const char *text = w->version[SPF][i].text;

		if (is_visible(w, SPF, i) && !is_addressed(text, ip) &&
		    !(is_addressed(text, "mx") && always(w, ADDRESS, ip)))
			return false;
	}
	return true;
}

static void
check_mail(const struct world *w, uint64_t seed)
{
	int hours = (int)((w->now - START) / HOUR);
	bool old_sends =
	    w->switched == 0 || w->now < w->switched + STAGES_QUEUE_MS;

	if (old_sends && !passes(w, OLD))
		fail_msg("run %d, hour %d: mail from the old server fails",
		    (int)seed, hours);
	if (w->switched == 0)
		return;
	if (!passes(w, NEW))
		fail_msg("run %d, hour %d: mail from the new server fails",
		    (int)seed, hours);
	if (w->other_key && !always(w, KEY, "k2"))
		fail_msg("run %d, hour %d: a signature has no key", (int)seed,
		    hours);
	if (!always(w, ADDRESS, NEW))
		fail_msg("run %d, hour %d: the PTR does not lead back",
		    (int)seed, hours);
}

/* --- The DNS ---------------------------------------------------------------------- */

static void
publish(struct world *w, enum rrset rrset, const char *text, int64_t lag)
{
	size_t n = w->versions[rrset];
	struct version *v = &w->version[rrset][n];

	assert_true(n < VERSIONS);
	(void)snprintf(v->text, sizeof(v->text), "%s", text);
	v->ttl = w->ttl;
	v->at[0] = w->now;
	v->at[1] = w->now + lag;
	/* A server that is behind does not get things out of order. */
	for (size_t r = 0; r < RRSETS; r++)
		if (w->versions[r] > 0 &&
		    w->version[r][w->versions[r] - 1].at[1] > v->at[1])
			v->at[1] = w->version[r][w->versions[r] - 1].at[1];
	w->versions[rrset]++;
}

static const struct version *
served(const struct world *w, enum rrset rrset, int server)
{
	size_t i = w->versions[rrset] - 1;

	while (i > 0 && w->version[rrset][i].at[server] > w->now)
		i--;
	return &w->version[rrset][i];
}

static unsigned
serial(const struct world *w, int server)
{
	unsigned n = 1;

	for (size_t r = 0; r < RRSETS; r++)
		for (size_t i = 0; i < w->versions[r]; i++)
			n += w->version[r][i].at[server] <= w->now;
	return n;
}

static char *
with_address(
    struct arena *arena, char *text, const struct version *v, const char *ip)
{
	if (!is_addressed(v->text, ip))
		return text;
	return arena_printf(arena, "%smail %u A %s\n", text, v->ttl, ip);
}

static char *
zone_text(const struct world *w, struct arena *arena, int server)
{
	const struct version *spf = served(w, SPF, server);
	const struct version *address = served(w, ADDRESS, server);
	const struct version *key = served(w, KEY, server);
	char *text = arena_printf(arena,
	    "@ 3600 SOA ns1.example.net. root %u 3600 600 86400 %u\n"
	    "@ 3600 NS ns1.example.net.\n@ 3600 NS ns2.example.net.\n"
	    "@ %u MX 10 mail\n@ %u TXT \"%s\"\n"
	    "k1._domainkey 3600 TXT \"v=DKIM1; p=AAAA\"\n",
	    serial(w, server), w->negative, address->ttl, spf->ttl, spf->text);

	text = with_address(arena, text, address, OLD);
	text = with_address(arena, text, address, NEW);
	if (key->text[0] == '\0')
		return text;
	return arena_printf(arena,
	    "%sk2._domainkey %u TXT \"v=DKIM1; k=rsa; p=BBBB\"\n", text,
	    key->ttl);
}

static const char root_text[] =
    "$TTL 3600\n. SOA ns. root. 1 3600 600 86400 600\n. NS ns.\n"
    "ns. A 192.0.2.9\nexample.jp. NS ns1.example.net.\n"
    "example.jp. NS ns2.example.net.\nns1.example.net. A 192.0.2.1\n"
    "ns2.example.net. A 192.0.2.2\n"
    "25.2.0.192.in-addr.arpa. PTR mail.example.jp.\n";

static void
parse(struct arena *arena, const char *text, const char *origin,
    struct zone *ret)
{
	struct err err = ERR_INIT;

	if (zonefile_parse(arena, slice_of(text), origin, ret, &err) != ERR_OK)
		fail_msg("%s in\n%s", err.msg, text);
}

/* The resolver asked the server that is behind; the root is a third one. */
static void
answer(const struct zone *zone, struct inquiry *inquiry, struct question *q)
{
	bool first = q->whom == ASK_AUTHORITY && q->server.octets[3] == 1;
	bool root = q->whom == ASK_AUTHORITY && q->server.octets[3] == 9;
	const struct zone set[] = {zone[first ? 0 : 1], zone[2]};
	struct arena *arena = inquiry_arena(inquiry);

	inquiry_answer(inquiry, q,
	    root ? zonefile_answer(arena, &zone[2], 1, q->name, q->type)
		 : zonefile_answer(arena, set,
		       q->whom == ASK_AUTHORITY ? 1 : 2, q->name, q->type));
}

static struct facts *
look(const struct world *w, struct arena *arena, struct inquiry *inquiry,
    const struct inspect_params *params)
{
	struct zone zone[3];
	struct question *q;
	struct facts *facts;
	size_t asked;

	parse(arena, zone_text(w, arena, 0), "example.jp", &zone[0]);
	parse(arena, zone_text(w, arena, 1), "example.jp", &zone[1]);
	parse(arena,
	    arena_printf(arena, "%s%s", root_text,
		w->pointer ? "77.2.0.192.in-addr.arpa. PTR mail.example.jp.\n"
			   : ""),
	    "", &zone[2]);
	do {
		facts = inspect(arena, inquiry, params);
		for (asked = 0; (q = inquiry_unsent(inquiry)) != NULL; asked++)
			answer(zone, inquiry, q);
	} while (asked > 0);
	assert_true(facts->complete);
	return facts;
}

/* --- The operator ------------------------------------------------------------------- */

/* So much later; now and then it takes days. */
static void
pass_time(struct world *w)
{
	static const int64_t spans[] = {1, 1000, MINUTE, 10 * MINUTE, DAY};
	int64_t span = spans[roll(w, COUNT_OF(spans))];

	w->now += 1 + (int64_t)roll(w, (uint64_t)span);
}

/* Some come back at the very moment that they were told. */
static void
come_back(struct world *w)
{
	if (w->due > w->now && roll(w, 2) == 0)
		w->now = w->due;
	else
		pass_time(w);
}

static void
publish_late(struct world *w, enum rrset rrset, const char *text, uint64_t seed)
{
	publish(w, rrset, text,
	    roll(w, 2) == 0 ? 0 : (int64_t)roll(w, 2 * HOUR));
	check_mail(w, seed);
	if (roll(w, 2) == 0)
		pass_time(w);
	check_mail(w, seed);
}

static const char *
last(const struct world *w, enum rrset rrset)
{
	return w->version[rrset][w->versions[rrset] - 1].text;
}

static void
set_ttls(struct world *w, uint32_t ttl, uint64_t seed)
{
	enum rrset first = (enum rrset)roll(w, KEY);

	w->ttl = ttl;
	publish_late(w, first, last(w, first), seed);
	publish_late(w, SPF + ADDRESS - first, last(w, SPF + ADDRESS - first),
	    seed);
}

static void
publish_spf(struct world *w, const struct move *m, uint64_t seed)
{
	const struct stage *stage = &m->plan.stage[m->plan.at];
	struct change *change = mem_alloc(CHANGES_MAX * sizeof(*change));
	size_t count = stage->records(&m->plan, change);

	/* What the servers have, may be on its way already. */
	if (count > 0 && strcmp(change->value, last(w, SPF)) != 0)
		publish_late(w, SPF, change->value, seed);
	free(change);
}

static void
make_key(struct world *w, uint64_t seed)
{
	struct key_info info = {.type = DKIM_KEY_RSA, .bits = 2048};

	(void)snprintf(info.public_base64, sizeof(info.public_base64), "BBBB");
	own_set_main(w->d, "k2", &info);
	/* Now and then it is forgotten that the key has to be published. */
	if (last(w, KEY)[0] == '\0' && (w->other_key || roll(w, 2) == 0))
		publish_late(w, KEY, "k2 ", seed);
	w->other_key = true;
}

static void
set_names(struct world *w, uint64_t seed)
{
	w->pointer = true;
	if (!is_addressed(last(w, ADDRESS), NEW))
		publish_late(w, ADDRESS, OLD "," NEW ",", seed);
}

/* Some do more than they are told to, before they are told to. */
static void
run_ahead(struct world *w, uint64_t seed)
{
	if (w->switched != 0)
		return;
	switch (roll(w, 6)) {
	case 0:
		if (!is_addressed(last(w, SPF), NEW))
			publish_late(w, SPF,
			    "v=spf1 mx ip4:" OLD " ip4:" NEW " -all", seed);
		break;
	case 1:
	case 2:
		make_key(w, seed);
		break;
	default:
		set_names(w, seed);
		break;
	}
}

static void
act(struct world *w, const struct move *m, uint64_t seed)
{
	switch ((enum move_stage)m->plan.at) {
	case MOVE_LOWER:
		if (w->ttl != MOVE_TTL)
			set_ttls(w, MOVE_TTL, seed);
		break;
	case MOVE_ALLOW:
		publish_spf(w, m, seed);
		break;
	case MOVE_KEY:
		make_key(w, seed);
		break;
	case MOVE_NAME:
		set_names(w, seed);
		break;
	case MOVE_SWITCH:
		move_say(m, w->d);
		w->switched = w->now;
		if (roll(w, 2) == 0) /* some hide the old one at once */
			publish_late(w, ADDRESS, NEW ",", seed);
		break;
	case MOVE_REMOVE:
		publish_spf(w, m, seed);
		if (is_addressed(last(w, ADDRESS), OLD))
			publish_late(w, ADDRESS, NEW ",", seed);
		break;
	case MOVE_RESTORE:
		set_ttls(w, w->long_ttl, seed);
		move_say(m, w->d);
		break;
	case MOVE_WATCH:
	case MOVE_STAGES:
		break;
	}
}

/* --- A run --------------------------------------------------------------------------- */

/* One look at the plan, as the command has it; false: the move is over. */
static bool
go_on(struct world *w, uint64_t seed)
{
	static const char *const selector[] = {"k1", "k2"};
	struct arena arena = ARENA_INIT;
	struct inquiry *inquiry = inquiry_new();
	struct ip sender[MOVING_MAX], to;
	struct move_request request = {.to = &to, .tos = 1};
	struct inspect_params params = {
	    .domain = "example.jp",
	    .selector = selector,
	    .selectors = 1,
	    .own_selector = selector + 1,
	    .own_selectors = w->other_key,
	    .sender = sender,
	    .senders = move_senders(w->d, sender),
	    .helo = "mail.example.jp",
	    .authority = true,
	};
	struct facts *facts = look(w, &arena, inquiry, &params);
	struct move *m = arena_alloc(&arena, sizeof(*m));

	assert_true(ip_parse(slice_of(NEW), &to));
	assert_true(move_begin(w->d, facts, &request));
	params.senders = move_senders(w->d, sender);
	facts = look(w, &arena, inquiry, &params);
	move_find(&arena, facts, w->d, w->now, m);
	if (move_note(m, w->d))
		move_find(&arena, facts, w->d, w->now, m);
	check_mail(w, seed);
	if (m->plan.at < m->plan.count && m->plan.view[m->plan.at].ready &&
	    roll(w, 4) > 0)
		act(w, m, seed);
	check_mail(w, seed);
	w->due = m->plan.at < m->plan.count ? m->plan.view[m->plan.at].when : 0;
	inquiry_free(inquiry);
	arena_release(&arena);
	return w->d->movings > 0;
}

static void
move_once(uint64_t seed)
{
	static const char *const records[] = {"v=spf1 ip4:" OLD " -all",
	    "v=spf1 mx -all", "v=spf1 ip4:192.0.2.9 ip4:" OLD " mx ?all"};
	struct world *w = mem_alloc(sizeof(*w));
	int looks = 0;

	w->random = seed * 2654435761U + 1;
	w->now = START;
	w->d = mem_alloc(sizeof(*w->d));
	(void)snprintf(w->d->domain, sizeof(w->d->domain), "example.jp");
	w->ttl = w->long_ttl = (uint32_t)(600 + roll(w, 86400));
	w->negative = (uint32_t)(10 + roll(w, 3000));
	publish(w, SPF, records[roll(w, COUNT_OF(records))], 0);
	publish(w, ADDRESS, OLD ",", 0);
	publish(w, KEY, "", 0);
	w->now += 3 * DAY;
	while (go_on(w, seed)) {
		come_back(w);
		if (roll(w, 2) == 0)
			run_ahead(w, seed);
		if (++looks == LOOKS)
			fail_msg("run %d never comes to an end", (int)seed);
	}
	assert_true(w->now - w->switched > STAGES_QUEUE_MS);
	assert_false(is_addressed(last(w, SPF), OLD));
	assert_false(is_addressed(last(w, ADDRESS), OLD));
	free(w->d);
	free(w);
}

static void
never_fails_while_it_moves(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= RUNS; seed++)
		move_once(seed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(never_fails_while_it_moves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
