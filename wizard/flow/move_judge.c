/* What the stages of a move wait for, and what shows that they are over. */
#include <inttypes.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/dkim_look.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/moving.h"

static const struct move *
move_of(const struct stages *s)
{
	return s->subject;
}

/* --- Time --------------------------------------------------------------------------- */

/* What a TTL is to be while it goes on, seconds. */
static int64_t
low_ttl(const struct decisions *d)
{
	return d->move.low > MOVE_TTL ? d->move.low : MOVE_TTL;
}

/*
 * How long a cache keeps what was there before a change, ms: where nothing was
 * lowered, as long as ever.
 */
static int64_t
patience(const struct move *m)
{
	int64_t ttl = m->d->move.ttl, low = low_ttl(m->d);

	return (m->d->move.start == MOVE_AHEAD && low < ttl ? low : ttl) *
	    1000;
}

static void
wait_since(struct stages *s, enum move_stage stage, const char *id,
    int64_t span, const char *text)
{
	stages_add_due(s, id, NEED_TTL, stages_since(s, stage) + span, text);
}

/* --- Servers ------------------------------------------------------------------------ */

/* All servers of the zone have to show it: caches ask any of them. */
static void
judge_servers(struct stages *s)
{
	const struct health_facts *h = &move_of(s)->facts->health;
	const struct dns_rr *first = NULL;

	for (size_t i = 0; i < h->servers; i++) {
		const struct dns_answer *soa = h->server[i].soa;

		if (soa == NULL || soa->count == 0) {
			stages_add(s, "servers", NEED_DNS, STAGE_LOOK,
			    arena_printf(s->arena,
				_("%s did not answer; what it serves is not "
				  "known."),
				h->server[i].name));
			continue;
		}
		if (first == NULL)
			first = &soa->rr[0];
		if (soa->rr[0].soa_serial != first->soa_serial) {
			stages_add(s, "servers", NEED_DNS, STAGE_OPEN,
			    arena_printf(s->arena,
				_("%s serves another version of the zone than "
				  "the others."),
				h->server[i].name));
			return;
		}
	}
}

/* --- Lower, restore ------------------------------------------------------------------- */

static void
judge_ttls(struct stages *s, const struct move_ttl *ttl, size_t count)
{
	int64_t low = low_ttl(move_of(s)->d);

	for (size_t i = 0; i < count; i++)
		if (ttl[i].ttl > low)
			stages_add(s, "ttl", NEED_DNS, STAGE_OPEN,
			    arena_printf(s->arena,
				_("%s %s has a TTL of %" PRIu32
				  " s; make it %" PRId64 " s."),
				ttl[i].name, dns_type_word(ttl[i].type),
				ttl[i].ttl, low));
}

void
move_judge_lower(struct stages *s)
{
	const struct move *m = move_of(s);
	size_t count;
	struct move_ttl *ttl = move_ttls(s->arena, m->facts, &count);

	if (m->d->move.start != MOVE_AHEAD) {
		stages_add(s, "late", NEED_FACT, STAGE_MET,
		    _("It is too late for that: what is new is in use "
		      "already."));
		return;
	}
	if (!dns_is_answered(m->facts->txt->status) ||
	    !dns_is_answered(m->facts->mx_answer->status)) {
		stages_add(s, "ttl", NEED_DNS, STAGE_UNKNOWN,
		    _("The name servers of the domain did not say what its "
		      "TTLs are."));
		return;
	}
	judge_ttls(s, ttl, count);
	judge_servers(s);
}

void
move_judge_restore(struct stages *s)
{
	const struct move *m = move_of(s);
	size_t count;
	struct move_ttl *ttl = move_ttls(s->arena, m->facts, &count);

	if (count > 0 && ttl[0].ttl < m->d->move.ttl)
		stages_add(s, "ttl", NEED_FACT, STAGE_LOOK,
		    arena_printf(s->arena,
			_("The longest TTL is %" PRIu32 " s; it was %" PRId64
			  " s before."),
			ttl[0].ttl, m->d->move.ttl));
	stages_add_word(s, _("You say that the move is over."));
}

