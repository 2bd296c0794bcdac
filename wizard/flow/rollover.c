#include "wizard/flow/rollover.h"

#include "wizard/base/i18n.h"
#include "wizard/flow/dkim_look.h"
#include "wizard/flow/dkim_rotate.h"

/* The record of a key among those that were published; NULL: not among them. */
static const struct change *
change_of(const struct wizard *w, const struct own_view *key)
{
	struct dname name;

	if (!own_name(key->selector, w->d.domain, &name))
		return NULL;
	for (size_t i = 0; i < w->d.changes; i++)
		if (dname_equal(w->d.change[i].name, name.text))
			return &w->d.change[i];
	return NULL;
}

/* Does a message that is signed with it verify, as others see the DNS? */
static bool
is_proved(const struct wizard *w, const char *selector)
{
	for (size_t i = 0; i < w->proof.keys; i++)
		if (dname_equal(w->proof.key[i].selector, selector))
			return w->proof.key[i].good;
	return false;
}

static bool
is_published(const struct wizard *w, const char *selector)
{
	const struct selector_facts *s =
	    dkim_look_at(wizard_facts(w), selector);

	return s != NULL && s->record != NULL;
}

/* By a change that had nothing to do, or before there was any: a rotation. */
static bool
is_there(const struct wizard *w, const struct own_view *key,
    const struct change *change)
{
	if (is_proved(w, key->selector))
		return true;
	return change == NULL ? is_published(w, key->selector)
			      : change->op == CHANGE_KEEP;
}

/* Made, or chosen: it signs, or is to sign as soon as it may. */
static void
view_signing(const struct wizard *w, const struct own_view *key,
    struct arena *a, struct view *v)
{
	const struct change *change = change_of(w, key);

	if (change != NULL && change->op != CHANGE_KEEP && change->visible != 0)
		view_text(a, v,
		    _("%s: every name server and resolver has it since %s. "
		      "The signer may use it now."),
		    key->selector, when_date(a, change->visible))
		    ->role = ROLE_OK;
	else if (is_there(w, key, change))
		view_text(a, v,
		    _("%s: it is in the DNS. The signer may use it now."),
		    key->selector)
		    ->role = ROLE_OK;
	else
		view_text(a, v,
		    _("%s: not everybody has it yet. Do not let the signer "
		      "use it before Wait says that it is there."),
		    key->selector)
		    ->role = ROLE_WARNING;
}

static void
view_coming(const struct wizard *w, const struct own_view *key,
    struct arena *a, struct view *v)
{
	view_text(a, v,
	    _("%s: it is to take over. Whether it may: inkan dkim rotate %s"),
	    key->selector, w->d.domain);
}

static void
view_old(const struct wizard *w, const struct own_view *key, struct arena *a,
    struct view *v)
{
	int64_t due = rotate_due(&w->d);

	if (wizard_now(w) < due)
		view_text(a, v,
		    _("%s: mail that it signed is under way. Leave it in the "
		      "DNS until %s."),
		    key->selector, when_date(a, due));
	else
		view_text(a, v,
		    _("%s: it may be withdrawn since %s: inkan dkim rotate %s "
		      "--next"),
		    key->selector, when_date(a, due), w->d.domain);
}

static bool
is_own(const struct wizard *w, const char *selector)
{
	struct own_view key;

	return own_find(&w->d, selector, &key);
}

/* What signed before this domain came here is not among our keys. */
static void
view_others(const struct wizard *w, struct arena *a, struct view *v)
{
	const struct facts *f = wizard_facts(w);
	int64_t until = wizard_now(w) + ROTATE_RETIRE_MS;

	for (size_t i = 0; f != NULL && i < f->selectors; i++) {
		const struct selector_facts *s = &f->selector[i];

		if (s->record == NULL || is_own(w, s->name))
			continue;
		view_text(a, v,
		    _("%s: if your server signed with it until today, leave it "
		      "in the DNS until %s, for mail that is under way."),
		    step_safe(a, slice_of(s->name)), when_date(a, until));
	}
}

void
rollover_view(const struct wizard *w, struct arena *a, struct view *v)
{
	static void (*const views[])(const struct wizard *,
	    const struct own_view *, struct arena *, struct view *) = {
	    [OWN_MAIN] = view_signing,
	    [OWN_SECOND] = view_signing,
	    [OWN_NEXT] = view_coming,
	    [OWN_OLD] = view_old,
	    [OWN_REVOKED] = NULL,
	};
	struct own_view key[OWN_MAX];
	size_t count = own_keys(&w->d, key);

	for (size_t i = 0; i < count; i++)
		if (views[key[i].role] != NULL)
			views[key[i].role](w, &key[i], a, v);
	if (count > 0)
		view_others(w, a, v);
}
