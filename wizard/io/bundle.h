/*
 * Many small files as one, for people to look into and for nobody to trust:
 *
 *	inkan-state 1\n
 *	base /var/lib/inkan\n
 *	file example.jp/state 1234\n
 *	(that many octets)\n
 *	end\n
 */
#ifndef IO_BUNDLE_H
#define IO_BUNDLE_H

#include "wizard/base/arena.h"
#include "wizard/io/vault.h"

#define BUNDLE_FILES_MAX 8192
#define BUNDLE_FILE_MAX (4U << 20) /* octets of one file */

enum err_code bundle_begin(
    struct vault *out, const char *base, struct err *err) MUST_CHECK;
enum err_code bundle_file(struct vault *out, const char *domain,
    const char *file, struct slice content, struct err *err) MUST_CHECK;
enum err_code bundle_end(struct vault *out, struct err *err) MUST_CHECK;

struct bundled {
	const char *domain; /* a domain: no slash, not hidden */
	const char *file;   /* a name that bundle_is_file() likes */
	struct slice content; /* borrowed */
};

struct bundle {
	const char *base;
	struct bundled *item;
	size_t count;
};

/* "state", "seen", "past", "journal", or "keys/" and a plain name. */
bool bundle_is_file(const char *file);

/*
 * ERR_SYNTAX: not such a text, or not whole; ERR_LIMIT; ERR_VERSION. Names live
 * in the arena.
 */
enum err_code bundle_parse(struct arena *arena, struct slice text,
    struct bundle *ret, struct err *err) MUST_CHECK;

#endif
