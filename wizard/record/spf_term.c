/* One term of an SPF record, RFC 7208 section 12. */
#include <ctype.h>
#include <string.h>

#include "wizard/record/spf_grammar.h"
#include "wizard/record/spf_macro.h"

enum value_rule {
	VALUE_NONE,
	VALUE_DOMAIN, /* ":" domain-spec */
	VALUE_OPTIONAL, /* [ ":" domain-spec ] */
	VALUE_HOSTS, /* [ ":" domain-spec ] [ dual-cidr ] */
	VALUE_IP4,
	VALUE_IP6,
	VALUE_STRING, /* macro-string */
};

static const struct {
	const char *word;
	enum value_rule value;
	bool is_modifier;
	bool costs_lookup; /* section 4.6.4 */
} kinds[] = {
    [SPF_TERM_ALL] = {"all", VALUE_NONE, false, false},
    [SPF_TERM_INCLUDE] = {"include", VALUE_DOMAIN, false, true},
    [SPF_TERM_A] = {"a", VALUE_HOSTS, false, true},
    [SPF_TERM_MX] = {"mx", VALUE_HOSTS, false, true},
    [SPF_TERM_PTR] = {"ptr", VALUE_OPTIONAL, false, true},
    [SPF_TERM_IP4] = {"ip4", VALUE_IP4, false, false},
    [SPF_TERM_IP6] = {"ip6", VALUE_IP6, false, false},
    [SPF_TERM_EXISTS] = {"exists", VALUE_DOMAIN, false, true},
    [SPF_TERM_REDIRECT] = {"redirect", VALUE_DOMAIN, true, true},
    [SPF_TERM_EXP] = {"exp", VALUE_DOMAIN, true, false},
    [SPF_TERM_UNKNOWN] = {"", VALUE_STRING, true, false},
};

enum spf_kind
spf_kind_of(struct slice word)
{
	enum spf_kind kind;

	for (kind = SPF_TERM_ALL; kind < SPF_TERM_UNKNOWN; kind++)
		if (slice_is_nocase(word, kinds[kind].word))
			break;
	return kind;
}

const char *
spf_kind_word(enum spf_kind kind)
{
	return kinds[kind].word;
}

bool
spf_costs_lookup(enum spf_kind kind)
{
	return kinds[kind].costs_lookup;
}

static bool
fail(struct spf_mistake *mistake, enum spf_problem problem, struct slice where)
{
	*mistake = (struct spf_mistake) {.problem = problem, .where = where};
	return false;
}

static struct slice
from(struct slice s, size_t offset)
{
	return (struct slice) {.ptr = s.ptr + offset, .len = s.len - offset};
}

static struct slice
until(struct slice s, const char *end)
{
	return (struct slice) {.ptr = s.ptr, .len = (size_t)(end - s.ptr)};
}

/* ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ): a modifier's name. */
static bool
is_name(struct slice s)
{
	if (s.len == 0 || !isalpha((unsigned char)s.ptr[0]))
		return false;
	for (size_t i = 1; i < s.len; i++)
		if (!isalnum((unsigned char)s.ptr[i]) &&
		    memchr("-_.", s.ptr[i], 3) == NULL)
			return false;
	return true;
}

/*
 * Letters, digits and inner hyphens, but not digits alone:
 * ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum
 * )
 */
static bool
is_toplabel(struct slice s)
{
	bool numeric = true;

	if (s.len == 0 || s.ptr[0] == '-' || s.ptr[s.len - 1] == '-')
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!isalnum((unsigned char)s.ptr[i]) && s.ptr[i] != '-')
			return false;
		numeric = numeric && isdigit((unsigned char)s.ptr[i]);
	}
	return !numeric;
}

/* The literal end of a domain-spec must be "." toplabel [ "." ]. */
static bool
is_domain_end(struct slice tail)
{
	const char *dot;

	if (tail.len > 0 && tail.ptr[tail.len - 1] == '.')
		tail.len--;
	dot = tail.len == 0 ? NULL : memrchr(tail.ptr, '.', tail.len);
	return dot != NULL &&
	       is_toplabel(from(tail, (size_t)(dot - tail.ptr) + 1));
}

/* Reads a macro-string; *ret_last is its last piece. */
static bool
read_string(struct slice value, struct spf_term *term,
    struct spf_piece *ret_last, struct spf_mistake *mistake)
{
	struct spf_piece piece = {.text = value};

