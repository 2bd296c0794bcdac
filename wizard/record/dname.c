#include "wizard/record/dname.h"

#include <idn2.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/dname_wire.h"

enum err_code
dname_parse(struct slice text, struct dname *ret, struct err *err)
{
	uint8_t wire[DNAME_WIRE_MAX];
	char canonical[DNAME_TEXT_MAX];
	enum err_code code;
	size_t len;

	code = dname_to_wire(text, wire, &len, err);
	if (code != ERR_OK)
		return code;
	len = dname_from_wire(wire, len, canonical);
	if (len > DNAME_MAX)
		return err_at(err, ERR_LIMIT, text.len,
		    _("The name is longer than 253 characters. Shorten it."));
	memcpy(ret->text, canonical, len + 1);
	return ERR_OK;
}

bool
dname_equal(const char *a, const char *b)
{
	/* Nearly always the case is the same, too. */
	while (*a == *b || char_lower(*a) == char_lower(*b)) {
		if (*a == '\0')
			return true;
		a++;
		b++;
	}
	return false;
}

/* FNV-1a; the bit that tells letters of both cases apart is left out. */
uint32_t
dname_hash(const char *name)
{
	uint32_t hash = 2166136261U;

	for (; *name != '\0'; name++)
		hash = (hash ^ ((unsigned char)*name | 0x20U)) * 16777619U;
	return hash;
}

/* The dot or NUL that ends the label; an escaped dot does not. */
static const char *
label_end(const char *name)
{
	while (*name != '\0' && *name != '.')
		name += name[0] == '\\' && name[1] != '\0' ? 2 : 1;
	return name;
}

/* Is the dot at this place part of a label: an odd run of backslashes? */
static bool
is_escaped(const char *name, size_t at)
{
	size_t run = 0;

	while (run < at && name[at - run - 1] == '\\')
		run++;
	return run % 2 == 1;
}

bool
dname_is_within(const char *name, const char *zone)
{
	size_t name_len = strlen(name);
	size_t zone_len = strlen(zone);
	size_t dot;

	if (zone_len == 0 || dname_equal(name, zone))
		return true;
	if (name_len < zone_len + 2)
		return false;
	dot = name_len - zone_len - 1;
	return name[dot] == '.' && !is_escaped(name, dot) &&
	       dname_equal(name + dot + 1, zone);
}

size_t
dname_labels(const char *name)
{
	size_t count = 0;

	while (*name != '\0') {
		name = dname_parent(name);
		count++;
	}
	return count;
}

const char *
dname_parent(const char *name)
{
	const char *end = label_end(name);

	return *end == '.' ? end + 1 : end;
}

bool
dname_join(const char *left, const char *right, struct dname *ret)
{
	size_t left_len = strlen(left);
	size_t right_len = strlen(right);
	size_t dot = left_len > 0 && right_len > 0 ? 1 : 0;

	if (left_len > DNAME_MAX || right_len > DNAME_MAX ||
	    left_len + dot + right_len > DNAME_MAX)
		return false;
	memcpy(ret->text, left, left_len);
	if (dot == 1)
		ret->text[left_len] = '.';
	memcpy(ret->text + left_len + dot, right, right_len + 1);
	return true;
}

void
dname_relative(const char *name, const char *zone, char *ret, size_t size)
{
	size_t zone_len = strlen(zone);

	if (dname_equal(name, zone))
		(void)snprintf(ret, size, "@");
	else if (!dname_is_within(name, zone))
		(void)snprintf(ret, size, "%s.", name);
	else if (zone_len == 0)
		(void)snprintf(ret, size, "%s", name);
	else
		(void)snprintf(ret, size, "%.*s",
		    (int)(strlen(name) - zone_len - 1), name);
}

static bool
is_letter_or_digit(char c)
{
	c = char_lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool
is_host_label(const char *label, size_t len)
{
	if (len == 0 || len > DNAME_LABEL_MAX || label[0] == '-' ||
	    label[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_letter_or_digit(label[i]) && label[i] != '-')
			return false;
	return true;
}

bool
dname_is_hostname(const char *name)
{
	const char *label;
	const char *end;
	size_t labels = 0;

	if (strlen(name) > DNAME_MAX)
		return false;
	do {
		label = name;
		end = label_end(label);
		if (!is_host_label(label, (size_t)(end - label)))
			return false;
		labels++;
		name = end + 1;
	} while (*end == '.');
	/* RFC 1123 section 2.1: digits alone would look like an address. */
	return labels >= 2 && label[strspn(label, "0123456789")] != '\0';
}

void
dname_unicode(const char *name, char *ret, size_t size)
{
	char *shown = NULL;

	ret[0] = '\0';
	if (strstr(name, "xn--") == NULL ||
	    idn2_to_unicode_8z8z(name, &shown, 0) != IDN2_OK)
		return;
	if (strcmp(shown, name) != 0 && strlen(shown) < size)
		(void)snprintf(ret, size, "%s", shown);
	idn2_free(shown);
}
