/*
 * The data of templates/: senders, panels, selectors, resolvers, records,
 * bounces and receivers, lists of unwanted senders (*.ini) and export formats
 * (formats/<id>.txt). The user's own files are read after ours:
 * a section with a known name changes that entry, another one adds to the list.
 *
 * A format is
 *	# title: what the user chooses
 *	# extension: zone
 *	--- head
 *	--- record
 *	--- value, --- delete, --- present, --- absent
 *	--- foot
 * with the text of each part below its line; {{name}} stands for a value. "# title.ja:"
 * and "--- head ja", below the same without "ja", are for those who read that
 * language.
 */
#ifndef IO_TEMPLATES_H
#define IO_TEMPLATES_H

#include "wizard/flow/services.h"
#include "wizard/io/paths.h"

/*
 * Ours, then those of this machine and of this user. Everything lives in the
 * arena. A file that cannot be read or understood is an error that names the
 * file and the line: ERR_SYNTAX, ERR_LIMIT, ERR_SYS; ERR_MISSING: our own data
 * is not where it belongs.
 */
enum err_code templates_load(
    struct arena *arena, struct templates *ret, struct err *err) MUST_CHECK;

/* The same from these directories; files may be missing in all of them. */
enum err_code templates_load_from(struct arena *arena, const struct paths *dirs,
    struct templates *ret, struct err *err) MUST_CHECK;

/*
 * Reads one export format. file: for messages. The strings of the format live
 * in the arena.
 */
enum err_code templates_parse_format(struct arena *arena, const char *file,
    struct slice text, struct format_template *ret, struct err *err) MUST_CHECK;

/*
 * Reads how one signer is configured:
 *	# title: what people call it
 *	# item: of {{list}}        # between: ", "
 *	--- key rsa|ed25519 pem|seed PATH MODE OWNER
 *	--- file PATH MODE OWNER
 *	--- test | --- reload | --- note
 *	--- each [rsa|ed25519] | --- once
 * The last line begins, inside a part, what stands there once for every key.
 */
enum err_code templates_parse_signer(struct arena *arena, const char *file,
    struct slice text, struct signer_template *ret, struct err *err) MUST_CHECK;

#endif
