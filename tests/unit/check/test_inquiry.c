/* The questions of an inspection: each is put once, and kept in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/check/inquiry.h"

static const struct dns_answer ok = {.status = DNS_OK};
static const struct dns_answer timeout = {.status = DNS_TIMEOUT};
static const struct ip one = {.family = 4, .octets = {192, 0, 2, 1}};
static const struct ip two = {.family = 4, .octets = {192, 0, 2, 2}};
static const struct ip six = {.family = 6, .octets = {192, 0, 2, 1}};

static void
puts_the_same_question_once(void **state)
{
	static const char *const names[] = {
	    "mail.example.jp", "MAIL.Example.JP", "mail.example.JP"};
	struct inquiry *inquiry = inquiry_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		assert_int_equal(inquiry_get(inquiry, names[i], DNS_A)->status,
		    DNS_PENDING);
	assert_int_equal(inquiry_count(inquiry), 1);
	assert_int_equal(inquiry_pending(inquiry), 1);
	inquiry_answer(inquiry, inquiry_unsent(inquiry), &ok);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		assert_ptr_equal(inquiry_get(inquiry, names[i], DNS_A), &ok);
	assert_null(inquiry_unsent(inquiry));
	inquiry_free(inquiry);
}

static void
tells_type_server_and_manner_apart(void **state)
{
	struct inquiry *inquiry = inquiry_new();

	(void)state;
	(void)inquiry_get(inquiry, "example.jp", DNS_A);
	(void)inquiry_get(inquiry, "example.jp", DNS_TXT);
	(void)inquiry_get(inquiry, "", DNS_A);
	(void)inquiry_ask(inquiry, "example.jp", DNS_A, ASK_AUTHORITY, &one);
	(void)inquiry_ask(inquiry, "example.jp", DNS_A, ASK_AUTHORITY, &two);
	(void)inquiry_ask(inquiry, "example.jp", DNS_A, ASK_AUTHORITY, &six);
	(void)inquiry_ask(inquiry, "example.jp", DNS_A, ASK_CACHE, &one);
	assert_int_equal(inquiry_count(inquiry), 7);
	(void)inquiry_ask(inquiry, "Example.jp", DNS_A, ASK_CACHE, &one);
	(void)inquiry_ask(inquiry, "example.jp", DNS_A, ASK_RESOLVER, NULL);
	assert_int_equal(inquiry_count(inquiry), 7);
	inquiry_free(inquiry);
}

static void
hands_out_questions_in_order_once(void **state)
{
	static const char *const names[] = {"c.jp", "a.jp", "b.jp"};
	struct inquiry *inquiry = inquiry_new();
	struct question *first;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		(void)inquiry_get(inquiry, names[i], DNS_A);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct question *q = inquiry_unsent(inquiry);

		assert_string_equal(q->name, names[i]);
		assert_true(q->sent);
		assert_string_equal(inquiry_at(inquiry, i)->name, names[i]);
		first = i == 0 ? q : first;
	}
	assert_null(inquiry_unsent(inquiry));
	assert_int_equal(inquiry_pending(inquiry), 3);
	(void)inquiry_get(inquiry, "d.jp", DNS_A);
	assert_string_equal(inquiry_unsent(inquiry)->name, "d.jp");
	inquiry_answer(inquiry, first, &ok);
	assert_int_equal(inquiry_pending(inquiry), 3);
	inquiry_free(inquiry);
}

static void
counts_rounds_by_what_had_to_come_first(void **state)
{
	struct inquiry *inquiry = inquiry_new();
	struct question *a, *b;

	(void)state;
	assert_int_equal(inquiry_rounds(inquiry), 0);
	(void)inquiry_get(inquiry, "a.jp", DNS_A);
	(void)inquiry_get(inquiry, "b.jp", DNS_A);
	a = inquiry_unsent(inquiry);
	b = inquiry_unsent(inquiry);
	assert_int_equal(a->depth, 1);
	assert_int_equal(b->depth, 1);
	inquiry_answer(inquiry, a, &ok);
	assert_int_equal(inquiry_rounds(inquiry), 1);
	(void)inquiry_get(inquiry, "c.jp", DNS_A);
	a = inquiry_unsent(inquiry);
	assert_int_equal(a->depth, 2);
	inquiry_answer(inquiry, a, &ok);
	inquiry_answer(inquiry, b, &ok);
	assert_int_equal(inquiry_rounds(inquiry), 2);
	inquiry_free(inquiry);
}

static bool
failed(const struct question *q)
{
	return !dns_is_answered(q->answer->status);
}

static void
asks_again_what_it_forgot(void **state)
{
	struct inquiry *inquiry = inquiry_new();

	(void)state;
	(void)inquiry_get(inquiry, "good.jp", DNS_A);
	(void)inquiry_get(inquiry, "bad.jp", DNS_A);
	inquiry_answer(inquiry, inquiry_unsent(inquiry), &ok);
	inquiry_answer(inquiry, inquiry_unsent(inquiry), &timeout);
	(void)inquiry_get(inquiry, "open.jp", DNS_A);
	assert_string_equal(inquiry_unsent(inquiry)->name, "open.jp");
	assert_int_equal(inquiry_forget(inquiry, failed), 1);
	assert_int_equal(inquiry_pending(inquiry), 2);
	assert_int_equal(
	    inquiry_get(inquiry, "bad.jp", DNS_A)->status, DNS_PENDING);
	assert_ptr_equal(inquiry_get(inquiry, "good.jp", DNS_A), &ok);
	/* What is under way is not sent twice. */
	assert_string_equal(inquiry_unsent(inquiry)->name, "bad.jp");
	assert_null(inquiry_unsent(inquiry));
	assert_int_equal(inquiry_count(inquiry), 3);
	inquiry_free(inquiry);
}

