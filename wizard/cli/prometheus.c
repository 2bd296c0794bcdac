#include "wizard/cli/prometheus.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/cli/command.h"
#include "wizard/cli/findings.h"

enum metric {
	METRIC_STATUS,
	METRIC_FINDINGS,
	METRIC_CHANGES,
	METRIC_LAST_RIGHT,
	METRIC_TIME,
	METRIC_LOOKUPS,
	METRIC_SPF,
	METRIC_PTR,
	METRIC_KEY,
};

/* For programs: the same in every language. */
static const struct {
	const char *name, *help;
} metrics[] = {
    [METRIC_STATUS] = {"inkan_status",
	"Exit code of the check: 0 right, 1 warnings, 2 errors, 3 could not "
	"find out."},
    [METRIC_FINDINGS] = {"inkan_findings",
	"Findings by check and severity."},
    [METRIC_CHANGES] = {"inkan_changes",
	"Changes since the domain was last right."},
    [METRIC_LAST_RIGHT] = {"inkan_last_right_timestamp_seconds",
	"When the domain was last right."},
    [METRIC_TIME] = {"inkan_check_timestamp_seconds",
	"When the domain was looked at."},
    [METRIC_LOOKUPS] = {"inkan_spf_lookups",
	"Look-ups that the SPF record costs; receivers allow 10."},
    [METRIC_SPF] = {"inkan_spf_pass",
	"Whether SPF passes for the address."},
    [METRIC_PTR] = {"inkan_ptr_confirmed",
	"Whether the PTR of the address leads back to it."},
    [METRIC_KEY] = {"inkan_dkim_key",
	"Whether a usable DKIM key is published at the selector."},
};

struct sample {
	enum metric metric;
	const char *labels;
	int64_t value;
};

struct prometheus {
	struct arena arena;
	struct sample *sample;
	size_t samples;
	const char **domain;
	size_t domains;
	size_t first; /* sample of the domain that is being taken */
};

struct prometheus *
prometheus_new(void)
{
	return mem_alloc(sizeof(struct prometheus));
}

void
prometheus_free(struct prometheus *p)
{
	if (p != NULL)
		arena_release(&p->arena);
	free(p);
}

/* --- Samples ------------------------------------------------------------- */

/* The value of a label: backslash, quote and line end are escaped. */
static const char *
escaped(struct arena *arena, const char *text)
{
	char *copy = arena_alloc(arena, 2 * strlen(text) + 1), *to = copy;

	for (; *text != '\0'; text++) {
		if (strchr("\\\"\n", *text) != NULL)
			*to++ = '\\';
		*to++ = *text;
		if (*text == '\n')
			to[-1] = 'n';
	}
	return copy;
}

static const char *
label(struct prometheus *p, const char *name, const char *value)
{
	return arena_printf(
	    &p->arena, ",%s=\"%s\"", name, escaped(&p->arena, value));
}

/* Of two samples with the same labels the later one is left out. */
static void
add(struct prometheus *p, enum metric metric, const char *more, int64_t value)
{
	struct arena *a = &p->arena;
	const char *labels = arena_printf(a, "domain=\"%s\"%s",
	    escaped(a, p->domain[p->domains - 1]), more);

	for (size_t i = p->first; i < p->samples; i++)
		if (p->sample[i].metric == metric &&
		    strcmp(p->sample[i].labels, labels) == 0)
			return;
	p->sample =
	    arena_push(a, p->sample, &p->samples, sizeof(*p->sample));
	p->sample[p->samples - 1] = (struct sample) {metric, labels, value};
}

static bool
is_alike(const struct finding *a, const struct finding *b)
{
	return a->check == b->check && a->severity == b->severity;
}

