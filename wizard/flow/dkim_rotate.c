#include "wizard/flow/dkim_rotate.h"

#include <stdio.h>

static size_t
count_role(const struct decisions *d, enum own_role role)
{
	size_t n = 0;

	for (size_t i = 0; i < d->keys; i++)
		n += d->key[i].role == (int64_t)role;
	return n;
}

int64_t
rotate_due(const struct decisions *d)
{
	int64_t due = 0;

	for (size_t i = 0; i < d->keys; i++)
		if (d->key[i].role == OWN_OLD &&
		    d->key[i].since + ROTATE_RETIRE_MS > due)
			due = d->key[i].since + ROTATE_RETIRE_MS;
	return due;
}

enum rotate_stage
rotate_stage(const struct decisions *d, bool visible, int64_t now)
{
	if (count_role(d, OWN_NEXT) > 0)
		return visible ? ROTATE_SWITCH : ROTATE_PUBLISH;
	if (count_role(d, OWN_OLD) > 0)
		return now < rotate_due(d) ? ROTATE_RETIRE : ROTATE_REVOKE;
	return ROTATE_READY;
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
}

const char *
rotate_word(enum rotate_stage stage)
{
	static const char *const words[] = {
	    [ROTATE_READY] = "ready",
	    [ROTATE_PUBLISH] = "publish",
	    [ROTATE_SWITCH] = "switch",
	    [ROTATE_RETIRE] = "retire",
	    [ROTATE_REVOKE] = "revoke",
	};

	return words[stage];
}
