#include "wizard/io/scratch.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "wizard/base/i18n.h"

enum err_code
scratch_make(char ret_path[SCRATCH_PATH_MAX], struct err *err)
{
	const char *base = getenv("TMPDIR");

	if (base == NULL || base[0] != '/')
		base = "/tmp";
	if (snprintf(ret_path, SCRATCH_PATH_MAX, "%s/inkan-practice-XXXXXX",
		base) >= SCRATCH_PATH_MAX)
		return err_set(err, ERR_LIMIT, _("TMPDIR is too long"));
	if (mkdtemp(ret_path) == NULL)
		return err_sys(err, _("cannot make a directory in %s"), base);
	return ERR_OK;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	(void)remove(path);
	return 0;
}

void
scratch_remove(const char *path)
{
	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