/* --- SPF --------------------------------------------------------------------------------- */

static enum stage_state
spf_state(const char *verdict)
{
	if (verdict == NULL || strcmp(verdict, "temperror") == 0)
		return STAGE_UNKNOWN;
	return strcmp(verdict, "pass") == 0 ? STAGE_MET : STAGE_OPEN;
}

static void
judge_sender(struct stages *s, const struct move_address *a)
{
	const char *verdict = a->facts == NULL ? NULL : a->facts->spf;
	enum stage_state state = spf_state(verdict);
	char ip[IP_TEXT_MAX];

	ip_format(&a->ip, ip);
	stages_add(s, "spf", NEED_DNS, state,
	    state == STAGE_MET
		? arena_printf(s->arena, _("Mail from %s passes SPF."), ip)
		: state == STAGE_OPEN
		? arena_printf(s->arena,
		      _("Mail from %s does not pass SPF (%s)."), ip, verdict)
		: arena_printf(s->arena,
		      _("It could not be found out whether mail from %s "
			"passes SPF."),
		      ip));
}

/* Bounces are judged by the name that the server says, section 2.4. */
static void
judge_hello(struct stages *s, const struct move_address *a)
{
	const struct facts *f = move_of(s)->facts;
	char ip[IP_TEXT_MAX];

	if (a->facts == NULL || f->helo_spf == NULL ||
	    f->helo_spf->record == NULL ||
	    spf_state(a->facts->spf_helo) != STAGE_OPEN)
		return;
	ip_format(&a->ip, ip);
	stages_add(s, "hello", NEED_DNS, STAGE_OPEN,
	    arena_printf(s->arena,
		_("%s has an SPF record of its own, which does not allow "
		  "%s."),
		f->helo, ip));
}

/* Names are about to lead elsewhere; mail in the old queue must not care. */
static void
judge_old_sender(struct stages *s, const struct move_address *a)
{
	const struct move *m = move_of(s);
	char ip[IP_TEXT_MAX];

	if (!move_leans_on_name(s->arena, m->facts, a)) {
		judge_sender(s, a);
		return;
	}
	ip_format(&a->ip, ip);
	stages_add(s, "spf", NEED_DNS, STAGE_OPEN,
	    arena_printf(s->arena,
		_("Mail from %s passes SPF only for as long as a name leads "
		  "there: the record has to name the address itself."),
		ip));
}

/* Of TTLs that were short from the beginning nobody knows what they were. */
static void
judge_lowered(struct stages *s)
{
	const struct move *m = move_of(s);

	wait_since(s, MOVE_LOWER, "old-ttl", m->d->move.ttl * 1000,
	    _("Caches have forgotten records with the long TTL."));
	if (m->d->move.ttl <= MOVE_TTL)
		stages_add(s, "ttl-before", NEED_FACT, STAGE_LOOK,
		    arena_printf(s->arena,
			_("The TTLs were short already when this plan began. "
			  "If they were lowered for it, say how long they "
			  "were: inkan move %s --old-ttl SECONDS"),
			m->d->domain));
}

void
move_judge_allow(struct stages *s)
{
	const struct move *m = move_of(s);

	if (m->d->move.start == MOVE_AHEAD)
		judge_lowered(s);
	for (size_t i = 0; i < m->news; i++) {
		judge_sender(s, &m->new[i]);
		judge_hello(s, &m->new[i]);
	}
	for (size_t i = 0; i < m->olds; i++)
		if (m->d->move.start != MOVE_GONE)
			judge_old_sender(s, &m->old[i]);
	judge_servers(s);
}

/* --- DKIM -------------------------------------------------------------------------------- */

