#include "wizard/record/bounce_words.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/bounce_pattern.h"

static const char *const causes[BOUNCE_CAUSES] = {
    [BOUNCE_UNKNOWN] = "unknown",
    [BOUNCE_UNAUTHENTICATED] = "unauthenticated",
    [BOUNCE_SPF] = "spf",
    [BOUNCE_SPF_RECORD] = "spf-record",
    [BOUNCE_DKIM] = "dkim",
    [BOUNCE_DMARC_POLICY] = "dmarc-policy",
    [BOUNCE_DMARC_MISSING] = "dmarc-missing",
    [BOUNCE_ALIGNMENT] = "alignment",
    [BOUNCE_PTR] = "ptr",
    [BOUNCE_TLS] = "tls",
    [BOUNCE_IPV6] = "ipv6",
    [BOUNCE_REPUTATION] = "reputation",
    [BOUNCE_RATE] = "rate",
    [BOUNCE_BLOCKLIST] = "blocklist",
    [BOUNCE_CONTENT] = "content",
    [BOUNCE_UNKNOWN_USER] = "unknown-user",
    [BOUNCE_MAILBOX_FULL] = "mailbox-full",
    [BOUNCE_NOT_AUTHENTICATION] = "not-authentication",
};

static const char *const stages[BOUNCE_STAGES] = {
    [BOUNCE_CONNECT] = "connect",
    [BOUNCE_EHLO] = "ehlo",
    [BOUNCE_MAIL] = "mail",
    [BOUNCE_RCPT] = "rcpt",
    [BOUNCE_DATA] = "data",
};

static const char *const identities[BOUNCE_IDENTITIES] = {
    [BOUNCE_ENVELOPE] = "envelope",
    [BOUNCE_HELO] = "helo",
    [BOUNCE_FROM] = "from",
    [BOUNCE_SIGNER] = "signer",
};

/* RFC 8601 section 2.7. */
static const char *const results[] = {"pass", "fail", "softfail", "neutral",
    "none", "policy", "temperror", "permerror"};

static size_t
index_of(const char *const *list, size_t count, struct slice word)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] != NULL && slice_is(word, list[i]))
			return i;
	return count;
}

static size_t
named(const char *const *list, size_t count, const char *word)
{
	size_t i = index_of(list, count, slice_of(word));

	return i == count ? 0 : i;
}

const char *
bounce_cause_word(enum bounce_cause cause)
{
	return causes[cause];
}

const char *
bounce_stage_word(enum bounce_stage stage)
{
	return stages[stage];
}

const char *
bounce_identity_word(enum bounce_identity identity)
{
	return identities[identity];
}

enum bounce_cause
bounce_cause_named(const char *word)
{
	return (enum bounce_cause)named(causes, COUNT_OF(causes), word);
}

enum bounce_stage
bounce_stage_named(const char *word)
{
	return (enum bounce_stage)named(stages, COUNT_OF(stages), word);
}

enum bounce_identity
bounce_identity_named(const char *word)
{
	return word == NULL ? BOUNCE_NOBODY
			    : (enum bounce_identity)named(
				  identities, COUNT_OF(identities), word);
}

bool
bounce_is_about_authentication(enum bounce_cause cause)
{
	return cause >= BOUNCE_UNAUTHENTICATED && cause <= BOUNCE_IPV6 &&
	       cause != BOUNCE_TLS;
}

/* --- Lists -----------------------------------------------------------------
 */

static bool
next_word(struct slice *rest, struct slice *ret)
{
	*rest = slice_trim(*rest, " ,");
	if (rest->len == 0)
		return false;
	*ret = (struct slice) {rest->ptr, 0};
	while (ret->len < rest->len && rest->ptr[ret->len] != ' ' &&
	       rest->ptr[ret->len] != ',')
		ret->len++;
	*rest = (struct slice) {rest->ptr + ret->len, rest->len - ret->len};
	return true;
}

bool
bounce_list_has(const char *list, const char *word)
{
	struct slice rest = slice_of(list), part;

	while (next_word(&rest, &part))
		if (slice_is(part, word))
			return true;
	return false;
}

/* "spf=fail": the word it stands for, or NULL when there is no such thing. */
static const char *
field_word(struct slice part, struct slice *ret_name)
{
	struct slice value = part;
	size_t i;

	if (!slice_next(&value, '=', ret_name))
		return NULL;
	if (slice_is(*ret_name, "identity")) {
		i = index_of(identities, COUNT_OF(identities), value);
		return i < COUNT_OF(identities) ? identities[i] : NULL;
	}
	if (!slice_is(*ret_name, "spf") && !slice_is(*ret_name, "dkim") &&
	    !slice_is(*ret_name, "dmarc"))
		return NULL;
	i = index_of(results, COUNT_OF(results), value);
	return i < COUNT_OF(results) ? results[i] : NULL;
}

const char *
bounce_field(const struct bounce_template *row, const char *name)
{
	struct slice rest = slice_of(row->fields), part, key;

	while (next_word(&rest, &part)) {
		const char *word = field_word(part, &key);

		if (word != NULL && slice_is(key, name))
			return word;
	}
	return NULL;
}

/* --- Judging templates -----------------------------------------------------
 */

static const char *
fields_fault(const char *value)
{
	struct slice rest = slice_of(value), part, key;

	while (next_word(&rest, &part))
		if (field_word(part, &key) == NULL)
			return _("fields are spf=, dkim= or dmarc= with a "
				 "result word, and identity=envelope, helo, "
				 "from or signer");
	return NULL;
}

const char *
bounce_template_fault(const char *key, const char *value)
{
	struct slice word = slice_of(value);

	if (strcmp(key, "wording") == 0)
		return pattern_fault(value);
	if (strcmp(key, "fields") == 0)
		return fields_fault(value);
	if (strcmp(key, "cause") == 0 &&
	    index_of(causes, COUNT_OF(causes), word) == COUNT_OF(causes))
		return _("there is no such cause; docs/JSON.md lists them");
	if (strcmp(key, "stage") == 0 && value[0] != '\0' &&
	    index_of(stages, COUNT_OF(stages), word) == COUNT_OF(stages))
		return _("a stage is connect, ehlo, mail, rcpt or data");
	if (strcmp(key, "weight") == 0 && value[0] != '\0' &&
	    strcmp(value, "weak") != 0 && strcmp(value, "detail") != 0)
		return _("a weight is weak or detail, or is left out");
	return NULL;
}
