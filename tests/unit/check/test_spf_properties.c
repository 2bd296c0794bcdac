/* What holds of the SPF of any world, tried on some thousand made by chance. */
#include "tests/unit/check/spf_lab.h"
#include "tests/unit/check/spf_random.h"
#include "wizard/check/inspect.h"

#define WORLDS 3000

/* What a run of questions leads to. */
struct verdict {
	enum spf_result result;
	unsigned lookups, voids;
	char matched[128];
	char explanation[128];
	size_t paths, questions;
};

static struct dns_rr
rr_of(const struct random_row *row)
{
	struct dns_rr rr = {.owner = row->name, .type = (uint16_t)row->type};
	bool good = true;

	if (row->type == DNS_TXT)
		rr.text = slice_of(row->value);
	else if (row->type == DNS_MX || row->type == DNS_PTR)
		rr.target = row->value;
	else
		good = ip_parse(slice_of(row->value), &rr.address);
	assert_true(good);
	return rr;
}

static const struct dns_answer *
answer_of(
    const struct random_world *w, struct arena *arena, const struct question *q)
{
	struct dns_answer *answer = arena_alloc(arena, sizeof(*answer));
	struct dns_rr *rr = NULL;

	answer->status = DNS_NXDOMAIN;
	for (size_t i = 0; i < w->rows; i++) {
		const struct random_row *row = &w->row[i];

		if (!dname_equal(row->name, q->name))
			continue;
		if (answer->status == DNS_NXDOMAIN)
			answer->status = DNS_NODATA;
		if (row->type != q->type)
			continue;
		if (row->value[0] == '\0') {
			answer->status = DNS_TIMEOUT;
			return answer;
		}
		answer->status = DNS_OK;
		rr = arena_push(arena, rr, &answer->count, sizeof(*rr));
		rr[answer->count - 1] = rr_of(row);
	}
	answer->rr = rr;
	return answer;
}

static void
answer_all(const struct random_world *w, struct inquiry *inquiry)
{
	struct question *q;

	while ((q = inquiry_unsent(inquiry)) != NULL)
		inquiry_answer(
		    inquiry, q, answer_of(w, inquiry_arena(inquiry), q));
}

/* Some of the open questions, so that late answers overtake early ones. */
static void
answer_some(struct random_world *w, struct inquiry *inquiry,
    struct question *held[], size_t *count)
{
	struct question *q;
	size_t i;

	while ((q = inquiry_unsent(inquiry)) != NULL && *count < INQUIRY_MAX)
		held[(*count)++] = q;
	assert_true(*count > 0);
	i = random_below(w, (uint32_t)*count);
	inquiry_answer(
	    inquiry, held[i], answer_of(w, inquiry_arena(inquiry), held[i]));
	held[i] = held[--*count];
}

static void
copy(char *ret, size_t size, struct slice text)
{
	(void)snprintf(
	    ret, size, "%.*s", (int)text.len, text.len > 0 ? text.ptr : "");
}

static struct verdict
judge(struct random_world *w, const char *ip, bool in_order)
{
	static struct question *held[INQUIRY_MAX];
	struct inquiry *inquiry = inquiry_new();
	struct spf_source source = spf_source_of(inquiry);
	struct spf_query query = {
	    .helo = "n1.example", .mail_from = "ann@n0.example"};
	struct arena arena = ARENA_INIT;
	const struct spf_outcome *o;
	struct verdict v = {.result = SPF_NONE};
	size_t holding = 0;
	unsigned runs = 0;

	assert_true(ip_parse(slice_of(ip), &query.ip));
	for (;;) {
		arena_reset(&arena);
		o = spf_evaluate(&arena, &source, &query);
		if (!o->pending)
			break;
		assert_true(++runs < LAB_RUNS_MAX);
		if (in_order)
			answer_all(w, inquiry);
		else
			answer_some(w, inquiry, held, &holding);
	}
	v.result = o->result;
	v.lookups = o->lookups;
	v.voids = o->voids;
	v.paths = o->paths;
	v.questions = inquiry_count(inquiry);
	copy(v.matched, sizeof(v.matched), o->matched);
	if (o->explanation != NULL)
		copy(v.explanation, sizeof(v.explanation),
		    slice_of(o->explanation));
	arena_release(&arena);
	inquiry_free(inquiry);
	return v;
}

static struct spf_cost
cost_of(const struct random_world *w)
{
	struct inquiry *inquiry = inquiry_new();
	struct arena arena = ARENA_INIT;
	struct spf_cost cost;

	do {
		arena_reset(&arena);
		answer_all(w, inquiry);
		cost = inspect_spf_cost(
		    inquiry, inspect_spf(&arena, inquiry, "n0.example"));
	} while (inquiry_pending(inquiry) > 0);
	arena_release(&arena);
	inquiry_free(inquiry);
	return cost;
}

