#include "wizard/record/bounce_shell.h"

#include <string.h>

#include "wizard/record/bounce_pattern.h"

/* --- The quoted message ----------------------------------------------------
 */

/* Words that introduce it, in dense form. */
static const char *const quotes[] = {
    "---belowthislineisacopy",
    "---undeliveredmessagefollows",
    "------thisisacopyof",
    "-----originalmessage-----",
    "-----unsentmessagefollows",
    "-----messageheaderfollows",
    "---enclosedisacopyofthemessage",
    "belowisacopyoftheoriginalmessage",
    "messageheadersfollow",
    "originalmessageheaders:",
    "originalmessagefollows",
    "content-type:message/rfc822",
    "content-type:text/rfc822-headers",
    "content-description:undeliveredmessage",
    "content-description:delayedmessage",
};

/* Where the report itself has begun for certain. */
static size_t
report_place(const struct stream *stream)
{
	static const char field[] = "final-recipient:";
	const char *at =
	    memmem(stream->dense, stream->dense_len, field, strlen(field));
	size_t place = stream->codes > 0 ? stream->code[0].at : stream->len;
	size_t status =
	    at == NULL ? stream->len
		       : stream_place(stream, (size_t)(at - stream->dense));

	return status < place ? status : place;
}

struct slice
bounce_shell_cut_quoted(struct stream *stream)
{
	size_t begun = report_place(stream), first = stream->len;
	struct slice quoted;

	for (size_t i = 0; i < COUNT_OF(quotes); i++) {
		const char *at = stream->dense;
		const char *end = at + stream->dense_len;

		while ((at = memmem(at, (size_t)(end - at), quotes[i],
			    strlen(quotes[i]))) != NULL) {
			size_t place = stream_place(
			    stream, (size_t)(at++ - stream->dense));

			if (place <= begun)
				continue;
			if (place < first)
				first = place;
			break;
		}
	}
	quoted = (struct slice) {stream->shown + first, stream->len - first};
	/* A code at the very end of a text belongs to what is above it. */
	if (quoted.len > 0)
		stream_cut(stream, first);
	return quoted;
}

/* --- Commands --------------------------------------------------------------
 */

/* In dense form. */
static const struct {
	const char *words;
	enum bounce_stage stage;
} stages[] = {
    {"inreplytoendofdata", BOUNCE_DATA},
    {"inreplytodata", BOUNCE_DATA},
    {"inreplytobdat", BOUNCE_DATA},
    {"failedafterisentthemessage", BOUNCE_DATA},
    {"failed_after_i_sent_the_message", BOUNCE_DATA},
    {"failedonendofdata", BOUNCE_DATA},
    {"afterendofdata", BOUNCE_DATA},
    {"afterpipelinedendofdata", BOUNCE_DATA},
    {"afterdata", BOUNCE_DATA},
    {"afterpipelineddata", BOUNCE_DATA},
    {"didnotlikeourfinaldata", BOUNCE_DATA},
    {"didnotlikeourdata", BOUNCE_DATA},
    {">>>data", BOUNCE_DATA},
    {"->data", BOUNCE_DATA},
    {"~>data", BOUNCE_DATA},
    {"rejectedcommandbdat", BOUNCE_DATA},
    {"rejectedcommanddata", BOUNCE_DATA},
    {"inreplytorcptto", BOUNCE_RCPT},
    {"doesnotlikerecipient", BOUNCE_RCPT},
    {"does_not_like_recipient", BOUNCE_RCPT},
    {"afterrcptto", BOUNCE_RCPT},
    {"afterpipelinedrcptto", BOUNCE_RCPT},
    {"didnotlikeourrcptto", BOUNCE_RCPT},
    {">>>rcptto", BOUNCE_RCPT},
    {"->rcptto:", BOUNCE_RCPT},
    {"~>rcptto:", BOUNCE_RCPT},
    {"sent:rcptto:", BOUNCE_RCPT},
    {"rejectedcommandrcptto", BOUNCE_RCPT},
    {"inreplytomailfrom", BOUNCE_MAIL},
    {"butsenderwasrejected", BOUNCE_MAIL},
    {"aftermailfrom", BOUNCE_MAIL},
    {"afterpipelinedmailfrom", BOUNCE_MAIL},
    {"didnotlikeourmailfrom", BOUNCE_MAIL},
    {">>>mailfrom", BOUNCE_MAIL},
    {"->mailfrom:", BOUNCE_MAIL},
    {"~>mailfrom:", BOUNCE_MAIL},
    {"sent:mailfrom:", BOUNCE_MAIL},
    {"rejectedcommandmailfrom", BOUNCE_MAIL},
    {"inreplytoehlo", BOUNCE_EHLO},
    {"inreplytohelo", BOUNCE_EHLO},
    {"butmynamewasrejected", BOUNCE_EHLO},
    {"afterehlo", BOUNCE_EHLO},
    {"afterhelo", BOUNCE_EHLO},
    {"butgreetingfailed", BOUNCE_CONNECT},
    {"afterinitialconnection", BOUNCE_CONNECT},
    {"whilereceivingtheinitialservergreeting", BOUNCE_CONNECT},
};

