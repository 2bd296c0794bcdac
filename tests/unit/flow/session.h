/*
 * A user of the wizard without a screen: does what a face would do with the
 * keys, and looks at every view on the way.
 */
#ifndef TESTS_UNIT_FLOW_SESSION_H
#define TESTS_UNIT_FLOW_SESSION_H

#include "tests/unit/flow/stage.h"
#include "wizard/flow/wizard.h"

struct session {
	struct stage *stage;
	struct wizard *wizard;
	enum outcome outcome; /* of the last event */
	size_t news;          /* times the face was told to draw again */
	struct arena arena;   /* of the view */
	struct view view;     /* after the last event */
};

/* example.jp with these records, and a Postfix at its MX: this machine. */
void session_stage(struct session *session, const char *records);
/* domain: NULL: the Start screen. */
void session_open(struct session *session, const char *domain);
void session_close(struct session *session); /* the wizard only */
void session_end(struct session *session);   /* everything */

/* Everything that is under way arrives; the view is drawn anew. */
void session_run(struct session *session);
void session_run_for(struct session *session, int64_t ms);
void session_look(struct session *session);

void session_next(struct session *session, int item);
void session_back(struct session *session);
void session_press(struct session *session, int item);
void session_key(struct session *session, char key, int item);
void session_type(struct session *session, int item, const char *text);
void session_leave(struct session *session, int item);

/* The n-th item of that kind, from 0; fails when there are fewer. */
const struct item *session_item(
    const struct session *session, enum item_kind kind, size_t n);
size_t session_items(const struct session *session, enum item_kind kind);
/* Does any text of the view contain this? */
bool session_shows(const struct session *session, const char *text);

void session_expect(const struct session *session, const char *step);

/* From wherever it is, with Enter alone, until that step. */
void session_go(struct session *session, const char *step);

/* What was to be published now is, with everybody. */
void session_publish(struct session *session);

#endif
