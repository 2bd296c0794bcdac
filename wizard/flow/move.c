#include "wizard/flow/move.h"

#include "wizard/base/i18n.h"
#include "wizard/flow/moving.h"

/* --- The plan ------------------------------------------------------------------------------ */

static const struct stage table[MOVE_STAGES] = {
    [MOVE_LOWER] = {"lower", N_("Lower the TTLs"),
	N_("Give these records a short TTL in your DNS panel. If it does "
	   "not let you: inkan move %s --next"),
	N_("The shorter caches remember, the shorter is every wait that "
	   "follows."),
	N_("Set the TTLs back: nothing else has changed."), move_judge_lower, NULL,
	MOVE_RESTORE},
    [MOVE_ALLOW] = {"allow", N_("Allow the new addresses beside the old"),
	N_("Publish the SPF record of %s with both. Remove nothing."),
	N_("Mail from the new server would fail wherever it is not allowed "
	   "yet."),
	N_("Publish the old SPF record again: the new server does not send "
	   "yet."),
	move_judge_allow, move_allowing, MOVE_REMOVE},
    [MOVE_KEY] = {"key", N_("Bring the DKIM key to the new server"),
	N_("Carry the key along, or make a new one for %s and publish it "
	   "before it signs. Leave the old one in the DNS."),
	N_("A signature counts only where its key can be found."),
	N_("Delete the new key record: nothing is signed with it."), move_judge_key,
	NULL, 0},
    [MOVE_NAME] = {"name", N_("Let names lead to the new server"),
	N_("Add the new addresses to the name of the mail server of %s beside "
	   "the old ones, then have the PTR set. The new server must accept "
	   "mail from now on."),
	N_("Receivers refuse mail from addresses whose name does not lead "
	   "back."),
	N_("Remove the new addresses from the name."), move_judge_name, NULL, 0},
    [MOVE_SWITCH] = {"switch", N_("Send from the new server"),
	N_("Let the new server send and receive, and stop new mail on the old "
	   "one, which goes on emptying its queue. Then: inkan move %s "
	   "--next"),
	N_("Every cache knows the new addresses; the old ones are still "
	   "good."),
	N_("Send from the old server again: all its records are still "
	   "there."),
	move_judge_switch, NULL, 0},
    [MOVE_WATCH] = {"watch", N_("Wait for what is under way"),
	N_("Leave everything as it is and look for bounces. Nothing has to be "
	   "done for %s."),
	N_("A queue is emptied in five days at the latest, RFC 5321 section "
	   "4.5.4.1."),
	N_("Send from the old server again: all its records are still "
	   "there."),
	move_judge_watch, NULL, 0},
    [MOVE_REMOVE] = {"remove", N_("Remove the old addresses"),
	N_("Take the old addresses out of the SPF record of %s and away from "
	   "its names."),
	N_("Whoever is given the old address next could send as you."),
	N_("Publish them again: caches follow within the TTL."), move_judge_remove,
	move_removing, MOVE_RESTORE},
    [MOVE_RESTORE] = {"restore", N_("Set the TTLs back"),
	N_("Give the records their long TTL again. Then the move is over: "
	   "inkan move %s --next"),
	N_("With a short TTL every failure of a name server is felt at "
	   "once."),
	N_("Lower the TTLs again."), move_judge_restore, NULL, 0},
};

static bool
is_left(const struct move *m, const struct ip *ip)
{
	for (size_t i = 0; i < m->olds; i++)
		if (ip_equal(&m->old[i].ip, ip))
			return true;
	return false;
}

static void
find_stale(struct arena *arena, struct move *m)
{
	const struct facts *f = m->facts;

	for (size_t i = 0; i < f->addresses; i++) {
		if (!move_is_stale(f, &f->address[i]) ||
		    is_left(m, &f->address[i].ip))
			continue;
		m->stale = arena_push(
		    arena, m->stale, &m->stales, sizeof(*m->stale));
		m->stale[m->stales - 1] = f->address[i].ip;
	}
}

static void
find_addresses(struct move *m)
{
	for (size_t i = 0; i < m->d->movings; i++) {
		const struct moving *moving = &m->d->moving[i];
		struct move_address a = {.facts = NULL};

		if (!ip_parse(slice_of(moving->ip), &a.ip))
			continue;
		for (size_t k = 0; k < m->facts->addresses; k++)
			if (ip_equal(&m->facts->address[k].ip, &a.ip))
				a.facts = &m->facts->address[k];
		if (moving->side == MOVE_OLD)
			m->old[m->olds++] = a;
		else
			m->new[m->news++] = a;
	}
}

void
move_find(struct arena *arena, const struct facts *facts,
    const struct decisions *d, int64_t now, struct move *ret)
{
	*ret = (struct move) {.facts = facts, .d = d};
	find_addresses(ret);
	find_stale(arena, ret);
	ret->plan = (struct stages) {
	    .arena = arena,
	    .stage = table,
	    .count = COUNT_OF(table),
	    .subject = ret,
	    .now = now,
	    .reached = d->move.reached,
	};
	stages_find(&ret->plan);
}

/* --- Going on ------------------------------------------------------------------------------ */

bool
move_note(const struct move *m, struct decisions *d)
{
	return stages_note(&m->plan, d->move.reached);
}

bool
move_can_say(const struct move *m)
{
	return m->plan.at == MOVE_LOWER || stages_can_go_on(&m->plan);
}

void
move_say(const struct move *m, struct decisions *d)
{
	size_t count;
	struct move_ttl *ttl = move_ttls(m->plan.arena, m->facts, &count);

	if (m->plan.at == MOVE_LOWER && count > 0)
		d->move.low = ttl[0].ttl;
	else if (m->plan.at == MOVE_RESTORE)
		move_end(d);
	else
		stages_say(&m->plan, d->move.reached);
}
