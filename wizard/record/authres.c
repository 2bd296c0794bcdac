#include "wizard/record/authres.h"

#include <string.h>

#include "wizard/record/mailtext.h"

#define NAME_LENGTH_MAX 128 /* of a name in several words */

struct parse {
	struct arena *arena;
	struct authres *out;
};

static char *
lower(struct arena *arena, struct slice text)
{
	struct slice plain = mailtext_plain(arena, text);
	char *copy = arena_copy_slice(arena, plain);

	for (char *c = copy; *c != '\0'; c++)
		*c = char_lower(*c);
	return copy;
}

static char *
copy_plain(struct arena *arena, struct slice text)
{
	return arena_copy_slice(arena, mailtext_plain(arena, text));
}

/* What stands before the next ";" outside of comments and quoted strings. */
static bool
next_part(struct slice *rest, struct slice *ret_part)
{
	const char *begin = rest->ptr;
	struct mail_token token;

	if (rest->len == 0)
		return false;
	while (mailtext_next(rest, ";", &token))
		if (mailtext_is(&token, ';')) {
			*ret_part = (struct slice) {
			    begin, (size_t)(token.text.ptr - begin)};
			return true;
		}
	*ret_part = (struct slice) {begin, (size_t)(rest->ptr - begin)};
	return true;
}

/* A "name = value" with comments anywhere; the first comment is kept. */
struct pair {
	struct slice name, value;
};

static bool
is_separator(char c)
{
	return c == '.' || c == '/';
}

/* Blanks may stand around the "." and "/" of a name: "dkim / 1 = pass". */
static struct slice
join(struct arena *arena, struct slice name, struct slice word)
{
	if (name.len == 0 || name.len + word.len > NAME_LENGTH_MAX ||
	    (!is_separator(word.ptr[0]) &&
		!is_separator(name.ptr[name.len - 1])))
		return word;
	return slice_of(arena_printf(arena, "%.*s%.*s", (int)name.len, name.ptr,
	    (int)word.len, word.ptr));
}

static bool
next_pair(struct arena *arena, struct slice *rest, struct pair *ret,
    struct slice *comment)
{
	struct mail_token token;
	bool equals = false;

	*ret = (struct pair) {.name = {.ptr = ""}, .value = {.ptr = ""}};
	/* In a value "=" is nothing special: "header.b=Zm8=". */
	while (mailtext_next(rest, equals ? "" : "=", &token)) {
		if (token.kind == MAIL_COMMENT) {
			if (comment->ptr == NULL)
				*comment = token.text;
		} else if (mailtext_is(&token, '=')) {
			equals = true;
		} else if (equals) {
			ret->value = token.text;
			return true;
		} else if (token.text.len > 0) {
			ret->name = join(arena, ret->name, token.text);
		}
	}
	return ret->name.len > 0 && equals;
}

static struct slice
before(struct slice text, char sep)
{
	struct slice part = text;

	(void)slice_next(&text, sep, &part);
	return part;
}

static void
add_property(
    struct parse *p, struct authres_result *result, const struct pair *pair)
{
	struct authres_property *property;

	if (slice_is_nocase(pair->name, "reason")) {
		result->reason = copy_plain(p->arena, pair->value);
		return;
	}
	if (result->properties == AUTHRES_MAX)
		return;
	result->property = arena_push(p->arena, result->property,
	    &result->properties, sizeof(*result->property));
	property = &result->property[result->properties - 1];
	property->name = lower(p->arena, pair->name);
	property->value = copy_plain(p->arena, pair->value);
}

static void
read_result(struct parse *p, struct slice part)
{
	struct slice comment = {.ptr = NULL};
	struct authres_result *result;
	struct authres *out = p->out;
	struct pair pair;

	if (out->results == AUTHRES_MAX ||
	    !next_pair(p->arena, &part, &pair, &comment))
		return;
	out->result = arena_push(
	    p->arena, out->result, &out->results, sizeof(*out->result));
	result = &out->result[out->results - 1];
	result->method = lower(p->arena, before(pair.name, '/'));
	result->result = lower(p->arena, pair.value);
	while (next_pair(p->arena, &part, &pair, &comment))
		add_property(p, result, &pair);
	if (comment.ptr != NULL)
		result->comment = copy_plain(p->arena, comment);
}

static bool
is_pair(struct arena *arena, struct slice part)
{
	struct slice comment = {.ptr = ""};
	struct pair pair;

	return next_pair(arena, &part, &pair, &comment);
}

/* Exchange leaves the authserv-id out: the first part is a result then. */
static void
read_first(struct parse *p, struct slice part)
{
	struct slice whole = part;
	struct mail_token token;

	if (is_pair(p->arena, part))
		read_result(p, whole);
	else if (mailtext_skip(&part, "", &token))
		p->out->authserv = lower(p->arena, token.text);
}

/* "i=2", the place in the chain of ARC */
static bool
is_instance(struct arena *arena, struct slice part)
{
	struct slice comment = {.ptr = ""};
	struct pair pair;

	return next_pair(arena, &part, &pair, &comment) &&
	       slice_is_nocase(pair.name, "i");
}

struct authres
authres_parse(struct arena *arena, struct slice value)
{
	struct authres out = {.authserv = NULL};
	struct parse p = {arena, &out};
	struct slice part;
	bool first = true;

	while (next_part(&value, &part)) {
		if (first && is_instance(arena, part))
			continue;
		if (first)
			read_first(&p, part);
		else
			read_result(&p, part);
		first = false;
	}
	return out;
}

const char *
authres_property(const struct authres_result *result, const char *name)
{
	for (size_t i = 0; i < result->properties; i++)
		if (strcmp(result->property[i].name, name) == 0)
			return result->property[i].value;
	return NULL;
}

static bool
is_same_server(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
append_results(
    struct arena *arena, struct authres *all, const struct authres *more)
{
	for (size_t i = 0; i < more->results && all->results < AUTHRES_MAX;
	     i++) {
		all->result = arena_push(
		    arena, all->result, &all->results, sizeof(*all->result));
		all->result[all->results - 1] = more->result[i];
	}
}

/* Every server of the chain puts its own on top. */
static struct authres
newest_of_chain(struct arena *arena, const struct message *message)
{
	static const char chain[] = "ARC-Authentication-Results";
	const struct message_field *field = message_find(message, chain, NULL);
	struct authres all = {.field = NULL};

	if (field == NULL)
		return all;
	all = authres_parse(arena, field->value);
	all.field = chain;
	return all;
}

struct authres
authres_of(struct arena *arena, const struct message *message)
{
	static const char own[] = "Authentication-Results";
	const struct message_field *field = message_find(message, own, NULL);
	struct authres all;

	if (field == NULL)
		return newest_of_chain(arena, message);
	all = authres_parse(arena, field->value);
	all.field = own;
	while ((field = message_find(message, own, field)) != NULL) {
		struct authres more = authres_parse(arena, field->value);

		if (is_same_server(all.authserv, more.authserv))
			append_results(arena, &all, &more);
	}
	return all;
}

const struct authres_result *
authres_find(const struct authres *results, const char *method)
{
	const struct authres_result *found = NULL;

	for (size_t i = 0; i < results->results; i++) {
		const struct authres_result *r = &results->result[i];

		if (strcmp(r->method, method) != 0)
			continue;
		if (strcmp(r->result, "pass") == 0)
			return r;
		if (found == NULL)
			found = r;
	}
	return found;
}
