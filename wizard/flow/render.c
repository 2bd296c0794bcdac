#include "wizard/flow/render.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/escape.h"

static const char *
find(struct slice name, const struct variable *variables, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, variables[i].name))
			return variables[i].value;
	return NULL;
}

/* "name" or "name|notation|notation"; NULL: one of them is not known. */
static const char *
value_of(struct arena *arena, struct slice inside,
    const struct variable *variables, size_t count)
{
	const char *value = NULL;
	struct slice word;

	if (slice_next(&inside, '|', &word))
		value = find(word, variables, count);
	while (value != NULL && slice_next(&inside, '|', &word)) {
		escape_text *escape = escape_find(word);

		value =
		    escape == NULL ? NULL : escape(arena, slice_of(value));
	}
	return value;
}

static enum err_code
render_in(struct arena *arena, struct buf *out, const char *template,
    const struct variable *variables, size_t count, struct err *err)
{
	const char *rest = template;
	const char *open;

	while ((open = strstr(rest, "{{")) != NULL) {
		const char *close = strstr(open, "}}");
		struct slice inside;
		const char *value;

		if (close == NULL)
			return err_at(err, ERR_SYNTAX,
			    (size_t)(open - template),
			    _("the template has \"{{\" without \"}}\""));
		inside =
		    (struct slice) {open + 2, (size_t)(close - open - 2)};
		value = value_of(arena, inside, variables, count);
		if (value == NULL)
			return err_at(err, ERR_SYNTAX,
			    (size_t)(open - template),
			    _("the template asks for {{%.*s}}, which does not "
			      "exist"),
			    (int)inside.len, inside.ptr);
		buf_add(out, rest, (size_t)(open - rest));
		buf_adds(out, value);
		rest = close + 2;
	}
	buf_adds(out, rest);
	return ERR_OK;
}

enum err_code
render(struct buf *out, const char *template,
    const struct variable *variables, size_t count, struct err *err)
{
	struct arena arena = ARENA_INIT;
	enum err_code code =
	    render_in(&arena, out, template, variables, count, err);

	arena_release(&arena);
	return code;
}
