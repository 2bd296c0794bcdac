#include "tests/unit/scratch.h"
#include "wizard/record/dkim.h"
#include "wizard/record/dkim_der.h"

/* Public keys made for these tests; nobody holds their private halves. */
#define RSA1024                                                    \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDjK45MPLBrOfgmOd98" \
	"0kjfgKb/GFFnE4/6pSNSOfu9jZGO5Z6FQa8TrpkgMLDWwSayc9UbsKv2" \
	"yGSqx7uwkVDKjaf2Hq2lvwa+W9ZWavwdkNuB0MGkgNsam6WeJcNr5lYq" \
	"pWzWbk51oTKcY1fr3wB9VHbLnu3AZdV8Tgs9GaAypwIDAQAB"
#define RSA512                                                     \
	"MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAJ4YB1KXh4JfPSkETZ7iiMLH" \
	"f3vqBiuYsqOWh/TZdwIq4VXJQxTZBZv1Hhwe2SVVjUmmxjFub7omK104" \
	"2YCFo4UCAwEAAQ=="
#define RSA2048                                                    \
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtz0WEAAtS1ym" \
	"zwEzyVbLUVCmg+EBnKG17VVu/f5CLYEWEisvZ7JnkhUhBK2AwK1uw3f3" \
	"UWjZ9ikFrxEdGVdlDScpWhilIjjc5lfUE/yehCjvES14GFYexC2d8moh" \
	"kFt08vmQOvnNpyXIVB2Glk3DRH2F1XCtGEkyEfr2bLhsodN12hZIGa6e" \
	"sXt1yxFHeDs26qpAL2zwotKs5kiQVWK5p9qjGlHJCxTISB9NF99EHycw" \
	"HYOhWnIfGJOqEeegcMye2fpVVOXlIST52HCr9MJTbbHxpZxOmqPHbHEO" \
	"QxTsGBg7C5hzAR+qEsavTQy5n17O4ep58ewsNjBZU2ARvzbv3QIDAQAB"
#define RSA2048_PKCS1                                              \
	"MIIBCgKCAQEAtz0WEAAtS1ymzwEzyVbLUVCmg+EBnKG17VVu/f5CLYEW" \
	"EisvZ7JnkhUhBK2AwK1uw3f3UWjZ9ikFrxEdGVdlDScpWhilIjjc5lfU" \
	"E/yehCjvES14GFYexC2d8mohkFt08vmQOvnNpyXIVB2Glk3DRH2F1XCt" \
	"GEkyEfr2bLhsodN12hZIGa6esXt1yxFHeDs26qpAL2zwotKs5kiQVWK5" \
	"p9qjGlHJCxTISB9NF99EHycwHYOhWnIfGJOqEeegcMye2fpVVOXlIST5" \
	"2HCr9MJTbbHxpZxOmqPHbHEOQxTsGBg7C5hzAR+qEsavTQy5n17O4ep5" \
	"8ewsNjBZU2ARvzbv3QIDAQAB"
#define ED25519_SPKI                                               \
	"MCowBQYDK2VwAyEACRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17" \
	"Rio="
#define ED25519 "CRl9E57LMG5dS4CVK4CB9XfCxBH1z6Ov5MxwzC17Rio="