/* Nothing of ours: then what signs is elsewhere, or nothing signs. */
static void
judge_no_key(struct stages *s)
{
	const struct move *m = move_of(s);
	const char *selector = NULL;

	for (size_t i = 0; i < m->facts->selectors; i++)
		if (m->facts->selector[i].record != NULL)
			selector = m->facts->selector[i].name;
	if (m->d->dkim == DKIM_ELSEWHERE || selector == NULL)
		stages_add(s, "key", NEED_FACT, STAGE_LOOK,
		    _("No DKIM key of this server is known: nothing has to "
		      "be carried along."));
	else
		stages_add(s, "key", NEED_DNS, STAGE_OPEN,
		    arena_printf(s->arena,
			_("The key of selector %s is not on this machine. "
			  "Carry it along (inkan dkim import) or make a new "
			  "one with another selector (inkan dkim new)."),
			selector));
}

static void
judge_own_key(struct stages *s, const struct own_view *key)
{
	const struct facts *f = move_of(s)->facts;
	const struct selector_facts *found = dkim_look_at(f, key->selector);
	enum stage_state state = STAGE_OPEN;

	if (found == NULL ||
	    (found->record == NULL && !dns_is_answered(found->answer->status)))
		state = STAGE_UNKNOWN;
	else if (dkim_look_is(
		     f, key->selector, key->type, key->public_base64))
		state = STAGE_MET;
	stages_add(s, "key", NEED_DNS, state,
	    arena_printf(s->arena,
		state == STAGE_MET
		    ? _("The key of selector %s is on this machine and in "
			"the DNS.")
		    : _("The key of selector %s is on this machine, but not "
			"in the DNS: inkan export shows its record."),
		key->selector));
}

void
move_judge_key(struct stages *s)
{
	const struct move *m = move_of(s);
	struct own_view key[OWN_MAX];
	size_t count = own_keys(m->d, key), wanted = 0;

	for (size_t i = 0; i < count; i++) {
		if (key[i].role != OWN_MAIN && key[i].role != OWN_SECOND)
			continue;
		wanted++;
		judge_own_key(s, &key[i]);
	}
	if (wanted == 0)
		judge_no_key(s);
	judge_servers(s);
}

/* --- Names --------------------------------------------------------------------------------- */

static bool
is_received_by(const struct move_address *a)
{
	return a->facts != NULL && (a->facts->roles & ADDRESS_MX) != 0;
}

/* Did mail of that family come to an address that is left? */
static bool
receives(const struct move *m, uint8_t family)
{
	for (size_t i = 0; i < m->olds; i++)
		if (m->old[i].ip.family == family && is_received_by(&m->old[i]))
			return true;
	return false;
}

static void
judge_pointer(struct stages *s, const struct move_address *a, const char *ip)
{
	const struct address_facts *f = a->facts;

	if (f == NULL || f->confirmed == CONFIRM_UNKNOWN)
		stages_add(s, "ptr", NEED_DNS, STAGE_UNKNOWN,
		    arena_printf(s->arena,
			_("It could not be found out where the PTR of %s "
			  "leads."),
			ip));
	else if (f->confirmed == CONFIRM_YES)
		stages_add(s, "ptr", NEED_DNS, STAGE_MET,
		    arena_printf(s->arena,
			_("The PTR of %s is %s, which leads back."), ip,
			f->name[0]));
	else
		stages_add(s, "ptr", NEED_DNS, STAGE_OPEN,
		    arena_printf(s->arena,
			_("%s has no PTR that leads back: ask whoever gave "
			  "you the address to set it to the name that your "
			  "server says."),
			ip));
}

