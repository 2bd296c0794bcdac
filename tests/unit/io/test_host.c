

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
	    {"postfix", "mail.example.jp\nmail.example.jp\n",
		"mail.example.jp"},
	    {"postfix", "mail.example.jp\n$myhostname\n", "mail.example.jp"},
	    {"postfix", "mail.example.jp\nout.example.jp\n", "out.example.jp"},
	    {"postfix", "localhost\nlocalhost\n", NULL},
	    {"postfix", "mail.example.jp", NULL},
	    {"postfix", "", NULL},
	    {"exim", "primary_hostname = MX.example.jp\n", "mx.example.jp"},
	    {"exim", "primary_hostname = \n", NULL},
	    {"exim", "exim: permission denied\n", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct host_mta mta =
		    host_mta_find(&arena, fixture(cases[i].root));
		const char *hello =
		    mta.understand(&arena, slice_of(cases[i].printed));

		if (cases[i].hello == NULL)
			assert_null(hello);
		else
			assert_string_equal(hello, cases[i].hello);
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
	size_t count;
	struct ip *ip = host_addresses(&arena, &count);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(ip_scope(&ip[i]), IP_GLOBAL);
		for (size_t j = 0; j < i; j++)
			assert_false(ip_equal(&ip[i], &ip[j]));
	}
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
	    "test \"$*\" = '-x -h myhostname smtp_helo_name' || exit 1\n"
	    "echo asked.example.jp\n"
	    "echo asked.example.jp\n",
	    0755);
	inspect(m);
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
	    "echo '$myhostname'\n",
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