static void
show(const struct random_world *w, uint32_t seed)
{
	print_error("world %u\n", seed);
	for (size_t i = 0; i < w->rows; i++)
		print_error("%s %s %s\n", w->row[i].name,
		    dns_type_word((uint16_t)w->row[i].type), w->row[i].value);
}

static const char *
client(struct random_world *w, char ret[IP_TEXT_MAX])
{
	random_address(
	    w, random_below(w, 3) == 0 ? DNS_AAAA : DNS_A, ret, IP_TEXT_MAX);
	return ret;
}

static bool
same(const struct verdict *a, const struct verdict *b)
{
	return a->result == b->result && a->lookups == b->lookups &&
	       a->voids == b->voids && a->paths == b->paths &&
	       strcmp(a->matched, b->matched) == 0 &&
	       strcmp(a->explanation, b->explanation) == 0;
}

static void
does_not_depend_on_which_answer_comes_first(void **state)
{
	struct random_world w;
	char ip[IP_TEXT_MAX];

	(void)state;
	for (uint32_t seed = 1; seed <= WORLDS; seed++) {
		struct verdict a, b;

		random_world_make(&w, seed);
		a = judge(&w, client(&w, ip), true);
		b = judge(&w, ip, false);
		if (same(&a, &b) && a.questions <= LAB_QUESTIONS_MAX &&
		    b.questions <= LAB_QUESTIONS_MAX)
			continue;
		show(&w, seed);
		fail_msg("%s: %s %u %u %s; %s %u %u %s", ip,
		    spf_result_word(a.result), a.lookups, a.voids, a.matched,
		    spf_result_word(b.result), b.lookups, b.voids, b.matched);
	}
}

static void
never_costs_more_than_was_foretold(void **state)
{
	struct random_world w;
	char ip[IP_TEXT_MAX];
	unsigned reached = 0;

	(void)state;
	for (uint32_t seed = 1; seed <= WORLDS; seed++) {
		struct spf_cost cost;
		struct verdict v;
		unsigned voids;

		random_world_make(&w, seed);
		cost = cost_of(&w);
		v = judge(&w, client(&w, ip), true);
		voids = strchr(ip, ':') == NULL ? cost.voids4 : cost.voids6;
		reached += v.lookups == cost.lookups;
		/* Void look-ups of ptr depend on the client. */
		if (cost.at_least || (v.lookups <= cost.lookups &&
					 (w.has_ptr || v.voids <= voids)))
			continue;
		show(&w, seed);
		fail_msg("%s: %u of %u, void %u of %u", ip, v.lookups,
		    cost.lookups, v.voids, voids);
	}
	assert_true(reached > WORLDS / 10); /* it is no idle bound */
}

static void
rewrite(struct random_world *w, const char *form)
{
	char terms[512];

	assert_int_equal(w->row[0].type, DNS_TXT);
	(void)snprintf(
	    terms, sizeof(terms), "%.400s", w->row[0].value + strlen("v=spf1"));
	(void)snprintf(w->row[0].value, sizeof(w->row[0].value), form, terms);
}

static void
passes_what_stands_first_and_ignores_what_it_does_not_know(void **state)
{
	struct random_world w;
	char ip[IP_TEXT_MAX], form[128];

	(void)state;
	for (uint32_t seed = 1; seed <= WORLDS; seed++) {
		struct verdict a, b;
		bool six;

		random_world_make(&w, seed);
		a = judge(&w, client(&w, ip), true);
		rewrite(&w, "V=SPF1 x.y=%%{l} %s z-=c");
		b = judge(&w, ip, true);
		/* exp= may lead back to the text that was changed. */
		b.explanation[0] = a.explanation[0] = '\0';
		if (!same(&a, &b)) {
			show(&w, seed);
			fail_msg("%s: %s, %s", ip, spf_result_word(a.result),
			    spf_result_word(b.result));
		}
		six = strchr(ip, ':') != NULL;
		(void)snprintf(form, sizeof(form), "v=spf1 ip%c:%s%%s",
		    six ? '6' : '4', ip);
		random_world_make(&w, seed);
		rewrite(&w, form);
		assert_int_equal(judge(&w, ip, true).result, SPF_PASS);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(does_not_depend_on_which_answer_comes_first),
	    cmocka_unit_test(never_costs_more_than_was_foretold),
	    cmocka_unit_test(
		passes_what_stands_first_and_ignores_what_it_does_not_know),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
