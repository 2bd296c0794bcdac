/*
 * An SPF record taken apart for people: every include and redirect expanded,
 * what each term costs, which are of no use, who passes. The command line, the
 * JSON and the wizard show the same tree.
 */
#ifndef FLOW_SPF_TREE_H
#define FLOW_SPF_TREE_H

#include "wizard/check/finding.h"
#include "wizard/flow/ipset.h"

#define SPF_BRANCHES_MAX 2000 /* terms that are shown */
#define SPF_LOOKUPS_NEAR 8    /* leaves a provider no room to add one */
#define SPF_SIZE_GOOD    450  /* octets of name and texts, section 3.4 */

enum spf_trouble { /* the worst that is wrong with a term */
	SPF_FINE,
	SPF_HIDDEN,  /* a macro: only a message could tell */
	SPF_ONE_WAY, /* nothing there for clients of one family */
	SPF_COVERED,
	SPF_DOUBLE,
	SPF_SHADOWED, /* never reached */
	SPF_NOBODY,   /* an include that lets nobody pass */
	SPF_VOID,     /* nothing is there */
	SPF_NAMES,    /* ptr */
	SPF_SILENT,   /* nobody answered */
	SPF_MANY_MX,
	SPF_OPEN,     /* +all */
	SPF_BROKEN,   /* the other record has faults */
	SPF_SEVERAL,  /* there are several other records */
	SPF_MISSING,  /* there is no other record */
	SPF_LOOP,
	SPF_SELF,     /* the shortest loop: to the record's own name */
};

/* A term, in the order in which receivers come to it. */
struct spf_branch {
	unsigned depth;     /* 0: a term of the domain's own record */
	const char *domain; /* whose record it is in */
	const struct spf_term *term;
	const struct spf_node *below; /* the record it leads to; or NULL */
	unsigned lookups; /* of the term and of everything below it */
	unsigned total;   /* look-ups so far, this term's own included */
	unsigned voids4, voids6; /* its own, for clients of each family */
	const struct spf_branch *covered_by;   /* a network that holds it */
	const struct spf_branch *duplicate_of; /* the same, further up */
	bool shadowed; /* behind "all", or beside it: never reached */
	enum spf_trouble trouble;
	enum severity severity;
	const char *problem; /* translated; NULL: none */
};

struct spf_remark { /* about the record as a whole */
	enum severity severity;
	const char *text; /* translated */
};

struct spf_tree {
	const char *domain;
	const struct spf_node *root;
	struct spf_cost cost;
	size_t bytes;       /* of the record */
	size_t rrset_bytes; /* of all TXT at the name; 0: not published */
	struct spf_branch *branch;
	size_t count;
	bool cut; /* there are more branches */
	struct spf_remark *remark;
	size_t remarks;
	struct ip_network *ip4, *ip6; /* who passes */
	size_t ip4s, ip6s;
	uint64_t addresses4; /* how many these are */
	uint64_t addresses6;
	uint64_t sites6;     /* networks of length 64 that they touch */
	bool exact; /* false: others may pass as well */
	enum severity worst;
	bool pending; /* answers are missing: make it again */
};

/* Asks the inquiry for what is not known; all in the arena and the inquiry. */
struct spf_tree *spf_tree_make(struct arena *arena, struct inquiry *inquiry,
    const struct spf_node *root);

/* "look-ups 4 of 10; ...", and who passes, in words; translated. */
const char *spf_tree_costs(struct arena *arena, const struct spf_tree *tree);
const char *spf_tree_sizes(struct arena *arena, const struct spf_tree *tree);
const char *spf_tree_people4(struct arena *arena, const struct spf_tree *tree);
const char *spf_tree_people6(struct arena *arena, const struct spf_tree *tree);

#endif
