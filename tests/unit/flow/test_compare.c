/* The paste-back check: every kind of damage is named, none is called the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/flow/compare.h"
#include "wizard/record/zonefile.h"

#define KEY                                                                   \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"                        \
	"3jc4tSKNfD41Kc0ooMuurFJ9yBNDp8W6qSMWIJYqMYg7kU7pLeEEsZY6gjDCRbb6I1rt" \
	"xbv1hUajjmzXrvNnPQX/ZoZdQvgXGV2dS8TuZKbQwa0eMFJdfMHAoTbd2K26hLLhMfFf" \
	"eKbWkLXPvL1cUFU6E3BfkV6WL+qgVzcTyUC4BkNe4k6PC7k8JR05+UrkTdP8OmXsmVMz" \
	"cZQoZZJ8gmM1F+VEBJEnk+Yu/fV6AfiO+Lw0OQw0iwEjQb3Rs9tYmOxDrf9ZFqgu9dbL" \
	"Kh+6sCCH0Hxp4ecC8HRr2yT2NYNLvvbvLTHQRdJvdAQVdQ4HYcZyxFKZ5vUcHz9KpOw7" \
	"GwIDAQAB"
#define ED "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

static const struct {
	enum change_topic topic;
	const char *name, *value, *old;
	size_t core; /* where the part begins that carries the meaning */
} records[] = {
    {TOPIC_DKIM, "s1._domainkey.example.jp", "v=DKIM1; k=rsa; p=" KEY, NULL,
	18},
    {TOPIC_DKIM, "e1._domainkey.example.jp", "v=DKIM1; k=ed25519; p=" ED, NULL,
	22},
    {TOPIC_SPF, "example.jp",
	"v=spf1 ip4:203.0.113.25 ip6:2001:db8::25 include:_spf.google.com "
	"include:spf.protection.outlook.com ~all",
	"v=spf1 ip4:203.0.113.25 -all", 0},
    {TOPIC_HELO, "mx.example.jp", "v=spf1 a:mx.example.jp -all", NULL, 0},
    {TOPIC_DMARC, "_dmarc.example.jp",
	"v=DMARC1; p=none; rua=mailto:reports@example.jp", NULL, 0},
};

static struct change change[COUNT_OF(records)];

static int
make_changes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(records); i++) {
		change[i].topic = records[i].topic;
		(void)snprintf(change[i].name, sizeof(change[i].name), "%s",
		    records[i].name);
		(void)snprintf(change[i].value, sizeof(change[i].value), "%s",
		    records[i].value);
		change[i].olds = records[i].old != NULL;
		if (records[i].old != NULL)
			(void)snprintf(change[i].old[0],
			    sizeof(change[i].old[0]), "%s", records[i].old);
	}
	return 0;
}

static void
expect(const char *text, size_t wanted, enum compared verdict, size_t of,
    enum damage damage)
{
	struct arena arena = ARENA_INIT;
	struct comparison got = compare_pasted(
	    &arena, change, COUNT_OF(change), wanted, slice_of(text));

	assert_non_null(got.message);
	if (got.verdict != verdict || got.change != of ||
	    got.damage != damage)
		fail_msg("%s for %zu: %s of %zu, %s, not %s of %zu, %s (%s)",
		    text, wanted, compare_word(got.verdict), got.change,
		    damage_word(got.damage), compare_word(verdict), of,
		    damage_word(damage), got.message);
	arena_release(&arena);
}

/* --- What is right -------------------------------------------------------------- */

static void
knows_the_value_in_every_form_of_a_panel(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(records); i++) {
		struct slice value = slice_of(records[i].value);
		const char *quoted = zonefile_quote_txt(&arena, value);
		const char *const forms[] = {
		    records[i].value,
		    arena_printf(&arena, " %s\r\n", records[i].value),
		    quoted,
		    zonefile_quote_one(&arena, value),
		    arena_printf(&arena, "(%s)\n", quoted),
		    arena_printf(&arena, "%s. 300 IN TXT ( %s )\n",
			records[i].name, quoted),
		    arena_printf(&arena, "%s\ttxt\t%s", records[i].name,
			quoted),
		};

		for (size_t k = 0; k < COUNT_OF(forms); k++) {
			expect(forms[k], i, COMPARED_SAME, i, DAMAGE_NONE);
			expect(forms[k], COMPARE_ANY, COMPARED_SAME, i,
			    DAMAGE_NONE);
		}
	}
	arena_release(&arena);
}

