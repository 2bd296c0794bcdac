/* Panels: recognised, obeyed, and warned about in time. */
#include "tests/unit/flow/stage.h"

#include <string.h>

#include "wizard/flow/panels.h"

struct scene {
	struct stage *stage;
	const struct templates *templates;
	struct arena arena;
	struct decisions d;
};

static void
begin(struct scene *s)
{
	memset(s, 0, sizeof(*s));
	s->stage = stage_new();
	s->templates = stage_services(s->stage)->templates;
	(void)strcpy(s->d.domain, "example.jp");
}

static void
end(struct scene *s)
{
	arena_release(&s->arena);
	stage_free(s->stage);
}

static const char *
served_by(const struct scene *s, const char *server)
{
	struct nameserver_facts ns = {.name = server};
	struct zone_facts zone = {.server = &ns, .servers = 1};
	const struct panel_template *panel =
	    panel_of_zone(s->templates, &zone);

	return panel == NULL ? "" : panel->id;
}

static void
recognises_a_panel_by_its_name_servers(void **state)
{
	static const struct {
		const char *server, *id;
	} rows[] = {
	    {"short.example", "short"},
	    {"ns1.short.example", "short"},
	    {"a.b.short.example", "short"},
	    {"tooshort.example", ""},
	    {"short.example.jp", ""},
	    {"ns-12.middle.example", "middle"},
	    {"ns-.middle.example", "middle"},
	    {"x.ns-12.middle.example", "middle"},
	    {"ns.middle.example", ""},
	    {"middle.example", ""},
	    {"ns.example.jp", "pieces"},
	    {"example", ""},
	    {"", ""},
	};
	struct scene s;

	(void)state;
	begin(&s);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_string_equal(
		    served_by(&s, rows[i].server), rows[i].id);
	assert_null(panel_of_zone(s.templates, NULL));
	end(&s);
}

static void
writes_names_and_values_as_the_panel_wants(void **state)
{
	static const struct {
		const char *panel, *owner, *host, *value;
	} rows[] = {
	    {"short", "example.jp", "@", "a\"b"},
	    {"short", "_dmarc.example.jp", "_dmarc", "a\"b"},
	    {"short", "mail.other.example", "mail.other.example.", "a\"b"},
	    {"middle", "example.jp", "", "\"a\\\"b\""},
	    {"middle", "_dmarc.example.jp", "_dmarc.example.jp",
		"\"a\\\"b\""},
	    {"pieces", "example.jp", "example.jp.", "\"a\\\"b\""},
	    {"pieces", "_dmarc.example.jp", "_dmarc.example.jp.",
		"\"a\\\"b\""},
	    {"letters", "example.jp", ".", "a\"b"},
	    {"", "example.jp", "@", "a\"b"},
	    {PANEL_OTHER, "_dmarc.example.jp", "_dmarc", "a\"b"},
	};
	struct scene s;

	(void)state;
	begin(&s);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct panel_template *panel;

		(void)strcpy(s.d.panel, rows[i].panel);
		panel = panel_in_use(&s.arena, s.templates, &s.d, NULL);
		assert_string_equal(panel_host(&s.arena, panel,
					rows[i].owner, "example.jp"),
		    rows[i].host);
		assert_string_equal(
		    panel_value(&s.arena, panel, slice_of("a\"b")),
		    rows[i].value);
	}
	end(&s);
}

static void
splits_only_where_the_panel_wants_it(void **state)
{
	struct scene s;
	char value[301];
	size_t length[3];

	(void)state;
	begin(&s);
	memset(value, 'x', 300);
	value[300] = '\0';
	for (size_t i = 0; i < 3; i++)
		length[i] = strlen(panel_value(
		    &s.arena, &s.templates->panel[i], slice_of(value)));
	assert_int_equal(length[0], 300);
	assert_int_equal(length[1], 302);
	assert_int_equal(length[2], 305);
	end(&s);
}

