#include "wizard/record/bounce_pattern.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/bounce_value.h"

#define PIECES_MAX 32 /* of one wording */
#define REACH 600 /* octets of dense from one word to the next */
#define TRIES_MAX 64 /* places that are looked at for one wording */
#define WORDS_MIN 4 /* octets that some words of a wording have */

static const char *const value_names[PATTERN_VALUES] = {
    [PATTERN_DOMAIN] = "domain",
    [PATTERN_IP] = "ip",
    [PATTERN_SPF] = "spf",
    [PATTERN_DKIM] = "dkim",
    [PATTERN_DMARC] = "dmarc",
    [PATTERN_SELECTOR] = "selector",
    [PATTERN_HOST] = "host",
    [PATTERN_HOST_IP] = "host-ip",
    [PATTERN_ADDRESS] = "address",
    [PATTERN_STATUS] = "status",
};

enum piece_kind {
	PIECE_WORDS,
	PIECE_VALUE,
	PIECE_ANY,
};

struct piece {
	enum piece_kind kind;
	size_t at, len; /* PIECE_WORDS: in the octets of the wording */
	enum pattern_value value;
};

struct wording {
	struct piece piece[PIECES_MAX];
	size_t pieces;
	size_t anchor; /* the longest words: they are looked for */
	char octets[512]; /* dense, of all words */
	size_t len;
};

/* --- Reading a wording -----------------------------------------------------
 */

static bool
value_named(struct slice name, enum pattern_value *ret)
{
	for (size_t i = 0; i < PATTERN_VALUES; i++) {
		if (!slice_is(name, value_names[i]))
			continue;
		*ret = (enum pattern_value)i;
		return true;
	}
	return false;
}

static struct piece *
add_piece(struct wording *w, enum piece_kind kind)
{
	struct piece *piece;

	if (w->pieces == PIECES_MAX)
		return NULL;
	piece = &w->piece[w->pieces++];
	*piece = (struct piece) {.kind = kind, .at = w->len};
	return piece;
}

static const char *
add_letter(struct wording *w, char c)
{
	struct piece *piece = w->pieces > 0 ? &w->piece[w->pieces - 1] : NULL;

	if (stream_leaves_out(c))
		return NULL;
	if (piece == NULL || piece->kind != PIECE_WORDS)
		piece = add_piece(w, PIECE_WORDS);
	if (piece == NULL || w->len == sizeof(w->octets))
		return _("this wording is too long");
	w->octets[w->len++] = char_lower(c);
	piece->len++;
	return NULL;
}

/* "{domain}"; rest begins with the brace. */
static const char *
add_value(struct wording *w, struct slice *rest)
{
	const char *end = memchr(rest->ptr, '}', rest->len);
	struct slice name = {rest->ptr + 1, 0};
	enum pattern_value value;
	struct piece *piece;

	if (end != NULL)
		name.len = (size_t)(end - name.ptr);
	if (end == NULL || !value_named(name, &value))
		return _("the values of a wording are {domain}, {ip}, {spf}, "
			 "{dkim}, {dmarc} and {selector}");
	piece = add_piece(w, PIECE_VALUE);
	if (piece == NULL)
		return _("this wording is too long");
	piece->value = value;
	*rest =
	    (struct slice) {end + 1, (size_t)(rest->ptr + rest->len - end) - 1};
	return NULL;
}

static const char *
read_pieces(struct wording *w, struct slice rest)
{
	const char *fault = NULL;

	while (rest.len > 0 && fault == NULL) {
		if (rest.ptr[0] == '{') {
			fault = add_value(w, &rest);
			continue;
		}
		if (rest.ptr[0] == '*')
			fault = add_piece(w, PIECE_ANY) == NULL
				    ? _("this wording is too long")
				    : NULL;
		else
			fault = add_letter(w, rest.ptr[0]);
		rest = (struct slice) {rest.ptr + 1, rest.len - 1};
	}
	return fault;
}

static const char *
read_wording(struct slice text, struct wording *ret)
{
	const char *fault;

	*ret = (struct wording) {.pieces = 0};
	fault = read_pieces(ret, text);
	if (fault != NULL)
		return fault;
	for (size_t i = 0; i < ret->pieces; i++)
		if (ret->piece[i].kind == PIECE_WORDS &&
		    (ret->piece[ret->anchor].kind != PIECE_WORDS ||
			ret->piece[i].len > ret->piece[ret->anchor].len))
			ret->anchor = i;
	if (ret->pieces == 0 || ret->piece[ret->anchor].kind != PIECE_WORDS ||
	    ret->piece[ret->anchor].len < WORDS_MIN)
		return _("a wording needs words: four letters in a row at the "
			 "least");
	return NULL;
}

