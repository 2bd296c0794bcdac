/*
 * Reports about example.jp, whose zone, neighbours and machine are known; files
 * are packed by a mark in front of them.
 */
#ifndef TESTS_UNIT_FLOW_REPORTS_SCENE_H
#define TESTS_UNIT_FLOW_REPORTS_SCENE_H

#include "tests/unit/flow/stage.h"
#include "wizard/flow/reports.h"

struct reports_scene {
	struct arena arena;
	struct stage *stage;
	struct services services;
	struct reports *reports;
};
extern struct reports_scene scene;

int reports_setup(void **state);
int reports_teardown(void **state);

/* A row. passes: "sd" SPF and DKIM, "d" DKIM alone, "" nothing. */
const char *reports_row(
    const char *ip, unsigned count, const char *passes, const char *more);
const char *reports_report(const char *org, const char *id,
    const char *domain, int end, const char *rows);

/* How many new reports there are in the file; fails when it is refused. */
size_t reports_read(const char *file);

/* The only domain there is, when all is found out. */
const struct reported_domain *reports_identified(bool offline);
const struct report_source *reports_source(
    const struct reported_domain *domain, const char *ip);

#define REPORTS_TEST(name)                                                    \
	cmocka_unit_test_setup_teardown(name, reports_setup, reports_teardown)

#endif
