// bounce.c: see bounce.h.
#include "newsletter/bounce.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

// "+<digits>-<secret>@" from the plus sign on, of a NUL-terminated text. Mail servers that forward
// may put "=" for the "@".
static bool read_tag(const char *at, struct bounce *out) {
    int64_t id = 0;
    const char *digit = at + 1;
    for (; is_digit(*digit) && id < INT64_MAX / 20; digit++)
        id = id * 10 + (*digit - '0');
    if (digit == at + 1 || *digit != '-')
        return false;
    const char *secret = digit + 1;
    size_t length = strspn(secret, "0123456789abcdefABCDEF");
    if (length != RETURN_SECRET_LENGTH || (secret[length] != '@' && secret[length] != '='))
        return false;
    for (size_t i = 0; i < length; i++)
        out->secret[i] = (char)tolower((unsigned char)secret[i]);
    out->secret[length] = '\0';
    out->delivery_id = id;
    return true;
}

static bool read_path(const char *text, struct bounce *out) {
    for (const char *at = text ? strchr(text, '+') : NULL; at; at = strchr(at + 1, '+')) {
        if (read_tag(at, out))
            return true;
    }
    return false;
}

// Postfix: Delivered-To, X-Original-To. Exim: Envelope-To. Others: the rest.
static bool names_recipient(const struct entity_field *field) {
    static const char *const names[] = {"Delivered-To",  "X-Original-To",  "Envelope-To",
                                        "X-Envelope-To", "X-Delivered-To", "To"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (field_is(field, names[i]))
            return true;
    }
    return false;
}

static bool find_path(struct arena *arena, struct bytes mail, struct bounce *out) {
    struct entity whole = entity_read(arena, mail);
    struct bytes rest = whole.head;
    for (struct entity_field field; field_next(&rest, &field);) {
        if (names_recipient(&field) && read_path(field_value(arena, &field), out))
            return true;
    }
    return false;
}

// "<issue-<digits>.…@…>", as newsletter/letters.c writes it; 0 when it says nothing.
static int64_t read_message_id(const char *text) {
    const char *dash = text ? strchr(text, '-') : NULL;
    return dash && is_digit(dash[1]) ? strtoll(dash + 1, NULL, 10) : 0;
}

struct bounce bounce_read(struct arena *arena, const char *const *recipients, size_t count,
                          struct bytes mail) {
    struct bounce bounce = {.report = report_read(arena, mail)};
    bool complaint = bounce.report.kind == REPORT_COMPLAINT;
    bounce.token = complaint ? bounce.report.token : NULL;
    for (size_t i = 0; i < count; i++) {
        if (read_path(recipients[i], &bounce))
            return bounce;
    }
    const struct report *report = &bounce.report;
    if (!find_path(arena, mail, &bounce) && !read_path(report->return_path, &bounce) &&
        bounce.token)
        bounce.delivery_id = read_message_id(report->message_id);
    return bounce;
}
