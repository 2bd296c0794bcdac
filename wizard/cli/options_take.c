#include "wizard/cli/options_take.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"

#define OLD_TTL_MAX (30 * 24 * 3600) /* seconds; more is a mistake */

enum err_code
options_take_lang(struct options *o, const char *value, struct err *err)
{
	if (strcmp(value, "en") != 0 && strcmp(value, "ja") != 0)
		return err_set(err, ERR_SYNTAX,
		    _("--lang %s: the languages are en and ja"), value);
	o->lang = value;
	return ERR_OK;
}

enum err_code
options_take_color(struct options *o, const char *value, struct err *err)
{
	if (strcmp(value, "auto") != 0 && strcmp(value, "never") != 0)
		return err_set(err, ERR_SYNTAX,
		    _("--color %s: it is auto or never"), value);
	o->color = o->color && strcmp(value, "auto") == 0;
	return ERR_OK;
}

enum err_code
options_take_no_color(struct options *o, const char *value, struct err *err)
{
	(void)value;
	(void)err;
	o->color = false;
	return ERR_OK;
}

enum err_code
options_take_state(struct options *o, const char *value, struct err *err)
{
	if (value[0] == '\0')
		return err_set(
		    err, ERR_SYNTAX, _("--state needs a directory"));
	o->state = value;
	return ERR_OK;
}

static bool
parse_number(const char *text, unsigned long max, unsigned long *ret)
{
	char *end;

	errno = 0;
	*ret = strtoul(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *ret > 0 &&
	    *ret <= max && text[0] != '-';
}

/* ADDR or ADDR@PORT; name: of the option. */
static enum err_code
parse_server(const char *name, const char *value, struct option_server *ret,
    struct err *err)
{
	const char *at = strchr(value, '@');
	struct slice address = {
	    value, at == NULL ? strlen(value) : (size_t)(at - value)};
	unsigned long port = 0;

	if (!ip_parse(address, &ret->ip))
		return err_set(err, ERR_SYNTAX,
		    _("--%s %s: give an IP address, as in 192.0.2.53 or "
		      "192.0.2.53@5353"),
		    name, value);
	if (at != NULL && !parse_number(at + 1, 65535, &port))
		return err_set(err, ERR_SYNTAX,
		    _("--%s %s: the port behind @ is 1 to 65535"), name, value);
	ret->port = (uint16_t)port;
	return ERR_OK;
}

enum err_code
options_take_resolver(struct options *o, const char *value, struct err *err)
{
	if (o->resolvers == OPTIONS_LIST_MAX)
		return err_set(err, ERR_LIMIT, _("too many --resolver"));
	return parse_server(
	    "resolver", value, &o->resolver[o->resolvers++], err);
}

enum err_code
options_take_server(struct options *o, const char *value, struct err *err)
{
	return parse_server("server", value, &o->server, err);
}

static enum err_code
read_port(const char *name, const char *value, uint16_t *ret, struct err *err)
{
	unsigned long port;

	if (!parse_number(value, 65535, &port))
		return err_set(err, ERR_SYNTAX,
		    _("--%s %s: a port is 1 to 65535"), name, value);
	*ret = (uint16_t)port;
	return ERR_OK;
}

enum err_code
options_take_dns_port(struct options *o, const char *value, struct err *err)
{
	return read_port("dns-port", value, &o->dns_port, err);
}

enum err_code
options_take_smtp_port(struct options *o, const char *value, struct err *err)
{
	return read_port("smtp-port", value, &o->smtp_port, err);
}

enum err_code
options_take_https_port(struct options *o, const char *value, struct err *err)
{
	return read_port("https-port", value, &o->https_port, err);
}

enum err_code
options_take_bits(struct options *o, const char *value, struct err *err)
{
	unsigned long bits;

	if (!parse_number(value, 65536, &bits))
		return err_set(err, ERR_SYNTAX,
		    _("--bits %s: it is 2048, 3072 or 4096"), value);
	o->bits = (unsigned)bits;
	return ERR_OK;
}

enum err_code
options_take_old_ttl(struct options *o, const char *value, struct err *err)
{
	unsigned long seconds;

	if (!parse_number(value, OLD_TTL_MAX, &seconds))
		return err_set(err, ERR_SYNTAX,
		    _("--old-ttl %s: give seconds, 1 to %d"), value,
		    OLD_TTL_MAX);
	o->old_ttl = (unsigned)seconds;
	return ERR_OK;
}

enum err_code
options_take_timeout(struct options *o, const char *value, struct err *err)
{
	unsigned long seconds;

	if (!parse_number(value, 86400, &seconds))
		return err_set(err, ERR_SYNTAX,
		    _("--timeout %s: give seconds, 1 to 86400"), value);
	o->timeout = (unsigned)seconds;
	return ERR_OK;
}

enum err_code
options_add_item(struct option_list *list, const char *value,
    const char *name, struct err *err)
{
	if (list->count == OPTIONS_LIST_MAX)
		return err_set(err, ERR_LIMIT, _("too many --%s"), name);
	list->item[list->count++] = value;
	return ERR_OK;
}

enum err_code
options_take_ip(struct options *o, const char *value, struct err *err)
{
	if (o->ips == OPTIONS_LIST_MAX)
		return err_set(err, ERR_LIMIT, _("too many --ip"));
	if (!ip_parse(slice_of(value), &o->ip[o->ips]))
		return err_set(err, ERR_SYNTAX,
		    _("--ip %s: this is not an IP address"), value);
	o->ips++;
	return ERR_OK;
}

/* "-all" begins with a hyphen, but is what the option takes all the same. */
enum err_code
options_take_all(struct options *o, const char *value, struct err *err)
{
	if (strcmp(value, "~all") != 0 && strcmp(value, "-all") != 0)
		return err_set(err, ERR_SYNTAX,
		    _("--all %s: it is ~all or -all"), value);
	o->all = value[0];
	return ERR_OK;
}

/* Its value would be one word, and a program has arguments. */
enum err_code
options_take_exec(struct options *o, const char *value, struct err *err)
{
	(void)o;
	return err_set(err, ERR_SYNTAX,
	    _("--exec=%s: a blank stands between --exec and the program, and "
	      "what follows are its arguments"),
	    value);
}
