#include "wizard/flow/update.h"

#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/rrdata.h"

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
read_rrset(struct arena *arena, const char *name, int64_t type,
    const struct dns_answer *answer)
{
	struct update_rrset set = {
	    .name = arena_copy(arena, name),
	    .type = plan_type(type),
	    .problem = unusable(arena, name, answer),
	};

	set.before =
	    arena_alloc(arena, (answer->count + 1) * sizeof(*set.before));
	for (size_t i = 0; set.problem == NULL && i < answer->count; i++) {
		set.before[set.befores++] = rrdata_of(arena, &answer->rr[i]);
		set.before_ttl = answer->rr[i].ttl;
	}
	return set;
}

static bool
has(const struct update_rrset *set, struct slice data)
{
	for (size_t i = 0; i < set->befores; i++)
		if (rrdata_equal(set->before[i], data))
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

/* What cannot be remembered cannot be undone. */
static bool
fits(struct arena *arena, uint16_t type, struct slice data)
{
	return strlen(rrdata_print(arena, type, data)) < VALUE_MAX;
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
    const struct change *change, struct slice value, struct slice data,
    bool *wanted)
{
	if (slice_is(value, change->value)) {
		*wanted = true;
		return true;
	}
	if (!plan_is_old(change, value) || set->gones == OLD_MAX ||
	    !fits(arena, set->type, data))
		return false;
	set->gone[set->gones++] = data;
	return true;
}

/* The wanted one comes; a state that somebody edited may hold anything. */
static void
add_wanted(struct arena *arena, struct update_rrset *set,
    const struct change *change)
{
	struct err err = ERR_INIT;
	struct dns_rr rr;

	if (rrdata_read_value(arena, set->type, slice_of(change->value), &rr,
		&err) == ERR_OK)
		set->come[set->comes++] = rrdata_of(arena, &rr);
	else
		give_up(set,
		    arena_printf(arena,
			_("What is to be published at %s cannot be read from "
			  "the state any more."),
			change->name));
}

struct update_rrset
update_to(struct arena *arena, const struct change *change,
    const struct dns_answer *answer)
{
	struct update_rrset set =
	    read_rrset(arena, change->name, change->type, answer);
	const char *ignored;
	bool wanted = false;

	if (set.problem != NULL ||
	    plan_match(arena, change, answer, &ignored) == MATCH_NEW)
		return set;
	for (size_t i = 0; i < answer->count; i++) {
		struct slice value = rrdata_value(arena, &answer->rr[i]);

		if (!plan_is_kind(change, value) ||
		    sort_record(arena, &set, change, value, set.before[i],
			&wanted))
			continue;
		give_up(&set, changed_meanwhile(arena, change->name));
		return set;
	}
	if (!wanted)
		add_wanted(arena, &set, change);
	choose_ttl(&set, change->ttl);
	return set;
}

/* --- Back ---------------------------------------------------------------- */

/* False: a state that was edited. */
static bool
read_sent(struct arena *arena, const struct sent *sent, const char *text,
    struct slice *ret)
{
	struct err err = ERR_INIT;
	struct dns_rr rr;

	if (rrdata_read(arena, plan_type(sent->type), text, &rr, &err) !=
	    ERR_OK)
		return false;
	*ret = rrdata_of(arena, &rr);
	return true;
}

/* What was removed and is not there again; false: it cannot be read. */
static bool
bring_back(struct arena *arena, struct update_rrset *set,
    const struct sent *sent)
{
	for (size_t i = 0; i < OLD_MAX; i++) {
		struct slice data;

		if (sent->removed[i][0] == '\0')
			continue;
		if (!read_sent(arena, sent, sent->removed[i], &data))
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
	struct update_rrset set =
	    read_rrset(arena, sent->name, sent->type, answer);
	struct slice added = {.len = 0};
	bool ours = sent->added[0] != '\0', sound;

	if (set.problem != NULL)
		return set;
	sound = bring_back(arena, &set, sent) &&
	    (!ours || read_sent(arena, sent, sent->added, &added));
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

/* A server silently adds nothing beside an alias: RFC 2136 section 3.4.2.2. */
static void
add_absence(struct arena *arena, struct dnsupdate *update,
    const struct update_rrset *set)
{
	struct dnsupdate_line line = {
	    .verb = set->type == DNS_CNAME ? UPDATE_UNUSED : UPDATE_LACKS,
	    .name = set->name,
	    .type = set->type,
	};

	dnsupdate_add(arena, update, &line);
	line.type = DNS_CNAME;
	if (set->type != DNS_CNAME)
		dnsupdate_add(arena, update, &line);
}

static void
add_prerequisites(struct arena *arena, struct dnsupdate *update,
    const struct update_rrset *set)
{
	struct dnsupdate_line line = {
	    .verb = UPDATE_HAS, .name = set->name, .type = set->type};

	add_lines(arena, update, &line, set->before, set->befores);
	if (set->befores == 0)
		add_absence(arena, update, set);
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
		    .type = rrset[i]->type,
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

static bool
is_about(const struct sent *sent, const char *name, uint16_t type)
{
	return plan_type(sent->type) == type && strcmp(sent->name, name) == 0;
}

void
update_forget(struct decisions *d, const char *name, uint16_t type)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->sents; i++)
		if (!is_about(&d->sent[i], name, type))
			memmove(&d->sent[kept++], &d->sent[i],
			    sizeof(d->sent[i]));
	memset(&d->sent[kept], 0, (d->sents - kept) * sizeof(d->sent[0]));
	d->sents = kept;
}

/* The oldest makes room. */
static struct sent *
new_sent(struct decisions *d)
{
	if (d->sents == CHANGES_MAX)
		memmove(&d->sent[0], &d->sent[1],
		    --d->sents * sizeof(d->sent[0]));
	memset(&d->sent[d->sents], 0, sizeof(d->sent[0]));
	return &d->sent[d->sents++];
}

void
update_remember(
    struct decisions *d, const struct update_rrset *rrset, int64_t now)
{
	struct arena arena = ARENA_INIT;
	struct sent *sent;

	update_forget(d, rrset->name, rrset->type);
	sent = new_sent(d);
	(void)snprintf(sent->name, sizeof(sent->name), "%s", rrset->name);
	sent->type = rrset->type;
	if (rrset->comes > 0)
		(void)snprintf(sent->added, sizeof(sent->added), "%s",
		    rrdata_print(&arena, rrset->type, rrset->come[0]));
	for (size_t i = 0; i < rrset->gones; i++)
		(void)snprintf(sent->removed[i], sizeof(sent->removed[i]),
		    "%s", rrdata_print(&arena, rrset->type, rrset->gone[i]));
	sent->ttl = rrset->before_ttl;
	sent->at = now;
	arena_release(&arena);
}
