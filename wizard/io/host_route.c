#include "wizard/io/host_route.h"

#include <string.h>

#include "wizard/io/host_text.h"

/* --- Values -------------------------------------------------------------- */

/* What stands behind the last separator, if there is one. */
static struct slice
behind(struct slice text, char separator)
{
	for (size_t i = text.len; i > 0; i--)
		if (text.ptr[i - 1] == separator)
			return (struct slice) {text.ptr + i, text.len - i};
	return text;
}

static struct slice
before(struct slice text, char separator)
{
	struct slice head = text;

	(void)slice_next(&text, separator, &head);
	return head;
}

/* "[smtp.isp.example]:587", "smtp+tls://label@smtp.isp.example:587". */
static struct slice
host_in(struct slice text)
{
	text = slice_trim(text, " \t\r\"'");
	text = behind(behind(text, '/'), '@');
	if (memchr(text.ptr, '[', text.len) != NULL)
		return before(behind(text, '['), ']');
	return before(text, ':');
}

void
host_route_relay(
    struct arena *arena, struct host_route *route, struct slice relay)
{
	struct slice host = host_in(relay);
	struct ip ip;

	if (ip_parse(host, &ip))
		route->relay = ip_scope(&ip) == IP_LOOPBACK
		    ? NULL
		    : arena_copy_slice(arena, host);
	else
		route->relay = host_text_name(arena, host);
}

void
host_route_source(struct host_route *route, struct slice address)
{
	struct ip ip;

	if (route->sources < HOST_SOURCES_MAX &&
	    ip_parse(slice_trim(address, " \t\r\"'[],"), &ip) &&
	    ip_scope(&ip) != IP_OTHER && ip_scope(&ip) != IP_LOOPBACK)
		route->source[route->sources++] = ip;
}

/* --- Postfix ------------------------------------------------------------- */

struct host_route
host_route_postfix(struct arena *arena, const char *root)
{
	struct slice text = host_text_read(arena, root, "/etc/postfix/main.cf");
	struct host_route route = {.relay = NULL};

	host_route_relay(arena, &route, host_text_setting(text, "relayhost"));
	host_route_source(&route, host_text_setting(text, "smtp_bind_address"));
	host_route_source(
	    &route, host_text_setting(text, "smtp_bind_address6"));
	return route;
}

/* --- Exim ---------------------------------------------------------------- */

/* interface = 192.0.2.25, indented below its transport. */
static void
exim_interfaces(struct host_route *route, struct slice text)
{
	struct slice line, word;

	while (slice_next(&text, '\n', &line))
		if (host_text_word(&line, &word) &&
		    slice_is(word, "interface") &&
		    host_text_word(&line, &word) && slice_is(word, "="))
			host_route_source(route, line);
}

/* Debian keeps its answers in a file of its own. */
struct host_route
host_route_exim(struct arena *arena, const char *root)
{
	static const char *const files[] = {
	    "/etc/exim4/exim4.conf", "/etc/exim/exim.conf"};
	struct slice debian = host_text_read(
	    arena, root, "/etc/exim4/update-exim4.conf.conf");
	struct slice kind = slice_trim(
	    host_text_setting(debian, "dc_eximconfig_configtype"), "'\"");
	struct host_route route = {.relay = NULL};

	if (slice_is(kind, "smarthost") || slice_is(kind, "satellite"))
		host_route_relay(
		    arena, &route, host_text_setting(debian, "dc_smarthost"));
	for (size_t i = 0; i < COUNT_OF(files); i++)
		exim_interfaces(&route, host_text_read(arena, root, files[i]));
	return route;
}

/* --- OpenSMTPD ----------------------------------------------------------- */

/* action "out" relay host smtp+tls://smtp.isp.example src 192.0.2.25 */
static void
opensmtpd_action(
    struct arena *arena, struct host_route *route, struct slice line)
{
	struct slice word;
	bool relays = false;

	while (host_text_word(&line, &word) && word.ptr[0] != '#') {
		relays = relays || slice_is(word, "relay");
		if (relays && slice_is(word, "host") &&
		    host_text_word(&line, &word))
			host_route_relay(arena, route, word);
		else if (relays && slice_is(word, "src") &&
		    host_text_word(&line, &word))
			host_route_source(route, word);
	}
}

struct host_route
host_route_opensmtpd(struct arena *arena, const char *root)
{
	static const char *const files[] = {
	    "/etc/smtpd.conf", "/etc/mail/smtpd.conf"};
	struct host_route route = {.relay = NULL};

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct slice text = host_text_read(arena, root, files[i]);
		struct slice line;

		while (slice_next(&text, '\n', &line))
			opensmtpd_action(arena, &route, line);
	}
	return route;
}

/* --- Sendmail ------------------------------------------------------------ */

static bool
takes(struct slice *line, const char *prefix)
{
	size_t len = strlen(prefix);

	if (line->len < len || memcmp(line->ptr, prefix, len) != 0)
		return false;
	line->ptr += len;
	line->len -= len;
	return true;
}

/* "DSesmtp:smtp.isp.example"; "O ClientPortOptions=..., Address=192.0.2.25". */
struct host_route
host_route_sendmail(struct arena *arena, const char *root)
{
	struct slice text =
	    host_text_read(arena, root, "/etc/mail/sendmail.cf");
	struct host_route route = {.relay = NULL};
	struct slice line, option;

	while (slice_next(&text, '\n', &line)) {
		if (takes(&line, "DS"))
			host_route_relay(arena, &route, behind(line, ':'));
		else if (takes(&line, "O ClientPortOptions="))
			while (slice_next(&line, ',', &option)) {
				option = slice_trim(option, " \t");
				if (takes(&option, "Address=") ||
				    takes(&option, "Addr="))
					host_route_source(&route, option);
			}
	}
	return route;
}
