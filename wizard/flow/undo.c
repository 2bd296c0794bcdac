#include "wizard/flow/undo.h"

#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/plan.h"
#include "wizard/flow/when.h"
#include "wizard/record/spf.h"

/* --- What happens -------------------------------------------------------- */

/* Which mail fails when the record goes, and when the one before comes back. */
static const struct {
	const char *removed, *replaced;
} effects[TOPICS] = {
    [TOPIC_DKIM] =
	{
	    N_("Mail that is signed with this key fails DKIM from then on, and "
	       "so does signed mail that is still under way. Tell the signer "
	       "to stop first, and wait 7 days."),
	    N_("The key before counts again: mail that is signed with the "
	       "present one fails DKIM from then on. Let the signer use the "
	       "other key first."),
	},
    [TOPIC_DMARC] =
	{
	    N_("There is no policy and there are no reports any more; large "
	       "receivers refuse mail of those who send much without one."),
	    N_("The policy before holds again, and reports go where they went "
	       "before."),
	},
    [TOPIC_HELO] =
	{
	    N_("Bounces of your server have no SPF any more."),
	    N_("Bounces of your server are judged by the record before."),
	},
    [TOPIC_SPF] =
	{
	    N_("No mail of the domain passes SPF any more: mail that no key "
	       "signs fails DMARC."),
	    N_("Mail of the domain is judged by the record before."),
	},
    [TOPIC_SERVICE] =
	{
	    N_("Mail that the service sends in the name of your domain may "
	       "fail DMARC from then on. Tell the service to stop first."),
	    N_("The alias leads again to where it led before; whether mail of "
	       "the service passes DMARC depends on what is there."),
	},
    [TOPIC_TLSRPT] =
	{
	    N_("Nobody tells you any more when mail to you cannot be "
	       "encrypted."),
	    N_("Reports go where they went before."),
	},
    [TOPIC_MTASTS] =
	{
	    N_("Senders that know the policy keep to it for as long as its "
	       "max_age says. First publish mode: none and a new id, and wait "
	       "for that long."),
	    N_("Senders take the policy that is at the web server then: put "
	       "the one before there first."),
	},
    [TOPIC_UNSIGNED] =
	{
	    N_("Nothing says any more that mail of the domain is never "
	       "signed."),
	    N_("The key that was revoked counts again: whoever has its "
	       "private half can sign as the domain."),
	},
    [TOPIC_MX] =
	{
	    N_("Mail to the domain is tried at its own address, for days, "
	       "before it is returned."),
	    N_("Mail to the domain goes to the mail server before, which has "
	       "to be there and to take it."),
	},
    [TOPIC_DANE] =
	{
	    N_("Senders that use DANE do not check the certificate of the mail "
	       "server any more."),
	    N_("Senders that use DANE deliver only if the record before "
	       "matches the certificate that the mail server has then."),
	},
};

static void
say(struct undo_step *step, const char *sentence)
{
	if (step->sentences < UNDO_SENTENCES_MAX)
		step->sentence[step->sentences++] = sentence;
}

static bool
has_term(const struct spf_record *record, const struct spf_term *term)
{
	for (size_t i = 0; i < record->terms; i++)
		if (spf_same_term(&record->term[i], term))
			return true;
	return false;
}

/* The senders that only the present record lists. */
static const char *
only_now(struct arena *arena, const char *now, const char *before)
{
	const struct spf_record *a = spf_parse(arena, slice_of(now));
	const struct spf_record *b = spf_parse(arena, slice_of(before));
	const char *text = "";

	for (size_t i = 0; i < a->terms; i++) {
		const struct spf_term *term = &a->term[i];

		if (term->qualifier != '+' || term->kind == SPF_TERM_ALL ||
		    term->kind > SPF_TERM_REDIRECT || has_term(b, term))
			continue;
		text = arena_printf(arena, "%s%s%s", text,
		    text[0] == '\0' ? "" : " ", text_safe(arena, term->text));
	}
	return text;
}

static void
say_senders(struct arena *arena, struct undo_step *step)
{
	const struct change *c = &step->change;
	const char *terms;

	if (c->op != CHANGE_RESTORE ||
	    (c->topic != TOPIC_SPF && c->topic != TOPIC_HELO))
		return;
	terms = only_now(arena, c->old[0], c->value);
	if (terms[0] != '\0')
		say(step,
		    arena_printf(arena,
			_("Mail from what only the present record lists fails "
			  "SPF: %s"),
			terms));
}

/* Of texts of one kind one is enough; of other types all were meant. */
static void
say_several(
    struct arena *arena, struct undo_step *step, const struct change *done)
{
	const char *others = "";

	if (done->olds < 2)
		return;
	if (plan_type(done->type) == DNS_TXT) {
		say(step,
		    _("There were several such records before, which is an "
		      "error in itself: only the first one comes back."));
		return;
	}
	for (int64_t i = 1; i < done->olds; i++)
		others = arena_printf(arena, "%s%s%s", others,
		    i > 1 ? ", " : "",
		    text_safe(arena, slice_of(done->old[i])));
	say(step,
	    arena_printf(arena,
		_("There were several records before: this is the first one, "
		  "and these belong beside it: %s"),
		others));
}

/* Caches know the present record for as long as it said. */
static void
say_effects(
    struct arena *arena, struct undo_step *step, const struct change *done)
{
	const struct change *c = &step->change;

	say(step,
	    c->op == CHANGE_REMOVE ? _(effects[c->topic].removed)
				   : _(effects[c->topic].replaced));
	say_senders(arena, step);
	say_several(arena, step, done);
	say(step,
	    arena_printf(arena,
		_("Caches keep the present record for up to %s; until then "
		  "some receivers go by it."),
		when_span(arena, c->old_ttl * 1000)));
}

/* --- The way back -------------------------------------------------------- */

static void
turn_round(struct arena *arena, const struct change *done,
    struct undo_step *ret)
{
	struct change *c = &ret->change;

	*ret = (struct undo_step) {.entered = done->entered};
	c->topic = done->topic;
	c->type = done->type;
	c->op = done->olds > 0 ? CHANGE_RESTORE : CHANGE_REMOVE;
	c->ttl = done->old_ttl > 0 ? done->old_ttl : done->ttl;
	c->old_ttl = done->ttl;
	c->negative_ttl = done->negative_ttl;
	memcpy(c->name, done->name, sizeof(c->name));
	if (done->olds > 0)
		memcpy(c->value, done->old[0], sizeof(c->value));
	memcpy(c->old[0], done->value, sizeof(c->old[0]));
	c->olds = 1;
	say_effects(arena, ret, done);
}

static bool
is_taken(const struct undo *undo, const struct change *done)
{
	for (size_t i = 0; i < undo->count; i++) {
		const struct change *c = &undo->step[i].change;

		if (plan_type(c->type) == plan_type(done->type) &&
		    dname_equal(c->name, done->name))
			return true;
	}
	return false;
}

void
undo_make(struct arena *arena, const struct past *past, const char *name,
    struct undo *ret)
{
	ret->count = 0;
	for (size_t i = past->count; i > 0; i--) {
		const struct change *done = &past->change[i - 1];

		if (is_taken(ret, done) ||
		    (name != NULL && !dname_equal(name, done->name)))
			continue;
		turn_round(arena, done, &ret->step[ret->count++]);
	}
}
