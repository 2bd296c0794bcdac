#include "wizard/flow/wizard.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/flow/dkim_look.h"
#include "wizard/flow/memory.h"
#include "wizard/flow/move.h"
#include "wizard/flow/ramp.h"
#include "wizard/flow/senders.h"
#include "wizard/flow/step.h"

/* --- Small services for the steps -------------------------------------------- */

int64_t
wizard_now(const struct wizard *w)
{
	return w->services->clock.now(w->services->clock.self);
}

void
wizard_changed(void *wizard)
{
	struct wizard *w = wizard;

	if (w->changed != NULL)
		w->changed(w->changed_arg);
}

void
wizard_say(struct wizard *w, enum role role, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(w->message, sizeof(w->message), fmt, ap);
	va_end(ap);
	w->message_role = role;
}

void
wizard_journal(struct wizard *w, const char *fmt, ...)
{
	const struct store_service *store = &w->services->store;
	char line[400];
	va_list ap;

	if (w->d.domain[0] == '\0' || !w->locked_by_us)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	store->journal(store->self, w->d.domain, line);
}

/* --- Saving ------------------------------------------------------------------ */

/* The lock may not have been had for the same reason as saving fails now. */
static enum err_code
save(struct wizard *w, struct err *err)
{
	const struct store_service *store = &w->services->store;
	struct arena arena = ARENA_INIT;
	struct entries entries;

	if (!w->locked_by_us &&
	    store->lock(store->self, w->d.domain, false, &w->holder, err) !=
		ERR_OK)
		return err->code;
	w->locked_by_us = true;
	entries = memory_save(&arena, &w->d);
	if (store->save(store->self, w->d.domain, &entries, err) == ERR_OK)
		w->d.saved = wizard_now(w);
	arena_release(&arena);
	return err->code;
}

/* The reason stands inside a sentence and may be one itself. */
static void
say_unsaved(struct wizard *w, struct err *reason)
{
	size_t len = strlen(reason->msg);

	if (len > 0 && reason->msg[len - 1] == '.')
		reason->msg[len - 1] = '\0';
	wizard_say(w, ROLE_PROBLEM,
	    _("Cannot save: %s. Nothing is lost while this stays open. Mend "
	      "it, then s."),
	    reason->msg);
}

void
wizard_save(struct wizard *w)
{
	const struct clock_service *clock = &w->services->clock;
	struct err err = ERR_INIT;

	clock->stop(clock->self, w->save_timer);
	w->save_timer = NULL;
	w->unsaved = false;
	if (w->d.domain[0] == '\0' || w->look_only ||
	    save(w, &err) == ERR_OK)
		return;
	w->unsaved = true;
	say_unsaved(w, &err);
}

static void
save_now(void *arg)
{
	struct wizard *w = arg;

	w->save_timer = NULL;
	wizard_save(w);
	wizard_changed(w);
}

void
wizard_save_soon(struct wizard *w)
{
	const struct clock_service *clock = &w->services->clock;

	if (w->save_timer == NULL)
		w->save_timer = clock->after(clock->self, 700, save_now, w);
}

/* --- Going from step to step --------------------------------------------------- */

const struct step *
wizard_find_step(const char *id)
{
	for (size_t i = 0; i < wizard_step_count; i++)
		if (strcmp(wizard_step_table[i].id, id) == 0)
			return &wizard_step_table[i];
	return NULL;
}

static void close_domain(struct wizard *w);

enum outcome
wizard_go(struct wizard *w, const char *id)
{
	const struct step *step = wizard_find_step(id);
	const struct step *furthest;

	if (step == NULL)
		return OUTCOME_STAY;
	if (strcmp(id, "start") == 0)
		close_domain(w);
	furthest = wizard_find_step(w->d.furthest);
	w->step = step;
	w->message[0] = '\0';
	w->may_replace = false;
	w->focus = 0;
	if (step->number > 0 || strcmp(id, "done") == 0)
		(void)snprintf(w->d.step, sizeof(w->d.step), "%s", id);
	if (furthest == NULL || step > furthest)
		(void)snprintf(w->d.furthest, sizeof(w->d.furthest), "%s", id);
	if (step->enter != NULL)
		step->enter(w);
	wizard_save(w);
	return OUTCOME_MOVED;
}

static void
close_domain(struct wizard *w)
{
	const struct store_service *store = &w->services->store;

	wizard_save(w);
	if (w->key_job != NULL)
		w->services->key.cancel(w->services->key.self, w->key_job);
	w->key_job = NULL;
	update_stop(w);
	watch_free(w->watch);
	w->watch = NULL;
	examine_free(w->look);
	examine_free(w->proof_look);
	w->look = w->proof_look = NULL;
	cost_free(w->cost);
	w->cost = NULL;
	memset(&w->plan, 0, sizeof(w->plan));
	memset(&w->proof, 0, sizeof(w->proof));
	pasted_forget(&w->pasted);
	probe_stop(w);
	w->chosen = 0;
	buf_release(&w->held);
	w->fetch[0] = '\0';
	w->ask_servers = false;
	w->signer = NULL;
	w->typed[0] = '\0';
	if (w->locked_by_us)
		store->unlock(store->self, w->d.domain);
	w->locked_by_us = false;
	w->look_only = false;
	memset(&w->d, 0, sizeof(w->d));
}

