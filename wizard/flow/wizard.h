/*
 * The wizard: a state, a step, and what the user may do next. It has no screen:
 * a face shows wizard_view and hands back events.
 */
#ifndef FLOW_WIZARD_H
#define FLOW_WIZARD_H

#include "wizard/flow/services.h"
#include "wizard/flow/view.h"

struct wizard;

enum event_kind {
	EVENT_PRESS, /* Space, a digit, or Enter on the item */
	EVENT_TEXT,  /* the text of a field is now this */
	EVENT_LEAVE, /* the focus leaves a field: judge what is in it */
	EVENT_KEY,   /* a letter among the hints */
	EVENT_NEXT,  /* the main action */
	EVENT_BACK,
};

struct event {
	enum event_kind kind;
	int item;         /* EVENT_PRESS, EVENT_TEXT, EVENT_LEAVE; the focus else */
	char key;         /* EVENT_KEY */
	const char *text; /* EVENT_TEXT */
};

/* What the face is asked to do in return. */
enum outcome {
	OUTCOME_STAY,  /* draw again */
	OUTCOME_MOVED, /* another step: focus as below, 0: on its first item */
	OUTCOME_PLAIN, /* show view.plain outside the full screen */
	OUTCOME_FOCUS, /* put the focus on wizard_focus() */
	OUTCOME_QUIT,
};

/* domain: where to begin or resume; NULL: the Start screen. */
struct wizard *wizard_new(const struct services *services, const char *domain);
void wizard_free(struct wizard *wizard); /* saves; cancels all that runs */

/* The face is told when something arrived that changes the view. */
void wizard_on_change(
    struct wizard *wizard, void (*changed)(void *arg), void *arg);

void wizard_view(
    const struct wizard *wizard, struct arena *arena, struct view *ret);
enum outcome wizard_event(struct wizard *wizard, const struct event *event);
int wizard_focus(const struct wizard *wizard);

/* Writes every answer to disk, for a hangup or a signal. */
void wizard_save(struct wizard *wizard);

/* "Saved. Continue with: inkan example.jp", for the last line on exit. */
const char *wizard_farewell(const struct wizard *wizard, struct arena *arena);

/* The names of the numbered steps, for the strip: "Domain", "Look", ... */
size_t wizard_steps(const char *const **ret_names);
/* 0: not yet, 1: done, 2: must be looked at again. */
int wizard_step_state(const struct wizard *wizard, size_t step);

#endif
