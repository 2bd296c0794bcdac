

#include "tests/unit/io/tempdir.h"
#include "wizard/base/text.h"
#include "wizard/io/templates.h"

struct fixture {
	struct tempdir own; /* the directory of the user */
	struct paths dirs;
	const char *path[2];
	struct templates templates;
	struct err err;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	tempdir_make(&f->own);
	f->path[0] = TEMPLATES_DIR;
	f->path[1] = f->own.dir;
	f->dirs = (struct paths) {.path = f->path, .count = 2};
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	tempdir_remove(&f->own);
	free(f);
	return 0;
}

static void
put(struct fixture *f, const char *name, const char *text)
{
	(void)tempdir_put(&f->own, name, text, 0644);
}

static enum err_code
load(struct fixture *f)
{
	return templates_load_from(
	    &f->own.arena, &f->dirs, &f->templates, &f->err);
}

static struct sender_template
sender(const struct fixture *f, const char *id)
{
	for (size_t i = 0; i < f->templates.senders; i++)
		if (strcmp(f->templates.sender[i].id, id) == 0)
			return f->templates.sender[i];
	fail_msg("there is no sender %s", id);
	return (struct sender_template) {.id = NULL};
}

static struct record_template
record(const struct fixture *f, const char *id)
{
	for (size_t i = 0; i < f->templates.records; i++)
		if (strcmp(f->templates.record[i].id, id) == 0)
			return f->templates.record[i];
	fail_msg("there is no record %s", id);
	return (struct record_template) {.id = NULL};
}

static struct format_template
format(const struct fixture *f, const char *id)
{
	for (size_t i = 0; i < f->templates.formats; i++)
		if (strcmp(f->templates.format[i].id, id) == 0)
			return f->templates.format[i];
	fail_msg("there is no format %s", id);
	return (struct format_template) {.id = NULL};
}

static void
the_shipped_data_is_complete(void **state)
{
	static const char *const formats[] = {"azure", "bind",
	    "cloudflare", "csv", "dnscontrol", "dnsmasq", "gcloud", "handover",
	    "handover-md", "json", "knot", "nsupdate", "octodns", "panel",
	    "plain", "powerdns", "route53", "terraform-cloudflare",
	    "terraform-route53", "tinydns", "unbound", "value-domain"};
	struct fixture *f = *state;

	assert_int_equal(load(f), ERR_OK);
	assert_true(f->templates.senders >= 100);
	assert_true(f->templates.panels >= 50);
	assert_true(f->templates.selectors >= 60);
	assert_true(f->templates.selectors <= 80);
	assert_true(f->templates.resolvers >= 10);
	assert_string_equal(f->templates.selector[0], "default");
	assert_string_equal(
	    sender(f, "google_workspace").spf, "include:_spf.google.com");
	assert_string_equal(
	    sender(f, "microsoft365").selectors, "selector1 selector2");
	/* No common term is "", never an invented one. */
	assert_string_equal(sender(f, "sakura_rental").spf, "");
	assert_string_equal(
	    record(f, "dkim").name, "{{selector}}._domainkey.{{domain}}");
	assert_string_equal(
	    record(f, "dkim").value, "v=DKIM1; k={{key_type}}; p={{key}}");
	assert_string_equal(record(f, "dmarc").value,
	    "v=DMARC1; p={{policy}}; rua=mailto:{{rua}}");
	assert_string_equal(record(f, "spf-helo").value, "v=spf1 a -all");
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		assert_string_equal(format(f, formats[i]).id, formats[i]);
	assert_string_equal(format(f, "bind").extension, "zone");
}

static void
every_resolver_has_another_address(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(load(f), ERR_OK);
	for (size_t i = 0; i < f->templates.resolvers; i++) {
		const struct resolver_template *a = &f->templates.resolver[i];

		assert_int_not_equal(a->ip.family, 0);
		assert_int_equal(ip_scope(&a->ip), IP_GLOBAL);
		assert_false(a->own);
		for (size_t j = 0; j < i; j++)
			assert_false(
			    ip_equal(&a->ip, &f->templates.resolver[j].ip));
	}
}

static void
every_name_fits_a_line(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(load(f), ERR_OK);
	for (size_t i = 0; i < f->templates.senders; i++) {
		assert_true(text_width(f->templates.sender[i].name) <= 44);
		assert_true(text_width(f->templates.sender[i].note) <= 110);
	}
}

static void
the_user_changes_and_adds_entries(void **state)
{
	struct fixture *f = *state;
	size_t before;

	assert_int_equal(load(f), ERR_OK);
	before = f->templates.senders;
	put(f, "senders.ini",
	    "[google_workspace]\n"
	    "note = ours\n"
	    "[shop]\n"
	    "  name = Our shop\n"
	    "  region = int\n"
	    "spf = ip4:192.0.2.1\r\n");
	assert_int_equal(load(f), ERR_OK);
	assert_int_equal(f->templates.senders, before + 1);
	assert_string_equal(sender(f, "google_workspace").note, "ours");
	assert_string_equal(
	    sender(f, "google_workspace").spf, "include:_spf.google.com");
	assert_string_equal(sender(f, "shop").name, "Our shop");
	assert_string_equal(sender(f, "shop").spf, "ip4:192.0.2.1");
}

static void
the_user_replaces_a_format(void **state)
{
	struct fixture *f = *state;
	size_t before;

	assert_int_equal(load(f), ERR_OK);
	before = f->templates.formats;
	put(f, "formats/plain.txt",
	    "# title: Mine\n# extension: dat\n"
	    "--- head\nA\n--- record\n{{name}} {{value}}\n--- foot\nZ\n");
	put(f, "formats/README", "not a format");
	assert_int_equal(load(f), ERR_OK);
	assert_int_equal(f->templates.formats, before);
	assert_string_equal(format(f, "plain").title, "Mine");
	assert_string_equal(format(f, "plain").extension, "dat");
	assert_string_equal(format(f, "plain").head, "A\n");
	assert_string_equal(
	    format(f, "plain").parts[0].record, "{{name}} {{value}}\n");
	assert_string_equal(format(f, "plain").foot, "Z\n");
}

