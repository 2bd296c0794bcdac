/* inkan spf merge: one record out of what is there and what is wanted. */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/cli/asking.h"
#include "wizard/cli/json.h"
#include "wizard/cli/spf.h"
#include "wizard/flow/merge.h"
#include "wizard/record/dname.h"
#include "wizard/record/zonefile.h"

#define RECORDS_MAX 16
#define NEAR_MAX    4 /* services that are offered for one that is not known */

/* What the user wants, and what has come of it so far. */
struct work {
	struct cli *cli;
	struct dname domain;
	struct arena arena;
	struct inquiry *inquiry;
	const struct dns_answer *published;
	const char *add[2 * OPTIONS_LIST_MAX];
	size_t adds;
	struct slice old[RECORDS_MAX];
	size_t olds;
	struct merge merge;
	struct err err;
};

/* --- Services by their names ----------------------------------------- */

/* By its id, or by the beginning of the only id that begins so. */
static const struct sender_template *
find_service(const struct templates *t, const char *id)
{
	const struct sender_template *found = NULL;
	size_t len = strlen(id), begin = 0;

	for (size_t i = 0; i < t->senders; i++) {
		if (strcasecmp(t->sender[i].id, id) == 0)
			return &t->sender[i];
		if (strncasecmp(t->sender[i].id, id, len) != 0)
			continue;
		found = &t->sender[i];
		begin++;
	}
	return begin == 1 && len > 1 ? found : NULL;
}

/* Ids that begin as this one does, for as long as any of them does. */
static const char *
near_ids(struct arena *arena, const struct templates *t, const char *id)
{
	const char *text = "";
	size_t n = 0;

	for (size_t len = strlen(id); len >= 2 && n == 0; len--)
		for (size_t i = 0; i < t->senders && n < NEAR_MAX; i++)
			if (strncasecmp(t->sender[i].id, id, len) == 0)
				text = arena_printf(arena, "%s%s%s", text,
				    n++ > 0 ? ", " : "", t->sender[i].id);
	return text;
}

static int
refuse_service(struct work *w, const char *id)
{
	const struct templates *t = w->cli->services->templates;
	const struct sender_template *service = find_service(t, id);
	const char *near;

	if (service != NULL)
		return usage_error(
		    _("%s needs nothing in your SPF record: it uses a domain "
		      "of its own for the envelope, or gives every customer "
		      "another name. %s"),
		    service->name, service->note);
	near = near_ids(&w->arena, t, id);
	if (near[0] == '\0')
		return usage_error(
		    _("there is no service \"%s\" in templates/senders.ini; "
		      "use --add include:..."),
		    text_safe(&w->arena, slice_of(id)));
	return usage_error(
	    _("there is no service \"%s\"; did you mean one of these: %s"),
	    text_safe(&w->arena, slice_of(id)), near);
}

/* --- What is wanted -------------------------------------------------- */

static int
collect_adds(struct work *w)
{
	const struct options *o = w->cli->options;

	for (size_t i = 0; i < o->adds.count; i++)
		w->add[w->adds++] = o->adds.item[i];
	for (size_t i = 0; i < o->add_senders.count; i++) {
		const char *id = o->add_senders.item[i];
		const struct sender_template *service =
		    find_service(w->cli->services->templates, id);

		if (service == NULL || service->spf[0] == '\0')
			return refuse_service(w, id);
		w->add[w->adds++] = service->spf;
	}
	return EXIT_RIGHT;
}

static bool
look_up(void *job)
{
	struct work *w = job;

	w->published = inquiry_get(w->inquiry, w->domain.text, DNS_TXT);
	return w->published->status == DNS_PENDING;
}

static bool
merge_once(void *job)
{
	struct work *w = job;
	const struct options *o = w->cli->options;
	struct merge_request request = {
	    .domain = w->domain.text,
	    .inquiry = w->inquiry,
	    .old = w->old,
	    .olds = w->olds,
	    .add = w->add,
	    .adds = w->adds,
	    .remove = o->removes.item,
	    .removes = o->removes.count,
	    .all = o->all,
	    .flatten = o->flatten,
	};

	arena_reset(&w->arena);
	return merge_spf(&w->arena, &request, &w->merge, &w->err) == ERR_OK &&
	    w->merge.pending;
}

/* --- JSON ------------------------------------------------------------ */

static const char *const op_words[] = {
    [MERGE_KEEP] = "keep",
    [MERGE_ADD] = "add",
    [MERGE_REMOVE] = "remove",
    [MERGE_DROP] = "drop",
};

