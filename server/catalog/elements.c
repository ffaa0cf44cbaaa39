// elements.c: see elements.h. Brackets, commas and keys of the two outer levels are read here,
// every value by jansson. To find a value's end, only strings and brackets need to be output apart.
#include "catalog/elements.h"

#include <stdio.h>
#include <string.h>

struct walk {
    const char *bytes;
    const char *at;
    const char *end;
    const struct element_reader *reader;
    struct element_fault *fault;
    json_t *seen; // the keys of the document's object
};

// The place behind `at`, as jansson counts: characters, where each line begins with 0.
static bool fail(const struct walk *walk, const char *at, const char *text) {
    struct element_fault *fault = walk->fault;
    fault->line = 1;
    const char *line = walk->bytes;
    const char *newline = NULL;
    while ((newline = memchr(line, '\n', (size_t)(at - line)))) {
        fault->line++;
        line = newline + 1;
    }
    fault->column = 0;
    for (; line < at; line++)
        fault->column += ((unsigned char)*line & 0xC0) != 0x80;
    (void)snprintf(fault->text, sizeof fault->text, "%s", text); // a cut message tells enough
    return false;
}

static bool expected(const struct walk *walk, const char *what) {
    char text[JSON_ERROR_TEXT_LENGTH];
    if (walk->at == walk->end) {
        (void)snprintf(text, sizeof text, "%s expected near end of file", what); // fits
        return fail(walk, walk->end, text);
    }
    bool plain = *walk->at > 0x20 && *walk->at < 0x7F;
    (void)snprintf(text, sizeof text, "%s expected near '%c'", what, plain ? *walk->at : '?');
    return fail(walk, walk->at + 1, text);
}

static char next_character(struct walk *walk) {
    while (walk->at < walk->end && strchr(" \t\r\n", *walk->at) && *walk->at)
        walk->at++;
    return walk->at < walk->end ? *walk->at : '\0';
}

static bool take(struct walk *walk, char wanted) {
    if (next_character(walk) != wanted)
        return false;
    walk->at++;
    return true;
}

static const char *end_of_string(const char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++) {
        if (*at == '\\' && at + 1 < end)
            at++;
    }
    return at < end ? at + 1 : end;
}

// Behind the value that begins at `at`; *values gets about how many it holds. What is no JSON ends
// somewhere, for jansson to say why.
static const char *end_of_value(const char *at, const char *end, size_t *values) {
    size_t depth = 0;
    *values = 1;
    for (const char *begin = at; at < end;) {
        switch (*at) {
        case '"':
            if (depth == 0 && at > begin)
                return at;
            at = end_of_string(at, end);
            if (depth == 0)
                return at;
            continue;
        case '[':
        case '{':
            if (depth == 0 && at > begin)
                return at;
            depth++;
            ++*values;
            break;
        case ']':
        case '}':
            if (depth <= 1)
                return depth == 0 ? at : at + 1;
            depth--;
            break;
        case ',':
            if (depth == 0)
                return at;
            ++*values;
            break;
        case ':':
        case ' ':
        case '\t':
        case '\r':
        case '\n':
            if (depth == 0)
                return at;
            break;
        default: break;
        }
        at++;
    }
    return end;
}

// One value, with *out NULL when it holds too many. False, with the fault, when it is none.
static bool read_value(struct walk *walk, json_t **out) {
    size_t values = 0;
    (void)next_character(walk);
    const char *begin = walk->at;
    const char *end = end_of_value(begin, walk->end, &values);
    if (end == begin && end < walk->end)
        end++; // what stands there instead
    walk->at = end;
    *out = NULL;
    if (values > VALUES_MAX)
        return true;
    json_error_t error;
    *out =
        json_loadb(begin, (size_t)(end - begin), JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (*out)
        return true;
    enum json_error_code code = json_error_code(&error);
    walk->fault->nul = code == json_error_null_character || code == json_error_null_byte_in_key;
    size_t used = error.position > 0 ? (size_t)error.position : 0;
    size_t length = (size_t)(end - begin);
    return fail(walk, begin + (used < length ? used : length), error.text);
}

static bool read_elements(struct walk *walk, const char *key) {
    if (take(walk, ']'))
        return true;
    for (size_t index = 0;; index++) {
        json_t *value = NULL;
        if (!read_value(walk, &value))
            return false;
        walk->reader->element(walk->reader->cls, key, index, value);
        json_decref(value);
        if (take(walk, ']'))
            return true;
        if (!take(walk, ','))
            return expected(walk, "',' or ']'");
    }
}

static bool read_member_value(struct walk *walk, const char *key) {
    json_t *value = NULL;
    bool list = take(walk, '[');
    if (list)
        value = json_array();
    else if (!read_value(walk, &value))
        return false;
    if (!value)
        return fail(walk, walk->at, "this value holds too many others");
    walk->reader->member(walk->reader->cls, key, value);
    json_decref(value);
    return list ? read_elements(walk, key) : true;
}

static bool read_member(struct walk *walk) {
    json_t *key = NULL;
    if (next_character(walk) != '"')
        return expected(walk, "string or '}'");
    if (!read_value(walk, &key))
        return false;
    const char *name = json_string_value(key);
    bool read = false;
    if (json_object_get(walk->seen, name)) {
        (void)fail(walk, walk->at, "duplicate object key");
    } else if (json_object_size(walk->seen) == MEMBERS_MAX ||
               json_object_set_new(walk->seen, name, json_null()) != 0) {
        (void)fail(walk, walk->at, "the document's object has too many keys");
    } else if (!take(walk, ':')) {
        (void)expected(walk, "':'");
    } else {
        read = read_member_value(walk, name);
    }
    json_decref(key);
    return read;
}

static bool read_members(struct walk *walk) {
    if (take(walk, '}'))
        return true;
    do {
        if (!read_member(walk))
            return false;
    } while (take(walk, ','));
    return take(walk, '}') ? true : expected(walk, "',' or '}'");
}

static bool read_document(struct walk *walk) {
    json_t *other = NULL;
    bool object = take(walk, '{');
    if (object ? !read_members(walk) : !read_value(walk, &other))
        return false;
    json_decref(other);
    if (next_character(walk) || walk->at < walk->end)
        return expected(walk, "end of file");
    return object;
}

bool elements_read(const char *bytes, size_t length, const struct element_reader *reader,
                   struct element_fault *fault) {
    *fault = (struct element_fault){0};
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) { // some editors begin with a mark
        bytes += 3;
        length -= 3;
    }
    struct walk walk = {bytes, bytes, bytes + length, reader, fault, json_object()};
    bool read = walk.seen ? read_document(&walk) : fail(&walk, bytes, "there is no memory");
    json_decref(walk.seen);
    return read;
}
