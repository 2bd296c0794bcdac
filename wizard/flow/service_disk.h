/* The part of services.h that reads and writes files. */
#ifndef FLOW_SERVICE_DISK_H
#define FLOW_SERVICE_DISK_H

#include <stdint.h>

#include "wizard/base/arena.h"
#include "wizard/base/buf.h"
#include "wizard/base/err.h"

/* --- What is kept on disk ------------------------------------------------- */

/* The memory of a domain: "dkim.selector" = "s202611", in a fixed order. */
struct entry {
	const char *key;
	const char *value;
};

struct entries {
	struct entry *entry;
	size_t count;
};

struct lock_holder {
	long pid;
	char terminal[64];
	int64_t since; /* ms since 1970 */
	int64_t idle_ms;
};

struct store_item { /* one domain of which something is known */
	const char *domain;
	struct entries entries;
	int64_t saved; /* ms since 1970 */
	bool damaged;  /* could not be read */
};

/* What is kept about a domain beside the decisions. */
enum store_note {
	NOTE_SEEN, /* how it looked when it was last right: snapshot.h */
	NOTE_PAST, /* records that were replaced: past.h */
};

struct store_service {
	void *self;
	/*
	 * ERR_MISSING: nothing known yet. ERR_SYNTAX: damaged, set aside; what
	 * was saved before it is what is loaded next, if there is any.
	 */
	enum err_code (*load)(void *self, const char *domain,
	    struct arena *arena, struct entries *ret, struct err *err);
	enum err_code (*save)(void *self, const char *domain,
	    const struct entries *entries, struct err *err);
	/* The same of a note. NULL: notes are not kept (tests). */
	enum err_code (*recall)(void *self, const char *domain,
	    enum store_note note, struct arena *arena, struct entries *ret,
	    struct err *err);
	enum err_code (*remember)(void *self, const char *domain,
	    enum store_note note, const struct entries *entries,
	    struct err *err);
	/* One line for people: date, what happened. */
	void (*journal)(void *self, const char *domain, const char *line);
	/* ERR_LOCKED: holder filled. take_over asks the other one to leave. */
	enum err_code (*lock)(void *self, const char *domain, bool take_over,
	    struct lock_holder *ret_holder, struct err *err);
	void (*unlock)(void *self, const char *domain);
	enum err_code (*list)(void *self, struct arena *arena,
	    struct store_item **ret, size_t *ret_count, struct err *err);
	enum err_code (*forget)(void *self, const char *domain, struct err *err);
	/* Where the keys of a domain live, for showing. */
	void (*key_path)(void *self, const char *domain, const char *selector,
	    char *ret, size_t size);
};

/* --- The whole memory, carried to another host ------------------------------ */

struct carry_request {
	const char *path; /* "-": standard output, standard input */
	bool keys; /* pack: private keys as well; then it is encrypted */
	const char *passphrase_file; /* its first line; NULL: it is asked for */
};

enum carried_fate {
	CARRIED,          /* written */
	CARRIED_SAME,     /* there already: left as it is */
	CARRIED_CONFLICT, /* something else is there: left as it is */
	CARRIED_NOT,      /* left out: another file of its domain conflicts */
};

struct carried {
	const char *domain;
	const char *file; /* "state", "keys/s202611.key" */
	enum carried_fate fate;
};

struct carried_list {
	struct carried *item; /* a domain after the other */
	size_t count;
};

struct carry_service {
	void *self;
	/* Into a new file, 0600; ERR_EXISTS. The list lives in the arena. */
	enum err_code (*pack)(void *self, const struct carry_request *request,
	    struct arena *arena, struct carried_list *ret, struct err *err);
	/*
	 * Overwrites nothing. ERR_SYNTAX: no such file, or damaged; ERR_VERSION;
	 * ERR_CRYPTO: another passphrase, or damaged.
	 */
	enum err_code (*unpack)(void *self, const struct carry_request *request,
	    struct arena *arena, struct carried_list *ret, struct err *err);
};

/* --- Files for the user --------------------------------------------------- */

struct file_service {
	void *self;
	/*
	 * Writes text into the user's home (or the current directory when the
	 * name has a slash). Symlinks are not followed. ERR_EXISTS when a file of
	 * other content is there and replace is false.
	 */
	enum err_code (*write)(void *self, const char *name, struct slice text,
	    bool replace, char *ret_path, size_t size, struct err *err);
	/* The last part of the path, when it is not there yet. */
	enum err_code (*make_directory)(
	    void *self, const char *path, struct err *err);
};

/* --- Packed files ---------------------------------------------------------- */

#define UNPACKED_MAX       BUF_LIMIT /* octets that come out of one file */
#define UNPACKED_FILES_MAX 64        /* files that come out of one archive */

struct unpacked {
	struct slice file[UNPACKED_FILES_MAX];
	size_t files;
};

struct unpack_service {
	void *self;
	/*
	 * What is inside, in the arena. ERR_SYNTAX: damaged, cut off, encrypted.
	 * ERR_LIMIT: more than the limits above, or so much more than it is large
	 * that it can only be a trap; found out before it is unpacked.
	 */
	enum err_code (*gunzip)(void *self, struct arena *arena,
	    struct slice packed, struct unpacked *ret, struct err *err);
	enum err_code (*unzip)(void *self, struct arena *arena,
	    struct slice packed, struct unpacked *ret, struct err *err);
};

#endif
