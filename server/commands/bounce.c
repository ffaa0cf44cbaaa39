// bounce.c: see command.h. The command bounce, which a mail server calls.
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/token.h"
#include "commands/command.h"
#include "commands/steps.h"
#include "config.h"
#include "db/store.h"
#include "newsletter/bounce.h"
#include "newsletter/unread.h"
#include "operator/bounce.h"
#include "operator/operation.h"

enum { BOUNCE_MAX = 4 * 1024 * 1024 }; // bytes of a mail that are read; what matters comes early

// Reads standard input to its end, so that a mail server's pipe does not break, and keeps the
// beginning.
static enum outcome read_input(struct arena *arena, struct bytes *out) {
    char *mail = arena_take(arena, BOUNCE_MAX);
    char rest[16 * 1024];
    *out = (struct bytes){mail, fread(mail, 1, BOUNCE_MAX, stdin)};
    while (fread(rest, 1, sizeof rest, stdin) > 0)
        ;
    return ferror(stdin) ? complain(INTERNAL, "standard input cannot be read") : OK;
}

// What is no report is kept for the operator and is no failure: a mail server that pipes mail here
// would send one on to whoever wrote it.
enum outcome command_bounce(const struct command_run *run) {
    const struct config *config = run->config;
    struct arena *arena = run->arena;
    // Postfix's local(8), qmail and Exim say to whom they deliver.
    const char *const recipients[] = {getenv("ORIGINAL_RECIPIENT"), getenv("RECIPIENT")};
    struct bytes mail;
    TRY(read_input(arena, &mail));
    struct store *store = NULL;
    TRY(store_open(config->data, STORE_READ, &store)); // a wrong folder must not become a store
    store_close(store);
    struct bounce bounce =
        bounce_read(arena, recipients, sizeof recipients / sizeof *recipients, mail);
    if ((bounce.delivery_id == 0 && !bounce.token) || bounce.report.kind == REPORT_NONE) {
        TRY(token_start());
        TRY(unread_keep(config->data, mail));
        (void)puts("This is not a report of a mail that did not arrive.");
        return finish_output();
    }
    struct operation operation = {.arena = arena, .output = {.arena = arena}};
    bounce_arguments(&operation, &bounce);
    return run_operation(config, "bounce", &operation);
}
