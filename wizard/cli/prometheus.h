/*
 * The text format of Prometheus, version 0.0.4, as node_exporter reads it from
 * files: all samples of a metric stand together, and none comes twice.
 */
#ifndef CLI_PROMETHEUS_H
#define CLI_PROMETHEUS_H

#include "wizard/flow/examine.h"
#include "wizard/flow/since.h"

struct prometheus;

struct prometheus *prometheus_new(void);
void prometheus_free(struct prometheus *figures); /* NULL is fine */

/* The figures of a domain; of one that was taken already nothing. */
void prometheus_take(struct prometheus *figures, struct examine *examine,
    const struct since *since);

/* All of them as text. */
void prometheus_print(const struct prometheus *figures, struct buf *ret);

#endif
