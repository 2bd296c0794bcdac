#include "wizard/flow/dkim_rotate.h"

#include <stdio.h>

#include "wizard/base/i18n.h"

static size_t
count_role(const struct decisions *d, enum own_role role)
{
	size_t n = 0;

	for (size_t i = 0; i < d->keys; i++)
		n += d->key[i].role == (int64_t)role;
	return n;
}

static int64_t
retire_span(const struct decisions *d)
{
	int64_t span = STAGES_QUEUE_MS + d->rotation.ttl * 1000;

	return span > ROTATE_RETIRE_MS ? span : ROTATE_RETIRE_MS;
}

int64_t
rotate_due(const struct decisions *d)
{
	int64_t due = 0, span = retire_span(d);

	for (size_t i = 0; i < d->keys; i++)
		if (d->key[i].role == OWN_OLD && d->key[i].since + span > due)
			due = d->key[i].since + span;
	return due;
}

bool
rotate_note(struct decisions *d, bool visible, int64_t now)
{
	if (visible == (d->rotation.seen != 0))
		return false;
	d->rotation.seen = visible ? now : 0;
	return true;
}

size_t
rotate_types(const struct decisions *d, enum dkim_key_type ret[OWN_MAX])
{
	struct own_view key[OWN_MAX];
	size_t count = own_keys(d, key), n = 0;

	for (size_t i = 0; i < count; i++)
		if (key[i].role == OWN_MAIN || key[i].role == OWN_SECOND)
			ret[n++] = key[i].type;
	return n;
}

size_t
rotate_changes(const struct decisions *d, const struct templates *templates,
    struct change ret[KEYS_MAX])
{
	struct own_view key[OWN_MAX];
	size_t count = own_keys(d, key), n = 0;

	for (size_t i = 0; i < count; i++) {
		struct err err = ERR_INIT;
		struct dname name;

		if (key[i].role != OWN_NEXT ||
		    !own_name(key[i].selector, d->domain, &name))
			continue;
		ret[n] = (struct change) {
		    .topic = TOPIC_DKIM, .op = CHANGE_ADD};
		(void)snprintf(
		    ret[n].name, sizeof(ret[n].name), "%s", name.text);
		if (own_record(templates, d->domain, &key[i], ret[n].value,
			sizeof(ret[n].value), &err) == ERR_OK)
			n++;
	}
	return n;
}

static void
describe(const struct own_view *key, struct key_info *ret)
{
	*ret = (struct key_info) {.type = key->type, .bits = key->bits};
	(void)snprintf(ret->path, sizeof(ret->path), "%s", key->path);
	(void)snprintf(ret->public_base64, sizeof(ret->public_base64), "%s",
	    key->public_base64);
}

/* What signed until now signs no more. */
static enum err_code
retire(struct decisions *d, int64_t now, struct err *err)
{
	const struct own_view signs = {
	    .path = d->key_path,
	    .public_base64 = d->key_public,
	    .type = (enum dkim_key_type)d->key_type,
	    .bits = (unsigned)d->key_bits,
	};
	struct key_info info;

	describe(&signs, &info);
	if (own_add(d, OWN_OLD, d->selector, &info, now, err) != ERR_OK)
		return err->code;
	for (size_t i = 0; i < d->keys; i++)
		if (d->key[i].role == OWN_SECOND) {
			d->key[i].role = OWN_OLD;
			d->key[i].since = now;
		}
	return ERR_OK;
}

enum err_code
rotate_switch(struct decisions *d, int64_t now, struct err *err)
{
	struct own_view key[OWN_MAX];
	struct key_info info;
	size_t count;

	if (retire(d, now, err) != ERR_OK)
		return err->code;
	count = own_keys(d, key);
	for (size_t i = 0; i < count; i++) {
		if (key[i].role != OWN_NEXT || key[i].type == DKIM_KEY_ED25519)
			continue;
		describe(&key[i], &info);
		own_set_main(d, key[i].selector, &info);
		d->key_since = now;
	}
	for (size_t i = 0; i < d->keys; i++)
		if (d->key[i].role == OWN_NEXT &&
		    d->key[i].type == DKIM_KEY_ED25519) {
			d->key[i].role = OWN_SECOND;
			d->key[i].since = now;
		}
	own_drop(d, OWN_NEXT);
	d->rotation.seen = d->rotation.negative = 0;
	return ERR_OK;
}

void
rotate_revoke(struct decisions *d, int64_t now)
{
	for (size_t i = 0; i < d->keys; i++)
		if (d->key[i].role == OWN_OLD) {
			d->key[i].role = OWN_REVOKED;
			d->key[i].since = now;
		}
	d->rotation.ttl = 0;
}

/* --- The plan ------------------------------------------------------------------ */

