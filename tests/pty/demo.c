/*
 * The full-screen face on a wizard of two steps, for the terminal tests: a form
 * and a list. The loop is poll(2) and a table of timers.
 */
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tui/ui.h"
#include "wizard/base/mem.h"

/* --- the wizard ------------------------------------------------------- */

enum {
	FIELD = 10,
	AREA,
	ROW
};

struct wizard {
	int step;
	char *typed;
	char *pasted;
};

static const char key_record[] =
    "v=DKIM1; k=rsa; p="
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu4x7QdA0fCcSJqGNX0WyQjWT"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu4x7QdA0fCcSJqGNX0WyQjWT"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu4x7QdA0fCcSJqGNX0WyQjWT"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu4x7QdA0fCcSJqGNX0WyQjWT"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu4x7QdA0fCcSJqGNX0WyQjWT"
    "IDAQAB";

static struct item *
add(struct arena *arena, struct view *view, enum item_kind kind, int id,
    const char *label)
{
	struct item *item = view_add(arena, view, kind, id);

	item->label = label;
	return item;
}

static size_t
lines_of(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

static void
form(const struct wizard *wizard, struct arena *arena, struct view *view)
{
	struct item *item;

	view->title = "Step 1 of 2: Form";
	view_text(arena, view, "Which domain is after the @?");
	item = add(arena, view, ITEM_FIELD, FIELD, "Domain");
	item->value = wizard->typed;
	item->suggestion = "example.jp";
	item = add(arena, view, ITEM_FIELD, AREA, "Message");
	item->value = wizard->pasted;
	item->area = true;
	view_text(arena, view, "%zu octets, %zu lines", strlen(wizard->pasted),
	    lines_of(wizard->pasted));
}

static void
list(struct arena *arena, struct view *view)
{
	static const struct table table = {.columns = 2};
	static const struct plain_record records[] = {
	    {"ADD", "mx202611._domainkey", key_record},
	    {"ADD", "_dmarc", "v=DMARC1; p=none"},
	};

	view->title = "Step 2 of 2: List";
	for (int i = 0; i < 30; i++) {
		struct item *item = view_add(arena, view, ITEM_ROW, ROW + i);

		item->table = &table;
		item->cell[0].text = arena_printf(arena, "row %d", i);
		item->cell[1] = (struct cell) {"ok", ROLE_OK};
	}
	view->plain = records;
	view->plains = COUNT_OF(records);
	view_hint(view, 'v', "plain");
}

void
wizard_view(const struct wizard *wizard, struct arena *arena, struct view *view)
{
	*view = (struct view) {.id = wizard->step == 0 ? "form" : "list",
	    .domain = "example.jp",
	    .step = wizard->step + 1,
	    .saved = "saved 14:02",
	    .help = "What it is: a demonstration."};
	if (wizard->step == 0)
		form(wizard, arena, view);
	else
		list(arena, view);
	add(arena, view, ITEM_BUTTON, 1, "Back");
	add(arena, view, ITEM_BUTTON, 2, "Continue");
	view_hint(view, '\r', "continue");
	view_hint(view, '\033', "back");
	view_hint(view, 'q', "quit");
}

static enum outcome
go(struct wizard *wizard, int step)
{
	if (step < 0 || step > 1)
		return OUTCOME_STAY;
	wizard->step = step;
	return OUTCOME_MOVED;
}

enum outcome
wizard_event(struct wizard *wizard, const struct event *event)
{
	char **text = event->item == AREA ? &wizard->pasted : &wizard->typed;

	switch (event->kind) {
	case EVENT_TEXT:
		free(*text);
		*text = mem_copy(event->text);
		return OUTCOME_STAY;
	case EVENT_NEXT:
		return go(wizard, wizard->step + 1);
	case EVENT_BACK:
		return go(wizard, wizard->step - 1);
	case EVENT_PRESS:
		if (event->item == 1 || event->item == 2)
			return go(
			    wizard, wizard->step + (event->item == 1 ? -1 : 1));
		return OUTCOME_STAY;
	case EVENT_LEAVE:
	case EVENT_KEY:
		return OUTCOME_STAY;
	}
	return OUTCOME_STAY;
}

int
wizard_focus(const struct wizard *wizard)
{
	(void)wizard;
	return 0;
}

size_t
wizard_steps(const char *const **ret_names)
{
	static const char *const names[] = {"Form", "List"};

	*ret_names = names;
	return COUNT_OF(names);
}

int
wizard_step_state(const struct wizard *wizard, size_t step)
{
	return (size_t)wizard->step > step;
}

/* --- the clock -------------------------------------------------------- */

struct timer {
	struct timer *next;
	int64_t due;
	void (*fn)(void *arg);
	void *arg;
};

static struct timer *timers;

static int64_t
ticks(void *self)
{
	struct timespec t;

	(void)self;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct timer *
after(void *self, int64_t ms, void (*fn)(void *arg), void *arg)
{
	struct timer *timer = mem_alloc(sizeof(*timer));

	*timer = (struct timer) {timers, ticks(self) + ms, fn, arg};
	timers = timer;
	return timer;
}

static void
stop(void *self, struct timer *timer)
{
	(void)self;
	for (struct timer **p = &timers; *p != NULL; p = &(*p)->next)
		if (*p == timer) {
			*p = timer->next;
			free(timer);
			return;
		}
}

/* Runs one timer that is due; false when none is. */
static bool
run_timer(void)
{
	int64_t now = ticks(NULL);

	for (struct timer *timer = timers; timer != NULL; timer = timer->next) {
		struct timer due = *timer;

		if (due.due > now)
			continue;
		stop(NULL, timer);
		due.fn(due.arg);
		return true;
	}
	return false;
}

/* How long to wait; NULL: for ever. */
static const struct timespec *
next_timer(struct timespec *t)
{
	int64_t least = -1;

	for (struct timer *timer = timers; timer != NULL; timer = timer->next)
		if (least < 0 || timer->due < least)
			least = timer->due;
	if (least < 0)
		return NULL;
	least -= ticks(NULL);
	if (least < 0)
		least = 0;
	*t = (struct timespec) {least / 1000, least % 1000 * 1000000};
	return t;
}

static const struct clock_service clock_of_demo = {
    .now = ticks, .ticks = ticks, .after = after, .stop = stop};

/* --- the loop --------------------------------------------------------- */

/* SIGWINCH is let in only while waiting, so that none is missed. */
static volatile sig_atomic_t resized;

static void
on_resize(int signo)
{
	(void)signo;
	resized = 1;
}

static void
loop(struct ui *ui)
{
	sigset_t none;
	struct timespec t;

	(void)sigemptyset(&none);
	while (ui_state(ui) == UI_RUNNING) {
		struct pollfd pfd = {.fd = STDIN_FILENO, .events = POLLIN};

		if (ppoll(&pfd, 1, next_timer(&t), &none) > 0)
			ui_input(ui);
		while (ui_state(ui) == UI_RUNNING && run_timer())
			continue;
		if (resized) {
			resized = 0;
			ui_resize(ui);
		}
	}
}

static void
on_crash(int signo)
{
	ui_rescue();
	(void)signal(signo, SIG_DFL);
	(void)raise(signo);
}

int
main(void)
{
	static const char *const states[] = {
	    [UI_RUNNING] = "running",
	    [UI_QUIT] = "quit",
	    [UI_HANGUP] = "hangup",
	    [UI_WANTS_PLAIN] = "plain",
	};
	struct sigaction action = {.sa_handler = on_resize};
	struct wizard wizard = {.typed = mem_copy(""), .pasted = mem_copy("")};
	struct ui_options options = {.colour = true};
	struct err err = ERR_INIT;
	sigset_t resizes;
	struct ui *ui;
	bool failed;

	if (setlocale(LC_ALL, "") == NULL)
		(void)setlocale(LC_ALL, "C.UTF-8");
	(void)sigaction(SIGWINCH, &action, NULL);
	(void)sigemptyset(&resizes);
	(void)sigaddset(&resizes, SIGWINCH);
	(void)sigprocmask(SIG_BLOCK, &resizes, NULL);
	(void)signal(SIGSEGV, on_crash);
	ui = ui_new(&wizard, &clock_of_demo, &options);
	failed = ui_start(ui, &err) != ERR_OK;
	if (failed) {
		printf("%s\n", err.msg);
	} else {
		loop(ui);
		ui_stop(ui);
		printf("Ended: %s. Typed: %s.\n", states[ui_state(ui)],
		    wizard.typed);
	}
	ui_free(ui);
	free(wizard.typed);
	free(wizard.pasted);
	return failed ? 3 : 0;
}
