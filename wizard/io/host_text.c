#include "wizard/io/host_text.h"

#include <fcntl.h>
#include <string.h>

#include "wizard/io/wholefile.h"
#include "wizard/record/dname.h"

#define TEXT_MAX (1U << 20)

static const char blanks[] = " \t\r";

struct slice
host_text_read(struct arena *arena, const char *root, const char *path)
{
	const char *full = arena_printf(arena, "%s%s", root, path);
	struct buf text = BUF_INIT;
	struct slice copy = {.ptr = "", .len = 0};
	struct err err = ERR_INIT;

	/* What cannot be read is not known; nothing depends on it. */
	if (wholefile_read(AT_FDCWD, full, true, TEXT_MAX, &text, &err) ==
	    ERR_OK) {
		copy.len = text.len;
		copy.ptr = arena_copy_slice(
		    arena, (struct slice) {buf_text(&text), text.len});
	}
	buf_release(&text);
	return copy;
}

bool
host_text_word(struct slice *rest, struct slice *ret_word)
{
	size_t len = 0;

	*rest = slice_trim(*rest, blanks);
	while (len < rest->len && strchr(blanks, rest->ptr[len]) == NULL)
		len++;
	*ret_word = (struct slice) {rest->ptr, len};
	rest->ptr += len;
	rest->len -= len;
	return len > 0;
}

const char *
host_text_name(struct arena *arena, struct slice text)
{
	struct err err = ERR_INIT;
	struct dname name;

	if (dname_parse(slice_trim(text, " \t\r\n\""), &name, &err) != ERR_OK ||
	    !dname_is_hostname(name.text))
		return NULL;
	return arena_copy(arena, name.text);
}

struct slice
host_text_setting(struct slice text, const char *key)
{
	struct slice line, value = {.ptr = "", .len = 0};
	size_t len = strlen(key);

	while (slice_next(&text, '\n', &line)) {
		if (line.len <= len || memcmp(line.ptr, key, len) != 0)
			continue;
		line.ptr += len;
		line.len -= len;
		line = slice_trim(line, blanks);
		if (line.len == 0 || line.ptr[0] != '=')
			continue;
		line.ptr++;
		line.len--;
		value = slice_trim(line, blanks);
	}
	return value;
}
