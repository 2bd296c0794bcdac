#include "wizard/record/nearest.h"

#include <stdint.h>

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

static bool
same_letter(struct slice a, size_t i, struct slice b, size_t j)
{
	return char_lower(a.ptr[i]) == char_lower(b.ptr[j]);
}

size_t
nearest_distance(struct slice a, struct slice b)
{
	size_t d[NEAREST_MAX + 1][NEAREST_MAX + 1];

	if (a.len > NEAREST_MAX || b.len > NEAREST_MAX)
		return SIZE_MAX;
	for (size_t i = 0; i <= a.len; i++)
		for (size_t j = 0; j <= b.len; j++) {
			if (i == 0 || j == 0) {
				d[i][j] = i + j;
				continue;
			}
			d[i][j] = least(d[i - 1][j] + 1, d[i][j - 1] + 1,
			    d[i - 1][j - 1] + !same_letter(a, i - 1, b, j - 1));
			if (i > 1 && j > 1 && same_letter(a, i - 1, b, j - 2) &&
			    same_letter(a, i - 2, b, j - 1) &&
			    d[i - 2][j - 2] < d[i][j])
				d[i][j] = d[i - 2][j - 2] + 1;
		}
	return d[a.len][b.len];
}

size_t
nearest_allowed(struct slice word)
{
	return word.len < 5 ? 1 : 2;
}

const char *
nearest_word(struct slice word, const char *const *words, size_t count)
{
	size_t allowed = word.len < 3 ? 0 : nearest_allowed(word);
	const char *best = NULL;

	for (size_t i = 0; i < count; i++) {
		size_t d = nearest_distance(word, slice_of(words[i]));

		if (d > allowed || (best != NULL && d == allowed))
			continue;
		best = words[i];
		allowed = d;
	}
	return best;
}
