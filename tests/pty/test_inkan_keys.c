/* The whole way with few keys, and what single keys do on it. */
#include "tests/pty/inkan.h"

/* --- whole ways ------------------------------------------------------- */

/* What is shown before the keys are pressed; NULL: from here on by Tab. */
struct stop {
	const char *until, *keys;
};

static void
tab_to(struct vt *vt, const char *footer)
{
	for (int i = 0; i < 30; i++) {
		vt_settle(vt, 60);
		if (vt_wait_for(vt, footer, 0))
			return;
		vt_send(vt, "\t");
	}
	fail_msg("Tab does not lead to '%s':\n%s", footer, vt_screen(vt));
}

static void
goes(const struct stop *stops, size_t count)
{
	struct vt *vt = inkan(&(struct start) {.term = NULL});

	for (size_t i = 0; i < count; i++) {
		shows(vt, stops[i].until);
		/* Review goes no further while answers are missing. */
		gone(vt, "Still looking");
		if (stops[i].keys == NULL)
			tab_to(vt, "\nEnter Continue");
		vt_send(vt, stops[i].keys == NULL ? "\r" : stops[i].keys);
	}
	ends_well(vt, "That was practice: nothing was kept.");
}

static void
tab_space_and_enter_are_enough(void **state)
{
	static const struct stop stops[] = {
	    {"> 1  New domain", " "},
	    {"ok  example.jp", NULL},
	    {"DNS    ok", "\r"},
	    {"2  [x]", "\t"},
	    {"> 2  [x]", " "},
	    {"> 2  [ ]", " "},
	    {"> 2  [x]", NULL},
	    {"this name is free", "\t"},
	    {"> ( ) 2", " "},
	    {"(o) 2", "\033[Z"},
	    {"> ( ) 1", " "},
	    {"(o) 1", NULL},
	    {"Mail from anywhere else:", NULL},
	    {"When SPF and DKIM both fail", NULL},
	    {"nothing is published yet", NULL},
	    {"Enter these in your DNS panel", "\r"},
	    {"> 2  ADD", "\r"},
	    {"> 3  ADD", "\r"},
	    {"> 4  ADD", "\r"},
	    {"Every server has every record.", NULL},
	    {"Everything passes.", NULL},
	    {"> 1  Finish", " "},
	};

	(void)state;
	goes(stops, COUNT_OF(stops));
}

static void
digits_arrows_and_enter_are_enough(void **state)
{
	static const struct stop stops[] = {
	    {"> 1  New domain", "1"},
	    {"ok  example.jp", "\r"},
	    {"DNS    ok", "\033[B"},
	    {"> DKIM", "\r"},
	    {"2  [x]", "2"},
	    {"> 2  [ ]", "2"},
	    {"> 2  [x]", "\033[A"},
	    {"> 1  [x]", "\r"},
	    {"this name is free", "3"},
	    {"(o) 3", "1"},
	    {"(o) 1", "\r"},
	    {"Mail from anywhere else:", "1"},
	    {"(o) 1", "\r"},
	    {"When SPF and DKIM both fail", "2"},
	    {"(o) 2", "1"},
	    {"(o) 1", "\r"},
	    {"nothing is published yet", "\r"},
	    {"Enter these in your DNS panel", "1"},
	    {"> 2  ADD", "2"},
	    {"> 3  ADD", "3"},
	    {"> 4  ADD", "4"},
	    {"Every server has every record.", "\r"},
	    {"Everything passes.", "\r"},
	    {"> 1  Finish", "1"},
	};

	(void)state;
	goes(stops, COUNT_OF(stops));
}

/* --- single keys ------------------------------------------------------ */

static void
escape_goes_back_and_loses_nothing(void **state)
{
	struct vt *vt = inkan_example(&(struct start) {.term = NULL});

	(void)state;
	go_on_to(vt, 6);
	vt_send(vt, "2");
	shows(vt, "(o) 2");
	vt_send(vt, "\033");
	shows(vt, "Step 5 of 10");
	for (int step = 4; step >= 3; step--) {
		char title[32];

		(void)snprintf(title, sizeof(title), "Step %d of 10", step);
		vt_send(vt, "\033");
		shows(vt, title);
	}
	go_on_to(vt, 6);
	shows(vt, "(o) 2");
	quits(vt, FAREWELL);
}

static void
full_width_letters_are_letters_and_kana_explains_itself(void **state)
{
	struct vt *vt = inkan(&(struct start) {.term = NULL});

	(void)state;
	shows(vt, "> 1  New domain");
	vt_send(vt, "あ");
	shows(vt, "Japanese input is on.");
	vt_send(vt, "ｑ");
	ends_well(vt, "That was practice: nothing was kept.");
}

static void
keys_of_the_line_discipline_do_no_harm(void **state)
{
	struct vt *vt = inkan(&(struct start) {.term = NULL});

	(void)state;
	shows(vt, "> 1  New domain");
	vt_send(vt, "\023\021\034");
	vt_send(vt, "\r");
	shows(vt, "Which domain is after the @");
	vt_send(vt, "\003");
	shows(vt, "Everything is saved. Quit? y or n");
	vt_send(vt, "n");
	gone(vt, "Quit? y or n");
	vt_send(vt, "\003\003");
	ends_well(vt, "That was practice: nothing was kept.");
}

