// log.c: see log.h. Each line is built in one buffer and leaves as a whole, so that lines of
// several threads never mix.
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log_queue.h"
#include "base/text.h"
#include "base/utf8.h"

enum { LINE_SIZE = 8192, LONGEST_VALUE = 1024, CLOSING = 2 }; // room for `}\n` is always kept

struct line {
    char bytes[LINE_SIZE];
    size_t length;
};

static atomic_int most_verbose = LOG_INFO;
static atomic_bool plain;

void log_set_level(enum log_level level) {
    atomic_store(&most_verbose, (int)level);
}

void log_set_plain(void) {
    atomic_store(&plain, true);
    log_set_level(LOG_WARNING);
}

int log_wants(enum log_level level) {
    return (int)level <= atomic_load_explicit(&most_verbose, memory_order_relaxed);
}

// Appends when it fits. With at most seven pairs of capped values a line always fits.
static void put(struct line *line, const char *bytes, size_t length) {
    if (length <= LINE_SIZE - CLOSING - line->length) {
        memcpy(line->bytes + line->length, bytes, length);
        line->length += length;
    }
}

static void put_unit(struct line *line, unsigned unit) {
    char escape[8];
    int length = snprintf(escape, sizeof escape, "\\u%04x", unit & 0xFFFF);
    put(line, escape, (size_t)length);
}

static void put_json_point(struct line *line, uint32_t point) {
    if (point >= 0x10000) {
        put_unit(line, 0xD800 + ((point - 0x10000) >> 10));
        put_unit(line, 0xDC00 + ((point - 0x10000) & 0x3FF));
    } else if (point < 0x20 || point >= 0x7F || point == '"' || point == '\\') {
        put_unit(line, point);
    } else {
        char ascii = (char)point;
        put(line, &ascii, 1);
    }
}

static void put_json(struct line *line, const char *value) {
    put(line, "\"", 1);
    const char *end = value + strlen(value);
    for (size_t start = line->length; value < end && line->length - start < LONGEST_VALUE;)
        put_json_point(line, utf8_next(&value, end));
    put(line, "\"", 1);
}

// What a terminal would act on instead of showing: controls, C1 ones too, and changes of direction.
static bool acts_on_terminal(uint32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x200E || point == 0x200F ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
           point == 0xFFFD;
}

// Printable text as it is; the rest as \uXXXX.
static void put_plain(struct line *line, const char *value) {
    const char *end = value + strlen(value);
    for (size_t start = line->length; value < end && line->length - start < LONGEST_VALUE;) {
        const char *character = value;
        uint32_t point = utf8_next(&value, end);
        if (acts_on_terminal(point))
            put_unit(line, point);
        else
            put(line, character, (size_t)(value - character));
    }
}

static void put_time(struct line *line) {
    int64_t now = clock_wall_ms();
    time_t seconds = (time_t)(now / 1000);
    struct tm utc;
    if (!gmtime_r(&seconds, &utc))
        return;
    char text[48];
    size_t length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    put(line, text, length);
    int rest = snprintf(text, sizeof text, ".%03dZ", (int)(now % 1000));
    put(line, text, (size_t)rest);
}

static void put_json_line(struct line *line, enum log_level level, const char *event,
                          va_list pairs) {
    static const char *const names[] = {"error", "warning", "info", "info"};
    put(line, "{\"time\":\"", 9);
    put_time(line);
    put(line, "\",\"level\":", 10);
    put_json(line, names[level]);
    put(line, ",\"event\":", 9);
    put_json(line, event);
    for (const char *key; (key = va_arg(pairs, const char *));) {
        const char *value = va_arg(pairs, const char *);
        put(line, ",", 1);
        put_json(line, key);
        put(line, ":", 1);
        put_json(line, value ? value : "");
    }
    memcpy(line->bytes + line->length, "}\n", 2);
    line->length += 2;
}

static void put_plain_value(struct line *line, const char *value) {
    put(line, ": ", 2);
    put_plain(line, value ? value : "");
}

static void put_plain_line(struct line *line, va_list pairs) {
    put(line, "verdict", 7);
    while (va_arg(pairs, const char *))
        put_plain_value(line, va_arg(pairs, const char *));
    line->bytes[line->length++] = '\n';
}

void log_line(enum log_level level, const char *event, ...) {
    if (!log_wants(level))
        return;
    struct line line = {.length = 0};
    va_list pairs;
    va_start(pairs, event);
    if (atomic_load_explicit(&plain, memory_order_relaxed))
        put_plain_line(&line, pairs);
    else
        put_json_line(&line, level, event, pairs);
    va_end(pairs);
    if (log_queue_put(line.bytes, line.length, level == LOG_ERROR))
        return;
    // A log that cannot be written has nowhere to be reported.
    ssize_t ignored = write(STDERR_FILENO, line.bytes, line.length);
    (void)ignored;
}

void log_plain_line(struct text *out, const char *value, ...) {
    struct line line = {.length = 0};
    put(&line, "verdict", 7);
    va_list values;
    va_start(values, value);
    for (const char *next = value; next; next = va_arg(values, const char *))
        put_plain_value(&line, next);
    va_end(values);
    line.bytes[line.length++] = '\n';
    text_append(out, line.bytes, line.length);
}

void log_plain_text(struct text *out, const char *value) {
    struct line line = {.length = 0};
    put_plain(&line, value);
    text_append(out, line.bytes, line.length);
}
