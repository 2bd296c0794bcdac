#include "wizard/cli/json_reports.h"

#include "wizard/cli/json.h"
#include "wizard/flow/when.h"

static void
set(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value);
}

static json_t *
json_seconds(int64_t seconds)
{
	struct arena arena = ARENA_INIT;
	json_t *json = seconds == 0
	    ? json_null()
	    : json_string(when_utc(&arena, seconds * 1000));

	arena_release(&arena);
	return json;
}

static json_t *
json_names(const char *const *name, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(array, json_name(name[i]));
	return array;
}

static json_t *
json_own(unsigned own)
{
	static const struct {
		unsigned bit;
		const char *word;
	} words[] = {
	    {OWN_HOST, "host"},
	    {OWN_MX, "mx"},
	    {OWN_NAMED, "name"},
	    {OWN_SPF, "spf"},
	    {OWN_LISTED, "listed"},
	};
	json_t *array = json_array();

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if ((own & words[i].bit) != 0)
			(void)json_array_append_new(
			    array, json_string(words[i].word));
	return array;
}

static json_t *
json_source(const struct report_source *s)
{
	json_t *o = json_object();
	char ip[IP_TEXT_MAX];

	ip_format(&s->ip, ip);
	set(o, "ip", json_string(ip));
	set(o, "kind", json_string(source_kind_word(s->kind)));
	set(o, "messages", json_integer(s->messages));
	set(o, "passing", json_integer(s->passing));
	set(o, "spf", json_integer(s->spf));
	set(o, "dkim", json_integer(s->dkim));
	set(o, "forwarded", json_integer(s->forwarded));
	set(o, "stopped", json_integer(s->stopped));
	set(o, "reports", json_integer((json_int_t)s->reports));
	set(o, "last", json_seconds(s->last));
	set(o, "ptr", json_name(s->name));
	set(o, "forward_confirmed",
	    s->asked ? json_boolean(s->confirmed) : json_null());
	set(o, "service",
	    json_name(s->service == NULL ? NULL : s->service->id));
	set(o, "own", json_own(s->own));
	set(o, "signers", json_names(s->signers.name, s->signers.count));
	set(o, "envelopes", json_names(s->envelopes.name, s->envelopes.count));
	return o;
}

static json_t *
json_policy(enum dmarc_policy policy)
{
	return policy == DMARC_NO_POLICY
	    ? json_null()
	    : json_string(dmarc_policy_word(policy));
}

static json_t *
json_published(const struct dmarc_report *report)
{
	static const char *const methods[] = {
	    [DMARC_DISCOVERY_PSL] = "psl",
	    [DMARC_DISCOVERY_TREEWALK] = "treewalk",
	};
	json_t *o = json_object();

	set(o, "p", json_policy(report->p));
	set(o, "sp", json_policy(report->sp));
	set(o, "np", json_policy(report->np));
	set(o, "adkim", json_string(report->strict_dkim ? "s" : "r"));
	set(o, "aspf", json_string(report->strict_spf ? "s" : "r"));
	set(o, "testing", json_boolean(report->testing));
	set(o, "discovery_method",
	    report->discovery == DMARC_DISCOVERY_UNSAID
		? json_null()
		: json_string(methods[report->discovery]));
	return o;
}

json_t *
json_reported_domain(const struct reported_domain *d)
{
	json_t *o = json_object(), *sources = json_array();

	for (size_t i = 0; i < d->sources; i++)
		(void)json_array_append_new(
		    sources, json_source(&d->source[i]));
	set(o, "domain", json_name(d->domain));
	set(o, "reports", json_integer((json_int_t)d->reports));
	set(o, "receivers", json_names(d->reporter, d->reporters));
	set(o, "begin", json_seconds(d->begin));
	set(o, "end", json_seconds(d->end));
	set(o, "policy", json_published(d->newest));
	set(o, "messages", json_integer(d->messages));
	set(o, "passing", json_integer(d->passing));
	set(o, "failing_own", json_integer(reported_failing(d)));
	set(o, "rows_left_out", json_integer((json_int_t)d->broken_rows));
	set(o, "sources", sources);
	return o;
}
