/* What checks are told of the time when the domain was last right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/flow/since.h"

#define DOMAIN "example.jp"

/* --- A store that keeps one note ------------------------------------------- */

struct note {
	struct arena arena;
	struct entries entries;
	enum err_code code; /* of reading it */
};

static enum err_code
remember(void *self, const char *domain, enum store_note which,
    const struct entries *entries, struct err *err)
{
	struct note *note = self;

	(void)err;
	assert_string_equal(domain, DOMAIN);
	assert_int_equal(which, NOTE_SEEN);
	note->entries.count = entries->count;
	note->entries.entry = arena_alloc(
	    &note->arena, entries->count * sizeof(*entries->entry));
	for (size_t i = 0; i < entries->count; i++)
		note->entries.entry[i] = (struct entry) {
		    arena_copy(&note->arena, entries->entry[i].key),
		    arena_copy(&note->arena, entries->entry[i].value)};
	return ERR_OK;
}

static enum err_code
recall(void *self, const char *domain, enum store_note which,
    struct arena *arena, struct entries *ret, struct err *err)
{
	const struct note *note = self;

	(void)domain;
	(void)which;
	(void)arena;
	if (note->code != ERR_OK)
		return err_set(err, note->code, "no");
	*ret = note->entries;
	return ERR_OK;
}

static struct services
services_of(struct note *note)
{
	return (struct services) {
	    .store = {.self = note, .remember = remember, .recall = recall}};
}

/* --- A domain ---------------------------------------------------------------- */

struct domain {
	struct arena arena;
	struct mx_facts mx[2];
	struct spf_node spf, *child;
	struct dns_answer answer;
	struct selector_facts selector[2];
	struct facts facts;
};

/* page: NULL: nobody asked for it. */
static void
make_domain(struct domain *d, const struct page *page, const char *policy)
{
	struct tls_facts *tls = &d->facts.tls;

	memset(d, 0, sizeof(*d));
	d->answer.status = DNS_OK;
	d->mx[0] = (struct mx_facts) {.preference = 10, .host = "Mail.example.jp",
	    .a = &d->answer, .aaaa = &d->answer};
	d->mx[1] = (struct mx_facts) {.host = "", .is_null = true};
	d->facts = (struct facts) {.domain = DOMAIN, .mx_answer = &d->answer,
	    .mx = d->mx, .mxs = COUNT_OF(d->mx), .spf = &d->spf,
	    .selector = d->selector, .selectors = COUNT_OF(d->selector)};
	/* Where there was no key, nothing can vanish. */
	d->selector[0] = (struct selector_facts) {.name = "s1",
	    .answer = &d->answer,
	    .record = dkim_parse(&d->arena, slice_of("v=DKIM1; p=AAAA"))};
	d->selector[1] = (struct selector_facts) {.name = "s2",
	    .origin = ORIGIN_GIVEN, .answer = &d->answer};
	d->spf = (struct spf_node) {.domain = DOMAIN, .answer = &d->answer,
	    .child = &d->child,
	    .record = spf_parse(&d->arena, slice_of("v=spf1 ip4:192.0.2.1")),
	    .records = 1};
	tls->sts = (struct tls_record) {.name = "_mta-sts", .answer = &d->answer};
	tls->sts_record = mtasts_parse(&d->arena, slice_of("v=STSv1; id=7;"));
	tls->report =
	    (struct tls_record) {.name = "_smtp._tls", .answer = &d->answer};
	tls->report_record = tlsrpt_parse(&d->arena,
	    slice_of("v=TLSRPTv1; rua=mailto:B@example.jp,https://a.example/"));
	tls->page = page;
	if (policy != NULL)
		tls->policy =
		    mtasts_policy_parse(&d->arena, slice_of(policy));
}

