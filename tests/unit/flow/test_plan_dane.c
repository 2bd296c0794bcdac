/* DANE for the mail servers, where everything is signed. */
#include <string.h>

#include "tests/unit/flow/plan_scene.h"
#include "wizard/flow/planner.h"

#define TLSA_LEN 35 /* octets: three numbers and a SHA-256 */

struct dane {
	struct dns_answer address_answer, tlsa;
	struct dns_rr rr;
	struct mail_server server, other;
	struct tls_address address[2];
	struct mx_facts mx;
	struct tls_host host;
	struct zone_facts zone;
	struct facts facts;
	struct decisions d;
	struct arena arena;
	struct plan plan;
};

/* A server with two addresses, and one key; there: RDATA, or NULL. */
static void
sign_everything(struct dane *s, const char *there)
{
	static const struct mail_server server = {
	    .status = SERVER_SECURED, .chains = 1, .distrust = ""};

	memset(s, 0, sizeof(*s));
	s->address_answer = (struct dns_answer) {
	    .status = DNS_OK, .authenticated = true};
	s->rr = (struct dns_rr) {.type = DNS_TLSA, .raw = {there, TLSA_LEN}};
	s->tlsa = (struct dns_answer) {
	    .status = DNS_OK, .rr = &s->rr, .count = there != NULL};
	s->server = s->other = server;
	s->address[0].server = s->address[1].server = &s->server;
	s->mx = (struct mx_facts) {.host = "a.example.jp",
	    .a = &s->address_answer,
	    .aaaa = &s->address_answer};
	s->host = (struct tls_host) {.host = s->mx.host,
	    .tlsa_name = "_25._tcp.a.example.jp",
	    .tlsa = &s->tlsa,
	    .address = s->address,
	    .addresses = COUNT_OF(s->address)};
	s->zone.apex = "example.jp";
	s->facts = (struct facts) {.domain = "example.jp",
	    .zone = &s->zone,
	    .mx = &s->mx,
	    .mxs = 1,
	    .health.dnssec = DNSSEC_SECURE,
	    .tls = {.host = &s->host, .hosts = 1}};
	s->d.use = USE_SENDS;
	s->d.extras = EXTRA_DANE;
}

static void
plan_again(struct dane *s)
{
	struct planner p = {
	    &s->arena, &s->facts, &s->d, NULL, &s->plan, true};

	memset(&s->plan, 0, sizeof(s->plan));
	plan_dane(&p);
}

static void
proposes_the_key_that_was_seen(void **state)
{
	static const char stale[TLSA_LEN] = {3, 1, 1, 'x'};
	static const char right[TLSA_LEN] = {3, 1, 1};
	static const struct {
		const char *there;
		int op;
	} rows[] = {
	    {NULL, CHANGE_ADD}, {stale, CHANGE_REPLACE}, {right, NOTHING}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct dane s;

		sign_everything(&s, rows[i].there);
		plan_again(&s);
		assert_int_equal(s.plan.gaps, 0);
		assert_int_equal(s.plan.count, rows[i].op != NOTHING);
		if (s.plan.count > 0) {
			assert_int_equal(s.plan.change[0].op, rows[i].op);
			assert_int_equal(s.plan.change[0].type, DNS_TLSA);
			assert_string_equal(s.plan.change[0].value,
			    "3 1 1 0000000000000000000000000000000000000000"
			    "000000000000000000000000");
		}
		arena_release(&s.arena);
	}
}

static void
proposes_no_key_that_would_stop_mail(void **state)
{
	struct dane s;

	(void)state;
	sign_everything(&s, NULL);
	/* One record would shut the other address out. */
	s.other.chain[0].sha256[1][0] = 1;
	s.address[1].server = &s.other;
	plan_again(&s);
	assert_int_equal(s.plan.count, 0);
	assert_int_equal(s.plan.gaps, 1);
	s.address[1].server = &s.server;
	/* On neither side may DNSSEC be missing. */
	s.address_answer.authenticated = false;
	plan_again(&s);
	assert_int_equal(s.plan.gaps, 1);
	s.address_answer.authenticated = true;
	s.facts.health.dnssec = DNSSEC_INSECURE;
	plan_again(&s);
	assert_int_equal(s.plan.gaps, 1);
	s.facts.health.dnssec = DNSSEC_SECURE;
	/* Nobody has seen a certificate. */
	s.host.addresses = 0;
	plan_again(&s);
	assert_int_equal(s.plan.gaps, 1);
	arena_release(&s.arena);
}

