#include "wizard/io/host_mta.h"

#include <string.h>
#include <unistd.h>

#include "wizard/io/host_text.h"

#define NAMES_MAX 4
#define ARGS_MAX 8

/* --- Postfix ------------------------------------------------------------- */

/* smtp_helo_name is $myhostname unless somebody set it. */
static const char *
postfix_hello(struct arena *arena, struct slice myhostname, struct slice helo)
{
	static const char *const same[] = {
	    "", "$myhostname", "${myhostname}", "$(myhostname)"};

	for (size_t i = 0; i < COUNT_OF(same); i++)
		if (slice_is(helo, same[i]))
			return host_text_name(arena, myhostname);
	return host_text_name(arena, helo);
}

static const char *
postfix_configured(struct arena *arena, const char *root)
{
	struct slice text = host_text_read(arena, root, "/etc/postfix/main.cf");

	return postfix_hello(arena, host_text_setting(text, "myhostname"),
	    host_text_setting(text, "smtp_helo_name"));
}

/* A line each, in the order of asking. */
static void
postfix_printed(
    struct arena *arena, struct slice printed, struct host_mta *mta)
{
	enum { MYHOSTNAME, HELO, RELAY, BIND4, BIND6, VALUES };
	struct slice value[VALUES];
	const char *hello;

	for (size_t i = 0; i < VALUES; i++)
		if (!slice_next(&printed, '\n', &value[i]))
			return;
	hello = postfix_hello(
	    arena, value[MYHOSTNAME], slice_trim(value[HELO], " \r"));
	if (hello == NULL)
		return;
	mta->hello = hello;
	mta->route = (struct host_route) {.relay = NULL};
	host_route_relay(arena, &mta->route, value[RELAY]);
	host_route_source(&mta->route, value[BIND4]);
	host_route_source(&mta->route, value[BIND6]);
}

/* --- Exim ---------------------------------------------------------------- */

static const char *
exim_configured(struct arena *arena, const char *root)
{
	static const struct {
		const char *path, *key;
	} settings[] = {
	    {"/etc/exim4/exim4.conf.localmacros",
		"MAIN_HARDCODE_PRIMARY_HOSTNAME"},
	    {"/etc/exim4/exim4.conf", "primary_hostname"},
	    {"/etc/exim/exim.conf", "primary_hostname"},
	};

	for (size_t i = 0; i < COUNT_OF(settings); i++) {
		struct slice text =
		    host_text_read(arena, root, settings[i].path);
		const char *name = host_text_name(
		    arena, host_text_setting(text, settings[i].key));

		if (name != NULL)
			return name;
	}
	return NULL;
}

static void
exim_printed(struct arena *arena, struct slice printed, struct host_mta *mta)
{
	const char *name = host_text_name(
	    arena, host_text_setting(printed, "primary_hostname"));

	if (name != NULL)
		mta->hello = name;
}

/* --- OpenSMTPD ----------------------------------------------------------- */

/* action "out" relay helo mail.example.jp */
static const char *
opensmtpd_relay(struct arena *arena, struct slice text)
{
	struct slice line, word;

	while (slice_next(&text, '\n', &line)) {
		bool relays = false;

		while (host_text_word(&line, &word) && word.ptr[0] != '#') {
			relays = relays || slice_is(word, "relay");
			if (relays && slice_is(word, "helo") &&
			    host_text_word(&line, &word))
				return host_text_name(arena, word);
		}
	}
	return NULL;
}

static const char *
first_line_name(struct arena *arena, const char *root, const char *path)
{
	struct slice text = host_text_read(arena, root, path);
	struct slice line = text;

	(void)slice_next(&text, '\n', &line);
	return host_text_name(arena, line);
}

static const char *
opensmtpd_configured(struct arena *arena, const char *root)
{
	static const char *const files[] = {
	    "/etc/smtpd.conf", "/etc/mail/smtpd.conf"};
	const char *name;

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		name = opensmtpd_relay(
		    arena, host_text_read(arena, root, files[i]));
		if (name != NULL)
			return name;
	}
	name = first_line_name(arena, root, "/etc/mail/mailname");
	return name != NULL ? name
			    : first_line_name(arena, root, "/etc/mailname");
}

/* --- Sendmail ------------------------------------------------------------ */

/* "Djmail.example.jp"; a name made of other macros cannot be told from here. */
static const char *
sendmail_configured(struct arena *arena, const char *root)
{
	struct slice text =
	    host_text_read(arena, root, "/etc/mail/sendmail.cf");
	struct slice line;

	while (slice_next(&text, '\n', &line)) {
		if (line.len <= 2 || memcmp(line.ptr, "Dj", 2) != 0)
			continue;
		line.ptr += 2;
		line.len -= 2;
		return host_text_name(arena, line);
	}
	return NULL;
}

/* --- All of them --------------------------------------------------------- */

