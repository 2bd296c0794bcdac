/*
 * The keys of ours for one domain. The main one is what the wizard asks about;
 * beside it there may be a second one of another type, the next one of a
 * rotation, and those that were used before: no selector is ever used again.
 */
#ifndef FLOW_DKIM_OWN_H
#define FLOW_DKIM_OWN_H

#include "wizard/flow/decisions.h"

#define OWN_MAX (KEYS_MAX + 1)

/* A key as every place that needs one sees it; borrowed from the decisions. */
struct own_view {
	const char *selector;
	const char *path;
	const char *public_base64;
	enum dkim_key_type type;
	unsigned bits;
	enum own_role role;
	int64_t since; /* in that role, ms; 0: not known */
};

/* All of them, the main one first; returns how many. */
size_t own_keys(const struct decisions *d, struct own_view ret[OWN_MAX]);

/* Does it sign now, or is it about to? Then it has to be published. */
bool own_is_wanted(const struct own_view *key);

/* The selectors of the keys that have to be published; returns how many. */
size_t own_selectors(const struct decisions *d, const char *ret[OWN_MAX]);

/* The same of those that are revoked: nothing may be left of them. */
size_t own_old_selectors(const struct decisions *d, const char *ret[OWN_MAX]);

/* The key with that selector, whatever its role. */
bool own_find(
    const struct decisions *d, const char *selector, struct own_view *ret);

/* The key becomes the main one; what was the main one is no longer known. */
void own_set_main(struct decisions *d, const char *selector,
    const struct key_info *info);

/* ERR_LIMIT when there are too many: the oldest revoked one has to make room. */
enum err_code own_add(struct decisions *d, enum own_role role,
    const char *selector, const struct key_info *info, int64_t now,
    struct err *err) MUST_CHECK;

/* Forgets keys of that role; their files stay. */
void own_drop(struct decisions *d, enum own_role role);

/* "s202611._domainkey.example.jp"; false when that is too long for a name. */
bool own_name(const char *selector, const char *domain,
    struct dname *ret) MUST_CHECK;

/* The record that has to be there: of a revoked key with an empty p=. */
enum err_code own_record(const struct templates *templates, const char *domain,
    const struct own_view *key, char *ret, size_t size,
    struct err *err) MUST_CHECK;

/* "rsa", "ed25519": as in k=. */
const char *own_type_word(enum dkim_key_type type);
/* "main", "second", ...: for JSON. */
const char *own_role_word(enum own_role role);

#endif
