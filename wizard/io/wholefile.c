#include "wizard/io/wholefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wizard/base/i18n.h"

enum err_code
wholefile_open(
    int dir, const char *path, bool follow, int *ret_fd, struct err *err)
{
	int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
	struct stat st;
	int fd;

	fd = openat(dir, path, follow ? flags : flags | O_NOFOLLOW);
	if (fd == -1 && (errno == ENOENT || errno == ENOTDIR))
		return err_set(
		    err, ERR_MISSING, _("There is no file %s."), path);
	if (fd == -1)
		return err_sys(err, _("%s cannot be opened"), path);
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return err_set(
		    err, ERR_RANGE, _("%s is not an ordinary file."), path);
	}
	*ret_fd = fd;
	return ERR_OK;
}

enum err_code
wholefile_read(int dir, const char *path, bool follow, size_t limit,
    struct buf *ret, struct err *err)
{
	char chunk[8192];
	size_t total = 0;
	ssize_t n = 0;
	int fd;

	if (wholefile_open(dir, path, follow, &fd, err) != ERR_OK)
		return err->code;
	while (total <= limit) {
		n = read(fd, chunk, sizeof(chunk));
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		total += (size_t)n;
		buf_add(ret, chunk, (size_t)n);
	}
	if (n == -1)
		(void)err_sys(err, _("%s cannot be read"), path);
	else if (total > limit)
		(void)err_set(err, ERR_LIMIT,
		    _("%s is larger than the %zu bytes a file of its kind "
		      "may have."),
		    path, limit);
	(void)close(fd);
	return n == -1 || total > limit ? err->code : ERR_OK;
}

/* What a person can do about the usual refusals of a file system. */
static enum err_code
refused(struct err *err, const char *name)
{
	switch (errno) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return err_sys(err,
		    _("There is no room to write %s. What was there before is "
		      "intact. Free some space, then try again"),
		    name);
	case EACCES:
	case EPERM:
	case EROFS:
		return err_sys(err,
		    _("%s cannot be written. What was there before is intact. "
		      "Check owner and permissions of its directory, then try "
		      "again"),
		    name);
	default:
		return err_sys(err, _("%s cannot be written"), name);
	}
}

enum err_code
wholefile_create(int dir, const char *name, mode_t mode, struct wholefile *ret,
    struct err *err)
{
	struct wholefile file = {.dir = dir, .fd = -1, .name = name};
	uint64_t random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return err_sys(err, _("No random numbers are to be had"));
	(void)snprintf(file.temp, sizeof(file.temp), ".new-%016llx",
	    (unsigned long long)random);
	file.fd = openat(dir, file.temp,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (file.fd == -1)
		return refused(err, name);
	*ret = file;
	return ERR_OK;
}

/* How the kernel calls a file that has no name. */
static void
name_of_fd(const struct wholefile *file, char ret[40])
{
	(void)snprintf(ret, 40, "/proc/self/fd/%d", file->fd);
}

enum err_code
wholefile_begin(int dir, const char *name, mode_t mode, struct wholefile *ret,
    struct err *err)
{
	struct wholefile file = {.dir = dir, .fd = -1, .name = name};
	char unnamed[40];

	file.fd = openat(dir, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, mode);
	name_of_fd(&file, unnamed);
	if (file.fd != -1 && access(unnamed, F_OK) == 0) {
		*ret = file;
		return ERR_OK;
	}
	if (file.fd != -1)
		(void)close(file.fd);
	return wholefile_create(dir, name, mode, ret, err);
}

enum err_code
wholefile_add(struct wholefile *file, struct slice data, struct err *err)
{
	while (data.len > 0) {
		ssize_t n = write(file->fd, data.ptr, data.len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return refused(err, file->name);
		data.ptr += n;
		data.len -= (size_t)n;
	}
	return ERR_OK;
}

/* rename(2) that does not replace, also on file systems that know no such. */
static int
rename_new(const struct wholefile *file)
{
	char unnamed[40];

	name_of_fd(file, unnamed);
	if (file->temp[0] == '\0')
		return linkat(AT_FDCWD, unnamed, file->dir, file->name,
		    AT_SYMLINK_FOLLOW);
	if (renameat2(file->dir, file->temp, file->dir, file->name,
		RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	if (linkat(file->dir, file->temp, file->dir, file->name, 0) == -1)
		return -1;
	return unlinkat(file->dir, file->temp, 0);
}

static int
rename_over(const struct wholefile *file)
{
	return renameat(file->dir, file->temp, file->dir, file->name);
}

/* The new name itself must survive a power cut, too. */
static int
sync_directory(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result;

	if (fd == -1)
		return -1;
	result = fsync(fd);
	/* Some file systems cannot sync a directory and need not. */
	if (result == -1 && errno == EINVAL)
		result = 0;
	(void)close(fd);
	return result;
}

enum err_code
wholefile_commit(struct wholefile *file, bool replace, struct err *err)
{
	enum err_code code = ERR_OK;

	if (fsync(file->fd) == -1) {
		code = refused(err, file->name);
	} else if ((replace ? rename_over : rename_new)(file) == -1) {
		if (errno == EEXIST)
			code = err_set(err, ERR_EXISTS,
			    _("%s is there already and is not overwritten."),
			    file->name);
		else
			code = refused(err, file->name);
	}
	if (code != ERR_OK) {
		wholefile_discard(file);
		return code;
	}
	(void)close(file->fd);
	file->fd = -1;
	if (sync_directory(file->dir) == -1)
		return refused(err, file->name);
	return ERR_OK;
}

void
wholefile_discard(struct wholefile *file)
{
	(void)close(file->fd);
	if (file->temp[0] != '\0')
		(void)unlinkat(file->dir, file->temp, 0);
	file->fd = -1;
}

enum err_code
wholefile_write(int dir, const char *name, mode_t mode, bool replace,
    struct slice data, struct err *err)
{
	struct wholefile file;

	if (wholefile_create(dir, name, mode, &file, err) != ERR_OK)
		return err->code;
	if (wholefile_add(&file, data, err) != ERR_OK) {
		wholefile_discard(&file);
		return err->code;
	}
	return wholefile_commit(&file, replace, err);
}
