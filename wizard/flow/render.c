#include "wizard/flow/render.h"

#include <string.h>

#include "wizard/base/i18n.h"

static const char *
find(struct slice name, const struct variable *variables, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, variables[i].name))
			return variables[i].value;
	return NULL;
}

enum err_code
render(struct buf *out, const char *template,
    const struct variable *variables, size_t count, struct err *err)
{
	const char *rest = template;
	const char *open;

	while ((open = strstr(rest, "{{")) != NULL) {
		const char *close = strstr(open, "}}");
		struct slice name;
		const char *value;

		if (close == NULL)
			return err_at(err, ERR_SYNTAX,
			    (size_t)(open - template),
			    _("the template has \"{{\" without \"}}\""));
		name = (struct slice) {open + 2, (size_t)(close - open - 2)};
		value = find(name, variables, count);
		if (value == NULL)
			return err_at(err, ERR_SYNTAX,
			    (size_t)(open - template),
			    _("the template asks for {{%.*s}}, which does not "
			      "exist"),
			    (int)name.len, name.ptr);
		buf_add(out, rest, (size_t)(open - rest));
		buf_adds(out, value);
		rest = close + 2;
	}
	buf_adds(out, rest);
	return ERR_OK;
}
