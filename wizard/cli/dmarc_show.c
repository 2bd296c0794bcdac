/* inkan dmarc show: where the policy of a domain comes from, and what holds. */
#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/inspect.h"
#include "wizard/cli/asking.h"
#include "wizard/cli/dmarc.h"
#include "wizard/cli/json.h"

struct show {
	const char *domain;
	struct arena arena;
	struct inquiry *inquiry;
	const struct facts *facts;
	const struct dns_answer *a; /* does the domain exist? */
	bool answered;              /* every name of the walk was */
};

static bool
walk(void *job)
{
	struct show *s = job;
	bool pending;

	arena_reset(&s->arena);
	s->facts = inspect_dmarc(&s->arena, s->inquiry, s->domain);
	s->a = inquiry_get(s->inquiry, s->domain, DNS_A);
	pending = s->a->status == DNS_PENDING;
	s->answered = true;
	for (size_t i = 0; i < s->facts->dmarcs; i++) {
		enum dns_status status = s->facts->dmarc[i].answer->status;

		pending = pending || status == DNS_PENDING;
		s->answered = s->answered && dns_is_answered(status);
	}
	return pending;
}

/* Of a record further up other tags may hold than p=, section 4.10.1. */
static const char *
tag(const struct show *s)
{
	const struct facts *f = s->facts;

	return f->dmarc_found == &f->dmarc[0]
	    ? "p"
	    : dmarc_tag_below(f->dmarc_found->record,
		  s->a->status != DNS_NXDOMAIN);
}

static enum dmarc_policy
policy(const struct show *s)
{
	const struct facts *f = s->facts;
	const struct dmarc_record *record = f->dmarc_found->record;

	return f->dmarc_found == &f->dmarc[0]
	    ? dmarc_policy_of(record)
	    : dmarc_policy_below(record, s->a->status != DNS_NXDOMAIN);
}

static const char *
name_of(struct show *s, const struct dmarc_step *step)
{
	return arena_printf(&s->arena, "_dmarc.%s", step->name);
}

/* --- JSON ------------------------------------------------------------ */

static void
set(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value);
}

static json_t *
json_texts(const struct dns_answer *answer)
{
	json_t *array = json_array();

	for (size_t i = 0; i < answer->count; i++)
		(void)json_array_append_new(
		    array, json_text(answer->rr[i].text));
	return array;
}

static json_t *
json_walk(struct show *s)
{
	json_t *array = json_array();

	for (size_t i = 0; i < s->facts->dmarcs; i++) {
		const struct dmarc_step *step = &s->facts->dmarc[i];
		json_t *o = json_object();

		set(o, "name", json_name(name_of(s, step)));
		set(o, "status",
		    json_string(dns_status_word(step->answer->status)));
		set(o, "texts", json_texts(step->answer));
		(void)json_array_append_new(array, o);
	}
	return array;
}

static json_t *
json_reports(const struct dmarc_record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->nrua; i++)
		(void)json_array_append_new(
		    array, json_text(record->rua[i].text));
	return array;
}

static void
set_found(struct show *s, json_t *o)
{
	const struct dmarc_step *found = s->facts->dmarc_found;
	const struct dmarc_record *record = found->record;

	set(o, "record", json_text(found->text));
	set(o, "found_at", json_name(name_of(s, found)));
	set(o, "tag", json_string(tag(s)));
	set(o, "policy", json_string(dmarc_policy_word(policy(s))));
	set(o, "testing", json_boolean(record->testing));
	set(o, "adkim", json_string(record->strict_dkim ? "s" : "r"));
	set(o, "aspf", json_string(record->strict_spf ? "s" : "r"));
	set(o, "rua", json_reports(record));
}

static void
print_json(struct show *s)
{
	static const char *const members[] = {"record", "found_at", "tag",
	    "policy", "testing", "adkim", "aspf", "rua"};
	json_t *o = json_object(), *org = json_object();

	set(o, "version", json_integer(1));
	set(o, "domain", json_name(s->domain));
	for (size_t i = 0; i < COUNT_OF(members); i++)
		set(o, members[i], json_null());
	if (s->facts->dmarc_found != NULL)
		set_found(s, o);
	set(org, "tree_walk", json_name(s->facts->org_domain));
	set(org, "psl", json_name(s->facts->org_domain_psl));
	set(o, "organizational_domain", org);
	set(o, "walk", json_walk(s));
	json_print(o);
}

