/* inkan watch: poll until every record is visible. */
#include "wizard/flow/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/cli/command.h"
#include "wizard/cli/json.h"
#include "wizard/flow/memory.h"
#include "wizard/flow/proposal.h"
#include "wizard/flow/watch_say.h"
#include "wizard/flow/when.h"

struct watching {
	struct cli *cli;
	struct decisions *d;
	struct watch *watch;
	bool changed; /* cells are new since the last report */
	char *last;   /* what was printed last; nothing is printed twice */
	bool out_of_time;
	bool ended; /* the program that was to be run */
	int code;   /* of that */
};

static void
changed(void *arg)
{
	struct watching *w = arg;

	w->changed = true;
}

static void
time_is_up(void *arg)
{
	struct watching *w = arg;

	w->out_of_time = true;
}

static int64_t
now(const struct watching *w)
{
	const struct clock_service *clock = &w->cli->services->clock;

	return clock->now(clock->self);
}

/* --- JSON ----------------------------------------------------------------------- */

/* Of a name server: which edition of the zone it has. */
static void
add_serial(const struct watch *watch, json_t *o, size_t server, size_t change)
{
	static const char *const words[] = {
	    [EDITION_UNKNOWN] = "unknown",
	    [EDITION_NEWEST] = "newest",
	    [EDITION_OLDER] = "older",
	    [EDITION_STUCK] = "stuck",
	    [EDITION_NOT_RAISED] = "not-raised",
	};
	const struct watch_serial *s = watch_serial(watch, server, change);

	(void)json_object_set_new(o, "serial",
	    s->known ? json_integer(s->number) : json_null());
	(void)json_object_set_new(o, "edition",
	    json_string(words[watch_edition(watch, server, change)]));
}

static json_t *
json_moment(int64_t ms)
{
	struct arena arena = ARENA_INIT;
	json_t *moment =
	    ms == 0 ? json_null() : json_string(when_utc(&arena, ms));

	arena_release(&arena);
	return moment;
}

static json_t *
json_cell(const struct watch *watch, size_t server, size_t change)
{
	const struct watch_server *s = watch_server(watch, server);
	const struct watch_cell *cell = &s->cell[change];
	json_t *o = json_object();
	char ip[IP_TEXT_MAX];

	ip_format(&s->ip, ip);
	(void)json_object_set_new(o, "server", json_string(ip));
	(void)json_object_set_new(o, "name", json_name(s->name));
	(void)json_object_set_new(
	    o, "kind", json_string(s->authority ? "authority" : "resolver"));
	(void)json_object_set_new(
	    o, "state", json_string(watch_state_word(cell->state)));
	(void)json_object_set_new(o, "asked", json_moment(cell->asked));
	(void)json_object_set_new(
	    o, "ttl_left", json_integer(cell->ttl_left));
	if (s->authority)
		add_serial(watch, o, server, change);
	else
		(void)json_object_set_new(
		    o, "region", json_name(s->resolver->region));
	(void)json_object_set_new(o, "mistake", json_name(cell->mistake));
	return o;
}

static const char *
record_state(const struct change *change)
{
	if (change->visible != 0)
		return "visible";
	return change->at_authority != 0 ? "seen-authority" : "waiting";
}

static json_t *
json_record(const struct watching *w, size_t i)
{
	json_t *o = json_object(), *cells = json_array();

	for (size_t s = 0; s < watch_servers(w->watch); s++) {
		const struct watch_server *server = watch_server(w->watch, s);

		if (server->cell[i].state != CELL_NOT_HERE)
			(void)json_array_append_new(
			    cells, json_cell(w->watch, s, i));
	}
	(void)json_object_set_new(o, "name", json_name(w->d->change[i].name));
	(void)json_object_set_new(o, "type",
	    json_string(plan_type_word(&w->d->change[i])));
	(void)json_object_set_new(
	    o, "state", json_string(record_state(&w->d->change[i])));
	(void)json_object_set_new(
	    o, "misplaced", json_name(watch_misplaced(w->watch, i)));
	(void)json_object_set_new(o, "cells", cells);
	return o;
}

/* A list of sentences. */
static json_t *
json_remarks(const struct watching *w)
{
	struct arena arena = ARENA_INIT;
	struct remark *remark =
	    arena_alloc(&arena, REMARKS_MAX * sizeof(*remark));
	size_t n = watch_remarks(
	    &arena, w->watch, w->d->change, w->d->changes, remark);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, json_string(remark[i].text));
	arena_release(&arena);
	return list;
}

static void
report_json(const struct watching *w)
{
	json_t *o = json_object(), *records = json_array();

	for (size_t i = 0; i < w->d->changes; i++)
		if (w->d->change[i].op != CHANGE_KEEP)
			(void)json_array_append_new(
			    records, json_record(w, i));
	(void)json_object_set_new(o, "time", json_moment(now(w)));
	(void)json_object_set_new(
	    o, "done", json_boolean(watch_done(w->watch)));
	(void)json_object_set_new(
	    o, "visible_by", json_moment(watch_visible_by(w->watch)));
	(void)json_object_set_new(
	    o, "late", json_boolean(watch_is_late(w->watch)));
	(void)json_object_set_new(o, "intercepted",
	    json_boolean(watch_is_intercepted(w->watch)));
	(void)json_object_set_new(o, "remarks", json_remarks(w));
	(void)json_object_set_new(o, "records", records);
	json_print(o);
}

/* --- Text ----------------------------------------------------------------------- */

