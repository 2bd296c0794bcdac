#include "wizard/record/received.h"

#include "wizard/record/mailtext.h"

#define SPECIAL "[;=,"

/* "192.0.2.1", "[192.0.2.1]", "IPv6:2001:db8::1" */
static bool
is_address(struct slice word, struct ip *ret)
{
	word = slice_trim(word, "[]");
	if (slice_starts_nocase(word, "IPv6:")) {
		word.ptr += 5;
		word.len -= 5;
	}
	return ip_parse(word, ret);
}

bool
received_address(struct slice text, struct ip *ret)
{
	struct mail_token token;

	while (mailtext_next(&text, SPECIAL, &token))
		if (token.kind != MAIL_COMMENT && is_address(token.text, ret))
			return true;
	return false;
}

/* "helo=name" of Exim, "HELO name" of qmail */
static struct slice
helo_in(struct slice comment)
{
	struct slice none = {.ptr = ""};
	struct mail_token token;

	while (mailtext_next(&comment, SPECIAL, &token)) {
		if (!slice_is_nocase(token.text, "helo") &&
		    !slice_is_nocase(token.text, "ehlo"))
			continue;
		while (mailtext_next(&comment, SPECIAL, &token))
			if (token.kind != MAIL_SPECIAL)
				return token.text;
	}
	return none;
}

static bool
ends_client(const struct mail_token *token)
{
	return mailtext_is(token, ';') ||
	       (token->kind == MAIL_WORD && slice_is_nocase(token->text, "by"));
}

struct received
received_parse(struct arena *arena, struct slice value)
{
	struct received r = {.helo = "", .value = value};
	struct slice helo = {.ptr = ""}, said = helo;
	struct mail_token token;

	if (!mailtext_skip(&value, SPECIAL, &token) ||
	    !slice_is_nocase(token.text, "from"))
		return r;
	while (mailtext_next(&value, SPECIAL, &token) && !ends_client(&token)) {
		if (token.kind != MAIL_COMMENT) {
			if (helo.len == 0)
				helo = token.text;
			continue;
		}
		if (said.len == 0)
			said = helo_in(token.text);
		if (r.ip.family == 0)
			(void)received_address(token.text, &r.ip);
	}
	if (r.ip.family == 0)
		(void)is_address(helo, &r.ip);
	helo = mailtext_plain(arena, said.len > 0 ? said : helo);
	r.helo = arena_copy_slice(arena, helo);
	return r;
}

static bool
reaches_the_internet(const struct ip *ip)
{
	enum ip_scope scope = ip_scope(ip);

	return ip->family != 0 &&
	       (scope == IP_GLOBAL || scope == IP_DOCUMENTATION);
}

bool
received_find(struct arena *arena, const struct message *message,
    const struct ip *ip, struct received *ret)
{
	const struct message_field *field = NULL;

	while ((field = message_find(message, "Received", field)) != NULL) {
		struct received r = received_parse(arena, field->value);

		if (ip->family == 0 ? reaches_the_internet(&r.ip)
				    : ip_equal(ip, &r.ip)) {
			*ret = r;
			return true;
		}
	}
	return false;
}
