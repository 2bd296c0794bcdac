/*
 * inkan check for those who watch: what changed since a domain was last right,
 * and figures for Prometheus.
 */
#ifndef CLI_MONITOR_H
#define CLI_MONITOR_H

#include "wizard/cli/command.h"
#include "wizard/flow/examine.h"
#include "wizard/flow/since.h"

struct monitor;

/* False, having said so: these options do not go together. */
bool monitor_allows(const struct options *options);

/* NULL: none of the options --since-last, --remember, --prometheus is given. */
struct monitor *monitor_new(struct cli *cli);
void monitor_free(struct monitor *monitor); /* NULL is fine */

/*
 * Takes in one domain, completely examined. False: it is to be reported as
 * always; else ret_code is what it amounts to.
 */
bool monitor_take(struct monitor *monitor, const struct decisions *decisions,
    struct examine *examine, int *ret_code) MUST_CHECK;

/* After the last domain: writes the figures. Returns the code, or a worse one. */
int monitor_end(struct monitor *monitor, int code);

#endif
