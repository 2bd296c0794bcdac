#include <archive.h>
#include <archive_entry.h>

#include "wizard/base/i18n.h"
#include "wizard/io/unpack.h"

#define CHUNK 65536

struct unzipping {
	struct archive *archive;
	struct arena *arena;
	struct unpacked *files;
	size_t room; /* octets that may still come out */
	struct err *err;
};

static enum err_code
damaged(struct unzipping *u)
{
	const char *why = archive_error_string(u->archive);

	return err_set(u->err, ERR_SYNTAX,
	    _("This zip file is damaged or encrypted (%s)."),
	    why == NULL ? "?" : why);
}

/* The file that the archive stands at. */
static enum err_code
read_file(struct unzipping *u, struct buf *out)
{
	char chunk[CHUNK];
	la_ssize_t n;

	while ((n = archive_read_data(u->archive, chunk, sizeof(chunk))) > 0) {
		if ((size_t)n > u->room)
			return unpack_too_large(u->err);
		u->room -= (size_t)n;
		buf_add(out, chunk, (size_t)n);
	}
	return n < 0 ? damaged(u) : ERR_OK;
}

static enum err_code
add_file(struct unzipping *u)
{
	struct unpacked *files = u->files;
	struct buf out = BUF_INIT;
	enum err_code code;

	if (files->files == UNPACKED_FILES_MAX)
		return err_set(u->err, ERR_LIMIT,
		    _("There are more than %d files in this zip file."),
		    UNPACKED_FILES_MAX);
	code = read_file(u, &out);
	if (code == ERR_OK)
		files->file[files->files++] = (struct slice) {
		    arena_copy_slice(
			u->arena, (struct slice) {buf_text(&out), out.len}),
		    out.len};
	buf_release(&out);
	return code;
}

static enum err_code
read_all(struct unzipping *u)
{
	struct archive_entry *entry;
	int status;

	while ((status = archive_read_next_header(u->archive, &entry)) ==
		ARCHIVE_OK ||
	    status == ARCHIVE_WARN) {
		if (archive_entry_filetype(entry) != AE_IFREG)
			continue;
		if (add_file(u) != ERR_OK)
			return u->err->code;
	}
	return status == ARCHIVE_EOF ? ERR_OK : damaged(u);
}

enum err_code
unzip(void *self, struct arena *arena, struct slice packed,
    struct unpacked *ret, struct err *err)
{
	struct unpacked files = {.files = 0};
	struct unzipping u = {
	    .archive = archive_read_new(),
	    .arena = arena,
	    .files = &files,
	    .room = unpack_limit(packed.len),
	    .err = err,
	};
	enum err_code code;

	(void)self;
	if (u.archive == NULL ||
	    archive_read_support_format_zip(u.archive) != ARCHIVE_OK ||
	    archive_read_open_memory(u.archive, packed.ptr, packed.len) !=
		ARCHIVE_OK)
		code = damaged(&u);
	else
		code = read_all(&u);
	(void)archive_read_free(u.archive);
	if (code == ERR_OK)
		*ret = files;
	return code;
}
