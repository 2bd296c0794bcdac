/*
 * MTA-STS, RFC 8461: the TXT record that says that there is a policy, and the
 * policy file that a web server has.
 */
#ifndef RECORD_MTASTS_H
#define RECORD_MTASTS_H

#include <stdint.h>

#include "wizard/record/taglist.h"

#define MTASTS_POLICY_MAX  65536    /* octets, section 3.3 */
#define MTASTS_MAX_AGE_MAX 31557600 /* seconds, section 3.2 */
#define MTASTS_MX_MAX      64       /* patterns of one policy that are read */
#define MTASTS_FAULTS_MAX  16       /* of one policy that are named */

/* --- The record, section 3.1 --------------------------------------------- */

enum mtasts_record_fault {
	MTASTS_RECORD_SYNTAX = 1 << 0,    /* a part is not name=value */
	MTASTS_RECORD_DUPLICATE = 1 << 1, /* a field twice */
	MTASTS_RECORD_NO_ID = 1 << 2,
	MTASTS_RECORD_ID = 1 << 3, /* not 1 to 32 letters and digits */
};

struct mtasts_record {
	struct taglist tags;
	struct slice id;
	unsigned faults; /* enum mtasts_record_fault */
};

/* "v=STSv1;" first, letter for letter: all others are discarded. */
bool mtasts_is_record(struct slice text);

/* Was it meant as one ("v=stsv1", blank first)? */
bool mtasts_is_attempt(struct slice text);

struct mtasts_record *mtasts_parse(struct arena *arena, struct slice text);

/* --- The policy, section 3.2 --------------------------------------------- */

enum mtasts_mode {
	MTASTS_NO_MODE,
	MTASTS_TESTING,
	MTASTS_ENFORCE,
	MTASTS_NONE,
	MTASTS_BAD_MODE,
};

enum mtasts_problem {
	MTASTS_NOT_A_FIELD, /* the line is not "key: value" */
	MTASTS_REPEATED,    /* a key twice: the first one counts */
	MTASTS_UNKNOWN,     /* a key that has no meaning: ignored */
	MTASTS_VERSION,     /* another version than STSv1 */
	MTASTS_MODE,        /* no such mode */
	MTASTS_MAX_AGE,     /* not a number of seconds, or too many */
	MTASTS_MX,          /* neither a host name nor "*." and one */
};

struct mtasts_fault {
	enum mtasts_problem problem;
	size_t line; /* from 1 */
	struct slice text;
};

struct mtasts_policy {
	bool versioned; /* a line says STSv1 */
	enum mtasts_mode mode;
	int64_t max_age; /* seconds; -1: not given, or not readable */
	const char **mx; /* host names in lower case, perhaps below "*." */
	size_t mxs;
	struct mtasts_fault *fault; /* in the order of lines */
	size_t faults;
};

/* Never fails: everything wrong is listed, everything readable is kept. */
struct mtasts_policy *mtasts_policy_parse(
    struct arena *arena, struct slice text);

/* The file that says so, one line a field. */
char *mtasts_policy_print(
    struct arena *arena, const struct mtasts_policy *policy);

/* Do both mean the same? The order of the patterns does not matter. */
bool mtasts_policy_same(
    const struct mtasts_policy *a, const struct mtasts_policy *b);

/* Does a pattern match the host? "*." stands for one label, section 4.1. */
bool mtasts_pattern_matches(const char *pattern, const char *host);
bool mtasts_policy_matches(
    const struct mtasts_policy *policy, const char *host);

/*
 * What the policy says, a line each in a fixed order: "mode: enforce",
 * "max_age: 86400", "mx: mail.example.jp". In the arena.
 */
size_t mtasts_policy_lines(struct arena *arena,
    const struct mtasts_policy *policy, const char ***ret_line);

const char *mtasts_mode_word(enum mtasts_mode mode); /* "testing", ... */

#endif
