#include "wizard/io/templates_sender.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/dname.h"
#include "wizard/record/spf.h"

static const char *
judge_term(struct arena *arena, const char *value)
{
	struct spf_term term;
	struct err err;

	return spf_parse_term(arena, slice_of(value), &term, &err) == ERR_OK
		   ? NULL
		   : arena_copy(arena, err.msg);
}

static const char *
judge_name(struct arena *arena, struct slice text)
{
	struct dname name;
	struct err err;

	return dname_parse(text, &name, &err) == ERR_OK
		   ? NULL
		   : arena_copy(arena, err.msg);
}

/* Services use underscores, too: only what cannot be a label is refused. */
static const char *
judge_names(struct arena *arena, const char *value)
{
	struct slice rest = slice_of(value), word;
	const char *fault = NULL;

	while (fault == NULL && slice_next(&rest, ' ', &word))
		if (word.len > 0)
			fault = judge_name(arena, word);
	return fault;
}

/* The region it is sold in decides what is listed first. */
static const char *
judge_region(struct arena *arena, const char *value)
{
	(void)arena;
	return strcmp(value, "JP") == 0 || strcmp(value, "int") == 0
	    ? NULL
	    : _("it is JP or int");
}

static bool
is_among(struct slice word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(word, words[i]))
			return true;
	return false;
}

static const char *
judge_dkim(struct arena *arena, const char *value)
{
	static const char *const types[] = {"TXT", "CNAME", "NS", "none"};
	struct slice rest = slice_of(value), type;

	if (!slice_next(&rest, ' ', &type) ||
	    !is_among(type, types, COUNT_OF(types)))
		return _("it begins with TXT, CNAME, NS or none");
	return judge_names(arena, arena_copy_slice(arena, rest));
}

/* The names, with an x in place of every "{{placeholder}}". */
static const char *
judge_target(struct arena *arena, const char *value)
{
	const char *text = "", *begin, *end;

	while ((begin = strstr(value, "{{")) != NULL &&
	    (end = strstr(begin, "}}")) != NULL) {
		text = arena_printf(
		    arena, "%s%.*sx", text, (int)(begin - value), value);
		value = end + 2;
	}
	if (strpbrk(value, "{}") != NULL)
		return _("a placeholder begins with {{ and ends with }}");
	return judge_names(arena, arena_printf(arena, "%s%s", text, value));
}

static const char *
judge_align(struct arena *arena, const char *value)
{
	static const char *const words[] = {"spf", "dkim"};
	struct slice rest = slice_of(value), word;

	(void)arena;
	while (slice_next(&rest, ' ', &word))
		if (!is_among(word, words, COUNT_OF(words)))
			return _("it is spf, dkim, or both");
	return NULL;
}

const char *
templates_judge_sender(
    struct arena *arena, const char *key, const char *value)
{
	static const struct {
		const char *key;
		const char *(*judge)(struct arena *arena, const char *value);
	} judges[] = {
	    {"region", judge_region},
	    {"spf", judge_term},
	    {"mx", judge_names},
	    {"home", judge_names},
	    {"selectors", judge_names},
	    {"dkim", judge_dkim},
	    {"target", judge_target},
	    {"bounce", judge_names},
	    {"align", judge_align},
	};

	for (size_t i = 0; i < COUNT_OF(judges); i++)
		if (value[0] != '\0' && strcmp(key, judges[i].key) == 0)
			return judges[i].judge(arena, value);
	return NULL;
}