static void
mark_stages(struct bounce_shell *shell, const struct stream *stream)
{
	for (size_t i = 0; i < COUNT_OF(stages); i++) {
		const char *at = stream->dense;
		const char *end = at + stream->dense_len;
		size_t len = strlen(stages[i].words);

		while (shell->marks < SHELL_STAGES_MAX &&
		       (at = memmem(at, (size_t)(end - at), stages[i].words,
			    len)) != NULL) {
			shell->mark[shell->marks].at =
			    stream_place(stream, (size_t)(at - stream->dense));
			shell->mark[shell->marks++].stage = stages[i].stage;
			at += len;
		}
	}
}

enum bounce_stage
bounce_shell_stage(const struct bounce_shell *shell, size_t at)
{
	enum bounce_stage nearest = BOUNCE_ANY_STAGE;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < shell->marks; i++) {
		size_t there = shell->mark[i].at;
		size_t distance = there > at ? there - at : at - there;

		if (distance >= least)
			continue;
		least = distance;
		nearest = shell->mark[i].stage;
	}
	return nearest;
}

/* --- Names and addresses ----------------------------------------------------
 */

enum member {
	REMOTE, /* host, host-ip: who answered */
	RECIPIENT,
	SENDER,
	REPORTER,
	STATUS,
	LOGGED,
};

