// operation.c: see operation.h. THE table of operations: to add one, add its row.
#include "operator/operation.h"

#include <string.h>

#include "db/store.h"
#include "operator/bounce.h"
#include "operator/newsletter.h"

static const struct operation_kind kinds[] = {
    {.name = "bounce", .apply = bounce_apply},
    {.name = "newsletter-compose", .prepare = compose_prepare, .apply = compose_apply},
    {.name = "newsletter-release", .apply = release_apply},
    {.name = "newsletter-retry", .apply = retry_apply},
    {.name = "newsletter-send", .prepare = check_links, .apply = send_apply},
};

const struct operation_kind *operation_find(const char *name) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    }
    return NULL;
}

static enum outcome apply_and_commit(const struct operation_kind *kind, struct operation *operation,
                                     struct store *store) {
    do {
        operation->more = false;
        TRY(store_begin(store));
        TRY(kind->apply(operation, store));
        TRY(store_commit(store));
    } while (operation->more);
    return OK;
}

enum outcome operation_run(const struct operation_kind *kind, struct operation *operation,
                           struct store *store) {
    operation->reading = store;
    if (kind->prepare)
        TRY(kind->prepare(operation));
    enum outcome outcome = apply_and_commit(kind, operation, store);
    if (outcome != OK)
        store_rollback(store);
    if (outcome != OK && outcome != INVALID) // what it output of did not come to be
        operation->output = (struct text){.arena = operation->arena};
    return outcome;
}
