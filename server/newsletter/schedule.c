// schedule.c: see schedule.h.
#include "newsletter/schedule.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/log.h"

static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

// Two digits that are less than `end`; -1 for anything else.
static int two_digits(const char *text, int end) {
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return -1;
    int number = (text[0] - '0') * 10 + text[1] - '0';
    return number < end ? number : -1;
}

static bool is_zone(const char *zone) {
    static const char bytes[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
    char path[ZONE_MAX + 32];
    if (strcmp(zone, "UTC") == 0)
        return true;
    if (zone[0] == '/' || zone[strspn(zone, bytes)] != '\0')
        return false;
    (void)snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone); // fits: see schedule_read
    char magic[4] = "";
    FILE *file = fopen(path, "re");
    bool is = file && fread(magic, 1, sizeof magic, file) == sizeof magic &&
              memcmp(magic, "TZif", sizeof magic) == 0; // RFC 8536; else it would mean UTC
    if (file)
        (void)fclose(file); // nothing was written
    return is;
}

const char *schedule_read(const char *text, struct schedule *out) {
    *out = (struct schedule){.zone = "UTC"};
    if (text[0] == '\0')
        return NULL;
    if (strlen(text) < 9 || text[3] != ' ' || text[6] != ':' || (text[9] && text[9] != ' '))
        return "must be a weekday and a time, such as \"Mon 08:00 Europe/Berlin\"";
    out->weekday = 0;
    while (out->weekday < 7 && strncasecmp(text, weekdays[out->weekday], 3) != 0)
        out->weekday++;
    out->hour = two_digits(text + 4, 24);
    out->minute = two_digits(text + 7, 60);
    if (out->weekday == 7 || out->hour < 0 || out->minute < 0)
        return "must be a weekday and a time, such as \"Mon 08:00 Europe/Berlin\"";
    const char *zone = text[9] ? text + 10 : "UTC";
    if (strlen(zone) >= ZONE_MAX || !is_zone(zone))
        return "its time zone is not known here (is the package tzdata installed?)";
    (void)snprintf(out->zone, sizeof out->zone, "%s", zone); // fits
    out->set = true;
    return NULL;
}

enum outcome schedule_start(const struct schedule *schedule) {
    if (setenv("TZ", schedule->zone, 1) != 0) {
        log_line(LOG_ERROR, "schedule", "cause", strerror(errno), NULL);
        return INTERNAL;
    }
    tzset();
    return OK;
}

static void write_date(struct tm day, int days_later, char date[SLOT_LENGTH + 1]) {
    day.tm_mday += days_later;
    day.tm_hour = 12; // an hour that every day has
    day.tm_isdst = -1;
    (void)mktime(&day);                                      // brings the date in order
    (void)strftime(date, SLOT_LENGTH + 1, "%Y-%m-%d", &day); // fits until the year 9999
}

static time_t moment(const struct schedule *schedule, struct tm day) {
    day.tm_hour = schedule->hour;
    day.tm_min = schedule->minute;
    day.tm_sec = 0;
    day.tm_isdst = -1; // an hour that comes twice or never is still one moment
    return mktime(&day);
}

struct slot schedule_slot(const struct schedule *schedule, int64_t now, int weeks) {
    time_t seconds = (time_t)(now / 1000);
    struct tm day = {0};
    (void)localtime_r(&seconds, &day); // fails only beyond the years that an int holds
    day.tm_mday -= (day.tm_wday - schedule->weekday + 7) % 7;
    if (moment(schedule, day) > seconds)
        day.tm_mday -= 7;
    day.tm_mday += 7 * weeks;
    struct slot slot = {.due_at = (int64_t)moment(schedule, day) * 1000};
    write_date(day, 0, slot.date);
    write_date(day, 6, slot.week_end);
    return slot;
}
