// bounce.h: the operation of `verdict bounce`, for the table.
#pragma once

#include "base/outcome.h"

struct bounce;
struct operation;
struct store;

// Fills in the arguments: the delivery, the secret, the token ("" for none); then, three arguments
// each, a recipient ("" for none), what is reported of it (report_word), the code ("" for none).
void bounce_arguments(struct operation *operation, const struct bounce *bounce);

// Takes note of what is reported of a mail, and counts it once. A report that names the
// subscriber's address counts by what it says of it; one that names others alone is of a mail that
// was forwarded, and soft at most. One that is of no mail of ours is left alone: whoever pipes mail
// to the command would send a refusal on.
MUST_USE enum outcome bounce_apply(struct operation *operation, struct store *store);