static const struct mta {
	const char *name;
	/* One of each must be there: packages leave configuration behind. */
	const char *config[NAMES_MAX];
	const char *program[NAMES_MAX];
	const char *args[ARGS_MAX]; /* none: it cannot be asked */
	const char *(*configured)(struct arena *arena, const char *root);
	struct host_route (*route)(struct arena *arena, const char *root);
	void (*printed)(
	    struct arena *arena, struct slice printed, struct host_mta *mta);
} mtas[] = {
    {
	.name = "Postfix",
	.config = {"/etc/postfix/main.cf"},
	.program = {"/usr/sbin/postconf", "/usr/local/sbin/postconf"},
	.args = {"-x", "-h", "myhostname", "smtp_helo_name", "relayhost",
	    "smtp_bind_address", "smtp_bind_address6"},
	.configured = postfix_configured,
	.route = host_route_postfix,
	.printed = postfix_printed,
    },
    {
	.name = "Exim",
	.config = {"/etc/exim4/update-exim4.conf.conf", "/etc/exim4/exim4.conf",
	    "/etc/exim/exim.conf"},
	.program = {"/usr/sbin/exim4", "/usr/sbin/exim"},
	.args = {"-bP", "primary_hostname"},
	.configured = exim_configured,
	.route = host_route_exim,
	.printed = exim_printed,
    },
    {
	.name = "OpenSMTPD",
	.config = {"/etc/smtpd.conf", "/etc/mail/smtpd.conf"},
	.program = {"/usr/sbin/smtpd"},
	.configured = opensmtpd_configured,
	.route = host_route_opensmtpd,
    },
    {
	.name = "Sendmail",
	.config = {"/etc/mail/sendmail.cf"},
	.program = {"/usr/lib/sm.bin/sendmail", "/usr/sbin/sendmail-mta",
	    "/usr/libexec/sendmail/sendmail", "/usr/sbin/sendmail"},
	.configured = sendmail_configured,
	.route = host_route_sendmail,
    },
};

/* The first that exists, below root; NULL: none. */
static const char *
existing(
    struct arena *arena, const char *root, const char *const paths[NAMES_MAX])
{
	for (size_t i = 0; i < NAMES_MAX && paths[i] != NULL; i++) {
		const char *full = arena_printf(arena, "%s%s", root, paths[i]);

		if (access(full, F_OK) == 0)
			return full;
	}
	return NULL;
}

static const char *const *
command(struct arena *arena, const struct mta *mta, const char *program)
{
	const char **argv = arena_alloc(arena, (ARGS_MAX + 2) * sizeof(*argv));

	if (mta->args[0] == NULL)
		return NULL;
	argv[0] = program;
	for (size_t i = 0; i < ARGS_MAX; i++)
		argv[i + 1] = mta->args[i];
	return argv;
}

struct host_mta
host_mta_find(struct arena *arena, const char *root)
{
	for (size_t i = 0; i < COUNT_OF(mtas); i++) {
		const struct mta *mta = &mtas[i];
		const char *program = existing(arena, root, mta->program);

		if (program == NULL ||
		    existing(arena, root, mta->config) == NULL)
			continue;
		return (struct host_mta) {
		    .name = mta->name,
		    .hello = mta->configured(arena, root),
		    .route = mta->route(arena, root),
		    .argv = command(arena, mta, program),
		    .understand = mta->printed,
		};
	}
	return (struct host_mta) {.name = NULL};
}

/* --- The machine --------------------------------------------------------- */

/* /etc/hosts: "127.0.1.1 mail.example.jp mail" says what "mail" is in full. */
static const char *
name_in_hosts(struct arena *arena, const char *root, const char *nodename)
{
	struct slice text = host_text_read(arena, root, "/etc/hosts");
	struct slice line, word, first;

	while (slice_next(&text, '\n', &line)) {
		if (!host_text_word(&line, &word) || word.ptr[0] == '#' ||
		    !host_text_word(&line, &first))
			continue;
		while (host_text_word(&line, &word) && word.ptr[0] != '#')
			if (slice_is_nocase(word, nodename))
				return host_text_name(arena, first);
	}
	return NULL;
}

const char *
host_full_name(struct arena *arena, const char *root, const char *nodename,
    const char *hello)
{
	const char *name = host_text_name(arena, slice_of(nodename));

	if (name == NULL)
		name = first_line_name(arena, root, "/etc/hostname");
	if (name == NULL)
		name = name_in_hosts(arena, root, nodename);
	if (name == NULL)
		name = hello;
	if (name == NULL)
		name = first_line_name(arena, root, "/etc/mailname");
	return name == NULL ? "" : name;
}

static bool
is_name(struct slice word, const char *name)
{
	return name != NULL && slice_is_nocase(word, name);
}

const char *
host_loopback(struct arena *arena, const char *root, const char *hostname,
    const char *hello)
{
	struct slice text = host_text_read(arena, root, "/etc/hosts");
	struct slice line, word;
	struct ip ip;

	while (slice_next(&text, '\n', &line)) {
		if (!host_text_word(&line, &word) || !ip_parse(word, &ip) ||
		    ip_scope(&ip) != IP_LOOPBACK)
			continue;
		while (host_text_word(&line, &word) && word.ptr[0] != '#')
			if (is_name(word, hostname) || is_name(word, hello))
				return host_text_name(arena, word);
	}
	return NULL;
}