static void
refuses_more_than_it_can_hold(void **state)
{
	struct inquiry *inquiry = inquiry_new();
	char name[32];

	(void)state;
	for (int i = 0; i < INQUIRY_MAX; i++) {
		(void)snprintf(name, sizeof(name), "n%d.jp", i);
		assert_int_equal(
		    inquiry_get(inquiry, name, DNS_A)->status, DNS_PENDING);
	}
	assert_int_equal(
	    inquiry_get(inquiry, "more.jp", DNS_A)->status, DNS_CANCELLED);
	assert_int_equal(inquiry_count(inquiry), INQUIRY_MAX);
	for (int i = 0; i < INQUIRY_MAX; i++) {
		(void)snprintf(name, sizeof(name), "n%d.jp", i);
		assert_int_equal(
		    inquiry_get(inquiry, name, DNS_A)->status, DNS_PENDING);
	}
	assert_int_equal(inquiry_count(inquiry), INQUIRY_MAX);
	inquiry_free(inquiry);
}

static void
takes_a_later_answer_for_the_same_question(void **state)
{
	struct inquiry *inquiry = inquiry_new();
	struct question *q;

	(void)state;
	(void)inquiry_get(inquiry, "a.jp", DNS_A);
	q = inquiry_unsent(inquiry);
	inquiry_answer(inquiry, q, &timeout);
	inquiry_answer(inquiry, q, &ok);
	assert_int_equal(inquiry_pending(inquiry), 0);
	assert_ptr_equal(inquiry_get(inquiry, "a.jp", DNS_A), &ok);
	inquiry_free(inquiry);
	inquiry_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(puts_the_same_question_once),
	    cmocka_unit_test(tells_type_server_and_manner_apart),
	    cmocka_unit_test(hands_out_questions_in_order_once),
	    cmocka_unit_test(counts_rounds_by_what_had_to_come_first),
	    cmocka_unit_test(asks_again_what_it_forgot),
	    cmocka_unit_test(refuses_more_than_it_can_hold),
	    cmocka_unit_test(takes_a_later_answer_for_the_same_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
