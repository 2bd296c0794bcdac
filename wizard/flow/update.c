#include "wizard/flow/update.h"

#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/txtdata.h"

/* --- What is there ------------------------------------------------------- */

/* A problem with the answer itself; NULL: it can be built on. */
static const char *
unusable(struct arena *arena, const char *name, const struct dns_answer *answer)
{
	if (answer->cnames > 0)
		return arena_printf(arena,
		    _("%s is an alias of %s, and nothing can stand beside an "
		      "alias. Publish it there, or remove the alias."),
		    name, answer->cname[0].target);
	if (!dns_is_answered(answer->status))
		return arena_printf(arena,
		    _("The name server did not say what is at %s (%s), so "
		      "nothing is changed there. --server names another one."),
		    name, dns_status_word(answer->status));
	if (!answer->authoritative)
		return arena_printf(arena,
		    _("The name server does not have the zone of %s. --server "
		      "names another one."),
		    name);
	return NULL;
}

static struct update_rrset
read_rrset(struct arena *arena, const char *name,
    const struct dns_answer *answer)
{
	struct update_rrset set = {
	    .name = arena_copy(arena, name),
	    .problem = unusable(arena, name, answer),
	};

	set.before =
	    arena_alloc(arena, (answer->count + 1) * sizeof(*set.before));
	for (size_t i = 0; set.problem == NULL && i < answer->count; i++) {
		set.before[set.befores++] =
		    txtdata_of_rr(arena, &answer->rr[i]);
		set.before_ttl = answer->rr[i].ttl;
	}
	return set;
}

static bool
has(const struct update_rrset *set, struct slice data)
{
	for (size_t i = 0; i < set->befores; i++)
		if (txtdata_equal(set->before[i], data))
			return true;
	return false;
}

/* Records that stay keep their TTL, which is that of them all: RFC 2181 5.2. */
static void
choose_ttl(struct update_rrset *set, int64_t alone)
{
	set->ttl =
	    set->befores > set->gones ? set->before_ttl : (uint32_t)alone;
}

static void
give_up(struct update_rrset *set, const char *problem)
{
	set->gones = set->comes = 0;
	set->problem = problem;
}

/* --- There --------------------------------------------------------------- */

static bool
is_old(const struct change *change, struct slice text)
{
	for (int64_t i = 0; i < change->olds; i++)
		if (slice_is(text, change->old[i]))
			return true;
	return false;
}

/* What cannot be remembered cannot be undone. */
static bool
fits(struct arena *arena, struct slice data)
{
	return strlen(txtdata_print(arena, data)) < VALUE_MAX;
}

static const char *
changed_meanwhile(struct arena *arena, const char *name)
{
	return arena_printf(arena,
	    _("At %s there is something else than when this was decided, so "
	      "nothing is changed there. Look again: run inkan with the "
	      "domain, and go through Review and Publish."),
	    name);
}

/* Sorts one record of the change's kind; false: nobody decided about it. */
static bool
sort_record(struct arena *arena, struct update_rrset *set,
    const struct change *change, struct slice text, struct slice data,
    bool *wanted)
{
	if (slice_is(text, change->value)) {
		*wanted = true;
		return true;
	}
	if (!is_old(change, text) || set->gones == OLD_MAX ||
	    !fits(arena, data))
		return false;
	set->gone[set->gones++] = data;
	return true;
}

struct update_rrset
update_to(struct arena *arena, const struct change *change,
    const struct dns_answer *answer)
{
	struct update_rrset set = read_rrset(arena, change->name, answer);
	enum change_topic topic = (enum change_topic)change->topic;
	const char *ignored;
	bool wanted = false;

	if (set.problem != NULL ||
	    plan_match(arena, change, answer, &ignored) == MATCH_NEW)
		return set;
	for (size_t i = 0; i < answer->count; i++) {
		struct slice text = answer->rr[i].text;

		if (!plan_is_kind(topic, text) ||
		    sort_record(arena, &set, change, text, set.before[i],
			&wanted))
			continue;
		give_up(&set, changed_meanwhile(arena, change->name));
		return set;
	}
	if (!wanted)
		set.come[set.comes++] =
		    txtdata_of_text(arena, slice_of(change->value));
	choose_ttl(&set, change->ttl);
	return set;
}

/* --- Back ---------------------------------------------------------------- */

/* What was removed and is not there again; false: a state that was edited. */
static bool
bring_back(struct arena *arena, struct update_rrset *set,
    const struct sent *sent)
{
	for (size_t i = 0; i < OLD_MAX; i++) {
		struct err err = ERR_INIT;
		struct slice data;

		if (sent->removed[i][0] == '\0')
			continue;
		if (txtdata_parse(arena, sent->removed[i], &data, &err) !=
		    ERR_OK)
			return false;
		if (!has(set, data))
			set->come[set->comes++] = data;
	}
	return true;
}

