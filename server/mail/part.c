// part.c: see part.h.
#include "mail/part.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "mail/header.h"

enum {
    SEVEN_BIT_MOST = 998, // RFC 5322, without CRLF
    QUOTED_MOST = 75,     // of RFC 2045's 76; the last is for the mark of a soft break
};

// Mailboxes in mbox format put a ">" before such a line.
static bool begins_as_mbox(const char *line) {
    return strncmp(line, "From ", 5) == 0;
}

// One line's content, and where the next begins (NULL after the last).
struct line {
    const char *bytes;
    size_t length;
    const char *next;
};

static struct line next_line(const char *at) {
    const char *end = strchr(at, '\n');
    struct line line = {at, end ? (size_t)(end - at) : strlen(at), end ? end + 1 : NULL};
    if (end && line.length > 0 && at[line.length - 1] == '\r')
        line.length--;
    return line;
}

static bool line_is_seven_bit(const struct line *line) {
    if (line->length > SEVEN_BIT_MOST || begins_as_mbox(line->bytes))
        return false;
    for (size_t i = 0; i < line->length; i++) {
        char byte = line->bytes[i];
        if ((byte < ' ' && byte != '\t') || byte > '~')
            return false;
    }
    char last = line->length > 0 ? line->bytes[line->length - 1] : 'x';
    return last != ' ' && last != '\t'; // blanks there do not survive every server
}

static bool is_seven_bit(const char *content) {
    while (content) {
        struct line line = next_line(content);
        if (!line_is_seven_bit(&line))
            return false;
        content = line.next;
    }
    return true;
}

static void append_as_it_is(struct text *out, const struct line *line) {
    text_append(out, line->bytes, line->length);
}

static bool needs_quoting(const struct line *line, size_t i, size_t column) {
    char byte = line->bytes[i];
    if (byte == ' ' || byte == '\t')
        return i + 1 == line->length;
    if (column == 0 && begins_as_mbox(line->bytes + i))
        return true;
    return byte <= ' ' || byte > '~' || byte == '=';
}

static void append_quoted(struct text *out, const struct line *line) {
    size_t column = 0;
    for (size_t i = 0; i < line->length; i++) {
        size_t size = needs_quoting(line, i, column) ? 3 : 1;
        if (column + size > QUOTED_MOST) {
            text_append_string(out, "=\r\n");
            column = 0;
            size = needs_quoting(line, i, column) ? 3 : 1;
        }
        if (size == 1)
            text_append(out, line->bytes + i, 1);
        else
            text_format(out, "=%02X", (unsigned)(unsigned char)line->bytes[i]);
        column += size;
    }
}

void part_write(struct text *out, const char *type, const char *content) {
    bool seven_bit = is_seven_bit(content);
    text_format(out, "Content-Type: %s; charset=utf-8\r\n", type);
    header_fixed(out, "Content-Transfer-Encoding", seven_bit ? "7bit" : "quoted-printable");
    text_append_string(out, "\r\n");
    while (content) {
        struct line line = next_line(content);
        (seven_bit ? append_as_it_is : append_quoted)(out, &line);
        if (line.next)
            text_append_string(out, "\r\n");
        content = line.next;
    }
}
