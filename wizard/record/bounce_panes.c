#include "wizard/record/bounce_panes.h"

#include <string.h>

#define LINES_MIN 3 /* with a bar, so that it is one from top to bottom */

/* Vertical lines of box drawing, U+2502, U+2503 and U+2551, in UTF-8. */
static const char *const bars[] = {
    "\xe2\x94\x82", "\xe2\x94\x83", "\xe2\x95\x91"};
#define BAR_LEN 3

static const char *
find_bar(struct slice line)
{
	const char *first = NULL;

	for (size_t i = 0; i < COUNT_OF(bars); i++) {
		const char *at = memmem(line.ptr, line.len, bars[i], BAR_LEN);

		if (at != NULL && (first == NULL || at < first))
			first = at;
	}
	return first;
}

/* Cuts off what stands before the next bar, or all where there is no more. */
static struct slice
next_pane(struct slice *rest, bool last)
{
	const char *bar = last ? NULL : find_bar(*rest);
	struct slice pane = *rest;

	if (bar == NULL) {
		*rest = slice_of("");
		return pane;
	}
	pane.len = (size_t)(bar - pane.ptr);
	rest->len -= pane.len + BAR_LEN;
	rest->ptr = bar + BAR_LEN;
	return pane;
}

/* What stands in one pane of a line; false: the line does not reach there. */
static bool
pane_of(struct slice line, size_t number, struct slice *ret)
{
	for (size_t i = 0; i < number; i++) {
		if (find_bar(line) == NULL)
			return false;
		(void)next_pane(&line, false);
	}
	*ret = next_pane(&line, number + 1 == BOUNCE_PANES_MAX);
	return true;
}

static bool
has_panes(struct slice text)
{
	struct slice line;
	unsigned with_bar = 0;

	while (with_bar < LINES_MIN && slice_next(&text, '\n', &line))
		with_bar += find_bar(line) != NULL;
	return with_bar == LINES_MIN;
}

struct slice
bounce_panes_parted(struct arena *arena, struct slice text)
{
	char *out;
	size_t n = 0;

	if (!has_panes(text))
		return text;
	/* Nothing is longer than before but for a line end per bar or pane. */
	out = arena_alloc(arena, text.len + 2 * BOUNCE_PANES_MAX);
	for (size_t i = 0; i < BOUNCE_PANES_MAX; i++) {
		struct slice rest = text, line, pane;

		while (slice_next(&rest, '\n', &line)) {
			if (!pane_of(line, i, &pane))
				continue;
			pane = slice_trim(pane, " \t\r");
			memcpy(out + n, pane.ptr, pane.len);
			n += pane.len;
			out[n++] = '\n';
		}
		out[n++] = '\n';
	}
	return (struct slice) {out, n};
}
