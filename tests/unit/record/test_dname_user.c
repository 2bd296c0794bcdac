#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/record/dname.h"

#define L10 "abcdefghij"
#define L60 L10 L10 L10 L10 L10 L10
#define L63 L60 "abc"

#define LOCAL DNAME_NOTE_LOCAL_PART
#define URL DNAME_NOTE_URL
#define DOT DNAME_NOTE_DOT
#define CASE DNAME_NOTE_CASE
#define WIDTH DNAME_NOTE_WIDTH
#define IDN DNAME_NOTE_IDN

static const struct {
	const char *typed;
	const char *name;
	unsigned notes;
} accepted[] = {
    {"example.jp", "example.jp", 0},
    {"  example.jp\t", "example.jp", 0},
    {"example.jp\r\n", "example.jp", 0},
    {"\"example.jp\"", "example.jp", 0},
    {"a-b.co.jp", "a-b.co.jp", 0},
    {"3com.com", "3com.com", 0},
    {"mail.example.jp", "mail.example.jp", 0},
    {"xn--wgv71a119e.jp", "xn--wgv71a119e.jp", 0},
    {"EXAMPLE.JP", "example.jp", CASE},
    {"Example.Jp.", "example.jp", CASE | DOT},
    {"example.jp.", "example.jp", DOT},
    {"example.jp..", "example.jp", DOT},
    {"info@example.jp", "example.jp", LOCAL},
    {"@example.jp", "example.jp", LOCAL},
    {"<info@example.jp>", "example.jp", LOCAL},
    {"Info@Example.jp", "example.jp", LOCAL | CASE},
    {"INFO@example.jp", "example.jp", LOCAL},
    {"\"a@b\"@example.jp", "example.jp", LOCAL},
    {"mailto:info@example.jp", "example.jp", URL | LOCAL},
    {"MAILTO:info@example.jp?subject=a@b", "example.jp", URL | LOCAL},
    {"https://example.jp", "example.jp", URL},
    {"http://www.example.jp/", "www.example.jp", URL},
    {"HTTPS://EXAMPLE.JP/", "example.jp", URL | CASE},
    {"https://example.jp:8443/path?q=1#top", "example.jp", URL},
    {"https://user:pw@example.jp/", "example.jp", URL | LOCAL},
    {"https://example.jp/@someone", "example.jp", URL},
    {"ftp://example.jp?x", "example.jp", URL},
    {"example.jp/path", "example.jp", URL},
    {"example.jp?query", "example.jp", URL},
    {"example.jp#top", "example.jp", URL},
    {"example.jp:25", "example.jp", URL},
    {"example.jp:", "example.jp", URL},
    {"example.jp.:443/", "example.jp", URL | DOT},
    {"\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45\uff0e\uff4a\uff50",
	"example.jp", WIDTH},
    {"\uff25\uff38\uff21\uff2d\uff30\uff2c\uff25\uff0e\uff2a\uff30",
	"example.jp", WIDTH | CASE},
    {"example\u3002jp", "example.jp", WIDTH},
    {"example\uff61jp", "example.jp", WIDTH},
    {"\u3000example.jp\u3000", "example.jp", WIDTH},
    {"info\uff20example.jp", "example.jp", WIDTH | LOCAL},
    {"https\uff1a\uff0f\uff0fexample.jp\uff0f", "example.jp", WIDTH | URL},
    {"\u65e5\u672c\u8a9e.jp", "xn--wgv71a119e.jp", IDN},
    {"\u65e5\u672c\u8a9e\u3002JP", "xn--wgv71a119e.jp", IDN | WIDTH | CASE},
    {"info@\u65e5\u672c\u8a9e.jp", "xn--wgv71a119e.jp", IDN | LOCAL},
    {"https://\u65e5\u672c\u8a9e.jp/\u9053", "xn--wgv71a119e.jp", IDN | URL},
    {"fa\u00df.de", "xn--fa-hia.de", IDN},
    {"B\u00dcCHER.example", "xn--bcher-kva.example", IDN | CASE},
    /* u and a combining diaeresis are the same letter, NFC. */
    {"bu\u0308cher.example", "xn--bcher-kva.example", IDN},
    {L63 ".jp", L63 ".jp", 0},
};

