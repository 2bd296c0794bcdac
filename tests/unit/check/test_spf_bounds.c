/* Records made to hurt: how much is asked, and how much memory that takes. */
#include "tests/unit/check/spf_lab.h"

#define MEMORY_MAX (4U << 20) /* octets in one run */
#define RECORD_MAX 65000 /* octets of TXT that a message has room for */

static struct lab lab;

static int
open_zone(void **state)
{
	(void)state;
	lab_open(&lab, "");
	return 0;
}

static int
close_zone(void **state)
{
	(void)state;
	lab_close(&lab);
	return 0;
}

/* A name with one TXT record of any octets. */
static void
add_txt(const char *owner, struct slice text)
{
	struct arena *arena = &lab.zone_arena;
	struct dns_rr *rr =
	    arena_alloc(arena, (lab.zone.count + 1) * sizeof(*rr));

	memcpy(rr, lab.zone.rr, lab.zone.count * sizeof(*rr));
	rr[lab.zone.count] = (struct dns_rr) {
	    .owner = arena_copy(arena, owner),
	    .type = DNS_TXT,
	    .ttl = 300,
	    .text = {arena_copy_slice(arena, text), text.len},
	};
	lab.zone.rr = rr;
	lab.zone.count++;
}

/* "v=spf1" and the term so many times. */
static void
add_record(const char *owner, const char *term, size_t times)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, "v=spf1");
	for (size_t i = 0; i < times; i++)
		buf_addf(&text, " %s", term);
	add_txt(owner, slice_of(buf_text(&text)));
	buf_release(&text);
}

/* Every answer alone, so that as many runs as possible are needed. */
static enum spf_result
judge(const char *from)
{
	assert_true(ip_parse(slice_of("192.0.2.1"), &lab.query.ip));
	lab.query.helo = "helo.org";
	lab.query.mail_from = from;
	lab_evaluate(&lab, true);
	assert_true(lab.most_used < MEMORY_MAX);
	return lab.outcome->result;
}

static size_t
asked(uint16_t type)
{
	size_t n = 0;

	for (size_t i = 0; i < inquiry_count(lab.inquiry); i++)
		n += inquiry_at(lab.inquiry, i)->type == type;
	return n;
}

static void
refuses_records_without_end(void **state)
{
	(void)state;
	add_record("a.org", "ip4:192.0.2.2", RECORD_MAX / 14);
	assert_int_equal(judge("ann@a.org"), SPF_PERMERROR);
	assert_int_equal(inquiry_count(lab.inquiry), 1);
}

static void
refuses_ten_thousand_terms(void **state)
{
	(void)state;
	add_record("a.org", "a", 10000);
	assert_int_equal(judge("ann@a.org"), SPF_PERMERROR);
	assert_int_equal(inquiry_count(lab.inquiry), 1);
}

static void
refuses_octets_of_any_kind(void **state)
{
	static const char nul[] = "v=spf1 ip4:192.0.2.1\0-all";
	static const char high[] = "v=spf1 \xff\xfe ip4:192.0.2.1";

	(void)state;
	add_txt("a.org", (struct slice) {nul, sizeof(nul) - 1});
	add_txt("b.org", (struct slice) {high, sizeof(high) - 1});
	assert_int_equal(judge("ann@a.org"), SPF_PERMERROR);
	assert_int_equal(judge("ann@b.org"), SPF_PERMERROR);
}

static void
stops_at_a_chain_of_includes(void **state)
{
	char owner[16], term[32];

	(void)state;
	for (int i = 0; i < 100; i++) {
		(void)snprintf(owner, sizeof(owner), "n%d.org", i);
		(void)snprintf(term, sizeof(term), "include:n%d.org", i + 1);
		add_record(owner, term, 1);
	}
	assert_int_equal(judge("ann@n0.org"), SPF_PERMERROR);
	assert_int_equal(inquiry_count(lab.inquiry), 1 + SPF_LOOKUPS_MAX);
}

static void
stops_at_a_circle(void **state)
{
	(void)state;
	add_record("a.org", "include:b.org", 1);
	add_record("b.org", "redirect=a.org", 1);
	assert_int_equal(judge("ann@a.org"), SPF_PERMERROR);
	assert_int_equal(inquiry_count(lab.inquiry), 2);
}

/* Ten includes of ten includes of ten names each. */
static void
stops_at_an_avalanche(void **state)
{
	char owner[24];

	(void)state;
	add_txt("a.org",
	    slice_of("v=spf1 include:0.org include:1.org include:2.org "
		     "include:3.org "
		     "include:4.org include:5.org include:6.org include:7.org "
		     "include:8.org include:9.org -all"));
	for (int i = 0; i < 10; i++) {
		(void)snprintf(owner, sizeof(owner), "%d.org", i);
		add_txt(owner,
		    slice_of(
			"v=spf1 include:0.%{d} include:1.%{d} include:2.%{d} "
			"include:3.%{d} include:4.%{d} include:5.%{d} "
			"include:6.%{d} include:7.%{d} include:8.%{d} "
			"include:9.%{d} -all"));
		for (int j = 0; j < 10; j++) {
			(void)snprintf(owner, sizeof(owner), "%d.%d.org", j, i);
			add_record(owner, "a:%{d}.x", 10);
		}
	}
	assert_int_equal(judge("ann@a.org"), SPF_PERMERROR);
	/* Ten ahead; then on the way, the first include is among those. */
	assert_true(inquiry_count(lab.inquiry) <= 1 + 2 * SPF_LOOKUPS_MAX);
}

