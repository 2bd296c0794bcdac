/* Services by what they are called, by their terms, by their machines. */
#include "tests/unit/flow/stage.h"

#include <string.h>

#include "wizard/flow/service.h"

static const char *
id_of(const struct sender_template *service)
{
	return service == NULL ? "" : service->id;
}

static void
finds_them_by_term_and_by_what_is_included(void **state)
{
	static const struct {
		const char *term, *exact, *behind;
	} rows[] = {
	    {"include:_spf.google.com", "google", "google"},
	    {"INCLUDE:_SPF.google.com", "google", "google"},
	    {"service:google_groups", "google_groups", "google_groups"},
	    /* A service with a term is not known by its id. */
	    {"service:google", "", ""},
	    {"include:eu.spf.sakura.test", "", "sakura"},
	    {"include:sakura.example", "", "sakura"},
	    {"a:mail.sakura.example", "", ""},
	    {"include:sakura.example.jp", "", ""},
	    {"include:", "", ""},
	    {"", "", ""},
	};
	struct stage *stage = stage_new();
	const struct templates *t = stage_services(stage)->templates;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_string_equal(
		    id_of(service_of_term(t, rows[i].term)), rows[i].exact);
		assert_string_equal(id_of(service_behind_term(t, rows[i].term)),
		    rows[i].behind);
	}
	stage_free(stage);
}

static void
finds_them_by_their_machines(void **state)
{
	static const struct {
		const char *name, *id;
	} rows[] = {
	    {"mail-1.google.com", "google"},
	    {"o1.abc.sendgrid.net", "sendgrid"},
	    {"www1.sakura.test", "sakura"},
	    {"sendgrid.net.evil.example", ""},
	    {"notgoogle.com", ""},
	    {"com", ""},
	    {"", ""},
	};
	struct stage *stage = stage_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(
		    id_of(service_of_host(
			stage_services(stage)->templates, rows[i].name)),
		    rows[i].id);
	stage_free(stage);
}

static void
stands_for_itself_where_there_is_no_term(void **state)
{
	struct stage *stage = stage_new();
	const struct templates *t = stage_services(stage)->templates;
	char term[TERM_MAX];

	(void)state;
	service_term(&t->sender[0], term);
	assert_string_equal(term, "include:_spf.google.com");
	assert_false(service_is_bare(term));
	service_term(&t->sender[1], term);
	assert_string_equal(term, "service:google_groups");
	assert_true(service_is_bare(term));
	stage_free(stage);
}

static void
searches_names_ids_and_terms(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		const char *first;
	} rows[] = {
	    {"goog", 2, "google"},
	    {"GOOG", 2, "google"},
	    {"send", 2, "sendgrid"},
	    {"internet", 1, "sakura"},
	    {"sakura.example", 1, "sakura"},
	    {"zzz", 0, ""},
	    {"", 3, "google"},
	};
	struct stage *stage = stage_new();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct sender_template *found[3] = {NULL};

		assert_int_equal(
		    service_search(stage_services(stage)->templates,
			rows[i].text, found, COUNT_OF(found)),
		    rows[i].count);
		assert_string_equal(id_of(found[0]), rows[i].first);
	}
	stage_free(stage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_them_by_term_and_by_what_is_included),
	    cmocka_unit_test(finds_them_by_their_machines),
	    cmocka_unit_test(stands_for_itself_where_there_is_no_term),
	    cmocka_unit_test(searches_names_ids_and_terms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
