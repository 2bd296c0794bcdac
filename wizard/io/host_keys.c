#include "wizard/io/host_keys.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wizard/io/host_keys_parse.h"
#include "wizard/io/host_text.h"

#define NAMES_MAX 6

/* In the order of preference: who signs outside the mail server comes first. */
static const struct signer {
	const char *id; /* as in templates/signers */
	const char *program[NAMES_MAX]; /* one of them is there */
	const char *config[NAMES_MAX];
	void (*hunt)(struct key_hunt *hunt, struct slice text);
} signers[] = {
    {"rspamd", {"/usr/bin/rspamd", "/usr/local/bin/rspamd"},
	{"/etc/rspamd/local.d/dkim_signing.conf",
	    "/etc/rspamd/override.d/dkim_signing.conf"},
	hunt_rspamd},
    {"opendkim", {"/usr/sbin/opendkim", "/usr/local/sbin/opendkim"},
	{"/etc/opendkim.conf", "/etc/opendkim/opendkim.conf"}, hunt_milter},
    {"dkimpy", {"/usr/bin/dkimpy-milter", "/usr/sbin/dkimpy-milter"},
	{"/etc/dkimpy-milter/dkimpy-milter.conf", "/etc/dkimpy-milter.conf"},
	hunt_milter},
    {"opensmtpd",
	{"/usr/libexec/opensmtpd/filter-dkimsign",
	    "/usr/libexec/smtpd/filter-dkimsign",
	    "/usr/lib/opensmtpd/filter-dkimsign",
	    "/usr/lib/x86_64-linux-gnu/opensmtpd/filter-dkimsign",
	    "/usr/lib/aarch64-linux-gnu/opensmtpd/filter-dkimsign"},
	{"/etc/smtpd.conf", "/etc/mail/smtpd.conf"}, hunt_opensmtpd},
    {"amavisd", {"/usr/sbin/amavisd-new", "/usr/sbin/amavisd"},
	{"/etc/amavis/conf.d/50-user", "/etc/amavis/conf.d/21-dkim",
	    "/etc/amavisd/amavisd.conf", "/etc/amavisd.conf"},
	hunt_amavisd},
    {"exim", {"/usr/sbin/exim4", "/usr/sbin/exim"},
	{"/etc/exim4/exim4.conf.localmacros", "/etc/exim4/exim4.conf",
	    "/etc/exim4/conf.d/main/00_local_macros",
	    "/etc/exim4/exim4.conf.template", "/etc/exim/exim.conf"},
	hunt_exim},
};

static void
read_config(struct key_hunt *hunt, const char *root, const struct signer *signer)
{
	hunt->signer = signer->id;
	hunt->tables = 0;
	for (size_t i = 0; i < NAMES_MAX && signer->config[i] != NULL; i++)
		signer->hunt(hunt,
		    host_text_read(hunt->arena, root, signer->config[i]));
	for (size_t i = 0; i < hunt->tables; i++)
		hunt_table(hunt,
		    host_text_read(hunt->arena, root, hunt->table[i].file),
		    hunt->table[i].path);
}

static bool
is_installed(struct arena *arena, const char *root, const struct signer *signer)
{
	for (size_t i = 0; i < NAMES_MAX && signer->program[i] != NULL; i++)
		if (access(arena_printf(arena, "%s%s", root,
			       signer->program[i]),
			F_OK) == 0)
			return true;
	return false;
}

/* A file that everybody may read is safe behind a folder that is closed. */
static bool
is_bare(struct arena *arena, const char *root, const char *path, mode_t mode)
{
	char *at = arena_printf(arena, "%s%s", root, path);
	struct stat st;
	char *slash;

	if ((mode & S_IROTH) == 0)
		return false;
	while ((slash = strrchr(at, '/')) != NULL && slash > at + strlen(root)) {
		*slash = '\0';
		if (stat(at, &st) == -1 || (st.st_mode & S_IXOTH) == 0)
			return false;
	}
	return true;
}

/* Keys that are not there; one that others may not even see may well be. */
static size_t
drop_missing(struct arena *arena, const char *root, struct host_key *key,
    size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct stat st;
		bool there = stat(arena_printf(arena, "%s%s", root,
				      key[i].path),
				 &st) == 0;

		if (!there && errno != EACCES)
			continue;
		key[i].bare =
		    there && is_bare(arena, root, key[i].path, st.st_mode);
		key[kept++] = key[i];
	}
	return kept;
}

struct host_signing
host_keys_find(struct arena *arena, const char *root, const char *domain)
{
	struct key_hunt hunt = {.arena = arena, .domain = domain};
	struct host_signing found = {.signer = NULL};

	for (size_t i = 0; i < COUNT_OF(signers); i++) {
		read_config(&hunt, root, &signers[i]);
		if (found.signer == NULL &&
		    is_installed(arena, root, &signers[i]))
			found.signer = signers[i].id;
	}
	found.key = hunt.key;
	found.keys = drop_missing(arena, root, hunt.key, hunt.keys);
	/* Who signs for this domain is the signer, whatever else is here. */
	if (found.keys > 0)
		found.signer = found.key[0].signer;
	return found;
}
