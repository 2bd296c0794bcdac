/* What stands on the command line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wizard/cli/options.h"

#define WORDS_MAX 80

/* Words separated by blanks; '' is the empty one. */
static enum err_code
parse(const char *line, struct options *ret, struct err *err)
{
	static char text[2048], program[] = "inkan", empty[] = "";
	static char *argv[WORDS_MAX + 2];
	char *save, *word;
	int argc = 1;

	argv[0] = program;
	(void)snprintf(text, sizeof(text), "%s", line);
	for (word = strtok_r(text, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save)) {
		assert_true(argc <= WORDS_MAX);
		argv[argc++] = strcmp(word, "''") == 0 ? empty : word;
	}
	argv[argc] = NULL;
	*err = (struct err)ERR_INIT;
	return options_parse(argc, argv, ret, err);
}

static struct options
good(const char *line)
{
	struct options o;
	struct err err;

	if (parse(line, &o, &err) != ERR_OK)
		fail_msg("%s: %s", line, err.msg);
	return o;
}

static void
splits_commands_from_domains(void **state)
{
	static const struct {
		const char *line, *command;
		size_t arguments;
		const char *first;
	} rows[] = {
	    {"", "", 0, NULL},
	    {"example.jp", "", 1, "example.jp"},
	    {"check example.jp", "check", 1, "example.jp"},
	    {"check a.jp b.jp", "check", 2, "a.jp"},
	    {"--json check example.jp", "check", 1, "example.jp"},
	    {"check example.jp --json", "check", 1, "example.jp"},
	    {"check --json example.jp --plain", "check", 1, "example.jp"},
	    {"example.jp check", "", 2, "example.jp"},
	    {"Check example.jp", "", 2, "Check"},
	    {"check -- --json", "check", 1, "--json"},
	    {"export example.jp", "export", 1, "example.jp"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct options o = good(rows[i].line);

		assert_string_equal(o.command, rows[i].command);
		assert_int_equal(o.arguments, rows[i].arguments);
		if (rows[i].first != NULL)
			assert_string_equal(o.argument[0], rows[i].first);
	}
}

static void
takes_help_for_a_word_as_well(void **state)
{
	struct options all = good("help"), one = good("help check example.jp");

	(void)state;
	assert_true(all.help && one.help);
	assert_string_equal(all.command, "");
	assert_string_equal(one.command, "check");
	assert_false(good("check help").help);
}

static void
starts_with_nothing_chosen(void **state)
{
	struct options o = good("");

	(void)state;
	assert_false(o.json || o.plain || o.help || o.version ||
	    o.everything || o.flatten || o.force);
	assert_null(o.lang);
	assert_null(o.state);
	assert_null(o.helo);
	assert_null(o.mail_from);
	assert_null(o.format);
	assert_int_equal(o.resolvers, 0);
	assert_int_equal(o.ips, 0);
	assert_int_equal(o.timeout, 0);
	assert_int_equal(o.dns_port, 0);
	assert_int_equal(o.all, 0);
}

static void
takes_values_with_and_without_a_sign(void **state)
{
	struct options o = good(
	    "check example.jp --lang=ja --state /var/lib/inkan --dns-port 5353 "
	    "--timeout=86400 --helo mail.example.jp --mail-from '' "
	    "--selector s1 --selector=s2 --zone a.zone --format bind "
	    "--add ip4:192.0.2.1 --remove -mx --all -all -h --version");

	(void)state;
	assert_string_equal(o.lang, "ja");
	assert_string_equal(o.state, "/var/lib/inkan");
	assert_int_equal(o.dns_port, 5353);
	assert_int_equal(o.timeout, 86400);
	assert_string_equal(o.helo, "mail.example.jp");
	assert_string_equal(o.mail_from, "");
	assert_int_equal(o.selectors.count, 2);
	assert_string_equal(o.selectors.item[1], "s2");
	assert_string_equal(o.zones.item[0], "a.zone");
	assert_string_equal(o.format, "bind");
	assert_string_equal(o.adds.item[0], "ip4:192.0.2.1");
	assert_string_equal(o.removes.item[0], "-mx");
	assert_int_equal(o.all, '-');
	assert_true(o.help);
	assert_true(o.version);
}

static void
reads_addresses_of_resolvers_and_senders(void **state)
{
	struct options o = good("--resolver 192.0.2.53 --resolver "
				"2001:db8::53@5353 --ip 192.0.2.1 --ip ::1");
	char text[IP_TEXT_MAX];

	(void)state;
	assert_int_equal(o.resolvers, 2);
	assert_int_equal(o.resolver[0].port, 0);
	assert_int_equal(o.resolver[1].port, 5353);
	ip_format(&o.resolver[1].ip, text);
	assert_string_equal(text, "2001:db8::53");
	assert_int_equal(o.ips, 2);
	assert_int_equal(o.ip[1].family, 6);
}

static void
colours_unless_told_otherwise(void **state)
{
	static const struct {
		const char *no_color, *line;
		bool color;
	} rows[] = {
	    {NULL, "", true},
	    {NULL, "--color auto", true},
	    {NULL, "--color never", false},
	    {NULL, "--no-color", false},
	    {"1", "", false},
	    {"1", "--color auto", false},
	    {"", "", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (rows[i].no_color == NULL)
			assert_int_equal(unsetenv("NO_COLOR"), 0);
		else
			assert_int_equal(
			    setenv("NO_COLOR", rows[i].no_color, 1), 0);
		assert_int_equal(good(rows[i].line).color, rows[i].color);
	}
	assert_int_equal(unsetenv("NO_COLOR"), 0);
}

/* Every refusal names the argument that was wrong. */
static void
refuses_with_a_sentence(void **state)
{
	static const struct {
		const char *line, *words;
	} rows[] = {
	    {"--bogus", "--bogus"},
	    {"check --bogus example.jp", "--bogus"},
	    {"check -x", "-x"},
	    {"check -xy example.jp", "-x"},
	    {"--lang", "--lang"},
	    {"check --resolver", "--resolver"},
	    {"--json=yes", "--json takes no value"},
	    {"--lang fr", "fr"},
	    {"--color always", "always"},
	    {"--state ''", "--state"},
	    {"--resolver localhost", "localhost"},
	    {"--resolver 192.0.2.1@", "192.0.2.1@"},
	    {"--resolver 192.0.2.1@0", "192.0.2.1@0"},
	    {"--resolver 192.0.2.1@65536", "65536"},
	    {"--resolver 192.0.2.1@x", "@x"},
	    {"--resolver @53", "@53"},
	    {"--dns-port 0", "0"},
	    {"--dns-port -1", "-1"},
	    {"--dns-port 65536", "65536"},
	    {"--dns-port 53x", "53x"},
	    {"--dns-port ''", "--dns-port"},
	    {"--timeout 0", "0"},
	    {"--timeout 86401", "86401"},
	    {"--timeout 99999999999999999999", "99999999999999999999"},
	    {"--timeout 1.5", "1.5"},
	    {"--ip 192.0.2.256", "192.0.2.256"},
	    {"--ip 192.0.2.0/24", "192.0.2.0/24"},
	    {"--all all", "--all all"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct options o = {.timeout = 77};
		struct err err;

		if (parse(rows[i].line, &o, &err) != ERR_SYNTAX)
			fail_msg("\"%s\" was taken", rows[i].line);
		if (strstr(err.msg, rows[i].words) == NULL)
			fail_msg("\"%s\": %s", rows[i].line, err.msg);
		assert_int_equal(o.timeout, 77);
	}
}

/* What belongs to the program is none of our business, whatever it is. */
static void
leaves_the_program_of_exec_alone(void **state)
{
	struct options o = good("watch example.jp --json --exec prog --json "
				"-x -- --nonsense '' --exec");
	static const char *const words[] = {
	    "prog", "--json", "-x", "--", "--nonsense", "", "--exec"};
	struct err err;

	(void)state;
	assert_true(o.json);
	assert_int_equal(o.arguments, 1);
	for (size_t i = 0; i < COUNT_OF(words); i++)
		assert_string_equal(o.exec[i], words[i]);
	assert_null(o.exec[COUNT_OF(words)]);
	o = good("watch example.jp --exec prog --json");
	assert_false(o.json);
	assert_null(good("watch example.jp").exec);
	/* Behind -- there are no options, so that this is no program. */
	assert_null(good("watch -- --exec prog").exec);
	assert_int_equal(parse("watch example.jp --exec", &o, &err), ERR_SYNTAX);
	assert_non_null(strstr(err.msg, "--exec needs a value"));
}

static void
refuses_more_than_it_can_hold(void **state)
{
	static const char *const words[] = {"--selector s1 ", "--zone z ",
	    "--ip 192.0.2.1 ", "--resolver 192.0.2.1 "};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		char line[2048] = "";
		struct options o;
		struct err err;

		for (int n = 0; n < OPTIONS_LIST_MAX; n++)
			(void)strcat(line, words[i]);
		(void)good(line);
		(void)strcat(line, words[i]);
		assert_int_equal(parse(line, &o, &err), ERR_LIMIT);
	}
}

static void
knows_every_option_by_name(void **state)
{
	const char *const *names = options_names();
	size_t n = 0;

	(void)state;
	for (; names[n] != NULL; n++) {
		char line[64];
		struct options o;
		struct err err;

		(void)snprintf(line, sizeof(line), "--%s", names[n]);
		if (parse(line, &o, &err) == ERR_SYNTAX)
			assert_non_null(strstr(err.msg, "needs a value"));
	}
	assert_true(n > 15);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(splits_commands_from_domains),
	    cmocka_unit_test(takes_help_for_a_word_as_well),
	    cmocka_unit_test(starts_with_nothing_chosen),
	    cmocka_unit_test(takes_values_with_and_without_a_sign),
	    cmocka_unit_test(reads_addresses_of_resolvers_and_senders),
	    cmocka_unit_test(colours_unless_told_otherwise),
	    cmocka_unit_test(refuses_with_a_sentence),
	    cmocka_unit_test(leaves_the_program_of_exec_alone),
	    cmocka_unit_test(refuses_more_than_it_can_hold),
	    cmocka_unit_test(knows_every_option_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
