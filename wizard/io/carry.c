#include "wizard/io/carry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/carry_core.h"
#include "wizard/io/passphrase.h"
#include "wizard/io/store_dir.h"
#include "wizard/io/wholefile.h"

struct carry *
carry_new(const char *base)
{
	struct carry *carry = mem_alloc(sizeof(*carry));

	carry->base = mem_copy(base);
	return carry;
}

void
carry_free(struct carry *carry)
{
	if (carry != NULL)
		free(carry->base);
	free(carry);
}

/* --- Files of a domain --------------------------------------------------- */

enum err_code
carry_open_directory(const char *base, const char *domain, const char *file,
    bool create, int *ret_fd, const char **ret_name, struct err *err)
{
	const char *slash = strchr(file, '/');

	*ret_name = slash != NULL ? slash + 1 : file;
	if (slash != NULL)
		return store_dir_keys(base, domain, ret_fd, err);
	return store_dir_domain(base, domain, create, ret_fd, err);
}

enum err_code
carry_read(int dir, const char *name, struct vault *ret, struct err *err)
{
	enum err_code code;
	int fd;

	if (wholefile_open(dir, name, false, &fd, err) != ERR_OK)
		return err->code;
	code = vault_read(ret, fd, BUNDLE_FILE_MAX, err);
	(void)close(fd);
	return code;
}

void
carry_note(struct arena *arena, struct carried_list *list,
    const struct carried *item)
{
	list->item = arena_push(
	    arena, list->item, &list->count, sizeof(*list->item));
	list->item[list->count - 1] = (struct carried) {
	    .domain = arena_copy(arena, item->domain),
	    .file = arena_copy(arena, item->file),
	    .fate = item->fate,
	};
}

/* --- Packing ------------------------------------------------------------- */

struct packing {
	const struct carry *carry;
	const struct carry_request *request;
	struct arena *arena;
	struct carried_list list;
	struct vault out;
	struct err *err;
};

/* What is not there is left out. */
static enum err_code
pack_file(struct packing *p, const char *domain, const char *file)
{
	struct vault content = VAULT_INIT;
	enum err_code code;
	const char *name;
	int dir;

	if (carry_open_directory(p->carry->base, domain, file, false, &dir,
		&name, p->err) != ERR_OK)
		return p->err->code;
	code = carry_read(dir, name, &content, p->err);
	(void)close(dir);
	if (code == ERR_OK)
		code = bundle_file(
		    &p->out, domain, file, vault_slice(&content), p->err);
	vault_release(&content);
	if (code == ERR_MISSING)
		return ERR_OK;
	if (code != ERR_OK)
		return err_wrap(p->err, "%s/%s", domain, file);
	carry_note(p->arena, &p->list, &(struct carried) {domain, file, CARRIED});
	return ERR_OK;
}

static int
by_name(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* The names in a directory, sorted; it is closed. */
static const char **
names_in(struct arena *arena, int fd, size_t *ret_count)
{
	DIR *dir = fdopendir(fd);
	const char **name = NULL;
	const struct dirent *entry;

	*ret_count = 0;
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		name = arena_push(arena, name, ret_count, sizeof(*name));
		name[*ret_count - 1] = arena_copy(arena, entry->d_name);
	}
	if (dir != NULL)
		(void)closedir(dir);
	else
		(void)close(fd);
	if (*ret_count > 1)
		qsort(name, *ret_count, sizeof(*name), by_name);
	return name;
}

static enum err_code
pack_keys(struct packing *p, const char *domain)
{
	const char **name;
	size_t count;
	int dir;

	if (store_dir_keys(p->carry->base, domain, &dir, p->err) != ERR_OK)
		return p->err->code;
	name = names_in(p->arena, dir, &count);
	for (size_t i = 0; i < count; i++) {
		const char *file =
		    arena_printf(p->arena, "keys/%s", name[i]);

		if (bundle_is_file(file) &&
		    pack_file(p, domain, file) != ERR_OK)
			return p->err->code;
	}
	return ERR_OK;
}

static enum err_code
pack_domain(struct packing *p, const char *domain)
{
	static const char *const files[] = {
	    "journal", "past", "seen", "state"};

	for (size_t i = 0; i < COUNT_OF(files); i++)
		if (pack_file(p, domain, files[i]) != ERR_OK)
			return p->err->code;
	return p->request->keys ? pack_keys(p, domain) : ERR_OK;
}

static enum err_code
pack_all(struct packing *p)
{
	const char **name;
	size_t count;
	int base;

	if (bundle_begin(&p->out, p->carry->base, p->err) != ERR_OK ||
	    store_dir_base(p->carry->base, false, &base, p->err) != ERR_OK)
		return p->err->code;
	name = names_in(p->arena, base, &count);
	for (size_t i = 0; i < count; i++)
		if (store_dir_is_domain(name[i]) &&
		    pack_domain(p, name[i]) != ERR_OK)
			return p->err->code;
	if (p->list.count == 0)
		return err_set(p->err, ERR_MISSING,
		    _("There is nothing to export in %s."), p->carry->base);
	return bundle_end(&p->out, p->err);
}

/* --- Where it goes ------------------------------------------------------- */

static enum err_code
write_out(struct slice text, struct err *err)
{
	while (text.len > 0) {
		ssize_t n = write(STDOUT_FILENO, text.ptr, text.len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return err_sys(
			    err, _("Standard output cannot be written"));
		text.ptr += n;
		text.len -= (size_t)n;
	}
	return ERR_OK;
}

static enum err_code
write_file(struct arena *arena, const char *path, struct slice text,
    struct err *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	const char *above = slash == NULL
	    ? "."
	    : arena_printf(arena, "%.*s", (int)(name - path), path);
	int dir = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err_code code;

	if (dir == -1)
		return err_sys(
		    err, _("The directory %s cannot be opened"), above);
	code = wholefile_write(dir, name, 0600, false, text, err);
	(void)close(dir);
	if (code == ERR_EXISTS)
		return err_set(err, ERR_EXISTS,
		    _("%s is there already and is not overwritten. Choose "
		      "another name."),
		    path);
	return code;
}

static enum err_code
deliver(struct packing *p, const struct vault *vault)
{
	struct slice text = vault_slice(vault);

	if (strcmp(p->request->path, "-") == 0)
		return write_out(text, p->err);
	return write_file(p->arena, p->request->path, text, p->err);
}

static enum err_code
seal_and_deliver(struct packing *p)
{
	struct vault passphrase = VAULT_INIT, sealed = VAULT_INIT;
	enum err_code code = passphrase_get(
	    p->request->passphrase_file, true, &passphrase, p->err);

	if (code == ERR_OK)
		code = vault_seal(
		    &p->out, vault_slice(&passphrase), &sealed, p->err);
	if (code == ERR_OK)
		code = deliver(p, &sealed);
	vault_release(&passphrase);
	vault_release(&sealed);
	return code;
}

static enum err_code
pack(void *self, const struct carry_request *request, struct arena *arena,
    struct carried_list *ret, struct err *err)
{
	struct packing p = {
	    .carry = self, .request = request, .arena = arena, .err = err};
	enum err_code code = pack_all(&p);

	if (code == ERR_OK)
		code = request->keys ? seal_and_deliver(&p)
				     : deliver(&p, &p.out);
	vault_release(&p.out);
	if (code == ERR_OK)
		*ret = p.list;
	return code;
}

struct carry_service
carry_service(struct carry *carry)
{
	return (struct carry_service) {
	    .self = carry, .pack = pack, .unpack = carry_unpack};
}
