#include "wizard/cli/advice.h"

#include <stdio.h>

#include "wizard/base/text.h"

#define COLUMNS 76

static void
print_text(struct arena *arena, const char *text)
{
	struct text_lines lines = text_wrap(arena, text, COLUMNS);

	for (size_t i = 0; text[0] != '\0' && i < lines.count; i++)
		printf("  %s\n", lines.line[i]);
}

void
advice_print(struct arena *arena, const struct advice_template *advice)
{
	printf("%s  %s\n", advice->id, advice->title);
	for (size_t i = 0; i < ADVICE_TEXTS; i++)
		print_text(arena, advice->text[i]);
	for (size_t i = 0; i < ADVICE_LINES; i++)
		if (advice->line[i][0] != '\0')
			printf("    %s\n", advice->line[i]);
}

/* Those that are given; size: how many there can be. */
static json_t *
json_texts(const char *const *text, size_t size)
{
	json_t *array = json_array();

	for (size_t i = 0; i < size; i++)
		if (text[i][0] != '\0')
			(void)json_array_append_new(
			    array, json_string(text[i]));
	return array;
}

json_t *
json_advice(const struct advice_template *advice)
{
	json_t *o = json_object();

	(void)json_object_set_new(o, "id", json_string(advice->id));
	(void)json_object_set_new(o, "title", json_string(advice->title));
	(void)json_object_set_new(
	    o, "text", json_texts(advice->text, ADVICE_TEXTS));
	(void)json_object_set_new(
	    o, "lines", json_texts(advice->line, ADVICE_LINES));
	return o;
}
