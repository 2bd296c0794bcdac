#include "wizard/io/resolv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static char path[] = "/tmp/test_resolv.XXXXXX";

static int
setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(path);
}

static size_t
read_text(const char *text, struct ip *ret, size_t max)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return resolv_read(path, ret, max);
}

static void
reads_name_servers(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		const char *last;
	} cases[] = {
	    {"nameserver 192.0.2.1\n", 1, "192.0.2.1"},
	    {"# nameserver 192.0.2.1\nnameserver\t2001:db8::1", 1,
		"2001:db8::1"},
	    {"domain a\nnameserver 192.0.2.1 # x\r\nnameserver 192.0.2.2\r\n",
		2, "192.0.2.2"},
	    {"nameserver fe80::1%eth0\nnameserver 192.0.2.9\n", 1, "192.0.2.9"},
	    {"nameservers 192.0.2.1\nnameserver\nnameserver x\n", 1,
		"127.0.0.1"},
	    {"", 1, "127.0.0.1"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct ip ip[4];
		char text[IP_TEXT_MAX];

		assert_int_equal(
		    read_text(cases[i].text, ip, COUNT_OF(ip)), cases[i].count);
		ip_format(&ip[cases[i].count - 1], text);
		assert_string_equal(text, cases[i].last);
	}
}

static void
takes_no_more_than_asked_for(void **state)
{
	struct ip ip[2];

	(void)state;
	assert_int_equal(read_text("nameserver 192.0.2.1\n"
				   "nameserver 192.0.2.2\n"
				   "nameserver 192.0.2.3\n",
			     ip, COUNT_OF(ip)),
	    2);
}

static void
does_without_a_file(void **state)
{
	struct ip ip;

	(void)state;
	assert_int_equal(resolv_read("/none/such", &ip, 1), 1);
	assert_int_equal(ip.octets[0], 127);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_name_servers),
	    cmocka_unit_test(takes_no_more_than_asked_for),
	    cmocka_unit_test(does_without_a_file),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
