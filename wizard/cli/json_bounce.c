#include "wizard/cli/json_bounce.h"

#include "wizard/base/i18n.h"
#include "wizard/cli/advice.h"
#include "wizard/cli/json.h"
#include "wizard/flow/bounce_say.h"
#include "wizard/flow/when.h"

static void
set(json_t *o, const char *name, json_t *value)
{
	(void)json_object_set_new(o, name, value);
}

static json_t *
json_word(const char *word)
{
	return word == NULL ? json_null() : json_string(word);
}

static json_t *
json_reply(unsigned reply)
{
	return reply == 0 ? json_null() : json_integer((json_int_t)reply);
}

/* The ids in the order of the templates; those that are none are left out. */
static json_t *
json_ids(struct arena *arena, const struct bounce *b)
{
	json_t *array = json_array();
	const struct bounce_template *row =
	    b->reasons == 0 ? NULL : b->reason[0].row;
	struct slice rest = slice_of(row == NULL ? "" : row->checks), part;

	while (slice_next(&rest, ' ', &part)) {
		const struct check *check =
		    check_find(arena_copy_slice(arena, part));

		if (check != NULL)
			(void)json_array_append_new(
			    array, json_string(check->id));
	}
	return array;
}

static json_t *
json_reason(const struct bounce_reason *reason)
{
	json_t *o = json_object();

	set(o, "cause", json_string(bounce_cause_word(reason->cause)));
	set(o, "reply", json_reply(reason->reply));
	set(o, "code", json_word(reason->code));
	set(o, "text",
	    reason->text.len == 0 ? json_null() : json_text(reason->text));
	set(o, "message", json_name(bounce_meaning(reason)));
	set(o, "fix", json_name(bounce_remedy(reason)));
	return o;
}

static json_t *
json_reasons(const struct bounce *b)
{
	json_t *array = json_array();

	for (size_t i = 0; i < b->reasons; i++)
		(void)json_array_append_new(array, json_reason(&b->reason[i]));
	return array;
}

static json_t *
json_ip(const struct ip *ip)
{
	char text[IP_TEXT_MAX];

	if (ip->family == 0)
		return json_null();
	ip_format(ip, text);
	return json_string(text);
}

/* --- The diagnosis -------------------------------------------------------- */

static json_t *
json_since(const struct diagnosis *d)
{
	json_t *array = json_array();

	for (size_t i = 0; i < CHANGES_SINCE; i++) {
		json_t *o = json_object();

		set(o, "what", json_string(d->since[i].what));
		set(o, "then", json_word(d->since[i].then));
		set(o, "now", json_word(d->since[i].now));
		(void)json_array_append_new(array, o);
	}
	return array;
}

static json_t *
json_entered(struct arena *arena, const struct diagnosis *d)
{
	json_t *array = json_array();

	for (size_t i = 0; i < d->entereds; i++) {
		json_t *o = json_object();

		set(o, "name", json_name(d->entered[i]->name));
		set(o, "entered",
		    json_string(when_utc(arena, d->entered[i]->entered)));
		(void)json_array_append_new(array, o);
	}
	return array;
}

static json_t *
json_accepted(enum accepted accepted)
{
	return accepted == ACCEPTED_UNKNOWN
	    ? json_null()
	    : json_boolean(accepted == ACCEPTED_YES);
}

static json_t *
json_aligned(enum alignment aligned)
{
	return aligned == ALIGNED_UNKNOWN
	    ? json_null()
	    : json_boolean(aligned == ALIGNED_YES);
}

static void
set_lists(struct arena *arena, json_t *o, const struct diagnosis *d)
{
	json_t *checks = json_array(), *advice = json_array();

	for (size_t i = 0; i < d->checks; i++)
		(void)json_array_append_new(
		    checks, json_string(d->check[i]->id));
	for (size_t i = 0; i < d->advices; i++)
		(void)json_array_append_new(
		    advice, json_advice(d->advice[i]));
	set(o, "since", json_since(d));
	set(o, "entered", json_entered(arena, d));
	set(o, "checks", checks);
	set(o, "advice", advice);
}

static json_t *
json_diagnosis(struct arena *arena, const struct diagnosis *d)
{
	const struct story *story = d->story;
	json_t *o = json_object();

	set(o, "complete", json_boolean(!d->pending));
	set(o, "domain", json_name(d->domain));
	set(o, "envelope", json_name(d->envelope));
	set(o, "spf", json_word(d->spf));
	set(o, "key", json_word(key_now_word(d->key)));
	set(o, "dmarc", json_word(d->dmarc));
	set(o, "aligned", json_aligned(d->aligned));
	set(o, "accepted", json_accepted(d->accepted));
	set(o, "grounds", json_name(d->grounds));
	set(o, "story", json_word(story == NULL ? NULL : story->id));
	set(o, "title", json_name(story == NULL ? NULL : _(story->title)));
	set(o, "why", json_name(story == NULL ? NULL : _(story->why)));
	set(o, "first", json_name(d->first));
	set_lists(arena, o, d);
	return o;
}

/* --- The document --------------------------------------------------------- */

json_t *
json_bounce(struct arena *arena, const struct bounce *b,
    const struct diagnosis *d)
{
	const struct bounce_reason *first =
	    b->reasons > 0 ? &b->reason[0] : NULL;
	json_t *o = json_object();

	set(o, "version", json_integer(1));
	set(o, "reply", json_reply(b->reply));
	set(o, "code", json_word(b->code));
	set(o, "receiver", json_word(b->receiver ? b->receiver->id : NULL));
	set(o, "cause", json_string(bounce_cause_word(b->cause)));
	set(o, "domain", json_name(b->domain));
	set(o, "identity", json_word(bounce_identity_word(b->identity)));
	set(o, "ip", json_ip(&b->ip));
	set(o, "spf", json_word(b->spf));
	set(o, "dkim", json_word(b->dkim));
	set(o, "dmarc", json_word(b->dmarc));
	set(o, "selector", json_name(b->selector));
	set(o, "masked", json_boolean(b->masked));
	set(o, "stage", json_word(bounce_stage_word(b->stage)));
	set(o, "remote_mta", json_name(b->remote));
	set(o, "reporting_mta", json_name(b->reporting_mta));
	set(o, "return_path", json_name(b->return_path));
	set(o, "recipient", json_name(b->recipient));
	set(o, "from", json_name(b->from));
	set(o, "date", json_name(b->date));
	set(o, "sent",
	    b->sent == 0 ? json_null() : json_string(when_utc(arena, b->sent)));
	set(o, "checks", json_ids(arena, b));
	set(o, "reasons", json_reasons(b));
	set(o, "message", json_name(first ? bounce_meaning(first) : NULL));
	set(o, "fix", json_name(first ? bounce_remedy(first) : NULL));
	set(o, "diagnosis",
	    d == NULL ? json_null() : json_diagnosis(arena, d));
	return o;
}
