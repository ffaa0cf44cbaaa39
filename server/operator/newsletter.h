// newsletter.h: the operations of `verdict newsletter compose`, `send`, `release` and `retry`, for
// the table. The server wakes its sender after each.
#pragma once

#include "base/outcome.h"

struct operation;
struct store;

// INVALID, and says so, when the links in mails lead nowhere.
MUST_USE enum outcome check_links(struct operation *operation);

// Composes the next issue now, and adds its mails to the outbox; says so when nothing has changed.
MUST_USE enum outcome compose_prepare(struct operation *operation);
MUST_USE enum outcome compose_apply(struct operation *operation, struct store *store);

// Lifts the suppression of the address in the first word.
MUST_USE enum outcome release_apply(struct operation *operation, struct store *store);

// Puts back the failed mails of the issue whose number is the first word.
MUST_USE enum outcome retry_apply(struct operation *operation, struct store *store);

// Makes due now what waits for its next attempt, and has what is paused tried.
MUST_USE enum outcome send_apply(struct operation *operation, struct store *store);
