// day.c: see day.h.
#include "domain/day.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

enum { MILLISECONDS = 1000, DAY_SECONDS = 86400 };

// This program is no older, so an earlier clock is one that has lost its date.
static const char written_on[] = "2026-11-26";

static int two_digits(const char *text) {
    return (text[0] - '0') * 10 + text[1] - '0';
}

static bool is_day(const char *text) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const char shape[] = "0000-00-00";
    for (size_t i = 0; i < sizeof shape; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == '0' ? !digit : text[i] != shape[i])
            return false;
    }
    int year = two_digits(text) * 100 + two_digits(text + 2);
    int month = two_digits(text + 5);
    int day = two_digits(text + 8);
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (leap && month == 2 ? 1 : 0);
}

static bool is_past_tomorrow(const char *day, int64_t now) {
    time_t seconds = (time_t)(now / MILLISECONDS) + DAY_SECONDS;
    struct tm utc;
    char tomorrow[DAY_LENGTH + 1];
    return gmtime_r(&seconds, &utc) &&
           strftime(tomorrow, sizeof tomorrow, "%Y-%m-%d", &utc) == DAY_LENGTH &&
           strcmp(day, tomorrow) > 0 && strcmp(day, written_on) > 0;
}

const char *day_fault(const char *text, int64_t now) {
    if (!is_day(text))
        return "is not a day of the calendar as YYYY-MM-DD";
    if (strcmp(text, "1990") < 0)
        return "is before 1990";
    return is_past_tomorrow(text, now) ? "is still to come" : NULL;
}
