#include "tests/unit/flow/known.h"

#include <string.h>

#include "wizard/record/dname.h"

void
known_begin(struct known *known, const char *lines)
{
	struct err err = ERR_INIT;
	char *text;

	memset(known, 0, sizeof(*known));
	known->inquiry = inquiry_new();
	text = arena_printf(&known->arena,
	    "$TTL 300\n"
	    ". SOA ns. root. 1 3600 600 86400 600\n"
	    ". NS ns.\n"
	    "%s",
	    lines);
	if (zonefile_parse(&known->arena, slice_of(text), "", &known->zone,
		&err) != ERR_OK)
		fail_msg("%s in\n%s", err.msg, text);
}

void
known_end(struct known *known)
{
	inquiry_free(known->inquiry);
	arena_release(&known->arena);
}

static const struct dns_answer *
answer(struct known *known, struct arena *arena, const char *name,
    uint16_t type)
{
	static const struct dns_answer silence = {.status = DNS_TIMEOUT};

	if (dname_is_within(name, "silent"))
		return &silence;
	return zonefile_answer(arena, &known->zone, 1, name, type);
}

bool
known_answer(struct known *known)
{
	struct question *q;
	bool any = false;

	while ((q = inquiry_unsent(known->inquiry)) != NULL) {
		inquiry_answer(known->inquiry, q,
		    answer(known, inquiry_arena(known->inquiry), q->name,
			q->type));
		any = true;
	}
	return any;
}

/* --- Verdicts -------------------------------------------------------- */

struct judging {
	struct known *known;
	struct arena *arena;
	const char *domain;
	struct dns_rr rr;
	struct dns_answer record;
};

static const struct dns_answer *
ask(void *self, const char *name, uint16_t type)
{
	struct judging *j = self;

	if (type == DNS_TXT && dname_equal(name, j->domain))
		return &j->record;
	return answer(j->known, j->arena, name, type);
}

enum spf_result
known_verdict(struct known *known, const char *domain, const char *record,
    const struct ip *ip)
{
	struct arena arena = ARENA_INIT;
	struct judging j = {.known = known, .arena = &arena, .domain = domain};
	struct spf_source source = {ask, &j};
	struct spf_query query = {
	    .ip = *ip,
	    .helo = domain,
	    .mail_from = "",
	    .domain = domain,
	};
	const struct spf_outcome *outcome;
	enum spf_result result;

	j.rr.owner = domain;
	j.rr.type = DNS_TXT;
	j.rr.text = slice_of(record);
	j.record.status = DNS_OK;
	j.record.rr = &j.rr;
	j.record.count = 1;
	outcome = spf_evaluate(&arena, &source, &query);
	assert_false(outcome->pending);
	result = outcome->result;
	arena_release(&arena);
	return result;
}
