#include "wizard/io/bundle.h"

#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/io/store_dir.h"

#define LINE_MAX_LEN 4096

static const char family[] = "inkan-state ";
static const char first_line[] = "inkan-state 1";

/* --- Writing ------------------------------------------------------------- */

static enum err_code
add_line(struct vault *out, struct err *err, const char *line)
{
	if (vault_add(out, line, strlen(line), err) != ERR_OK)
		return err->code;
	return vault_add(out, "\n", 1, err);
}

enum err_code
bundle_begin(struct vault *out, const char *base, struct err *err)
{
	char line[LINE_MAX_LEN];

	(void)snprintf(line, sizeof(line), "base %s", base);
	if (add_line(out, err, first_line) != ERR_OK)
		return err->code;
	return add_line(out, err, line);
}

enum err_code
bundle_file(struct vault *out, const char *domain, const char *file,
    struct slice content, struct err *err)
{
	char line[LINE_MAX_LEN];

	(void)snprintf(line, sizeof(line), "file %s/%s %zu", domain, file,
	    content.len);
	if (add_line(out, err, line) != ERR_OK ||
	    vault_add(out, content.ptr, content.len, err) != ERR_OK)
		return err->code;
	return vault_add(out, "\n", 1, err);
}

enum err_code
bundle_end(struct vault *out, struct err *err)
{
	return add_line(out, err, "end");
}

/* --- Reading ------------------------------------------------------------- */

struct reading {
	struct arena *arena;
	struct slice rest;
	struct bundle bundle;
	struct err *err;
};

static enum err_code
damaged(struct reading *r)
{
	return err_set(r->err, ERR_SYNTAX,
	    _("This is not what inkan state export writes, or it is damaged. "
	      "Nothing was changed."));
}

/* A plain name: never "..", never hidden, no way out of its directory. */
static bool
is_plain(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_.";

	return name[0] != '\0' && name[0] != '.' && strlen(name) < 128 &&
	    strspn(name, allowed) == strlen(name);
}

bool
bundle_is_file(const char *file)
{
	static const char *const files[] = {
	    "state", "seen", "past", "journal"};

	for (size_t i = 0; i < COUNT_OF(files); i++)
		if (strcmp(file, files[i]) == 0)
			return true;
	return strncmp(file, "keys/", 5) == 0 && is_plain(file + 5);
}

/* The next line, which must not be longer than any that is written. */
static bool
next_line(struct reading *r, const char **ret)
{
	size_t most = r->rest.len < LINE_MAX_LEN ? r->rest.len : LINE_MAX_LEN;
	const char *end = memchr(r->rest.ptr, '\n', most);
	struct slice line = {r->rest.ptr, 0};

	if (end == NULL)
		return false;
	line.len = (size_t)(end - line.ptr);
	if (memchr(line.ptr, '\0', line.len) != NULL)
		return false;
	r->rest.ptr += line.len + 1;
	r->rest.len -= line.len + 1;
	*ret = arena_copy_slice(r->arena, line);
	return true;
}

static bool
read_size(const char *text, size_t *ret)
{
	size_t size = 0;

	if (text[0] == '\0' || strspn(text, "0123456789") != strlen(text) ||
	    strlen(text) > 9)
		return false;
	for (; *text != '\0'; text++)
		size = size * 10 + (size_t)(*text - '0');
	*ret = size;
	return size <= BUNDLE_FILE_MAX;
}

static bool
is_there(const struct bundle *bundle, const struct bundled *item)
{
	for (size_t i = 0; i < bundle->count; i++)
		if (strcmp(bundle->item[i].domain, item->domain) == 0 &&
		    strcmp(bundle->item[i].file, item->file) == 0)
			return true;
	return false;
}

/* "example.jp/state 1234", then as many octets and a line end. */
static enum err_code
read_item(struct reading *r, const char *text)
{
	struct bundle *b = &r->bundle;
	char *name = arena_copy(r->arena, text);
	char *slash = strchr(name, '/'), *blank = strchr(name, ' ');
	struct bundled item;

	if (slash == NULL || blank == NULL || slash > blank)
		return damaged(r);
	*slash = *blank = '\0';
	item = (struct bundled) {.domain = name, .file = slash + 1};
	if (!store_dir_is_domain(item.domain) || !bundle_is_file(item.file) ||
	    !read_size(blank + 1, &item.content.len) ||
	    item.content.len >= r->rest.len ||
	    r->rest.ptr[item.content.len] != '\n' || is_there(b, &item))
		return damaged(r);
	if (b->count == BUNDLE_FILES_MAX)
		return err_set(r->err, ERR_LIMIT, _("too many files in it"));
	item.content.ptr = r->rest.ptr;
	r->rest.ptr += item.content.len + 1;
	r->rest.len -= item.content.len + 1;
	b->item =
	    arena_push(r->arena, b->item, &b->count, sizeof(*b->item));
	b->item[b->count - 1] = item;
	return ERR_OK;
}

static enum err_code
read_head(struct reading *r)
{
	const char *line;

	if (!next_line(r, &line) ||
	    strncmp(line, family, strlen(family)) != 0)
		return damaged(r);
	if (strcmp(line, first_line) != 0)
		return err_set(r->err, ERR_VERSION,
		    _("A newer version of this program wrote it. Use that "
		      "version; nothing was changed."));
	if (!next_line(r, &line) || strncmp(line, "base /", 6) != 0)
		return damaged(r);
	r->bundle.base = line + strlen("base ");
	return ERR_OK;
}

enum err_code
bundle_parse(struct arena *arena, struct slice text, struct bundle *ret,
    struct err *err)
{
	struct reading r = {.arena = arena, .rest = text, .err = err};
	const char *line;

	if (read_head(&r) != ERR_OK)
		return err->code;
	for (;;) {
		if (!next_line(&r, &line))
			return damaged(&r);
		if (strcmp(line, "end") == 0)
			break;
		if (strncmp(line, "file ", 5) != 0)
			return damaged(&r);
		if (read_item(&r, line + 5) != ERR_OK)
			return err->code;
	}
	if (r.rest.len > 0)
		return damaged(&r);
	*ret = r.bundle;
	return ERR_OK;
}
