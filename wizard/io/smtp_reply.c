#include "wizard/io/smtp_reply.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void
smtp_reply_begin(struct smtp_reply *reply)
{
	memset(reply, 0, sizeof(*reply));
}

/* In greetings and after EHLO it is the server's: RFC 5321 section 4.2. */
static void
note_name(struct smtp_reply *reply, struct slice text)
{
	struct slice word;

	if (slice_next(&text, ' ', &word))
		(void)snprintf(reply->name, sizeof(reply->name), "%.*s",
		    (int)word.len, word.ptr);
}

static void
note_text(struct smtp_reply *reply, struct slice text)
{
	struct slice keyword = slice_trim(text, " ");

	if (reply->lines == 0)
		note_name(reply, text);
	reply->starttls =
	    reply->starttls || slice_is_nocase(keyword, "STARTTLS");
	reply->expn = reply->expn || slice_is_nocase(keyword, "EXPN");
}

/* Three digits, then "-" when more lines follow, or a blank, or nothing. */
static enum smtp_reply_state
read_line(struct smtp_reply *reply)
{
	const char *line = reply->line;

	if (reply->len > 0 && line[reply->len - 1] == '\r')
		reply->len--;
	reply->line[reply->len] = '\0';
	if (reply->len < 3 || (reply->len > 3 && line[3] != '-' && line[3] != ' '))
		return SMTP_REPLY_BROKEN;
	reply->code = 0;
	for (int i = 0; i < 3; i++) {
		if (!isdigit((unsigned char)line[i]))
			return SMTP_REPLY_BROKEN;
		reply->code = reply->code * 10 + (unsigned)(line[i] - '0');
	}
	if (reply->len > 4)
		note_text(reply, slice_of(line + 4));
	if (line[3] != '-')
		return SMTP_REPLY_WHOLE;
	return ++reply->lines < SMTP_REPLY_LINES ? SMTP_REPLY_GOES_ON
						 : SMTP_REPLY_BROKEN;
}

enum smtp_reply_state
smtp_reply_read(struct smtp_reply *reply, struct slice *octets)
{
	enum smtp_reply_state state = SMTP_REPLY_GOES_ON;

	while (state == SMTP_REPLY_GOES_ON && octets->len > 0) {
		char c = *octets->ptr++;

		octets->len--;
		if (c == '\n') {
			state = read_line(reply);
			if (state == SMTP_REPLY_GOES_ON)
				reply->len = 0;
		} else if (reply->len + 1 < sizeof(reply->line)) {
			reply->line[reply->len++] = c;
		} else {
			state = SMTP_REPLY_BROKEN;
		}
	}
	return state;
}