static void
knows_what_is_written_differently(void **state)
{
	(void)state;
	expect("k=rsa; p=" KEY ";", 0, COMPARED_MEANS_SAME, 0, DAMAGE_NONE);
	expect("v=spf1  A:mx.example.jp  -ALL", 3, COMPARED_MEANS_SAME, 3,
	    DAMAGE_NONE);
	expect("v=DMARC1;p=none;rua=mailto:reports@example.jp", COMPARE_ANY,
	    COMPARED_MEANS_SAME, 4, DAMAGE_NONE);
}

/* --- Other types ------------------------------------------------------------- */

static void
knows_records_of_other_types(void **state)
{
	static const struct change other[] = {
	    {.topic = TOPIC_SPF, .name = "example.jp",
		.value = "v=spf1 mx -all"},
	    {.topic = TOPIC_SERVICE, .type = DNS_CNAME,
		.name = "s1._domainkey.example.jp",
		.value = "s1.service.example."},
	    {.topic = TOPIC_SERVICE, .type = DNS_MX, .name = "example.jp",
		.value = "10 mx.service.example.", .olds = 1,
		.old = {"20 mail.example.jp."}},
	};
	static const struct {
		const char *text;
		size_t wanted;
		enum compared verdict;
		size_t of;
		enum damage damage;
	} rows[] = {
	    {"v=spf1 mx -all", 0, COMPARED_SAME, 0, DAMAGE_NONE},
	    {"s1.service.example", 1, COMPARED_SAME, 1, DAMAGE_NONE},
	    {"S1.Service.example.\n", 1, COMPARED_SAME, 1, DAMAGE_NONE},
	    {"s1._domainkey IN CNAME s1.service.example.", COMPARE_ANY,
		COMPARED_SAME, 1, DAMAGE_NONE},
	    {"s1.service.example.example.jp", 1, COMPARED_DAMAGED, 1,
		DAMAGE_DOUBLED},
	    {"s1.service.example", 0, COMPARED_OTHER_RECORD, 1, DAMAGE_NONE},
	    {"mx.service.example", 2, COMPARED_SAME, 2, DAMAGE_NONE},
	    {"10 mx.service.example.", 2, COMPARED_SAME, 2, DAMAGE_NONE},
	    {"20 mx.service.example.", 2, COMPARED_DAMAGED, 2,
		DAMAGE_PRIORITY},
	    {"@ 300 IN MX 20 mail.example.jp.", 2, COMPARED_OLD, 2,
		DAMAGE_NONE},
	    {"s1._domainkey", 1, COMPARED_NAME, 1, DAMAGE_NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena arena = ARENA_INIT;
		struct comparison got =
		    compare_pasted(&arena, other, COUNT_OF(other),
			rows[i].wanted, slice_of(rows[i].text));

		if (got.verdict != rows[i].verdict ||
		    got.change != rows[i].of || got.damage != rows[i].damage)
			fail_msg("%s: %s of %zu, %s", rows[i].text,
			    compare_word(got.verdict), got.change,
			    got.message);
		arena_release(&arena);
	}
}

/* --- What is not ---------------------------------------------------------------- */

static void
names_what_was_copied_in_its_place(void **state)
{
	(void)state;
	expect("", 0, COMPARED_EMPTY, 0, DAMAGE_NONE);
	expect("\"\"", COMPARE_ANY, COMPARED_EMPTY, 0, DAMAGE_NONE);
	expect("v=spf1 ip4:203.0.113.25 -all", 2, COMPARED_OLD, 2,
	    DAMAGE_NONE);
	expect("_DMARC.example.jp.", 4, COMPARED_NAME, 4, DAMAGE_NONE);
	expect("_dmarc", 4, COMPARED_NAME, 4, DAMAGE_NONE);
	expect("s1._domainkey", 4, COMPARED_NAME, 0, DAMAGE_NONE);
	expect("example.jp", 4, COMPARED_NAME, 2, DAMAGE_NONE);
	expect("v=spf1 -all", 2, COMPARED_OTHER, 2, DAMAGE_OTHER);
	expect("hello", 0, COMPARED_OTHER, 0, DAMAGE_NO_KEY);
	expect("v=DMARC1; p=", COMPARE_ANY, COMPARED_DAMAGED, 4, DAMAGE_CUT);
	expect("v=DMARC1; p=reject", COMPARE_ANY, COMPARED_OTHER, 4,
	    DAMAGE_OTHER);
	expect("-----BEGIN PRIVATE KEY-----", 2, COMPARED_DAMAGED, 2,
	    DAMAGE_PRIVATE);
}

static void
says_to_which_name_it_belongs(void **state)
{
	struct arena arena = ARENA_INIT;
	struct comparison got;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(records); i++)
		for (size_t k = 0; k < COUNT_OF(records); k++)
			if (i != k)
				expect(records[k].value, i,
				    COMPARED_OTHER_RECORD, k, DAMAGE_NONE);
	got = compare_pasted(&arena, change, COUNT_OF(change), 2,
	    slice_of(records[4].value));
	assert_string_equal(got.message,
	    "This is the value for _dmarc.example.jp, not for example.jp.");
	arena_release(&arena);
}

