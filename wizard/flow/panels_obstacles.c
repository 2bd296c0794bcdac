/* What a panel cannot take, said before somebody tries. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/panels.h"
#include "wizard/flow/plan.h"

static bool
is_too_long(const struct panel_template *panel, size_t octets)
{
	return panel->max_octets > 0 && octets > panel->max_octets;
}

static const char *
no_txt(struct arena *arena, const struct panel_template *panel)
{
	return arena_printf(arena,
	    _("%s does not let you enter TXT records yourself. The way out: "
	      "move the DNS of the domain to a provider that does, and copy "
	      "all records first."),
	    panel->name);
}

static const char *
no_underscore(
    struct arena *arena, const struct panel_template *panel, const char *owner)
{
	return arena_printf(arena,
	    _("%s refuses \"_\" in names, so %s cannot be entered. The way "
	      "out: ask its support to enter the record, or move the DNS of "
	      "the domain elsewhere."),
	    panel->name, owner);
}

static const char *
too_long(
    struct arena *arena, const struct panel_template *panel, size_t octets)
{
	return arena_printf(arena,
	    _("%s takes at most %u characters; this value has %zu. The way "
	      "out: a CNAME at this name to a zone elsewhere that holds the "
	      "value, or move the DNS of the domain."),
	    panel->name, panel->max_octets, octets);
}

static const char *
no_null_mx(struct arena *arena, const struct panel_template *panel)
{
	return arena_printf(arena,
	    _("%s does not take \"0 .\" as MX record. The way out: leave it "
	      "out; where the domain has no A and no AAAA record, mail to it "
	      "is refused all the same. Otherwise move the DNS of the domain "
	      "elsewhere."),
	    panel->name);
}

static bool
is_null_mx(const struct change *change)
{
	return plan_type(change->type) == DNS_MX &&
	    strcmp(change->value, "0 .") == 0;
}

size_t
panel_obstacles(struct arena *arena, const struct panel_template *panel,
    const struct change *change, const char *ret[PANEL_OBSTACLES_MAX])
{
	const bool text = plan_type(change->type) == DNS_TXT;
	const size_t octets = strlen(change->value);
	size_t n = 0;

	if (text && !panel->takes_txt) {
		ret[n++] = no_txt(arena, panel);
		return n;
	}
	if (!panel->takes_underscore && strchr(change->name, '_') != NULL)
		ret[n++] = no_underscore(arena, panel, change->name);
	if (text && is_too_long(panel, octets))
		ret[n++] = too_long(arena, panel, octets);
	if (!panel->takes_null_mx && is_null_mx(change))
		ret[n++] = no_null_mx(arena, panel);
	return n;
}

/* --- Keys that are not made yet ---------------------------------------------- */

/* Base64 of the SubjectPublicKeyInfo of a key of that size, RFC 8017 A.1.1. */
static size_t
base64_length(enum dkim_key_type type, unsigned bits)
{
	size_t octets = type == DKIM_KEY_ED25519 ? 32 : bits / 8 + 38;

	return (octets + 2) / 3 * 4;
}

/* 0: there is no such record. */
static size_t
record_length(const struct templates *templates, const char *domain,
    enum dkim_key_type type, unsigned bits)
{
	char base64[VALUE_MAX] = "", value[VALUE_MAX];
	struct own_view key = {
	    .selector = "s",
	    .public_base64 = base64,
	    .type = type,
	    .bits = bits,
	    .role = OWN_MAIN,
	};
	struct err err = ERR_INIT;
	size_t length = base64_length(type, bits);

	if (length >= sizeof(base64))
		return 0;
	memset(base64, 'A', length);
	if (own_record(templates, domain, &key, value, sizeof(value), &err) !=
	    ERR_OK)
		return 0;
	return strlen(value);
}

/* The largest RSA key that fits; 0: none of those that receivers want. */
static unsigned
largest_fitting(const struct templates *templates,
    const struct panel_template *panel, const char *domain)
{
	static const unsigned sizes[] = {4096, 3072, 2048};

	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		if (!is_too_long(panel,
			record_length(templates, domain, DKIM_KEY_RSA,
			    sizes[i])))
			return sizes[i];
	return 0;
}

static const char *
key_too_long(struct arena *arena, const struct templates *templates,
    const struct panel_template *panel, const char *domain, unsigned bits,
    size_t octets)
{
	unsigned fits = largest_fitting(templates, panel, domain);

	if (fits > 0)
		return arena_printf(arena,
		    _("%s takes at most %u characters; the record of an RSA "
		      "%u key has %zu. The way out: RSA %u fits."),
		    panel->name, panel->max_octets, bits, octets, fits);
	return arena_printf(arena,
	    _("%s takes at most %u characters; the record of an RSA %u key "
	      "has %zu, and smaller keys are not safe. The way out: a CNAME "
	      "for the selector to a zone elsewhere that holds the key, or "
	      "move the DNS of the domain."),
	    panel->name, panel->max_octets, bits, octets);
}

size_t
panel_key_obstacles(struct arena *arena, const struct templates *templates,
    const struct panel_template *panel, const char *domain,
    enum dkim_key_type type, unsigned bits,
    const char *ret[PANEL_OBSTACLES_MAX])
{
	size_t octets = record_length(templates, domain, type, bits);
	struct change *key = arena_alloc(arena, sizeof(*key));
	size_t n;

	(void)snprintf(
	    key->name, sizeof(key->name), "_domainkey.%s", domain);
	n = panel_obstacles(arena, panel, key, ret);
	if (panel->takes_txt && is_too_long(panel, octets))
		ret[n++] = key_too_long(
		    arena, templates, panel, domain, bits, octets);
	return n;
}