/* The first that can be read counts; the most reliable ones come first. */
static const struct {
	const char *pattern;
	enum member member;
} frames[] = {
    {"Remote-MTA: dns; {host}", REMOTE},
    {"host {host}[{host-ip}] said:", REMOTE},
    {"host {host}[{host-ip}] refused to talk to me:", REMOTE},
    {"of server {host}[{host-ip}]:", REMOTE},
    {"host '{host}' rejected command", REMOTE},
    {"host {host} [{host-ip}] SMTP error from remote mail server", REMOTE},
    {"SMTP error from remote mail* host {host} [{host-ip}]:", REMOTE},
    {"* H={host} [{host-ip}]*: SMTP error from remote mail server", REMOTE},
    {"by {host}. [{host-ip}]. The error that the other server", REMOTE},
    {"relay=\"{host-ip} ({host})", REMOTE},
    {"Remote server ({host-ip}) issued an error", REMOTE},
    {"connect to {host}[{host-ip}]:", REMOTE},
    {"relay={host}[{host-ip}]:", REMOTE},
    {"relay={host} [{host-ip}], dsn", REMOTE},
    {"while talking to {host}.:", REMOTE},
    {"{host} [{host-ip}] did not like our", REMOTE},
    {"({host-ip}, the server for the domain", REMOTE},
    {"destination host IP - {host-ip} -", REMOTE},
    {"{host-ip} failed after I sent", REMOTE},
    {"{host-ip} does not like recipient", REMOTE},
    {"Connected to {host-ip} but", REMOTE},
    {"Final-Recipient: rfc822; {address}", RECIPIENT},
    {"X-Failed-Recipients: {address}", RECIPIENT},
    {"<{address}>: host", RECIPIENT},
    {"<{address}> (host", RECIPIENT},
    {"to=<{address}>, relay", RECIPIENT},
    {"to=<{address}>, ctladdr", RECIPIENT},
    {"to=<{address}>, orig_to", RECIPIENT},
    {"** {address} R=", RECIPIENT},
    {"== {address} R=", RECIPIENT},
    {"delivering your mail to <{address}>", RECIPIENT},
    {"recipients failed permanently: * {address} Reason", RECIPIENT},
    {"Your message to {address} couldn't be", RECIPIENT},
    {"Your message to {address} has been", RECIPIENT},
    {"following addresses had permanent fatal errors -----<{address}>",
	RECIPIENT},
    {"<{address}>: Remote host said", RECIPIENT},
    {"it didn't work out. <{address}>:", RECIPIENT},
    {"X-Postfix-Sender: rfc822; {address}", SENDER},
    {"from=<{address}>, size", SENDER},
    {"after MAIL FROM:<{address}>", SENDER},
    {"ctladdr=<{address}>", SENDER},
    {"<= {address} H=", SENDER},
    {"<= {address} U=", SENDER},
    {"Reporting-MTA: dns; {host}", REPORTER},
    {"the mail system at host {host}", REPORTER},
    {"the qmail-send program at {host}", REPORTER},
    {"Generating server: {host}", REPORTER},
    {"DragonFly Mail Agent * at {host}", REPORTER},
    {"Status: {status}", STATUS},
    {"dsn={status}, status=bounced", STATUS},
    {"dsn={status}, status=deferred", STATUS},
    {"dsn={status}, stat=Service unavailable", LOGGED},
    {"dsn={status}, stat=Data format error", LOGGED},
    {"dsn={status}, stat=User unknown", LOGGED},
    {"dsn={status}, stat=Deferred", LOGGED},
};

static void
add_host_ip(struct bounce_shell *shell, const char *text)
{
	struct ip ip;

	if (text != NULL && shell->host_ips < SHELL_HOSTS_MAX &&
	    ip_parse(slice_of(text), &ip))
		shell->host_ip[shell->host_ips++] = ip;
}

static void
keep(const char **member, const char *value)
{
	if (*member == NULL)
		*member = value;
}

/* Servers that were given no code write 5.0.0 or 5.2.0, RFC 3463 section 2. */
static bool
says_something(const char *status)
{
	return status != NULL && strcmp(strrchr(status, '.'), ".0") != 0;
}

static void
take_frame(struct bounce_shell *shell, enum member member,
    const struct pattern_match *match)
{
	switch (member) {
	case REMOTE:
		keep(&shell->remote, match->value[PATTERN_HOST]);
		add_host_ip(shell, match->value[PATTERN_HOST_IP]);
		break;
	case RECIPIENT:
		keep(&shell->recipient, match->value[PATTERN_ADDRESS]);
		break;
	case SENDER:
		keep(&shell->return_path, match->value[PATTERN_ADDRESS]);
		break;
	case REPORTER:
		keep(&shell->reporting_mta, match->value[PATTERN_HOST]);
		break;
	case STATUS:
		if (says_something(match->value[PATTERN_STATUS]))
			keep(&shell->status, match->value[PATTERN_STATUS]);
		break;
	case LOGGED:
		keep(&shell->logged, match->value[PATTERN_STATUS]);
		break;
	}
	shell->refused = shell->refused || member == REMOTE;
}

struct bounce_shell
bounce_shell_of(struct arena *arena, const struct stream *stream)
{
	struct bounce_shell shell = {.marks = 0};
	struct pattern_match match;

	mark_stages(&shell, stream);
	for (size_t i = 0; i < COUNT_OF(frames); i++)
		if (pattern_find(arena, frames[i].pattern, stream, &match))
			take_frame(&shell, frames[i].member, &match);
	return shell;
}

bool
bounce_shell_has_host(const struct bounce_shell *shell, const struct ip *ip)
{
	for (size_t i = 0; i < shell->host_ips; i++)
		if (ip_equal(&shell->host_ip[i], ip))
			return true;
	return false;
}
