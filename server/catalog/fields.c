// fields.c: see fields.h.
#include "catalog/fields.h"

#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "domain/catalog.h"
#include "domain/slug.h"

static bool is_blank(const char *text) {
    return text[strspn(text, " \t\n\r")] == '\0';
}

static bool has_control(const char *text, const char *allowed) {
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c < 0x20 || c == 0x7F) && !strchr(allowed, *text))
            return true;
    }
    return false;
}

static bool is_key(const char *text) {
    size_t length = strlen(text);
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length && text[0] != '-' &&
           text[length - 1] != '-' && !strstr(text, "--");
}

// No white space, quote or angle bracket, and something behind the scheme.
static bool is_address(const char *text) {
    size_t scheme = strncmp(text, "https://", 8) == 0  ? 8
                    : strncmp(text, "http://", 7) == 0 ? 7
                                                       : 0;
    return scheme > 0 && text[scheme] != '\0' && text[strcspn(text, " \t\n\r\v\f\"<>")] == '\0';
}

static int two_digits(const char *text) {
    return (text[0] - '0') * 10 + text[1] - '0';
}

static bool is_date(const char *text) {
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

// What is wrong with a string of this kind, as the end of a sentence; NULL: nothing.
static const char *fault_of(enum field_kind kind, const char *text) {
    if (kind == FIELD_SLUG)
        return slug_fault(text);
    if (text[0] == '\0')
        return "is empty";
    if (is_blank(text))
        return "is only white space";
    if (has_control(text, kind == FIELD_TEXT ? "\n\t" : ""))
        return "holds a control character";
    if (kind == FIELD_KEY && !is_key(text))
        return "is not made of words of a-z and 0-9 joined by \"-\"";
    if (kind == FIELD_ADDRESS && !is_address(text))
        return "is not an http:// or https:// address";
    if (kind == FIELD_DATE && !is_date(text))
        return "is not a day of the calendar as YYYY-MM-DD";
    return NULL;
}

void field_read_string(struct problems *problems, struct place place, const json_t *value,
                       const struct field_rule *rule, const char **member) {
    if (!json_is_string(value)) {
        problem_at(problems, place, "%s is not a string", shown(problems, value));
        return;
    }
    const char *text = json_string_value(value);
    const char *fault = fault_of(rule->kind, text);
    if (fault)
        problem_at(problems, place, "%s %s", shown(problems, value), fault);
    else if (rule->limit > 0 && utf8_count(text) > rule->limit)
        problem_at(problems, place, "is longer than %zu characters", rule->limit);
    else
        *member = text;
}

static void read_choice(struct problems *problems, struct place place, const json_t *value,
                        const struct field_rule *rule, unsigned *member) {
    const char *text = json_is_string(value) ? json_string_value(value) : "";
    const char *list = "";
    for (unsigned i = 0; rule->choices[i]; i++) {
        if (strcmp(text, rule->choices[i]) == 0) {
            *member = i;
            return;
        }
        list = arena_format(problems->arena, "%s%s%s", list, i ? ", " : "", rule->choices[i]);
    }
    problem_at(problems, place, "%s is not one of: %s", shown(problems, value), list);
}

static void read_score(struct problems *problems, struct place place, const json_t *value,
                       int *member) {
    if (!json_is_integer(value)) {
        problem_at(problems, place, "%s is not a whole number", shown(problems, value));
        return;
    }
    json_int_t score = json_integer_value(value);
    if (score < 0 || score > SCORE_MAX)
        problem_at(problems, place, "%s is not within 0 to 100", shown(problems, value));
    else
        *member = (int)score;
}

static void read_member(struct problems *problems, struct place place, const json_t *object,
                        const struct field_rule *rule, char *target) {
    const json_t *value = json_object_get(object, rule->key);
    if (!value) {
        if (!rule->optional)
            problem_at(problems, place, "\"%s\" is missing", rule->key);
        return;
    }
    if (rule->kind == FIELD_OTHER)
        return;
    struct place at = place_of_key(problems, place, rule->key);
    void *member = target + rule->offset;
    switch (rule->kind) {
    case FIELD_OTHER:
    case FIELD_END: return;
    case FIELD_CHOICE: read_choice(problems, at, value, rule, member); return;
    case FIELD_SCORE: read_score(problems, at, value, member); return;
    case FIELD_LINE:
    case FIELD_TEXT:
    case FIELD_SLUG:
    case FIELD_KEY:
    case FIELD_ADDRESS:
    case FIELD_DATE: field_read_string(problems, at, value, rule, member); return;
    }
}

static bool is_known(const char *key, const struct field_rule *rules) {
    for (; rules->kind != FIELD_END; rules++) {
        if (strcmp(key, rules->key) == 0)
            return true;
    }
    return false;
}

bool fields_read(struct problems *problems, struct place place, const json_t *object,
                 const char *noun, const struct field_rule *rules, void *target) {
    if (!json_is_object(object)) {
        problem_at(problems, place, "%s is not an object", shown(problems, object));
        return false;
    }
    for (const struct field_rule *rule = rules; rule->kind != FIELD_END; rule++)
        read_member(problems, place, object, rule, target);
    void *at = json_object_iter((json_t *)(uintptr_t)object); // only reads
    for (; at; at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
        const char *key = json_object_iter_key(at);
        if (!is_known(key, rules))
            problem_at(problems, place, "%s is not a key of %s", shown_string(problems, key), noun);
    }
    return true;
}

const json_t *list_of(struct problems *problems, struct place place, const json_t *object,
                      const char *key, size_t most) {
    const json_t *list = json_object_get(object, key);
    struct place at = place_of_key(problems, place, key);
    if (!list)
        return NULL;
    if (!json_is_array(list)) {
        problem_at(problems, at, "%s is not a list", shown(problems, list));
        return NULL;
    }
    if (most > 0 && json_array_size(list) > most) {
        problem_at(problems, at, "has more than %zu elements", most);
        return NULL;
    }
    return list;
}
