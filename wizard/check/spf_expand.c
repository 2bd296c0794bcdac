/* Macros of SPF, RFC 7208 section 7. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "wizard/check/spf_state.h"
#include "wizard/record/spf_macro.h"

#define EXPLANATION_MAX 4096 /* octets; section 6.2 lets us set a limit */

/*
 * %{p}: the domain itself, else a name below it, else any; section 7.3. NULL:
 * an answer is pending.
 */
static const char *
validated_name(struct spf_state *s, const char *domain)
{
	const struct spf_names *names = spf_client_names(s);
	const char *below = NULL;

	if (names == NULL)
		return NULL;
	for (size_t i = 0; i < names->count; i++) {
		if (dname_equal(names->name[i], domain))
			return names->name[i];
		if (below == NULL && dname_is_within(names->name[i], domain))
			below = names->name[i];
	}
	if (below != NULL)
		return below;
	return names->count > 0 ? names->name[0] : "unknown";
}

/* %{i}: dots between the octets, or between the nibbles of IPv6. */
static const char *
dotted(struct spf_state *s)
{
	static const char hex[] = "0123456789ABCDEF";
	char text[64];

	if (s->ip.family == 4) {
		ip_format(&s->ip, text);
		return arena_copy(s->arena, text);
	}
	for (size_t i = 0; i < 16; i++) {
		text[i * 4] = hex[s->ip.octets[i] >> 4];
		text[i * 4 + 1] = '.';
		text[i * 4 + 2] = hex[s->ip.octets[i] & 15];
		text[i * 4 + 3] = '.';
	}
	text[63] = '\0';
	return arena_copy(s->arena, text);
}

static const char *
readable(struct spf_state *s)
{
	char text[IP_TEXT_MAX];

	ip_format(&s->ip, text);
	return arena_copy(s->arena, text);
}

/* The value of a letter before it is transformed; NULL: pending. */
static const char *
value_of(struct spf_state *s, char letter, const char *domain)
{
	switch (letter) {
	case 's':
		return s->sender;
	case 'l':
		return s->local;
	case 'o':
		return s->origin;
	case 'd':
		return domain;
	case 'i':
		return dotted(s);
	case 'p':
		return validated_name(s, domain);
	case 'h':
		return s->query->helo;
	case 'v':
		return s->ip.family == 4 ? "in-addr" : "ip6";
	case 'c':
		return readable(s);
	case 'r':
		return s->query->receiver != NULL ? s->query->receiver
						  : "unknown";
	case 't':
		return arena_printf(s->arena, "%" PRId64, s->query->now / 1000);
	default:
		return "";
	}
}

static bool
is_delimiter(char c, struct slice delimiters)
{
	return delimiters.len == 0
		   ? c == '.'
		   : memchr(delimiters.ptr, c, delimiters.len) != NULL;
}

static size_t
count_parts(struct slice value, struct slice delimiters)
{
	size_t n = 1;

	for (size_t i = 0; i < value.len; i++)
		n += is_delimiter(value.ptr[i], delimiters);
	return n;
}

/* Cuts the first part off, and the delimiter behind it. */
static struct slice
cut_first(struct slice *value, struct slice delimiters)
{
	struct slice part = {.ptr = value->ptr, .len = 0};
	size_t gone;

	while (part.len < value->len &&
	       !is_delimiter(value->ptr[part.len], delimiters))
		part.len++;
	gone = part.len < value->len ? part.len + 1 : part.len;
	value->ptr += gone;
	value->len -= gone;
	return part;
}

/* Cuts the last part off, and the delimiter before it. */
static struct slice
cut_last(struct slice *value, struct slice delimiters)
{
	size_t start = value->len;
	struct slice part;

	while (start > 0 && !is_delimiter(value->ptr[start - 1], delimiters))
		start--;
	part = (struct slice) {value->ptr + start, value->len - start};
	value->len = start > 0 ? start - 1 : 0;
	return part;
}

