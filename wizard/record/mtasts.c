#include "wizard/record/mtasts.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/record/dname.h"

#define VERSION "v=STSv1;"
#define ID_MAX  32

static bool
is_alphanumeric(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!isalnum((unsigned char)s.ptr[i]))
			return false;
	return true;
}

bool
mtasts_is_record(struct slice text)
{
	size_t n = strlen(VERSION);

	return text.len >= n && memcmp(text.ptr, VERSION, n) == 0;
}

bool
mtasts_is_attempt(struct slice text)
{
	return !mtasts_is_record(text) && taglist_mentions(text, "stsv1");
}

static unsigned
read_id(struct mtasts_record *record)
{
	const struct tag *tag = taglist_find(&record->tags, "id");

	if (tag == NULL)
		return MTASTS_RECORD_NO_ID;
	record->id = tag->value;
	return tag->value.len > 0 && tag->value.len <= ID_MAX &&
		is_alphanumeric(tag->value)
	    ? 0
	    : MTASTS_RECORD_ID;
}

struct mtasts_record *
mtasts_parse(struct arena *arena, struct slice text)
{
	struct mtasts_record *record = arena_alloc(arena, sizeof(*record));

	record->tags = taglist_parse(arena, text);
	for (size_t i = 0; i < record->tags.faults; i++) {
		const struct tag_fault *fault = &record->tags.fault[i];

		if (fault->problem == TAG_DUPLICATE)
			record->faults |= MTASTS_RECORD_DUPLICATE;
		else if (!taglist_is_extension(&record->tags, fault))
			record->faults |= MTASTS_RECORD_SYNTAX;
	}
	record->faults |= read_id(record);
	return record;
}

/* --- The policy ---------------------------------------------------------- */

struct reading {
	struct arena *arena;
	struct mtasts_policy *policy;
	struct slice text; /* of the line */
	size_t line;
	unsigned seen; /* keys, one bit each */
};

static void
add_fault(struct reading *r, enum mtasts_problem problem)
{
	struct mtasts_policy *policy = r->policy;

	if (policy->faults == MTASTS_FAULTS_MAX)
		return;
	policy->fault = arena_push(
	    r->arena, policy->fault, &policy->faults, sizeof(*policy->fault));
	policy->fault[policy->faults - 1] =
	    (struct mtasts_fault) {problem, r->line, r->text};
}

static void
take_version(struct reading *r, struct slice value)
{
	r->policy->versioned = slice_is(value, "STSv1");
	if (!r->policy->versioned)
		add_fault(r, MTASTS_VERSION);
}

const char *
mtasts_mode_word(enum mtasts_mode mode)
{
	static const char *const words[] = {
	    [MTASTS_NO_MODE] = "",
	    [MTASTS_TESTING] = "testing",
	    [MTASTS_ENFORCE] = "enforce",
	    [MTASTS_NONE] = "none",
	    [MTASTS_BAD_MODE] = "",
	};

	return words[mode];
}

static void
take_mode(struct reading *r, struct slice value)
{
	r->policy->mode = MTASTS_BAD_MODE;
	for (unsigned i = MTASTS_TESTING; i <= MTASTS_NONE; i++)
		if (slice_is(value, mtasts_mode_word((enum mtasts_mode)i)))
			r->policy->mode = (enum mtasts_mode)i;
	if (r->policy->mode == MTASTS_BAD_MODE)
		add_fault(r, MTASTS_MODE);
}

/* 1*10DIGIT, not above the maximum. */
static void
take_max_age(struct reading *r, struct slice value)
{
	int64_t seconds = 0;
	bool good = value.len > 0 && value.len <= 10;

	for (size_t i = 0; good && i < value.len; i++) {
		good = isdigit((unsigned char)value.ptr[i]) != 0;
		seconds = seconds * 10 + (value.ptr[i] - '0');
	}
	if (good && seconds <= MTASTS_MAX_AGE_MAX)
		r->policy->max_age = seconds;
	else
		add_fault(r, MTASTS_MAX_AGE);
}

static void
take_mx(struct reading *r, struct slice value)
{
	bool wild = value.len > 2 && memcmp(value.ptr, "*.", 2) == 0;
	struct slice host = {value.ptr, value.len};
	struct mtasts_policy *policy = r->policy;
	struct dname name;
	struct err err = ERR_INIT;

	if (wild)
		host = (struct slice) {value.ptr + 2, value.len - 2};
	/* A final dot would be compared with names that have none. */
	if (host.len == 0 || host.ptr[host.len - 1] == '.' ||
	    dname_parse(host, &name, &err) != ERR_OK ||
	    !dname_is_hostname(name.text)) {
		add_fault(r, MTASTS_MX);
		return;
	}
	if (policy->mxs == MTASTS_MX_MAX)
		return;
	policy->mx = arena_push(
	    r->arena, policy->mx, &policy->mxs, sizeof(*policy->mx));
	policy->mx[policy->mxs - 1] =
	    arena_printf(r->arena, "%s%s", wild ? "*." : "", name.text);
}

