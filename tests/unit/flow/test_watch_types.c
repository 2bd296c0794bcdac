/* What is said during the wait for aliases and mail servers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/flow/watch_scene.h"

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
		struct scene scene;

		scene_begin_with(&scene, TOPIC_SERVICE, rows[i].type,
		    rows[i].name, rows[i].value);
		stage_publish(scene.stage, NULL, rows[i].published);
		scene_look(&scene, SCENE_ROUND);
		scene_says(&scene, rows[i].said);
		stage_publish(scene.stage, NULL,
		    arena_printf(&scene.arena, "%s. %s %s\n", rows[i].name,
			dns_type_word((uint16_t)rows[i].type),
			rows[i].value));
		scene_look(&scene, 60000);
		if (!watch_done(scene.watch))
			fail_msg("%s", rows[i].published);
		scene_end(&scene);
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
