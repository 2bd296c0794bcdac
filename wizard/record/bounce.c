#include "wizard/record/bounce.h"

#include <stdlib.h>
#include <string.h>

#include "wizard/record/bounce_clean.h"
#include "wizard/record/bounce_parts.h"
#include "wizard/record/bounce_pattern.h"
#include "wizard/record/bounce_report.h"
#include "wizard/record/bounce_said.h"
#include "wizard/record/bounce_shell.h"
#include "wizard/record/bounce_words.h"

#define MATCHES_MAX 64

/* What a wording counts; the heaviest first. */
enum weight {
	STRONG,
	WEAK, /* a reason where there is no stronger one */
	DETAIL, /* no reason, but has values */
};

struct matched {
	const struct bounce_template *row;
	struct pattern_match match;
	enum bounce_cause cause;
	enum weight weight;
};

struct reading {
	struct arena *arena;
	const struct bounce_templates *templates;
	struct stream stream;
	struct bounce_shell shell;
	struct matched matched[MATCHES_MAX];
	size_t count;
};

/* Its own words, without the message that it quotes. */
static struct slice
own_words(struct arena *arena, const struct bounce_parts *parts)
{
	struct buf all = BUF_INIT;
	struct slice text;

	for (size_t i = 0; i < parts->count; i++) {
		const struct bounce_part *part = &parts->part[i];

		if (part->kind == BOUNCE_PART_QUOTED)
			continue;
		text = bounce_clean(
		    arena, part->text, part->kind == BOUNCE_PART_HTML);
		buf_add(&all, text.ptr, text.len);
		buf_adds(&all, "\n\n");
	}
	text = (struct slice) {
	    arena_copy_slice(arena, (struct slice) {buf_text(&all), all.len}),
	    all.len};
	buf_release(&all);
	return text;
}

/* --- Wordings --------------------------------------------------------------
 */

static enum weight
weight_named(const char *word)
{
	if (strcmp(word, "detail") == 0)
		return DETAIL;
	return strcmp(word, "weak") == 0 ? WEAK : STRONG;
}

static void
match_rows(struct reading *r)
{
	for (size_t i = 0; i < r->templates->rows; i++) {
		const struct bounce_template *row = &r->templates->row[i];
		struct matched *m = &r->matched[r->count];
		enum bounce_stage stage;

		if (r->count == MATCHES_MAX)
			return;
		if (row->wording[0] == '\0' ||
		    !pattern_find(
			r->arena, row->wording, &r->stream, &m->match))
			continue;
		stage = bounce_stage_named(row->stage);
		if (stage != BOUNCE_ANY_STAGE &&
		    stage != bounce_shell_stage(&r->shell, m->match.at))
			continue;
		m->row = row;
		m->cause = bounce_cause_named(row->cause);
		m->weight = weight_named(row->weight);
		r->count++;
	}
}

/*
 * What is said on purpose goes before what is said by the way, authentication
 * before all else, the first words before the next, and of those at one place
 * the ones that say more.
 */
static int
compare_matches(const void *a, const void *b)
{
	const struct matched *x = a, *y = b;
	bool auth_x = bounce_is_about_authentication(x->cause);
	bool auth_y = bounce_is_about_authentication(y->cause);

	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	if (auth_x != auth_y)
		return auth_x ? -1 : 1;
	if (x->match.at != y->match.at)
		return x->match.at < y->match.at ? -1 : 1;
	if (x->match.end != y->match.end)
		return x->match.end > y->match.end ? -1 : 1;
	return strcmp(x->row->id, y->row->id);
}

/* Weak ones say nothing that a stronger one has not said better. */
static void
sort_matches(struct reading *r)
{
	size_t kept = 0;

	qsort(r->matched, r->count, sizeof(r->matched[0]), compare_matches);
	for (size_t i = 0; i < r->count; i++)
		if (r->matched[i].weight != WEAK ||
		    r->matched[0].weight == WEAK)
			r->matched[kept++] = r->matched[i];
	r->count = kept;
}

/* --- Reasons ---------------------------------------------------------------
 */

static void
add_reason(struct bounce *bounce, const struct reading *r,
    const struct matched *m, const struct stream_code *code)
{
	struct bounce_reason *reason = &bounce->reason[bounce->reasons++];
	size_t at = m == NULL ? 0 : m->match.at;

	*reason = (struct bounce_reason) {
	    .cause = m == NULL ? BOUNCE_UNKNOWN : m->cause,
	    .row = m == NULL ? NULL : m->row,
	    .reply = code == NULL ? 0 : code->reply,
	    .code = code == NULL ? NULL : code->enhanced,
	    .text = bounce_said(
		r->arena, &r->stream, code == NULL ? at : code->at),
	};
}

