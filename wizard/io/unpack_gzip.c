/* What is read stays as it is; zlib says so only when asked. */
#define ZLIB_CONST
#include <zlib.h>

#include "wizard/base/i18n.h"
#include "wizard/io/unpack.h"

#define CHUNK 65536
#define GZIP_ONLY (MAX_WBITS + 16) /* header and checksum of RFC 1952 */

static enum err_code
damaged(struct err *err)
{
	return err_set(err, ERR_SYNTAX,
	    _("This gzip file is damaged: its content does not match its "
	      "checksum."));
}

static enum err_code
cut_off(struct err *err)
{
	return err_set(err, ERR_SYNTAX,
	    _("This gzip file ends too early. Save it again."));
}

/* Another member follows, RFC 1952 section 2.2; else what follows is nothing. */
static bool
goes_on(z_stream *stream)
{
	return stream->avail_in >= 2 && stream->next_in[0] == 0x1f &&
	    stream->next_in[1] == 0x8b && inflateReset(stream) == Z_OK;
}

static enum err_code
inflate_all(z_stream *stream, size_t limit, struct buf *out, struct err *err)
{
	unsigned char chunk[CHUNK];
	int status;

	do {
		stream->next_out = chunk;
		stream->avail_out = sizeof(chunk);
		status = inflate(stream, Z_NO_FLUSH);
		if (status == Z_BUF_ERROR)
			return cut_off(err);
		if (status != Z_OK && status != Z_STREAM_END)
			return damaged(err);
		buf_add(out, chunk, sizeof(chunk) - stream->avail_out);
		if (out->len > limit || out->cut)
			return unpack_too_large(err);
	} while (status != Z_STREAM_END || goes_on(stream));
	return ERR_OK;
}

enum err_code
gunzip(void *self, struct arena *arena, struct slice packed,
    struct unpacked *ret, struct err *err)
{
	z_stream stream = {.avail_in = (uInt)packed.len};
	struct buf out = BUF_INIT;
	enum err_code code;

	(void)self;
	stream.next_in = (const Bytef *)packed.ptr;
	if (inflateInit2(&stream, GZIP_ONLY) != Z_OK)
		return damaged(err);
	code = inflate_all(&stream, unpack_limit(packed.len), &out, err);
	(void)inflateEnd(&stream);
	if (code == ERR_OK) {
		ret->file[0] = (struct slice) {
		    arena_copy_slice(
			arena, (struct slice) {buf_text(&out), out.len}),
		    out.len};
		ret->files = 1;
	}
	buf_release(&out);
	return code;
}
