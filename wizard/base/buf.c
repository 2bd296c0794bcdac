#include "wizard/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"

void
buf_release(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf)BUF_INIT;
}

void
buf_clear(struct buf *buf)
{
	buf->len = 0;
	buf->cut = false;
	if (buf->data != NULL)
		buf->data[0] = '\0';
}

const char *
buf_text(const struct buf *buf)
{
	return buf->data == NULL ? "" : buf->data;
}

char *
buf_take(struct buf *buf)
{
	char *data = buf->data == NULL ? mem_copy("") : buf->data;

	*buf = (struct buf)BUF_INIT;
	return data;
}

void
buf_add(struct buf *buf, const void *data, size_t len)
{
	if (len > BUF_LIMIT - buf->len) {
		len = BUF_LIMIT - buf->len;
		buf->cut = true;
	}
	if (buf->len + len + 1 > buf->cap) {
		buf->cap = (buf->len + len + 1) * 2;
		buf->data = mem_grow(buf->data, buf->cap, 1);
	}
	if (len > 0)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void
buf_adds(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

void
buf_addc(struct buf *buf, char c)
{
	buf_add(buf, &c, 1);
}

void
buf_add16(struct buf *buf, size_t value)
{
	buf_addc(buf, (char)(unsigned char)(value >> 8));
	buf_addc(buf, (char)(unsigned char)value);
}

void
buf_addf(struct buf *buf, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	buf_add(buf, text, (size_t)n);
	free(text);
}

struct slice
slice_of(const char *text)
{
	return (struct slice) {.ptr = text, .len = strlen(text)};
}

bool
slice_is(struct slice s, const char *text)
{
	return s.len == strlen(text) &&
	    (s.len == 0 || memcmp(s.ptr, text, s.len) == 0);
}

bool
slice_starts_nocase(struct slice s, const char *prefix)
{
	size_t n = strlen(prefix);

	if (s.len < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (char_lower(s.ptr[i]) != char_lower(prefix[i]))
			return false;
	return true;
}

bool
slice_is_nocase(struct slice s, const char *text)
{
	return s.len == strlen(text) && slice_starts_nocase(s, text);
}

static bool
in_set(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

struct slice
slice_trim(struct slice s, const char *set)
{
	while (s.len > 0 && in_set(s.ptr[0], set)) {
		s.ptr++;
		s.len--;
	}
	while (s.len > 0 && in_set(s.ptr[s.len - 1], set))
		s.len--;
	return s;
}

bool
slice_next(struct slice *rest, char sep, struct slice *ret_part)
{
	const char *end;

	if (rest->ptr == NULL)
		return false;
	*ret_part = *rest;
	end = rest->len == 0 ? NULL : memchr(rest->ptr, sep, rest->len);
	if (end == NULL) {
		*rest = (struct slice) {.ptr = NULL};
		return true;
	}
	ret_part->len = (size_t)(end - rest->ptr);
	rest->ptr = end + 1;
	rest->len -= ret_part->len + 1;
	return true;
}
