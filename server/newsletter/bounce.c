// bounce.c: see bounce.h. Looks at lines alone, so it needs no MIME: the fields of a report stand
// in a part that is plain text, and a report that is encoded all the same counts for nothing.
#include "newsletter/bounce.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct line {
    const char *bytes;
    size_t length;
};

static bool begins(struct line line, const char *name) {
    size_t length = strlen(name);
    return line.length >= length && strncasecmp(line.bytes, name, length) == 0;
}

static bool is_hex(const char *bytes) {
    for (size_t i = 0; i < RETURN_SECRET_LENGTH; i++) {
        if (!memchr("0123456789abcdef", bytes[i], 16))
            return false;
    }
    return true;
}

// "+<digits>-<secret>@" from the plus sign on.
static bool read_tag(const char *at, const char *end, struct bounce *out) {
    int64_t id = 0;
    const char *digit = at + 1;
    for (; digit < end && *digit >= '0' && *digit <= '9' && id < INT64_MAX / 20; digit++)
        id = id * 10 + (*digit - '0');
    if (digit == at + 1 || end - digit < RETURN_SECRET_LENGTH + 2 || *digit != '-' ||
        !is_hex(digit + 1) || digit[1 + RETURN_SECRET_LENGTH] != '@')
        return false;
    out->delivery_id = id;
    memcpy(out->secret, digit + 1, RETURN_SECRET_LENGTH);
    out->secret[RETURN_SECRET_LENGTH] = '\0';
    return true;
}

static void read_return_path(struct line line, struct bounce *out) {
    const char *end = line.bytes + line.length;
    for (const char *at = line.bytes; at < end; at++) {
        if (*at == '+' && read_tag(at, end, out))
            return;
    }
}

// What stands behind the field's name and the blanks after it, which a line's end may be among.
static struct line value_of(struct line line, const char *name) {
    size_t skip = strlen(name);
    while (skip < line.length && memchr(" \t\r\n", line.bytes[skip], 4))
        skip++;
    return (struct line){line.bytes + skip, line.length - skip};
}

// "Status: 5.1.1": class, subject, detail.
static enum bounce_kind kind_of_status(struct line line) {
    char text[16] = "";
    struct line value = value_of(line, "Status:");
    memcpy(text, value.bytes, value.length < sizeof text - 1 ? value.length : sizeof text - 1);
    if (text[0] != '5')
        return text[0] == '4' ? BOUNCE_SOFT : BOUNCE_NONE;
    bool sender = strncmp(text, "5.1.7", 5) == 0 || strncmp(text, "5.1.8", 5) == 0;
    bool hard = (strncmp(text, "5.1.", 4) == 0 && !sender) || strncmp(text, "5.2.1", 5) == 0 ||
                strncmp(text, "5.4.4", 5) == 0;
    bool mailbox = strncmp(text, "5.2.", 4) == 0 || strncmp(text, "5.4.", 4) == 0;
    return hard ? BOUNCE_HARD : mailbox ? BOUNCE_SOFT : BOUNCE_NONE;
}

static struct line next_line(const char **at, const char *end) {
    const char *begin = *at;
    const char *stop = memchr(begin, '\n', (size_t)(end - begin));
    bool empty = stop == begin || (stop == begin + 1 && *begin == '\r');
    while (stop && !empty && stop + 1 < end && (stop[1] == ' ' || stop[1] == '\t')) // folded
        stop = memchr(stop + 1, '\n', (size_t)(end - stop - 1));
    *at = stop ? stop + 1 : end;
    if (!stop)
        stop = end;
    if (stop > begin && stop[-1] == '\r')
        stop--;
    return (struct line){begin, (size_t)(stop - begin)};
}

struct bounce bounce_read(const char *bytes, size_t length) {
    struct bounce bounce = {0};
    enum bounce_kind kind = BOUNCE_NONE;
    bool failed = false;
    bool in_head = true;
    const char *at = bytes;
    for (const char *end = bytes + length; at < end;) {
        struct line line = next_line(&at, end);
        if (line.length == 0)
            in_head = false;
        bool names_us =
            begins(line, "Delivered-To:") || begins(line, "X-Original-To:") || begins(line, "To:");
        if (in_head && names_us && bounce.delivery_id == 0)
            read_return_path(line, &bounce);
        if (!in_head && begins(line, "Action:"))
            failed = failed || begins(value_of(line, "Action:"), "failed");
        if (!in_head && begins(line, "Status:") && kind == BOUNCE_NONE)
            kind = kind_of_status(line);
    }
    bounce.kind = failed ? kind : BOUNCE_NONE;
    return bounce;
}
