#include "wizard/io/resolv.h"

#include <fcntl.h>

#include "wizard/io/wholefile.h"

#define FILE_MAX 65536 /* octets */
#define BLANKS " \t\r"

/* "nameserver ADDRESS"; what follows is ignored as the C library does. */
static bool
read_line(struct slice line, struct ip *ret)
{
	static const char keyword[] = "nameserver";
	struct slice rest = line;
	size_t end = 0;

	if (!slice_starts_nocase(line, keyword))
		return false;
	rest.ptr += sizeof(keyword) - 1;
	rest.len -= sizeof(keyword) - 1;
	if (rest.len == 0 || (rest.ptr[0] != ' ' && rest.ptr[0] != '\t'))
		return false;
	rest = slice_trim(rest, BLANKS);
	while (end < rest.len && rest.ptr[end] != ' ' && rest.ptr[end] != '\t')
		end++;
	rest.len = end;
	return ip_parse(rest, ret);
}

size_t
resolv_read(const char *path, struct ip *ret, size_t max)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct slice rest, line;
	size_t count = 0;

	/* A file that cannot be read is an empty one. */
	if (wholefile_read(AT_FDCWD, path, true, FILE_MAX, &text, &err) !=
	    ERR_OK)
		buf_clear(&text);
	rest = slice_of(buf_text(&text));
	while (count < max && slice_next(&rest, '\n', &line))
		if (read_line(line, &ret[count]))
			count++;
	buf_release(&text);
	if (count == 0 && max > 0)
		ret[count++] =
		    (struct ip) {.family = 4, .octets = {127, 0, 0, 1}};
	return count;
}
