/*
 * A plan that takes days: stages in their order, what each of them waits for
 * and what shows that it is over. Nothing runs here. Where a plan stands follows
 * from its subject and from the moments that are remembered, so it can be left
 * at any point and taken up again on any day.
 */
#ifndef FLOW_STAGES_H
#define FLOW_STAGES_H

#include "wizard/flow/decisions.h"

/* RFC 5321 section 4.5.4.1: mail is tried again for four to five days. */
#define STAGES_QUEUE_MS (INT64_C(5) * 24 * 3600 * 1000)

/* What kind of thing a stage waits for. */
enum stage_need {
	NEED_FACT, /* something has to be so before the stage can be done */
	NEED_TTL,  /* caches have to forget what they have */
	NEED_DATE,
	NEED_DNS,  /* the stage is done when name servers show its records */
	NEED_WORD, /* it is done when the user says so */
};

enum stage_state {
	STAGE_MET,
	STAGE_LOOK,    /* only the user can tell whether it is good */
	STAGE_UNKNOWN, /* nobody could say */
	STAGE_OPEN,
};

struct stage_condition {
	const char *id; /* for JSON */
	enum stage_need need;
	enum stage_state state;
	int64_t due;      /* when it will be met, ms; 0: nobody can tell */
	const char *text; /* translated, in the arena */
};

struct stages;

struct stage {
	const char *id; /* for JSON */
	/* N_(); todo may have a %s for the domain. */
	const char *title, *todo, *reason, *undo;
	/* Adds the conditions; a stage without any is over. */
	void (*judge)(struct stages *stages);
	/* What is to be published then; NULL: nothing. */
	size_t (*records)(
	    const struct stages *stages, struct change ret[CHANGES_MAX]);
	/*
	 * What was reached has to hold until that stage is the next one; 0: for
	 * as long as the plan goes on.
	 */
	size_t until;
};

struct stage_view {
	struct stage_condition *condition; /* in the arena */
	size_t conditions;
	bool ready; /* nothing is open but what the stage itself is to do */
	bool over;
	/* When it was over; if it is not: the earliest moment it can be done. */
	int64_t when;
};

struct stages {
	struct arena *arena;
	const struct stage *stage;
	size_t count;
	const void *subject;
	int64_t now;
	/* When each was over for the first time, ms; NULL: the subject knows. */
	const int64_t *reached;
	/* What stages_find finds. */
	struct stage_view *view; /* one for each, in the arena */
	size_t at;      /* the stage it stands at; count: all are over */
	size_t judging; /* for the judges: their own */
};

/* The members up to reached are given. */
void stages_find(struct stages *stages);

/* --- For the judges ------------------------------------------------------- */

void stages_add(struct stages *stages, const char *id, enum stage_need need,
    enum stage_state state, const char *text);

/* NEED_TTL or NEED_DATE; text is what is waited for. */
void stages_add_due(struct stages *stages, const char *id, enum stage_need need,
    int64_t due, const char *text);

/* Met when the stage was reached: by stages_say. */
void stages_add_word(struct stages *stages, const char *text);

/* When an earlier stage was over, or may be at the earliest, ms. */
int64_t stages_since(const struct stages *stages, size_t stage);

/* --- For those who carry it out ------------------------------------------ */

/* Does it wait for nothing but the user's word? */
bool stages_can_go_on(const struct stages *stages);

/* The user says that the stage is done: only if stages_can_go_on. */
void stages_say(const struct stages *stages, int64_t *reached);

/*
 * Notes what is over since now, and takes back what holds no longer; true when
 * there was anything.
 */
bool stages_note(const struct stages *stages, int64_t *reached);

/* The worst state among what has to hold before the stage can be done. */
enum stage_state stages_hold(const struct stage_view *view);

const char *stage_need_word(enum stage_need need);    /* for JSON */
const char *stage_state_word(enum stage_state state); /* for JSON */

#endif
