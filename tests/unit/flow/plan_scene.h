/*
 * A plan for example.jp: its records, what was decided, and what has to come
 * of it.
 */
#ifndef TESTS_UNIT_FLOW_PLAN_SCENE_H
#define TESTS_UNIT_FLOW_PLAN_SCENE_H

#include "tests/unit/flow/stage.h"
#include "wizard/flow/examine.h"
#include "wizard/flow/plan.h"

#define NOTHING (-1) /* no entry for the topic */
#define LIST_MAX 3

#define SPF(text) "@ TXT \"" text "\"\n"
#define DMARC(text) "_dmarc TXT \"" text "\"\n"
#define HELO(text) "mail TXT \"" text "\"\n"

struct plan_row {
	const char *records; /* of example.jp */
	const char *ours[LIST_MAX];
	const char *gone[LIST_MAX]; /* seen in the record, not ours */
	const char *host; /* address of this machine, ours */
	const char *helo;
	bool key;
	enum dmarc_policy policy, over; /* decided, and what was there then */
	const char *rua;
	const char *all;
	const char *silent;
	enum change_topic topic;
	int op;
	const char *value;
};

/* One plan and what it was made from. */
struct plan_scene {
	struct stage *stage;
	struct decisions d;
	struct ip sender[2 * LIST_MAX];
	struct examine_options options;
	struct examine *examine;
	struct arena arena;
	struct plan plan;
};

/* Looks, and plans when all is known. */
void plan_scene_make(struct plan_scene *scene, const struct plan_row *row);
void plan_scene_close(struct plan_scene *scene);

/* Fails when there is none; or looks whether there is. */
const struct change *plan_must_find(
    const struct plan *plan, enum change_topic topic);
bool plan_has(const struct plan *plan, enum change_topic topic);

void plan_expect(const struct plan_row *rows, size_t count);

#endif