static const struct {
	const char *key;
	bool many;
	void (*take)(struct reading *r, struct slice value);
} keys[] = {
    {"version", false, take_version},
    {"mode", false, take_mode},
    {"max_age", false, take_max_age},
    {"mx", true, take_mx},
};

static void
read_field(struct reading *r, struct slice key, struct slice value)
{
	for (unsigned i = 0; i < COUNT_OF(keys); i++) {
		if (!slice_is(key, keys[i].key))
			continue;
		if ((r->seen & 1U << i) != 0 && !keys[i].many)
			add_fault(r, MTASTS_REPEATED);
		else
			keys[i].take(r, value);
		r->seen |= 1U << i;
		return;
	}
	add_fault(r, MTASTS_UNKNOWN);
}

static void
read_line(struct reading *r)
{
	struct slice value = r->text, key;

	/* slice_next() leaves NULL behind when there is no colon. */
	if (!slice_next(&value, ':', &key) || value.ptr == NULL ||
	    key.len == 0 || slice_trim(key, " \t").len != key.len)
		add_fault(r, MTASTS_NOT_A_FIELD);
	else
		read_field(r, key, slice_trim(value, " \t"));
}

struct mtasts_policy *
mtasts_policy_parse(struct arena *arena, struct slice text)
{
	struct mtasts_policy *policy = arena_alloc(arena, sizeof(*policy));
	struct reading r = {.arena = arena, .policy = policy};
	struct slice rest = text.len > 0 ? text : slice_of("");

	policy->max_age = -1;
	while (slice_next(&rest, '\n', &r.text)) {
		r.line++;
		if (r.text.len > 0 && r.text.ptr[r.text.len - 1] == '\r')
			r.text.len--;
		/* Empty lines at the end are the habit of editors. */
		if (r.text.len > 0)
			read_line(&r);
		else if (rest.ptr != NULL &&
		    slice_trim(rest, " \t\r\n").len > 0)
			add_fault(&r, MTASTS_NOT_A_FIELD);
	}
	return policy;
}

bool
mtasts_pattern_matches(const char *pattern, const char *host)
{
	if (strncmp(pattern, "*.", 2) != 0)
		return dname_equal(pattern, host);
	return dname_labels(host) == dname_labels(pattern) &&
	    dname_equal(dname_parent(host), pattern + 2);
}

bool
mtasts_policy_matches(const struct mtasts_policy *policy, const char *host)
{
	for (size_t i = 0; i < policy->mxs; i++)
		if (mtasts_pattern_matches(policy->mx[i], host))
			return true;
	return false;
}

static int
by_text(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

size_t
mtasts_policy_lines(struct arena *arena, const struct mtasts_policy *policy,
    const char ***ret_line)
{
	const char **line = arena_alloc(arena, (policy->mxs + 2) * sizeof(*line));
	size_t n = 0;

	line[n++] = arena_printf(
	    arena, "mode: %s", mtasts_mode_word(policy->mode));
	line[n++] = arena_printf(
	    arena, "max_age: %lld", (long long)policy->max_age);
	for (size_t i = 0; i < policy->mxs; i++)
		line[n++] = arena_printf(arena, "mx: %s", policy->mx[i]);
	/* Which mail server stands first means nothing. */
	qsort(line + 2, policy->mxs, sizeof(*line), by_text);
	*ret_line = line;
	return n;
}

char *
mtasts_policy_print(struct arena *arena, const struct mtasts_policy *policy)
{
	struct buf text = BUF_INIT;
	char *copy;

	buf_addf(&text, "version: STSv1\nmode: %s\n",
	    mtasts_mode_word(policy->mode));
	for (size_t i = 0; i < policy->mxs; i++)
		buf_addf(&text, "mx: %s\n", policy->mx[i]);
	buf_addf(&text, "max_age: %" PRId64 "\n", policy->max_age);
	copy = arena_copy(arena, buf_text(&text));
	buf_release(&text);
	return copy;
}

static bool
has_patterns(const struct mtasts_policy *a, const struct mtasts_policy *b)
{
	for (size_t i = 0; i < b->mxs; i++) {
		size_t j = 0;

		while (j < a->mxs && !dname_equal(a->mx[j], b->mx[i]))
			j++;
		if (j == a->mxs)
			return false;
	}
	return true;
}

bool
mtasts_policy_same(
    const struct mtasts_policy *a, const struct mtasts_policy *b)
{
	return a->mode == b->mode && a->max_age == b->max_age &&
	    has_patterns(a, b) && has_patterns(b, a);
}