static void
judge_name_of(struct stages *s, const struct move_address *a)
{
	const struct move *m = move_of(s);
	const struct facts *f = m->facts;
	const char *type = a->ip.family == 4 ? "A" : "AAAA";
	char ip[IP_TEXT_MAX];

	ip_format(&a->ip, ip);
	if (dname_is_within(f->helo, f->domain) && !move_is_named(f, &a->ip))
		stages_add(s, "name", NEED_DNS, STAGE_OPEN,
		    arena_printf(s->arena,
			_("%s does not lead to %s yet: add a record of type "
			  "%s beside what is there."),
			f->helo, ip, type));
	if (receives(m, a->ip.family) && !is_received_by(a))
		stages_add(s, "mx", NEED_DNS, STAGE_OPEN,
		    arena_printf(s->arena,
			_("No MX host leads to %s yet: add a record of type "
			  "%s beside what is there, or another MX."),
			ip, type));
	judge_pointer(s, a, ip);
}

void
move_judge_name(struct stages *s)
{
	const struct move *m = move_of(s);

	for (size_t i = 0; i < m->news; i++)
		judge_name_of(s, &m->new[i]);
	judge_servers(s);
}

/* --- Switch, watch, remove ----------------------------------------------------------------- */

void
move_judge_switch(struct stages *s)
{
	const struct move *m = move_of(s);
	int64_t negative = m->facts->zone == NULL
	    ? 0
	    : (int64_t)m->facts->zone->negative_ttl * 1000;
	int64_t span = patience(m);

	wait_since(s, MOVE_ALLOW, "spf-ttl", negative > span ? negative : span,
	    _("Caches have forgotten the SPF record without the new "
	      "addresses."));
	wait_since(s, MOVE_KEY, "key-ttl", negative > span ? negative : span,
	    _("Caches have forgotten that there was no such key."));
	wait_since(s, MOVE_NAME, "name-ttl", span,
	    _("Caches have forgotten where the name led before."));
	if (m->d->move.start == MOVE_AHEAD)
		stages_add_word(
		    s, _("You say that the new server sends and receives."));
}

void
move_judge_watch(struct stages *s)
{
	const struct move *m = move_of(s);
	int64_t span = patience(m);

	if (m->d->move.start != MOVE_GONE)
		span += STAGES_QUEUE_MS;
	if (m->olds > 0)
		stages_add_due(s, "queue", NEED_DATE,
		    stages_since(s, MOVE_SWITCH) + span,
		    _("Nothing is in the queue of the old server, and no "
		      "cache leads there."));
}

static void
judge_left(struct stages *s, const struct ip *ip)
{
	char text[IP_TEXT_MAX];

	ip_format(ip, text);
	stages_add(s, "spf", NEED_DNS, STAGE_OPEN,
	    arena_printf(
		s->arena, _("The SPF record still names %s."), text));
}

/* What an include or a network covers is not ours to remove. */
static void
judge_removed(struct stages *s, const struct move_address *a)
{
	const struct facts *f = move_of(s)->facts;
	const char *verdict = a->facts == NULL ? NULL : a->facts->spf;
	unsigned roles = a->facts == NULL ? 0 : a->facts->roles;
	char ip[IP_TEXT_MAX];

	ip_format(&a->ip, ip);
	if ((roles & ADDRESS_SPF) != 0)
		judge_left(s, &a->ip);
	else if (spf_state(verdict) == STAGE_MET)
		stages_add(s, "spf", NEED_DNS, STAGE_LOOK,
		    arena_printf(s->arena,
			_("Mail from %s still passes SPF, by a network, a "
			  "name or an include."),
			ip));
	if ((roles & ADDRESS_MX) != 0 || move_is_named(f, &a->ip))
		stages_add(s, "name", NEED_DNS, STAGE_OPEN,
		    arena_printf(s->arena,
			_("The name of a mail server still leads to %s."),
			ip));
}

void
move_judge_remove(struct stages *s)
{
	const struct move *m = move_of(s);

	for (size_t i = 0; i < m->olds; i++)
		judge_removed(s, &m->old[i]);
	for (size_t i = 0; i < m->stales; i++)
		if (move_is_marked(m->d, &m->stale[i]))
			judge_left(s, &m->stale[i]);
	judge_servers(s);
}
