/* Packed files: what comes out, and what is refused before it does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>
#define ZLIB_CONST
#include <zlib.h>

#include "wizard/base/mem.h"
#include "wizard/io/unpack.h"

static struct arena arena;

static int
teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

#define DEFLATED "zip:compression=deflate"
#define STORED "zip:compression=store"

/* --- Packing -------------------------------------------------------------- */

static struct slice
gzip_of(struct slice text)
{
	size_t room = text.len + 1024;
	char *out = arena_alloc(&arena, room);
	z_stream stream = {.avail_in = (uInt)text.len};

	stream.next_in = (const Bytef *)text.ptr;
	stream.next_out = (Bytef *)out;
	stream.avail_out = (uInt)room;
	assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 8,
			     Z_DEFAULT_STRATEGY),
	    Z_OK);
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	room -= stream.avail_out;
	assert_int_equal(deflateEnd(&stream), Z_OK);
	return (struct slice) {out, room};
}

/* A zip of so many files of that content, and a folder. */
static struct slice
zip_of(struct slice text, size_t files, const char *options)
{
	size_t room = text.len + 65536, used = 0;
	char *out = arena_alloc(&arena, room);
	struct archive *a = archive_write_new();
	struct archive_entry *entry = archive_entry_new();

	assert_int_equal(archive_write_set_format_zip(a), ARCHIVE_OK);
	assert_int_equal(archive_write_set_options(a, options), ARCHIVE_OK);
	assert_int_equal(archive_write_set_passphrase(a, "x"), ARCHIVE_OK);
	assert_int_equal(
	    archive_write_open_memory(a, out, room, &used), ARCHIVE_OK);
	archive_entry_set_pathname(entry, "folder/");
	archive_entry_set_filetype(entry, AE_IFDIR);
	assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
	for (size_t i = 0; i < files; i++) {
		archive_entry_clear(entry);
		archive_entry_set_pathname(entry, "../../evil.xml");
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_size(entry, (la_int64_t)text.len);
		assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
		assert_int_equal(archive_write_data(a, text.ptr, text.len),
		    (la_ssize_t)text.len);
	}
	archive_entry_free(entry);
	assert_int_equal(archive_write_free(a), ARCHIVE_OK);
	return (struct slice) {out, used};
}

static struct slice
zeroes(size_t len)
{
	return (struct slice) {arena_alloc(&arena, len), len};
}

/* Text that does not shrink. */
static struct slice
noise(size_t len)
{
	char *out = arena_alloc(&arena, len);
	uint32_t x = 1;

	for (size_t i = 0; i < len; i++) {
		x = x * 1664525 + 1013904223;
		out[i] = (char)(unsigned char)(x >> 24);
	}
	return (struct slice) {out, len};
}

/* --- Unpacking ------------------------------------------------------------ */

typedef enum err_code unpacker(void *self, struct arena *arena,
    struct slice packed, struct unpacked *ret, struct err *err);

static struct unpacked
unpack(unpacker *way, struct slice packed)
{
	struct unpacked files = {.files = 0};
	struct err err = ERR_INIT;

	if (way(NULL, &arena, packed, &files, &err) != ERR_OK)
		fail_msg("%s", err.msg);
	return files;
}

static void
refused(unpacker *way, struct slice packed, enum err_code code)
{
	struct unpacked files;
	struct err err = ERR_INIT;

	if (way(NULL, &arena, packed, &files, &err) != code)
		fail_msg("%d instead of %d: %s", err.code, code, err.msg);
	assert_true(err.msg[0] != '\0');
}

static void
same(struct slice a, struct slice b)
{
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.ptr, b.ptr, a.len);
}

static void
unpacks_what_was_packed(void **state)
{
	const struct slice texts[] = {
	    slice_of("<feedback/>"), slice_of(""), noise(300000)};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct unpacked files = unpack(gunzip, gzip_of(texts[i]));

		assert_int_equal(files.files, 1);
		same(files.file[0], texts[i]);
		files = unpack(unzip, zip_of(texts[i], 1, DEFLATED));
		assert_int_equal(files.files, 1);
		same(files.file[0], texts[i]);
		files = unpack(unzip, zip_of(texts[i], 1, STORED));
		same(files.file[0], texts[i]);
	}
}

