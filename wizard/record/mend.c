#include "wizard/record/mend.h"

#include <ctype.h>
#include <string.h>

#include "wizard/record/dkim.h"
#include "wizard/record/dmarc.h"
#include "wizard/record/mend_text.h"
#include "wizard/record/spf.h"

#define BLANKS    " \t\r\n"
#define TRIES_MAX 64 /* faults of one text that are mended one by one */
#define TEXT_MAX  4096 /* octets; a longer text is no record that was damaged */

/* What came of it; NULL when it is what there was. */
static char *
unless_same(char *mended, struct slice text)
{
	return mended != NULL && slice_is(text, mended) ? NULL : mended;
}

/* --- SPF ------------------------------------------------------------------- */

/* The first place that can be mended; false: there is none. */
static bool
mend_fault(struct arena *arena, const struct spf_record *record,
    struct slice *text)
{
	for (size_t i = 0; i < record->faults; i++) {
		const struct spf_fault *f = &record->fault[i];

		if (f->suggestion == NULL)
			continue;
		*text = mend_splice(
		    arena, *text, f->at, f->len, f->suggestion);
		return true;
	}
	return false;
}

static bool
mend_glued(struct arena *arena, const struct spf_record *record,
    struct slice *text)
{
	for (size_t i = 0; i < record->terms; i++) {
		const struct spf_term *term = &record->term[i];
		const char *meant = spf_unglued(arena, term->text);

		if (meant == NULL)
			continue;
		*text = mend_splice(
		    arena, *text, term->at, term->text.len, meant);
		return true;
	}
	return false;
}

/* What stands behind "all" is never read: there "all" belongs. */
static char *
print_all_last(struct arena *arena, const struct spf_record *record)
{
	const char *all = "", *rest = "v=spf1";

	for (size_t i = 0; i < record->terms; i++) {
		const char *text =
		    arena_copy_slice(arena, record->term[i].text);

		if (record->term[i].kind != SPF_TERM_ALL)
			rest = arena_printf(arena, "%s %s", rest, text);
		else if (*all == '\0')
			all = arena_printf(arena, " %s", text);
	}
	return arena_printf(arena, "%s%s", rest, all);
}

char *
mend_spf(struct arena *arena, struct slice text)
{
	struct slice before, rest, meant = mend_unwrap(arena, text);
	const struct spf_record *record;

	if (text.len > TEXT_MAX ||
	    !mend_cut_version(meant, "spf", &before, &rest))
		return NULL;
	meant = slice_of(arena_printf(
	    arena, "v=spf1 %s", arena_copy_slice(arena, rest)));
	for (int i = 0; i < TRIES_MAX; i++) {
		record = spf_parse(arena, meant);
		if (!mend_fault(arena, record, &meant) &&
		    !mend_glued(arena, record, &meant))
			break;
	}
	record = spf_parse(arena, meant);
	return record->faults > 0
	    ? NULL
	    : unless_same(print_all_last(arena, record), text);
}

/* --- Tags -------------------------------------------------------------------- */

/* Is it the beginning of "name=", as tags have it? */
static bool
is_tag(struct slice text, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(names[i]);

		if (slice_starts_nocase(text, names[i]) && text.len > len &&
		    text.ptr[len] == '=')
			return true;
	}
	return false;
}

/* "k=rsa p=..", "v=DMARC1, p=none": semicolons where tags begin. */
static struct slice
part_tags(struct arena *arena, struct slice text, const char *const *names,
    size_t count)
{
	char *out = arena_copy_slice(arena, text);

	for (size_t i = 0; i + 1 < text.len; i++)
		if (strchr(BLANKS ",", out[i]) != NULL &&
		    is_tag((struct slice) {text.ptr + i + 1, text.len - i - 1},
			names, count))
			out[i] = ';';
	return (struct slice) {out, text.len};
}

/* The version in front, and whatever tags there are behind it. */
static struct slice
with_version(struct arena *arena, struct slice text, const char *word,
    const char *version)
{
	struct slice before, rest;

	if (!mend_cut_version(text, word, &before, &rest))
		return text;
	/* Words of a zone line go, tags stay. */
	if (before.len > 0 && memchr(before.ptr, '=', before.len) == NULL)
		before.len = 0;
	return slice_of(arena_printf(arena, "%s; %s; %s", version,
	    arena_copy_slice(arena, before), arena_copy_slice(arena, rest)));
}

/* --- DKIM -------------------------------------------------------------------- */