/* RFC 3986 section 2.3: what needs no escape in a URL. */
static void
add_escaped(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < 0x80 && (isalnum(c) || strchr("-._~", c) != NULL))
			buf_addc(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}

static void
add_part(struct buf *out, struct slice text, bool url_escape)
{
	if (url_escape)
		add_escaped(out, text);
	else
		buf_add(out, text.ptr, text.len);
}

/* Section 7.3: cut up, reverse, keep so many from the right, join by dots. */
static void
add_transformed(
    struct buf *out, struct slice value, const struct spf_piece *piece)
{
	struct slice (*cut)(struct slice *, struct slice) =
	    piece->reverse ? cut_last : cut_first;
	size_t n = count_parts(value, piece->delimiters);

	for (; piece->labels > 0 && n > piece->labels; n--)
		(void)cut(&value, piece->delimiters);
	for (; n > 0; n--) {
		add_part(
		    out, cut(&value, piece->delimiters), piece->url_escape);
		if (n > 1)
			buf_addc(out, '.');
	}
}

static bool
add_piece(struct spf_state *s, struct buf *out, const struct spf_piece *piece,
    const char *domain)
{
	const char *value;

	switch (piece->letter) {
	case 0:
		buf_add(out, piece->text.ptr, piece->text.len);
		return true;
	case '%':
		buf_addc(out, '%');
		return true;
	case '_':
		buf_addc(out, ' ');
		return true;
	case '-':
		buf_adds(out, "%20");
		return true;
	default:
		break;
	}
	value = value_of(s, piece->letter, domain);
	if (value == NULL)
		return false;
	if (piece->labels == 0 && !piece->reverse && piece->delimiters.len == 0)
		add_part(out, slice_of(value), piece->url_escape);
	else
		add_transformed(out, slice_of(value), piece);
	return true;
}

/* Labels go from the left until the name fits, section 7.3. */
static const char *
shortened(const char *name, size_t len)
{
	while (len > DNAME_MAX) {
		const char *dot = memchr(name, '.', len);

		if (dot == NULL)
			break;
		len -= (size_t)(dot + 1 - name);
		name = dot + 1;
	}
	return name;
}

/* Of a name, only the end can matter; macros may make it very long. */
static void
keep_end(struct buf *out)
{
	size_t kept = DNAME_MAX + 2; /* a dot on either side */

	if (out->len <= 2 * kept)
		return;
	memmove(out->data, out->data + out->len - kept, kept + 1);
	out->len = kept;
}

static const char *
as_name(struct spf_state *s, const struct buf *out)
{
	struct slice text = slice_of(buf_text(out));

	/* The final dot is accepted and means nothing. */
	if (text.len > 1 && text.ptr[text.len - 1] == '.')
		text.len--;
	return shortened(arena_copy_slice(s->arena, text), text.len);
}

static const char *
as_explanation(struct spf_state *s, const struct buf *out)
{
	struct slice text = slice_of(buf_text(out));

	if (text.len > EXPLANATION_MAX)
		text.len = EXPLANATION_MAX;
	return arena_copy_slice(s->arena, text);
}

bool
spf_expand(struct spf_state *s, struct slice text, const char *domain,
    bool explanation, const char **ret)
{
	enum spf_macro_use use =
	    explanation ? SPF_MACRO_EXPLANATION : SPF_MACRO_DOMAIN;
	struct buf out = BUF_INIT;
	struct spf_piece piece;
	bool known = true;

	while (known && out.len <= EXPLANATION_MAX &&
	       spf_macro_next(&text, use, &piece) == SPF_MACRO_PIECE) {
		known = add_piece(s, &out, &piece, domain);
		if (!explanation)
			keep_end(&out);
	}
	if (known)
		*ret = explanation ? as_explanation(s, &out) : as_name(s, &out);
	buf_release(&out);
	return known;
}

bool
spf_target(struct spf_state *s, const struct spf_term *term, const char *domain,
    const char **ret)
{
	if (term->domain.len > 0)
		return spf_expand(s, term->domain, domain, false, ret);
	*ret = domain;
	return true;
}
