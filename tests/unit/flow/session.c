#include "tests/unit/flow/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/flow/decisions.h"

static const struct ip own_address[] = {
    {.family = 4, .octets = {192, 0, 2, 25}}};

static const struct host_facts machine = {
    .known = true,
    .hostname = "mail.example.jp",
    .mta = "Postfix",
    .mta_hello = "mail.example.jp",
    .address = own_address,
    .addresses = 1,
};

/* --- Looking ------------------------------------------------------------- */

static void
check_text(const char *text)
{
	for (const char *c = text; c != NULL && *c != '\0'; c++)
		if ((unsigned char)*c < ' ' && *c != '\n')
			fail_msg("an octet %d is shown in %s", *c, text);
}

static void
check_item(const struct view *view, size_t i)
{
	const struct item *item = &view->item[i];
	bool is_row = item->kind == ITEM_HEAD || item->kind == ITEM_ROW ||
	    item->kind == ITEM_MARK;

	assert_non_null(item->label);
	check_text(item->label);
	/* What is in an area is escaped line by line where it is painted. */
	if (!item->area)
		check_text(item->value);
	check_text(item->note);
	if (is_row != (item->table != NULL))
		fail_msg("%s: a row without a table", view->id);
	for (size_t c = 0; is_row && c < item->table->columns; c++)
		check_text(item->cell[c].text);
	for (size_t d = 0; d < item->details; d++)
		check_text(item->detail[d]);
	for (size_t k = 0; item->id != 0 && k < i; k++)
		if (view->item[k].id == item->id)
			fail_msg("%s: two items are %d", view->id, item->id);
}

void
session_look(struct session *s)
{
	arena_reset(&s->arena);
	wizard_view(s->wizard, &s->arena, &s->view);
	assert_true(strlen(s->view.title) > 0);
	assert_true(strlen(s->view.help) > 0);
	check_text(s->view.message);
	for (size_t i = 0; i < s->view.items; i++)
		check_item(&s->view, i);
}

const struct item *
session_item(const struct session *s, enum item_kind kind, size_t n)
{
	static const struct item none = {.label = ""};

	for (size_t i = 0; i < s->view.items; i++)
		if (s->view.item[i].kind == kind && n-- == 0)
			return &s->view.item[i];
	fail_msg("%s: no such item", s->view.id);
	return &none;
}

size_t
session_items(const struct session *s, enum item_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < s->view.items; i++)
		n += s->view.item[i].kind == kind;
	return n;
}

static bool
contains(const char *where, const char *text)
{
	return where != NULL && strstr(where, text) != NULL;
}

static bool
item_shows(const struct item *item, const char *text)
{
	bool found = contains(item->label, text) ||
	    contains(item->value, text) || contains(item->note, text);

	for (size_t c = 0; c < VIEW_CELLS; c++)
		found = found || contains(item->cell[c].text, text);
	for (size_t d = 0; d < item->details; d++)
		found = found || contains(item->detail[d], text);
	return found;
}

bool
session_shows(const struct session *s, const char *text)
{
	if (contains(s->view.message, text))
		return true;
	for (size_t i = 0; i < s->view.items; i++)
		if (item_shows(&s->view.item[i], text))
			return true;
	return false;
}

void
session_expect(const struct session *s, const char *step)
{
	if (strcmp(s->view.id, step) != 0)
		fail_msg("at %s, not at %s: %s", s->view.id, step,
		    s->view.message != NULL ? s->view.message : "");
}

/* --- Doing --------------------------------------------------------------- */

static void
do_event(struct session *s, const struct event *event)
{
	s->outcome = wizard_event(s->wizard, event);
	session_look(s);
}

void
session_next(struct session *s, int item)
{
	do_event(s, &(struct event) {.kind = EVENT_NEXT, .item = item});
}

void
session_back(struct session *s)
{
	do_event(s, &(struct event) {.kind = EVENT_BACK});
}

void
session_press(struct session *s, int item)
{
	do_event(s, &(struct event) {.kind = EVENT_PRESS, .item = item});
}

void
session_key(struct session *s, char key, int item)
{
	do_event(s,
	    &(struct event) {.kind = EVENT_KEY, .key = key, .item = item});
}

void
session_type(struct session *s, int item, const char *text)
{
	do_event(s,
	    &(struct event) {.kind = EVENT_TEXT, .item = item, .text = text});
}

void
session_leave(struct session *s, int item)
{
	do_event(s, &(struct event) {.kind = EVENT_LEAVE, .item = item});
}

void
session_run(struct session *s)
{
	stage_run(s->stage);
	session_look(s);
}

void
session_run_for(struct session *s, int64_t ms)
{
	stage_run_for(s->stage, ms);
	session_look(s);
}

void
session_go(struct session *s, const char *step)
{
	for (int i = 0; strcmp(s->view.id, step) != 0; i++) {
		if (i == 40)
			fail_msg("stuck at %s, on the way to %s: %s",
			    s->view.id, step,
			    s->view.message != NULL ? s->view.message : "");
		session_run(s);
		if (strcmp(s->view.id, step) == 0)
			return;
		if (strcmp(s->view.id, "wait") == 0) {
			session_publish(s);
			session_run_for(s, 600000);
		}
		session_next(s, wizard_focus(s->wizard));
	}
}

static const char *
kept_of_change(const struct session *s, int i, const char *member)
{
	char key[32];

	(void)snprintf(key, sizeof(key), "change.%d.%s", i, member);
	return stage_kept_value(s->stage, "example.jp", key);
}

void
session_publish(struct session *s)
{
	struct buf zone = BUF_INIT;

	for (int i = 0; i < CHANGES_MAX; i++) {
		const char *name = kept_of_change(s, i, "name");
		const char *value = kept_of_change(s, i, "value");
		const int type = atoi(kept_of_change(s, i, "type"));

		if (name[0] == '\0')
			continue;
		if (type != DNS_TXT)
			buf_addf(&zone, "%s. 300 %s %s\n", name,
			    dns_type_word((uint16_t)type), value);
		else
			buf_addf(&zone, "%s. 300 TXT \"%.200s\" \"%s\"\n",
			    name, value,
			    strlen(value) > 200 ? value + 200 : "");
	}
	stage_publish(s->stage, NULL, buf_text(&zone));
	buf_release(&zone);
}

/* --- Life ---------------------------------------------------------------- */

static void
told(void *arg)
{
	struct session *s = arg;

	s->news++;
}

void
session_stage(struct session *s, const char *records)
{
	memset(s, 0, sizeof(*s));
	s->stage = stage_new();
	stage_host(s->stage, &machine);
	stage_world(s->stage, records);
}

void
session_open(struct session *s, const char *domain)
{
	s->wizard = wizard_new(stage_services(s->stage), domain);
	wizard_on_change(s->wizard, told, s);
	session_look(s);
}

void
session_close(struct session *s)
{
	stage_forget_host(s->stage);
	wizard_free(s->wizard);
	s->wizard = NULL;
}

void
session_end(struct session *s)
{
	session_close(s);
	arena_release(&s->arena);
	stage_free(s->stage);
}
