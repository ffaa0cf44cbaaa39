// config.h: every setting of the program. Reads arguments and environment; touches nothing else.
//
// A flag wins over the environment, the environment over the default. The one table is in
// config.c, what a value may be in config_values.c; `verdict help` and `verdict config` print it.
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/outcome.h"
#include "newsletter/schedule.h"

struct config {
    const char *listen;        // "127.0.0.1:8080"
    const char *data;          // folder of the store
    const char *base_url;      // without a slash at its end; NULL: the address that is listened on
    const char *hosts;         // further hosts that are served, with commas; "": none
    const char *mail_server;   // "smtp://mail.example.org:587"; "": mails become files
    const char *mail_user;     // "": no AUTH
    const char *mail_password; // "": none; from the environment alone
    const char *mail_password_file; // "": none
    const char *mail_auth;          // "CRAM-MD5"; NULL: PLAIN, else LOGIN
    const char *mail_ca;            // PEM file; "": the system's authorities
    const char *mail_from;          // address; NULL: one at the site's host
    const char *mail_return;        // address; NULL: mail_from
    int mail_rate;                  // mails per second; 0: as many as the server takes
    int suppressed_days;            // until a signup earns a suppressed address a mail
    struct schedule newsletter_at;
    const char *trusted_proxies; // "10.0.0.1,172.16.0.0/12"; "": none
    bool limits;                 // on how much one address block may write
    int request_timeout;         // seconds that a connection may wait for a whole request
    bool group_commit;           // else a transaction for each write
    int workers;                 // event loops, 1 or more
    int log;                     // enum log_level
    const char *dev; // folder that holds views/ and assets/ to read anew at each request, or NULL
    const char *option; // the last one that belongs to a command: "if-empty", "folder"; or NULL
    const char *folder; // what --folder says, or NULL
};

// Reads the settings. The words that are no settings stay behind in argv, from *rest on
// (argv[argc] is NULL). INVALID, with the reason and a hint on standard error, for a setting that
// is unknown or whose value cannot be read. Strings are borrowed from argv, environ or the program.
MUST_USE enum outcome config_read(int argc, char **argv, struct config *config, int *rest);

// The settings as a table: flag, environment name, default, help.
void config_print_help(FILE *out);

// The settings as they are, one "NAME=value" a line, with where each comes from.
void config_print(FILE *out);
