/*
 * Evaluating SPF in a small hostile world: it ends, asks for no more than the
 * limits allow, and does not depend on the order of the answers. A line of
 * input is f a sender, h a HELO name, 6 a client over IPv6, or a record: its
 * type (t a A m p, or s for silence), the number of its owner (n0.x to n9.x and
 * all names below), and its value; names and addresses are numbers, too.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/check/spf_eval.h"

#define ROWS_MAX 64
#define HELD_MAX 512
#define RUNS_MAX 1000
#define TERM_MAX (1 + SPF_MX_MAX) /* questions of one term */
#define NAMES_MAX (1 + SPF_PTR_MAX) /* of the client */
/* Ten terms ahead and ten on the way; the record and the explanation. */
#define QUESTIONS_MAX (2 * SPF_LOOKUPS_MAX * TERM_MAX + NAMES_MAX + 2)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct world {
	struct arena arena;
	struct dns_rr row[ROWS_MAX];
	char owner[ROWS_MAX]; /* a digit */
	size_t rows;
	struct spf_query query;
};

static const char *
name_of(struct arena *arena, struct slice value)
{
	return arena_printf(
	    arena, "n%d.x", value.len > 0 ? value.ptr[0] & 7 : 0);
}

static void
read_record(struct world *w, char type, char owner, struct slice value)
{
	struct dns_rr *rr = &w->row[w->rows];
	uint8_t octet = value.len > 0 ? (uint8_t)value.ptr[0] & 7 : 0;

	*rr = (struct dns_rr) {.owner = "x"};
	if (type == 't') {
		rr->type = DNS_TXT;
		rr->text = value;
	} else if (type == 'a' || type == 'A') {
		rr->type = type == 'a' ? DNS_A : DNS_AAAA;
		rr->address.family = type == 'a' ? 4 : 6;
		rr->address.octets[type == 'a' ? 3 : 15] = octet;
	} else if (type == 'm' || type == 'p') {
		rr->type = type == 'm' ? DNS_MX : DNS_PTR;
		rr->target = name_of(&w->arena, value);
	} else if (type != 's') {
		return;
	}
	w->owner[w->rows++] = owner;
}

static void
read_line(struct world *w, struct slice line)
{
	char kind = line.len > 0 ? line.ptr[0] : '\0';
	struct slice rest = {line.ptr + 1, line.len - 1};

	if (kind == '\0')
		return;
	if (kind == 'f')
		w->query.mail_from = arena_copy_slice(&w->arena, rest);
	else if (kind == 'h')
		w->query.helo = arena_copy_slice(&w->arena, rest);
	else if (kind == '6')
		w->query.ip.family = 6;
	else if (rest.len > 0 && w->rows < ROWS_MAX)
		read_record(w, kind, rest.ptr[0],
		    (struct slice) {rest.ptr + 1, rest.len - 1});
}

static void
read_world(struct world *w, struct slice text)
{
	struct slice line;

	w->query = (struct spf_query) {
	    .ip = {.family = 4},
	    .helo = "n1.x",
	    .mail_from = "ann@n0.x",
	};
	while (slice_next(&text, '\n', &line))
		read_line(w, line);
}

/* "n3.x" and everything below it belongs to 3; addresses belong to 0. */
static char
owner_of(const char *name)
{
	size_t len = strlen(name);

	if (len >= 4 && name[len - 4] == 'n' &&
	    strcmp(name + len - 2, ".x") == 0)
		return name[len - 3];
	return dname_is_within(name, "arpa") ? '0' : '\0';
}

static const struct dns_answer *
answer(const struct world *w, struct arena *arena, const struct question *q)
{
	struct dns_answer *answer = arena_alloc(arena, sizeof(*answer));
	struct dns_rr *rr = NULL;
	char owner = owner_of(q->name);

	answer->status = DNS_NXDOMAIN;
	for (size_t i = 0; i < w->rows; i++) {
		if (w->owner[i] != owner)
			continue;
		if (w->row[i].type == 0)
			answer->status = DNS_TIMEOUT;
		if (w->row[i].type == 0 || answer->status == DNS_TIMEOUT)
			break;
		if (answer->status == DNS_NXDOMAIN)
			answer->status = DNS_NODATA;
		if (w->row[i].type != q->type)
			continue;
		answer->status = DNS_OK;
		rr = arena_push(arena, rr, &answer->count, sizeof(*rr));
		rr[answer->count - 1] = w->row[i];
	}
	if (answer->status == DNS_TIMEOUT)
		answer->count = 0;
	answer->rr = rr;
	return answer;
}

/* All open questions, or the youngest one of them alone. */
static void
answer_open(const struct world *w, struct inquiry *inquiry,
    struct question *held[], size_t *count, bool all)
{
	struct question *q;

	while (*count < HELD_MAX && (q = inquiry_unsent(inquiry)) != NULL)
		held[(*count)++] = q;
	require(*count > 0 && *count < HELD_MAX);
	do {
		q = held[--*count];
		inquiry_answer(
		    inquiry, q, answer(w, inquiry_arena(inquiry), q));
	} while (all && *count > 0);
}

static void
check_outcome(const struct spf_outcome *o)
{
	require(o->lookups <= SPF_LOOKUPS_MAX + 1);
	require(o->voids <= SPF_VOIDS_MAX + 1);
	require(o->paths <= SPF_LOOKUPS_MAX + 1);
	require(o->explanation == NULL || o->result == SPF_FAIL);
	require((o->problem != NULL) ==
		(o->result == SPF_NONE || o->result == SPF_TEMPERROR ||
		    o->result == SPF_PERMERROR));
}

static enum spf_result
judge(const struct world *w, bool all)
{
	struct question *held[HELD_MAX];
	struct inquiry *inquiry = inquiry_new();
	struct spf_source source = spf_source_of(inquiry);
	struct arena arena = ARENA_INIT;
	const struct spf_outcome *o = spf_evaluate(&arena, &source, &w->query);
	enum spf_result result;
	size_t count = 0;

	for (int runs = 0; o->pending; runs++) {
		require(runs < RUNS_MAX);
		answer_open(w, inquiry, held, &count, all);
		arena_reset(&arena);
		o = spf_evaluate(&arena, &source, &w->query);
	}
	require(inquiry_count(inquiry) <= QUESTIONS_MAX);
	check_outcome(o);
	result = o->result;
	arena_release(&arena);
	inquiry_free(inquiry);
	return result;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world w = {.rows = 0};

	read_world(&w, (struct slice) {(const char *)data, size});
	require(judge(&w, true) == judge(&w, false));
	arena_release(&w.arena);
	return 0;
}