/* By what its customers write into SPF, by where their mail arrives, or apart. */
static void
a_service_is_known_by_two_names(void **state)
{
	struct fixture *f = *state;
	bool by_spf = false, by_mx = false, apart = false;

	assert_int_equal(load(f), ERR_OK);
	for (size_t i = 0; i < f->templates.hints; i++) {
		const struct selector_hint *hint = &f->templates.hint[i];

		assert_true(hint->service[0] != '\0');
		assert_int_equal(hint->apart, hint->selectors[0] == '\0');
		apart = apart || (hint->apart &&
				     strcmp(hint->service, "mcsv.net") == 0);
		if (strcmp(hint->selectors, "selector1 selector2") != 0)
			continue;
		by_spf = by_spf ||
			 strcmp(hint->service, "spf.protection.outlook.com") == 0;
		by_mx = by_mx || strcmp(hint->service,
				     "mail.protection.outlook.com") == 0;
	}
	assert_true(by_spf);
	assert_true(by_mx);
	assert_true(apart);
}

static void
an_error_names_file_and_line(void **state)
{
	static const struct {
		const char *file, *text, *where;
	} cases[] = {
	    {"senders.ini", "[a]\nname = x\nnonsense\n", "senders.ini:3:"},
	    {"senders.ini", "name = x\n", "senders.ini:1:"},
	    {"senders.ini", "[a]\n\nnmae = x\n", "senders.ini:3:"},
	    {"senders.ini", "[a]\nspf = include:\n", "senders.ini:2:"},
	    {"senders.ini", "[a]\nmx = a..b\n", "senders.ini:2:"},
	    {"senders.ini", "[a]\nselectors = s1 .s2\n", "senders.ini:2:"},
	    {"senders.ini", "[a]\nregion = mars\n", "senders.ini:2:"},
	    {"senders.ini", "[a]\nhome = a..b\n", "senders.ini:2:"},
	    {"senders.ini", "[a]\ndkim = A s1\n", "senders.ini:2:"},
	    {"senders.ini", "[a]\ndkim = CNAME .s1\n", "senders.ini:2:"},
	    {"senders.ini", "[a]\ntarget = a.{{selector}\n",
		"senders.ini:2:"},
	    {"senders.ini", "[a]\nbounce = b..c\n", "senders.ini:2:"},
	    {"senders.ini", "[a]\nalign = dmarc\n", "senders.ini:2:"},
	    {"senders.ini", "[a\x1b]\nname = x\n", "senders.ini:2:"},
	    {"senders.ini", "[a]\nname = x\n", "[a] needs a line 'region"},
	    {"selectors.ini", "[a_b]\nused-by = x\n", "[a_b]"},
	    {"resolvers.ini", "[a]\nname = a\nipv4 = ::1\n",
		"resolvers.ini:3:"},
	    {"records.ini", "[dkim]\ntype = TEXT\n", "records.ini:2:"},
	    {"formats/a.txt", "# title: x\nbla\n", "formats/a.txt:2:"},
	    {"formats/a.txt",
		"# title: x\n# extension: y\n--- record\n{{nmae}}\n",
		"formats/a.txt:4:"},
	    {"formats/a.txt",
		"# title: x\n# extension: y\n--- head\n{{value}}\n--- record\n",
		"formats/a.txt:4:"},
	    {"formats/a.txt",
		"# title: x\n# extension: y\n--- record\n{{name\n",
		"formats/a.txt:4:"},
	    {"formats/a.txt", "--- record\nx\n", "formats/a.txt:2:"},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		put(f, cases[i].file, cases[i].text);
		assert_int_equal(load(f), ERR_SYNTAX);
		if (strstr(f->err.msg, cases[i].where) == NULL)
			fail_msg("%s", f->err.msg);
		assert_int_equal(
		    remove(tempdir_path(&f->own, cases[i].file)), 0);
	}
}

static void
refuses_a_line_that_would_be_cut(void **state)
{
	struct buf text = BUF_INIT;
	struct fixture *f = *state;

	buf_adds(&text, "[a]\nname = ");
	for (int i = 0; i < 500; i++)
		buf_adds(&text, "x");
	put(f, "senders.ini", buf_text(&text));
	buf_release(&text);
	assert_int_equal(load(f), ERR_LIMIT);
	assert_non_null(strstr(f->err.msg, "senders.ini:2:"));
}

static void
refuses_what_is_not_a_file(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(mkfifo(tempdir_path(&f->own, "senders.ini"), 0600), 0);
	assert_int_equal(load(f), ERR_RANGE);
}

static void
escapes_controls_in_values(void **state)
{
	struct fixture *f = *state;

	put(f, "senders.ini", "[google_workspace]\nname = a\x1b[31m\n");
	assert_int_equal(load(f), ERR_OK);
	assert_null(strchr(sender(f, "google_workspace").name, '\x1b'));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_shipped_data_is_complete),
	    TEST(every_resolver_has_another_address),
	    TEST(every_name_fits_a_line),
	    TEST(the_user_changes_and_adds_entries),
	    TEST(the_user_replaces_a_format),
	    TEST(a_service_is_known_by_two_names),
	    TEST(an_error_names_file_and_line),
	    TEST(refuses_a_line_that_would_be_cut),
	    TEST(refuses_what_is_not_a_file),
	    TEST(escapes_controls_in_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