static const char *const way_words[] = {
    [MERGE_WAY_REMOVE] = "remove",
    [MERGE_WAY_END] = "end",
    [MERGE_WAY_REPLACE] = "replace",
    [MERGE_WAY_MOVE] = "move",
    [MERGE_WAY_FLATTEN] = "flatten",
};

static void
set(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value);
}

static json_t *
json_pair(size_t before, size_t after)
{
	json_t *array = json_array();

	(void)json_array_append_new(array, json_integer((json_int_t)before));
	(void)json_array_append_new(array, json_integer((json_int_t)after));
	return array;
}

static json_t *
json_slices(const struct slice *slice, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(array, json_text(slice[i]));
	return array;
}

static json_t *
json_strings(struct arena *arena, const char *value)
{
	struct text_parts parts = zonefile_split_txt(arena, slice_of(value));

	return json_slices(parts.part, parts.count);
}

static json_t *
json_changes(const struct merge *merge)
{
	json_t *array = json_array();

	for (size_t i = 0; i < merge->count; i++) {
		const struct merge_change *c = &merge->change[i];
		json_t *o = json_object();

		set(o, "op", json_string(op_words[c->op]));
		set(o, "term", json_name(c->term));
		set(o, "why", json_name(c->why));
		(void)json_array_append_new(array, o);
	}
	return array;
}

static json_t *
json_suggestions(const struct merge *merge)
{
	json_t *array = json_array();

	for (size_t i = 0; i < merge->suggestions; i++) {
		const struct merge_suggestion *s = &merge->suggestion[i];
		json_t *o = json_object();

		set(o, "way", json_string(way_words[s->way]));
		set(o, "term",
		    s->term[0] == '\0' ? json_null() : json_name(s->term));
		set(o, "with", json_name(s->with));
		set(o, "saves", json_integer(s->saves));
		set(o, "why", json_name(s->why));
		(void)json_array_append_new(array, o);
	}
	return array;
}

static unsigned
voids(const struct spf_cost *cost)
{
	return cost->voids4 > cost->voids6 ? cost->voids4 : cost->voids6;
}

static size_t
old_bytes(const struct work *w)
{
	size_t bytes = 0;

	for (size_t i = 0; i < w->olds; i++)
		bytes += w->old[i].len;
	return bytes;
}

static void
print_json(struct work *w)
{
	const struct merge *m = &w->merge;
	json_t *o = json_object();

	set(o, "version", json_integer(1));
	set(o, "domain", json_name(w->domain.text));
	set(o, "old", json_slices(w->old, w->olds));
	set(o, "new", json_name(m->value));
	set(o, "strings", json_strings(&w->arena, m->value));
	set(o, "changes", json_changes(m));
	set(o, "suggestions", json_suggestions(m));
	set(o, "lookups", json_pair(m->before.lookups, m->after.lookups));
	set(o, "void_lookups", json_pair(voids(&m->before), voids(&m->after)));
	set(o, "bytes", json_pair(old_bytes(w), strlen(m->value)));
	json_print(o);
}

/* --- For people ------------------------------------------------------ */

static const struct {
	char sign;
	const char *colour;
} looks[] = {
    [MERGE_KEEP] = {' ', ""},
    [MERGE_ADD] = {'+', "\033[32m"},
    [MERGE_REMOVE] = {'-', "\033[31m"},
    [MERGE_DROP] = {'-', "\033[31m"},
};

static void
print_change(
    struct arena *arena, const struct merge_change *c, bool colour)
{
	bool goes = c->op != MERGE_DROP || c->old;

	printf("%s%c %s%s  %s\n", colour && goes ? looks[c->op].colour : "",
	    goes ? looks[c->op].sign : ' ',
	    text_safe(arena, slice_of(c->term)), colour ? "\033[0m" : "",
	    c->why);
}

static const char *
suggestion_words(enum merge_way way)
{
	static const char *const words[] = {
	    [MERGE_WAY_REMOVE] = N_("you could remove"),
	    [MERGE_WAY_END] = N_("you could add"),
	    [MERGE_WAY_REPLACE] = N_("you could replace"),
	    [MERGE_WAY_MOVE] = N_("you could move"),
	    [MERGE_WAY_FLATTEN] = N_("you could flatten"),
	};

	return _(words[way]);
}

static void
print_suggestion(struct arena *arena, const struct merge_suggestion *s)
{
	printf("%s %s", suggestion_words(s->way),
	    text_safe(arena, slice_of(s->term)));
	if (s->with != NULL)
		printf(s->term[0] == '\0' ? "%s" : " -> %s",
		    text_safe(arena, slice_of(s->with)));
	if (s->saves > 0)
		printf(ngettext("  (saves %u look-up)",
			   "  (saves %u look-ups)", s->saves),
		    s->saves);
	printf("\n    %s\n", s->why);
}

