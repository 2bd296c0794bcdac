/*
 * Structured header fields cut into tokens, RFC 5322 section 3.2: words, quoted
 * strings, comments and single characters. Used by what reads addresses,
 * Received and Authentication-Results.
 */
#ifndef RECORD_MAILTEXT_H
#define RECORD_MAILTEXT_H

#include "wizard/base/arena.h"

#define MAILTEXT_BLANKS " \t\r\n"

enum mail_token_kind {
	MAIL_WORD,
	MAIL_QUOTED, /* text: what stands between the quotation marks */
	MAIL_COMMENT, /* text: what stands between the parentheses */
	MAIL_LITERAL, /* text: "[192.0.2.1]", brackets included */
	MAIL_SPECIAL, /* text: one of the special characters */
};

struct mail_token {
	enum mail_token_kind kind;
	struct slice text;
};

/*
 * Cuts the next token off; false at the end. special: the characters that stand
 * alone; a "[" among them begins a literal. Comments may be nested; one that is
 * not closed, or a quoted string, reaches to the end of the text.
 */
bool mailtext_next(
    struct slice *rest, const char *special, struct mail_token *ret);

/* As mailtext_next, without the comments. */
bool mailtext_skip(
    struct slice *rest, const char *special, struct mail_token *ret);

bool mailtext_is(const struct mail_token *token, char special);

/* On one line, and the backslashes of quoted pairs gone. */
struct slice mailtext_plain(struct arena *arena, struct slice text);

#endif