/* Loads what is known; what cannot be read is said, never thrown away. */
static void
load(struct wizard *w, const char *domain)
{
	const struct store_service *store = &w->services->store;
	struct arena arena = ARENA_INIT;
	struct entries entries = {.entry = NULL};
	struct err err = ERR_INIT;
	enum err_code code =
	    store->load(store->self, domain, &arena, &entries, &err);

	if (code != ERR_OK && code != ERR_MISSING)
		wizard_say(w, ROLE_WARNING, "%s", err.msg);
	if (code == ERR_SYNTAX)
		code = store->load(store->self, domain, &arena, &entries, &err);
	if (code == ERR_OK)
		memory_load(&entries, &w->d);
	if (code == ERR_VERSION)
		w->look_only = true;
	(void)snprintf(w->d.domain, sizeof(w->d.domain), "%s", domain);
	arena_release(&arena);
}

/* Whoever brings a bounce wants to know what is wrong now. */
static enum outcome
resume(struct wizard *w)
{
	const struct step *step =
	    wizard_take_bounce(w) ? NULL : wizard_find_step(w->d.step);
	bool to_move = w->to_move;
	char said[sizeof(w->message)];
	enum role role = w->message_role;

	memcpy(said, w->message, sizeof(said));
	w->to_move = false;
	wizard_go(w,
	    to_move				     ? "move"
		: step == NULL || step->number < 2 ? "look"
						     : step->id);
	/* That nothing can be saved weighs more than what was not read. */
	if (said[0] != '\0' && !w->unsaved)
		wizard_say(w, role, "%s", said);
	return OUTCOME_MOVED;
}

static enum outcome
open_domain(struct wizard *w, const char *domain, bool take_over)
{
	const struct store_service *store = &w->services->store;
	struct err err = ERR_INIT;
	char name[DNAME_MAX + 1];
	enum err_code code;

	(void)snprintf(name, sizeof(name), "%s", domain);
	close_domain(w);
	w->message[0] = '\0';
	code = store->lock(store->self, name, take_over, &w->holder, &err);
	if (code == ERR_LOCKED) {
		(void)snprintf(w->d.domain, sizeof(w->d.domain), "%s", name);
		w->look_only = true;
		return wizard_go(w, "locked");
	}
	w->locked_by_us = code == ERR_OK;
	load(w, name);
	if (w->look_only && w->locked_by_us) {
		store->unlock(store->self, name);
		w->locked_by_us = false;
	}
	wizard_journal(w, "opened");
	return resume(w);
}

enum outcome
wizard_open(struct wizard *w, const char *domain)
{
	return open_domain(w, domain, false);
}

enum outcome
wizard_take_over(struct wizard *w)
{
	return open_domain(w, w->d.domain, true);
}

enum outcome
wizard_look_only(struct wizard *w)
{
	char domain[DNAME_MAX + 1];

	memcpy(domain, w->d.domain, sizeof(domain));
	close_domain(w);
	w->look_only = true;
	load(w, domain);
	return resume(w);
}

/* --- Life ---------------------------------------------------------------------- */

static void
host_known(void *arg, const struct host_facts *facts)
{
	struct wizard *w = arg;

	w->host = facts;
	if (w->look != NULL)
		wizard_look(w);
	wizard_changed(w);
}

struct wizard *
wizard_new(const struct services *services, const char *domain)
{
	struct wizard *w = mem_alloc(sizeof(*w));

	w->services = services;
	services->host.inspect(
	    services->host.self, &w->host_arena, host_known, w);
	if (domain != NULL)
		wizard_open(w, domain);
	else
		wizard_go(w, "start");
	return w;
}

void
wizard_free(struct wizard *w)
{
	if (w == NULL)
		return;
	close_domain(w);
	recheck_free(w->recheck);
	arena_release(&w->host_arena);
	arena_release(&w->plan_arena);
	arena_release(&w->signing_arena);
	arena_release(&w->probing.arena);
	arena_release(&w->list_arena);
	bounce_forget(&w->bounce);
	free(w);
}

void
wizard_on_change(struct wizard *w, void (*changed)(void *arg), void *arg)
{
	w->changed = changed;
	w->changed_arg = arg;
}

int
wizard_focus(const struct wizard *w)
{
	return w->focus;
}

const char *
wizard_farewell(const struct wizard *w, struct arena *arena)
{
	if (w->services->practice)
		return _("That was practice: nothing was kept. For your own "
			 "domain: inkan");
	if (w->d.domain[0] == '\0')
		return _("Nothing was begun. Start again with: inkan");
	if (!w->locked_by_us)
		return _("Nothing was written.");
	return arena_printf(
	    arena, _("Saved. Continue with: inkan %s"), w->d.domain);
}

enum outcome
wizard_event(struct wizard *w, const struct event *event)
{
	if (event->kind != EVENT_TEXT && event->kind != EVENT_LEAVE)
		w->message[0] = '\0';
	if (event->kind == EVENT_KEY && event->key == 'q')
		return OUTCOME_QUIT;
	if (event->kind == EVENT_KEY && event->key == 'v')
		return OUTCOME_PLAIN;
	if (event->kind == EVENT_KEY && event->key == 's' && w->unsaved) {
		wizard_save(w);
		return OUTCOME_STAY;
	}
	return w->step->event(w, event);
}