static void
add_findings(struct prometheus *p, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->finding[i];
		int64_t alike = 0;

		for (size_t k = 0; k < findings->count; k++)
			alike += is_alike(&findings->finding[k], f);
		if (f->severity > SEVERITY_INFO)
			add(p, METRIC_FINDINGS,
			    arena_printf(&p->arena, "%s%s",
				label(p, "check", f->check->id),
				label(p, "severity",
				    severity_word(f->severity))),
			    alike);
	}
}

static void
add_addresses(struct prometheus *p, const struct facts *facts)
{
	for (size_t i = 0; i < facts->addresses; i++) {
		const struct address_facts *a = &facts->address[i];
		char ip[IP_TEXT_MAX];

		if ((a->roles & ADDRESS_SENDS) == 0)
			continue;
		ip_format(&a->ip, ip);
		if (a->spf != NULL)
			add(p, METRIC_SPF, label(p, "ip", ip),
			    strcmp(a->spf, spf_result_word(SPF_PASS)) == 0);
		if (a->confirmed != CONFIRM_UNKNOWN)
			add(p, METRIC_PTR, label(p, "ip", ip),
			    a->confirmed == CONFIRM_YES);
	}
}

/* Of selectors that were only tried those with a key count. */
static void
add_keys(struct prometheus *p, const struct facts *facts)
{
	for (size_t i = 0; i < facts->selectors; i++) {
		const struct selector_facts *s = &facts->selector[i];

		if (!dns_is_answered(s->answer->status) ||
		    (s->record == NULL && s->origin != ORIGIN_OURS))
			continue;
		add(p, METRIC_KEY, label(p, "selector", s->name),
		    s->record != NULL && dkim_is_usable(s->record));
	}
}

static void
add_changes(struct prometheus *p, const struct since *since)
{
	if (since->taken == 0)
		return;
	add(p, METRIC_CHANGES, "", (int64_t)since->drift.count);
	add(p, METRIC_LAST_RIGHT, "", since->taken / 1000);
}

static bool
is_taken(const struct prometheus *p, const char *domain)
{
	for (size_t i = 0; i < p->domains; i++)
		if (dname_equal(p->domain[i], domain))
			return true;
	return false;
}

void
prometheus_take(struct prometheus *p, struct examine *examine,
    const struct since *since)
{
	const struct facts *facts = examine_facts(examine);

	if (is_taken(p, facts->domain))
		return;
	p->domain = arena_push(
	    &p->arena, p->domain, &p->domains, sizeof(*p->domain));
	p->domain[p->domains - 1] = arena_copy(&p->arena, facts->domain);
	p->first = p->samples;
	add(p, METRIC_STATUS, "",
	    findings_exit_code(examine_findings(examine)));
	add_findings(p, examine_findings(examine));
	add_changes(p, since);
	add(p, METRIC_TIME, "", examine_started(examine) / 1000);
	if (!facts->spf_cost.pending && !facts->spf_cost.at_least)
		add(p, METRIC_LOOKUPS, "", facts->spf_cost.lookups);
	add_addresses(p, facts);
	add_keys(p, facts);
}

/* --- Text ---------------------------------------------------------------- */

static bool
has_samples(const struct prometheus *p, size_t metric)
{
	for (size_t i = 0; i < p->samples; i++)
		if (p->sample[i].metric == metric)
			return true;
	return false;
}

static void
print_metric(const struct prometheus *p, size_t metric, struct buf *ret)
{
	const char *name = metrics[metric].name;

	buf_addf(ret, "# HELP %s %s\n", name, metrics[metric].help);
	buf_addf(ret, "# TYPE %s gauge\n", name);
	for (size_t i = 0; i < p->samples; i++)
		if (p->sample[i].metric == metric)
			buf_addf(ret, "%s{%s} %" PRId64 "\n", name,
			    p->sample[i].labels, p->sample[i].value);
}

void
prometheus_print(const struct prometheus *p, struct buf *ret)
{
	for (size_t i = 0; i < COUNT_OF(metrics); i++)
		if (has_samples(p, i))
			print_metric(p, i, ret);
}