static const struct {
	const char *text;
	unsigned faults;
	enum dkim_key_type type;
	unsigned bits;
} rows[] = {
    {"v=DKIM1; k=rsa; p=" RSA2048, 0, DKIM_KEY_RSA, 2048},
    {"p=" RSA2048_PKCS1 ";", 0, DKIM_KEY_RSA, 2048},
    {"v=DKIM1; p=" RSA1024, 0, DKIM_KEY_RSA, 1024},
    {"v=DKIM1; p=" RSA512, DKIM_FAULT_WEAK, DKIM_KEY_RSA, 512},
    {"v=DKIM1; k=ed25519; p=" ED25519, 0, DKIM_KEY_ED25519, 256},
    {"v=DKIM1; k=ed25519; p=" ED25519_SPKI, DKIM_FAULT_SPKI25519,
	DKIM_KEY_ED25519, 0},
    {"v=DKIM1; p=" ED25519_SPKI, DKIM_FAULT_KEY, DKIM_KEY_RSA, 0},
    {"v=DKIM1; k=ed25519; p=AAAA", DKIM_FAULT_TRUNCATED, DKIM_KEY_ED25519, 0},
    {"v=DKIM1; k=ed25519; p=" RSA512, DKIM_FAULT_KEY, DKIM_KEY_ED25519, 0},
    {"v=DKIM1; k=dsa; p=AAAA", DKIM_FAULT_TYPE, DKIM_KEY_OTHER, 0},
    {"v=DKIM1; p=", DKIM_FAULT_REVOKED, DKIM_KEY_RSA, 0},
    {"v=DKIM1; k=rsa", DKIM_FAULT_NO_KEY, DKIM_KEY_RSA, 0},
    {"k=rsa; v=DKIM1; p=" RSA1024, DKIM_FAULT_VERSION, DKIM_KEY_RSA, 1024},
    {"v=dkim1; p=" RSA1024, DKIM_FAULT_VERSION, DKIM_KEY_RSA, 1024},
    {"v=DKIM1; p=" RSA1024 "; p=AAAA", DKIM_FAULT_SYNTAX, DKIM_KEY_RSA, 1024},
    {"v=DKIM1; k rsa; p=" RSA1024, DKIM_FAULT_SYNTAX, DKIM_KEY_RSA, 1024},
    {"v=DKIM1; p=MIGf*", DKIM_FAULT_BASE64, DKIM_KEY_RSA, 0},
    {"v=DKIM1; p=====", DKIM_FAULT_TRUNCATED, DKIM_KEY_RSA, 0},
    {"v=DKIM1; h=sha1; p=" RSA1024, DKIM_FAULT_HASH, DKIM_KEY_RSA, 1024},
    {"v=DKIM1; h=sha1 : SHA256; p=" RSA1024, 0, DKIM_KEY_RSA, 1024},
    {"v=DKIM1; s=tlsrpt; p=" RSA1024, DKIM_FAULT_SERVICE, DKIM_KEY_RSA, 1024},
    {"v=DKIM1; s=tlsrpt:email; p=" RSA1024, 0, DKIM_KEY_RSA, 1024},
    {"v=DKIM1; n=say \"hi\"; p=" RSA1024, 0, DKIM_KEY_RSA, 1024},
    {"v=DKIM1\\; p=" RSA1024, DKIM_FAULT_VERSION | DKIM_FAULT_QUOTES,
	DKIM_KEY_RSA, 1024},
    {"v=DKIM1; p=MIGf\" \"MA0G", DKIM_FAULT_BASE64 | DKIM_FAULT_QUOTES,
	DKIM_KEY_RSA, 0},
    {"v=DKIM1; p=-----BEGIN PUBLIC KEY-----MIGf", DKIM_FAULT_PEM, DKIM_KEY_RSA,
	0},
    {"v=DKIM1; p=-----BEGIN PRIVATE KEY-----MIGf",
	DKIM_FAULT_PEM | DKIM_FAULT_PRIVATE, DKIM_KEY_RSA, 0},
};

static void
finds_each_fault_of_a_key_record(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct dkim_record *record =
		    dkim_parse(&arena, slice_of(rows[i].text));

		if (record->faults != rows[i].faults)
			fail_msg("%s: %#x", rows[i].text, record->faults);
		assert_int_equal(record->type, rows[i].type);
		assert_int_equal(record->bits, rows[i].bits);
		assert_int_equal(dkim_is_usable(record), rows[i].faults == 0);
	}
}

static void
tells_a_cut_key_wherever_it_was_cut(void **state)
{
	static const char text[] = "v=DKIM1; k=rsa; p=" RSA2048;

	(void)state;
	for (size_t len = 20; len < sizeof(text) - 1; len++) {
		struct dkim_record *record = dkim_parse(
		    &arena, (struct slice) {.ptr = text, .len = len});

		assert_true((record->faults & (DKIM_FAULT_TRUNCATED)) != 0);
		assert_false(dkim_is_usable(record));
	}
}

static void
reads_exponent_and_flags(void **state)
{
	struct dkim_record *record =
	    dkim_parse(&arena, slice_of("p=" RSA2048 "; t=y:s"));

	(void)state;
	assert_int_equal(record->exponent, 65537);
	assert_true(record->testing);
	assert_true(record->strict);
	assert_false(dkim_parse(&arena, slice_of("p=; t=x"))->testing);
}

