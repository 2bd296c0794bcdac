#include "wizard/record/dmarc_uri.h"

#include <ctype.h>
#include <string.h>

#define MEANT_MAX 512 /* octets; what is longer is not guessed at */

/*
 * obs-dmarc-uri: "!" 1*DIGIT [ "k" / "m" / "g" / "t" ] at the end is dropped:
 * nobody obeys it any more.
 */
static struct slice
without_size(struct slice uri)
{
	size_t n = uri.len;

	if (n > 0 && uri.ptr[n - 1] != '\0' &&
	    strchr("kmgtKMGT", uri.ptr[n - 1]) != NULL)
		n--;
	while (n > 0 && isdigit((unsigned char)uri.ptr[n - 1]))
		n--;
	if (n > 0 && uri.ptr[n - 1] == '!' && n < uri.len &&
	    isdigit((unsigned char)uri.ptr[n]))
		uri.len = n - 1;
	return uri;
}

/* No octet that RFC 3986 wants encoded; "!" and "," are DMARC's own. */
static bool
has_uri_octets_only(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~' ||
		    memchr("!,\"<>\\^`{|}", s.ptr[i], 11) != NULL)
			return false;
	return s.len > 0;
}

static bool
is_host(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!isalnum((unsigned char)s.ptr[i]) &&
		    memchr("-._", s.ptr[i], 3) == NULL)
			return false;
	return s.len > 0;
}

/* local-part "@" domain, perhaps with "?subject=..." behind. */
static bool
read_mailto(struct slice address, struct slice *ret_domain)
{
	const char *query =
	    address.len == 0 ? NULL : memchr(address.ptr, '?', address.len);
	const char *at;
	struct slice domain = address;

	if (query != NULL)
		domain.len = (size_t)(query - address.ptr);
	at = domain.len == 0 ? NULL : memrchr(domain.ptr, '@', domain.len);
	if (at == NULL || at == domain.ptr)
		return false;
	domain.len -= (size_t)(at + 1 - domain.ptr);
	domain.ptr = at + 1;
	if (!is_host(domain))
		return false;
	*ret_domain = domain;
	return true;
}

struct dmarc_uri
dmarc_uri_read(struct slice text)
{
	struct dmarc_uri uri = {.text = without_size(text)};
	struct slice rest = uri.text, scheme;

	uri.sized = uri.text.len < text.len;
	if (!has_uri_octets_only(uri.text) ||
	    !slice_next(&rest, ':', &scheme) || rest.ptr == NULL)
		return uri;
	if (slice_is_nocase(scheme, "mailto"))
		uri.valid = read_mailto(rest, &uri.domain);
	else
		uri.valid = scheme.len > 0 && rest.len > 0 &&
			    isalpha((unsigned char)scheme.ptr[0]) &&
			    is_host(scheme);
	return uri;
}

/* "mailto://a@x", "mail:a@x", "<a@x>", "mailto=a@x": what stands around it. */
static struct slice
bare_address(struct slice text)
{
	static const char *const fronts[] = {
	    "mailto:", "mailto=", "mailto", "mail:", "email:"};

	text = slice_trim(text, " \t<>\"'");
	for (size_t i = 0; i < COUNT_OF(fronts); i++)
		if (slice_starts_nocase(text, fronts[i])) {
			text.ptr += strlen(fronts[i]);
			text.len -= strlen(fronts[i]);
			break;
		}
	return slice_trim(text, " \t<>\"'/:");
}

/* Several addresses with blanks between them become a list. */
const char *
dmarc_uri_meant(struct arena *arena, struct slice text)
{
	struct slice rest = text, part;
	const char *list = "";

	if (text.len > MEANT_MAX)
		return NULL;
	while (slice_next(&rest, ' ', &part)) {
		struct dmarc_uri read;
		const char *uri;

		part = bare_address(part);
		if (part.len == 0)
			continue;
		uri = arena_printf(
		    arena, "mailto:%s", arena_copy_slice(arena, part));
		read = dmarc_uri_read(slice_of(uri));
		if (!read.valid || read.sized)
			return NULL;
		list = arena_printf(arena, "%s%s%s", list,
		    *list != '\0' ? "," : "", uri);
	}
	return *list != '\0' ? list : NULL;
}
