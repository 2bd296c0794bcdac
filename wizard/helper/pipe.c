#include "wizard/helper/pipe.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define EXIT_GAVE_UP 1
#define EXIT_NO_PARENT 2

/* What was read and not yet used: data[start] to data[end]. */
static struct {
	char data[PROTOCOL_IN_MAX + 1];
	size_t start;
	size_t end;
} input;

void
give_up(const char *reason)
{
	char line[PROTOCOL_OUT_MAX];
	size_t len = protocol_write_surrender(line, reason);

	pipe_write(line, len);
	_exit(EXIT_GAVE_UP);
}

void
pipe_write(const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, text, len);

		if (n > 0) {
			text += n;
			len -= (size_t)n;
		} else if (n == 0 || errno != EINTR)
			_exit(EXIT_NO_PARENT);
	}
}

/* Moves what is left to the front and reads more behind it. */
static void
refill(void)
{
	ssize_t n;

	memmove(input.data, input.data + input.start, input.end - input.start);
	input.end -= input.start;
	input.start = 0;
	if (input.end == sizeof(input.data))
		give_up("the parent sent a line that is too long");
	do
		n = read(STDIN_FILENO, input.data + input.end,
		    sizeof(input.data) - input.end);
	while (n == -1 && errno == EINTR);
	if (n <= 0)
		give_up("the parent closed the connection");
	input.end += (size_t)n;
}

struct slice
pipe_line(void)
{
	struct slice line;
	const char *feed;

	for (;;) {
		line.ptr = input.data + input.start;
		feed = memchr(line.ptr, '\n', input.end - input.start);
		if (feed != NULL)
			break;
		refill();
	}
	line.len = (size_t)(feed - line.ptr);
	input.start += line.len + 1;
	return line;
}
