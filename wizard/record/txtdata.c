#include "wizard/record/txtdata.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/zonefile.h"

static struct slice
move_to(struct arena *arena, struct buf *buf)
{
	struct slice copy = {buf_text(buf), buf->len};

	copy.ptr = arena_copy_slice(arena, copy);
	buf_release(buf);
	return copy;
}

static void
add_string(struct buf *out, struct slice string)
{
	buf_addc(out, (char)(unsigned char)string.len);
	buf_add(out, string.ptr, string.len);
}

/* Cuts the first string off; false at the end, or where the data is cut. */
static bool
next_string(struct slice *rest, struct slice *ret)
{
	size_t len;

	if (rest->len == 0)
		return false;
	len = (unsigned char)rest->ptr[0];
	if (len + 1 > rest->len)
		return false;
	*ret = (struct slice) {rest->ptr + 1, len};
	rest->ptr += len + 1;
	rest->len -= len + 1;
	return true;
}

struct slice
txtdata_of_text(struct arena *arena, struct slice text)
{
	struct text_parts parts = zonefile_split_txt(arena, text);
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < parts.count; i++)
		add_string(&out, parts.part[i]);
	return move_to(arena, &out);
}

struct slice
txtdata_of_rr(struct arena *arena, const struct dns_rr *rr)
{
	struct buf out = BUF_INIT;
	const char *at = rr->text.ptr;

	for (size_t i = 0; i < rr->strings; i++) {
		add_string(&out, (struct slice) {at, rr->string_lengths[i]});
		at += rr->string_lengths[i];
	}
	return move_to(arena, &out);
}

char *
txtdata_print(struct arena *arena, struct slice data)
{
	struct slice string, text;
	struct buf out = BUF_INIT;

	while (next_string(&data, &string))
		buf_addf(&out, "%s%s", out.len > 0 ? " " : "",
		    zonefile_quote_one(arena, string));
	text = move_to(arena, &out);
	return arena_copy(arena, text.ptr);
}

enum err_code
txtdata_parse(struct arena *arena, const char *text, struct slice *ret,
    struct err *err)
{
	const char *line = arena_printf(arena, "@ 0 IN TXT %s\n", text);
	struct zone zone;

	if (text[0] != '"' || strchr(text, '\n') != NULL ||
	    zonefile_parse(arena, slice_of(line), "x", &zone, err) != ERR_OK ||
	    zone.count != 1)
		return err_set(err, ERR_SYNTAX,
		    _("these are not the quoted strings of a TXT record"));
	*ret = txtdata_of_rr(arena, &zone.rr[0]);
	return ERR_OK;
}

struct slice
txtdata_join(struct arena *arena, struct slice data)
{
	struct buf out = BUF_INIT;
	struct slice string;

	while (next_string(&data, &string))
		buf_add(&out, string.ptr, string.len);
	return move_to(arena, &out);
}

bool
txtdata_equal(struct slice a, struct slice b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}
