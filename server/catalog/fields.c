// fields.c: see fields.h.
#include "catalog/fields.h"

#include <string.h>

#include "base/arena.h"
#include "base/characters.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "db/store.h"
#include "domain/catalog.h"
#include "domain/day.h"
#include "domain/slug.h"
#include "domain/url.h"
#include "views/commonmark.h"

static bool is_one_line(enum field_kind kind) {
    return kind != FIELD_TEXT && kind != FIELD_COMMONMARK;
}

// A character that a text of this kind cannot hold, as the end of a sentence; NULL: there is none.
static const char *character_fault(struct diagnostics *diagnostics, enum field_kind kind,
                                   const char *text) {
    bool one_line = is_one_line(kind);
    for (const char *end = text + strlen(text); text < end;) {
        unsigned point = utf8_next(&text, end);
        const char *rule = NULL;
        if ((one_line && point < 0x20) || (point < 0xA0 && character_is_forbidden(point)))
            return arena_format(diagnostics->arena, "holds a control character (U+%04X)", point);
        if (character_is_forbidden(point))
            rule = "which Unicode keeps free";
        else if (one_line && character_breaks_line(point))
            rule = "which begins a new line";
        else if (one_line && character_turns_direction(point))
            rule = "which turns the direction of text";
        if (rule)
            return arena_format(diagnostics->arena, "holds U+%04X, %s", point, rule);
    }
    return NULL;
}

static bool is_key(const char *text) {
    size_t length = strlen(text);
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length && text[0] != '-' &&
           text[length - 1] != '-' && !strstr(text, "--");
}

// What is wrong with a string of this kind, as the end of a sentence; NULL: nothing.
static const char *fault_of(struct diagnostics *diagnostics, enum field_kind kind,
                            const char *text) {
    if (kind == FIELD_SLUG)
        return slug_fault(text);
    if (text[0] == '\0')
        return "is empty";
    if (!text_is_visible(text))
        return "is only white space or invisible characters";
    const char *fault = character_fault(diagnostics, kind, text);
    if (fault)
        return fault;
    if (kind == FIELD_KEY && !is_key(text))
        return "is not made of words of a-z and 0-9 joined by \"-\"";
    if (kind == FIELD_COMMONMARK && !commonmark_shows(diagnostics->arena, text))
        return "shows nothing, as CommonMark";
    if (kind == FIELD_COMMONMARK && commonmark_names_forbidden(text))
        return "names a character that no text may hold, such as \"&#1;\"";
    if (kind == FIELD_ADDRESS)
        return url_fault(text);
    return kind == FIELD_DATE ? day_fault(text, clock_wall_ms()) : NULL;
}

// A line ends with "\n" alone, whatever the editor's machine ends it with.
static const char *with_plain_ends(struct arena *arena, const char *text) {
    if (!strchr(text, '\r'))
        return text;
    char *plain = arena_copy_string(arena, text);
    char *to = plain;
    for (const char *from = text; *from; from++) {
        if (*from != '\r')
            *to++ = *from;
        else if (from[1] != '\n')
            *to++ = '\n';
    }
    *to = '\0';
    return plain;
}

void field_read_string(struct diagnostics *diagnostics, struct place place, const json_t *value,
                       const struct field_rule *rule, const char **member) {
    if (!json_is_string(value)) {
        diagnose(diagnostics, place, "%s is not a string", shown(diagnostics, value));
        return;
    }
    const char *text = json_string_value(value);
    if (!is_one_line(rule->kind))
        text = with_plain_ends(diagnostics->arena, text);
    const char *fault = fault_of(diagnostics, rule->kind, text);
    if (fault)
        diagnose(diagnostics, place, "%s %s", shown(diagnostics, value), fault);
    else if (rule->limit > 0 && utf8_count(text) > rule->limit)
        diagnose(diagnostics, place, "is longer than %zu characters", rule->limit);
    else
        *member = text;
}

static void read_choice(struct diagnostics *diagnostics, struct place place, const json_t *value,
                        const struct field_rule *rule, unsigned *member) {
    const char *text = json_is_string(value) ? json_string_value(value) : "";
    const char *list = "";
    for (unsigned i = 0; rule->choices[i]; i++) {
        if (strcmp(text, rule->choices[i]) == 0) {
            *member = i;
            return;
        }
        list = arena_format(diagnostics->arena, "%s%s%s", list, i ? ", " : "", rule->choices[i]);
    }
    diagnose(diagnostics, place, "%s is not one of: %s", shown(diagnostics, value), list);
}

static void read_score(struct diagnostics *diagnostics, struct place place, const json_t *value,
                       int *member) {
    if (!json_is_integer(value)) {
        diagnose(diagnostics, place, "%s is not a whole number", shown(diagnostics, value));
        return;
    }
    json_int_t score = json_integer_value(value);
    if (score < 0 || score > SCORE_MAX)
        diagnose(diagnostics, place, "%s is not within 0 to 100", shown(diagnostics, value));
    else
        *member = (int)score;
}

static void read_member(struct diagnostics *diagnostics, struct place place, const json_t *object,
                        const struct field_rule *rule, char *target) {
    const json_t *value = json_object_get(object, rule->key);
    if (!value) {
        if (!rule->optional)
            diagnose(diagnostics, place, "\"%s\" is missing", rule->key);
        return;
    }
    if (rule->kind == FIELD_OTHER)
        return;
    struct place at = place_of_key(diagnostics, place, rule->key);
    void *member = target + rule->offset;
    switch (rule->kind) {
    case FIELD_OTHER:
    case FIELD_END: return;
    case FIELD_CHOICE: read_choice(diagnostics, at, value, rule, member); return;
    case FIELD_SCORE: read_score(diagnostics, at, value, member); return;
    case FIELD_LINE:
    case FIELD_TEXT:
    case FIELD_COMMONMARK:
    case FIELD_SLUG:
    case FIELD_KEY:
    case FIELD_ADDRESS:
    case FIELD_DATE: field_read_string(diagnostics, at, value, rule, member); return;
    }
}

static bool is_known(const char *key, const struct field_rule *rules) {
    for (; rules->kind != FIELD_END; rules++) {
        if (strcmp(key, rules->key) == 0)
            return true;
    }
    return false;
}

bool fields_read(struct diagnostics *diagnostics, struct place place, const json_t *object,
                 const char *noun, const struct field_rule *rules, void *target) {
    if (!json_is_object(object)) {
        diagnose(diagnostics, place, "%s is not an object", shown(diagnostics, object));
        return false;
    }
    for (const struct field_rule *rule = rules; rule->kind != FIELD_END; rule++)
        read_member(diagnostics, place, object, rule, target);
    void *at = json_object_iter((json_t *)(uintptr_t)object); // only reads
    for (; at; at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
        const char *key = json_object_iter_key(at);
        if (!is_known(key, rules))
            diagnose(diagnostics, place, "%s is not a key of %s", shown_string(diagnostics, key),
                     noun);
    }
    return true;
}

const json_t *list_of(struct diagnostics *diagnostics, struct place place, const json_t *object,
                      const char *key, size_t most) {
    const json_t *list = json_object_get(object, key);
    struct place at = place_of_key(diagnostics, place, key);
    if (!list)
        return NULL;
    if (!json_is_array(list)) {
        diagnose(diagnostics, at, "%s is not a list", shown(diagnostics, list));
        return NULL;
    }
    if (most > 0 && json_array_size(list) > most) {
        diagnose(diagnostics, at, "has more than %zu elements", most);
        return NULL;
    }
    return list;
}
