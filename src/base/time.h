#ifndef DICTUM_BASE_TIME_H
#define DICTUM_BASE_TIME_H

/* Points in time as text, in UTC, without the machine's clock, locale or time zone. */
#include "base/str.h"

/* "2023-05-22" and "2023-05-22T09:00:00Z" from seconds since 1970, of the Gregorian calendar however far away. */
str time_date(int64_t seconds, struct arena *a);
str time_utc(int64_t seconds, struct arena *a);
/* The first second of a day "2023-05-22"; false for anything else. */
bool time_parse_date(str date, int64_t *seconds);

#endif
