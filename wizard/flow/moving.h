/* For the files that make up a move: the judges of its stages. */
#ifndef FLOW_MOVING_H
#define FLOW_MOVING_H

#include "wizard/flow/move.h"

void move_judge_lower(struct stages *stages);
void move_judge_allow(struct stages *stages);
void move_judge_key(struct stages *stages);
void move_judge_name(struct stages *stages);
void move_judge_switch(struct stages *stages);
void move_judge_watch(struct stages *stages);
void move_judge_remove(struct stages *stages);
void move_judge_restore(struct stages *stages);

#endif