static void
three_answers_decide_an_unknown_panel(void **state)
{
	struct scene s;
	const struct panel_template *panel;

	(void)state;
	begin(&s);
	(void)strcpy(s.d.panel, PANEL_OTHER);
	s.d.panel_host = PANEL_NAME_FINAL;
	s.d.panel_apex = PANEL_NAME_EMPTY;
	s.d.panel_value = PANEL_VALUE_SPLIT;
	panel = panel_in_use(&s.arena, s.templates, &s.d, NULL);
	assert_string_equal(
	    panel_host(&s.arena, panel, "a.example.jp", "example.jp"),
	    "a.example.jp.");
	assert_string_equal(
	    panel_host(&s.arena, panel, "example.jp", "example.jp"), "");
	assert_string_equal(
	    panel_value(&s.arena, panel, slice_of("a")), "\"a\"");
	/* They fill in what a known panel does not say, and nothing else. */
	(void)strcpy(s.d.panel, "closed");
	panel = panel_in_use(&s.arena, s.templates, &s.d, NULL);
	assert_int_equal(panel->host, PANEL_NAME_FINAL);
	(void)strcpy(s.d.panel, "short");
	panel = panel_in_use(&s.arena, s.templates, &s.d, NULL);
	assert_int_equal(panel->host, PANEL_NAME_RELATIVE);
	end(&s);
}

static void
says_when_the_dns_is_edited_elsewhere(void **state)
{
	static const struct {
		const char *chosen, *server, *part; /* NULL: nothing is said */
	} rows[] = {
	    {"short", "ns-1.middle.example", "served by Middle DNS"},
	    {"short", "ns1.nobody.example", "ns1.nobody.example"},
	    {"short", "ns1.short.example", NULL},
	    {"letters", "ns1.short.example", NULL},
	    /* Nor when it is not known for certain which servers it has. */
	    {"rumour", "ns1.short.example", NULL},
	    {PANEL_OTHER, "ns1.short.example", NULL},
	    {"", "ns1.short.example", NULL},
	};
	struct scene s;

	(void)state;
	begin(&s);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct nameserver_facts ns = {.name = rows[i].server};
		struct zone_facts zone = {.server = &ns, .servers = 1};
		const char *text;

		(void)strcpy(s.d.panel, rows[i].chosen);
		text = panel_wrong_host(&s.arena, s.templates, &s.d, &zone);
		if (rows[i].part == NULL)
			assert_null(text);
		else
			assert_non_null(strstr(text, rows[i].part));
		/* Nobody is accused when nobody could say who serves it. */
		zone.servers = 0;
		assert_null(
		    panel_wrong_host(&s.arena, s.templates, &s.d, &zone));
	}
	end(&s);
}

static void
says_what_does_not_fit_before_the_key_is_made(void **state)
{
	static const struct {
		const char *panel;
		enum dkim_key_type type;
		unsigned bits;
		const char *part; /* NULL: it fits */
	} rows[] = {
	    {"short", DKIM_KEY_RSA, 2048, "CNAME"},
	    {"short", DKIM_KEY_ED25519, 256, NULL},
	    {"middle", DKIM_KEY_RSA, 2048, NULL},
	    {"middle", DKIM_KEY_RSA, 3072, "RSA 2048 fits"},
	    {"middle", DKIM_KEY_RSA, 4096, "RSA 2048 fits"},
	    {"pieces", DKIM_KEY_RSA, 4096, NULL},
	    {"closed", DKIM_KEY_ED25519, 256, "TXT"},
	    {"letters", DKIM_KEY_RSA, 2048, "\"_\""},
	};
	struct scene s;

	(void)state;
	begin(&s);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *obstacle[PANEL_OBSTACLES_MAX];
		size_t n = panel_key_obstacles(&s.arena, s.templates,
		    panel_find(s.templates, rows[i].panel), s.d.domain,
		    rows[i].type, rows[i].bits, obstacle);

		assert_int_equal(n, rows[i].part != NULL);
		if (n > 0)
			assert_non_null(strstr(obstacle[0], rows[i].part));
	}
	end(&s);
}

