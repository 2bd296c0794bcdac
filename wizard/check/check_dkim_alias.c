/* Keys that services keep: a selector is an alias for a name of theirs. */
#include <string.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"

#define LABEL_MAX 63

static size_t
skip_letters(const char *s)
{
	return strcspn(s, "0123456789");
}

static size_t
skip_digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* "dkim02" and "dkim03", but not "s1" and "key1", nor "s1" and "s1". */
static bool
differ_in_number(const char *a, const char *b)
{
	size_t n = skip_letters(a), an = n + skip_digits(a + n),
	       bn = n + skip_digits(b + n);

	return n == skip_letters(b) && strncasecmp(a, b, n) == 0 && an > n &&
	    bn > n && a[an] == '\0' && b[bn] == '\0' &&
	    (an != bn || strncmp(a + n, b + n, an - n) != 0);
}

/* The target with the number that the selector has; NULL: it has that one. */
static const char *
renumbered(const struct key *key)
{
	const char *target = key->selector->cname;
	const char *dot = strchr(target, '.');
	char label[LABEL_MAX + 1] = "";

	if (dot == NULL || (size_t)(dot - target) >= sizeof(label))
		return NULL;
	memcpy(label, target, (size_t)(dot - target));
	return differ_in_number(key->selector->name, label)
	    ? arena_printf(key->c->arena, "%s%s", key->selector->name, dot)
	    : NULL;
}

static void
suggest(const struct key *key, struct finding *finding, const char *meant)
{
	if (meant == NULL)
		return;
	finding->fix =
	    arena_printf(key->c->arena, _("Write \"%s\" instead of \"%s\"."),
		meant, key->selector->cname);
	finding->value = arena_printf(key->c->arena, "%s.", meant);
}

void
check_dkim_alias(const struct key *key)
{
	struct checking *c = key->c;
	const char *target = key->selector->cname, *meant;

	if (target == NULL)
		return;
	finding_add(c->arena, c->list, "DK-48", key->name,
	    _("%s is an alias for %s, whose owner keeps the key."), key->name,
	    target);
	meant = renumbered(key);
	if (meant != NULL)
		suggest(key,
		    finding_add(c->arena, c->list, "DK-50", key->name,
			_("%s is an alias for %s: the numbers differ."),
			key->name, target),
		    meant);
}

void
check_dkim_dangling(const struct key *key)
{
	struct checking *c = key->c;
	const char *target = key->selector->cname, *meant;

	if (target == NULL)
		return;
	meant = checking_undoubled(c, target);
	suggest(key,
	    finding_add(c->arena, c->list, "DK-04", key->name,
		_("%s is an alias for %s, which has no key (%s)."), key->name,
		target, dns_status_word(key->selector->answer->status)),
	    meant != NULL ? meant : renumbered(key));
}

void
check_dkim_proxied(const struct key *key)
{
	const struct dns_answer *a = key->selector->a;
	struct checking *c = key->c;
	char ip[IP_TEXT_MAX];

	if (a == NULL || a->count == 0)
		return;
	ip_format(&a->rr[0].address, ip);
	finding_add(c->arena, c->list, "DK-51", key->name,
	    _("%s has no key but the address %s."), key->name, ip);
}
