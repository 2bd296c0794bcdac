/* A file of the whole memory, taken in without overwriting anything. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/io/carry_core.h"
#include "wizard/io/passphrase.h"
#include "wizard/io/store_state.h"
#include "wizard/io/wholefile.h"

struct unpacking {
	const char *base;
	struct arena *arena;
	struct bundle bundle;
	struct carried_list *list; /* one for each file of the bundle */
	struct err *err;
};

/* --- What came ----------------------------------------------------------- */

static enum err_code
read_all(const char *path, struct vault *ret, struct err *err)
{
	enum err_code code;
	int fd = STDIN_FILENO;

	if (strcmp(path, "-") == 0)
		return vault_read(ret, fd, VAULT_MAX, err);
	if (wholefile_open(AT_FDCWD, path, true, &fd, err) != ERR_OK)
		return err->code;
	code = vault_read(ret, fd, VAULT_MAX, err);
	(void)close(fd);
	return code;
}

/* What was sealed is opened in place. */
static enum err_code
unseal(const struct carry_request *request, struct vault *text, struct err *err)
{
	struct vault passphrase = VAULT_INIT, plain = VAULT_INIT;
	enum err_code code;

	if (!vault_is_sealed(vault_slice(text)))
		return ERR_OK;
	code = passphrase_get(
	    request->passphrase_file, false, &passphrase, err);
	if (code == ERR_OK)
		code = vault_open(vault_slice(text), vault_slice(&passphrase),
		    &plain, err);
	vault_release(&passphrase);
	if (code != ERR_OK)
		return code;
	vault_release(text);
	*text = plain;
	return ERR_OK;
}

/* --- States -------------------------------------------------------------- */

/* The directory of the keys of a domain may be another one on this host. */
static const char *
moved(const struct unpacking *u, const char *domain, const char *value)
{
	const char *before = arena_printf(
	    u->arena, "%s/%s/keys/", u->bundle.base, domain);
	size_t len = strlen(before);

	if (strncmp(value, before, len) != 0)
		return value;
	return arena_printf(
	    u->arena, "%s/%s/keys/%s", u->base, domain, value + len);
}

/* Read as it will be read, so that nothing damaged gets here. */
static enum err_code
adapt(struct unpacking *u, struct bundled *item)
{
	struct entries entries = {.entry = NULL};
	struct buf text = BUF_INIT;
	enum err_code code;

	if (strcmp(item->file, "journal") == 0 ||
	    strchr(item->file, '/') != NULL)
		return ERR_OK;
	code = state_parse(u->arena, item->content, &entries, u->err);
	for (size_t i = 0; code == ERR_OK && i < entries.count; i++)
		entries.entry[i].value =
		    moved(u, item->domain, entries.entry[i].value);
	if (code == ERR_OK)
		code = state_print(&entries, &text, u->err);
	if (code == ERR_OK)
		item->content = (struct slice) {
		    arena_copy_slice(
			u->arena, (struct slice) {buf_text(&text), text.len}),
		    text.len};
	buf_release(&text);
	return code == ERR_OK ? code
			      : err_wrap(u->err, "%s/%s", item->domain,
				    item->file);
}

/* --- Fates --------------------------------------------------------------- */

static bool
is_same(const struct vault *there, struct slice text)
{
	return there->len == text.len &&
	    (text.len == 0 || memcmp(there->data, text.ptr, text.len) == 0);
}

/* A journal is told on, never replaced: another one is no conflict. */
static enum err_code
find_fate(
    struct unpacking *u, const struct bundled *item, enum carried_fate *ret)
{
	struct vault there = VAULT_INIT;
	enum err_code code;
	const char *name;
	int dir;

	*ret = CARRIED;
	code = carry_open_directory(
	    u->base, item->domain, item->file, true, &dir, &name, u->err);
	if (code != ERR_OK)
		return code;
	code = carry_read(dir, name, &there, u->err);
	(void)close(dir);
	if (code == ERR_OK)
		*ret = is_same(&there, item->content) ||
			strcmp(item->file, "journal") == 0
		    ? CARRIED_SAME
		    : CARRIED_CONFLICT;
	vault_release(&there);
	return code == ERR_MISSING ? ERR_OK : code;
}

static bool
conflicts(const struct carried_list *list, const char *domain)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->item[i].fate == CARRIED_CONFLICT &&
		    strcmp(list->item[i].domain, domain) == 0)
			return true;
	return false;
}

static enum err_code
find_fates(struct unpacking *u)
{
	for (size_t i = 0; i < u->bundle.count; i++) {
		struct bundled *item = &u->bundle.item[i];
		struct carried carried = {item->domain, item->file, CARRIED};

		if (adapt(u, item) != ERR_OK ||
		    find_fate(u, item, &carried.fate) != ERR_OK)
			return u->err->code;
		carry_note(u->arena, u->list, &carried);
	}
	for (size_t i = 0; i < u->list->count; i++)
		if (u->list->item[i].fate == CARRIED &&
		    conflicts(u->list, u->list->item[i].domain))
			u->list->item[i].fate = CARRIED_NOT;
	return ERR_OK;
}

/* --- Writing ------------------------------------------------------------- */

static enum err_code
write_item(struct unpacking *u, const struct bundled *item)
{
	enum err_code code;
	const char *name;
	int dir;

	code = carry_open_directory(
	    u->base, item->domain, item->file, true, &dir, &name, u->err);
	if (code != ERR_OK)
		return code;
	code = wholefile_write(dir, name, 0600, false, item->content, u->err);
	(void)close(dir);
	return code;
}

/* States go last: one that is there means that all of its domain is. */
static enum err_code
write_all(struct unpacking *u, bool states)
{
	for (size_t i = 0; i < u->list->count; i++) {
		struct carried *carried = &u->list->item[i];
		enum err_code code;

		if (carried->fate != CARRIED ||
		    (strcmp(carried->file, "state") == 0) != states)
			continue;
		code = write_item(u, &u->bundle.item[i]);
		if (code == ERR_EXISTS)
			carried->fate = CARRIED_CONFLICT;
		else if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

enum err_code
carry_unpack(void *self, const struct carry_request *request,
    struct arena *arena, struct carried_list *ret, struct err *err)
{
	const struct carry *carry = self;
	struct unpacking u = {
	    .base = carry->base, .arena = arena, .list = ret, .err = err};
	struct vault text = VAULT_INIT;
	enum err_code code = read_all(request->path, &text, err);

	*ret = (struct carried_list) {.item = NULL};
	if (code == ERR_OK)
		code = unseal(request, &text, err);
	if (code == ERR_OK)
		code = bundle_parse(
		    arena, vault_slice(&text), &u.bundle, err);
	if (code == ERR_OK)
		code = find_fates(&u);
	if (code == ERR_OK)
		code = write_all(&u, false);
	if (code == ERR_OK)
		code = write_all(&u, true);
	vault_release(&text);
	return code;
}