/* --- Text ------------------------------------------------------------ */

static void
print_step(struct show *s, const struct dmarc_step *step)
{
	const struct dns_answer *answer = step->answer;
	const char *name = name_of(s, step);

	if (answer->count == 0)
		printf("  %s  (%s)\n", name, dns_status_word(answer->status));
	for (size_t i = 0; i < answer->count; i++)
		printf("  %s  %s\n", name,
		    text_safe(&s->arena, answer->rr[i].text));
	if (step->records > 1)
		printf("  %s\n",
		    _("Receivers discard them all: there may be only one."));
}

void
dmarc_print_generations(
    const struct dmarc_record *record, enum dmarc_policy p)
{
	enum dmarc_policy tested = dmarc_policy_tested(record, p);

	if (tested != p)
		printf(_("t=y: newer receivers apply %s only; older ones do "
			 "not know the tag.\n"),
		    dmarc_policy_word(tested));
	if (record->share < 100 && p != DMARC_NONE)
		printf(_("pct=%u: older receivers apply it to that part of the "
			 "mail, newer ones to all of it.\n"),
		    record->share);
}

static void
print_alignment(const struct dmarc_record *record)
{
	static const char *const words[] = {N_("relaxed"), N_("strict")};

	printf(_("Alignment: DKIM %s, SPF %s\n"),
	    _(words[record->strict_dkim]), _(words[record->strict_spf]));
}

static void
print_reports(struct show *s, const struct dmarc_record *record)
{
	if (record->nrua == 0)
		printf("%s\n", _("Reports go to nobody: there is no rua=."));
	for (size_t i = 0; i < record->nrua; i++)
		printf(_("Reports go to %s\n"),
		    text_safe(&s->arena, record->rua[i].text));
}

static void
print_organization(const struct facts *f)
{
	const char *walked = f->org_domain, *listed = f->org_domain_psl;

	if (walked == NULL)
		return;
	if (listed == NULL || dname_equal(walked, listed)) {
		printf(_("Organizational domain: %s\n"), walked);
		return;
	}
	printf(_("Organizational domain: %s for receivers that walk the DNS, "
		 "%s for those that use the public suffix list; inkan explain "
		 "DM-03 says what to do then.\n"),
	    walked, listed);
}

static void
print_headline(struct show *s)
{
	const struct dmarc_step *found = s->facts->dmarc_found;

	printf("%s: ", s->domain);
	if (found != NULL)
		printf(_("the policy is %s, by %s= of the record at %s\n"),
		    dmarc_policy_word(policy(s)), tag(s), name_of(s, found));
	else
		printf("%s\n",
		    s->answered
			? _("no DMARC record holds for it")
			: _("it could not be found out which policy there "
			    "is"));
}

static void
print_text(struct show *s)
{
	const struct dmarc_step *found = s->facts->dmarc_found;

	print_headline(s);
	for (size_t i = 0; i < s->facts->dmarcs; i++)
		print_step(s, &s->facts->dmarc[i]);
	if (found != NULL) {
		dmarc_print_generations(found->record, policy(s));
		print_alignment(found->record);
		print_reports(s, found->record);
	}
	print_organization(s->facts);
}

int
dmarc_show(struct cli *cli)
{
	struct show s = {.inquiry = NULL};
	struct dname domain;
	int code = EXIT_RIGHT;

	if (!domain_argument(cli, 1, &domain))
		return EXIT_USAGE;
	s.domain = domain.text;
	s.inquiry = inquiry_new();
	asking_until_known(cli, s.inquiry, walk, &s);
	(cli->options->json ? print_json : print_text)(&s);
	if (s.facts->dmarc_found == NULL)
		code = s.answered ? EXIT_ERRORS : EXIT_UNKNOWN;
	arena_release(&s.arena);
	inquiry_free(s.inquiry);
	return code;
}
