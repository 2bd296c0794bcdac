/* Macros of SPF, RFC 7208 section 7. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "wizard/check/spf_state.h"
#include "wizard/record/spf_macro.h"

#define PARTS_MAX 128 /* of a value that a transformer cuts up */

enum spf_known
spf_validated_names(struct spf_state *s, struct spf_names *ret)
{
	uint16_t type = s->ip.family == 4 ? DNS_A : DNS_AAAA;
	char reverse[IP_REVERSE_MAX];
	const struct dns_answer *ptr;
	enum spf_known known = SPF_YES;

	*ret = (struct spf_names) {.count = 0};
	ip_reverse_name(&s->ip, reverse);
	ptr = spf_ask(s, reverse, DNS_PTR);
	if (ptr->status == DNS_PENDING)
		return SPF_UNKNOWN_YET;
	ret->is_void =
	    ptr->status == DNS_NODATA || ptr->status == DNS_NXDOMAIN;
	for (size_t i = 0; i < ptr->count && i < SPF_PTR_MAX; i++) {
		const char *name = ptr->rr[i].target;
		const struct dns_answer *back =
		    spf_ask(s, name, type);

		if (back->status == DNS_PENDING)
			known = SPF_UNKNOWN_YET;
		for (size_t j = 0; j < back->count; j++) {
			if (!ip_equal(&back->rr[j].address, &s->ip))
				continue;
			ret->name = arena_push(s->arena, ret->name, &ret->count,
			    sizeof(*ret->name));
			ret->name[ret->count - 1] = name;
			break;
		}
	}
	return known;
}

/* %{p}: the domain itself, else a name below it, else any; section 7.3. */
static bool
validated_name(struct spf_state *s, const char *domain, const char **ret)
{
	struct spf_names names;

	*ret = "unknown";
	if (spf_validated_names(s, &names) == SPF_UNKNOWN_YET)
		return false;
	if (names.count > 0)
		*ret = names.name[0];
	for (size_t i = names.count; i-- > 0;)
		if (dname_is_within(names.name[i], domain))
			*ret = names.name[i];
	for (size_t i = 0; i < names.count; i++)
		if (dname_equal(names.name[i], domain))
			*ret = names.name[i];
	return true;
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
	const char *name;

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
		return validated_name(s, domain, &name) ? name : NULL;
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
		return arena_printf(
		    s->arena, "%" PRId64, s->query->now / 1000);
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
split(const char *value, struct slice delimiters, struct slice *part)
{
	size_t n = 0;
	const char *start = value;

	for (const char *c = value;; c++) {
		if (*c != '\0' && !is_delimiter(*c, delimiters))
			continue;
		if (n < PARTS_MAX)
			part[n++] =
			    (struct slice) {start, (size_t)(c - start)};
		start = c + 1;
		if (*c == '\0')
			return n;
	}
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
    struct buf *out, const char *value, const struct spf_piece *piece)
{
	struct slice part[PARTS_MAX];
	size_t n, first = 0;

	if (piece->labels == 0 && !piece->reverse &&
	    piece->delimiters.len == 0) {
		add_part(out, slice_of(value), piece->url_escape);
		return;
	}
	n = split(value, piece->delimiters, part);
	if (piece->labels > 0 && piece->labels < n)
		first = n - piece->labels;
	for (size_t i = first; i < n; i++) {
		/* Reversed, the rightmost are those that stood first. */
		size_t at = piece->reverse ? n - 1 - i : i;

		if (i > first)
			buf_addc(out, '.');
		add_part(out, part[at], piece->url_escape);
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
	add_transformed(out, value, piece);
	return true;
}

/* Labels go from the left until the name fits, section 7.3. */
static const char *
shortened(const char *name)
{
	while (strlen(name) > DNAME_MAX) {
		const char *dot = strchr(name, '.');

		if (dot == NULL)
			break;
		name = dot + 1;
	}
	return name;
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

	while (known && spf_macro_next(&text, use, &piece) == SPF_MACRO_PIECE)
		known = add_piece(s, &out, &piece, domain);
	if (known) {
		const char *all = arena_copy(s->arena, buf_text(&out));

		*ret = explanation ? all : shortened(all);
	}
	buf_release(&out);
	return known;
}
