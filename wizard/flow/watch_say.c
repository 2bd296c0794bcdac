#include "wizard/flow/watch_say.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/watch_state.h"
#include "wizard/flow/when.h"

#define LATE_MS INT64_C(1800000) /* nobody needs so long to press "Save" */

struct saying {
	struct arena *arena;
	const struct watch *watch;
	const struct change *change;
	size_t changes;
	struct remark *remark;
	size_t count;
};

static void
say(struct saying *s, bool problem, const char *text)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->remark[i].text, text) == 0)
			return;
	if (s->count < REMARKS_MAX)
		s->remark[s->count++] = (struct remark) {problem, text};
}

static const char *
name_of(const struct saying *s, const struct watch_server *server)
{
	char ip[IP_TEXT_MAX];

	if (server->name[0] != '\0')
		return text_safe(s->arena, slice_of(server->name));
	ip_format(&server->ip, ip);
	return arena_copy(s->arena, ip);
}

/* --- What was published ---------------------------------------------------------- */

/* The mistake that a name server shows, at the end of an alias first; or NULL. */
static const char *
mistake_of(const struct watch *w, size_t change)
{
	const char *alias = NULL;

	for (size_t i = 0; i < watch_servers(w); i++) {
		const struct watch_server *server = watch_server(w, i);
		const struct watch_cell *cell = &server->cell[change];

		if (!server->authority || cell->mistake == NULL)
			continue;
		if (cell->state != CELL_ALIAS)
			return cell->mistake;
		alias = cell->mistake;
	}
	return alias;
}

static void
say_mistakes(struct saying *s)
{
	for (size_t i = 0; i < s->changes; i++) {
		const char *words = watch_misplaced(s->watch, i);

		if (watch_record_done(s->watch, i))
			continue;
		if (words == NULL)
			words = mistake_of(s->watch, i);
		if (words != NULL)
			say(s, true,
			    arena_printf(s->arena, "%s: %s",
				plan_label(s->arena, &s->change[i]),
				words));
	}
}

/* --- Who is behind ----------------------------------------------------------------- */

static void
say_edition(struct saying *s, size_t server, size_t change)
{
	const struct watch_serial *serial =
	    watch_serial(s->watch, server, change);
	const char *name = name_of(s, watch_server(s->watch, server));
	unsigned newest = watch_newest(s->watch, change);

	switch (watch_edition(s->watch, server, change)) {
	case EDITION_UNKNOWN:
	case EDITION_NEWEST:
		return;
	case EDITION_OLDER:
		say(s, true,
		    arena_printf(s->arena,
			_("%s has not fetched the new zone: its serial is %u, "
			  "the newest is %u. It looks again within %s; if it "
			  "does not follow then, transfers fail."),
			name, (unsigned)serial->number, newest,
			when_span(s->arena, (int64_t)serial->refresh * 1000)));
		return;
	case EDITION_STUCK:
		say(s, true,
		    arena_printf(s->arena,
			_("%s does not fetch the zone: its serial is still %u, "
			  "the newest is %u. Whoever runs it has to look why "
			  "transfers fail."),
			name, (unsigned)serial->number, newest));
		return;
	case EDITION_NOT_RAISED:
		say(s, true,
		    arena_printf(s->arena,
			_("%s lacks the record although its serial %u is that "
			  "of the servers that have it: raise the serial, or "
			  "it will not fetch the zone."),
			name, (unsigned)serial->number));
		return;
	}
}

static void
say_silence(struct saying *s, const struct watch_server *server,
    const struct watch_cell *cell)
{
	say(s, false,
	    arena_printf(s->arena,
		cell->elsewhere
		    ? _("%s: what answers there does not speak for the zone. "
			"It is passed by.")
		    : _("%s does not answer. After a minute it is passed by; "
			"who asks it may see the record later."),
		name_of(s, server)));
}

static void
say_servers(struct saying *s)
{
	for (size_t i = 0; i < watch_servers(s->watch); i++) {
		const struct watch_server *server = watch_server(s->watch, i);

		for (size_t c = 0; server->authority && c < s->changes; c++) {
			const struct watch_cell *cell = &server->cell[c];

			if (watch_record_done(s->watch, c) ||
			    cell->state == CELL_NOT_HERE)
				continue;
			if (cell->state == CELL_NO_ANSWER)
				say_silence(s, server, cell);
			else if (cell->state != CELL_NEW)
				say_edition(s, i, c);
		}
	}
}

/* --- What to expect ------------------------------------------------------------- */

static bool
lacks(const struct watch *w, const struct watch_server *server, size_t change)
{
	enum cell_state state = server->cell[change].state;

	return !server->authority && !watch_record_done(w, change) &&
	    (state == CELL_OLD || state == CELL_NONE ||
		state == CELL_DIFFERS);
}

/* Who keeps the old copy, and where that can be ended. */
static void
say_caches(struct saying *s)
{
	for (size_t i = 0; i < watch_servers(s->watch); i++) {
		const struct watch_server *server = watch_server(s->watch, i);
		bool behind = false;

		for (size_t c = 0; c < s->changes; c++)
			behind = behind || lacks(s->watch, server, c);
		if (behind && server->resolver->flush[0] != '\0')
			say(s, false,
			    arena_printf(s->arena,
				_("%s can be told to forget: %s"),
				name_of(s, server), server->resolver->flush));
	}
}

static void
say_time(struct saying *s)
{
	const struct watch *w = s->watch;
	int64_t by = watch_visible_by(w);

	if (by == 0 || watch_done(w))
		return;
	if (!watch_is_late(w))
		say(s, false,
		    arena_printf(s->arena,
			_("By %s every cache that obeys TTLs has it. Some "
			  "stretch them, by up to an hour."),
			when_clock(s->arena, by)));
	else
		say(s, false,
		    arena_printf(s->arena,
			_("Every cache should have had it by %s. One that "
			  "does not stretches TTLs; your record is right, and "
			  "there is nothing for you to mend."),
			when_clock(s->arena, by)));
	say_caches(s);
}

/* When the user said that the record is entered; 0: not yet. */
static int64_t
entered(const struct saying *s)
{
	int64_t last = 0;

	for (size_t i = 0; i < s->changes; i++)
		if (!watch_record_done(s->watch, i) &&
		    s->change[i].entered > last)
			last = s->change[i].entered;
	return last;
}

static void
say_late(struct saying *s)
{
	int64_t since = entered(s);

	if (since != 0 && watch_clock(s->watch) - since > LATE_MS &&
	    watch_visible_by(s->watch) == 0)
		say(s, true,
		    _("Not on your DNS servers after 30 min. Was \"Save\" or "
		      "\"Apply\" pressed in the panel?"));
}

size_t
watch_remarks(struct arena *arena, const struct watch *watch,
    const struct change *changes, size_t count, struct remark ret[REMARKS_MAX])
{
	struct saying s = {arena, watch, changes, count, ret, 0};

	if (watch_is_intercepted(watch))
		say(&s, true,
		    _("Somebody on the way answers in place of name servers: "
		      "an address without one replied. What is shown here may "
		      "be a cache's; look from another network, too."));
	say_mistakes(&s);
	say_servers(&s);
	say_late(&s);
	say_time(&s);
	return s.count;
}