static bool
is_unchanged(const struct work *w)
{
	return w->olds == 1 && slice_is(w->old[0], w->merge.value);
}

static void
print_records(struct work *w)
{
	for (size_t i = 0; i < w->olds; i++)
		printf("- %s\n", text_safe(&w->arena, w->old[i]));
	printf("+ %s\n\n",
	    text_safe(&w->arena, slice_of(w->merge.value)));
}

static void
print_text(struct work *w)
{
	const struct merge *m = &w->merge;
	bool colour = w->cli->options->color && isatty(STDOUT_FILENO);

	printf("%s\n", w->domain.text);
	if (is_unchanged(w))
		printf("  %s\n%s\n\n", m->value,
		    _("Nothing to change: the record does all of this."));
	else
		print_records(w);
	for (size_t i = 0; i < m->count; i++)
		print_change(&w->arena, &m->change[i], colour);
	printf(_("\nlook-ups %u, now %u of %d; void %u, now %u of %d; octets "
		 "%zu, now %zu\n"),
	    m->before.lookups, m->after.lookups, SPF_LOOKUPS_MAX,
	    voids(&m->before), voids(&m->after), SPF_VOIDS_MAX, old_bytes(w),
	    strlen(m->value));
	if (m->suggestions > 0)
		printf("\n");
	for (size_t i = 0; i < m->suggestions; i++)
		print_suggestion(&w->arena, &m->suggestion[i]);
}

/* --- What cannot be done --------------------------------------------- */

/* Is there something that this wish to remove could be about? */
static void
report_not_there(struct work *w, const char *wish)
{
	struct spf_term gone, term;
	struct err err = ERR_INIT;

	if (spf_parse_term(&w->arena, slice_of(wish), &gone, &err) != ERR_OK)
		return;
	for (size_t i = 0; i < w->merge.count; i++) {
		const struct merge_change *c = &w->merge.change[i];

		if (c->op != MERGE_REMOVE ||
		    spf_parse_term(
			&w->arena, slice_of(c->term), &term, &err) != ERR_OK)
			continue;
		gone.qualifier = term.qualifier;
		if (spf_same_term(&gone, &term))
			return;
	}
	(void)fprintf(stderr, _("inkan: %s is not in the record of %s\n"),
	    text_safe(&w->arena, slice_of(wish)), w->domain.text);
}

static int
report(struct work *w)
{
	const struct option_list *removes = &w->cli->options->removes;

	if (w->err.code != ERR_OK)
		return usage_error("%s", w->err.msg);
	if (w->cli->options->json)
		print_json(w);
	else
		print_text(w);
	for (size_t i = 0; i < removes->count; i++)
		report_not_there(w, removes->item[i]);
	if (merge_is_too_costly(&w->merge))
		(void)fprintf(stderr, "inkan: %s\n",
		    _("receivers would refuse this record for its look-ups; "
		      "take one of the ways out first"));
	if (w->merge.refused)
		(void)fprintf(stderr, "inkan: %s\n",
		    _("something was not added, for it would make the record "
		      "fail"));
	return merge_is_too_costly(&w->merge) || w->merge.refused
	    ? EXIT_ERRORS
	    : EXIT_RIGHT;
}

static int
merge_published(struct work *w)
{
	asking_until_known(w->cli, w->inquiry, look_up, w);
	if (!dns_is_answered(w->published->status)) {
		(void)fprintf(stderr,
		    _("inkan: what %s publishes could not be found out (%s); "
		      "nothing is proposed, for it might lose senders. Try "
		      "again later.\n"),
		    w->domain.text, dns_status_word(w->published->status));
		return EXIT_UNKNOWN;
	}
	w->olds = merge_records(w->published, w->old, COUNT_OF(w->old));
	if (w->olds == 0 && w->adds == 0 && w->cli->options->all == 0)
		return usage_error(
		    _("%s has no SPF record, and nothing was asked for. Say "
		      "who sends with --add or --add-sender; when nobody "
		      "does, --all -all"),
		    w->domain.text);
	asking_until_known(w->cli, w->inquiry, merge_once, w);
	return report(w);
}

int
spf_merge(struct cli *cli)
{
	struct work w = {.cli = cli, .err = ERR_INIT};
	int code;

	if (!domain_argument(cli, 1, &w.domain))
		return EXIT_USAGE;
	w.inquiry = inquiry_new();
	code = collect_adds(&w);
	if (code == EXIT_RIGHT)
		code = merge_published(&w);
	arena_release(&w.arena);
	inquiry_free(w.inquiry);
	return code;
}
