#include "wizard/record/bounce_value.h"

#include <string.h>

#include "wizard/record/dname.h"
#include "wizard/record/ipaddr.h"

#define VALUE_MAX 320 /* octets of an address, RFC 5321 section 4.5.3.1 */

/* --- Verdicts --------------------------------------------------------------
 */

/* In dense form; longer ones before their beginnings. */
static const struct {
	const char *words;
	const char *result;
} verdicts[] = {
    {"didnotpass", "fail"},
    {"didntpass", "fail"},
    {"doesnotpass", "fail"},
    {"doesntpass", "fail"},
    {"notpass", "fail"},
    {"softfail", "softfail"},
    {"hardfail", "fail"},
    {"permfail", "permerror"},
    {"tempfail", "temperror"},
    {"failure", "fail"},
    {"failed", "fail"},
    {"fail", "fail"},
    {"passed", "pass"},
    {"pass", "pass"},
    {"neutral", "neutral"},
    {"none", "none"},
    {"temperror", "temperror"},
    {"permerror", "permerror"},
};

const char *
value_verdict(const struct stream *stream, size_t dense_at, size_t *ret_len)
{
	struct slice rest = {
	    stream->dense + dense_at, stream->dense_len - dense_at};

	for (size_t i = 0; i < COUNT_OF(verdicts); i++) {
		if (!slice_starts_nocase(rest, verdicts[i].words))
			continue;
		*ret_len = strlen(verdicts[i].words);
		return verdicts[i].result;
	}
	return NULL;
}

/* --- Hidden values ---------------------------------------------------------
 */

static bool
is_hiding_label(struct slice label)
{
	static const char *const words[] = {"redacted", "masked", "hidden",
	    "removed", "yourdomain", "mydomain", "your-domain", "my-domain",
	    "somedomain", "censored", "anonymized", "anonymised"};
	size_t same = 0;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (slice_is(label, words[i]))
			return true;
	while (same < label.len && label.ptr[same] == label.ptr[0])
		same++;
	return label.len > 0 && same == label.len &&
	       (label.ptr[0] == '*' || label.ptr[0] == '#' ||
		   label.ptr[0] == '?' || label.ptr[0] == '_' ||
		   (label.ptr[0] == 'x'));
}

/* "***.co.jp", "xxx.xxx.xxx.xxx", "[redacted]", "192.0.2.x" */
static bool
is_hidden(struct slice text)
{
	struct slice label, rest = text;

	if (memchr(text.ptr, '*', text.len) != NULL)
		return true;
	while (rest.len > 0) {
		size_t n = 0;

		while (n < rest.len && strchr(".:@[]()<>", rest.ptr[n]) == NULL)
			n++;
		label = (struct slice) {rest.ptr, n};
		if (is_hiding_label(label))
			return true;
		if (n < rest.len)
			n++;
		rest = (struct slice) {rest.ptr + n, rest.len - n};
	}
	return false;
}

/* --- Judging a token -------------------------------------------------------
 */

static const char *
host_name(struct arena *arena, struct slice token)
{
	struct err ignored = ERR_INIT;
	struct dname name;

	if (token.len > 0 && token.ptr[token.len - 1] == '.')
		token.len--;
	if (dname_parse(token, &name, &ignored) != ERR_OK ||
	    !dname_is_hostname(name.text))
		return NULL;
	/* A name's last label has a letter; an address has none there. */
	if (strspn(strrchr(name.text, '.') + 1, "0123456789") ==
	    strlen(strrchr(name.text, '.') + 1))
		return NULL;
	return arena_copy(arena, name.text);
}

static const char *
mail_domain(struct arena *arena, struct slice token)
{
	const char *at = memrchr(token.ptr, '@', token.len);

	if (at != NULL)
		token = (struct slice) {
		    at + 1, token.len - (size_t)(at + 1 - token.ptr)};
	return host_name(arena, token);
}

static const char *
mail_address(struct arena *arena, struct slice token)
{
	const char *at = memrchr(token.ptr, '@', token.len);
	const char *domain = mail_domain(arena, token);

	if (at == NULL || at == token.ptr || domain == NULL)
		return NULL;
	return arena_printf(
	    arena, "%.*s@%s", (int)(at - token.ptr), token.ptr, domain);
}

static const char *
ip_address(struct arena *arena, struct slice token)
{
	char text[IP_TEXT_MAX];
	struct ip ip;

	if (token.len > 5 && slice_starts_nocase(token, "ipv6:"))
		token = (struct slice) {token.ptr + 5, token.len - 5};
	if (token.len > 0 && token.ptr[token.len - 1] == '.')
		token.len--;
	if (!ip_parse(token, &ip))
		return NULL;
	ip = ip_unmapped(&ip);
	ip_format(&ip, text);
	return arena_copy(arena, text);
}

static const char *
plain_token(struct arena *arena, struct slice token)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";

	for (size_t i = 0; i < token.len; i++)
		if (token.ptr[i] == '\0' || !strchr(allowed, token.ptr[i]))
			return NULL;
	return token.len == 0 ? NULL : arena_copy_slice(arena, token);
}

/* RFC 3463 section 2. */
static const char *
status_code(struct arena *arena, struct slice token)
{
	struct slice rest = token, part;
	unsigned parts = 0;

	while (slice_next(&rest, '.', &part)) {
		if (part.len == 0 || part.len > 3)
			return NULL;
		for (size_t i = 0; i < part.len; i++)
			if (part.ptr[i] < '0' || part.ptr[i] > '9')
				return NULL;
		parts++;
	}
	return parts == 3 ? arena_copy_slice(arena, token) : NULL;
}

