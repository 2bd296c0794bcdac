#include "wizard/record/bounce_report.h"

#include <string.h>

#include "wizard/base/text.h"
#include "wizard/record/mailaddr.h"
#include "wizard/record/maildate.h"
#include "wizard/record/message.h"

#define DATE_MAX 64 /* octets */

/* --- When --------------------------------------------------------------------
 */

/* false: it is no date, or does not say where. */
static bool
take_date(struct arena *arena, struct slice text, struct bounce *bounce)
{
	text = slice_trim(text, " \t\r\n");
	if (!maildate_parse(text, &bounce->sent))
		return false;
	if (text.len < DATE_MAX)
		bounce->date = arena_copy_slice(arena, text);
	return true;
}

static bool
take_field(struct arena *arena, struct slice lines, const char *name,
    struct bounce *bounce)
{
	size_t len = strlen(name);
	struct slice line;

	while (slice_next(&lines, '\n', &line))
		if (slice_starts_nocase(line, name) &&
		    take_date(arena,
			(struct slice) {line.ptr + len, line.len - len},
			bounce))
			return true;
	return false;
}

/* Log lines of our time begin with a date that says where. */
static void
take_log(struct arena *arena, struct slice lines, struct bounce *bounce)
{
	struct slice line, word;

	while (slice_next(&lines, '\n', &line))
		if (line.len > 0 && line.ptr[0] == '2' &&
		    slice_next(&line, ' ', &word) &&
		    take_date(arena, word, bounce))
			return;
}

void
bounce_report_date(struct arena *arena, struct slice lines, struct slice date,
    struct bounce *bounce)
{
	/* RFC 3464 sections 2.2.5 and 2.3.8. */
	if (take_field(arena, lines, "Arrival-Date:", bounce) ||
	    take_field(arena, lines, "Last-Attempt-Date:", bounce) ||
	    take_date(arena, date, bounce))
		return;
	take_log(arena, lines, bounce);
}

/* --- The message that was refused --------------------------------------------
 */

static void
take_from(struct arena *arena, struct slice value, struct bounce *bounce)
{
	struct mailaddrs list = mailaddr_parse(arena, value);

	if (list.count == 1 && bounce->from == NULL)
		bounce->from = list.addr[0].domain;
}

/* The server that returned it wrote it there, but anybody could have. */
static void
take_return_path(
    struct arena *arena, struct slice value, struct bounce *bounce)
{
	struct mailaddrs list = mailaddr_parse(arena, value);

	if (list.count == 1 && bounce->return_path == NULL &&
	    list.addr[0].domain != NULL &&
	    text_is_plain(slice_of(list.addr[0].local)))
		bounce->return_path = arena_printf(
		    arena, "%s@%s", list.addr[0].local, list.addr[0].domain);
}

static void
take_message(
    struct arena *arena, const struct message *message, struct bounce *bounce)
{
	const struct message_field *from = message_find(message, "From", NULL);
	const struct message_field *path =
	    message_find(message, "Return-Path", NULL);

	if (from != NULL && message_count(message, "From") == 1)
		take_from(arena, from->value, bounce);
	if (path != NULL && message_count(message, "Return-Path") == 1)
		take_return_path(arena, path->value, bounce);
}

/* Its lines are joined, but for the fields. */
static void
take_text(struct arena *arena, struct slice quoted, struct bounce *bounce)
{
	struct slice line;

	while (slice_next(&quoted, '\n', &line)) {
		struct slice name;

		line = slice_trim(line, " \t\v");
		if (!slice_next(&line, ':', &name))
			continue;
		if (slice_is_nocase(name, "Return-Path"))
			take_return_path(arena, line, bounce);
		else if (slice_is_nocase(name, "From"))
			take_from(arena, line, bounce);
	}
}

void
bounce_report_returned(struct arena *arena, const struct bounce_parts *parts,
    struct slice quoted, struct bounce *bounce)
{
	for (size_t i = 0; i < parts->count; i++) {
		struct err ignored = ERR_INIT;
		struct message message;

		if (parts->part[i].kind != BOUNCE_PART_QUOTED ||
		    message_parse(arena, parts->part[i].text, &message,
			&ignored) != ERR_OK)
			continue;
		take_message(arena, &message, bounce);
		return;
	}
	take_text(arena, quoted, bounce);
}