static void
late_replies_and_unknown_sequences_type_nothing(void **state)
{
	struct vt *vt = inkan(&(struct start) {.term = NULL});

	(void)state;
	shows(vt, "> 1  New domain");
	vt_send(vt, "\r");
	shows(vt, "ok  example.jp");
	vt_send(vt, "\033[1;3R\033[?62;22c\033[I\033[99;5~");
	vt_send(vt, "a");
	shows(vt, "> Domain  a_");
	vt_send(vt, "\bあ");
	shows(vt, "> Domain  あ_");
	vt_send(vt, "\177?");
	shows(vt, "> Domain  ?_");
	vt_free(vt);
}

/* --- help ------------------------------------------------------------- */

static void
looks_up_help(struct vt *vt, const char *key)
{
	struct buf before;

	gone(vt, "Still asking");
	before = below_header(vt);
	vt_send(vt, key);
	shows(vt, "PgDn more");
	shows(vt, "-- more");
	vt_send(vt, "G");
	gone(vt, "-- more");
	shows(vt, "save and quit\n");
	vt_send(vt, "\033");
	is_below_header(vt, &before);
	buf_release(&before);
}

static void
every_step_has_help_that_gives_the_screen_back(void **state)
{
	static const struct stop last[] = {
	    {"Step 9 of 10", "c"}, {"Step 10 of 10", "c"}};
	struct vt *vt = inkan_example(&(struct start) {.rows = 15, .cols = 60});

	(void)state;
	for (int step = 2; step <= 8; step++) {
		go_on_to(vt, step);
		vt_send(vt, "\033[B");
		looks_up_help(vt, step == 3 ? "\007" : "?");
		vt_send(vt, "\033[A");
	}
	for (size_t i = 0; i < COUNT_OF(last); i++) {
		vt_send(vt, last[i].keys);
		shows(vt, last[i].until);
		looks_up_help(vt, "?");
	}
	vt_free(vt);
}

/* In a field a question mark is text; the help leaves the text alone. */
static void
help_for_a_field_keeps_what_was_typed(void **state)
{
	struct vt *vt = inkan(&(struct start) {.rows = 15, .cols = 60});

	(void)state;
	shows(vt, "> 1  New domain");
	looks_up_help(vt, "?");
	vt_send(vt, "\r");
	shows(vt, "ok  example.jp");
	vt_send(vt, "what?");
	shows(vt, "> Domain  what?_");
	looks_up_help(vt, "\007");
	vt_send(vt, "!");
	shows(vt, "> Domain  what?!_");
	vt_free(vt);
}

static void
leaving_any_step_says_how_to_go_on(void **state)
{
	(void)state;
	for (int step = 2; step <= 8; step++) {
		struct vt *vt = inkan_example(&(struct start) {.term = NULL});

		go_on_to(vt, step);
		/* A letter is text while a field has the focus. */
		vt_send(vt, "\003");
		shows(vt, "Everything is saved. Quit? y or n");
		vt_send(vt, "y");
		ends_well(vt, FAREWELL);
	}
}

/* The list of services follows every letter; what one needs is below it. */
static void
a_service_is_found_by_typing(void **state)
{
	static const struct stop stops[] = {
	    {"> 1  New domain", "\r"},
	    {"ok  example.jp", "\r"},
	    {"DNS    ok", "\r"},
	    {"2  [x]", "a"},
	    {"> Add  ___", "mail"},
	    {"There are more: type on.", "chi"},
	    {"> Add  mailchi__", "\033[B"},
	    {"_domainkey.example.jp to dkim2.mcsv.net", "\r"},
	    {"> 3  [x] Mailchimp", "x"},
	};
	struct vt *vt = inkan(&(struct start) {.term = NULL});

	(void)state;
	for (size_t i = 0; i < COUNT_OF(stops); i++) {
		shows(vt, stops[i].until);
		vt_send(vt, stops[i].keys);
	}
	shows(vt, "> 3  [ ] Mailchimp");
	quits(vt, "That was practice: nothing was kept.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_HOME(tab_space_and_enter_are_enough),
	    WITH_HOME(a_service_is_found_by_typing),
	    WITH_HOME(digits_arrows_and_enter_are_enough),
	    WITH_HOME(escape_goes_back_and_loses_nothing),
	    WITH_HOME(full_width_letters_are_letters_and_kana_explains_itself),
	    WITH_HOME(keys_of_the_line_discipline_do_no_harm),
	    WITH_HOME(late_replies_and_unknown_sequences_type_nothing),
	    WITH_HOME(every_step_has_help_that_gives_the_screen_back),
	    WITH_HOME(help_for_a_field_keeps_what_was_typed),
	    WITH_HOME(leaving_any_step_says_how_to_go_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
