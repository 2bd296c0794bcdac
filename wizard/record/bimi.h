/* BIMI records, draft-brand-indicators-for-message-identification. */
#ifndef RECORD_BIMI_H
#define RECORD_BIMI_H

#include "wizard/record/taglist.h"

enum bimi_fault {
	BIMI_SYNTAX = 1 << 0,
	BIMI_DUPLICATE = 1 << 1,
	BIMI_UNKNOWN = 1 << 2,  /* a tag without a meaning: ignored */
	BIMI_NO_PLACE = 1 << 3, /* no l= */
	BIMI_PLACE = 1 << 4,    /* l= is not one https: URI */
	BIMI_EVIDENCE = 1 << 5, /* neither is a= */
	BIMI_AVATAR = 1 << 6,   /* avp= is neither personal nor brand */
};

struct bimi_record {
	struct taglist tags;
	struct slice place;    /* l=: of the picture; len 0: none */
	struct slice evidence; /* a=: of its certificate; len 0: none */
	bool declined;         /* "l=; a=;": no picture on purpose */
	unsigned faults;       /* enum bimi_fault */
};

/* "v=BIMI1" first, letter for letter, and a semicolon or the end. */
bool bimi_is_record(struct slice text);
bool bimi_is_attempt(struct slice text); /* was it meant as one? */

struct bimi_record *bimi_parse(struct arena *arena, struct slice text);

#endif
