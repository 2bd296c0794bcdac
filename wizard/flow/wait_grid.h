/* The grid of the wait: who has which of the new records by now. */
#ifndef FLOW_WAIT_GRID_H
#define FLOW_WAIT_GRID_H

#include "wizard/flow/step.h"

/* Beside the servers; their states are readable on 60 columns. */
#define WAIT_GRID_RECORDS 5

/* Into how many pages the records go: at least one. */
size_t wait_grid_pages(const struct wizard *w);

/* The page w->wait_page of it; there is a watch. */
void wait_grid_view(const struct wizard *w, struct arena *a, struct view *v);

#endif
