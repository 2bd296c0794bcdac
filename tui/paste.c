#include "tui/paste.h"

#include <stdbool.h>
#include <string.h>

static size_t
run_of_cr(struct slice s, size_t at)
{
	size_t n = 0;

	while (at + n < s.len && s.ptr[at + n] == '\r')
		n++;
	return n;
}

/*
 * tmux and screen send each CR LF as CR CR. One even run may be an empty line;
 * two or more and no odd one are no chance.
 */
static bool
is_doubled(struct slice s)
{
	size_t runs = 0;

	for (size_t i = 0; i < s.len;) {
		size_t n = run_of_cr(s, i);

		if (n == 0) {
			i++;
			continue;
		}
		i += n;
		if (n % 2 != 0 || (i < s.len && s.ptr[i] == '\n'))
			return false;
		runs++;
	}
	return runs >= 2;
}

/* Octets of the escape sequence at the start of s: ESC [ ... final, or ESC. */
static size_t
sequence(struct slice s)
{
	size_t n = 2;

	if (s.len < 2 || s.ptr[1] != '[')
		return 1;
	while (n < s.len && n < 34 && s.ptr[n] >= 0x20 && s.ptr[n] <= 0x3f)
		n++;
	if (n < s.len && s.ptr[n] >= 0x40 && s.ptr[n] <= 0x7e)
		return n + 1;
	return 1;
}

static void
add_lines(struct buf *out, size_t count)
{
	while (count-- > 0)
		buf_addc(out, '\n');
}

void
paste_normalise(struct slice raw, struct buf *out)
{
	size_t divide = is_doubled(raw) ? 2 : 1;

	for (size_t i = 0; i < raw.len;) {
		unsigned char c = (unsigned char)raw.ptr[i];
		size_t n = run_of_cr(raw, i);

		if (n > 0) {
			add_lines(out, n / divide);
			i += n;
			/* CR LF is one line end. */
			if (i < raw.len && raw.ptr[i] == '\n')
				i++;
		} else if (c == 0x1b) {
			i +=
			    sequence((struct slice) {raw.ptr + i, raw.len - i});
		} else {
			if (c == '\n' || c == '\t' || (c >= ' ' && c != 0x7f))
				buf_addc(out, (char)c);
			i++;
		}
	}
}
