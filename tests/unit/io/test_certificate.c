/* Certificates of marks, as pages hold them. */
#include "wizard/io/certificate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Made for this test; nobody holds their private halves. Until 2126. */
static const char mark_text[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBszCCAVigAwIBAgIUcCASOo2cCFWg+CJhRLxS6VW3u0MwCgYIKoZIzj0EAwIw\n"
    "EjEQMA4GA1UEAwwHRXhhbXBsZTAgFw0yNjExMjIwOTU2MThaGA8yMTI2MTAyOTA5\n"
    "NTYxOFowEjEQMA4GA1UEAwwHRXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH\n"
    "A0IABEs7eLgiQ6xmgf67108BHQTijWCdMULT823jgtj6Qzdxe+k3Z7EsHwf9zkNG\n"
    "sz1OivQviKcfrQd/ORr4wnQOI+SjgYkwgYYwQAYDVR0RBDkwN4ILZXhhbXBsZS5v\n"
    "cmeBDWFAZXhhbXBsZS5vcmeCGWRlZmF1bHQuX2JpbWkuZXhhbXBsZS5vcmcwEwYD\n"
    "VR0lBAwwCgYIKwYBBQUHAx8wDgYIKwYBBQUHAQwEAjAAMB0GA1UdDgQWBBSENGOC\n"
    "Q7eFMHbs11ce6GYB2lZ/KjAKBggqhkjOPQQDAgNJADBGAiEAp9btWlcK5dRYEvlA\n"
    "4tdJ2mft6DrvW+CcCh+sj2+krxICIQDt6NRG6nzcwf6bUF4yfs6iz+FnQ9rn/DJD\n"
    "0BgFN3Vs0w==\n"
    "-----END CERTIFICATE-----\n";

static const char plain_text[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBbTCCAROgAwIBAgIUIDI9pSZ1g/PV7QLHXHWSV5zf/ZYwCgYIKoZIzj0EAwIw\n"
    "DDEKMAgGA1UEAwwBeDAeFw0yNjExMjIwOTU2MTlaFw0yNjExMjMwOTU2MTlaMAwx\n"
    "CjAIBgNVBAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASH3kj6/YF1MXBN\n"
    "2BInkt7HowZmXKsPqpWXH6CqSCa3t/3ypWknv4VCQgqUAl6P5I7SD/uZNGCicJ2/\n"
    "J78QPSGZo1MwUTAdBgNVHQ4EFgQU5Bb/1d8rATpj9tpfKIm/RLZc6pMwHwYDVR0j\n"
    "BBgwFoAU5Bb/1d8rATpj9tpfKIm/RLZc6pMwDwYDVR0TAQH/BAUwAwEB/zAKBggq\n"
    "hkjOPQQDAgNIADBFAiByojnafCqIqAaFDEOt8dBMjjPRtnIAe+ySHtqhhiCpWgIh\n"
    "ALFUD4xk36VidXdEjKI9ITkarGQxyZa8YdWQ8ePN6WhU\n"
    "-----END CERTIFICATE-----\n";

static void
reads_what_a_mark_is_for(void **state)
{
	struct arena arena = ARENA_INIT;
	const struct mark_certificate *mark =
	    certificate_read_mark(&arena, slice_of(mark_text));

	(void)state;
	assert_non_null(mark);
	assert_true(mark->for_marks);
	assert_true(mark->has_logo);
	assert_true(mark->ends_in > 0);
	assert_true(mark->ends_in > mark->begins_in);
	/* The address of a person is no name. */
	assert_int_equal(mark->names, 2);
	assert_string_equal(mark->name[0], "example.org");
	assert_string_equal(mark->name[1], "default._bimi.example.org");
	arena_release(&arena);
}

static void
tells_other_certificates_from_those_of_marks(void **state)
{
	struct arena arena = ARENA_INIT;
	const char *text =
	    arena_printf(&arena, "a note\n%s%s", plain_text, mark_text);
	const struct mark_certificate *mark =
	    certificate_read_mark(&arena, slice_of(text));

	(void)state;
	assert_non_null(mark); /* the first one counts */
	assert_false(mark->for_marks);
	assert_false(mark->has_logo);
	assert_int_equal(mark->names, 0);
	arena_release(&arena);
}

static void
takes_nothing_else_for_a_certificate(void **state)
{
	static const char *const texts[] = {"", "hello",
	    "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
	    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
	    "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n"
	    "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
	    "AAAA\n-----END CERTIFICATE-----\n"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct arena arena = ARENA_INIT;

		assert_null(
		    certificate_read_mark(&arena, slice_of(texts[i])));
		arena_release(&arena);
	}
	/* However much of it came. */
	for (size_t len = 0; len + 8 < sizeof(mark_text); len += 7) {
		struct arena arena = ARENA_INIT;

		assert_null(certificate_read_mark(
		    &arena, (struct slice) {mark_text, len}));
		arena_release(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_what_a_mark_is_for),
	    cmocka_unit_test(tells_other_certificates_from_those_of_marks),
	    cmocka_unit_test(takes_nothing_else_for_a_certificate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
