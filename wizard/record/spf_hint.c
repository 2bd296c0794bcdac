/* What a faulty SPF term was probably meant to be. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "wizard/base/text.h"
#include "wizard/record/nearest.h"
#include "wizard/record/spf_grammar.h"

#define HINT_MAX 512 /* octets; longer terms are not guessed at */

/* What a character from a web page or an input method stands for in ASCII. */
static const struct {
	uint32_t first, last;
	const char *ascii;
} lookalikes[] = {
    {0x0009, 0x000D, " "}, /* TAB, line breaks */
    {0x00A0, 0x00A0, " "}, /* no-break space */
    {0x00AB, 0x00AB, ""}, /* guillemets and other quotes */
    {0x00AD, 0x00AD, ""}, /* soft hyphen */
    {0x00BB, 0x00BB, ""}, {0x2000, 0x200A, " "}, /* spaces of many widths */
    {0x200B, 0x200F, ""}, /* zero-width and direction marks */
    {0x2010, 0x2015, "-"}, /* hyphens and dashes */
    {0x2018, 0x201F, ""}, {0x202F, 0x202F, " "}, {0x2060, 0x2060, ""},
    {0x2212, 0x2212, "-"}, /* minus */
    {0x223C, 0x223C, "~"}, /* tilde operator */
    {0x301C, 0x301C, "~"}, /* wave dash */
    {0xFEFF, 0xFEFF, ""}, /* byte order mark */
};

static void
add_ascii(struct buf *out, uint32_t c)
{
	char utf8[4];

	for (size_t i = 0; i < COUNT_OF(lookalikes); i++)
		if (c >= lookalikes[i].first && c <= lookalikes[i].last) {
			buf_adds(out, lookalikes[i].ascii);
			return;
		}
	c = text_fold(c);
	buf_add(out, utf8, text_encode(c, utf8));
}

static void
mean_ascii(struct slice term, struct buf *out)
{
	uint32_t c;
	size_t n;

	while ((n = text_next(term, &c)) > 0) {
		add_ascii(out, c);
		term.ptr += n;
		term.len -= n;
	}
}

/* Every octet of the set becomes a blank, or nothing. */
static void
replace(struct slice term, const char *set, bool blank, struct buf *out)
{
	for (size_t i = 0; i < term.len; i++) {
		if (memchr(set, term.ptr[i], strlen(set)) == NULL)
			buf_addc(out, term.ptr[i]);
		else if (blank)
			buf_addc(out, ' ');
	}
}

static void
mean_spaces(struct slice term, struct buf *out)
{
	replace(term, "\t\r\n\v\f", true, out);
}

static void
mean_unquoted(struct slice term, struct buf *out)
{
	replace(term, "\"'\\", false, out);
}

static void
mean_blanks(struct slice term, struct buf *out)
{
	replace(term, ",;", true, out);
}

static bool
is_sign(char c)
{
	return c != '\0' && strchr("+-~?", c) != NULL;
}

/* "ip4", "ip6", "a" by what the text is; NULL when it is none of these. */
static const char *
mechanism_for(struct slice value)
{
	const char *slash = memchr(value.ptr, '/', value.len);
	struct slice address = value;
	struct ip ip;

	if (slash != NULL)
		address.len = (size_t)(slash - value.ptr);
	if (ip_parse(address, &ip))
		return ip.family == 4 ? "ip4:" : "ip6:";
	return NULL;
}

/* "192.0.2.1": a mechanism is put in front. */
static void
mean_address(struct slice term, struct buf *out)
{
	const char *word;

	if (term.len > 1 && is_sign(term.ptr[0])) {
		buf_addc(out, term.ptr[0]);
		term.ptr++;
		term.len--;
	}
	word = mechanism_for(term);
	if (word == NULL)
		return;
	buf_adds(out, word);
	buf_add(out, term.ptr, term.len);
}

/* "ip4:2001:db8::1", "a:192.0.2.1", "ip4:mail.example.org": another word. */
static void
mean_other_mechanism(struct slice term, struct buf *out)
{
	const char *colon = memchr(term.ptr, ':', term.len);
	const char *word;
	struct slice value;

	if (colon == NULL || colon + 1 == term.ptr + term.len)
		return;
	value.ptr = colon + 1;
	value.len = term.len - (size_t)(value.ptr - term.ptr);
	word = mechanism_for(value);
	if (word == NULL && slice_starts_nocase(term, "ip") &&
	    isalpha((unsigned char)value.ptr[0]))
		word = "a:";
	if (word == NULL)
		return;
	if (is_sign(term.ptr[0]))
		buf_addc(out, term.ptr[0]);
	buf_adds(out, word);
	buf_add(out, value.ptr, value.len);
}

/* "a/24/64" becomes "a/24//64". */
static void
mean_dual_prefix(struct slice term, struct buf *out)
{
	const char *slash = memrchr(term.ptr, '/', term.len);
	size_t head = slash == NULL ? 0 : (size_t)(slash - term.ptr);

	if (memchr(term.ptr, '/', head) == NULL)
		return;
	buf_add(out, term.ptr, head);
	buf_addc(out, '/');
	buf_add(out, slash, term.len - head);
}

/* "-redirect=example.org" without its sign. */
static void
mean_unsigned(struct slice term, struct buf *out)
{
	if (is_sign(term.ptr[0]))
		buf_add(out, term.ptr + 1, term.len - 1);
}

