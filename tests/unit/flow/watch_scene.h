/*
 * One record that is waited for, on a stage: what is published is looked at for a
 * round, and what has to be said about it is the first thing that is.
 */
#ifndef TESTS_UNIT_FLOW_WATCH_SCENE_H
#define TESTS_UNIT_FLOW_WATCH_SCENE_H

#include "tests/unit/flow/stage.h"
#include "wizard/flow/watch_say.h"

#define SCENE_ZONE   "example.jp"
#define SCENE_ROUND  15000 /* ms: one, and not a second one */
#define SCENE_TOPICS (TOPIC_SPF + 1)

/* Of every topic: where its record belongs, and the record. */
extern const char *const scene_name[SCENE_TOPICS];
extern const char *const scene_value[SCENE_TOPICS];

struct scene {
	struct stage *stage;
	struct change change;
	struct watch *watch;
	struct arena arena;
	struct remark remark[REMARKS_MAX];
	size_t remarks;
};

void scene_begin(struct scene *scene, enum change_topic topic);
void scene_begin_with(struct scene *scene, enum change_topic topic,
    enum dns_type type, const char *name, const char *value);
void scene_look(struct scene *scene, int64_t ms);
void scene_end(struct scene *scene);

/* Fails unless these words are in the first thing that is said. */
void scene_says(const struct scene *scene, const char *words);

/* A line of a zone file. */
const char *scene_record(
    struct arena *arena, const char *owner, const char *value);

#endif
