/*
 * The wizard line by line: the same steps, printed and answered. Nothing is
 * drawn twice and no control sequence is sent, so that it suits screen readers,
 * dumb terminals, logs and scripts.
 */
#include "wizard/cli/plain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/cli/plain_text.h"
#include "wizard/flow/wizard.h"

#define LINE_LIMIT 4096

struct plain {
	struct cli *cli;
	struct wizard *wizard;
	struct arena arena; /* of the view that was printed last */
	struct view view;
	struct buf input;   /* read and not used yet */
	bool end;           /* of the input */
	bool changed;       /* the view may be another one by now */
	char *printed;      /* the text that stands above the prompt */
};

static void
changed(void *arg)
{
	struct plain *p = arg;

	p->changed = true;
}

/* --- Reading ------------------------------------------------------------------- */

static void
read_more(struct plain *p)
{
	char chunk[1024];
	ssize_t n = read(STDIN_FILENO, chunk, sizeof(chunk));

	if (n > 0)
		buf_add(&p->input, chunk, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		p->end = true;
}

/* The octets of the first line with its end; 0: there is no whole one. */
static size_t
first_line(const struct plain *p)
{
	const char *text = buf_text(&p->input);
	const char *end = memchr(text, '\n', p->input.len);

	if (end == NULL)
		return p->end ? p->input.len : 0;
	return (size_t)(end - text) + 1;
}

static void
drop_octets(struct plain *p, size_t n)
{
	memmove(p->input.data, p->input.data + n, p->input.len - n + 1);
	p->input.len -= n;
}

/* Cuts the first line off what was read; false: there is no whole one. */
static bool
take_line(struct plain *p, char line[LINE_LIMIT])
{
	size_t n = first_line(p);

	if (n == 0)
		return false;
	(void)snprintf(line, LINE_LIMIT, "%.*s", (int)n, buf_text(&p->input));
	line[strcspn(line, "\r\n")] = '\0';
	drop_octets(p, n);
	return true;
}

/* --- Showing ------------------------------------------------------------------- */

static void
make_view(struct plain *p)
{
	arena_reset(&p->arena);
	p->changed = false;
	wizard_view(p->wizard, &p->arena, &p->view);
}

/* Prints what changed since the last time: all of it, or nothing. */
static void
show(struct plain *p)
{
	struct buf out = BUF_INIT;

	make_view(p);
	buf_addf(&out, "\n%s\n", p->view.title);
	plain_items(&out, &p->view);
	if (p->view.message != NULL)
		buf_addf(&out, "%s\n", p->view.message);
	if (p->printed == NULL || strcmp(p->printed, buf_text(&out)) != 0) {
		(void)fputs(buf_text(&out), stdout);
		free(p->printed);
		p->printed = mem_copy(buf_text(&out));
	}
	buf_release(&out);
}

static void
prompt(struct plain *p)
{
	for (size_t i = 0; i < p->view.hints; i++) {
		const struct hint *h = &p->view.hint[i];
		char key[2] = {h->key, '\0'};

		printf("%s%s %s", i > 0 ? ", " : "",
		    h->key == '\r'	   ? "Enter"
			: h->key == '\033' ? "b"
			: h->key == '\004' ? "."
			: h->key == ' '	   ? _("a number")
					   : key,
		    h->verb);
	}
	printf(", ? %s: ", _("help"));
	(void)fflush(stdout);
}

static void
show_plain_records(const struct plain *p)
{
	for (size_t i = 0; i < p->view.plains; i++)
		printf("\n%s\n%s\n%s\n", p->view.plain[i].title,
		    p->view.plain[i].name, p->view.plain[i].value);
}

/* --- Answering ----------------------------------------------------------------- */

static const struct item *
numbered(const struct plain *p, long number)
{
	for (size_t i = 0; i < p->view.items; i++)
		if (plain_has_number(&p->view.item[i]) && --number == 0)
			return &p->view.item[i];
	return NULL;
}

static const struct item *
first_field(const struct plain *p)
{
	for (size_t i = 0; i < p->view.items; i++)
		if (p->view.item[i].kind == ITEM_FIELD)
			return &p->view.item[i];
	return NULL;
}

/* The item that Enter is about: the first row that Enter presses, if any. */
static int
default_item(const struct plain *p)
{
	for (size_t i = 0; i < p->view.items; i++)
		if (p->view.item[i].kind == ITEM_ROW &&
		    p->view.item[i].id != 0 && p->view.item[i].enter_presses)
			return p->view.item[i].id;
	return 0;
}

static enum outcome
send(struct plain *p, enum event_kind kind, int item, char key,
    const char *text)
{
	struct event e = {.kind = kind, .item = item, .key = key, .text = text};

	return wizard_event(p->wizard, &e);
}

static enum outcome
type(struct plain *p, const struct item *field, const char *text)
{
	int id = field->id;

	send(p, EVENT_TEXT, id, 0, text);
	send(p, EVENT_LEAVE, id, 0, NULL);
	return send(p, EVENT_NEXT, id, 0, NULL);
}

static bool next_line(struct plain *p, char line[LINE_LIMIT]);
static bool await_line(struct plain *p);

/*
 * What was pasted: lines of any length, up to one with a single dot or to the
 * end of the input. What is too long for an area is read over.
 */
static void
read_area(struct plain *p, struct buf *ret)
{
	while (await_line(p)) {
		size_t room = VIEW_AREA_MAX - ret->len, n = first_line(p);
		struct slice line = {buf_text(&p->input), n};
		bool dot = slice_is(slice_trim(line, "\r\n"), ".");

		if (!dot)
			buf_add(ret, line.ptr, n < room ? n : room);
		drop_octets(p, n);
		if (dot)
			return;
	}
}

/* first: the line of it that was taken for an answer; NULL: none. */
static enum outcome
paste(struct plain *p, const struct item *area, const char *first)
{
	struct buf text = BUF_INIT;
	int id = area->id;
	enum outcome outcome;

	if (first != NULL)
		buf_addf(&text, "%s\n", first);
	read_area(p, &text);
	send(p, EVENT_TEXT, id, 0, buf_text(&text));
	outcome = send(p, EVENT_NEXT, id, 0, NULL);
	buf_release(&text);
	return outcome;
}

static enum outcome
press(struct plain *p, const struct item *item)
{
	char line[LINE_LIMIT];
	int id = item->id;

	if (item->kind != ITEM_FIELD)
		return send(p, EVENT_PRESS, id, 0, NULL);
	if (item->area) {
		printf("%s\n", _("Paste it, then a line with a single dot."));
		(void)fflush(stdout);
		return paste(p, item, NULL);
	}
	printf("%s: ", item->label);
	(void)fflush(stdout);
	if (!next_line(p, line))
		return OUTCOME_QUIT;
	send(p, EVENT_TEXT, id, 0, line);
	return send(p, EVENT_LEAVE, id, 0, NULL);
}

static bool
is_hint(const struct plain *p, char key)
{
	for (size_t i = 0; i < p->view.hints; i++)
		if (p->view.hint[i].key == key)
			return true;
	return false;
}

/* "x" or "x 3": a key, for the numbered item if one is named. */
static enum outcome
key(struct plain *p, const char *line)
{
	const struct item *item = numbered(p, strtol(line + 1, NULL, 10));

	return send(
	    p, EVENT_KEY, item == NULL ? 0 : item->id, line[0], NULL);
}

static bool
is_key(const struct plain *p, const char *line)
{
	return is_hint(p, line[0]) && line[0] != ' ' &&
	    line[1 + strspn(line + 1, " 0123456789")] == '\0';
}

static enum outcome
answer(struct plain *p, const char *line)
{
	const struct item *item;
	char *end;
	long number = strtol(line, &end, 10);

	if (line[0] == '\0') {
		int id = default_item(p);

		return send(p, id != 0 ? EVENT_PRESS : EVENT_NEXT, id, 0, NULL);
	}
	if (strcmp(line, "?") == 0) {
		printf("%s\n", p->view.help);
		return OUTCOME_STAY;
	}
	if (strcmp(line, "b") == 0)
		return send(p, EVENT_BACK, 0, 0, NULL);
	if (strcmp(line, ".") == 0 && is_hint(p, '\004'))
		return send(p, EVENT_NEXT, 0, 0, NULL);
	if (*end == '\0' && (item = numbered(p, number)) != NULL)
		return press(p, item);
	if (is_key(p, line))
		return key(p, line);
	item = first_field(p);
	if (item != NULL && item->area)
		return paste(p, item, line);
	if (item != NULL)
		return type(p, item, line);
	printf("%s\n", _("That is none of the answers."));
	return OUTCOME_STAY;
}

/* --- The loop -------------------------------------------------------------------- */

static bool
must_wait(const struct plain *p)
{
	return p->view.busy && !p->view.background;
}

static void
settle(struct plain *p)
{
	make_view(p);
	while (must_wait(p) && p->cli->turn(p->cli->loop))
		make_view(p);
}

/* Wait tells of every round; what is looked at beside it, when it is through. */
static void
tell_news(struct plain *p)
{
	make_view(p);
	if (p->view.waiting) {
		show(p);
	} else if (!p->view.busy) {
		show(p);
		prompt(p);
	}
}

static bool
await_line(struct plain *p)
{
	while (first_line(p) == 0) {
		if (p->end)
			return false;
		if (p->cli->input_ready(p->cli->loop)) {
			read_more(p);
			continue;
		}
		(void)p->cli->turn(p->cli->loop);
		if (p->changed)
			tell_news(p);
	}
	return true;
}

static bool
next_line(struct plain *p, char line[LINE_LIMIT])
{
	return await_line(p) && take_line(p, line);
}

static int
run(struct plain *p)
{
	enum outcome outcome = OUTCOME_STAY;
	char line[LINE_LIMIT];

	while (outcome != OUTCOME_QUIT) {
		settle(p);
		show(p);
		prompt(p);
		if (!next_line(p, line))
			break;
		outcome = answer(p, line);
		if (outcome == OUTCOME_PLAIN)
			show_plain_records(p);
	}
	return strcmp(p->view.id, "wait") == 0 && p->view.busy
	    ? EXIT_STILL_WAITING
	    : EXIT_RIGHT;
}

int
plain_wizard(struct cli *cli, struct wizard *wizard)
{
	struct plain p = {.cli = cli, .wizard = wizard};
	int code;

	wizard_on_change(wizard, changed, &p);
	code = run(&p);
	wizard_on_change(wizard, NULL, NULL);
	printf("\n");
	arena_release(&p.arena);
	buf_release(&p.input);
	free(p.printed);
	return code;
}
