#include "wizard/flow/use.h"

#include "wizard/check/checking.h"

static bool
has_null_mx(const struct facts *f)
{
	return f->mxs == 1 && f->mx[0].is_null;
}

bool
use_allows_nobody(const struct facts *f)
{
	const struct spf_record *record = f->spf->record;

	return record != NULL && record->terms == 1 &&
	    slice_is_nocase(record->term[0].text, "-all");
}

static bool
is_apex(const struct facts *f)
{
	return f->zone != NULL && f->zone->apex != NULL &&
	    dname_equal(f->zone->apex, f->domain);
}

static bool
is_absent(const struct dns_answer *answer)
{
	return dns_is_answered(answer->status) && answer->count == 0;
}

/*
 * No way for mail to get there, and nothing that says that any comes from it.
 * Of names below a zone that would prove little: they may not be set up yet.
 */
static bool
has_nothing(const struct facts *f)
{
	for (size_t i = 0; i < f->selectors; i++)
		if (f->selector[i].record != NULL &&
		    dkim_is_usable(f->selector[i].record))
			return false;
	return is_absent(f->spf->answer) && f->spf->records == 0 &&
	    (has_null_mx(f) ||
		(is_apex(f) && is_absent(f->mx_answer) &&
		    is_absent(f->a) && is_absent(f->aaaa)));
}

/* This machine, and where mail arrives, are listed whoever looks. */
static bool
has_sender(const struct decisions *d)
{
	for (size_t i = 0; i < d->senders; i++)
		if (d->sender[i].mark == SENDER_OURS &&
		    (d->sender[i].seen & ~(SEEN_HOST | SEEN_MX)) != 0)
			return true;
	return false;
}

static bool
may_have_sender(const struct decisions *d)
{
	for (size_t i = 0; i < d->senders; i++)
		if (d->sender[i].mark != SENDER_NOT_OURS)
			return true;
	return false;
}

enum mail_use
use_found(const struct facts *f, const struct decisions *d)
{
	if (use_allows_nobody(f) && !has_sender(d))
		/* Mail servers that nobody could name are not taken for none. */
		return dns_is_answered(f->mx_answer->status) &&
			!checking_receives(f)
		    ? USE_NOTHING
		    : USE_RECEIVES;
	if (has_nothing(f) && !may_have_sender(d))
		return USE_NOTHING;
	return USE_SENDS;
}

enum mail_use
use_of(const struct facts *f, const struct decisions *d)
{
	return d->use != USE_UNDECIDED ? (enum mail_use)d->use
				       : use_found(f, d);
}

bool
use_sends(const struct facts *f, const struct decisions *d)
{
	return use_of(f, d) == USE_SENDS;
}

bool
use_receives(const struct facts *f, const struct decisions *d)
{
	return checking_receives(f) && use_of(f, d) != USE_NOTHING;
}

bool
use_is_silent(const struct decisions *d)
{
	return d->use == USE_RECEIVES || d->use == USE_NOTHING;
}

void
use_decide(struct decisions *d, enum mail_use use)
{
	bool sent = !use_is_silent(d);

	d->use = use;
	if (sent == use_is_silent(d)) {
		d->dmarc = DMARC_NO_POLICY;
		d->dmarc_over = 0;
	}
}
