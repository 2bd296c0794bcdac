#include "wizard/record/maildate.h"

#include <string.h>

struct date {
	int year, month, day; /* month: from 1 */
	int hour, minute, second;
	int zone; /* minutes east of UTC */
};

/* --- Pieces ------------------------------------------------------------------
 */

static bool
take_char(struct slice *rest, const char *set)
{
	if (rest->len == 0 || rest->ptr[0] == '\0' ||
	    strchr(set, rest->ptr[0]) == NULL)
		return false;
	rest->ptr++;
	rest->len--;
	return true;
}

static void
skip_blanks(struct slice *rest)
{
	while (take_char(rest, " \t"))
		continue;
}

/* Between min and max digits. */
static bool
take_number(struct slice *rest, size_t min, size_t max, int *ret)
{
	size_t n = 0;
	int number = 0;

	while (n < max && n < rest->len && rest->ptr[n] >= '0' &&
	       rest->ptr[n] <= '9')
		number = number * 10 + (rest->ptr[n++] - '0');
	if (n < min)
		return false;
	rest->ptr += n;
	rest->len -= n;
	*ret = number;
	return true;
}

static bool
take_month(struct slice *rest, int *ret)
{
	static const char names[][4] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (!slice_starts_nocase(*rest, names[i]))
			continue;
		*ret = (int)i + 1;
		rest->ptr += 3;
		rest->len -= 3;
		return true;
	}
	return false;
}

/* "12:14", "12:14:30", "12:14:30.5" */
static bool
take_clock(struct slice *rest, struct date *d)
{
	int fraction;

	if (!take_number(rest, 2, 2, &d->hour) || !take_char(rest, ":") ||
	    !take_number(rest, 2, 2, &d->minute))
		return false;
	if (!take_char(rest, ":"))
		return true;
	if (!take_number(rest, 2, 2, &d->second))
		return false;
	return !take_char(rest, ".,") || take_number(rest, 1, 9, &fraction);
}

/* "+0900", "+09:00", "Z", "GMT" */
static bool
take_zone(struct slice *rest, struct date *d)
{
	static const char *const universal[] = {"Z", "GMT", "UTC", "UT"};
	bool west = rest->len > 0 && rest->ptr[0] == '-';
	int hours, minutes;

	for (size_t i = 0; i < COUNT_OF(universal); i++)
		if (slice_starts_nocase(*rest, universal[i]))
			return true;
	if (!take_char(rest, "+-") || !take_number(rest, 2, 2, &hours))
		return false;
	(void)take_char(rest, ":");
	if (!take_number(rest, 2, 2, &minutes))
		return false;
	d->zone = (west ? -1 : 1) * (hours * 60 + minutes);
	return hours < 24 && minutes < 60;
}

/* --- Whole dates -------------------------------------------------------------
 */

static bool
take_mail_date(struct slice *rest, struct date *d)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ,";

	while (take_char(rest, letters)) /* the day of the week */
		continue;
	skip_blanks(rest);
	if (!take_number(rest, 1, 2, &d->day))
		return false;
	skip_blanks(rest);
	if (!take_month(rest, &d->month))
		return false;
	skip_blanks(rest);
	if (!take_number(rest, 4, 4, &d->year))
		return false;
	skip_blanks(rest);
	return take_clock(rest, d);
}

static bool
take_log_date(struct slice *rest, struct date *d)
{
	return take_number(rest, 4, 4, &d->year) && take_char(rest, "-") &&
	       take_number(rest, 2, 2, &d->month) && take_char(rest, "-") &&
	       take_number(rest, 2, 2, &d->day) && take_char(rest, "T ") &&
	       take_clock(rest, d);
}

/* Days since 1970-01-01 of the Gregorian calendar, March being month 0. */
static int64_t
days_of(const struct date *d)
{
	int64_t year = d->month < 3 ? d->year - 1 : d->year;
	int64_t month = (d->month + 9) % 12;

	return year * 365 + year / 4 - year / 100 + year / 400 +
	       (month * 153 + 2) / 5 + d->day - 1 - 719468;
}

static bool
is_possible(const struct date *d)
{
	return d->year >= 1970 && d->month >= 1 && d->month <= 12 &&
	       d->day >= 1 && d->day <= 31 && d->hour < 24 && d->minute < 60 &&
	       d->second <= 60;
}

bool
maildate_parse(struct slice text, int64_t *ret)
{
	struct slice rest = slice_trim(text, " \t\r\n");
	struct date d = {.year = 0};

	if (!take_log_date(&rest, &d)) {
		rest = slice_trim(text, " \t\r\n");
		d = (struct date) {.year = 0};
		if (!take_mail_date(&rest, &d))
			return false;
	}
	skip_blanks(&rest);
	if (!take_zone(&rest, &d) || !is_possible(&d))
		return false;
	*ret = (((days_of(&d) * 24 + d.hour) * 60 + d.minute - d.zone) * 60 +
		   d.second) *
	       1000;
	return true;
}
