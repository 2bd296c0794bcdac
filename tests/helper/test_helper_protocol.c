#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "wizard/helper/protocol.h"

static void
reads_a_request(void **state)
{
	struct protocol_request request;

	(void)state;
	assert_true(protocol_read_request(
	    slice_of("E 192.0.2.1 mail.example a\\032b\\092@c.example"),
	    &request));
	assert_string_equal(request.ip, "192.0.2.1");
	assert_string_equal(request.helo, "mail.example");
	assert_string_equal(request.sender, "a b\\@c.example");
}

static void
refuses_malformed_requests(void **state)
{
	static const char *const lines[] = {
	    "",
	    "E",
	    "E 192.0.2.1",
	    "E 192.0.2.1 mail.example",
	    "E 192.0.2.1 mail.example ",
	    "E 192.0.2.1  a@b.example",
	    "E 192.0.2.1 mail.example a@b.example ",
	    "E 192.0.2.1 mail.example a@b.example c",
	    "F 192.0.2.1 mail.example a@b.example",
	    " E 192.0.2.1 mail.example a@b.example",
	    "E 192.0.2.1 mail\texample a@b.example",
	    "E 192.0.2.1 mail.example a\\000@b.example",
	    "E 192.0.2.1 mail.example a\\256@b.example",
	    "E 192.0.2.1 mail.example a\\",
	    "E 192.0.2.1 mail.example a\\03",
	    "E 192.0.2.1 mail.example a\\0x1",
	    "E 192.0.2.1 mail.example \xc3\xa9@b.example",
	    "E 1111111111111111111111111111111111111111111111111 h.example a@b",
	};
	struct protocol_request request;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		if (protocol_read_request(slice_of(lines[i]), &request))
			fail_msg("%s", lines[i]);
}

static void
reads_every_kind_of_answer(void **state)
{
	static const struct {
		const char *line;
		struct protocol_answer answer;
	} lines[] = {
	    {"A OK 300 1", {PROTOCOL_OK, 300, 1}},
	    {"A OK 2147483647 1024", {PROTOCOL_OK, 2147483647, 1024}},
	    {"A NODATA 0 0", {PROTOCOL_NODATA, 0, 0}},
	    {"A NXDOMAIN 60 0", {PROTOCOL_NXDOMAIN, 60, 0}},
	    {"A FAIL 0 0", {PROTOCOL_FAIL, 0, 0}},
	};
	struct protocol_answer answer;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		assert_true(protocol_read_answer(
		    slice_of(lines[i].line), &answer));
		assert_int_equal(answer.status, lines[i].answer.status);
		assert_int_equal(answer.ttl, lines[i].answer.ttl);
		assert_int_equal(answer.records, lines[i].answer.records);
	}
}

static void
refuses_malformed_answers(void **state)
{
	static const char *const lines[] = {
	    "A OK 300",
	    "A OK 300 0",
	    "A NODATA 300 1",
	    "A FAIL 0 1",
	    "A ok 300 1",
	    "A OK -1 1",
	    "A OK +1 1",
	    "A OK 01 1",
	    "A OK 2147483648 1",
	    "A OK 99999999999999999999999 1",
	    "A OK 300 1025",
	    "A OK 300 1 ",
	    "A OK 300 1 1",
	    "D OK 300 1",
	};
	struct protocol_answer answer;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		if (protocol_read_answer(slice_of(lines[i]), &answer))
			fail_msg("%s", lines[i]);
}

static void
reads_data_only_of_the_announced_length(void **state)
{
	static const struct {
		const char *line;
		bool good;
	} lines[] = {
	    {"D 0 ", true},
	    {"D 3 abc", true},
	    {"D 3 a\\032c", true},
	    {"D 3 \\255\\001\\092", true},
	    {"D 0", false},
	    {"D 2 abc", false},
	    {"D 4 abc", false},
	    {"D 3 a c", false},
	    {"D 4097 a", false},
	    {"D  a", false},
	    {"E 3 abc", false},
	};
	char data[PROTOCOL_DATA_MAX + 1];
	size_t len;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		if (protocol_read_data(slice_of(lines[i].line), data, &len) !=
		    lines[i].good)
			fail_msg("%s", lines[i].line);
}

static void
bounds_data(void **state)
{
	static char line[16 + PROTOCOL_DATA_MAX + 1];
	char data[PROTOCOL_DATA_MAX + 1];
	size_t len;

	(void)state;
	memcpy(line, "D 4096 ", 7);
	memset(line + 7, 'x', PROTOCOL_DATA_MAX + 1);
	assert_false(protocol_read_data(slice_of(line), data, &len));
	line[7 + PROTOCOL_DATA_MAX] = '\0';
	assert_true(protocol_read_data(slice_of(line), data, &len));
	assert_int_equal(len, PROTOCOL_DATA_MAX);
	assert_int_equal(data[PROTOCOL_DATA_MAX], '\0');
}

#define LABEL63 \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LABEL61 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void
asks_only_about_names(void **state)
{
	static const struct {
		const char *name;
		bool good;
	} names[] = {
	    {"a.example", true},
	    {"a.example.", true},
	    {"a b.example", true},
	    {LABEL63 ".example", true},
	    {LABEL63 "." LABEL63 "." LABEL63 "." LABEL61, true},
	    {"", false},
	    {".", false},
	    {"a..example", false},
	    {".example", false},
	    {"a.example..", false},
	    {LABEL63 "x.example", false},
	    {LABEL63 "." LABEL63 "." LABEL63 "." LABEL61 "x", false},
	    {LABEL63 "." LABEL63 "." LABEL63 "." LABEL61 ".x", false},
	    {LABEL63 "." LABEL63 "." LABEL63 ". " LABEL61, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (protocol_is_name(names[i].name) != names[i].good)
			fail_msg("%s", names[i].name);
}

static void
escapes_names_and_cleans_reasons(void **state)
{
	char line[PROTOCOL_OUT_MAX];
	char long_reason[2 * PROTOCOL_OUT_MAX];
	size_t len;

	(void)state;
	len = protocol_write_question(line, "TXT", "a b\\\xff.example");
	assert_int_equal(len, strlen("Q TXT a\\032b\\092\\255.example\n"));
	assert_memory_equal(line, "Q TXT a\\032b\\092\\255.example\n", len);
	len = protocol_write_result(line, "pass", "a\nR fail \x1b[2J");
	assert_memory_equal(line, "R pass a?R fail ?[2J\n", len);
	memset(long_reason, 'x', sizeof(long_reason) - 1);
	long_reason[sizeof(long_reason) - 1] = '\0';
	len = protocol_write_result(line, "permerror", long_reason);
	assert_int_equal(len, strlen("R permerror \n") + PROTOCOL_REASON_MAX);
	len = protocol_write_surrender(line, "why");
	assert_memory_equal(line, "X why\n", len);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_a_request),
	    cmocka_unit_test(refuses_malformed_requests),
	    cmocka_unit_test(reads_every_kind_of_answer),
	    cmocka_unit_test(refuses_malformed_answers),
	    cmocka_unit_test(reads_data_only_of_the_announced_length),
	    cmocka_unit_test(bounds_data),
	    cmocka_unit_test(asks_only_about_names),
	    cmocka_unit_test(escapes_names_and_cleans_reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
