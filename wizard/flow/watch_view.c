/* How a watch stands, for those who show it. */
#include "wizard/flow/watch_state.h"
#include "wizard/flow/when.h"

size_t
watch_servers(const struct watch *w)
{
	return w->servers;
}

const struct watch_server *
watch_server(const struct watch *w, size_t i)
{
	return &w->server[i];
}

bool
watch_record_done(const struct watch *w, size_t change)
{
	return !watch_is_watched(w, change) || w->change[change].visible != 0;
}

size_t
watch_done_count(const struct watch *w)
{
	size_t done = 0;

	for (size_t i = 0; i < w->changes; i++)
		done += watch_is_watched(w, i) && watch_record_done(w, i);
	return done;
}

bool
watch_done(const struct watch *w)
{
	for (size_t i = 0; i < w->changes; i++)
		if (!watch_record_done(w, i))
			return false;
	return true;
}

bool
watch_idle(const struct watch *w)
{
	return w->zones_known && w->asking == 0 && !w->is_following;
}

int64_t
watch_next(const struct watch *w)
{
	int64_t left = w->next - watch_ticks(w);

	if (w->next == 0 || w->asking > 0)
		return -1;
	return left < 0 ? 0 : left;
}

const char *
watch_misplaced(const struct watch *w, size_t change)
{
	return w->misplaced[change];
}

bool
watch_is_intercepted(const struct watch *w)
{
	return w->intercepted;
}

/* What bounds the wait of one record once every authority has it. */
static int64_t
cache_seconds(const struct change *change)
{
	return change->old_ttl > 0 ? change->old_ttl : change->negative_ttl;
}

int64_t
watch_visible_by(const struct watch *w)
{
	int64_t by = 0;

	for (size_t i = 0; i < w->changes; i++) {
		const struct change *change = &w->change[i];
		int64_t end;

		if (!watch_is_watched(w, i))
			continue;
		if (change->at_authority == 0)
			return 0;
		/* Where the clock was set back, the wait begins now. */
		end = watch_clock(w) -
		    when_since(watch_clock(w), change->at_authority) +
		    cache_seconds(change) * 1000;
		if (end > by)
			by = end;
	}
	return by;
}

bool
watch_is_late(const struct watch *w)
{
	int64_t by = watch_visible_by(w);

	return by != 0 && watch_clock(w) > by && !watch_done(w);
}

int64_t
watch_time_left(const struct watch *w)
{
	int64_t longest = 0;

	for (size_t i = 0; i < w->changes; i++) {
		const struct change *change = &w->change[i];
		int64_t left = cache_seconds(change);

		if (watch_record_done(w, i))
			continue;
		if (change->at_authority != 0)
			left -=
			    when_since(watch_clock(w), change->at_authority) /
			    1000;
		if (left > longest)
			longest = left;
	}
	return longest;
}

const char *
watch_state_word(enum cell_state state)
{
	static const char *const words[] = {
	    [CELL_ASKING] = "waits",
	    [CELL_NEW] = "new",
	    [CELL_OLD] = "old",
	    [CELL_NONE] = "none",
	    [CELL_WAITS] = "waits",
	    [CELL_DIFFERS] = "differs",
	    [CELL_NO_ANSWER] = "no-answer",
	    [CELL_ALIAS] = "alias",
	    [CELL_NOT_HERE] = "waits",
	};

	return words[state];
}
