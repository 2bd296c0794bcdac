#include "wizard/record/uri.h"

#include <string.h>

#include "wizard/record/dname.h"

static bool
has_uri_octets_only(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~' ||
		    memchr("!,;\"<>\\^`{|}", s.ptr[i], 12) != NULL)
			return false;
	return s.len > 0;
}

/* What stands before the first of these octets. */
static struct slice
up_to(struct slice s, const char *stops)
{
	size_t n = 0;

	while (n < s.len && strchr(stops, s.ptr[n]) == NULL)
		n++;
	return (struct slice) {s.ptr, n};
}

static bool
is_host(struct slice s)
{
	struct dname name;
	struct err err = ERR_INIT;

	return s.len > 0 && dname_parse(s, &name, &err) == ERR_OK &&
	    dname_is_hostname(name.text);
}

/* local-part "@" domain, perhaps with "?subject=..." behind. */
static bool
read_mailto(struct slice rest, struct slice *ret_host)
{
	struct slice address = up_to(rest, "?#");
	struct slice local = up_to(address, "@");

	if (local.len == 0 || local.len == address.len)
		return false;
	*ret_host = (struct slice) {
	    local.ptr + local.len + 1, address.len - local.len - 1};
	return is_host(*ret_host);
}

/* "//" host [ ":" port ], and a path or whatever else. */
static bool
read_https(struct slice rest, struct slice *ret_host)
{
	if (rest.len < 2 || memcmp(rest.ptr, "//", 2) != 0)
		return false;
	rest = (struct slice) {rest.ptr + 2, rest.len - 2};
	*ret_host = up_to(rest, ":/?#");
	return is_host(*ret_host);
}

bool
uri_parse(struct slice text, struct uri *ret)
{
	static const struct {
		const char *scheme;
		bool (*read)(struct slice rest, struct slice *ret_host);
	} schemes[] = {{"mailto", read_mailto}, {"https", read_https}};
	struct uri uri = {.text = text};
	struct slice rest = text;

	if (!has_uri_octets_only(text) ||
	    !slice_next(&rest, ':', &uri.scheme) || rest.ptr == NULL)
		return false;
	for (size_t i = 0; i < COUNT_OF(schemes); i++)
		if (uri_is_scheme(&uri, schemes[i].scheme) &&
		    schemes[i].read(rest, &uri.host)) {
			*ret = uri;
			return true;
		}
	return false;
}

bool
uri_is_scheme(const struct uri *uri, const char *scheme)
{
	return slice_is_nocase(uri->scheme, scheme);
}
