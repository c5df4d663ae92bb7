/* Days to dates and back, counted in eras of 400 years from the first of March, so that the leap day is the last of a year. */
#include "base/arena.h"
#include "base/time.h"

enum { DAY = 86400, ERA_DAYS = 146097, DAYS_TO_1970 = 719468 /* from 0000-03-01 */ };

struct date {
	int64_t year, month, day;
};

static int64_t floor_divide(int64_t n, int64_t by)
{
	return n / by - (n % by < 0);
}

static struct date date_of(int64_t days)
{
	int64_t n = days + DAYS_TO_1970, era = floor_divide(n, ERA_DAYS), in_era = n - era * ERA_DAYS;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * year + year / 4 - year / 100), month = (5 * in_year + 2) / 153; /* 0 is March */
	struct date d = { .day = in_year - (153 * month + 2) / 5 + 1, .month = month < 10 ? month + 3 : month - 9 };

	d.year = era * 400 + year + (d.month <= 2);
	return d;
}

static int64_t days_of(struct date d)
{
	int64_t year = d.year - (d.month <= 2), era = floor_divide(year, 400), in_era = year - era * 400;
	int64_t in_year = (153 * (d.month > 2 ? d.month - 3 : d.month + 9) + 2) / 5 + d.day - 1;

	return era * ERA_DAYS + in_era * 365 + in_era / 4 - in_era / 100 + in_year - DAYS_TO_1970;
}

static void put_digits(char *p, size_t n, int64_t number)
{
	for (; n; number /= 10)
		p[--n] = (char)('0' + number % 10);
}

str time_date(int64_t seconds, struct arena *a)
{
	struct date d = date_of(floor_divide(seconds, DAY));
	char *p;

	if (d.year < 0 || d.year > 9999)
		return str_fmt(a, "%04lld-%02lld-%02lld", (long long)d.year, (long long)d.month, (long long)d.day);
	p = arena_array(a, 10, char);
	put_digits(p, 4, d.year);
	put_digits(p + 5, 2, d.month);
	put_digits(p + 8, 2, d.day);
	p[4] = p[7] = '-';
	return (str){ p, 10 };
}

str time_utc(int64_t seconds, struct arena *a)
{
	int64_t rest = (seconds % DAY + DAY) % DAY;
	str date = time_date(seconds, a);

	return str_fmt(a, "%.*sT%02lld:%02lld:%02lldZ", STR_ARG(date), (long long)(rest / 3600), (long long)(rest / 60 % 60),
	               (long long)(rest % 60));
}

bool time_parse_date(str date, int64_t *seconds)
{
	struct date d;

	if (date.n != 10 || date.p[0] == '-' || date.p[4] != '-' || date.p[7] != '-' || !str_to_i64(str_sub(date, 0, 4), &d.year) ||
	    !str_to_i64(str_sub(date, 5, 2), &d.month) || !str_to_i64(str_sub(date, 8, 2), &d.day))
		return false;
	if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 ||
	    date_of(days_of(d)).month != d.month) /* the 31st of a shorter month */
		return false;
	*seconds = days_of(d) * DAY;
	return true;
}