const char *
pattern_fault(const char *pattern)
{
	struct slice rest = slice_of(pattern), part;
	const char *fault = NULL;
	struct wording w;

	while (fault == NULL && slice_next(&rest, '|', &part))
		fault = read_wording(part, &w);
	return fault;
}

/* --- Finding it ------------------------------------------------------------
 */

struct search {
	struct arena *arena;
	const struct wording *w;
	const struct stream *stream;
	struct pattern_match match;
	size_t begin, end; /* places of dense that matched so far */
};

static struct slice
words_of(const struct search *s, size_t piece)
{
	const struct piece *p = &s->w->piece[piece];

	return (struct slice) {s->w->octets + p->at, p->len};
}

/* A value that would end, or begin, inside a word is none: "pphosted.com". */
static bool
parts_word(const struct stream *stream, size_t dense_at)
{
	return stream_is_inside_word(stream, stream_place(stream, dense_at));
}

/*
 * The next place of the words in reach of a place; SIZE_MAX: none. beside: a
 * value stands in front of them.
 */
static size_t
next_place(
    const struct search *s, size_t from, struct slice words, bool beside)
{
	size_t left = s->stream->dense_len - from;
	const char *at = s->stream->dense + from;
	const char *end = at + (left < REACH ? left : REACH);

	while ((at = memmem(at, (size_t)(end - at), words.ptr, words.len)) !=
	       NULL) {
		size_t place = (size_t)(at - s->stream->dense);

		if (!beside || !parts_word(s->stream, place))
			return place;
		at++;
	}
	return SIZE_MAX;
}

/* The last place of the words that ends before a place. */
static size_t
last_place(
    const struct search *s, size_t before, struct slice words, bool beside)
{
	size_t lowest = before > REACH ? before - REACH : 0;

	for (size_t i = before; i >= lowest + words.len; i--)
		if (memcmp(s->stream->dense + i - words.len, words.ptr,
			words.len) == 0 &&
		    !(beside && (parts_word(s->stream, i) ||
				    parts_word(s->stream, i - words.len))))
			return i - words.len;
	return SIZE_MAX;
}

static void
keep_value(struct search *s, enum pattern_value kind, const char *value)
{
	if (value == NULL || s->match.value[kind] != NULL)
		return;
	s->match.value[kind] = value;
}

/* The place behind the octet of dense that stands before a place. */
static size_t
place_behind(const struct stream *stream, size_t dense_at)
{
	return dense_at == 0 ? 0 : stream_place(stream, dense_at - 1) + 1;
}

static bool
is_verdict(enum pattern_value kind)
{
	return kind == PATTERN_SPF || kind == PATTERN_DKIM ||
	       kind == PATTERN_DMARC;
}

/* A value between the words that end at "from" and those that begin at "to". */
static void
take_between(struct search *s, const struct piece *piece, size_t from,
    size_t to, bool guarded)
{
	const struct stream *stream = s->stream;
	size_t len;

	if (is_verdict(piece->value))
		keep_value(s, piece->value, value_verdict(stream, from, &len));
	else
		keep_value(s, piece->value,
		    value_between(s->arena, stream, piece->value,
			place_behind(stream, from), stream_place(stream, to),
			guarded, &s->match.masked));
}

/* A verdict is its own end. */
static void
take_verdict(struct search *s, const struct piece *piece)
{
	size_t len = 0;
	const char *word = value_verdict(s->stream, s->end, &len);

	keep_value(s, piece->value, word);
	s->end += len;
}

static void
take_last(struct search *s, const struct piece *piece)
{
	keep_value(s, piece->value,
	    value_at(s->arena, s->stream, piece->value,
		place_behind(s->stream, s->end), false, &s->match.masked));
}

