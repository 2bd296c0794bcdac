/* Where this program keeps things and finds its own data. */
#ifndef IO_PATHS_H
#define IO_PATHS_H

#include "wizard/base/arena.h"
#include "wizard/base/err.h"

/*
 * The directory of the memory: what the user gave, else $XDG_STATE_HOME/inkan,
 * else /var/lib/inkan for root, else ~/.local/state/inkan. Absolute.
 */
enum err_code paths_state(struct arena *arena, const char *given,
    const char **ret, struct err *err) MUST_CHECK;

/* The user's home directory, absolute; "/" when there is none. */
const char *paths_home(struct arena *arena);

/* The directory of this very program; NULL when it is not to be told. */
const char *paths_program(struct arena *arena);

struct paths {
	const char **path;
	size_t count;
};

/*
 * Where templates are looked for. own: the first that exists is taken. extra:
 * all of them are read afterwards, later ones override earlier ones.
 */
struct paths paths_templates_own(struct arena *arena);
struct paths paths_templates_extra(struct arena *arena);

#endif