	*ret_last = (struct spf_piece) {.text = {.ptr = value.ptr}};
	for (;;) {
		switch (spf_macro_next(&value, SPF_MACRO_DOMAIN, &piece)) {
		case SPF_MACRO_END:
			return true;
		case SPF_MACRO_PIECE:
			term->has_macro = term->has_macro || piece.letter != 0;
			*ret_last = piece;
			break;
		case SPF_MACRO_BAD_OCTET:
			return fail(mistake,
			    (piece.text.ptr[0] & 0x80) != 0 ? SPF_NOT_ASCII
							    : SPF_BAD_OCTET,
			    piece.text);
		case SPF_MACRO_BAD:
			return fail(mistake, SPF_BAD_MACRO, piece.text);
		}
	}
}

static bool
read_domain(
    struct slice value, struct spf_term *term, struct spf_mistake *mistake)
{
	struct spf_piece last;

	if (value.len == 0)
		return fail(mistake, SPF_NO_VALUE, term->text);
	if (!read_string(value, term, &last, mistake))
		return false;
	if (last.letter == 0 && !is_domain_end(last.text))
		return fail(mistake, SPF_BAD_DOMAIN, value);
	term->domain = value;
	return true;
}

/* "0" or a number without leading zero, at most max; digits has no "/". */
static bool
read_prefix(struct slice digits, unsigned max, unsigned *ret,
    struct spf_mistake *mistake)
{
	unsigned n = 0;
	bool good = digits.len > 0 && digits.len <= 3 &&
		    (digits.len == 1 || digits.ptr[0] != '0');

	for (size_t i = 0; good && i < digits.len; i++) {
		good = isdigit((unsigned char)digits.ptr[i]);
		n = n * 10 + (unsigned)(digits.ptr[i] - '0');
	}
	if (!good || n > max)
		return fail(mistake, SPF_BAD_PREFIX, digits);
	*ret = n;
	return true;
}

/* Cuts a final "/" *DIGIT off; false when there is none. */
static bool
cut_prefix(struct slice *value, struct slice *ret_digits)
{
	size_t n = value->len;

	while (n > 0 && isdigit((unsigned char)value->ptr[n - 1]))
		n--;
	if (n == 0 || value->ptr[n - 1] != '/')
		return false;
	*ret_digits = from(*value, n);
	value->len = n - 1;
	return true;
}

/*
 * Cuts dual-cidr off the end of an a or mx term: the domain-spec before it may
 * hold slashes of its own ("a:foo/bar.example.org/24//64").
 */
static bool
read_dual_cidr(
    struct slice *value, struct spf_term *term, struct spf_mistake *mistake)
{
	struct slice digits;

	if (!cut_prefix(value, &digits))
		return true;
	if (value->len > 0 && value->ptr[value->len - 1] == '/') {
		if (!read_prefix(digits, 128, &term->prefix6, mistake))
			return false;
		value->len--;
		if (!cut_prefix(value, &digits))
			return true;
	}
	return read_prefix(digits, 32, &term->prefix4, mistake);
}

/* value starts with ":", "/" or is empty. */
static bool
read_hosts(
    struct slice value, struct spf_term *term, struct spf_mistake *mistake)
{
	struct slice domain = value;

	if (!read_dual_cidr(&domain, term, mistake))
		return false;
	if (domain.len == 0)
		return true;
	if (domain.ptr[0] == '/')
		return fail(mistake, SPF_BAD_PREFIX, value);
	return read_domain(from(domain, 1), term, mistake);
}

static bool
read_network(struct slice value, uint8_t family, struct spf_term *term,
    struct spf_mistake *mistake)
{
	const char *slash =
	    value.len == 0 ? NULL : memchr(value.ptr, '/', value.len);
	struct slice address = slash == NULL ? value : until(value, slash);
	bool is4 = family == 4;
	struct slice digits;

	if (address.len == 0)
		return fail(mistake, SPF_NO_VALUE, term->text);
	if (memchr(value.ptr, '%', value.len) != NULL)
		return fail(mistake, SPF_MACRO_IN_ADDRESS, value);
	if (!ip_parse(address, &term->network))
		return fail(mistake, SPF_BAD_ADDRESS, address);
	if (term->network.family != family)
		return fail(mistake, SPF_WRONG_MECHANISM, address);
	if (slash == NULL)
		return true;
	digits = from(value, (size_t)(slash - value.ptr) + 1);
	if (memchr(digits.ptr, '/', digits.len) != NULL)
		return fail(mistake, SPF_DUAL_PREFIX, digits);
	return read_prefix(digits, is4 ? 32 : 128,
	    is4 ? &term->prefix4 : &term->prefix6, mistake);
}

