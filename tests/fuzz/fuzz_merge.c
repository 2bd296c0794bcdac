/*
 * Merging: any old records and wishes give one record without faults, merging it
 * again changes nothing, and who passes is who passed before plus who was asked
 * for. A line of input begins with what it is: o an old record, + a term to add,
 * - one to remove, a the ending.
 */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/flow/merge.h"

#define LIST_MAX 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct wishes {
	struct slice old[LIST_MAX];
	const char *add[LIST_MAX];
	const char *remove[LIST_MAX];
	struct merge_request request;
};

static void
read_line(struct arena *arena, struct wishes *w, struct slice line)
{
	struct merge_request *r = &w->request;
	char kind;

	if (line.len == 0)
		return;
	kind = *line.ptr++;
	line.len--;
	if (kind == 'o' && r->olds < LIST_MAX)
		w->old[r->olds++] = line;
	else if (kind == '+' && r->adds < LIST_MAX)
		w->add[r->adds++] = arena_copy_slice(arena, line);
	else if (kind == '-' && r->removes < LIST_MAX)
		w->remove[r->removes++] = arena_copy_slice(arena, line);
	else if (kind == 'a' && line.len > 0)
		r->all = line.ptr[0] == '-' ? '-' : '~';
}

static void
read_wishes(struct arena *arena, struct wishes *w, struct slice text)
{
	struct slice line;

	w->request.old = w->old;
	w->request.add = w->add;
	w->request.remove = w->remove;
	while (slice_next(&text, '\n', &line))
		read_line(arena, w, line);
}

static void
check_settled(
    struct arena *arena, const struct wishes *w, const struct merge *merge)
{
	struct merge_request again = w->request;
	struct slice old = slice_of(merge->value);
	struct merge second;
	struct err err = ERR_INIT;

	again.old = &old;
	again.olds = 1;
	again.removes = 0; /* what was to go is gone */
	require(merge_spf(arena, &again, &second, &err) == ERR_OK);
	require(strcmp(second.value, merge->value) == 0);
}

static bool
is_address(const struct spf_term *term)
{
	return term->kind == SPF_TERM_IP4 || term->kind == SPF_TERM_IP6;
}

static bool
is_single(const struct spf_term *term)
{
	return (term->kind == SPF_TERM_IP4 && term->prefix4 == 32) ||
	    (term->kind == SPF_TERM_IP6 && term->prefix6 == 128);
}

/* Nothing in it has to be looked up. */
static bool
is_plain(const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms; i++)
		if (!is_address(&record->term[i]) &&
		    record->term[i].kind != SPF_TERM_ALL)
			return false;
	return record->faults == 0;
}

static bool
holds(const struct spf_term *term, const struct ip *ip)
{
	return term->kind == SPF_TERM_ALL ||
	    ip_in_network(ip, &term->network,
		term->kind == SPF_TERM_IP4 ? term->prefix4 : term->prefix6);
}

static bool
passes(const struct spf_record *record, const struct ip *ip)
{
	for (size_t i = 0; i < record->terms; i++)
		if (holds(&record->term[i], ip))
			return record->term[i].qualifier == '+';
	return false;
}

static void
check_address(const struct spf_record *before, const struct spf_record *wanted,
    const struct spf_record *after, const struct ip *ip)
{
	bool asked = false;

	for (size_t i = 0; i < wanted->terms; i++)
		asked = asked || holds(&wanted->term[i], ip);
	require(passes(after, ip) == (passes(before, ip) || asked));
}

/* The records in question are few and plain; their networks are the samples. */
static void
check_senders(
    struct arena *arena, const struct wishes *w, const struct merge *merge)
{
	struct spf_record *before = spf_parse(arena, w->old[0]);
	struct spf_record *after = spf_parse(arena, slice_of(merge->value));
	char *text = arena_copy(arena, "v=spf1");
	struct spf_record *wanted;

	for (size_t i = 0; i < w->request.adds; i++)
		text = arena_printf(arena, "%s %s", text, w->add[i]);
	wanted = spf_parse(arena, slice_of(text));
	if (!is_plain(before) || !is_plain(wanted))
		return;
	/* A whole network may have the user's exceptions in front of it. */
	for (size_t i = 0; i < wanted->terms; i++)
		if (wanted->term[i].qualifier != '+' ||
		    !is_single(&wanted->term[i]))
			return;
	for (size_t i = 0; i < before->terms; i++)
		if (before->term[i].kind == SPF_TERM_ALL &&
		    before->term[i].qualifier == '+')
			return;
	for (size_t i = 0; i < before->terms; i++)
		if (is_address(&before->term[i]))
			check_address(before, wanted, after,
			    &before->term[i].network);
	for (size_t i = 0; i < wanted->terms; i++)
		check_address(
		    before, wanted, after, &wanted->term[i].network);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct wishes w = {.request = {.all = 0}};
	struct err err = ERR_INIT;
	struct merge merge;

	read_wishes(&arena, &w,
	    (struct slice) {.ptr = (const char *)data, .len = size});
	if (merge_spf(&arena, &w.request, &merge, &err) == ERR_OK &&
	    strlen(merge.value) <= SPF_RECORD_MAX) {
		struct spf_record *record =
		    spf_parse(&arena, slice_of(merge.value));

		require(record->faults == 0 || record->terms == SPF_TERMS_MAX);
		check_settled(&arena, &w, &merge);
		if (w.request.olds == 1 && w.request.removes == 0)
			check_senders(&arena, &w, &merge);
	}
	arena_release(&arena);
	return 0;
}