static void
admits_what_is_not_confirmed(void **state)
{
	static const struct {
		const char *panel;
		bool doubtful;
		const char *where;
	} rows[] = {
	    {"short", false, "Usually under: the zone"},
	    {"pieces", true, "Usually under: the zone"},
	    {"rumour", false, "Usually under: the zone"},
	    /* Not a place, but why there is none. */
	    {"closed", false, "the zone"},
	};
	struct scene s;

	(void)state;
	begin(&s);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct panel_template *panel =
		    panel_find(s.templates, rows[i].panel);

		assert_int_equal(
		    panel_doubt(&s.arena, panel) != NULL, rows[i].doubtful);
		assert_string_equal(
		    panel_where(&s.arena, panel), rows[i].where);
	}
	end(&s);
}

static void
writes_targets_as_the_panel_wants(void **state)
{
	static const struct {
		bool bare;
		struct dns_rr rr;
		const char *entry;
	} rows[] = {
	    {false, {.type = DNS_CNAME, .target = "s1.example.net"},
		"s1.example.net."},
	    {true, {.type = DNS_CNAME, .target = "s1.example.net"},
		"s1.example.net"},
	    /* The number of an MX has a field of its own. */
	    {true, {.type = DNS_MX, .preference = 10, .target = "mx.x.jp"},
		"mx.x.jp"},
	    {true, {.type = DNS_MX, .target = ""}, "."},
	    {false, {.type = DNS_MX, .target = ""}, "."},
	    {true, {.type = DNS_TXT, .text = {"a\"b", 3}}, "a\"b"},
	    {true, {.type = DNS_A, .address = {4, {192, 0, 2, 1}}},
		"192.0.2.1"},
	};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct panel_template panel = {
		    .bare_target = rows[i].bare, .value = PANEL_VALUE_PLAIN};

		assert_string_equal(
		    panel_entry(&arena, &panel, &rows[i].rr), rows[i].entry);
	}
	arena_release(&arena);
}

static void
says_which_records_it_cannot_take(void **state)
{
	static const struct {
		const char *panel;
		struct change change;
		const char *part; /* NULL: it takes it */
	} rows[] = {
	    {"short", {.type = DNS_MX, .name = "example.jp", .value = "0 ."},
		NULL},
	    {"letters", {.type = DNS_MX, .name = "example.jp", .value = "0 ."},
		"\"0 .\" as MX"},
	    {"letters", {.type = DNS_MX, .name = "example.jp",
			    .value = "10 mail.example.jp."},
		NULL},
	    /* What it says of TXT is not about others. */
	    {"closed", {.type = DNS_MX, .name = "example.jp",
			   .value = "10 mail.example.jp."},
		NULL},
	    {"closed", {.name = "example.jp", .value = "v=spf1 -all"}, "TXT"},
	    {"letters", {.type = DNS_CNAME, .name = "s1._domainkey.example.jp",
			    .value = "s1.example.net."},
		"\"_\""},
	};
	struct scene s;

	(void)state;
	begin(&s);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct panel_template *panel =
		    panel_find(s.templates, rows[i].panel);
		const char *obstacle[PANEL_OBSTACLES_MAX];
		size_t n = panel_obstacles(
		    &s.arena, panel, &rows[i].change, obstacle);

		assert_int_equal(n, rows[i].part != NULL);
		if (n > 0)
			assert_non_null(strstr(obstacle[0], rows[i].part));
	}
	end(&s);
}

static void
raises_a_ttl_that_is_too_small(void **state)
{
	struct scene s;

	(void)state;
	begin(&s);
	assert_int_equal(panel_ttl(&s.templates->panel[1], 300), 600);
	assert_int_equal(panel_ttl(&s.templates->panel[1], 3600), 3600);
	assert_int_equal(panel_ttl(&s.templates->panel[0], 300), 300);
	end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(recognises_a_panel_by_its_name_servers),
	    cmocka_unit_test(writes_names_and_values_as_the_panel_wants),
	    cmocka_unit_test(splits_only_where_the_panel_wants_it),
	    cmocka_unit_test(three_answers_decide_an_unknown_panel),
	    cmocka_unit_test(says_when_the_dns_is_edited_elsewhere),
	    cmocka_unit_test(says_what_does_not_fit_before_the_key_is_made),
	    cmocka_unit_test(admits_what_is_not_confirmed),
	    cmocka_unit_test(writes_targets_as_the_panel_wants),
	    cmocka_unit_test(says_which_records_it_cannot_take),
	    cmocka_unit_test(raises_a_ttl_that_is_too_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
