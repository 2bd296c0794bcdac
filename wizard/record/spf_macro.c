#include "wizard/record/spf_macro.h"

#include <ctype.h>
#include <string.h>

#define LABELS_MAX 255U /* more than a name can have: all of them */

static struct slice
cut(struct slice *rest, size_t len)
{
	struct slice head = {.ptr = rest->ptr, .len = len};

	rest->ptr += len;
	rest->len -= len;
	return head;
}

static bool
is_letter(char c, enum spf_macro_use use)
{
	const char *letters =
	    use == SPF_MACRO_DOMAIN ? "slodiphv" : "slodiphvcrt";

	return c != '\0' && strchr(letters, c) != NULL;
}

/* *DIGIT: absent means all, but a written number must not be zero. */
static bool
read_labels(struct slice *body, unsigned *ret)
{
	unsigned n = 0;
	bool written = false;

	while (body->len > 0 && isdigit((unsigned char)body->ptr[0])) {
		n = n * 10 + (unsigned)(body->ptr[0] - '0');
		if (n > LABELS_MAX)
			n = LABELS_MAX;
		written = true;
		(void)cut(body, 1);
	}
	*ret = n;
	return !written || n > 0;
}

/* What stands between "%{" and "}". */
static bool
read_body(struct slice body, enum spf_macro_use use, struct spf_piece *piece)
{
	char c;

	if (body.len == 0)
		return false;
	c = (char)tolower((unsigned char)body.ptr[0]);
	if (!is_letter(c, use))
		return false;
	piece->letter = c;
	piece->url_escape = body.ptr[0] != c;
	(void)cut(&body, 1);
	if (!read_labels(&body, &piece->labels))
		return false;
	if (body.len > 0 && (body.ptr[0] == 'r' || body.ptr[0] == 'R')) {
		piece->reverse = true;
		(void)cut(&body, 1);
	}
	piece->delimiters = body;
	for (size_t i = 0; i < body.len; i++)
		if (memchr(".-+,/_=", body.ptr[i], 7) == NULL)
			return false;
	return true;
}

static enum spf_macro_status
read_expand(struct slice *rest, enum spf_macro_use use, struct spf_piece *piece)
{
	char kind = rest->len > 1 ? rest->ptr[1] : '\0';
	const char *end;
	size_t len = rest->len < 2 ? rest->len : 2;
	bool good = kind == '%' || kind == '_' || kind == '-';

	if (good)
		piece->letter = kind;
	if (kind == '{') {
		end = memchr(rest->ptr, '}', rest->len);
		len = end == NULL ? rest->len : (size_t)(end - rest->ptr) + 1;
		good = end != NULL &&
		       read_body(
			   (struct slice) {rest->ptr + 2, len - 3}, use, piece);
	}
	piece->text = (struct slice) {rest->ptr, len};
	if (!good)
		return SPF_MACRO_BAD;
	(void)cut(rest, len);
	return SPF_MACRO_PIECE;
}

/* %x21-24 / %x26-7E; explanations may hold blanks as well (section 6.2). */
static bool
is_literal(char c, enum spf_macro_use use)
{
	return (c > ' ' && c <= '~' && c != '%') ||
	       (c == ' ' && use == SPF_MACRO_EXPLANATION);
}

enum spf_macro_status
spf_macro_next(
    struct slice *rest, enum spf_macro_use use, struct spf_piece *ret)
{
	size_t n = 0;

	*ret = (struct spf_piece) {.text = *rest};
	if (rest->len == 0)
		return SPF_MACRO_END;
	if (rest->ptr[0] == '%')
		return read_expand(rest, use, ret);
	while (n < rest->len && is_literal(rest->ptr[n], use))
		n++;
	if (n == 0) {
		ret->text.len = 1;
		return SPF_MACRO_BAD_OCTET;
	}
	ret->text = cut(rest, n);
	return SPF_MACRO_PIECE;
}
