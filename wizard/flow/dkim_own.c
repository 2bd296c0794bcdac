#include "wizard/flow/dkim_own.h"

#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/plan.h"
#include "wizard/flow/use.h"

/* What a domain that nobody sends for signed with is revoked. */
static enum own_role
role_of(const struct decisions *d, int64_t role)
{
	return use_is_silent(d) && !d->keep_keys ? OWN_REVOKED
						 : (enum own_role)role;
}

size_t
own_keys(const struct decisions *d, struct own_view ret[OWN_MAX])
{
	size_t n = 0;

	if (d->key_public[0] != '\0')
		ret[n++] = (struct own_view) {
		    .selector = d->selector,
		    .path = d->key_path,
		    .public_base64 = d->key_public,
		    .type = (enum dkim_key_type)d->key_type,
		    .bits = (unsigned)d->key_bits,
		    .role = role_of(d, OWN_MAIN),
		    .since = d->key_since,
		};
	for (size_t i = 0; i < d->keys; i++)
		ret[n++] = (struct own_view) {
		    .selector = d->key[i].selector,
		    .path = d->key[i].path,
		    .public_base64 = d->key[i].public_base64,
		    .type = (enum dkim_key_type)d->key[i].type,
		    .bits = (unsigned)d->key[i].bits,
		    .role = role_of(d, d->key[i].role),
		    .since = d->key[i].since,
		};
	return n;
}

bool
own_is_wanted(const struct own_view *key)
{
	return key->role == OWN_MAIN || key->role == OWN_SECOND ||
	    key->role == OWN_NEXT;
}

static bool
is_revoked(const struct own_view *key)
{
	return key->role == OWN_REVOKED;
}

static size_t
selectors_of(const struct decisions *d, bool (*filter)(const struct own_view *),
    const char *ret[OWN_MAX])
{
	struct own_view key[OWN_MAX];
	size_t count = own_keys(d, key), n = 0;

	for (size_t i = 0; i < count; i++)
		if (filter(&key[i]))
			ret[n++] = key[i].selector;
	return n;
}

size_t
own_selectors(const struct decisions *d, const char *ret[OWN_MAX])
{
	return selectors_of(d, own_is_wanted, ret);
}

size_t
own_old_selectors(const struct decisions *d, const char *ret[OWN_MAX])
{
	return selectors_of(d, is_revoked, ret);
}

bool
own_find(const struct decisions *d, const char *selector, struct own_view *ret)
{
	struct own_view key[OWN_MAX];
	size_t count = own_keys(d, key);

	for (size_t i = 0; i < count; i++) {
		if (!dname_equal(key[i].selector, selector))
			continue;
		*ret = key[i];
		return true;
	}
	return false;
}

void
own_set_main(
    struct decisions *d, const char *selector, const struct key_info *info)
{
	/* The selector may be the one that stands there already. */
	memmove(d->selector, selector, strlen(selector) + 1);
	(void)snprintf(d->key_path, sizeof(d->key_path), "%s", info->path);
	(void)snprintf(d->key_public, sizeof(d->key_public), "%s",
	    info->public_base64);
	d->key_type = (int64_t)info->type;
	d->key_bits = (int64_t)info->bits;
}

static void
remove_key(struct decisions *d, size_t i)
{
	d->keys--;
	memmove(&d->key[i], &d->key[i + 1],
	    (d->keys - i) * sizeof(d->key[0]));
	memset(&d->key[d->keys], 0, sizeof(d->key[0]));
}

/* Its file in the store still keeps its selector from being used again. */
static void
make_room(struct decisions *d)
{
	for (size_t i = 0; d->keys == KEYS_MAX && i < d->keys; i++)
		if (d->key[i].role == OWN_REVOKED)
			remove_key(d, i);
}

enum err_code
own_add(struct decisions *d, enum own_role role, const char *selector,
    const struct key_info *info, int64_t now, struct err *err)
{
	struct own_key *key;

	make_room(d);
	if (d->keys == KEYS_MAX)
		return err_set(err, ERR_LIMIT,
		    _("More than %d keys of %s are in use. Revoke the old ones "
		      "first: inkan dkim rotate %s"),
		    KEYS_MAX, d->domain, d->domain);
	key = &d->key[d->keys++];
	memset(key, 0, sizeof(*key));
	(void)snprintf(key->selector, sizeof(key->selector), "%s", selector);
	(void)snprintf(key->path, sizeof(key->path), "%s", info->path);
	(void)snprintf(key->public_base64, sizeof(key->public_base64), "%s",
	    info->public_base64);
	key->type = (int64_t)info->type;
	key->bits = (int64_t)info->bits;
	key->role = (int64_t)role;
	key->since = now;
	return ERR_OK;
}

void
own_drop(struct decisions *d, enum own_role role)
{
	for (size_t i = d->keys; i > 0; i--)
		if (d->key[i - 1].role == (int64_t)role)
			remove_key(d, i - 1);
}

bool
own_name(const char *selector, const char *domain, struct dname *ret)
{
	struct dname below;

	return dname_join(selector, "_domainkey", &below) &&
	    dname_join(below.text, domain, ret);
}

enum err_code
own_record(const struct templates *templates, const char *domain,
    const struct own_view *key, char *ret, size_t size, struct err *err)
{
	const struct variable variables[] = {
	    {"domain", domain},
	    {"selector", key->selector},
	    {"key_type", own_type_word(key->type)},
	    {"key", key->role == OWN_REVOKED ? "" : key->public_base64},
	};

	return plan_template(templates, "dkim", variables, COUNT_OF(variables),
	    ret, size, err);
}

const char *
own_type_word(enum dkim_key_type type)
{
	return type == DKIM_KEY_ED25519 ? "ed25519" : "rsa";
}

const char *
own_role_word(enum own_role role)
{
	static const char *const words[] = {
	    [OWN_MAIN] = "main",
	    [OWN_SECOND] = "second",
	    [OWN_NEXT] = "next",
	    [OWN_OLD] = "old",
	    [OWN_REVOKED] = "revoked",
	};

	return words[role];
}
