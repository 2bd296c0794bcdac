/* SPF records: the grammar of RFC 7208 section 12 with positions, and printing. */
#ifndef RECORD_SPF_H
#define RECORD_SPF_H

#include "wizard/base/arena.h"
#include "wizard/base/err.h"
#include "wizard/record/ipaddr.h"

#define SPF_RECORD_MAX 4096 /* octets we evaluate; longer is a permerror */
#define SPF_TERMS_MAX  512

enum spf_kind {
	SPF_TERM_ALL,
	SPF_TERM_INCLUDE,
	SPF_TERM_A,
	SPF_TERM_MX,
	SPF_TERM_PTR,
	SPF_TERM_IP4,
	SPF_TERM_IP6,
	SPF_TERM_EXISTS,
	SPF_TERM_REDIRECT, /* modifiers from here on */
	SPF_TERM_EXP,
	SPF_TERM_UNKNOWN, /* an unknown modifier: kept, ignored (section 6) */
};

struct spf_term {
	enum spf_kind kind;
	char qualifier;      /* '+' '-' '~' '?'; '+' when not written */
	struct slice text;   /* as written, qualifier included */
	size_t at;           /* octet offset of the text in the record */
	struct slice domain; /* domain-spec or macro-string; len 0: not given */
	struct ip network;   /* ip4, ip6 */
	unsigned prefix4;    /* 32 when not given; also the length of an ip4 */
	unsigned prefix6;    /* 128 when not given; also the length of an ip6 */
	bool has_macro;      /* the domain-spec holds a macro-expand */
};

/* What can be wrong with a record; one sentence each, see spf_fault.what. */
enum spf_problem {
	SPF_BAD_START,   /* something stands before "v=spf1" */
	SPF_BAD_VERSION, /* "v=spf1;", "v=spf10", "v=spf1mx", "v=spf2.0" */
	SPF_BAD_OCTET,   /* TAB, line break, NUL and other controls */
	SPF_NOT_ASCII,   /* typographic quotes, NBSP, full-width letters */
	SPF_QUOTED,      /* quotation marks or backslashes */
	SPF_SEPARATED,   /* commas or semicolons between terms */
	SPF_STRAY_BLANK, /* "ip4: 192.0.2.1" */
	SPF_GLUED,       /* "ip4:192.0.2.1~all" */
	SPF_NO_MECHANISM, /* "192.0.2.1" */
	SPF_UNKNOWN_MECHANISM,
	SPF_QUALIFIED_MODIFIER, /* "-redirect=example.org" */
	SPF_NO_VALUE,     /* "include:", "ip4", "redirect=" */
	SPF_ALL_VALUE,    /* "all:example.org" */
	SPF_WRONG_MECHANISM, /* IPv6 after "ip4:", an address after "a:" */
	SPF_BAD_ADDRESS,
	SPF_BAD_PREFIX,   /* out of range, empty, or with a leading zero */
	SPF_PREFIX_NOT_ALLOWED, /* "include:example.org/24" */
	SPF_DUAL_PREFIX,  /* "ip4:192.0.2.0/24//64", "a/24/64" */
	SPF_BAD_DOMAIN,
	SPF_BAD_MACRO,
	SPF_MACRO_IN_ADDRESS,
	SPF_TWO_REDIRECTS,
	SPF_TWO_EXPS,
	SPF_TOO_LONG, /* more than SPF_RECORD_MAX octets */
	SPF_TOO_MANY, /* more than SPF_TERMS_MAX terms */
};

struct spf_fault {
	enum spf_problem problem;
	size_t at;           /* octet offset */
	size_t len;          /* of the faulty text */
	const char *what;    /* translated: what is wrong */
	const char *suggestion; /* what was probably meant there, or NULL */
};

struct spf_record {
	struct slice text;
	struct spf_term *term; /* those that could be read, in order */
	size_t terms;
	struct spf_fault *fault; /* none: the record is valid */
	size_t faults;
};

/* Results of check_host(), section 2.6. */
enum spf_result {
	SPF_NONE,
	SPF_NEUTRAL,
	SPF_PASS,
	SPF_FAIL,
	SPF_SOFTFAIL,
	SPF_TEMPERROR,
	SPF_PERMERROR,
};

const char *spf_result_word(enum spf_result result); /* "pass", RFC 8601 */

/* Section 4.5: begins with "v=spf1" followed by a blank or the end. */
bool spf_is_record(struct slice text);

/*
 * Reads a record, or text meant to be one. Never fails: faults are listed with
 * their place and reading goes on with the next term (a verdict must refuse a
 * record with any fault, section 4.6).
 */
struct spf_record *spf_parse(struct arena *arena, struct slice text);

/* Canonical: one blank between terms, all else as it was written. */
char *spf_print(struct arena *arena, const struct spf_record *record);

/* One term alone, for what a user typed; false with err filled. */
enum err_code spf_parse_term(struct arena *arena, struct slice text,
    struct spf_term *ret, struct err *err) MUST_CHECK;

/*
 * Terms that lost the blank between them but still follow the grammar, as in
 * "include:example.org-all": the terms as they were probably meant, with the
 * blank; NULL when nothing looks glued.
 */
char *spf_unglued(struct arena *arena, struct slice term);

/* Does this kind cost one of the ten look-ups of section 4.6.4? */
bool spf_costs_lookup(enum spf_kind kind);

const char *spf_kind_word(enum spf_kind kind); /* "include", "ip4", ... */

/* Same meaning: kind, qualifier, domain (case ignored), network, prefixes. */
bool spf_same_term(const struct spf_term *a, const struct spf_term *b);

#endif
