#include "wizard/record/mailtext.h"

#include <string.h>

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static struct slice
cut(struct slice *rest, size_t len)
{
	struct slice head = {rest->ptr, len};

	rest->ptr += len;
	rest->len -= len;
	return head;
}

/* What stands before the closing octet; a backslash hides the next octet. */
static struct slice
cut_closed(struct slice *rest, char open, char close)
{
	struct slice inside;
	size_t depth = 1, i;

	(void)cut(rest, 1);
	for (i = 0; i < rest->len; i++) {
		char c = rest->ptr[i];

		if (c == '\\' && i + 1 < rest->len)
			i++;
		else if (c == close && --depth == 0)
			break;
		else if (c == open)
			depth++;
	}
	inside = cut(rest, i < rest->len ? i : rest->len);
	if (rest->len > 0)
		(void)cut(rest, 1);
	return inside;
}

static struct slice
cut_literal(struct slice *rest)
{
	const char *end = memchr(rest->ptr, ']', rest->len);

	return cut(
	    rest, end == NULL ? rest->len : (size_t)(end - rest->ptr) + 1);
}

static struct slice
cut_word(struct slice *rest, const char *special)
{
	size_t i = 0;

	while (i < rest->len && !is_one_of(rest->ptr[i], special) &&
	       !is_one_of(rest->ptr[i], MAILTEXT_BLANKS "(\""))
		i++;
	return cut(rest, i);
}

bool
mailtext_next(struct slice *rest, const char *special, struct mail_token *ret)
{
	char c;

	while (rest->len > 0 && is_one_of(rest->ptr[0], MAILTEXT_BLANKS))
		(void)cut(rest, 1);
	if (rest->len == 0)
		return false;
	c = rest->ptr[0];
	if (c == '"')
		*ret = (struct mail_token) {
		    MAIL_QUOTED, cut_closed(rest, '\0', '"')};
	else if (c == '(')
		*ret = (struct mail_token) {
		    MAIL_COMMENT, cut_closed(rest, '(', ')')};
	else if (c == '[' && is_one_of(c, special))
		*ret = (struct mail_token) {MAIL_LITERAL, cut_literal(rest)};
	else if (is_one_of(c, special))
		*ret = (struct mail_token) {MAIL_SPECIAL, cut(rest, 1)};
	else
		*ret = (struct mail_token) {MAIL_WORD, cut_word(rest, special)};
	return true;
}

bool
mailtext_skip(struct slice *rest, const char *special, struct mail_token *ret)
{
	while (mailtext_next(rest, special, ret))
		if (ret->kind != MAIL_COMMENT)
			return true;
	return false;
}

bool
mailtext_is(const struct mail_token *token, char special)
{
	return token->kind == MAIL_SPECIAL && token->text.ptr[0] == special;
}

struct slice
mailtext_plain(struct arena *arena, struct slice text)
{
	char *out = arena_alloc(arena, text.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '\r' || c == '\n')
			continue;
		if (c == '\\' && i + 1 < text.len)
			c = text.ptr[++i];
		out[n++] = c;
	}
	return (struct slice) {out, n};
}
