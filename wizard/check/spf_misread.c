#include "wizard/check/spf_misread.h"

#include <string.h>

#include "wizard/record/dname.h"
#include "wizard/record/spf_macro.h"

/*
 * libspf2 turns a record into blocks of memory and leaves out, without a word,
 * what begins behind the limit; measured on 1.2.10.
 */
#define COMPILED_MAX 511U
#define HEADER 4U /* of a mechanism, a literal or a prefix length */
#define MACRO 4U
#define LITERAL_MAX 255U /* octets of a domain-spec without a macro in it */
#define LABELS_MAX 128U /* in %{d128} */

static size_t
aligned(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

/* %% and its like become a part of the literal around them. */
static size_t
literal_len(const struct spf_piece *piece)
{
	if (piece->letter == 0)
		return piece->text.len;
	return piece->letter == '-' ? strlen("%20") : 1;
}

static bool
is_literal(const struct spf_piece *piece)
{
	return piece->letter == 0 || strchr("%_-", piece->letter) != NULL;
}

/* Octets of the compiled domain-spec; *ret_longest: its longest literal. */
static size_t
compiled_domain(struct slice text, size_t *ret_longest)
{
	struct spf_piece piece;
	size_t literal = 0, octets = 0;

	*ret_longest = 0;
	while (spf_macro_next(&text, SPF_MACRO_DOMAIN, &piece) ==
	       SPF_MACRO_PIECE) {
		if (is_literal(&piece)) {
			literal += literal_len(&piece);
			if (literal > *ret_longest)
				*ret_longest = literal;
			continue;
		}
		if (literal > 0)
			octets += aligned(HEADER + literal);
		octets += MACRO;
		literal = 0;
	}
	return literal > 0 ? octets + aligned(HEADER + literal) : octets;
}

static size_t
compiled(const struct spf_term *term)
{
	size_t longest;

	if (term->kind == SPF_TERM_IP4)
		return HEADER + 4;
	if (term->kind == SPF_TERM_IP6)
		return HEADER + 16;
	return HEADER +
	       (term->prefix4 < 32 || term->prefix6 < 128 ? HEADER : 0) +
	       compiled_domain(term->domain, &longest);
}

/* --- One term ---------------------------------------------------------- */

static bool
holds(struct slice text, char c)
{
	return text.len > 0 && memchr(text.ptr, c, text.len) != NULL;
}

/* It knows neither "R" nor two of the delimiters of section 7.1. */
static bool
refuses_macro(const struct spf_piece *piece)
{
	return piece->labels > LABELS_MAX || holds(piece->text, 'R') ||
	       holds(piece->delimiters, ',') || holds(piece->delimiters, '/');
}

/*
 * When a macro keeps as many parts as there are, the first character goes. What
 * the client brings along is taken to have one part.
 */
static bool
cuts_macro(const struct spf_piece *piece, const char *domain)
{
	size_t parts = 1;

	if (piece->delimiters.len == 0 || holds(piece->delimiters, '.')) {
		if (strchr("dos", piece->letter) != NULL)
			parts = dname_labels(domain);
		else if (piece->letter == 'i')
			parts = 4; /* 32 over IPv6 */
	}
	return piece->labels >= parts;
}

static enum spf_misreading
read_macros(const struct spf_term *term, const char *domain)
{
	struct slice rest = term->domain;
	enum spf_misreading how = SPF_READ_RIGHT;
	struct spf_piece piece;

	while (term->has_macro && spf_macro_next(&rest, SPF_MACRO_DOMAIN,
				      &piece) == SPF_MACRO_PIECE) {
		if (is_literal(&piece))
			continue;
		if (refuses_macro(&piece))
			return SPF_READ_REFUSED;
		if (cuts_macro(&piece, domain))
			how = SPF_READ_CUT;
	}
	return how;
}

static bool
is_modifier(const struct spf_term *term)
{
	return term->kind >= SPF_TERM_REDIRECT;
}

/* "a.b=c": a dot in the name of a modifier. */
static bool
has_dotted_name(const struct spf_term *term)
{
	struct slice rest = term->text, name;

	return is_modifier(term) && slice_next(&rest, '=', &name) &&
	       holds(name, '.');
}

static enum spf_misreading
read_term(const struct spf_term *term, const char *domain)
{
	size_t longest;

	if (term->prefix4 == 0 || term->prefix6 == 0 || has_dotted_name(term) ||
	    compiled_domain(term->domain, &longest) > COMPILED_MAX ||
	    longest > LITERAL_MAX)
		return SPF_READ_REFUSED;
	/* What other modifiers say does not matter to the result. */
	if (is_modifier(term) && term->kind != SPF_TERM_REDIRECT)
		return read_macros(term, domain) == SPF_READ_REFUSED
			   ? SPF_READ_REFUSED
			   : SPF_READ_RIGHT;
	return read_macros(term, domain);
}

/* --- The record -------------------------------------------------------- */

static bool
has_mechanism_behind(const struct spf_record *record, size_t i)
{
	for (i++; i < record->terms; i++)
		if (!is_modifier(&record->term[i]))
			return true;
	return false;
}

static void
keep_worst(struct spf_misread *worst, enum spf_misreading how,
    const struct spf_term *term)
{
	if (how == SPF_READ_RIGHT ||
	    (worst->how != SPF_READ_RIGHT && worst->how <= how))
		return;
	worst->how = how;
	worst->term = term;
}

struct spf_misread
spf_misread(const struct spf_record *record, const char *domain)
{
	struct spf_misread worst = {SPF_READ_RIGHT, NULL};
	size_t octets = 0;
	bool ended = false; /* behind "all" nothing counts anyway */

	for (size_t i = 0; i < record->terms; i++) {
		const struct spf_term *term = &record->term[i];
		bool compiles =
		    !is_modifier(term) || term->kind == SPF_TERM_REDIRECT;
		bool dropped = compiles && octets + HEADER > COMPILED_MAX;
		enum spf_misreading how =
		    dropped ? SPF_READ_DROPPED : read_term(term, domain);

		if (how == SPF_READ_RIGHT && !ended &&
		    term->kind == SPF_TERM_REDIRECT &&
		    has_mechanism_behind(record, i))
			how = SPF_READ_EARLY;
		if (!ended || how == SPF_READ_REFUSED)
			keep_worst(&worst, how, term);
		if (compiles && !dropped)
			octets += compiled(term);
		ended = ended || term->kind == SPF_TERM_ALL;
	}
	return worst;
}