static const struct decisions *
decisions_of(const struct stages *s)
{
	const struct rotation *rotation = s->subject;

	return rotation->d;
}

/* Done when there are no keys of that role, by the user's word. */
static void
judge_word(struct stages *s, enum own_role role, const char *text)
{
	if (count_role(decisions_of(s), role) > 0)
		stages_add(s, "word", NEED_WORD, STAGE_OPEN, text);
}

static void
judge_ready(struct stages *s)
{
	const struct decisions *d = decisions_of(s);

	if (count_role(d, OWN_NEXT) == 0 && count_role(d, OWN_OLD) == 0)
		stages_add(s, "word", NEED_WORD, STAGE_OPEN,
		    _("You say that new keys are to be made."));
}

static void
judge_publish(struct stages *s)
{
	const struct rotation *rotation = s->subject;

	if (count_role(rotation->d, OWN_NEXT) > 0)
		stages_add(s, "visible", NEED_DNS,
		    rotation->visible ? STAGE_MET : STAGE_OPEN,
		    _("Every name server and resolver has the new keys."));
}

/* Whoever asked too early goes by it for that long: RFC 2308 section 5. */
static void
judge_switch(struct stages *s)
{
	const struct decisions *d = decisions_of(s);
	int64_t seen = d->rotation.seen != 0 ? d->rotation.seen : s->now;

	if (count_role(d, OWN_NEXT) > 0)
		stages_add_due(s, "negative-ttl", NEED_TTL,
		    seen + d->rotation.negative * 1000,
		    _("Caches have forgotten that there were no such keys."));
	judge_word(s, OWN_NEXT, _("You say that the signer may change over."));
}

static void
judge_retire(struct stages *s)
{
	if (count_role(decisions_of(s), OWN_OLD) > 0)
		stages_add_due(s, "mail", NEED_DATE,
		    rotate_due(decisions_of(s)),
		    _("Mail that the old keys signed has arrived."));
}

static void
judge_revoke(struct stages *s)
{
	judge_word(s, OWN_OLD, _("You say that the old keys are revoked."));
}

static size_t
records_to_come(const struct stages *s, struct change ret[CHANGES_MAX])
{
	const struct rotation *rotation = s->subject;

	return rotate_changes(rotation->d, rotation->templates, ret);
}

static const struct stage table[] = {
    [ROTATE_READY] = {"ready", N_("no rotation is going on"),
	N_("To make new keys: inkan dkim rotate %s --next"),
	N_("A key that nobody can have copied is worth more."),
	N_("Nothing has happened yet."), judge_ready, NULL, 0},
    [ROTATE_PUBLISH] = {"publish",
	N_("1 of 4, publish: not everybody sees the new keys"),
	N_("Enter the records below in your DNS panel, then look again: inkan "
	   "dkim rotate %s"),
	N_("A signature with a key that a receiver cannot find counts for "
	   "nothing."),
	N_("Delete the new records: nothing is signed with them."),
	judge_publish, records_to_come, 0},
    [ROTATE_SWITCH] = {"switch",
	N_("2 of 4, switch: everybody sees the new keys"),
	N_("To change over: inkan dkim rotate %s --next"),
	N_("From here on the new keys sign."),
	N_("Let the signer use the old keys again: they are still "
	   "published."),
	judge_switch, NULL, 0},
    [ROTATE_RETIRE] = {"retire",
	N_("3 of 4, retire: the new keys sign, mail signed with the old ones "
	   "is under way"),
	N_("Let the signer use the new keys, if it does not yet: inkan dkim "
	   "config %s"),
	N_("Mail waits in queues for days and is looked at again later."),
	N_("Let the signer use the old keys again: they are still "
	   "published."),
	judge_retire, NULL, 0},
    [ROTATE_REVOKE] = {"revoke",
	N_("4 of 4, revoke: the old keys are no longer needed"),
	N_("To revoke them: inkan dkim rotate %s --next"),
	N_("Whoever has a copy of an old key could sign with it."),
	N_("Publish the old records again: the key files are still here."),
	judge_revoke, NULL, 0},
};

struct stages
rotate_plan(
    struct arena *arena, const struct rotation *rotation, int64_t now)
{
	struct stages stages = {
	    .arena = arena,
	    .stage = table,
	    .count = COUNT_OF(table),
	    .subject = rotation,
	    .now = now,
	};

	stages_find(&stages);
	return stages;
}

enum rotate_stage
rotate_stage(const struct decisions *d, bool visible, int64_t now)
{
	const struct rotation rotation = {.d = d, .visible = visible};
	struct arena arena = ARENA_INIT;
	struct stages stages = rotate_plan(&arena, &rotation, now);

	arena_release(&arena);
	return (enum rotate_stage)stages.at;
}

const char *
rotate_word(enum rotate_stage stage)
{
	return table[stage].id;
}