static void
a_name_in_a_zone_line_hides_no_damage(void **state)
{
	(void)state;
	expect("mx.example.jp. IN TXT \"v=spf1 a:mx.example.jp -al\"", 3,
	    COMPARED_DAMAGED, 3, DAMAGE_CUT);
	/* A quotation mark that is not closed: the panel cut there. */
	expect("\"v=spf1 a:mx.example.jp", 3, COMPARED_DAMAGED, 3, DAMAGE_CUT);
	expect("\"v=DKIM1; k=rsa; p=\" \"" KEY "\" x", 0, COMPARED_DAMAGED, 0,
	    DAMAGE_MORE);
}

/* What a panel or a terminal shows of it is not the value. */
static void
knows_what_was_only_shown_shortened(void **state)
{
	(void)state;
	expect("v=DKIM1; k=rsa; p=MIIBIjANBgkq...", 0, COMPARED_DAMAGED, 0,
	    DAMAGE_CUT);
	expect("v=DKIM1; k=rsa; p=MIIBIjANBgkq\xe2\x80\xa6", 0,
	    COMPARED_DAMAGED, 0, DAMAGE_CUT);
	expect("v=DKIM1; k=rsa; p=MIIBIjANBgkq\xe2\x80\xa6" "IDAQAB",
	    COMPARE_ANY, COMPARED_DAMAGED, 0, DAMAGE_CUT);
	expect("v=spf1 ip4:203.0.113.25 ip6...", COMPARE_ANY, COMPARED_DAMAGED,
	    2, DAMAGE_CUT);
}

static void
takes_no_foreign_text_for_a_record(void **state)
{
	(void)state;
	expect("This is a sentence in which \xe2\x80\x9cquotes\xe2\x80\x9d "
	       "are round, and no record of any kind", 0, COMPARED_OTHER, 0,
	    DAMAGE_NO_KEY);
}

static void
expect_says(const char *text, size_t wanted, const char *words)
{
	struct arena arena = ARENA_INIT;
	struct comparison got = compare_pasted(
	    &arena, change, COUNT_OF(change), wanted, slice_of(text));

	if (strstr(got.message, words) == NULL)
		fail_msg("'%s' is not in '%s'", words, got.message);
	arena_release(&arena);
}

static void
gives_advice_that_fits(void **state)
{
	(void)state;
	/* It was copied, and nobody has seen it yet. */
	expect_says("-----BEGIN PRIVATE KEY-----\nMIIE\n"
		    "-----END PRIVATE KEY-----\n", 0,
	    "this is a private key: it belongs into no panel");
	/* Parts of 255 are for what is longer than that. */
	expect_says("v=DMARC1; p=none; rua=", 4, "copy all of it");
	expect_says("v=DKIM1; k=rsa; p=MIIBIjANBgkqhk", 0, "parts of 255");
	expect_says("=DMARC1; p=none; rua=mailto:reports@example.jp", 4,
	    "copy all of it");
}

static void
octets_that_nobody_sees_are_not_overlooked(void **state)
{
	struct arena arena = ARENA_INIT;
	char text[] = "\"v=spf1 a:mx.example.jp -all\0 +all\"";
	struct comparison got = compare_pasted(&arena, change,
	    COUNT_OF(change), 3, (struct slice) {text, sizeof(text) - 1});

	(void)state;
	assert_false(compare_is_right(got.verdict));
	arena_release(&arena);
}

/* --- Damage by chance ------------------------------------------------------------ */

/* xorshift, by George Marsaglia. */
static uint32_t
below(uint32_t *state, size_t n)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state % (uint32_t)n;
}

