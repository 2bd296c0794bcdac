#include "wizard/io/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/wholefile.h"

struct outfile {
	char *home;
};

struct outfile *
outfile_new(const char *home)
{
	struct outfile *outfile = mem_alloc(sizeof(*outfile));

	outfile->home = mem_copy(home);
	return outfile;
}

void
outfile_free(struct outfile *outfile)
{
	if (outfile == NULL)
		return;
	free(outfile->home);
	free(outfile);
}

/* A place to write to: a directory and a name in it. */
struct place {
	const char *directory;
	const char *name;
};

static enum err_code
find_place(const struct outfile *outfile, struct arena *arena, const char *name,
    struct place *ret, struct err *err)
{
	const char *slash = strrchr(name, '/');
	struct place place = {.directory = outfile->home, .name = name};

	if (slash != NULL) {
		/* The slash stays, so that "/x" is in "/". */
		place.directory = arena_copy_slice(
		    arena, (struct slice) {name, (size_t)(slash + 1 - name)});
		place.name = slash + 1;
	}
	if (place.name[0] == '\0' || strcmp(place.name, ".") == 0 ||
	    strcmp(place.name, "..") == 0)
		return err_set(
		    err, ERR_RANGE, _("'%s' is not the name of a file."), name);
	*ret = place;
	return ERR_OK;
}

/* May this be written? *ret_same: it is there already, as it shall be. */
static enum err_code
compare(int dir, const char *name, struct slice text, bool replace,
    bool *ret_same, struct err *err)
{
	struct buf there = BUF_INIT;
	enum err_code code;

	code = wholefile_read(dir, name, false, text.len, &there, err);
	*ret_same = code == ERR_OK && there.len == text.len &&
		    memcmp(buf_text(&there), text.ptr, text.len) == 0;
	buf_release(&there);
	if (code == ERR_MISSING || *ret_same)
		return ERR_OK;
	if (code == ERR_SYS && err->sys_errno == ELOOP)
		return err_set(err, ERR_RANGE,
		    _("%s is a symbolic link, which is not followed. Choose "
		      "another name."),
		    name);
	/* Larger than the new text is one way to differ. */
	if (code != ERR_OK && code != ERR_LIMIT)
		return code;
	if (!replace)
		return err_set(err, ERR_EXISTS,
		    _("%s is there already, with another content."), name);
	return ERR_OK;
}

static enum err_code
write_there(
    const struct place *place, struct slice text, bool replace, struct err *err)
{
	enum err_code code;
	bool same = false;
	int dir;

	dir = open(place->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir == -1)
		return err_sys(err, _("The directory %s cannot be opened"),
		    place->directory);
	code = compare(dir, place->name, text, replace, &same, err);
	if (code == ERR_OK && !same)
		code =
		    wholefile_write(dir, place->name, 0644, replace, text, err);
	(void)close(dir);
	return code;
}

static enum err_code
write_file(void *self, const char *name, struct slice text, bool replace,
    char *ret_path, size_t size, struct err *err)
{
	struct place place = {.directory = "", .name = ""};
	struct arena arena = ARENA_INIT;
	enum err_code code;
	char *full;

	code = find_place(self, &arena, name, &place, err);
	if (code == ERR_OK)
		code = write_there(&place, text, replace, err);
	if (code == ERR_OK) {
		full = realpath(place.directory, NULL);
		(void)snprintf(ret_path, size, "%s/%s",
		    full == NULL || strcmp(full, "/") == 0 ? "" : full,
		    place.name);
		free(full);
	}
	arena_release(&arena);
	return code;
}

static enum err_code
make_directory(void *self, const char *path, struct err *err)
{
	(void)self;
	if (mkdir(path, 0755) == -1 && errno != EEXIST)
		return err_sys(
		    err, _("The directory %s cannot be made"), path);
	return ERR_OK;
}

struct file_service
outfile_service(struct outfile *outfile)
{
	return (struct file_service) {
	    .self = outfile,
	    .write = write_file,
	    .make_directory = make_directory,
	};
}
