/* What is said during the wait for aliases and mail servers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/flow/stage.h"
#include "wizard/flow/watch_say.h"

#define ROUND 15000 /* ms: one, and not a second one */

struct wait {
	struct stage *stage;
	struct change change;
	struct watch *watch;
	struct arena arena;
	struct remark remark[REMARKS_MAX];
	size_t remarks;
};

static void
changed(void *arg)
{
	(void)arg;
}

static void
set_up(struct wait *wait, enum dns_type type, const char *name,
    const char *value)
{
	memset(wait, 0, sizeof(*wait));
	wait->stage = stage_new();
	wait->change = (struct change) {
	    .topic = TOPIC_SERVICE, .op = CHANGE_ADD, .type = type};
	(void)strcpy(wait->change.name, name);
	(void)strcpy(wait->change.value, value);
	stage_world(wait->stage, "");
}

static void
look(struct wait *wait, int64_t ms)
{
	if (wait->watch == NULL)
		wait->watch = watch_new(stage_services(wait->stage),
		    &wait->change, 1, changed, NULL);
	stage_run_for(wait->stage, ms);
	wait->remarks = watch_remarks(
	    &wait->arena, wait->watch, &wait->change, 1, wait->remark);
}

static void
tear_down(struct wait *wait)
{
	watch_free(wait->watch);
	stage_free(wait->stage);
	arena_release(&wait->arena);
}

static void
assert_says(const struct wait *wait, const char *words)
{
	if (wait->remarks == 0 || !wait->remark[0].problem ||
	    strstr(wait->remark[0].text, words) == NULL)
		fail_msg("\"%s\" instead of \"%s\"",
		    wait->remarks > 0 ? wait->remark[0].text : "(nothing)",
		    words);
}

static void
names_what_goes_wrong_with_aliases_and_mail_servers(void **state)
{
	static const char alias[] = "s1._domainkey.example.jp";
	static const char target[] = "s1._domainkey.service.example.";
	static const char mx[] = "10 mx.service.example.";
	static const struct {
		enum dns_type type;
		const char *name, *value, *published, *said;
	} rows[] = {
	    {DNS_CNAME, alias, target,
		"s1._domainkey CNAME s1._domainkey.service.example\n",
		"final dot"},
	    {DNS_CNAME, alias, target,
		"s1._domainkey CNAME s1.domainkey.service.example.\n",
		"underscore"},
	    {DNS_CNAME, alias, target, "s1._domainkey CNAME s1._domainkey.\n",
		"only the beginning"},
	    {DNS_CNAME, alias, target,
		"s1._domainkey CNAME s2.elsewhere.example.\n",
		"another value: s2.elsewhere.example."},
	    {DNS_CNAME, alias, target,
		"s1._domainkey CNAME s2._domainkey.service.example.\n",
		"in place of s1._domainkey.service.example."},
	    {DNS_CNAME, alias, target,
		"s1._domainkey TXT \"s1._domainkey.service.example\"\n",
		"a TXT record is at s1._domainkey.example.jp"},
	    {DNS_CNAME, alias, target, "s1._domainkey A 192.0.2.80\n",
		"DNS only"},
	    {DNS_CNAME, alias, target,
		"s1.domainkey CNAME s1._domainkey.service.example.\n",
		"s1.domainkey.example.jp"},
	    {DNS_CNAME, alias, target,
		"s1._domainkey.example.jp CNAME s1._domainkey.service.example.\n",
		"s1._domainkey.example.jp.example.jp"},
	    {DNS_MX, "m.example.jp", mx, "m MX 10 mx.service.example\n",
		"final dot"},
	    {DNS_MX, "m.example.jp", mx, "m MX 20 mx.service.example.\n",
		"stands 20 in place of 10"},
	    {DNS_MX, "m.example.jp", "0 .", "m MX 0 .\nm MX 10 mail\n",
		"delete the old one"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct wait wait;

		set_up(&wait, rows[i].type, rows[i].name, rows[i].value);
		stage_publish(wait.stage, NULL, rows[i].published);
		look(&wait, ROUND);
		assert_says(&wait, rows[i].said);
		stage_publish(wait.stage, NULL,
		    arena_printf(&wait.arena, "%s. %s %s\n", rows[i].name,
			dns_type_word((uint16_t)rows[i].type),
			rows[i].value));
		look(&wait, 60000);
		if (!watch_done(wait.watch))
			fail_msg("%s", rows[i].published);
		tear_down(&wait);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		names_what_goes_wrong_with_aliases_and_mail_servers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