/* Names of tags are small letters; a key has no blanks in it. */
static struct slice
tidy_key(struct arena *arena, const struct taglist *tags)
{
	struct buf out = BUF_INIT;
	struct slice text;

	for (size_t i = 0; i < tags->count; i++) {
		const struct tag *tag = &tags->tag[i];
		bool key = slice_is_nocase(tag->name, "p");

		for (size_t k = 0; k < tag->name.len; k++)
			buf_addc(&out, char_lower(tag->name.ptr[k]));
		buf_addc(&out, '=');
		for (size_t k = 0; k < tag->value.len; k++)
			if (!key || !isspace((unsigned char)tag->value.ptr[k]))
				buf_addc(&out, tag->value.ptr[k]);
		buf_adds(&out, i + 1 < tags->count ? "; " : "");
	}
	text = slice_of(arena_copy(arena, buf_text(&out)));
	buf_release(&out);
	return text;
}

char *
mend_dkim(struct arena *arena, struct slice text)
{
	static const char *const names[] = {"k", "p", "h", "s", "t"};
	struct slice meant = mend_unwrap(arena, text);
	struct taglist tags;
	const struct dkim_record *record;

	if (text.len > TEXT_MAX)
		return NULL;
	meant = with_version(arena, meant, "dkim", "v=DKIM1");
	meant = part_tags(arena, meant, names, COUNT_OF(names));
	tags = taglist_parse(arena, meant);
	meant = tidy_key(arena, &tags);
	record = dkim_parse(arena, meant);
	return (record->faults & ~(unsigned)DKIM_FAULT_WEAK) != 0
	    ? NULL
	    : unless_same(arena_copy_slice(arena, meant), text);
}

/* --- DMARC ------------------------------------------------------------------- */

#define DMARC_MENDED                                                   \
	((unsigned)(DMARC_FAULT_UNKNOWN | DMARC_FAULT_HISTORIC |       \
		    DMARC_FAULT_NO_POLICY | DMARC_FAULT_ORDER))

/* "rua=mailto:a@x;mailto:b@x": addresses stand behind commas. */
static struct slice
join_addresses(struct arena *arena, struct slice text)
{
	static const char next[] = "mailto:";
	char *out = arena_copy_slice(arena, text);

	for (size_t i = 0; i < text.len; i++) {
		size_t k = i + 1;

		while (k < text.len && text.ptr[k] == ' ')
			k++;
		if (out[i] == ';' &&
		    slice_starts_nocase(
			(struct slice) {text.ptr + k, text.len - k}, next))
			out[i] = ',';
	}
	return (struct slice) {out, text.len};
}

static bool
mend_error(struct arena *arena, const struct dmarc_record *record,
    struct slice *text)
{
	for (size_t i = 0; i < record->errors; i++) {
		const struct dmarc_error *e = &record->error[i];
		bool sized = e->fault == DMARC_FAULT_SIZE;

		if ((e->meant == NULL && !sized) || e->len == 0)
			continue;
		*text = mend_splice(
		    arena, *text, e->at, e->len, sized ? "" : e->meant);
		return true;
	}
	return false;
}

/* Tags of the older standard, but for a share that older receivers heed. */
static bool
is_left_out(const struct dmarc_record *record, const struct tag *tag)
{
	return slice_is(tag->name, "rf") || slice_is(tag->name, "ri") ||
	    (slice_is(tag->name, "pct") && record->share == 100) ||
	    (tag->value.len == 0 &&
		(slice_is(tag->name, "rua") || slice_is(tag->name, "ruf")));
}

static char *
print_tidy(struct arena *arena, const struct dmarc_record *record)
{
	struct taglist tags = record->tags;
	size_t kept = 0;

	tags.tag = arena_alloc(arena, (tags.count + 1) * sizeof(*tags.tag));
	for (size_t i = 0; i < tags.count; i++)
		if (!is_left_out(record, &record->tags.tag[i]))
			tags.tag[kept++] = record->tags.tag[i];
	tags.count = kept;
	return dmarc_print(arena, dmarc_policy_of(record), &tags);
}

char *
mend_dmarc(struct arena *arena, struct slice text)
{
	static const char *const names[] = {"p", "sp", "np", "rua", "ruf",
	    "adkim", "aspf", "fo", "pct", "rf", "ri", "t"};
	struct slice meant = mend_unwrap(arena, text);
	const struct dmarc_record *record;
	char *printed;

	if (text.len > TEXT_MAX)
		return NULL;
	meant = with_version(arena, meant, "dmarc", "v=DMARC1");
	meant = part_tags(arena, join_addresses(arena, meant), names,
	    COUNT_OF(names));
	for (int i = 0; i < TRIES_MAX; i++)
		if (!mend_error(arena, dmarc_parse(arena, meant), &meant))
			break;
	record = dmarc_parse(arena, meant);
	/* A policy that cannot be read may have been a strict one. */
	if (record->p == DMARC_BAD_POLICY)
		return NULL;
	printed = print_tidy(arena, record);
	record = dmarc_parse(arena, slice_of(printed));
	return (record->faults & ~DMARC_MENDED) != 0
	    ? NULL
	    : unless_same(printed, text);
}
