/*
 * Which edition of a zone each of its servers has. Serials alone prove nothing:
 * servers that share a database need not have the same; they explain why one
 * server lacks what another one has.
 */
#include "wizard/flow/watch_state.h"

/* RFC 1982 section 3.2. */
static bool
is_older(uint32_t a, uint32_t b)
{
	return a != b && b - a < UINT32_C(1) << 31;
}

/* --- How long the zone denies names --------------------------------------------- */

/*
 * What was noted before publishing may have been more. What an alias leads to in
 * another zone is denied by that one.
 */
static void
note_negative_ttl(struct watch *w, size_t lead, uint32_t ttl)
{
	for (size_t i = lead; i < w->changes; i++) {
		struct change *change = &w->change[i];

		if (watch_is_watched(w, i) && w->lead[i] == lead &&
		    w->link[i][0].text[0] == '\0' &&
		    change->at_authority == 0 && change->negative_ttl < ttl)
			change->negative_ttl = ttl;
	}
}

/*
 * A cache that validates concludes from an NSEC record that other names are not
 * there either, RFC 8198. Zones made before RFC 9077 let these records live as
 * long as SOA MINIMUM says, which may be longer than the SOA itself lives.
 */
void
watch_judge_denial(struct watch_question *q, const struct dns_answer *answer)
{
	struct watch *w = q->watch;

	if (answer->status != DNS_OK || !answer->authoritative)
		return;
	if (answer->rr[0].type == DNS_NSEC)
		note_negative_ttl(w, q->change, answer->rr[0].ttl);
	else /* NSEC3 records cannot be asked for */
		w->is_hashed[q->change] = true;
}

/* RFC 2308 section 5. */
static void
note_soa(struct watch *w, size_t lead, const struct dns_rr *soa)
{
	note_negative_ttl(w, lead,
	    soa->ttl < soa->soa_minimum && !w->is_hashed[lead]
		? soa->ttl
		: soa->soa_minimum);
}

/* --- Editions ------------------------------------------------------------------- */

void
watch_judge_soa(struct watch_question *q, const struct dns_answer *answer)
{
	struct watch_serial *serial = &q->server->serial[q->change];

	if (answer->status != DNS_OK || !answer->authoritative)
		return;
	serial->known = true;
	serial->number = answer->rr[0].soa_serial;
	serial->refresh = answer->rr[0].soa_refresh;
	note_soa(q->watch, q->change, &answer->rr[0]);
}

const struct watch_serial *
watch_serial(const struct watch *w, size_t server, size_t change)
{
	return &w->server[server].serial[w->lead[change]];
}

uint32_t
watch_newest(const struct watch *w, size_t change)
{
	const struct watch_serial *newest = NULL;

	for (size_t i = 0; i < w->servers; i++) {
		const struct watch_serial *s = watch_serial(w, i, change);

		if (s->known &&
		    (newest == NULL || is_older(newest->number, s->number)))
			newest = s;
	}
	return newest == NULL ? 0 : newest->number;
}

void
watch_note_serials(struct watch *w)
{
	for (size_t c = 0; c < w->changes; c++) {
		uint32_t newest = watch_newest(w, c);

		for (size_t i = 0; w->lead[c] == c && i < w->servers; i++) {
			struct watch_serial *s = &w->server[i].serial[c];

			if (!s->known || !is_older(s->number, newest))
				s->behind = 0;
			else if (s->behind == 0)
				s->behind = watch_clock(w);
		}
	}
}

/* Does another server of the zone have the record, at that serial? */
static bool
has_record_at(const struct watch *w, size_t change, uint32_t number)
{
	for (size_t i = 0; i < w->servers; i++) {
		const struct watch_serial *s = watch_serial(w, i, change);

		if (w->server[i].cell[change].state == CELL_NEW && s->known &&
		    s->number == number)
			return true;
	}
	return false;
}

enum watch_edition
watch_edition(const struct watch *w, size_t server, size_t change)
{
	const struct watch_serial *s = watch_serial(w, server, change);

	if (!s->known)
		return EDITION_UNKNOWN;
	if (is_older(s->number, watch_newest(w, change)))
		return s->behind != 0 && watch_clock(w) - s->behind >
			(int64_t)s->refresh * 1000
		    ? EDITION_STUCK
		    : EDITION_OLDER;
	return w->server[server].cell[change].state != CELL_NEW &&
		has_record_at(w, change, s->number)
	    ? EDITION_NOT_RAISED
	    : EDITION_NEWEST;
}
