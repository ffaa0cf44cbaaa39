// site.h: what every page works with. One per serving thread, so nothing in it needs a lock.
#pragma once

#include "base/outcome.h"

struct event;
struct importer;
struct store;
struct token_key;
struct views;
struct writer;

struct site {
    struct store *store;       // borrowed; read-only
    struct writer *writer;     // borrowed; shared with the other threads
    struct views *views;       // borrowed
    struct event *mail_due;    // borrowed; wakes whoever sends mail
    struct importer *importer; // borrowed; of the operator's alone, NULL for readers
    const char *base_url; // "https://verdict.example", no slash at its end; borrowed; NULL: unknown
    const char *cookie_name;           // see session_cookie_name; borrowed
    const struct token_key *token_key; // of the tokens that begin sessions; borrowed
    const char *dev_folder;            // where --dev reads views/ and assets/ from; NULL: embedded
};

// Around each handler: what it reads of the store is one snapshot.
MUST_USE enum outcome site_begin(struct site *site);
void site_end(struct site *site);