static bool
has_cause(const struct bounce *bounce, enum bounce_cause cause)
{
	for (size_t i = 0; i < bounce->reasons; i++)
		if (bounce->reason[i].cause == cause)
			return true;
	return false;
}

/* The first refusal, for words that are in no template. */
static const struct stream_code *
first_refusal(const struct stream *stream)
{
	for (size_t i = 0; i < stream->codes; i++)
		if (stream->code[i].reply >= 400 &&
		    stream->code[i].enhanced != NULL)
			return &stream->code[i];
	for (size_t i = 0; i < stream->codes; i++)
		if (stream->code[i].reply >= 400)
			return &stream->code[i];
	return NULL;
}

/*
 * The code in front of a wording, or else the first one inside it or behind it:
 * "Sorry, no mailbox here by that name. (#5.1.1)"
 */
static const struct stream_code *
code_of(const struct stream *stream, const struct pattern_match *match)
{
	const struct stream_code *code = stream_code_before(stream, match->at);
	const struct stream_code *next = stream->code;

	if (code != NULL || stream->codes == 0)
		return code;
	/* The blank in front of the code is what stood behind it, too. */
	if (next->at > match->end + 1 &&
	    memchr(stream->text + match->end, STREAM_END,
		next->at - 1 - match->end) != NULL)
		return stream_only_code(stream);
	return next;
}

static void
name_reasons(struct bounce *bounce, const struct reading *r)
{
	const struct stream_code *code;

	for (size_t i = 0; i < r->count; i++)
		if (bounce->reasons < BOUNCE_REASONS_MAX &&
		    r->matched[i].weight != DETAIL &&
		    !has_cause(bounce, r->matched[i].cause))
			add_reason(bounce, r, &r->matched[i],
			    code_of(&r->stream, &r->matched[i].match));
	if (bounce->reasons > 0)
		return;
	code = first_refusal(&r->stream);
	if (code == NULL && r->shell.status == NULL && r->shell.logged == NULL)
		return;
	add_reason(bounce, r, NULL, code);
	if (code == NULL)
		bounce->reason[0].text = (struct slice) {"", 0};
}

/* --- Values ----------------------------------------------------------------
 */

static void
keep(const char **member, const char *value)
{
	if (*member == NULL && value != NULL)
		*member = value;
}

static void
keep_ip(struct bounce *bounce, const struct reading *r, const char *text)
{
	struct ip ip;

	/* A refusal that names the address of the host that refused. */
	if (bounce->ip.family != 0 || text == NULL ||
	    !ip_parse(slice_of(text), &ip) ||
	    bounce_shell_has_host(&r->shell, &ip))
		return;
	bounce->ip = ip;
}

static void
keep_fields(struct bounce *bounce, const struct bounce_template *row)
{
	keep(&bounce->spf, bounce_field(row, "spf"));
	keep(&bounce->dkim, bounce_field(row, "dkim"));
	keep(&bounce->dmarc, bounce_field(row, "dmarc"));
}

static void
keep_values(struct bounce *bounce, const struct reading *r)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct matched *m = &r->matched[i];
		const char *const *value = m->match.value;

		if (bounce->domain == NULL && value[PATTERN_DOMAIN] != NULL) {
			bounce->domain = value[PATTERN_DOMAIN];
			bounce->identity = bounce_identity_named(
			    bounce_field(m->row, "identity"));
		}
		keep_ip(bounce, r, value[PATTERN_IP]);
		keep(&bounce->spf, value[PATTERN_SPF]);
		keep(&bounce->dkim, value[PATTERN_DKIM]);
		keep(&bounce->dmarc, value[PATTERN_DMARC]);
		keep(&bounce->selector, value[PATTERN_SELECTOR]);
		bounce->masked = bounce->masked || m->match.masked;
	}
	for (size_t i = 0; i < r->count; i++)
		keep_fields(bounce, r->matched[i].row);
}

/* --- Receivers -------------------------------------------------------------
 */

static bool
is_below_any(const char *name, const char *zones)
{
	struct slice rest = slice_of(zones), zone;

	while (name != NULL && slice_next(&rest, ' ', &zone)) {
		size_t len = strlen(name);

		if (zone.len == 0 || len < zone.len ||
		    strncmp(name + len - zone.len, zone.ptr, zone.len) != 0)
			continue;
		if (len == zone.len || name[len - zone.len - 1] == '.')
			return true;
	}
	return false;
}

