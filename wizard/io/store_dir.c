#include "wizard/io/store_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/record/dname.h"

bool
store_dir_is_domain(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
	struct dname parsed;
	struct err err;

	/* No slash; and no empty label, so neither "." nor ".." nor hidden. */
	return name[0] != '\0' && strspn(name, allowed) == strlen(name) &&
	       dname_parse(slice_of(name), &parsed, &err) == ERR_OK &&
	       strcmp(parsed.text, name) == 0;
}

/* mkdir -p, all with mode 0700; a part that is there already is all right. */
static enum err_code
make_parents(const char *path, struct err *err)
{
	char part[4096];
	size_t len = strlen(path);

	if (len >= sizeof(part))
		return err_set(err, ERR_LIMIT,
		    _("The name of the state directory is too long."));
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0700) == -1 && errno != EEXIST)
			return err_sys(err,
			    _("The directory %s cannot be made. Choose "
			      "another place with --state DIR"),
			    part);
	}
	return ERR_OK;
}

/* Nobody else may own what we trust, or put things into it. */
static enum err_code
check_owner(int fd, const char *name, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return err_sys(err, _("%s cannot be looked at"), name);
	if (st.st_uid != geteuid())
		return err_set(err, ERR_RANGE,
		    _("The directory %s belongs to somebody else (user id "
		      "%lu), so it is not used. Run this program as that "
		      "user, or choose another place with --state DIR."),
		    name, (unsigned long)st.st_uid);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return err_set(err, ERR_RANGE,
		    _("Others may write into the directory %s, so it is not "
		      "used. Run: chmod 700 %s"),
		    name, name);
	return ERR_OK;
}

static enum err_code
open_checked(int dir, const char *name, int flags, int *ret_fd, struct err *err)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);

	if (fd == -1 && errno == ENOENT)
		return err_set(
		    err, ERR_MISSING, _("There is no directory %s."), name);
	if (fd == -1)
		return err_sys(
		    err, _("The directory %s cannot be opened"), name);
	if (check_owner(fd, name, err) != ERR_OK) {
		(void)close(fd);
		return err->code;
	}
	*ret_fd = fd;
	return ERR_OK;
}

enum err_code
store_dir_base(const char *base, bool create, int *ret_fd, struct err *err)
{
	if (create && make_parents(base, err) != ERR_OK)
		return err->code;
	return open_checked(AT_FDCWD, base, 0, ret_fd, err);
}

/* One level down, never through a symbolic link. Closes the upper one. */
static enum err_code
descend(int upper, const char *name, bool create, int *ret_fd, struct err *err)
{
	enum err_code code;

	if (create && mkdirat(upper, name, 0700) == -1 && errno != EEXIST)
		code = err_sys(err, _("The directory %s cannot be made"), name);
	else
		code = open_checked(upper, name, O_NOFOLLOW, ret_fd, err);
	(void)close(upper);
	return code;
}

enum err_code
store_dir_domain(const char *base, const char *domain, bool create, int *ret_fd,
    struct err *err)
{
	int fd;

	if (!store_dir_is_domain(domain))
		return err_set(
		    err, ERR_RANGE, _("'%s' is not a domain name."), domain);
	if (store_dir_base(base, create, &fd, err) != ERR_OK)
		return err->code;
	return descend(fd, domain, create, ret_fd, err);
}

enum err_code
store_dir_keys(
    const char *base, const char *domain, int *ret_fd, struct err *err)
{
	int fd;

	if (store_dir_domain(base, domain, true, &fd, err) != ERR_OK)
		return err->code;
	return descend(fd, "keys", true, ret_fd, err);
}