struct update_rrset
update_back(struct arena *arena, const struct sent *sent,
    const struct dns_answer *answer)
{
	struct update_rrset set = read_rrset(arena, sent->name, answer);
	struct err err = ERR_INIT;
	struct slice added = {.len = 0};
	bool ours = sent->added[0] != '\0', sound;

	if (set.problem != NULL)
		return set;
	sound = bring_back(arena, &set, sent) &&
	    (!ours ||
		txtdata_parse(arena, sent->added, &added, &err) == ERR_OK);
	if (!sound)
		give_up(&set,
		    arena_printf(arena,
			_("What was sent about %s cannot be read from the "
			  "state any more."),
			sent->name));
	else if (ours && has(&set, added))
		set.gone[set.gones++] = added;
	else if (ours && set.comes > 0)
		give_up(&set,
		    arena_printf(arena,
			_("What was sent about %s is not there any more: "
			  "somebody changed it since. Nothing is undone "
			  "there."),
			sent->name));
	choose_ttl(&set, sent->ttl);
	return set;
}

/* --- What is sent -------------------------------------------------------- */

bool
update_is_work(const struct update_rrset *rrset)
{
	return rrset->problem == NULL && rrset->gones + rrset->comes > 0;
}

static void
add_lines(struct arena *arena, struct dnsupdate *update,
    const struct dnsupdate_line *like, const struct slice *data, size_t count)
{
	struct dnsupdate_line line = *like;

	for (size_t i = 0; i < count; i++) {
		line.data = data[i];
		dnsupdate_add(arena, update, &line);
	}
}

static void
add_prerequisites(struct arena *arena, struct dnsupdate *update,
    const struct update_rrset *set)
{
	struct dnsupdate_line line = {
	    .verb = UPDATE_HAS, .name = set->name, .type = DNS_TXT};

	add_lines(arena, update, &line, set->before, set->befores);
	if (set->befores > 0)
		return;
	line.verb = UPDATE_LACKS;
	dnsupdate_add(arena, update, &line);
	/* A server silently adds nothing beside an alias: RFC 2136 3.4.2.2. */
	line.type = DNS_CNAME;
	dnsupdate_add(arena, update, &line);
}

struct dnsupdate
update_lines(struct arena *arena, const char *zone,
    const struct update_rrset *const *rrset, size_t count)
{
	struct dnsupdate update = {.zone = zone};

	for (size_t i = 0; i < count; i++)
		add_prerequisites(arena, &update, rrset[i]);
	for (size_t i = 0; i < count; i++) {
		struct dnsupdate_line line = {
		    .verb = UPDATE_DELETE,
		    .name = rrset[i]->name,
		    .type = DNS_TXT,
		    .ttl = rrset[i]->ttl,
		};

		add_lines(arena, &update, &line, rrset[i]->gone,
		    rrset[i]->gones);
		line.verb = UPDATE_ADD;
		add_lines(arena, &update, &line, rrset[i]->come,
		    rrset[i]->comes);
	}
	return update;
}

/* --- What was sent ------------------------------------------------------- */

void
update_forget(struct decisions *d, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->sents; i++)
		if (strcmp(d->sent[i].name, name) != 0)
			memmove(&d->sent[kept++], &d->sent[i],
			    sizeof(d->sent[i]));
	memset(&d->sent[kept], 0, (d->sents - kept) * sizeof(d->sent[0]));
	d->sents = kept;
}

void
update_remember(
    struct decisions *d, const struct update_rrset *rrset, int64_t now)
{
	struct arena arena = ARENA_INIT;
	struct sent *sent;

	update_forget(d, rrset->name);
	if (d->sents == CHANGES_MAX)
		update_forget(d, arena_copy(&arena, d->sent[0].name));
	sent = &d->sent[d->sents++];
	(void)snprintf(sent->name, sizeof(sent->name), "%s", rrset->name);
	if (rrset->comes > 0)
		(void)snprintf(sent->added, sizeof(sent->added), "%s",
		    txtdata_print(&arena, rrset->come[0]));
	for (size_t i = 0; i < rrset->gones; i++)
		(void)snprintf(sent->removed[i], sizeof(sent->removed[i]),
		    "%s", txtdata_print(&arena, rrset->gone[i]));
	sent->ttl = rrset->before_ttl;
	sent->at = now;
	arena_release(&arena);
}