static const struct bounce_receiver *
receiver_named(const struct bounce_templates *t, const char *id)
{
	for (size_t i = 0; i < t->receivers; i++)
		if (strcmp(t->receiver[i].id, id) == 0)
			return &t->receiver[i];
	return NULL;
}

static const char *
domain_of(const char *address)
{
	const char *at = address == NULL ? NULL : strrchr(address, '@');

	return at == NULL ? NULL : at + 1;
}

/* By the host that answered, its words, the recipient's domain. */
static const struct bounce_receiver *
receiver_of(const struct reading *r, const struct bounce *bounce)
{
	const struct bounce_templates *t = r->templates;
	const char *domain = domain_of(r->shell.recipient);
	struct pattern_match ignored;

	for (size_t i = 0; i < t->receivers; i++)
		if (is_below_any(r->shell.remote, t->receiver[i].hosts))
			return &t->receiver[i];
	for (size_t i = 0; i < bounce->reasons; i++)
		if (bounce->reason[i].row != NULL &&
		    bounce->reason[i].row->receiver[0] != '\0')
			return receiver_named(
			    t, bounce->reason[i].row->receiver);
	for (size_t i = 0; i < t->receivers; i++)
		if (t->receiver[i].marks[0] != '\0' &&
		    pattern_find(
			r->arena, t->receiver[i].marks, &r->stream, &ignored))
			return &t->receiver[i];
	for (size_t i = 0; i < t->receivers; i++)
		if (is_below_any(domain, t->receiver[i].domains))
			return &t->receiver[i];
	return NULL;
}

/* --- All together ----------------------------------------------------------
 */

/* A code that means one thing only where it comes from, or everywhere. */
static void
judge_by_code(struct bounce *bounce, const struct reading *r)
{
	struct bounce_reason *first = &bounce->reason[0];
	const struct bounce_templates *t = r->templates;
	const char *receiver =
	    bounce->receiver == NULL ? "" : bounce->receiver->id;

	if (first->cause != BOUNCE_UNKNOWN || first->code == NULL)
		return;
	for (size_t i = 0; i < t->rows; i++) {
		const struct bounce_template *row = &t->row[i];

		if (row->wording[0] != '\0' ||
		    (row->receiver[0] != '\0' &&
			strcmp(row->receiver, receiver) != 0) ||
		    !bounce_list_has(row->code, first->code))
			continue;
		first->row = row;
		first->cause = bounce_cause_named(row->cause);
		keep_fields(bounce, row);
		return;
	}
}

static void
conclude(struct bounce *bounce, const struct reading *r)
{
	struct bounce_reason *first = &bounce->reason[0];

	bounce->remote = r->shell.remote;
	bounce->recipient = r->shell.recipient;
	bounce->return_path = r->shell.return_path;
	bounce->reporting_mta = r->shell.reporting_mta;
	bounce->found = bounce->reasons > 0;
	if (!bounce->found)
		return;
	bounce->receiver = receiver_of(r, bounce);
	/* A report without the receiver's words has nothing but its status. */
	if (r->stream.codes == 0)
		first->code =
		    r->shell.logged != NULL ? r->shell.logged : r->shell.status;
	judge_by_code(bounce, r);
	bounce->cause = first->cause;
	bounce->reply = first->reply;
	bounce->code = first->code;
	bounce->stage =
	    r->shell.marks == 0
		? BOUNCE_ANY_STAGE
		: bounce_shell_stage(&r->shell,
		      (size_t)(r->count > 0 ? r->matched[0].match.at : 0));
}

struct bounce
bounce_read(struct arena *arena, struct slice text,
    const struct bounce_templates *templates)
{
	struct reading *r = arena_alloc(arena, sizeof(*r));
	struct bounce bounce = {.found = false};
	struct bounce_parts parts;
	struct slice lines, quoted;

	if (text.len > BOUNCE_MAX)
		text.len = BOUNCE_MAX;
	parts = bounce_parts_of(arena, text);
	r->arena = arena;
	r->templates = templates;
	lines = own_words(arena, &parts);
	bounce_report_date(arena, lines, parts.date, &bounce);
	r->stream = stream_of(arena, lines);
	quoted = bounce_shell_cut_quoted(&r->stream);
	r->shell = bounce_shell_of(arena, &r->stream);
	match_rows(r);
	sort_matches(r);
	name_reasons(&bounce, r);
	keep_values(&bounce, r);
	conclude(&bounce, r);
	bounce_report_returned(arena, &parts, quoted, &bounce);
	return bounce;
}
