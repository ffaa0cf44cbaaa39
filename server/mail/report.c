// report.c: see report.h.
#include "mail/report.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/token.h"

enum { DEPTH_MAX = 6, PARTS_MAX = 100, RECIPIENT_MAX = 320 };

struct reading {
    struct arena *arena;
    struct report report;
    int parts;
};

// NULL when there are too many.
static struct report_group *add_group(struct reading *reading, const char *recipient,
                                      size_t length) {
    struct report *report = &reading->report;
    if (report->group_count == REPORT_GROUPS_MAX)
        return NULL;
    report->groups = arena_one_more(reading->arena, report->groups, &report->group_count,
                                    sizeof *report->groups);
    struct report_group *group = &report->groups[report->group_count - 1];
    group->recipient =
        arena_copy(reading->arena, recipient, length < RECIPIENT_MAX ? length : RECIPIENT_MAX);
    report->kind = REPORT_DELIVERY;
    return group;
}

static void judge(struct report_group *group, const char *status, const char *diagnosis,
                  size_t length) {
    struct refusal_evidence evidence = {.at = REFUSED_IN_A_REPORT};
    (void)enhanced_code_read(status, strlen(status), &evidence.status); // none is allowed
    refusal_read(diagnosis, length, &evidence);
    group->failed = true;
    group->refusal = refusal_judge(&evidence);
    group->code = refusal_code(&evidence);
}

static void append_utf8(struct text *out, uint32_t point) {
    unsigned char bytes[4];
    size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length; i-- > 1; point >>= 6)
        bytes[i] = (unsigned char)(0x80 | (point & 0x3F));
    bytes[0] = (unsigned char)(marks[length] | point);
    text_append(out, (const char *)bytes, length);
}

// RFC 6533, 3: where a report is ASCII alone, "\x{E4}" stands for a character.
static struct text decode_utf8_address(struct arena *arena, const char *coded) {
    struct text out = {.arena = arena};
    for (const char *at = coded; *at;) {
        unsigned point = 0;
        int length = 0;
        bool code = sscanf(at, "\\x{%6x}%n", &point, &length) == 1 && length > 0 && point >= ' ' &&
                    point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
        if (code)
            append_utf8(&out, point);
        else
            text_append(&out, at, 1);
        at += code ? length : 1;
    }
    return out;
}

// Of "rfc822; anna@reader.test", without type, brackets and blanks.
static struct report_group *add_typed(struct reading *reading, const char *value) {
    const char *semicolon = strchr(value, ';');
    const char *begin = semicolon ? semicolon + 1 : value;
    begin += strspn(begin, " \t<");
    size_t length = strcspn(begin, " \t>");
    if (strncasecmp(value, "utf-8", 5) != 0 || length == 0 || length > RECIPIENT_MAX)
        return add_group(reading, begin, length);
    const char *coded = arena_copy(reading->arena, begin, length);
    struct text plain = decode_utf8_address(reading->arena, coded);
    return add_group(reading, plain.bytes, plain.length);
}

struct group_fields {
    const char *final;
    const char *original;
    const char *action;
    const char *status;
    const char *diagnosis;
};

static bool read_paragraph(struct arena *arena, struct bytes *rest, struct group_fields *out) {
    *out = (struct group_fields){0};
    const struct {
        const char *name;
        const char **value;
    } wanted[] = {{"Final-Recipient", &out->final},
                  {"Original-Recipient", &out->original},
                  {"Action", &out->action},
                  {"Status", &out->status},
                  {"Diagnostic-Code", &out->diagnosis}};
    bool any = false;
    for (struct entity_field field; field_next(rest, &field); any = true) {
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
            if (field_is(&field, wanted[i].name) && !*wanted[i].value)
                *wanted[i].value = field_value(arena, &field);
        }
    }
    return any;
}

static bool is_action(const char *action, const char *word) {
    size_t length = strlen(word);
    return strncasecmp(action, word, length) == 0 && !isalnum((unsigned char)action[length]);
}

