// config_values.c: see config_values.h.
#include "config_values.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "domain/address.h"
#include "http/hosts.h"
#include "newsletter/schedule.h"

// Writes the rule, and returns that it is broken. Rules are cut where they are too long.
static bool breaks(char rule[RULE_MAX], const char *text) {
    (void)snprintf(rule, RULE_MAX, "%s", text);
    return false;
}

static bool store_text(void *field, const char *value) {
    *(const char **)field = value;
    return true;
}

bool read_text(const struct setting *setting, const char *value, void *field, char rule[RULE_MAX]) {
    (void)setting;
    (void)rule;
    return store_text(field, value);
}

bool read_optional(const struct setting *setting, const char *value, void *field,
                   char rule[RULE_MAX]) {
    (void)setting;
    (void)rule;
    return store_text(field, value[0] ? value : NULL);
}

bool read_number(const struct setting *setting, const char *value, void *field,
                 char rule[RULE_MAX]) {
    char *end = NULL;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || number < setting->low ||
        number > setting->high) {
        (void)snprintf(rule, RULE_MAX, "must be a whole number from %d to %d", setting->low,
                       setting->high);
        return false;
    }
    *(int *)field = (int)number;
    return true;
}

// "a, b or c"
static void list_choices(const char *const *choices, char rule[RULE_MAX]) {
    int length = snprintf(rule, RULE_MAX, "must be %s", choices[0]);
    for (size_t i = 1; choices[i] && length > 0 && length < RULE_MAX; i++)
        length += snprintf(rule + length, RULE_MAX - (size_t)length, "%s%s",
                           choices[i + 1] ? ", " : " or ", choices[i]);
}

static bool find_choice(const char *const *choices, const char *value, int *out) {
    for (int i = 0; choices[i]; i++) {
        if (strcasecmp(value, choices[i]) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

bool read_choice(const struct setting *setting, const char *value, void *field,
                 char rule[RULE_MAX]) {
    if (find_choice(setting->choices, value, field))
        return true;
    list_choices(setting->choices, rule);
    return false;
}

bool read_switch(const struct setting *setting, const char *value, void *field,
                 char rule[RULE_MAX]) {
    (void)setting;
    static const char *const words[] = {"off", "on", NULL};
    int chosen = 0;
    if (!find_choice(words, value, &chosen))
        return breaks(rule, "must be on or off");
    *(bool *)field = chosen == 1;
    return true;
}

bool read_auth(const struct setting *setting, const char *value, void *field, char rule[RULE_MAX]) {
    int chosen = 0;
    if (!value[0])
        return store_text(field, NULL);
    if (find_choice(setting->choices, value, &chosen))
        return store_text(field, setting->choices[chosen]);
    list_choices(setting->choices, rule);
    return false;
}

bool read_base_url(const struct setting *setting, const char *value, void *field,
                   char rule[RULE_MAX]) {
    (void)setting;
    if (value[0] && !is_base_url(value))
        return breaks(rule, "must be http:// or https:// and a host, with no path");
    return store_text(field, value[0] ? value : NULL);
}

bool read_hosts(const struct setting *setting, const char *value, void *field,
                char rule[RULE_MAX]) {
    (void)setting;
    if (!is_host_list(value))
        return breaks(rule, "must be host names with commas between them, without ports");
    return store_text(field, value);
}

bool read_mail_server(const struct setting *setting, const char *value, void *field,
                      char rule[RULE_MAX]) {
    (void)setting;
    size_t scheme = strncmp(value, "smtp://", 7) == 0    ? 7
                    : strncmp(value, "smtps://", 8) == 0 ? 8
                                                         : 0;
    if (value[0] && (scheme == 0 || !value[scheme] || strpbrk(value + scheme, "/@ ?#")))
        return breaks(rule, "must be smtp:// or smtps:// and a host, with no path");
    return store_text(field, value);
}

// As a subscriber's, and written in full: what reading would change is refused.
bool read_email(const struct setting *setting, const char *value, void *field,
                char rule[RULE_MAX]) {
    (void)setting;
    struct arena *arena = arena_new();
    const char *read = NULL;
    bool good = !value[0] || (!address_read(arena, value, &read) && strcmp(read, value) == 0);
    arena_free(arena);
    return good ? store_text(field, value[0] ? value : NULL)
                : breaks(rule, "must be a mail address, such as verdict@example.org");
}

bool read_schedule(const struct setting *setting, const char *value, void *field,
                   char rule[RULE_MAX]) {
    (void)setting;
    const char *fault = schedule_read(value, field);
    return fault ? breaks(rule, fault) : true;
}
