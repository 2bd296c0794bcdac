#include "wizard/record/received_spf.h"

#include "wizard/record/mailtext.h"

/* "client-ip=192.0.2.1"; the value may hold any sign but ";". */
static bool
next_pair(struct slice *rest, struct slice *ret_name, struct slice *ret_value)
{
	struct slice name = {.ptr = ""};
	struct mail_token token;

	while (mailtext_skip(rest, "=;", &token)) {
		if (token.kind != MAIL_SPECIAL) {
			name = token.text;
			continue;
		}
		if (mailtext_is(&token, '=') &&
		    mailtext_skip(rest, ";", &token) &&
		    token.kind != MAIL_SPECIAL) {
			*ret_name = name;
			*ret_value = token.text;
			return true;
		}
		name.len = 0;
	}
	return false;
}

static void
take_pair(struct arena *arena, struct slice name, struct slice value,
    struct received_spf *r)
{
	const struct {
		const char *name;
		const char **place;
	} texts[] = {
	    {"envelope-from", &r->sender},
	    {"helo", &r->helo},
	    {"receiver", &r->receiver},
	};

	value = slice_trim(mailtext_plain(arena, value), "<>");
	if (slice_is_nocase(name, "client-ip") && r->client.family == 0)
		(void)!ip_parse(slice_trim(value, "[]"), &r->client);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (slice_is_nocase(name, texts[i].name) &&
		    *texts[i].place == NULL)
			*texts[i].place = arena_copy_slice(arena, value);
}

static const char *
lower(struct arena *arena, struct slice text)
{
	char *copy = arena_copy_slice(arena, mailtext_plain(arena, text));

	for (char *c = copy; *c != '\0'; c++)
		*c = char_lower(*c);
	return copy;
}

struct received_spf
received_spf_parse(struct arena *arena, struct slice value)
{
	struct received_spf r = {.result = NULL};
	struct slice rest, name;
	struct mail_token token;

	if (!mailtext_skip(&value, "=;", &token) || token.kind != MAIL_WORD)
		return r;
	r.result = lower(arena, token.text);
	rest = value;
	if (mailtext_next(&rest, "=;", &token) && token.kind == MAIL_COMMENT)
		r.comment = arena_copy_slice(
		    arena, mailtext_plain(arena, token.text));
	while (next_pair(&value, &name, &rest))
		take_pair(arena, name, rest, &r);
	return r;
}

struct received_spf
received_spf_of(struct arena *arena, const struct message *message)
{
	const struct message_field *field =
	    message_find(message, "Received-SPF", NULL);
	struct received_spf none = {.result = NULL};

	return field == NULL ? none : received_spf_parse(arena, field->value);
}
