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
#include "wizard/base/text.h"
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

/* Cuts the first line off what was read; false: there is no whole one. */
static bool
take_line(struct plain *p, char line[LINE_LIMIT])
{
	const char *text = buf_text(&p->input);
	const char *end = memchr(text, '\n', p->input.len);
	size_t n;

	if (end == NULL && !(p->end && p->input.len > 0))
		return false;
	n = end == NULL ? p->input.len : (size_t)(end - text);
	(void)snprintf(line, LINE_LIMIT, "%.*s", (int)n, text);
	line[strcspn(line, "\r")] = '\0';
	n += end != NULL;
	memmove(p->input.data, p->input.data + n, p->input.len - n + 1);
	p->input.len -= n;
	return true;
}

/* --- Showing ------------------------------------------------------------------- */

static bool
has_number(const struct item *item)
{
	if (item->id == 0)
		return false;
	return item->kind == ITEM_MARK || item->kind == ITEM_CHOICE ||
	    item->kind == ITEM_FIELD ||
	    (item->kind == ITEM_ROW && item->enter_presses);
}

static void
add_cells(struct buf *out, const struct item *item)
{
	size_t cells = item->table == NULL ? 0 : item->table->columns;

	for (size_t i = 0; i < cells; i++)
		if (item->cell[i].text != NULL && item->cell[i].text[0] != '\0')
			buf_addf(out, "%s%s", i > 0 ? "  " : "",
			    item->cell[i].text);
}

static void
add_item(struct buf *out, const struct item *item)
{
	switch (item->kind) {
	case ITEM_TEXT:
		buf_adds(out, item->label);
		break;
	case ITEM_VALUE:
		buf_addf(out, "%s %s", item->label, item->value);
		break;
	case ITEM_HEAD:
	case ITEM_ROW:
		add_cells(out, item);
		break;
	case ITEM_MARK:
		buf_addf(out, "[%c] ", item->mark);
		add_cells(out, item);
		break;
	case ITEM_CHOICE:
		buf_addf(out, "(%c) %s", item->chosen ? 'o' : ' ', item->label);
		break;
	case ITEM_FIELD:
		buf_addf(out, "%s: %s", item->label,
		    item->value != NULL && item->value[0] != '\0'
			? item->value
			: item->suggestion);
		break;
	case ITEM_BLANK:
	case ITEM_BUTTON:
		break;
	}
}

static void
add_remarks(struct buf *out, const struct item *item)
{
	if (item->state != NULL)
		buf_addf(out, "  %s", item->state);
	if (item->note != NULL)
		buf_addf(out, "  %s", item->note);
	buf_adds(out, "\n");
	for (size_t i = 0; i < item->details; i++)
		buf_addf(out, "     %s\n", item->detail[i]);
}

static void
add_items(struct plain *p, struct buf *out)
{
	int number = 0;

	for (size_t i = 0; i < p->view.items; i++) {
		const struct item *item = &p->view.item[i];

		if (item->kind == ITEM_BUTTON || item->kind == ITEM_BLANK)
			continue;
		if (has_number(item))
			buf_addf(out, "%d ", ++number);
		add_item(out, item);
		add_remarks(out, item);
	}
}

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
	add_items(p, &out);
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
		if (has_number(&p->view.item[i]) && --number == 0)
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

static enum outcome
press(struct plain *p, const struct item *item)
{
	char line[LINE_LIMIT];
	int id = item->id;

	if (item->kind != ITEM_FIELD)
		return send(p, EVENT_PRESS, id, 0, NULL);
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
	if (*end == '\0' && (item = numbered(p, number)) != NULL)
		return press(p, item);
	if (is_key(p, line))
		return key(p, line);
	item = first_field(p);
	if (item != NULL)
		return type(p, item, line);
	printf("%s\n", _("That is none of the answers."));
	return OUTCOME_STAY;
}

/* --- The loop -------------------------------------------------------------------- */

/* While something is under way only Wait takes answers. */
static bool
must_wait(const struct plain *p)
{
	return p->view.busy && strcmp(p->view.id, "wait") != 0;
}

static void
settle(struct plain *p)
{
	make_view(p);
	while (must_wait(p) && p->cli->turn(p->cli->loop))
		make_view(p);
}

static bool
next_line(struct plain *p, char line[LINE_LIMIT])
{
	while (!take_line(p, line)) {
		if (p->end)
			return false;
		if (p->cli->input_ready(p->cli->loop)) {
			read_more(p);
			continue;
		}
		(void)p->cli->turn(p->cli->loop);
		if (p->changed)
			show(p);
	}
	return true;
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
