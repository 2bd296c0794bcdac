#include "wizard/io/template_lines.h"

#include <string.h>

#include "wizard/base/i18n.h"

enum err_code
template_lines_fail(const struct template_lines *lines, const char *what)
{
	return err_set(lines->err, ERR_SYNTAX, "%s:%u: %s", lines->file,
	    lines->line, what);
}

enum err_code
template_lines_read(struct template_lines *lines, struct slice text,
    enum err_code (*read)(void *arg, struct slice line), void *arg)
{
	struct slice line;

	while (slice_next(&text, '\n', &line)) {
		/* What stands behind the last line end is no line. */
		if (text.ptr == NULL && line.len == 0)
			break;
		lines->line++;
		line.len -= line.len > 0 && line.ptr[line.len - 1] == '\r';
		if (memchr(line.ptr, '\0', line.len) != NULL)
			return template_lines_fail(
			    lines, _("this is not text"));
		if (read(arg, line) != ERR_OK)
			return lines->err->code;
	}
	return ERR_OK;
}

bool
template_lines_known(struct slice line,
    bool (*is_known)(const void *arg, struct slice inside), const void *arg)
{
	const char *open, *close;

	while ((open = memmem(line.ptr, line.len, "{{", 2)) != NULL) {
		line.len -= (size_t)(open + 2 - line.ptr);
		line.ptr = open + 2;
		close = memmem(line.ptr, line.len, "}}", 2);
		if (close == NULL ||
		    !is_known(arg,
			(struct slice) {
			    line.ptr, (size_t)(close - line.ptr)}))
			return false;
	}
	return true;
}

bool
template_lines_among(struct slice name, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, words[i]))
			return true;
	return false;
}
