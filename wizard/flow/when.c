#include "wizard/flow/when.h"

#include <stdio.h>
#include <time.h>

#include "wizard/base/i18n.h"

static const char *
formatted(struct arena *arena, int64_t ms, const char *format,
    struct tm *(*split)(const time_t *, struct tm *))
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;
	char text[40] = "";

	if (split(&t, &tm) != NULL)
		(void)strftime(text, sizeof(text), format, &tm);
	return arena_copy(arena, text);
}

const char *
when_clock(struct arena *arena, int64_t ms)
{
	return formatted(arena, ms, "%H:%M", localtime_r);
}

const char *
when_date(struct arena *arena, int64_t ms)
{
	return formatted(arena, ms, "%Y-%m-%d", localtime_r);
}

const char *
when_utc(struct arena *arena, int64_t ms)
{
	return formatted(arena, ms, "%Y-%m-%dT%H:%M:%SZ", gmtime_r);
}

/* In English whatever the language is, which strftime would not be. */
const char *
when_mail(struct arena *arena, int64_t ms)
{
	static const char days[][4] = {
	    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t t = (time_t)(ms / 1000);
	struct tm tm = {.tm_wday = 0};

	(void)gmtime_r(&t, &tm);
	return arena_printf(arena, "%s, %d %s %d %02d:%02d:%02d +0000",
	    days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

const char *
when_span(struct arena *arena, int64_t ms)
{
	int64_t s = ms < 0 ? 0 : (ms + 500) / 1000;

	if (s < 100)
		return arena_printf(arena, _("%d s"), (int)s);
	if (s < 100 * 60)
		return arena_printf(arena, _("%d min"), (int)((s + 59) / 60));
	if (s < 48 * 3600)
		return arena_printf(
		    arena, _("%d h"), (int)((s + 1800) / 3600));
	return arena_printf(arena, _("%d days"), (int)(s / 86400));
}

int64_t
when_since(int64_t now, int64_t then)
{
	return now > then ? now - then : 0;
}

const char *
when_ago(struct arena *arena, int64_t now, int64_t then)
{
	if (when_since(now, then) < 1000)
		return _("now");
	return arena_printf(
	    arena, _("%s ago"), when_span(arena, when_since(now, then)));
}

void
when_selector(int64_t ms, char *ret, size_t size)
{
	time_t t = (time_t)(ms / 1000);
	struct tm tm;

	if (size == 0)
		return;
	ret[0] = '\0';
	if (gmtime_r(&t, &tm) != NULL && strftime(ret, size, "s%Y%m", &tm) == 0)
		ret[0] = '\0';
}