static void
add_exchangers(void)
{
	struct arena *arena = &lab.zone_arena;
	struct dns_rr *rr =
	    arena_alloc(arena, (lab.zone.count + 200) * sizeof(*rr));

	memcpy(rr, lab.zone.rr, lab.zone.count * sizeof(*rr));
	for (int i = 0; i < 200; i++)
		rr[lab.zone.count++] = (struct dns_rr) {
		    .owner = arena_printf(arena, "mx%d.org", i / 10),
		    .type = DNS_MX,
		    .ttl = 300,
		    .target = arena_printf(arena, "host%d.org", i),
		};
	lab.zone.rr = rr;
}

static void
asks_for_ten_times_ten_exchangers_at_most(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	add_exchangers();
	buf_adds(&text, "v=spf1");
	for (int i = 0; i < 20; i++)
		buf_addf(&text, " ?mx:mx%d.org", i);
	add_txt("a.org", slice_of(buf_text(&text)));
	buf_release(&text);
	assert_int_equal(judge("ann@a.org"), SPF_PERMERROR);
	assert_int_equal(asked(DNS_TXT), 1);
	assert_true(asked(DNS_MX) <= SPF_LOOKUPS_MAX);
	assert_true(asked(DNS_A) <= SPF_LOOKUPS_MAX * SPF_MX_MAX);
}

/* Names that grow with every include, and never fit. */
static void
bounds_names_that_grow(void **state)
{
	(void)state;
	add_record("a.org", "include:%{d}.%{d}.%{d}.%{d}.a.org", 1);
	add_txt("*.a.org",
	    slice_of("v=spf1 include:%{d}.%{d}.%{d}.%{d}.a.org -all"));
	assert_int_equal(judge("ann@a.org"), SPF_PERMERROR);
	for (size_t i = 0; i < inquiry_count(lab.inquiry); i++)
		assert_true(
		    strlen(inquiry_at(lab.inquiry, i)->name) <= DNAME_MAX);
	assert_true(inquiry_count(lab.inquiry) <= 1 + SPF_LOOKUPS_MAX);
}

/* A thousand times a sender of 64 KB in each of ten names. */
static void
bounds_macros_of_long_values(void **state)
{
	char *sender = arena_alloc(&lab.zone_arena, 65536 + 8);
	struct buf text = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < 65536; i++)
		sender[i] = i % 7 == 6 ? '.' : 'x';
	memcpy(sender + 65536, "@a.org", 7);
	buf_adds(&text, "v=spf1");
	for (int i = 0; i < 10; i++) {
		buf_adds(&text, " exists:");
		for (int j = 0; j < 60; j++)
			buf_addf(&text, "%%{s}");
		buf_addf(&text, ".%d.a.org", i);
	}
	buf_adds(&text, " -all exp=exp.a.org");
	add_txt("a.org", slice_of(buf_text(&text)));
	buf_clear(&text);
	for (int i = 0; i < 4000; i++)
		buf_adds(&text, "%{S}%{lr.-}%{d}");
	add_txt("exp.a.org", slice_of(buf_text(&text)));
	buf_release(&text);
	assert_int_equal(judge(sender), SPF_PERMERROR); /* three are void */
	assert_true(inquiry_count(lab.inquiry) <= 1 + SPF_LOOKUPS_MAX);
}

static void
bounds_explanations(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	for (int i = 0; i < 15000; i++)
		buf_adds(&text, "%{s}");
	add_txt("a.org", slice_of("v=spf1 -all exp=exp.org"));
	add_txt("exp.org", slice_of(buf_text(&text)));
	buf_release(&text);
	assert_int_equal(judge("ann@a.org"), SPF_FAIL);
	assert_non_null(lab.outcome->explanation);
	assert_true(strlen(lab.outcome->explanation) <= 4096);
}

static void
asks_for_the_names_of_the_client_once(void **state)
{
	(void)state;
	add_record("a.org", "exists:%{p}.%{p}.a.org ptr ptr:%{p}.b.org", 3);
	assert_int_equal(judge("ann@a.org"), SPF_PERMERROR);
	assert_int_equal(asked(DNS_PTR), 1);
}

static void
takes_any_sender(void **state)
{
	static const char *const senders[] = {"@", "@@", "a@", "@.", ".@.",
	    "a@b@", "\\@a.org", "%{d}@a.org", "a@%{d}.org", "\x01@a.org",
	    "a@\xff\xfe.org", " @ .org", "a@-.org"};

	(void)state;
	add_record("a.org", "exists:%{s}.%{l}.%{o}.%{h}.%{dr-}.a.org", 1);
	for (size_t i = 0; i < COUNT_OF(senders); i++)
		(void)judge(senders[i]);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_zone, close_zone)
	const struct CMUnitTest tests[] = {
	    TEST(refuses_records_without_end),
	    TEST(refuses_ten_thousand_terms),
	    TEST(refuses_octets_of_any_kind),
	    TEST(stops_at_a_chain_of_includes),
	    TEST(stops_at_a_circle),
	    TEST(stops_at_an_avalanche),
	    TEST(asks_for_ten_times_ten_exchangers_at_most),
	    TEST(bounds_names_that_grow),
	    TEST(bounds_macros_of_long_values),
	    TEST(bounds_explanations),
	    TEST(asks_for_the_names_of_the_client_once),
	    TEST(takes_any_sender),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