static void read_delivery_status(struct reading *reading, const struct entity *part) {
    struct bytes rest = entity_decoded(reading->arena, part);
    while (rest.length > 0) {
        struct group_fields fields;
        bool any = read_paragraph(reading->arena, &rest, &fields);
        if (!any || !fields.action) // the first paragraph is about the mail, not a recipient
            continue;
        const char *recipient = fields.final ? fields.final : fields.original;
        struct report_group *group = add_typed(reading, recipient ? recipient : "");
        if (!group)
            return;
        const char *diagnosis = fields.diagnosis ? fields.diagnosis : "";
        if (is_action(fields.action, "failed"))
            judge(group, fields.status ? fields.status : "", diagnosis, strlen(diagnosis));
    }
}

static void add_path(struct reading *reading, const char *path) {
    const char *known = reading->report.return_path;
    if (path)
        reading->report.return_path =
            known ? arena_format(reading->arena, "%s %s", known, path) : path;
}

// RFC 5965, 7.3: of the types, these are a reader's (or a provider's) wish to get no more.
static void read_feedback(struct reading *reading, const struct entity *part) {
    static const char *const complaints[] = {"abuse",        "fraud",     "opt-out",
                                             "opt-out-list", "complaint", "other"};
    struct bytes rest = entity_decoded(reading->arena, part);
    for (struct entity_field field; field_next(&rest, &field);) {
        if (field_is(&field, "Original-Mail-From"))
            add_path(reading, field_value(reading->arena, &field));
        if (!field_is(&field, "Feedback-Type"))
            continue;
        const char *type = field_value(reading->arena, &field);
        for (size_t i = 0; i < sizeof complaints / sizeof *complaints; i++) {
            if (strcasecmp(type, complaints[i]) == 0)
                reading->report.kind = REPORT_COMPLAINT;
        }
    }
}

// "…?token=<64 hexadecimal digits>".
static const char *find_token(struct arena *arena, struct bytes text) {
    static const char name[] = "token=";
    const char *end = text.at + text.length;
    const char *at = text.at;
    while ((at = memmem(at, (size_t)(end - at), name, sizeof name - 1)) != NULL) {
        char token[TOKEN_LENGTH + 1] = "";
        at += sizeof name - 1;
        if (end - at >= TOKEN_LENGTH)
            memcpy(token, at, TOKEN_LENGTH);
        if (token_is_well_formed(token))
            return arena_copy_string(arena, token);
    }
    return NULL;
}

// From its field or, since a mail to confirm has none, from its parts.
static const char *token_of(struct reading *reading, const struct entity *mail) {
    const char *field = entity_field(reading->arena, mail, "List-Unsubscribe");
    const char *token =
        field ? find_token(reading->arena, (struct bytes){field, strlen(field)}) : NULL;
    if (!token)
        token = find_token(reading->arena, entity_decoded(reading->arena, mail));
    struct bytes rest = mail->body;
    struct entity part;
    while (!token && reading->parts < PARTS_MAX &&
           entity_part(reading->arena, mail, &rest, &part)) {
        reading->parts++;
        token = find_token(reading->arena, entity_decoded(reading->arena, &part));
    }
    return token;
}

static void read_quoted_mail(struct reading *reading, const struct entity *part) {
    struct report *report = &reading->report;
    struct bytes content = entity_decoded(reading->arena, part);
    struct entity quoted = entity_read(reading->arena, content);
    add_path(reading, entity_field(reading->arena, &quoted, "Return-Path"));
    if (!report->message_id)
        report->message_id = entity_field(reading->arena, &quoted, "Message-ID");
    if (!report->token)
        report->token = token_of(reading, &quoted);
}

static bool is_one_of(const char *type, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(type, names[i]) == 0)
            return true;
    }
    return false;
}

static void read_part(struct reading *reading, const struct entity *part) {
    static const char *const statuses[] = {"message/delivery-status",
                                           "message/global-delivery-status"};
    static const char *const quotes[] = {"message/rfc822", "message/global", "text/rfc822-headers",
                                         "message/rfc822-headers", "message/global-headers"};
    if (is_one_of(part->type, statuses, sizeof statuses / sizeof *statuses))
        read_delivery_status(reading, part);
    else if (strcmp(part->type, "message/feedback-report") == 0)
        read_feedback(reading, part);
    else if (is_one_of(part->type, quotes, sizeof quotes / sizeof *quotes))
        read_quoted_mail(reading, part);
}

