/* Messages of the tests, changed and verified. */
#ifndef TESTS_UNIT_IO_MAIL_LAB_H
#define TESTS_UNIT_IO_MAIL_LAB_H

#include <fcntl.h>

#include "tests/unit/io/tempdir.h"
#include "wizard/io/mail_check.h"
#include "wizard/io/wholefile.h"

#define MESSAGES TESTS_DIR "/data/messages/"

static struct tempdir tempdir;
static struct mail_signature result[MAIL_SIGNATURES_MAX];

static inline struct slice
read_file(const char *path)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	struct slice s;

	if (wholefile_read(AT_FDCWD, path, true, 8U << 20, &text, &err) !=
	    ERR_OK)
		fail_msg("%s: %s", path, err.msg);
	s = (struct slice) {arena_copy_slice(&tempdir.arena,
				(struct slice) {text.data, text.len}),
	    text.len};
	buf_release(&text);
	return s;
}

/* The first occurrence of one text replaced by another one. */
static inline struct slice
replaced(struct slice text, const char *old, const char *new)
{
	const char *at = memmem(text.ptr, text.len, old, strlen(old));
	char *copy;
	size_t head;

	assert_non_null(at);
	head = (size_t)(at - text.ptr);
	copy = arena_alloc(&tempdir.arena, text.len + strlen(new) + 1);
	memcpy(copy, text.ptr, head);
	memcpy(copy + head, new, strlen(new));
	memcpy(copy + head + strlen(new), at + strlen(old),
	    text.len - head - strlen(old));
	return (struct slice) {copy, text.len + strlen(new) - strlen(old)};
}

static inline size_t
verify(struct slice message, const struct mail_key *key, size_t keys)
{
	struct mail_request request = {message, key, keys};

	return mail_check_message(&request, result);
}

#endif
