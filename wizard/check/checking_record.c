/* What holds for every record that is one TXT text at a name of its own. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/checking.h"
#include "wizard/check/inspect.h"

bool
checking_receives(const struct facts *facts)
{
	for (size_t i = 0; i < facts->mxs; i++)
		if (!facts->mx[i].is_null)
			return true;
	return false;
}

void
checking_offer(struct checking *c, size_t first, const char *value)
{
	struct finding *gravest = NULL;

	for (size_t i = first; i < c->list->count; i++) {
		struct finding *f = &c->list->finding[i];

		if (gravest == NULL || f->severity > gravest->severity)
			gravest = f;
	}
	if (gravest != NULL)
		gravest->value = value;
}

const char *
checking_meant(struct checking *c, mend_record *mend, struct slice text)
{
	const char *meant = mend(c->arena, text);

	if (meant == NULL && text_is_plain(text))
		meant = arena_copy_slice(c->arena, text);
	return meant;
}

const char *
checking_undoubled(struct checking *c, const char *name)
{
	const char *domain = c->facts->domain;
	size_t len = strlen(name), tail = strlen(domain);
	const char *rest;

	if (len <= tail + 1 || !dname_is_within(name, domain))
		return NULL;
	rest = arena_copy_slice(
	    c->arena, (struct slice) {name, len - tail - 1});
	return inspect_registrable(rest) != NULL ? rest : NULL;
}

bool
checking_never_sends(const struct facts *facts)
{
	const struct spf_record *record = facts->spf->record;

	return record != NULL && record->terms > 0 &&
	    checking_names_nobody(record);
}

bool
checking_never_signs(const struct checking *c)
{
	const struct dns_answer *wild = c->facts->wildcard;

	return wild != NULL && wild->count == 1 &&
	    dkim_is_record(wild->rr[0].text) &&
	    (dkim_parse(c->arena, wild->rr[0].text)->faults &
		DKIM_FAULT_REVOKED) != 0;
}

/* A wildcard answers at every name; one finding elsewhere says so. */
static bool
is_wildcards(const struct facts *f, struct slice text)
{
	for (size_t i = 0; f->wildcard != NULL && i < f->wildcard->count; i++)
		if (f->wildcard->rr[i].text.len == text.len &&
		    memcmp(f->wildcard->rr[i].text.ptr, text.ptr, text.len) ==
			0)
			return true;
	return false;
}

static void
report_other(struct checking *c, const struct tls_record *at,
    const struct checking_kind *kind, struct slice text)
{
	struct finding *finding;

	if (kind->is_attempt(text)) {
		finding_add(c->arena, c->list, kind->malformed, at->name,
		    _("The text at %s does not begin with %s in exactly these "
		      "letters: \"%s\"."),
		    at->name, kind->begins, checking_text(c, text))
		    ->at = 0;
		return;
	}
	finding = finding_add(c->arena, c->list, kind->misplaced, at->name,
	    _("%s also has the text \"%s\"."), at->name,
	    checking_text(c, text));
	finding->severity = SEVERITY_WARNING;
}

static void
check_apex(struct checking *c, const struct tls_record *at,
    const struct checking_kind *kind)
{
	const struct dns_answer *txt = c->facts->txt;

	for (size_t i = 0; i < txt->count; i++)
		if (kind->is_record(txt->rr[i].text))
			finding_add(c->arena, c->list, kind->misplaced,
			    c->owner,
			    _("The record \"%s\" stands at %s; it belongs to "
			      "%s."),
			    checking_text(c, txt->rr[i].text), c->owner,
			    at->name);
}

bool
checking_text_record(struct checking *c, const struct tls_record *at,
    const struct checking_kind *kind)
{
	if (at->name == NULL ||
	    !checking_answered(
		c, kind->missing, at->name, at->answer, DNS_TXT))
		return false;
	for (size_t i = 0; i < at->answer->count; i++) {
		struct slice text = at->answer->rr[i].text;

		if (!kind->is_record(text) && !is_wildcards(c->facts, text))
			report_other(c, at, kind, text);
	}
	if (at->records > 1)
		finding_add(c->arena, c->list, kind->misplaced, at->name,
		    _("%s has %zu records that begin with %s; receivers "
		      "ignore them all."),
		    at->name, at->records, kind->begins);
	check_apex(c, at, kind);
	return true;
}

void
checking_faults(struct checking *c, const char *id,
    const struct tls_record *at, unsigned present,
    const struct checking_fault *faults, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if ((present & faults[i].bit) != 0)
			finding_add(c->arena, c->list, id, at->name,
			    _(faults[i].fmt), at->name,
			    checking_text(c, at->text));
}