static const char *
judged(struct arena *arena, enum pattern_value kind, struct slice token,
    bool *ret_masked)
{
	if (token.len == 0 || token.len > VALUE_MAX)
		return NULL;
	if (is_hidden(token)) {
		*ret_masked = true;
		return NULL;
	}
	switch (kind) {
	case PATTERN_DOMAIN:
		return mail_domain(arena, token);
	case PATTERN_HOST:
		return host_name(arena, token);
	case PATTERN_ADDRESS:
		return mail_address(arena, token);
	case PATTERN_IP:
	case PATTERN_HOST_IP:
		return ip_address(arena, token);
	case PATTERN_STATUS:
		return status_code(arena, token);
	case PATTERN_SELECTOR:
		return plain_token(arena, token);
	case PATTERN_SPF:
	case PATTERN_DKIM:
	case PATTERN_DMARC:
	case PATTERN_VALUES:
		break;
	}
	return NULL;
}

/* --- Between words ---------------------------------------------------------
 */

static bool
is_value_char(enum pattern_value kind, char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
		return true;
	if (c == '\0')
		return false;
	switch (kind) {
	case PATTERN_IP:
	case PATTERN_HOST_IP:
		return strchr(".:*", c) != NULL;
	case PATTERN_ADDRESS:
	case PATTERN_DOMAIN:
		return strchr(".-_*@+", c) != NULL;
	case PATTERN_HOST:
	case PATTERN_SELECTOR:
	case PATTERN_STATUS:
	case PATTERN_SPF:
	case PATTERN_DKIM:
	case PATTERN_DMARC:
	case PATTERN_VALUES:
		return strchr(".-_*", c) != NULL;
	}
	return false;
}

/* Behind a blank: Gmail's number, "[192.0.2.1      12]", and nothing else. */
static bool
is_number_at_most(const struct stream *stream, size_t at, size_t end)
{
	for (; at < end; at++)
		if (!stream_is_blank(stream->text[at]) &&
		    strchr("0123456789])>,;:.'\"", stream->text[at]) == NULL)
			return false;
	return true;
}

const char *
value_between(struct arena *arena, const struct stream *stream,
    enum pattern_value kind, size_t at, size_t end, bool guarded,
    bool *ret_masked)
{
	char token[VALUE_MAX + 1];
	size_t n = 0;
	bool masked = false, joined = false;
	const char *before = NULL, *value;

	if (stream_is_inside_word(stream, at) ||
	    stream_is_inside_word(stream, end))
		return NULL;
	while (at < end && stream_leaves_out(stream->text[at]))
		at++;
	while (end > at && stream_leaves_out(stream->text[end - 1]))
		end--;
	for (; at < end && n < VALUE_MAX; at++) {
		char c = stream->text[at];

		if (c == STREAM_BLANK) {
			if (!guarded && !is_number_at_most(stream, at, end))
				return NULL;
			break;
		}
		if (c == STREAM_FOLD || c == STREAM_END)
			return NULL; /* cut: what belongs to it is not known */
		if (c == STREAM_BREAK) {
			joined = true;
			if (before == NULL)
				before = judged(arena, kind,
				    (struct slice) {token, n}, &masked);
			continue;
		}
		token[n++] = c;
	}
	/* Either the break cut the value, or something else follows it. */
	if (guarded && joined && before != NULL)
		return NULL;
	value = judged(arena, kind,
	    slice_trim((struct slice) {token, n}, "[]()<>,;'\""), &masked);
	*ret_masked = *ret_masked || masked;
	return value;
}

/* --- At the end of the words -----------------------------------------------
 */

static size_t
before_blanks(const struct stream *stream, size_t at)
{
	while (at > 0 && stream_is_blank(stream->text[at - 1]))
		at--;
	return at;
}

/* The end of what stands before a number, if there is one behind a blank. */
static size_t
before_number(const struct stream *stream, size_t at)
{
	size_t begin = at;

	while (begin > 0 && at - begin < 5 && stream->text[begin - 1] >= '0' &&
	       stream->text[begin - 1] <= '9')
		begin--;
	return begin < at && begin > 0 && stream->text[begin - 1] == STREAM_BLANK
		   ? before_blanks(stream, begin)
		   : at;
}

const char *
value_at(struct arena *arena, const struct stream *stream,
    enum pattern_value kind, size_t at, bool backward, bool *ret_masked)
{
	const char *text = stream->text;
	size_t begin = at, end = at;

	if (backward) {
		begin = before_blanks(stream, begin);
		/* "192.0.2.1     19 The IP": Gmail's number is not meant. */
		if (kind == PATTERN_IP)
			begin = before_number(stream, begin);
		end = begin;
		while (begin > 0 && end - begin < VALUE_MAX &&
		       is_value_char(kind, text[begin - 1]))
			begin--;
		if (begin > 1 && text[begin - 1] == STREAM_BREAK &&
		    is_value_char(kind, text[begin - 2]))
			return NULL;
	} else {
		while (begin < stream->len && text[begin] != STREAM_END &&
		       (stream_leaves_out(text[begin]) ||
			   strchr("[(<", text[begin]) != NULL))
			begin++;
		end = begin;
		while (end < stream->len && end - begin < VALUE_MAX &&
		       is_value_char(kind, text[end]))
			end++;
		/* The rest of it may stand on the next line. */
		if (end + 1 < stream->len && text[end] == STREAM_BREAK &&
		    is_value_char(kind, text[end + 1]))
			return NULL;
	}
	return judged(arena, kind,
	    slice_trim((struct slice) {text + begin, end - begin}, ".-:"),
	    ret_masked);
}
