// status.c: see status.h.
#include "http/status.h"

int status_of(enum outcome outcome) {
    switch (outcome) {
    case NOT_FOUND: return 404;
    case GONE: return 410;
    case INVALID: return 400;
    case CONFLICT: return 409;
    case TOO_MANY: return 429;
    case BUSY: return 503;
    case OK: // nobody asks
    case INTERNAL: return 500;
    }
    return 500;
}
