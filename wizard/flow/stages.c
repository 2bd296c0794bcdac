#include "wizard/flow/stages.h"

static bool
is_act(enum stage_need need)
{
	return need == NEED_DNS || need == NEED_WORD;
}

/* --- Where it stands --------------------------------------------------------- */

/* One behind the last stage that was ever over. */
static size_t
furthest(const struct stages *s)
{
	for (size_t i = s->reached == NULL ? 0 : s->count; i > 0; i--)
		if (s->reached[i - 1] != 0)
			return i;
	return 0;
}

/* The worst of what has to hold first, or of all there is. */
static enum stage_state
worst(const struct stage_view *view, bool acts)
{
	enum stage_state state = STAGE_MET;

	for (size_t i = 0; i < view->conditions; i++) {
		const struct stage_condition *c = &view->condition[i];

		if ((acts || !is_act(c->need)) && c->state > state)
			state = c->state;
	}
	return state;
}

enum stage_state
stages_hold(const struct stage_view *view)
{
	return worst(view, false);
}

/* The moment from which nothing has to be waited for any more. */
static int64_t
last_due(const struct stage_view *view, int64_t clock)
{
	for (size_t i = 0; i < view->conditions; i++)
		if (view->condition[i].due > clock)
			clock = view->condition[i].due;
	return clock;
}

/* What was passed for good is not judged by what came after it. */
static void
find_one(struct stages *s, size_t i, size_t far)
{
	const struct stage *stage = &s->stage[i];
	struct stage_view *view = &s->view[i];

	s->judging = i;
	if (stage->until == 0 || far < stage->until)
		stage->judge(s);
	view->ready = worst(view, false) <= STAGE_LOOK;
	view->over = s->at == i && worst(view, true) <= STAGE_LOOK;
}

void
stages_find(struct stages *s)
{
	size_t far = furthest(s);
	int64_t clock = s->now;

	s->view = arena_alloc(s->arena, s->count * sizeof(*s->view));
	s->at = 0;
	for (size_t i = 0; i < s->count; i++) {
		struct stage_view *view = &s->view[i];

		view->when = clock;
		find_one(s, i, far);
		if (view->over) {
			s->at++;
			if (s->reached != NULL && s->reached[i] != 0)
				view->when = s->reached[i];
			continue;
		}
		clock = last_due(view, clock);
		view->when = clock;
	}
}

/* --- For the judges ------------------------------------------------------------ */

static void
add(struct stages *s, const struct stage_condition *condition)
{
	struct stage_view *view = &s->view[s->judging];

	view->condition = arena_push(s->arena, view->condition,
	    &view->conditions, sizeof(*view->condition));
	view->condition[view->conditions - 1] = *condition;
}

void
stages_add(struct stages *s, const char *id, enum stage_need need,
    enum stage_state state, const char *text)
{
	add(s, &(struct stage_condition) {id, need, state, 0, text});
}

void
stages_add_due(struct stages *s, const char *id, enum stage_need need,
    int64_t due, const char *text)
{
	add(s,
	    &(struct stage_condition) {id, need,
		s->now >= due ? STAGE_MET : STAGE_OPEN, due, text});
}

void
stages_add_word(struct stages *s, const char *text)
{
	bool said = s->reached != NULL && s->reached[s->judging] != 0;

	stages_add(
	    s, "word", NEED_WORD, said ? STAGE_MET : STAGE_OPEN, text);
}

int64_t
stages_since(const struct stages *s, size_t stage)
{
	if (s->reached != NULL && s->reached[stage] != 0)
		return s->reached[stage];
	return s->view[stage].when;
}

/* --- Going on -------------------------------------------------------------------- */

static bool
has(const struct stage_view *view, enum stage_need need, enum stage_state state)
{
	for (size_t i = 0; i < view->conditions; i++)
		if (view->condition[i].need == need &&
		    view->condition[i].state == state)
			return true;
	return false;
}

bool
stages_can_go_on(const struct stages *s)
{
	const struct stage_view *view;

	if (s->at == s->count)
		return false;
	view = &s->view[s->at];
	for (size_t i = 0; i < view->conditions; i++)
		if (view->condition[i].need != NEED_WORD &&
		    view->condition[i].state > STAGE_LOOK)
			return false;
	return has(view, NEED_WORD, STAGE_OPEN);
}

void
stages_say(const struct stages *s, int64_t *reached)
{
	reached[s->at] = s->now;
}

bool
stages_note(const struct stages *s, int64_t *reached)
{
	bool new = false;

	for (size_t i = 0; i < s->at; i++) {
		if (reached[i] != 0)
			continue;
		reached[i] = s->now;
		new = true;
	}
	/* Not what nobody could say: it may well be as it was. */
	if (s->at < s->count && reached[s->at] != 0 &&
	    has(&s->view[s->at], NEED_DNS, STAGE_OPEN)) {
		reached[s->at] = 0;
		new = true;
	}
	return new;
}

const char *
stage_need_word(enum stage_need need)
{
	static const char *const words[] = {
	    [NEED_FACT] = "fact",
	    [NEED_TTL] = "ttl",
	    [NEED_DATE] = "date",
	    [NEED_DNS] = "dns",
	    [NEED_WORD] = "word",
	};

	return words[need];
}

const char *
stage_state_word(enum stage_state state)
{
	static const char *const words[] = {
	    [STAGE_MET] = "met",
	    [STAGE_LOOK] = "look",
	    [STAGE_UNKNOWN] = "unknown",
	    [STAGE_OPEN] = "open",
	};

	return words[state];
}