static const struct {
	const char *typed;
	enum err_code code;
	const char *message; /* a part of it */
} refused[] = {
    {"", ERR_SYNTAX, "Type your domain, for example: example.jp"},
    {"   ", ERR_SYNTAX, "Type your domain, for example: example.jp"},
    {"\u3000", ERR_SYNTAX, "Type your domain, for example: example.jp"},
    {"<>", ERR_SYNTAX, "Type your domain"},
    {"info@", ERR_SYNTAX, "There is no domain in this"},
    {"https://", ERR_SYNTAX, "There is no domain in this"},
    {"mailto:", ERR_SYNTAX, "There is no domain in this"},
    {"/path", ERR_SYNTAX, "There is no domain in this"},
    {".", ERR_SYNTAX, "There is no domain in this"},
    {"jp", ERR_RANGE, "not a whole domain"},
    {"localhost", ERR_RANGE, "localhost is not a whole domain"},
    {"info@localhost", ERR_RANGE, "not a whole domain"},
    {"192.0.2.1", ERR_RANGE, "IP address"},
    {"192.0.2.1:25", ERR_RANGE, "IP address"},
    {"info@[192.0.2.1]", ERR_RANGE, "IP address"},
    {"http://192.0.2.1/", ERR_RANGE, "IP address"},
    {"2001:db8::1", ERR_RANGE, "IP address"},
    {"[IPv6:2001:db8::1]", ERR_RANGE, "IP address"},
    {"https://[2001:db8::1]/", ERR_RANGE, "IP address"},
    {"\uff11\uff19\uff12.0.2.1", ERR_RANGE, "IP address"},
    {"192.0.2.256", ERR_SYNTAX, "not a domain name"},
    {"example.123", ERR_SYNTAX, "not a domain name"},
    {"_dmarc.example.jp", ERR_SYNTAX, "underscore"},
    {"my_host.example.jp", ERR_SYNTAX, "underscore"},
    {"*.example.jp", ERR_SYNTAX, "*"},
    {"example.jp example.net", ERR_SYNTAX, "blanks"},
    {"my domain.jp", ERR_SYNTAX, "blanks"},
    {"example.jp,example.net", ERR_SYNTAX, "one domain"},
    {"exam\\.ple.jp", ERR_SYNTAX, "backslash"},
    {"example..jp", ERR_SYNTAX, "extra dot"},
    {".example.jp", ERR_SYNTAX, "extra dot"},
    {"-example.jp", ERR_SYNTAX, "not a domain name"},
    {"example-.jp", ERR_SYNTAX, "not a domain name"},
    {"exam!ple.jp", ERR_SYNTAX, "not a domain name"},
    {"example.jp:port", ERR_SYNTAX, "not a domain name"},
    {"exam\x01ple.jp", ERR_SYNTAX, "cannot stand"},
    {"exam\xffple.jp", ERR_SYNTAX, "no domain may have"},
    {"\u2603\ufffd.jp", ERR_SYNTAX, "no domain may have"},
    {L63 "d.jp", ERR_LIMIT, "63 characters"},
    {L63 "." L63 "." L63 "." L63 ".jp", ERR_LIMIT, "253 characters"},
};

static void
accepts_what_people_type(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(accepted); i++) {
		struct dname name = {"untouched"};
		struct err err = ERR_INIT;
		unsigned notes = 0;

		assert_int_equal(dname_from_user(slice_of(accepted[i].typed),
				     &name, &notes, &err),
		    ERR_OK);
		assert_string_equal(name.text, accepted[i].name);
		assert_int_equal(notes, accepted[i].notes);
	}
}

static void
refuses_with_the_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct dname name = {"untouched"};
		struct err err = ERR_INIT;
		unsigned notes = 4711;

		if (dname_from_user(slice_of(refused[i].typed), &name, &notes,
			&err) != refused[i].code ||
		    strstr(err.msg, refused[i].message) == NULL)
			fail_msg("%s: %s", refused[i].typed, err.msg);
		assert_string_equal(name.text, "untouched");
		assert_int_equal(notes, 4711);
	}
}

static void
accepted_names_are_accepted_again_without_notes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(accepted); i++) {
		struct dname name;
		struct err err;
		unsigned notes;

		assert_int_equal(dname_from_user(slice_of(accepted[i].name),
				     &name, &notes, &err),
		    ERR_OK);
		assert_string_equal(name.text, accepted[i].name);
		assert_int_equal(notes, 0);
	}
}

static void
refuses_nul_and_floods(void **state)
{
	static char flood[5000];
	struct dname name;
	struct err err;
	unsigned notes;

	(void)state;
	assert_int_equal(dname_from_user((struct slice) {"example.jp\0x", 12},
			     &name, &notes, &err),
	    ERR_SYNTAX);
	memset(flood, 'a', sizeof(flood));
	assert_int_equal(dname_from_user((struct slice) {flood, sizeof(flood)},
			     &name, &notes, &err),
	    ERR_LIMIT);
	assert_int_equal(
	    dname_from_user((struct slice) {NULL, 0}, &name, &notes, &err),
	    ERR_SYNTAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(accepts_what_people_type),
	    cmocka_unit_test(refuses_with_the_reason),
	    cmocka_unit_test(accepted_names_are_accepted_again_without_notes),
	    cmocka_unit_test(refuses_nul_and_floods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