static bool
is_letter(char c)
{
	c = char_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Between two letters of the part that carries the meaning. */
static size_t
place(size_t record, uint32_t *chance)
{
	const char *value = records[record].value;
	size_t len = strlen(value), at;

	do
		at = records[record].core + 1 +
		    below(chance, len - records[record].core - 2);
	while (!is_letter(value[at - 1]) || !is_letter(value[at]));
	return at;
}

typedef const char *breaker(
    struct arena *arena, size_t record, uint32_t *chance);

static const char *
insert(struct arena *a, const char *value, size_t at, const char *text)
{
	return arena_printf(
	    a, "%.*s%s%s", (int)at, value, text, value + at);
}

static const char *
cut(struct arena *a, size_t r, uint32_t *chance)
{
	return arena_printf(
	    a, "%.*s", (int)place(r, chance), records[r].value);
}

static const char *
lose_head(struct arena *a, size_t r, uint32_t *chance)
{
	size_t room = strlen(records[r].value) - records[r].core - 18;

	return arena_copy(a,
	    records[r].value + records[r].core + 1 + below(chance, room));
}

static const char *
add_space(struct arena *a, size_t r, uint32_t *chance)
{
	return insert(a, records[r].value, place(r, chance), " ");
}

static const char *
break_line(struct arena *a, size_t r, uint32_t *chance)
{
	return insert(a, records[r].value, place(r, chance),
	    below(chance, 2) == 0 ? "\n" : "\r\n    ");
}

static const char *
add_quotes(struct arena *a, size_t r, uint32_t *chance)
{
	return insert(a, records[r].value, place(r, chance), "\" \"");
}

static const char *
single_quotes(struct arena *a, size_t r, uint32_t *chance)
{
	(void)chance;
	return arena_printf(a, "'%s'", records[r].value);
}

static const char *
escape(struct arena *a, size_t r, uint32_t *chance)
{
	const char *at = strchr(records[r].value, ';');

	(void)chance;
	return at == NULL
	    ? NULL
	    : insert(a, records[r].value,
		  (size_t)(at - records[r].value), "\\");
}

static const char *
lower(struct arena *a, size_t r, uint32_t *chance)
{
	char *text = arena_copy(a, records[r].value);

	(void)chance;
	for (size_t i = 0; text[i] != '\0'; i++)
		text[i] = char_lower(text[i]);
	return strcmp(text, records[r].value) == 0 ? NULL : text;
}

static const char *
alter(struct arena *a, size_t r, uint32_t *chance)
{
	char *text = arena_copy(a, records[r].value);
	size_t at = place(r, chance);

	text[at] = text[at] == '7' ? '8' : '7';
	return text;
}

static const char *
double_it(struct arena *a, size_t r, uint32_t *chance)
{
	return arena_printf(a, "%s%s%s", records[r].value,
	    below(chance, 2) == 0 ? "" : "\n", records[r].value);
}

static const char *
widen(struct arena *a, size_t r, uint32_t *chance)
{
	/* A letter of full width, a space that does not break. */
	return insert(a, records[r].value, place(r, chance),
	    below(chance, 2) == 0 ? "\xef\xbd\x81" : "\xc2\xa0");
}

static const char *
typographic(struct arena *a, size_t r, uint32_t *chance)
{
	(void)chance;
	return arena_printf(
	    a, "\xe2\x80\x9c%s\xe2\x80\x9d", records[r].value);
}

static const struct {
	breaker *make; /* NULL from it: this record has no such damage */
	enum damage damage;
} kinds[] = {
    {cut, DAMAGE_CUT},
    {lose_head, DAMAGE_HEAD_LOST},
    {add_space, DAMAGE_SPACES},
    {break_line, DAMAGE_SPACES},
    {add_quotes, DAMAGE_QUOTES},
    {single_quotes, DAMAGE_QUOTES},
    {escape, DAMAGE_SEMICOLONS},
    {lower, DAMAGE_CASE},
    {alter, DAMAGE_ALTERED},
    {double_it, DAMAGE_TWICE},
    {widen, DAMAGE_NOT_ASCII},
    {typographic, DAMAGE_NOT_ASCII},
};

static void
every_damage_is_named_and_none_is_called_the_same(void **state)
{
	uint32_t chance = 20261122;
	size_t cases = 0;

	(void)state;
	for (int round = 0; round < 20; round++) {
		struct arena arena = ARENA_INIT;

		for (size_t r = 0; r < COUNT_OF(records); r++)
			for (size_t k = 0; k < COUNT_OF(kinds); k++) {
				const char *text =
				    kinds[k].make(&arena, r, &chance);

				if (text == NULL)
					continue;
				expect(text, r, COMPARED_DAMAGED, r,
				    kinds[k].damage);
				cases++;
			}
		arena_release(&arena);
	}
	assert_true(cases >= 500);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_records_of_other_types),
	    cmocka_unit_test(knows_the_value_in_every_form_of_a_panel),
	    cmocka_unit_test(knows_what_is_written_differently),
	    cmocka_unit_test(names_what_was_copied_in_its_place),
	    cmocka_unit_test(says_to_which_name_it_belongs),
	    cmocka_unit_test(a_name_in_a_zone_line_hides_no_damage),
	    cmocka_unit_test(knows_what_was_only_shown_shortened),
	    cmocka_unit_test(takes_no_foreign_text_for_a_record),
	    cmocka_unit_test(gives_advice_that_fits),
	    cmocka_unit_test(octets_that_nobody_sees_are_not_overlooked),
	    cmocka_unit_test(every_damage_is_named_and_none_is_called_the_same),
	};

	return cmocka_run_group_tests(tests, make_changes, NULL);
}