/* From the anchor to the end of the wording. */
static bool
match_forward(struct search *s)
{
	const struct wording *w = s->w;
	const struct piece *value = NULL;
	bool any = false, loose = false;

	for (size_t i = w->anchor + 1; i < w->pieces; i++) {
		const struct piece *piece = &w->piece[i];
		size_t at;

		if (piece->kind == PIECE_VALUE && is_verdict(piece->value)) {
			take_verdict(s, piece);
			loose = true;
		} else if (piece->kind == PIECE_VALUE) {
			value = piece;
		} else if (piece->kind == PIECE_ANY) {
			any = true;
		} else {
			at = next_place(
			    s, s->end, words_of(s, i), value != NULL);
			if (at == SIZE_MAX ||
			    (!any && !loose && value == NULL && at != s->end))
				return false;
			if (value != NULL)
				take_between(s, value, s->end, at, any);
			s->end = at + piece->len;
			value = NULL;
			any = loose = false;
		}
	}
	if (value != NULL)
		take_last(s, value);
	return true;
}

/* From the anchor back to the beginning. */
static bool
match_backward(struct search *s)
{
	const struct wording *w = s->w;
	const struct piece *value = NULL;
	bool any = false;

	for (size_t i = w->anchor; i-- > 0;) {
		const struct piece *piece = &w->piece[i];
		size_t at;

		if (piece->kind == PIECE_VALUE) {
			value = piece;
			continue;
		}
		if (piece->kind == PIECE_ANY) {
			any = true;
			continue;
		}
		at = last_place(
		    s, s->begin, words_of(s, i), value != NULL);
		if (at == SIZE_MAX ||
		    (!any && value == NULL && at + piece->len != s->begin))
			return false;
		if (value != NULL)
			take_between(s, value, at + piece->len, s->begin, any);
		s->begin = at;
		value = NULL;
		any = false;
	}
	if (value != NULL)
		keep_value(s, value->value,
		    value_at(s->arena, s->stream, value->value,
			stream_place(s->stream, s->begin), true,
			&s->match.masked));
	return true;
}

static bool
match_at(struct search *s, size_t at)
{
	const struct stream *stream = s->stream;

	s->match = (struct pattern_match) {.at = 0};
	s->begin = at;
	s->end = at + s->w->piece[s->w->anchor].len;
	if (!match_forward(s) || !match_backward(s))
		return false;
	s->match.at = stream_place(stream, s->begin);
	s->match.end = place_behind(stream, s->end);
	return true;
}

/* Who sent a message does not change from one line of a report to the next. */
static bool
is_of_sender(enum pattern_value kind)
{
	return kind == PATTERN_DOMAIN || kind == PATTERN_IP ||
	       kind == PATTERN_SELECTOR || is_verdict(kind);
}

/* Values that two places contradict each other about are not certain. */
static void
merge_match(struct pattern_match *all, const struct pattern_match *more,
    bool doubtful[PATTERN_VALUES])
{
	for (size_t i = 0; i < PATTERN_VALUES; i++) {
		const char *value = more->value[i];

		if (value == NULL)
			continue;
		if (all->value[i] == NULL)
			all->value[i] = value;
		else if (is_of_sender((enum pattern_value)i) &&
			 strcmp(all->value[i], value) != 0)
			doubtful[i] = true;
	}
	all->masked = all->masked || more->masked;
}

static bool
find_wording(struct arena *arena, const struct wording *w,
    const struct stream *stream, struct pattern_match *ret)
{
	struct search s = {.arena = arena, .w = w, .stream = stream};
	struct slice words = words_of(&s, w->anchor);
	bool found = false, doubtful[PATTERN_VALUES] = {false};
	size_t from = 0;

	for (unsigned tries = 0; tries < TRIES_MAX; tries++) {
		const char *at = memmem(stream->dense + from,
		    stream->dense_len - from, words.ptr, words.len);

		if (at == NULL)
			break;
		from = (size_t)(at - stream->dense) + 1;
		if (!match_at(&s, from - 1))
			continue;
		if (!found)
			*ret = s.match;
		merge_match(ret, &s.match, doubtful);
		found = true;
	}
	for (size_t i = 0; found && i < PATTERN_VALUES; i++)
		if (doubtful[i])
			ret->value[i] = NULL;
	return found;
}

bool
pattern_find(struct arena *arena, const char *pattern,
    const struct stream *stream, struct pattern_match *ret)
{
	struct slice rest = slice_of(pattern), part;
	struct wording w;

	while (slice_next(&rest, '|', &part))
		if (read_wording(part, &w) == NULL &&
		    find_wording(arena, &w, stream, ret))
			return true;
	return false;
}
