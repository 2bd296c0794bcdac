#include "wizard/check/dns_host.h"

#include <string.h>

static bool
label_matches(struct slice pattern, struct slice label)
{
	const char *star = memchr(pattern.ptr, '*', pattern.len);
	size_t before, after;

	if (star == NULL)
		return pattern.len == label.len &&
		    memcmp(pattern.ptr, label.ptr, label.len) == 0;
	before = (size_t)(star - pattern.ptr);
	after = pattern.len - before - 1;
	return label.len >= before + after &&
	    memcmp(pattern.ptr, label.ptr, before) == 0 &&
	    memcmp(star + 1, label.ptr + label.len - after, after) == 0;
}

/* Names match from the end. */
static bool
name_matches(struct slice pattern, const char *name)
{
	struct slice rest, wanted, label;
	size_t labels = 1;

	for (size_t i = 0; i < pattern.len; i++)
		labels += pattern.ptr[i] == '.';
	while (dname_labels(name) > labels)
		name = dname_parent(name);
	rest = slice_of(name);
	while (slice_next(&pattern, '.', &wanted))
		if (!slice_next(&rest, '.', &label) ||
		    !label_matches(wanted, label))
			return false;
	return rest.ptr == NULL;
}

bool
dns_host_serves(const char *servers, const struct zone_facts *zone)
{
	struct slice rest = slice_of(servers), pattern;

	while (slice_next(&rest, ' ', &pattern))
		for (size_t i = 0; pattern.len > 0 && i < zone->servers; i++)
			if (name_matches(pattern, zone->server[i].name))
				return true;
	return false;
}

const struct dns_host *
dns_host_find(
    const struct dns_host *host, size_t count, const struct zone_facts *zone)
{
	for (size_t i = 0; i < count; i++)
		if (dns_host_serves(host[i].servers, zone))
			return &host[i];
	return NULL;
}
