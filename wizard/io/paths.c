#include "wizard/io/paths.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"

/* Environment variables that name directories count only when absolute. */
static const char *
absolute(const char *variable)
{
	const char *value = secure_getenv(variable);

	return value != NULL && value[0] == '/' ? value : NULL;
}

const char *
paths_home(struct arena *arena)
{
	const char *home = absolute("HOME");
	const struct passwd *user;

	if (home != NULL)
		return arena_copy(arena, home);
	user = getpwuid(geteuid());
	if (user != NULL && user->pw_dir != NULL && user->pw_dir[0] == '/')
		return arena_copy(arena, user->pw_dir);
	return "/";
}

static enum err_code
made_absolute(
    struct arena *arena, const char *given, const char **ret, struct err *err)
{
	char *here;

	if (given[0] == '/') {
		*ret = arena_copy(arena, given);
		return ERR_OK;
	}
	here = getcwd(NULL, 0);
	if (here == NULL)
		return err_sys(
		    err, _("The current directory is not to be had"));
	*ret = arena_printf(arena, "%s/%s", here, given);
	free(here);
	return ERR_OK;
}

enum err_code
paths_state(
    struct arena *arena, const char *given, const char **ret, struct err *err)
{
	const char *xdg = absolute("XDG_STATE_HOME");

	if (given != NULL && given[0] != '\0')
		return made_absolute(arena, given, ret, err);
	if (xdg != NULL)
		*ret = arena_printf(arena, "%s/inkan", xdg);
	else if (geteuid() == 0)
		*ret = "/var/lib/inkan";
	else
		*ret = arena_printf(
		    arena, "%s/.local/state/inkan", paths_home(arena));
	return ERR_OK;
}

const char *
paths_program(struct arena *arena)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	char *slash;

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	return arena_copy(arena, path);
}

static void
add(struct arena *arena, struct paths *paths, const char *dir, const char *rest)
{
	paths->path =
	    arena_push(arena, paths->path, &paths->count, sizeof(*paths->path));
	paths->path[paths->count - 1] = arena_printf(arena, "%s%s", dir, rest);
}

struct paths
paths_templates_own(struct arena *arena)
{
	const char *program = paths_program(arena);
	struct paths paths = {.path = NULL};

	if (program == NULL)
		return paths;
	add(arena, &paths, program, "/templates");
	add(arena, &paths, program, "/../share/inkan/templates");
	return paths;
}

struct paths
paths_templates_extra(struct arena *arena)
{
	const char *xdg = absolute("XDG_CONFIG_HOME");
	struct paths paths = {.path = NULL};

	add(arena, &paths, "/etc", "/inkan/templates");
	if (xdg != NULL)
		add(arena, &paths, xdg, "/inkan/templates");
	else
		add(arena, &paths, paths_home(arena),
		    "/.config/inkan/templates");
	return paths;
}