static void
describe(const struct watching *w, struct buf *out, size_t i)
{
	buf_addf(out, "%s:", w->d->change[i].name);
	for (size_t s = 0; s < watch_servers(w->watch); s++) {
		const struct watch_server *server = watch_server(w->watch, s);
		const struct watch_cell *cell = &server->cell[i];
		char ip[IP_TEXT_MAX];

		if (cell->state == CELL_NOT_HERE)
			continue;
		ip_format(&server->ip, ip);
		buf_addf(out, " %s %s%s%s%s", ip,
		    watch_state_word(cell->state),
		    cell->mistake != NULL ? " (" : "",
		    cell->mistake != NULL ? cell->mistake : "",
		    cell->mistake != NULL ? ")" : "");
	}
	buf_adds(out, "\n");
}

static void
describe_remarks(const struct watching *w, struct arena *arena, struct buf *out)
{
	struct remark *remark =
	    arena_alloc(arena, REMARKS_MAX * sizeof(*remark));
	size_t n = watch_remarks(
	    arena, w->watch, w->d->change, w->d->changes, remark);

	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s\n", remark[i].text);
}

/* One block per change of anything; silence while nothing happens. */
static void
report_text(struct watching *w)
{
	struct buf out = BUF_INIT;
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < w->d->changes; i++)
		if (w->d->change[i].op != CHANGE_KEEP)
			describe(w, &out, i);
	describe_remarks(w, &arena, &out);
	if (w->last == NULL || strcmp(w->last, buf_text(&out)) != 0) {
		printf("%s\n%s", when_utc(&arena, now(w)), buf_text(&out));
		(void)fflush(stdout);
		free(w->last);
		w->last = buf_take(&out);
	}
	buf_release(&out);
	arena_release(&arena);
}

static void
report(struct watching *w)
{
	w->changed = false;
	if (w->cli->options->json)
		report_json(w);
	else
		report_text(w);
}

/* --- The command ------------------------------------------------------------------ */

static void
save(const struct watching *w)
{
	const struct store_service *store = &w->cli->services->store;
	struct arena arena = ARENA_INIT;
	struct entries entries = memory_save(&arena, w->d);
	struct err err = ERR_INIT;

	if (store->save(store->self, w->d->domain, &entries, &err) != ERR_OK)
		(void)fprintf(stderr, "inkan: %s\n", err.msg);
	arena_release(&arena);
}

static void
program_ended(void *arg, int status, const struct err *err)
{
	struct watching *w = arg;
	const char *program = w->cli->options->exec[0];

	w->ended = true;
	if (err->code == ERR_OK && status == 0)
		return;
	w->code = EXIT_ERRORS;
	(void)fputs("inkan: ", stderr);
	if (err->code != ERR_OK)
		(void)fputs(err->msg, stderr);
	else
		(void)fprintf(stderr, _("%s ended with %d"), program, status);
	(void)fputc('\n', stderr);
}

/* All has just become visible: the user may be told. */
static int
celebrate(struct watching *w)
{
	const struct program_service *program = &w->cli->services->program;
	const struct options *o = w->cli->options;

	if (!o->json)
		printf("%s\n", _("Done: every server has every record."));
	if (isatty(STDOUT_FILENO))
		(void)putchar('\a');
	(void)fflush(stdout);
	if (o->exec == NULL)
		return EXIT_RIGHT;
	program->run(program->self, o->exec, program_ended, w);
	while (!w->ended && w->cli->turn(w->cli->loop))
		continue;
	return w->code;
}

static int
run(struct watching *w)
{
	const struct options *o = w->cli->options;
	const struct clock_service *clock = &w->cli->services->clock;
	struct timer *limit = NULL;
	bool before = watch_done(w->watch);

	if (o->timeout > 0)
		limit = clock->after(
		    clock->self, (int64_t)o->timeout * 1000, time_is_up, w);
	while (!watch_done(w->watch) && !w->out_of_time &&
	    w->cli->turn(w->cli->loop)) {
		if (!w->changed || !watch_idle(w->watch))
			continue;
		report(w);
		save(w);
	}
	if (!w->out_of_time)
		clock->stop(clock->self, limit);
	if (w->changed)
		report(w);
	save(w);
	if (!watch_done(w->watch))
		return EXIT_STILL_WAITING;
	return before ? EXIT_RIGHT : celebrate(w);
}

int
command_watch(struct cli *cli)
{
	struct watching w = {.cli = cli};
	const struct store_service *store = &cli->services->store;
	struct lock_holder holder;
	struct err err = ERR_INIT;
	struct dname domain;
	int code;

	if (!domain_argument(cli, 0, &domain))
		return EXIT_USAGE;
	if (store->lock(store->self, domain.text, false, &holder, &err) !=
	    ERR_OK) {
		(void)fprintf(stderr, "inkan: %s\n", err.msg);
		return err.code == ERR_LOCKED ? EXIT_LOCKED
					      : EXIT_CANNOT_CREATE;
	}
	w.d = mem_alloc(sizeof(*w.d));
	proposal_load(cli->services, domain.text, w.d);
	if (w.d->changes == 0) {
		(void)fprintf(stderr,
		    _("inkan: nothing is being published for %s. Decide first "
		      "what to publish: inkan %s\n"),
		    domain.text, domain.text);
		code = EXIT_NO_INPUT;
	} else {
		w.watch = watch_new(
		    cli->services, w.d->change, w.d->changes, changed, &w);
		code = run(&w);
		watch_free(w.watch);
	}
	store->unlock(store->self, domain.text);
	free(w.last);
	free(w.d);
	return code;
}