static void
refuses_der_that_is_not_a_key(void **state)
{
	static const struct {
		struct slice der;
		enum der_status status;
	} der[] = {
	    {{"", 0}, DER_SHORT},
	    {{"\x30", 1}, DER_SHORT},
	    {{"\x30\x00", 2}, DER_BAD},
	    {{"\x30\x80\x00\x00", 4}, DER_BAD},
	    {{"\x30\x85\x01\x01\x01\x01\x01", 7}, DER_BAD},
	    {{"\x30\x84\xff\xff\xff\xff", 6}, DER_SHORT},
	    {{"\x30\x82\x01", 3}, DER_SHORT},
	    {{"\x31\x00", 2}, DER_BAD},
	    {{"\x30\x06\x02\x01\x03\x02\x01\x03", 8}, DER_OK},
	    {{"\x30\x06\x02\x01\x00\x02\x01\x03", 8}, DER_BAD},
	    {{"\x30\x06\x02\x01\x03\x02\x05\x03", 8}, DER_BAD},
	    {{"\x30\x06\x02\x01\x03\x02\x01\x03\x00", 9}, DER_BAD},
	    {{"\x30\x07\x02\x01\x03\x02\x01\x03\x00", 9}, DER_BAD},
	};
	struct rsa_facts rsa = {0, 0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(der); i++)
		assert_int_equal(dkim_der_rsa(der[i].der, &rsa), der[i].status);
	assert_int_equal(rsa.bits, 2);
	assert_int_equal(rsa.exponent, 3);
}

static void
decodes_base64_with_blanks(void **state)
{
	static const struct {
		const char *text, *octets;
		bool whole;
	} good[] = {
	    {"Zm9vYg==", "foob", true},
	    {"Zm 9v\tYm\r\nE=", "fooba", true},
	    {"Zm9vYmFy", "foobar", true},
	    {"Zm9vYmE", "fooba", false},
	    {"Zm9vYmFyA", "foobar", false},
	    {"", "", true},
	};
	struct slice octets;
	bool whole;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		assert_true(dkim_base64(
		    &arena, slice_of(good[i].text), &octets, &whole));
		assert_int_equal(octets.len, strlen(good[i].octets));
		assert_memory_equal(octets.ptr, good[i].octets, octets.len);
		assert_int_equal(whole, good[i].whole);
	}
	assert_false(dkim_base64(&arena, slice_of("Zm=v"), &octets, &whole));
	assert_false(dkim_base64(&arena, slice_of("Zm-v"), &octets, &whole));
}

static void
recognises_texts_meant_as_keys(void **state)
{
	static const struct {
		const char *text;
		bool is_key;
	} texts[] = {
	    {"v=DKIM1; p=", true},
	    {"\"v=DKIM1; p=", true},
	    {"k=rsa; p=" RSA1024, true},
	    {"k=rsa; v=DKIM1; p=" RSA1024, true},
	    {"p=", true},
	    {RSA1024, true},
	    {"-----BEGIN PUBLIC KEY-----", true},
	    {"v=spf1 -all", false},
	    {"v=DMARC1; p=none", false},
	    {"p=none; rua=mailto:a@example.org", false},
	    {"t=y; o=~", false},
	    {"selector1.dkim.example", false},
	    {"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_int_equal(
		    dkim_is_record(slice_of(texts[i].text)), texts[i].is_key);
}

static void
compares_keys_by_their_octets(void **state)
{
	struct dkim_record *a = dkim_parse(&arena, slice_of("p=" RSA1024));
	struct dkim_record *b =
	    dkim_parse(&arena, slice_of("v=DKIM1; k=rsa; p= " RSA1024 " ;"));
	struct dkim_record *c = dkim_parse(&arena, slice_of("p=" RSA2048));
	struct dkim_record *none = dkim_parse(&arena, slice_of("p="));

	(void)state;
	assert_true(dkim_same_key(a, b));
	assert_false(dkim_same_key(a, c));
	assert_false(dkim_same_key(none, none));
}

static void
accepts_selectors_of_letters_digits_hyphens(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} names[] = {
	    {"s202611r", true},
	    {"A-b.c1", true},
	    {"", false},
	    {"a..b", false},
	    {".a", false},
	    {"a.", false},
	    {"-a", false},
	    {"a-", false},
	    {"a_b", false},
	    {"a b", false},
	    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		assert_int_equal(
		    dkim_is_selector(slice_of(names[i].text)), names[i].good);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(
		finds_each_fault_of_a_key_record, scratch_release),
	    cmocka_unit_test_teardown(
		tells_a_cut_key_wherever_it_was_cut, scratch_release),
	    cmocka_unit_test_teardown(reads_exponent_and_flags, scratch_release),
	    cmocka_unit_test_teardown(refuses_der_that_is_not_a_key, scratch_release),
	    cmocka_unit_test_teardown(decodes_base64_with_blanks, scratch_release),
	    cmocka_unit_test_teardown(recognises_texts_meant_as_keys, scratch_release),
	    cmocka_unit_test_teardown(compares_keys_by_their_octets, scratch_release),
	    cmocka_unit_test_teardown(
		accepts_selectors_of_letters_digits_hyphens, scratch_release),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