/* A name server does not say that what it has is signed: a resolver does. */
static void
trusts_the_resolver_about_signatures(void **state)
{
	struct dane s;

	(void)state;
	sign_everything(&s, NULL);
	s.address_answer.authenticated = false;
	s.tlsa.authenticated = true;
	plan_again(&s);
	assert_int_equal(s.plan.gaps, 0);
	assert_int_equal(s.plan.count, 1);
	arena_release(&s.arena);
}

/* The record is at an alias, of somebody else, or there is no end of them. */
static void
proposes_no_record_that_cannot_stand_there(void **state)
{
	static const struct dns_rr alias = {
	    .type = DNS_CNAME, .target = "tlsa.example.net"};
	static const char stale[TLSA_LEN] = {3, 1, 1, 'x'};
	struct dns_rr many[OLD_MAX + 1];
	struct dane s;

	(void)state;
	sign_everything(&s, stale);
	s.tlsa.cname = &alias;
	s.tlsa.cnames = 1;
	plan_again(&s);
	assert_int_equal(s.plan.count, 0);
	assert_non_null(strstr(s.plan.gap[0].why, "tlsa.example.net"));
	s.tlsa.cnames = 0;
	for (size_t i = 0; i < COUNT_OF(many); i++)
		many[i] = s.rr;
	s.tlsa.rr = many;
	s.tlsa.count = COUNT_OF(many);
	plan_again(&s);
	assert_int_equal(s.plan.count, 0);
	assert_int_equal(s.plan.gaps, 1);
	s.tlsa.count--;
	plan_again(&s);
	assert_int_equal(s.plan.change[0].op, CHANGE_REPLACE);
	arena_release(&s.arena);
}

/* Two MX records may name one server. */
static void
proposes_one_record_per_server(void **state)
{
	struct tls_host twice[2];
	struct dane s;

	(void)state;
	sign_everything(&s, NULL);
	twice[0] = twice[1] = s.host;
	s.facts.tls.host = twice;
	s.facts.tls.hosts = 2;
	plan_again(&s);
	assert_int_equal(s.plan.count, 1);
	arena_release(&s.arena);
}

static void
has_dane_only_where_every_server_has(void **state)
{
	static const char stale[TLSA_LEN] = {3, 1, 1, 'x'};
	static const char right[TLSA_LEN] = {3, 1, 1};
	static const struct dns_answer none = {.status = DNS_NODATA};
	struct tls_host both[2];
	struct dane s;

	(void)state;
	sign_everything(&s, right);
	both[0] = both[1] = s.host;
	s.facts.tls.host = both;
	s.facts.tls.hosts = 2;
	assert_true(plan_has_dane(&s.facts.tls));
	both[1].tlsa = &none;
	assert_false(plan_has_dane(&s.facts.tls));
	both[1].tlsa = both[0].tlsa;
	s.rr.raw.ptr = stale;
	assert_false(plan_has_dane(&s.facts.tls));
	/* Nobody has seen what the servers show. */
	both[0].addresses = both[1].addresses = 0;
	assert_true(plan_has_dane(&s.facts.tls));
	s.facts.tls.hosts = 0;
	assert_false(plan_has_dane(&s.facts.tls));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(proposes_the_key_that_was_seen),
	    cmocka_unit_test(proposes_no_key_that_would_stop_mail),
	    cmocka_unit_test(trusts_the_resolver_about_signatures),
	    cmocka_unit_test(proposes_no_record_that_cannot_stand_there),
	    cmocka_unit_test(proposes_one_record_per_server),
	    cmocka_unit_test(has_dane_only_where_every_server_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