static void
keep(struct note *note, const struct domain *d)
{
	static const struct keys_on_disk none = {.count = 0};
	struct services services = services_of(note);
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct snapshot taken = snapshot_take(&arena, &d->facts, &none, 1);

	assert_int_equal(
	    since_remember(&services, DOMAIN, &taken, &err), ERR_OK);
	arena_release(&arena);
}

/* --- Tests ------------------------------------------------------------------- */

static void
tells_what_was_there(void **state)
{
	static const struct page page = {.status = PAGE_HERE};
	struct note note = {.code = ERR_OK};
	struct services services = services_of(&note);
	struct arena arena = ARENA_INIT;
	struct earlier_facts earlier;
	struct domain d;

	(void)state;
	make_domain(&d, &page,
	    "version: STSv1\nmode: testing\nmx: b.jp\nmx: A.jp\nmax_age: 9\n");
	keep(&note, &d);
	assert_null(since_earlier(&arena, &services, DOMAIN, &earlier));
	assert_int_equal(earlier.mxs, 2);
	assert_string_equal(earlier.mx[0], ".");
	assert_string_equal(earlier.mx[1], "mail.example.jp");
	assert_int_equal(earlier.selectors, 1);
	assert_string_equal(earlier.selector[0], "s1");
	assert_string_equal(earlier.sts_id, "7");
	assert_int_equal(earlier.sts_lines, 4);
	assert_string_equal(earlier.sts_line[0], "max_age: 9");
	assert_string_equal(earlier.sts_line[2], "mx: a.jp");
	assert_int_equal(earlier.reports, 2);
	assert_string_equal(earlier.report[0], "https://a.example/");
	assert_string_equal(earlier.report[1], "mailto:B@example.jp");
	assert_true(earlier.spf);
	assert_int_equal(earlier.keys, 1);
	assert_string_equal(earlier.key[0].name, "s1._domainkey.example.jp");
	assert_string_equal(earlier.key[0].p, "AAAA");
	arena_release(&arena);
	arena_release(&d.arena);
	arena_release(&note.arena);
}

/* A policy that nobody fetched is not one without lines. */
static void
knows_nothing_of_a_policy_that_did_not_come(void **state)
{
	static const struct page missing = {.status = PAGE_UNREACHABLE};
	static const struct page *const pages[] = {NULL, &missing};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(pages); i++) {
		struct note note = {.code = ERR_OK};
		struct services services = services_of(&note);
		struct arena arena = ARENA_INIT;
		struct earlier_facts earlier;
		struct domain d;

		make_domain(&d, pages[i], NULL);
		keep(&note, &d);
		assert_null(
		    since_earlier(&arena, &services, DOMAIN, &earlier));
		assert_string_equal(earlier.sts_id, "7");
		assert_int_equal(earlier.sts_lines, 0);
		arena_release(&arena);
		arena_release(&d.arena);
		arena_release(&note.arena);
	}
}

static void
knows_nothing_where_nothing_can_be_read(void **state)
{
	static const enum err_code codes[] = {ERR_MISSING, ERR_SYNTAX};

	(void)state;
	for (size_t i = 0; i <= COUNT_OF(codes); i++) {
		struct note note = {
		    .code = i < COUNT_OF(codes) ? codes[i] : ERR_OK};
		struct services services = services_of(&note);
		struct arena arena = ARENA_INIT;
		struct earlier_facts earlier;
		const char *damage;

		if (i == COUNT_OF(codes)) /* as in practice */
			services.store.recall = NULL;
		damage = since_earlier(&arena, &services, DOMAIN, &earlier);
		assert_true((damage != NULL) == (note.code == ERR_SYNTAX));
		assert_int_equal(earlier.mxs, 0);
		assert_null(earlier.sts_id);
		assert_int_equal(earlier.reports, 0);
		assert_int_equal(earlier.keys, 0);
		assert_false(earlier.spf);
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_what_was_there),
	    cmocka_unit_test(knows_nothing_of_a_policy_that_did_not_come),
	    cmocka_unit_test(knows_nothing_where_nothing_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
