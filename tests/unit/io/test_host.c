

#include "tests/unit/io/tempdir.h"
#include "wizard/io/host.h"
#include "wizard/io/host_addresses.h"
#include "wizard/io/host_mta.h"

/* --- Files --------------------------------------------------------------- */

static struct arena arena = ARENA_INIT;

static int
forget(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const char *
fixture(const char *name)
{
	return arena_printf(&arena, "%s/data/host/%s", TESTS_DIR, name);
}

static void
finds_the_mail_server_and_its_hello(void **state)
{
	static const struct {
		const char *root, *name, *hello;
	} cases[] = {
	    {"postfix", "Postfix", "mail.example.jp"},
	    {"postfix-helo", "Postfix", "out.example.jp"},
	    {"postfix-macro", "Postfix", NULL},
	    {"exim", "Exim", "mx.example.jp"},
	    {"exim-plain", "Exim", NULL},
	    {"opensmtpd", "OpenSMTPD", "out.example.jp"},
	    {"opensmtpd-mailname", "OpenSMTPD", "smtp.example.jp"},
	    {"sendmail", "Sendmail", "sm.example.jp"},
	    {"sendmail-macro", "Sendmail", NULL},
	    {"leftover", NULL, NULL},
	    {"does-not-exist", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct host_mta mta =
		    host_mta_find(&arena, fixture(cases[i].root));

		if (cases[i].name == NULL)
			assert_null(mta.name);
		else
			assert_string_equal(mta.name, cases[i].name);
		if (cases[i].hello == NULL)
			assert_null(mta.hello);
		else
			assert_string_equal(mta.hello, cases[i].hello);
	}
}

static void
understands_what_programs_print(void **state)
{
	static const struct {
		const char *root, *printed, *hello;
	} cases[] = {
	    {"postfix", "mail.example.jp\nmail.example.jp\n\n\n\n",
		"mail.example.jp"},
	    {"postfix", "mail.example.jp\n$myhostname\n\n\n\n",
		"mail.example.jp"},
	    {"postfix", "mail.example.jp\nout.example.jp\n\n\n\n",
		"out.example.jp"},
	    {"postfix", "localhost\nlocalhost\n\n\n\n", NULL},
	    {"postfix", "mail.example.jp\nmail.example.jp\n", NULL},
	    {"postfix", "", NULL},
	    {"exim", "primary_hostname = MX.example.jp\n", "mx.example.jp"},
	    {"exim", "primary_hostname = \n", NULL},
	    {"exim", "exim: permission denied\n", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct host_mta mta =
		    host_mta_find(&arena, fixture(cases[i].root));

		mta.hello = NULL;
		mta.understand(&arena, slice_of(cases[i].printed), &mta);
		if (cases[i].hello == NULL)
			assert_null(mta.hello);
		else
			assert_string_equal(mta.hello, cases[i].hello);
	}
}

static void
finds_a_full_name_without_asking_anybody(void **state)
{
	static const struct {
		const char *root, *nodename, *hello, *name;
	} cases[] = {
	    {"names", "node.example.jp", "mx.example.jp", "node.example.jp"},
	    {"names", "NODE.example.jp.", NULL, "node.example.jp"},
	    {"names", "node", "mx.example.jp", "host.example.jp"},
	    {"leftover", "mail", "mx.example.jp", "mail.example.jp"},
	    {"leftover", "ma", "mx.example.jp", "mx.example.jp"},
	    {"mailname", "mail", "mx.example.jp", "mx.example.jp"},
	    {"mailname", "mail", NULL, "mailname.example.jp"},
	    {"does-not-exist", "mail", NULL, ""},
	    {"does-not-exist", "", NULL, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(
		    host_full_name(&arena, fixture(cases[i].root),
			cases[i].nodename, cases[i].hello),
		    cases[i].name);
}

static void
finds_how_mail_leaves(void **state)
{
	static const struct {
		const char *root;
		struct host_route (*find)(struct arena *, const char *);
		const char *relay;
		size_t sources;
	} cases[] = {
	    {"routes", host_route_postfix, "smtp.isp.example", 2},
	    {"routes", host_route_exim, "smtp.isp.example", 1},
	    {"routes", host_route_opensmtpd, "smtp.isp.example", 1},
	    {"routes", host_route_sendmail, "smtp.isp.example", 1},
	    {"postfix", host_route_postfix, NULL, 0},
	    {"exim", host_route_exim, NULL, 0},
	    {"opensmtpd", host_route_opensmtpd, NULL, 0},
	    {"sendmail", host_route_sendmail, NULL, 0},
	    {"does-not-exist", host_route_exim, NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct host_route route =
		    cases[i].find(&arena, fixture(cases[i].root));
		char text[IP_TEXT_MAX];

		assert_int_equal(route.sources, cases[i].sources);
		if (cases[i].relay == NULL) {
			assert_null(route.relay);
			continue;
		}
		assert_string_equal(route.relay, cases[i].relay);
		ip_format(&route.source[0], text);
		assert_string_equal(text, "192.0.2.25");
	}
}

static void
reads_relays_as_they_are_written(void **state)
{
	static const struct {
		const char *text, *relay;
	} cases[] = {
	    {"smtp.isp.example", "smtp.isp.example"},
	    {"smtp.isp.example:587", "smtp.isp.example"},
	    {"[SMTP.isp.example]", "smtp.isp.example"},
	    {"[192.0.2.1]:25", "192.0.2.1"},
	    {"[2001:db8::1]:25", "2001:db8::1"},
	    {"[127.0.0.1]:10025", NULL},
	    {"localhost", NULL},
	    {"$mydomain", NULL},
	    {"[]", NULL},
	    {"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct host_route route = {.relay = NULL};

		host_route_relay(&arena, &route, slice_of(cases[i].text));
		if (cases[i].relay == NULL)
			assert_null(route.relay);
		else
			assert_string_equal(route.relay, cases[i].relay);
	}
}

static void
sees_a_name_that_is_made_loopback(void **state)
{
	static const struct {
		const char *root, *hostname, *hello, *name;
	} cases[] = {
	    {"leftover", "mail.example.jp", NULL, "mail.example.jp"},
	    {"leftover", "", "MAIL.example.jp", "mail.example.jp"},
	    {"leftover", "mx.example.jp", NULL, NULL},
	    {"does-not-exist", "mail.example.jp", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const char *name = host_loopback(&arena,
		    fixture(cases[i].root), cases[i].hostname, cases[i].hello);

		if (cases[i].name == NULL)
			assert_null(name);
		else
			assert_string_equal(name, cases[i].name);
	}
}

static void
leaves_passing_addresses_out(void **state)
{
	static const char table[] =
	    "20010db8000000000000000000000001 02 40 00 80     eth0\n"
	    "20010db8000000000000000000000002 02 40 00 01     eth0\n"
	    "20010db8000000000000000000000003 02 40 00 20     eth0\n"
	    "20010db8000000000000000000000004 02 40 00 40     eth0\n"
	    "20010db8000000000000000000000005 02\n";
	static const struct {
		const char *ip;
		bool lasts;
	} cases[] = {
	    {"2001:db8::1", true},
	    {"2001:db8::2", false},
	    {"2001:db8::3", false},
	    {"2001:db8::4", false},
	    {"2001:db8::5", true},
	    {"2001:db8::6", true},
	};
	struct ip ip;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_true(ip_parse(slice_of(cases[i].ip), &ip));
		assert_int_equal(
		    host_address_lasts(slice_of(table), &ip), cases[i].lasts);
	}
}

static void
addresses_are_global_and_different(void **state)
{
	struct host_facts facts = {.known = false};

	(void)state;
	host_addresses(&arena, &facts);
	for (size_t i = 0; i < facts.addresses; i++) {
		assert_int_equal(ip_scope(&facts.address[i]), IP_GLOBAL);
		assert_int_not_equal(facts.interface[i][0], '\0');
		for (size_t j = 0; j < i; j++)
			assert_false(ip_equal(
			    &facts.address[i], &facts.address[j]));
	}
	for (size_t i = 0; i < facts.insides; i++)
		assert_int_not_equal(ip_scope(&facts.inside[i]), IP_GLOBAL);
}

/* --- The service, with programs of our own ------------------------------- */

struct machine {
	struct tempdir root;
	struct loop *loop;
	struct host *host;
	struct host_service service;
	int calls;
	const struct host_facts *facts;
};

static int
setup(void **state)
{
	struct machine *m = calloc(1, sizeof(*m));

	assert_non_null(m);
	tempdir_make(&m->root);
	m->loop = loop_new();
	m->host = host_new(m->loop, m->root.dir);
	m->service = host_service(m->host);
	*state = m;
	return 0;
}

static int
teardown(void **state)
{
	struct machine *m = *state;

	host_free(m->host);
	loop_free(m->loop);
	tempdir_remove(&m->root);
	free(m);
	return forget(state);
}

static void
put_postfix(struct machine *m, const char *script, mode_t mode)
{
	(void)tempdir_put(&m->root, "etc/postfix/main.cf",
	    "myhostname = file.example.jp\n", 0644);
	(void)tempdir_put(&m->root, "usr/sbin/postconf", script, mode);
}

static void
remember(void *arg, const struct host_facts *facts)
{
	struct machine *m = arg;

	m->calls++;
	m->facts = facts;
}

static void
inspect(struct machine *m)
{
	m->service.inspect(m->host, &m->root.arena, remember, m);
	assert_int_equal(m->calls, 0);
	while (m->calls == 0 && loop_turn(m->loop))
		continue;
	assert_int_equal(m->calls, 1);
	assert_true(m->facts->known);
}

static void
believes_the_program_more_than_the_file(void **state)
{
	struct machine *m = *state;

	put_postfix(m,
	    "#!/bin/sh\n"
	    "test \"$*\" = '-x -h myhostname smtp_helo_name relayhost "
	    "smtp_bind_address smtp_bind_address6' || exit 1\n"
	    "echo asked.example.jp\n"
	    "echo asked.example.jp\n"
	    "echo '[smtp.isp.example]:587'\n"
	    "echo 192.0.2.25\n"
	    "echo\n",
	    0755);
	inspect(m);
	assert_string_equal(m->facts->relay, "smtp.isp.example");
	assert_int_equal(m->facts->sources, 1);
	assert_string_equal(m->facts->mta, "Postfix");
	assert_string_equal(m->facts->mta_hello, "asked.example.jp");
}

static void
gives_programs_no_environment(void **state)
{
	struct machine *m = *state;

	assert_int_equal(setenv("INKAN_TEST", "secret.example.jp", 1), 0);
	put_postfix(m,
	    "#!/bin/sh\n"
	    "echo ${INKAN_TEST-none.example.jp}\n"
	    "echo '$myhostname'\n"
	    "printf '\\n\\n\\n'\n",
	    0755);
	inspect(m);
	assert_string_equal(m->facts->mta_hello, "none.example.jp");
}

static void
falls_back_to_the_file(void **state)
{
	static const struct {
		const char *script;
		mode_t mode;
	} cases[] = {
	    {"#!/bin/sh\necho a.example.jp\necho b.example.jp\nexit 1\n", 0755},
	    {"#!/bin/sh\necho nonsense\n", 0755},
	    {"#!/bin/sh\nkill -9 $$\n", 0755},
	    {"#!/bin/sh\nwhile echo a.example.jp; do :; done\n", 0755},
	    {"#!/does/not/exist\n", 0755},
	    {"no program\n", 0644},
	};
	struct machine *m = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		put_postfix(m, cases[i].script, cases[i].mode);
		m->calls = 0;
		inspect(m);
		assert_string_equal(m->facts->mta_hello, "file.example.jp");
	}
}

static void
does_not_wait_for_a_program_that_hangs(void **state)
{
	struct machine *m = *state;

	put_postfix(m, "#!/bin/sh\nexec /bin/sleep 60\n", 0755);
	inspect(m);
	assert_string_equal(m->facts->mta_hello, "file.example.jp");
}

static void
a_machine_without_mail_server_is_known_too(void **state)
{
	struct machine *m = *state;

	(void)tempdir_put(&m->root, "etc/hostname", "plain.example.jp\n", 0644);
	inspect(m);
	assert_null(m->facts->mta);
	assert_null(m->facts->mta_hello);
	assert_non_null(m->facts->hostname);
}

static void
freed_before_the_answer_calls_nobody(void **state)
{
	struct machine *m = *state;

	put_postfix(m, "#!/bin/sh\nexec /bin/sleep 60\n", 0755);
	m->service.inspect(m->host, &m->root.arena, remember, m);
	m->service.inspect(m->host, &m->root.arena, remember, m);
	host_free(m->host);
	m->host = NULL;
	while (loop_turn(m->loop))
		continue;
	assert_int_equal(m->calls, 0);
}

#define FILES(name) cmocka_unit_test_teardown(name, forget)
#define MACHINE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    FILES(finds_the_mail_server_and_its_hello),
	    FILES(understands_what_programs_print),
	    FILES(finds_a_full_name_without_asking_anybody),
	    FILES(finds_how_mail_leaves),
	    FILES(reads_relays_as_they_are_written),
	    FILES(sees_a_name_that_is_made_loopback),
	    FILES(leaves_passing_addresses_out),
	    FILES(addresses_are_global_and_different),
	    MACHINE(believes_the_program_more_than_the_file),
	    MACHINE(gives_programs_no_environment),
	    MACHINE(falls_back_to_the_file),
	    MACHINE(does_not_wait_for_a_program_that_hangs),
	    MACHINE(a_machine_without_mail_server_is_known_too),
	    MACHINE(freed_before_the_answer_calls_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
