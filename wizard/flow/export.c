#include "wizard/flow/export.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/record/zonefile.h"

const struct format_template *
export_format(const struct templates *templates, const char *id)
{
	for (size_t i = 0; i < templates->formats; i++)
		if (strcmp(templates->format[i].id, id) == 0)
			return &templates->format[i];
	return NULL;
}

static const char *
op_word(const struct change *change)
{
	static const char *const words[] = {
	    [CHANGE_KEEP] = N_("KEEP"),
	    [CHANGE_ADD] = N_("ADD"),
	    [CHANGE_REPLACE] = N_("REPLACE"),
	};

	return _(words[change->op]);
}

static const char *
old_values(struct arena *arena, const struct change *change)
{
	const char *text = "";

	for (int64_t i = 0; i < change->olds; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? "\n" : "",
		    text_safe(arena, slice_of(change->old[i])));
	return text;
}

static enum err_code
export_one(struct buf *out, const struct format_template *format,
    const struct change *change, const struct variable general[4],
    const char *zone, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct slice value = slice_of(change->value);
	char relative[DNAME_MAX + 2];
	enum err_code code;

	dname_relative(change->name, zone, relative, sizeof(relative));
	{
		const struct variable variables[] = {
		    general[0],
		    general[1],
		    general[2],
		    general[3],
		    {"name", relative},
		    {"owner", change->name},
		    {"fqdn", arena_printf(&arena, "%s.", change->name)},
		    {"type", "TXT"},
		    {"ttl", arena_printf(&arena, "%" PRId64, change->ttl)},
		    {"value", change->value},
		    {"quoted", zonefile_quote_one(&arena, value)},
		    {"strings", zonefile_quote_txt(&arena, value)},
		    {"op", op_word(change)},
		    {"old", old_values(&arena, change)},
		};

		code = render(out, format->record, variables,
		    COUNT_OF(variables), err);
	}
	arena_release(&arena);
	return code;
}

enum err_code
export_changes(struct buf *out, const struct format_template *format,
    const struct change *changes, size_t count, const char *zone, bool all,
    const char *date, struct err *err)
{
	char number[24] = "0", total[24];
	struct variable general[4] = {
	    {"domain", zone},
	    {"date", date},
	    {"number", number},
	    {"count", total},
	};
	size_t wanted = 0;
	unsigned n = 0;

	for (size_t i = 0; i < count; i++)
		wanted += all || changes[i].op != CHANGE_KEEP;
	(void)snprintf(total, sizeof(total), "%zu", wanted);
	if (render(out, format->head, general, 4, err) != ERR_OK)
		return err->code;
	for (size_t i = 0; i < count; i++) {
		if (!all && changes[i].op == CHANGE_KEEP)
			continue;
		(void)snprintf(number, sizeof(number), "%u", ++n);
		if (export_one(out, format, &changes[i], general, zone, err) !=
		    ERR_OK)
			return err_wrap(err, _("format \"%s\""), format->id);
	}
	return render(out, format->foot, general, 4, err);
}