/* include, exists and ptr: a domain, and no prefix length behind it. */
static bool
read_bare_domain(
    struct slice value, struct spf_term *term, struct spf_mistake *mistake)
{
	struct slice name = value, digits = {.ptr = NULL};
	struct spf_mistake ignored;
	struct spf_term scratch = *term;

	if (read_domain(value, term, mistake))
		return true;
	if (cut_prefix(&name, &digits) && read_domain(name, &scratch, &ignored))
		return fail(mistake, SPF_PREFIX_NOT_ALLOWED, digits);
	return false;
}

/* The value after the name: sep is ':', '/', '=' or 0 for none. */
static bool
read_value(struct slice value, char sep, struct spf_term *term,
    struct spf_mistake *mistake)
{
	struct slice behind = sep == 0 ? value : from(value, 1);
	struct spf_piece last;

	switch (kinds[term->kind].value) {
	case VALUE_NONE:
		return sep == 0 || fail(mistake, SPF_ALL_VALUE, value);
	case VALUE_OPTIONAL:
		if (sep == 0)
			return true;
		if (sep == '/')
			return fail(mistake, SPF_PREFIX_NOT_ALLOWED, value);
		return read_bare_domain(behind, term, mistake);
	case VALUE_DOMAIN:
		if (sep == 0 || sep == '/')
			return fail(mistake, SPF_NO_VALUE, term->text);
		return read_bare_domain(behind, term, mistake);
	case VALUE_HOSTS:
		return read_hosts(value, term, mistake);
	case VALUE_IP4:
	case VALUE_IP6:
		if (sep != ':')
			return fail(mistake, SPF_NO_VALUE, term->text);
		return read_network(
		    behind, term->kind == SPF_TERM_IP4 ? 4 : 6, term, mistake);
	case VALUE_STRING:
		term->domain = behind;
		return read_string(behind, term, &last, mistake);
	}
	return false;
}

/* "=" directly behind the name makes a modifier (section 4.6.1). */
static bool
read_modifier(struct slice name, bool qualified, struct spf_term *term,
    struct spf_mistake *mistake)
{
	size_t offset = (size_t)(name.ptr - term->text.ptr) + name.len;

	if (!is_name(name))
		return fail(mistake, SPF_UNKNOWN_MECHANISM, term->text);
	if (qualified)
		return fail(mistake, SPF_QUALIFIED_MODIFIER, term->text);
	term->kind = spf_kind_of(name);
	if (!kinds[term->kind].is_modifier)
		term->kind = SPF_TERM_UNKNOWN;
	return read_value(from(term->text, offset), '=', term, mistake);
}

static bool
read_mechanism(struct slice name, char sep, struct spf_term *term,
    struct spf_mistake *mistake)
{
	size_t offset = (size_t)(name.ptr - term->text.ptr) + name.len;

	term->kind = spf_kind_of(name);
	if (kinds[term->kind].is_modifier)
		return fail(mistake, SPF_UNKNOWN_MECHANISM,
		    name.len > 0 ? name : term->text);
	return read_value(from(term->text, offset), sep, term, mistake);
}

bool
spf_read_term(
    struct slice text, struct spf_term *ret, struct spf_mistake *mistake)
{
	bool qualified = text.len > 0 && memchr("+-~?", text.ptr[0], 4) != NULL;
	struct slice name = from(text, qualified ? 1 : 0);
	char sep = 0;

	*ret = (struct spf_term) {
	    .kind = SPF_TERM_UNKNOWN,
	    .qualifier = qualified ? text.ptr[0] : '+',
	    .text = text,
	    .prefix4 = 32,
	    .prefix6 = 128,
	};
	for (size_t i = 0; i < name.len && sep == 0; i++)
		if (memchr(":/=", name.ptr[i], 3) != NULL) {
			sep = name.ptr[i];
			name.len = i;
		}
	if (sep == '=')
		return read_modifier(name, qualified, ret, mistake);
	return read_mechanism(name, sep, ret, mistake);
}

bool
spf_reads_well(struct slice terms)
{
	struct spf_mistake mistake;
	struct spf_term term;
	struct slice part;
	bool any = false;

	while (slice_next(&terms, ' ', &part)) {
		if (part.len == 0)
			continue;
		if (!spf_read_term(part, &term, &mistake))
			return false;
		any = true;
	}
	return any;
}
