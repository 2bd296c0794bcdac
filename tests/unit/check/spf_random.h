/*
 * Small worlds of SPF made by chance, the same for the same number: records
 * that follow the grammar and lead to each other, and the names they need.
 */
#ifndef TESTS_UNIT_CHECK_SPF_RANDOM_H
#define TESTS_UNIT_CHECK_SPF_RANDOM_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "wizard/record/dnsmsg.h"

#define RANDOM_NAMES 6
#define RANDOM_ROWS 64

struct random_row {
	char name[64];
	enum dns_type type;
	char value[512]; /* of MX without the preference; "": no answer */
};

struct random_world {
	uint32_t state;
	struct random_row row[RANDOM_ROWS];
	size_t rows;
	bool has_ptr; /* some record has a ptr term */
	bool is_silent; /* some name gives no answer */
};

/* xorshift, by George Marsaglia. */
static inline uint32_t
random_below(struct random_world *w, uint32_t n)
{
	w->state ^= w->state << 13;
	w->state ^= w->state >> 17;
	w->state ^= w->state << 5;
	return w->state % n;
}

static inline struct random_row *
random_add(struct random_world *w, const char *name, enum dns_type type)
{
	struct random_row *row = &w->row[w->rows++];

	(void)snprintf(row->name, sizeof(row->name), "%s", name);
	row->type = type;
	return row;
}

static inline void
random_name(struct random_world *w, char ret[32])
{
	(void)snprintf(ret, 32, "n%u.example", random_below(w, RANDOM_NAMES));
}

static inline void
random_address(struct random_world *w, enum dns_type type, char *ret, size_t n)
{
	(void)snprintf(ret, n, type == DNS_A ? "192.0.2.%u" : "2001:db8::%x",
	    1 + random_below(w, 4));
}

/* %s: a name, %u: a number from 1. */
static inline void
random_term(struct random_world *w, char *ret, size_t size)
{
	static const char *const forms[] = {"ip4:192.0.2.%2$u",
	    "ip4:192.0.2.%2$u/31", "ip6:2001:db8::%2$u",
	    "ip6:2001:db8::/12%2$u", "a", "a:%1$s", "a:%1$s", "a/31",
	    "a:%1$s//127", "mx", "mx:%1$s", "mx:%1$s/30", "exists:%1$s",
	    "exists:x%2$u.%1$s", "exists:%%{ir}.%1$s", "exists:%%{l}.%%{d}",
	    "include:%1$s", "include:%1$s", "include:%1$s", "redirect=%1$s",
	    "exp=%1$s", "moo=cow", "all", "ptr", "ptr:%1$s"};
	static const char qualifiers[] = "-~?+";
	uint32_t form = random_below(w, COUNT_OF(forms));
	char name[32];
	size_t used = 0;

	random_name(w, name);
	if (strchr(forms[form], '=') == NULL && random_below(w, 3) == 0)
		ret[used++] = qualifiers[random_below(w, 4)];
	if (strncmp(forms[form], "ptr", 3) == 0)
		w->has_ptr = true;
	(void)snprintf(
	    ret + used, size - used, forms[form], name, 1 + random_below(w, 4));
}

static inline bool
random_has(const char *record, const char *word)
{
	return strstr(record, word) != NULL;
}

static inline void
random_record(struct random_world *w, char *ret, size_t size)
{
	uint32_t terms = random_below(w, 7);
	size_t len = (size_t)snprintf(ret, size, "v=spf1");

	for (uint32_t i = 0; i < terms; i++) {
		char term[64];

		random_term(w, term, sizeof(term));
		/* At most once each. */
		if ((random_has(term, "redirect=") &&
			random_has(ret, "redirect=")) ||
		    (random_has(term, "exp=") && random_has(ret, "exp=")))
			continue;
		len += (size_t)snprintf(ret + len, size - len, " %s", term);
	}
	if (random_below(w, 2) == 0)
		(void)snprintf(ret + len, size - len, " %call",
		    "-~?+"[random_below(w, 4)]);
}

static inline void
random_host(struct random_world *w, const char *name)
{
	struct random_row *row;

	for (uint32_t i = random_below(w, 3); i > 0; i--) {
		enum dns_type type = random_below(w, 3) == 0 ? DNS_AAAA : DNS_A;

		row = random_add(w, name, type);
		random_address(w, type, row->value, sizeof(row->value));
	}
	for (uint32_t i = random_below(w, 3); i > 0; i--) {
		row = random_add(w, name, DNS_MX);
		random_name(w, row->value);
	}
}

static inline void
random_world_make(struct random_world *w, uint32_t seed)
{
	memset(w, 0, sizeof(*w));
	w->state = seed * 2654435761U + 1;
	for (uint32_t i = 0; i < RANDOM_NAMES; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "n%u.example", i);
		if (i > 0 && random_below(w, 12) == 0) {
			(void)random_add(w, name, DNS_TXT);
			w->is_silent = true;
		} else if (i == 0 || random_below(w, 8) > 0) {
			struct random_row *row = random_add(w, name, DNS_TXT);

			random_record(w, row->value, sizeof(row->value));
		}
		random_host(w, name);
	}
	random_name(w, random_add(w, "1.2.0.192.in-addr.arpa", DNS_PTR)->value);
}

#endif
