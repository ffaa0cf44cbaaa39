// config_values.h: what a setting's value may be. One function a kind, named in the table of
// config.c.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { RULE_MAX = 96 };

struct setting;

// Reads `value` into the setting's field of struct config; "" is none. false: it breaks a rule,
// which is written to `rule` to follow "is "…", but ". Texts are borrowed.
typedef bool value_reader(const struct setting *setting, const char *value, void *field,
                          char rule[RULE_MAX]);

struct setting {
    const char *flag;     // "mail-rate"; the environment calls it VERDICT_MAIL_RATE
    const char *fallback; // the default; "" means: none
    const char *shown;    // the default in words, where it is not a value
    const char *help;
    value_reader *read;
    size_t field; // its offset in struct config
    int low;      // of a number
    int high;
    const char *const *choices; // of a choice: its words, the one for 0 first, ended by NULL
};

value_reader read_text;        // const char *, as it is
value_reader read_optional;    // const char *, NULL for ""
value_reader read_number;      // int
value_reader read_choice;      // int
value_reader read_switch;      // bool; on or off
value_reader read_auth;        // const char *, in capitals, or NULL
value_reader read_base_url;    // const char *, or NULL
value_reader read_hosts;       // const char *
value_reader read_mail_server; // const char *
value_reader read_email;       // const char *, or NULL
value_reader read_schedule;    // struct schedule
