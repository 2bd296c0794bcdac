/* For the files that make up spf_tree_make(): what is wrong, in sentences. */
#ifndef FLOW_SPF_TREE_JUDGE_H
#define FLOW_SPF_TREE_JUDGE_H

#include "wizard/flow/spf_tree.h"

/* Fills trouble, severity and problem of every branch. */
void spf_tree_judge_branches(
    struct arena *arena, struct inquiry *inquiry, struct spf_tree *tree);

/* Fills the remarks and the worst severity. */
void spf_tree_judge(struct arena *arena, struct spf_tree *tree);

#endif
