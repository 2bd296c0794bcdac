#include "tests/unit/scratch.h"
#include "wizard/record/dkimsig.h"

#define GOOD                                                                 \
	" v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n d=example.jp; s=s1;"     \
	" h=from : to;\r\n bh=l/c1U139gr1q5cpGa24Iu9ld3NlaK71gxlD+7sjlC98=;" \
	"\r\n b=YW\r\n\tJj"

static const struct dkimsig *
parse(const char *text)
{
	return dkimsig_parse(&arena, slice_of(text));
}

static void
reads_a_signature(void **state)
{
	const struct dkimsig *sig =
	    parse(GOOD "; t=1528637909; x=1528637910; i=@Mail.example.jp");

	(void)state;
	assert_int_equal(sig->faults, 0);
	assert_string_equal(sig->domain, "example.jp");
	assert_string_equal(sig->selector, "s1");
	assert_string_equal(sig->identity, "mail.example.jp");
	assert_int_equal(sig->type, DKIM_KEY_RSA);
	assert_true(slice_is(sig->algorithm, "rsa-sha256"));
	assert_true(slice_is(sig->value, "abc"));
	assert_int_equal(sig->signed_at, 1528637909);
	assert_int_equal(sig->expires, 1528637910);
	assert_false(sig->limited);
}

static void
knows_what_absent_tags_mean(void **state)
{
	const struct dkimsig *sig = parse(GOOD);

	(void)state;
	assert_int_equal(sig->faults, 0);
	assert_int_equal(sig->signed_at, -1);
	assert_int_equal(sig->expires, -1);
	assert_string_equal(sig->identity, "example.jp");
}

/* The good one with one tag replaced; value NULL: taken away. */
static const struct dkimsig *
with(const char *name, const char *value)
{
	struct taglist list = taglist_parse(&arena, slice_of(GOOD));
	const char *text = "";

	for (size_t i = 0; i < list.count; i++) {
		struct tag *tag = &list.tag[i];

		if (slice_is(tag->name, name))
			continue;
		text = arena_printf(&arena, "%s%s=%s;", text,
		    arena_copy_slice(&arena, tag->name),
		    arena_copy_slice(&arena, tag->value));
	}
	if (value != NULL)
		text = arena_printf(&arena, "%s%s=%s", text, name, value);
	return parse(text);
}

static void
names_what_is_wrong(void **state)
{
	static const struct {
		const char *name, *value;
		unsigned faults;
	} rows[] = {
	    {"v", NULL, DKIMSIG_VERSION},
	    {"v", "2", DKIMSIG_VERSION},
	    {"a", NULL, DKIMSIG_ALGORITHM},
	    {"a", "rsa-sha512", DKIMSIG_ALGORITHM},
	    {"a", "rsa-sha1", DKIMSIG_SHA1},
	    {"a", "ed25519-sha256", 0},
	    {"c", NULL, 0},
	    {"c", "simple", 0},
	    {"c", "relaxed/nofws", DKIMSIG_CANON},
	    {"c", "", DKIMSIG_CANON},
	    {"c", "simple/simple/simple", DKIMSIG_CANON},
	    {"d", NULL, DKIMSIG_DOMAIN},
	    {"d", "", DKIMSIG_DOMAIN},
	    {"d", "a..b", DKIMSIG_DOMAIN},
	    {"s", NULL, DKIMSIG_SELECTOR},
	    {"s", "a\\.b", DKIMSIG_SELECTOR},
	    {"s", "a.b", 0},
	    {"i", "@example.jp", 0},
	    {"i", "x@sub.example.jp", 0},
	    {"i", "@example.com", DKIMSIG_IDENTITY},
	    {"i", "@badexample.jp", DKIMSIG_IDENTITY},
	    {"i", "example.jp", DKIMSIG_IDENTITY},
	    {"i", "", DKIMSIG_IDENTITY},
	    {"h", NULL, DKIMSIG_HEADERS | DKIMSIG_NO_FROM},
	    {"h", "to:subject", DKIMSIG_NO_FROM},
	    {"h", "to: FROM ", 0},
	    {"bh", NULL, DKIMSIG_HASH},
	    {"bh", "?", DKIMSIG_HASH},
	    {"b", NULL, DKIMSIG_VALUE},
	    {"b", "", DKIMSIG_VALUE},
	    {"b", "YWJ", DKIMSIG_VALUE},
	    {"l", "0", 0},
	    {"l", "-1", DKIMSIG_LENGTH},
	    {"t", "12345678901", 0},
	    {"t", "never", DKIMSIG_TIME},
	    {"x", "1; t=1", DKIMSIG_TIME},
	    {"x", "2; t=1", 0},
	    {"x", "9999999999999", DKIMSIG_TIME},
	    {"z", "anything", 0},
	    {"z", "1; z=2", DKIMSIG_SYNTAX},
	    {"z", "1; nothing", DKIMSIG_SYNTAX},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct dkimsig *sig = with(rows[i].name, rows[i].value);

		if (sig->faults != rows[i].faults)
			fail_msg("%s=%s: %x", rows[i].name, rows[i].value,
			    sig->faults);
	}
}

static void
sees_the_limit_of_length(void **state)
{
	(void)state;
	assert_true(with("l", "100")->limited);
	assert_int_equal(with("a", "ed25519-sha256")->type, DKIM_KEY_ED25519);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_a_signature),
	    cmocka_unit_test(knows_what_absent_tags_mean),
	    cmocka_unit_test(names_what_is_wrong),
	    cmocka_unit_test(sees_the_limit_of_length),
	};

	return cmocka_run_group_tests(tests, NULL, scratch_release);
}
