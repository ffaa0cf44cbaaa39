// format.c: see format.h.
#include "present/format.h"

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/utf8.h"

const char *format_hundredths(struct arena *arena, int64_t hundredths) {
    long long whole = hundredths / 100;
    long long rest = hundredths % 100;
    if (rest == 0)
        return arena_format(arena, "%lld", whole);
    if (rest % 10 == 0)
        return arena_format(arena, "%lld.%lld", whole, rest / 10);
    return arena_format(arena, "%lld.%02lld", whole, rest);
}

const char *format_weight(struct arena *arena, int tenths) {
    return format_hundredths(arena, (int64_t)tenths * 10);
}

const char *format_date(struct arena *arena, const char *date) {
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (strlen(date) != 10)
        return date;
    int month = (date[5] - '0') * 10 + date[6] - '0';
    int day = (date[8] - '0') * 10 + date[9] - '0';
    if (month < 1 || month > 12)
        return date;
    return arena_format(arena, "%s %d, %.4s", months[month - 1], day, date);
}

const char *format_moment(struct arena *arena, int64_t moment) {
    time_t seconds = (time_t)(moment / 1000);
    struct tm utc;
    char words[32] = "";
    if (gmtime_r(&seconds, &utc))
        (void)strftime(words, sizeof words, "%Y-%m-%dT%H:%M:%SZ", &utc); // fits: 20 characters
    return arena_copy_string(arena, words);
}

const char *format_day(struct arena *arena, int64_t moment) {
    time_t seconds = (time_t)(moment / 1000);
    struct tm day;
    char date[16] = "";
    if (localtime_r(&seconds, &day))
        (void)strftime(date, sizeof date, "%Y-%m-%d", &day); // fits until the year 9999
    return format_date(arena, arena_copy_string(arena, date));
}

const char *format_fact_key(struct arena *arena, const char *key) {
    char *words = arena_copy_string(arena, key);
    if (words[0] >= 'a' && words[0] <= 'z')
        words[0] = (char)(words[0] - 'a' + 'A');
    for (char *at = words; *at; at++) {
        if (*at == '-')
            *at = ' ';
    }
    return words;
}

const char *initial_of(struct arena *arena, const char *name) {
    const char *next = name;
    (void)utf8_next(&next, name + strlen(name));
    char *initial = arena_copy(arena, name, (size_t)(next - name));
    if (initial[0] >= 'a' && initial[0] <= 'z')
        initial[0] = (char)(initial[0] - 'a' + 'A');
    return initial;
}