/* What else people write, too far from the right word to be found by letters.
 */
static const struct {
	const char *word;
	enum spf_kind kind;
} synonyms[] = {
    {"ip", SPF_TERM_IP4},
    {"ipv4", SPF_TERM_IP4},
    {"ipv6", SPF_TERM_IP6},
    {"incl", SPF_TERM_INCLUDE},
    {"host", SPF_TERM_A},
};

static enum spf_kind
nearest_kind(struct slice word)
{
	enum spf_kind best = SPF_TERM_UNKNOWN;
	size_t allowed = nearest_allowed(word);

	if (word.len < 2)
		return SPF_TERM_UNKNOWN;
	for (size_t i = 0; i < COUNT_OF(synonyms); i++)
		if (slice_is_nocase(word, synonyms[i].word))
			return synonyms[i].kind;
	for (enum spf_kind k = SPF_TERM_ALL; k < SPF_TERM_UNKNOWN; k++) {
		size_t d = nearest_distance(word, slice_of(spf_kind_word(k)));

		if (d <= allowed) {
			best = k;
			allowed = d == 0 ? 0 : d - 1;
		}
	}
	return best;
}

/* "inlcude:example.org", "redirect:example.org": the nearest word. */
static void
mean_near_word(struct slice term, struct buf *out)
{
	size_t start = is_sign(term.ptr[0]) ? 1 : 0, end = start;
	enum spf_kind kind;
	bool modifier;

	while (end < term.len && memchr(":/=", term.ptr[end], 3) == NULL)
		end++;
	kind = nearest_kind(
	    (struct slice) {.ptr = term.ptr + start, .len = end - start});
	if (kind == SPF_TERM_UNKNOWN)
		return;
	modifier = kind == SPF_TERM_REDIRECT || kind == SPF_TERM_EXP;
	if (!modifier)
		buf_add(out, term.ptr, start);
	buf_adds(out, spf_kind_word(kind));
	if (end < term.len && term.ptr[end] != '/')
		buf_addc(out, modifier ? '=' : ':');
	else if (end < term.len)
		buf_addc(out, '/');
	if (end < term.len)
		buf_add(out, term.ptr + end + 1, term.len - end - 1);
}

/* Could a term begin here that lost the blank before it? */
static bool
looks_like_term(struct slice s)
{
	bool sign = is_sign(s.ptr[0]);
	struct slice word = {.ptr = s.ptr + sign, .len = s.len - sign};
	const char *colon = memchr(word.ptr, ':', word.len);

	if (sign && slice_is_nocase(word, "all"))
		return true;
	if (colon == NULL)
		return false;
	word.len = (size_t)(colon - word.ptr);
	return (word.len > 1 || sign) && spf_kind_of(word) < SPF_TERM_REDIRECT;
}

static void
mean_unglued(struct slice term, struct buf *out)
{
	for (size_t i = 1; i < term.len; i++) {
		struct slice head = {.ptr = term.ptr, .len = i};
		struct slice tail = {term.ptr + i, term.len - i};

		if (!looks_like_term(tail) || !spf_reads_well(head) ||
		    !spf_reads_well(tail))
			continue;
		buf_add(out, head.ptr, head.len);
		buf_addc(out, ' ');
		buf_add(out, tail.ptr, tail.len);
		return;
	}
}

/*
 * Tried in this order; the first that makes good terms of a bad one names the
 * problem. Two blanks lost are more likely than two letters wrong, so gluing
 * comes before spelling.
 */
static const struct {
	void (*mean)(struct slice term, struct buf *out);
	enum spf_problem problem;
} hints[] = {
    {mean_spaces, SPF_BAD_OCTET},
    {mean_ascii, SPF_NOT_ASCII},
    {mean_unquoted, SPF_QUOTED},
    {mean_blanks, SPF_SEPARATED},
    {mean_address, SPF_NO_MECHANISM},
    {mean_unglued, SPF_GLUED},
    {mean_dual_prefix, SPF_DUAL_PREFIX},
    {mean_unsigned, SPF_QUALIFIED_MODIFIER},
    {mean_near_word, SPF_UNKNOWN_MECHANISM},
    {mean_other_mechanism, SPF_WRONG_MECHANISM},
};

char *
spf_suggest(struct arena *arena, struct slice term, enum spf_problem *problem)
{
	struct buf meaning = BUF_INIT;
	char *copy = NULL;
	struct slice meant;

	if (term.len == 0 || term.len > HINT_MAX)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(hints) && copy == NULL; i++) {
		buf_clear(&meaning);
		hints[i].mean(term, &meaning);
		meant =
		    (struct slice) {.ptr = meaning.data, .len = meaning.len};
		meant = slice_trim(meant, " ");
		if (!spf_reads_well(meant))
			continue;
		copy = arena_copy_slice(arena, meant);
		*problem = hints[i].problem;
	}
	buf_release(&meaning);
	return copy;
}

char *
spf_unglued(struct arena *arena, struct slice term)
{
	struct buf meaning = BUF_INIT;
	char *copy = NULL;

	if (term.len <= HINT_MAX)
		mean_unglued(term, &meaning);
	if (meaning.len > 0)
		copy = arena_copy(arena, buf_text(&meaning));
	buf_release(&meaning);
	return copy;
}
