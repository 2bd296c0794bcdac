#include "wizard/check/finding.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/checking.h"

#define MESSAGE_MAX 2048 /* octets; what is longer is cut */

static const struct {
	const char *word;
	int weight; /* what is heavier comes first and decides the exit code */
} severities[] = {
    [SEVERITY_OK] = {"ok", 0},
    [SEVERITY_INFO] = {"info", 1},
    [SEVERITY_WARNING] = {"warning", 2},
    [SEVERITY_ERROR] = {"error", 4},
    [SEVERITY_UNKNOWN] = {"unknown", 3},
};

const char *
severity_word(enum severity severity)
{
	return severities[severity].word;
}

static int
weight(const struct finding *finding)
{
	return finding->ignored != NULL ? -1
					: severities[finding->severity].weight;
}

enum severity
findings_worst(const struct findings *findings)
{
	enum severity worst = SEVERITY_OK;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->finding[i];

		if (weight(f) > severities[worst].weight)
			worst = f->severity;
	}
	return worst;
}

static struct finding *
add(struct arena *arena, struct findings *list, const char *id,
    const char *owner, const char *fmt, va_list ap)
{
	const struct check *check = check_find(id);
	struct finding *finding;
	char text[MESSAGE_MAX];

	assert(check != NULL);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	list->finding = arena_push(
	    arena, list->finding, &list->count, sizeof(*list->finding));
	finding = &list->finding[list->count - 1];
	*finding = (struct finding) {
	    .check = check,
	    .severity = check->severity,
	    .owner = owner,
	    .message = arena_copy(arena, text),
	    .fix = _(check->fix),
	    .at = -1,
	};
	return finding;
}

struct finding *
finding_add(struct arena *arena, struct findings *list, const char *id,
    const char *owner, const char *fmt, ...)
{
	struct finding *finding;
	va_list ap;

	va_start(ap, fmt);
	finding = add(arena, list, id, owner, fmt, ap);
	va_end(ap);
	return finding;
}

/* What became of a question, as the end of a sentence. */
static const char *
no_answer(struct arena *arena, const struct dns_answer *answer)
{
	const char *status = dns_status_word(answer->status);
	bool silent = answer->status == DNS_TIMEOUT ||
	    answer->status == DNS_UNREACHABLE;
	char server[IP_TEXT_MAX];

	if (answer->server.family == 0)
		return arena_printf(arena,
		    _("no name server gave an answer (%s)."), status);
	ip_format(&answer->server, server);
	return arena_printf(arena,
	    silent ? _("%s gave no answer (%s).") : _("%s answered %s."),
	    server, status);
}

bool
checking_answered(struct checking *c, const char *id, const char *owner,
    const struct dns_answer *answer, enum dns_type type)
{
	struct finding *finding;

	if (dns_is_answered(answer->status))
		return true;
	if (answer->status == DNS_PENDING)
		return false;
	/* Translators: record type, name, and what became of the question. */
	finding = finding_add(c->arena, c->list, id, owner,
	    _("Could not find out the %s record of %s: %s"),
	    dns_type_word((uint16_t)type), owner,
	    no_answer(c->arena, answer));
	finding->severity = SEVERITY_UNKNOWN;
	finding->fix = _("Try again later. If it stays so, see whether the "
			 "name servers that are responsible can be reached.");
	return false;
}

const char *
checking_text(const struct checking *c, struct slice text)
{
	return text_safe(c->arena, text);
}

struct finding *
checking_found(struct checking *c, const struct spf_term *term, const char *id,
    const char *fmt, ...)
{
	struct finding *finding;
	va_list ap;

	va_start(ap, fmt);
	finding = add(c->arena, c->list, id, c->owner, fmt, ap);
	va_end(ap);
	finding->at = (long)term->at;
	return finding;
}

/* Moves the heaviest to the front; equals keep their order. */
static void
sort(struct finding *finding, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct finding moved = finding[i];
		size_t j = i;

		for (; j > 0 && weight(&finding[j - 1]) < weight(&moved); j--)
			finding[j] = finding[j - 1];
		finding[j] = moved;
	}
}

static void
mark_ignored(const struct facts *facts, struct finding *finding)
{
	for (size_t i = 0; i < facts->ignoreds; i++)
		if (strcmp(facts->ignored[i].id, finding->check->id) == 0)
			finding->ignored = facts->ignored[i].reason;
}

struct findings
check_all(struct arena *arena, const struct facts *facts)
{
	/* In the order in which things are best mended. */
	static void (*const topics[])(
	    struct arena *, const struct facts *, struct findings *) = {
	    check_spf, check_dkim, check_dmarc, check_host, check_dnsbl,
	    check_smtp, check_mtasts, check_tlsrpt, check_dnssec, check_dane,
	    check_bimi};
	struct findings list = {.finding = NULL};

	for (size_t i = 0; i < COUNT_OF(topics); i++)
		topics[i](arena, facts, &list);
	for (size_t i = 0; i < list.count; i++)
		mark_ignored(facts, &list.finding[i]);
	sort(list.finding, list.count);
	return list;
}
