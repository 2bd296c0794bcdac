/* What the tables of test_dmarc_found.c and test_dmarc_near.c are written with. */
#ifndef TESTS_UNIT_CHECK_DMARC_ROWS_H
#define TESTS_UNIT_CHECK_DMARC_ROWS_H

#include "tests/unit/check/scene.h"

#define DMARC(text)                       \
	{                                 \
		.dmarc = DMARC_LINE(text) \
	}
#define RUA "rua=mailto:dmarc@example.org"

/* A name below that has a record of its own. */
#define SHOP(text) "_dmarc.shop.example.org. TXT \"v=DMARC1; " text "\"\n"

/* Reports that go to another organization, and what it has to say. */
#define ELSEWHERE "v=DMARC1; p=none; rua=mailto:r@a.example"
#define A_MX "a.example. MX 5 mx.a.example.\n"
#define PERMIT(text) \
	"example.org._report._dmarc.a.example. TXT \"" text "\"\n"

/* A domain without mail, and one whose mail nobody signs. */
#define PARKED(text)                                                    \
	{                                                               \
		.txt = TXT_LINE("v=spf1 -all"), .dkim = "",             \
		.dmarc = DMARC_LINE(text), .mx = "example.org. MX 0 .\n", \
		.sender = "", .helo = ""                                \
	}
#define UNSIGNED(text)                                   \
	{                                                \
		.dkim = "", .dmarc = DMARC_LINE(text)    \
	}

#define DAY ((int64_t)24 * 3600 * 1000)

static const struct dmarc_past hasty = {
    .none = DAY, .quarantine = 40 * DAY, .reject = 60 * DAY, .now = 99 * DAY};
static const struct dmarc_past patient = {
    .none = DAY, .quarantine = 40 * DAY, .reject = 71 * DAY, .now = 99 * DAY};
static const struct dmarc_past straight = {
    .none = DAY, .reject = 60 * DAY, .now = 99 * DAY};
static const struct dmarc_past unheard = {.reject = DAY, .now = 99 * DAY};

#endif
