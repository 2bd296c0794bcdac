/* A plan outside the wizard, where nobody waits for answers but we. */
#ifndef CLI_PLANNING_H
#define CLI_PLANNING_H

#include "wizard/cli/command.h"
#include "wizard/flow/examine.h"
#include "wizard/flow/plan.h"

/*
 * --panel goes before what was decided; EXIT_USAGE when there is no such panel,
 * having said so.
 */
int planning_take_panel(struct cli *cli, struct decisions *decisions);

/*
 * So do --use and --with, and before what is being published; EXIT_USAGE when
 * there is no such word.
 */
int planning_take_wishes(struct cli *cli, struct decisions *decisions);

/* What has to be looked at for the decisions besides the usual. */
void planning_look_for(const struct cli *cli, const struct decisions *decisions,
    struct inspect_params *params);

/*
 * Makes the plan from a complete examination; what has to be looked up for it
 * besides is waited for. The plan lives in the arena.
 */
void planning_finish(struct cli *cli, struct examine *examine,
    const struct inspect_params *params, const struct decisions *decisions,
    struct arena *arena, struct plan *ret);

/*
 * The records that are wanted: those that were fixed on the Publish step, or
 * else what would be proposed for the decisions. look: what is published is
 * looked at in any case; else only for a proposal, and the result may be NULL.
 * The plan lives in the arena.
 */
struct examine *planning_wanted(struct cli *cli, struct decisions *decisions,
    bool look, struct arena *arena, struct plan *ret);

/*
 * Says so when names are written as if the domain were a zone of its own, for
 * nobody could say whether it is one. facts: NULL: names are written in full.
 */
void planning_say_zone(
    const struct decisions *decisions, const struct facts *facts);

/*
 * Says which of them would undo what somebody else has published since; returns
 * how many.
 */
size_t planning_say_foreign(const struct plan *plan);

#endif
