#include "tests/unit/flow/reports_scene.h"

#include <string.h>

struct reports_scene scene;

/* What comes behind the mark, once for gzip and twice for zip. */
static enum err_code
take_off(size_t mark, size_t times, struct slice packed, struct unpacked *ret)
{
	for (ret->files = 0; ret->files < times; ret->files++)
		ret->file[ret->files] =
		    (struct slice) {packed.ptr + mark, packed.len - mark};
	return ERR_OK;
}

static enum err_code
fake_gunzip(void *self, struct arena *a, struct slice packed,
    struct unpacked *ret, struct err *err)
{
	(void)self;
	(void)a;
	(void)err;
	return take_off(2, 1, packed, ret);
}

static enum err_code
fake_unzip(void *self, struct arena *a, struct slice packed,
    struct unpacked *ret, struct err *err)
{
	(void)self;
	(void)a;
	if (packed.len == 4)
		return err_set(err, ERR_SYNTAX, "damaged");
	return take_off(4, 2, packed, ret);
}

int
reports_setup(void **state)
{
	static const struct ip own[] = {
	    {.family = 4, .octets = {203, 0, 113, 9}}};
	static const struct host_facts host = {.known = true,
	    .hostname = "web.example.jp",
	    .address = own,
	    .addresses = 1};

	(void)state;
	scene.stage = stage_new();
	stage_world(scene.stage,
	    "@ TXT \"v=spf1 ip4:192.0.2.64/26 include:sendgrid.net ~all\"\n");
	stage_zone(scene.stage, NULL, "113.0.203.in-addr.arpa",
	    "@ 60 SOA a. b. 1 1 1 1 60\n@ 60 NS a.\n"
	    "40 60 PTR out1.send.example.\n"
	    "41 60 PTR liar.send.example.\n"
	    "50 60 PTR list.elsewhere.example.\n");
	stage_zone(scene.stage, NULL, "send.example",
	    "@ 60 SOA a. b. 1 1 1 1 60\n@ 60 NS a.\n"
	    "out1 60 A 203.0.113.40\nliar 60 A 203.0.113.1\n");
	stage_host(scene.stage, &host);
	scene.services = *stage_services(scene.stage);
	scene.services.unpack = (struct unpack_service) {
	    .gunzip = fake_gunzip, .unzip = fake_unzip};
	scene.reports = reports_new(&scene.services);
	return 0;
}

int
reports_teardown(void **state)
{
	(void)state;
	reports_free(scene.reports);
	stage_free(scene.stage);
	arena_release(&scene.arena);
	return 0;
}

const char *
reports_row(
    const char *ip, unsigned count, const char *passes, const char *more)
{
	return arena_printf(&scene.arena,
	    "<record><row><source_ip>%s</source_ip><count>%u</count>"
	    "<policy_evaluated><dkim>%s</dkim><spf>%s</spf>%s"
	    "</policy_evaluated></row></record>",
	    ip, count, strchr(passes, 'd') != NULL ? "pass" : "fail",
	    strchr(passes, 's') != NULL ? "pass" : "fail", more);
}

const char *
reports_report(const char *org, const char *id, const char *domain, int end,
    const char *rows)
{
	return arena_printf(&scene.arena,
	    "<feedback><report_metadata><org_name>%s</org_name>"
	    "<report_id>%s</report_id><date_range><begin>%d</begin>"
	    "<end>%d</end></date_range></report_metadata><policy_published>"
	    "<domain>%s</domain><p>none</p></policy_published>%s</feedback>",
	    org, id, end - 100, end, domain, rows);
}

size_t
reports_read(const char *file)
{
	struct err err = ERR_INIT;
	size_t found;

	if (reports_add(scene.reports, slice_of(file), &found, &err) != ERR_OK)
		fail_msg("%.40s: %s", file, err.msg);
	return found;
}

const struct reported_domain *
reports_identified(bool offline)
{
	const struct reported_domain *domain;
	size_t count;

	reports_identify(scene.reports, offline);
	stage_run(scene.stage);
	assert_true(reports_done(scene.reports));
	domain = reports_domains(scene.reports, &count);
	assert_int_equal(count, 1);
	return domain;
}

const struct report_source *
reports_source(const struct reported_domain *domain, const char *ip)
{
	struct ip wanted = {.family = 0};

	assert_true(ip_parse(slice_of(ip), &wanted));
	for (size_t i = 0; i < domain->sources; i++)
		if (ip_equal(&domain->source[i].ip, &wanted))
			return &domain->source[i];
	fail_msg("no source %s", ip);
	return NULL;
}