// A report may be wrapped, by a list or a scanner, in another multipart; one that a person passes
// on lies in a message/rfc822, which is not looked into.
static void walk(struct reading *reading, const struct entity *whole, bool in_report, int depth) {
    in_report = in_report || strcmp(whole->type, "multipart/report") == 0;
    struct bytes rest = whole->body;
    struct entity part;
    while (reading->parts < PARTS_MAX && entity_part(reading->arena, whole, &rest, &part)) {
        reading->parts++;
        if (strncmp(part.type, "multipart/", 10) == 0 && depth < DEPTH_MAX)
            walk(reading, &part, in_report, depth + 1);
        else if (in_report)
            read_part(reading, &part);
    }
}

static struct bytes take_paragraph(struct bytes *rest) {
    while (rest->length > 0 && (*rest->at == '\n' || *rest->at == '\r')) {
        rest->at++;
        rest->length--;
    }
    struct bytes paragraph = {rest->at, 0};
    for (size_t i = 0; i < rest->length; i++) {
        bool empty = rest->at[i] == '\n' && i + 1 < rest->length &&
                     (rest->at[i + 1] == '\n' ||
                      (rest->at[i + 1] == '\r' && i + 2 < rest->length && rest->at[i + 2] == '\n'));
        paragraph.length = i + 1;
        if (empty)
            break;
    }
    rest->at += paragraph.length;
    rest->length -= paragraph.length;
    return paragraph;
}

static bool begins(struct bytes bytes, const char *words) {
    size_t length = strlen(words);
    return bytes.length >= length && memcmp(bytes.at, words, length) == 0;
}

// qmail (QSBMF): a paragraph a recipient, "<anna@reader.test>:" and what was said; then "---".
// What its own sender says stands before what the other server said.
static void read_qmail(struct reading *reading, struct bytes text) {
    struct bytes paragraph = take_paragraph(&text);
    if (!begins(paragraph, "Hi. This is the"))
        return;
    while (text.length > 0) {
        paragraph = take_paragraph(&text);
        const char *end = memmem(paragraph.at, paragraph.length, ">:", 2);
        if (begins(paragraph, "-"))
            return;
        if (!begins(paragraph, "<") || !end ||
            memchr(paragraph.at, '\n', (size_t)(end - paragraph.at)))
            continue;
        struct report_group *group =
            add_group(reading, paragraph.at + 1, (size_t)(end - paragraph.at - 1));
        if (!group)
            return;
        static const char remote[] = "Remote host said:";
        const char *stop = paragraph.at + paragraph.length;
        const char *said = memmem(end, (size_t)(stop - end), remote, sizeof remote - 1);
        const char *begin = said ? said + sizeof remote - 1 : end + 2;
        judge(group, "", begin, (size_t)(stop - begin));
    }
}

// Exim: the field names who failed; in the text the address stands alone, and then what was said,
// up to an empty line. A warning of a delay has no such field.
static void read_exim(struct reading *reading, struct bytes text, const char *failed) {
    while (*failed) {
        failed += strspn(failed, ", \t");
        size_t length = strcspn(failed, ", \t");
        if (length == 0)
            return;
        struct report_group *group = add_group(reading, failed, length);
        if (!group)
            return;
        const char *at = memmem(text.at, text.length, failed, length);
        struct bytes behind = {text.at, 0};
        if (at)
            behind = (struct bytes){at + length, text.length - (size_t)(at + length - text.at)};
        struct bytes said = take_paragraph(&behind);
        failed += length;
        judge(group, "", said.at, said.length);
    }
}

static void read_text(struct reading *reading, const struct entity *mail) {
    struct bytes text = entity_decoded(reading->arena, mail);
    const char *failed = entity_field(reading->arena, mail, "X-Failed-Recipients");
    if (failed)
        read_exim(reading, text, failed);
    else
        read_qmail(reading, text);
}

struct report report_read(struct arena *arena, struct bytes mail) {
    struct reading reading = {.arena = arena};
    struct entity whole = entity_read(arena, mail);
    if (strncmp(whole.type, "multipart/", 10) == 0)
        walk(&reading, &whole, false, 0);
    else if (strcmp(whole.type, "text/plain") == 0)
        read_text(&reading, &whole);
    return reading.report;
}
