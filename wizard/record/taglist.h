/*
 * tag=value lists: DKIM keys (RFC 6376 section 3.2), DMARC (RFC 9989 section
 * 4.8), MTA-STS, TLSRPT and BIMI records all are one.
 */
#ifndef RECORD_TAGLIST_H
#define RECORD_TAGLIST_H

#include "wizard/base/arena.h"
#include "wizard/base/err.h"

#define TAGLIST_MAX 64 /* tags in one record */

struct tag {
	struct slice name;
	struct slice value; /* blanks around it removed */
	size_t at;          /* octet offset of the name */
	size_t value_at;
};

/* What is wrong with a part of the text; reading goes on behind it. */
enum tag_problem {
	TAG_NO_EQUALS,  /* "p none" */
	TAG_BAD_NAME,   /* "-p=none" */
	TAG_DUPLICATE,  /* "p=none; p=none" */
	TAG_EMPTY_PART, /* ";;" */
	TAG_BAD_OCTET,  /* a control or non-ASCII octet */
	TAG_TOO_MANY,
};

struct tag_fault {
	enum tag_problem problem;
	size_t at;
	size_t len;
};

struct taglist {
	struct slice text; /* what was read: places count from its start */
	struct tag *tag;
	size_t count;
	struct tag_fault *fault;
	size_t faults;
};

/* Never fails: everything wrong is listed, everything readable is kept. */
struct taglist taglist_parse(struct arena *arena, struct slice text);

/* The first tag of that name (case-sensitive), or NULL. */
const struct tag *taglist_find(const struct taglist *list, const char *name);

/*
 * Was the fault a name that RFC 6376 does not allow, but the extension fields
 * of RFC 8460 and RFC 8461 (section 3.1) do: "x-a.b=c"?
 */
bool taglist_is_extension(
    const struct taglist *list, const struct tag_fault *fault);

/*
 * Does the word (in lower case) stand near the beginning, in any case? So a
 * record that was meant is recognised in one that counts as none.
 */
bool taglist_mentions(struct slice text, const char *word);

/* "v=DMARC1; p=none": in order, "; " between; parse(print(x)) equals x. */
char *taglist_print(struct arena *arena, const struct taglist *list);

#endif