static void
unpacks_several_members(void **state)
{
	struct slice one = gzip_of(slice_of("one"));
	struct slice two = gzip_of(slice_of(" two"));
	struct buf both = BUF_INIT;
	struct unpacked files;

	(void)state;
	buf_add(&both, one.ptr, one.len);
	buf_add(&both, two.ptr, two.len);
	buf_adds(&both, "\r\n");
	files = unpack(gunzip, (struct slice) {both.data, both.len});
	same(files.file[0], slice_of("one two"));
	buf_release(&both);
	files =
	    unpack(unzip, zip_of(slice_of("x"), UNPACKED_FILES_MAX, DEFLATED));
	assert_int_equal(files.files, UNPACKED_FILES_MAX);
}

static void
refuses_bombs(void **state)
{
	struct slice large = zeroes(UNPACKED_MAX + 1);
	struct slice medium = zeroes(4U << 20);

	(void)state;
	refused(gunzip, gzip_of(large), ERR_LIMIT);
	refused(unzip, zip_of(large, 1, DEFLATED), ERR_LIMIT);
	/* Small enough, but a thousand times what it was. */
	refused(gunzip, gzip_of(medium), ERR_LIMIT);
	refused(unzip, zip_of(medium, 1, DEFLATED), ERR_LIMIT);
	/* Each of them is harmless, all together are not. */
	refused(unzip, zip_of(zeroes(512U << 10), 60, DEFLATED), ERR_LIMIT);
	refused(unzip, zip_of(slice_of("x"), UNPACKED_FILES_MAX + 1, DEFLATED),
	    ERR_LIMIT);
}

static void
takes_text_of_many_like_rows(void **state)
{
	static const char row[] =
	    "<record><row><source_ip>192.0.2.1</source_ip><count>1</count>"
	    "<policy_evaluated><disposition>none</disposition>\n";
	struct buf text = BUF_INIT;
	struct slice whole;

	(void)state;
	for (size_t i = 0; i < 40000; i++)
		buf_addf(&text, "%s%zu", row, i * 7919 % 40000);
	whole = (struct slice) {text.data, text.len};
	same(unpack(gunzip, gzip_of(whole)).file[0], whole);
	buf_release(&text);
}

static struct slice
changed(struct slice packed, size_t from_end)
{
	char *copy = arena_copy_slice(&arena, packed);

	copy[packed.len - from_end] ^= 0x55;
	return (struct slice) {copy, packed.len};
}

static void
refuses_wrong_checksums(void **state)
{
	struct slice text = slice_of("<feedback>12345</feedback>");
	struct slice zip = zip_of(text, 1, STORED);
	const char *inside = memmem(zip.ptr, zip.len, "12345", 5);

	(void)state;
	assert_non_null(inside);
	refused(gunzip, changed(gzip_of(text), 8), ERR_SYNTAX); /* CRC */
	refused(gunzip, changed(gzip_of(text), 1), ERR_SYNTAX); /* size */
	refused(unzip, changed(zip, zip.len - (size_t)(inside - zip.ptr)),
	    ERR_SYNTAX);
}

static void
refuses_what_is_cut_off_at_any_octet(void **state)
{
	struct slice gz = gzip_of(slice_of("<feedback></feedback>"));
	struct slice zip = zip_of(noise(1000), 1, DEFLATED);

	(void)state;
	for (size_t len = 0; len < gz.len; len++)
		refused(gunzip, (struct slice) {gz.ptr, len}, ERR_SYNTAX);
	for (size_t len = 100; len < 1000; len += 100)
		refused(unzip, (struct slice) {zip.ptr, len}, ERR_SYNTAX);
}

static void
refuses_what_is_encrypted_or_nothing(void **state)
{
	(void)state;
	refused(unzip, zip_of(slice_of("secret"), 1, "zip:encryption=zipcrypt"),
	    ERR_SYNTAX);
	refused(gunzip, slice_of("\x1f\x8b nonsense"), ERR_SYNTAX);
	refused(unzip, slice_of("PK\3\4 nonsense"), ERR_SYNTAX);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(unpacks_what_was_packed, teardown),
	    cmocka_unit_test_teardown(unpacks_several_members, teardown),
	    cmocka_unit_test_teardown(refuses_bombs, teardown),
	    cmocka_unit_test_teardown(takes_text_of_many_like_rows, teardown),
	    cmocka_unit_test_teardown(refuses_wrong_checksums, teardown),
	    cmocka_unit_test_teardown(
		refuses_what_is_cut_off_at_any_octet, teardown),
	    cmocka_unit_test_teardown(
		refuses_what_is_encrypted_or_nothing, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
