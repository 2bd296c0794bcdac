/* For the files that make up inkan dkim: what its words share. */
#ifndef CLI_DKIM_H
#define CLI_DKIM_H

#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/flow/dkim_look.h"
#include "wizard/flow/dkim_own.h"

/* What is remembered of a domain while one command works on it. */
struct dkim_work {
	struct cli *cli;
	const struct services *services;
	const struct options *options;
	struct decisions *d;
	bool locked;
	struct arena arena;
};

/*
 * Reads the domain in argument 1 and what is remembered of it; changes: takes
 * its lock, too. The exit code when that does not go, having said why.
 */
int dkim_begin(struct cli *cli, bool changes, struct dkim_work *ret);
/* The same with the domain in another argument. */
int dkim_begin_at(
    struct cli *cli, size_t argument, bool changes, struct dkim_work *ret);
void dkim_end(struct dkim_work *work);

/* Writes what was decided, with a line in the journal; an exit code. */
int dkim_save(struct dkim_work *work, const char *journal);

/* "inkan: sentence" on standard error; the exit code that fits. */
int dkim_failed(const struct err *err);

/* Looks at our keys, other selectors too when guess is true, and waits. */
struct dkim_look *dkim_examine(struct dkim_work *work,
    const char *const *selector, size_t count, bool guess);

/* A key as an object: selector, type, bits, path, role, name, record. */
json_t *dkim_json_key(struct dkim_work *work, const struct own_view *key);

/* The document that all of them print: version, domain. */
json_t *dkim_json(const struct dkim_work *work);

/* "RSA 2048", "Ed25519" */
const char *dkim_kind(
    struct arena *arena, enum dkim_key_type type, unsigned bits);

/* The same for people: where the key is and what has to be published. */
void dkim_print_key(struct dkim_work *work, const struct own_view *key);

/* Only what has to be published. */
void dkim_print_record(struct dkim_work *work, const struct own_view *key);

int dkim_new(struct cli *cli);
int dkim_import(struct cli *cli);
int dkim_show(struct cli *cli);
int dkim_config(struct cli *cli);
int dkim_rotate(struct cli *cli);

#endif
