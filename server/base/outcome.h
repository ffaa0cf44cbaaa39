// outcome.h: how every function that can fail says how it went. Touches nothing.
//
// Whoever first meets a foreign error (SQLite, the HTTP library, errno) logs it once and
// returns one of these; everyone above passes it on. http/status.c maps them to HTTP.
#pragma once

enum outcome {
    OK = 0,
    NOT_FOUND, // the thing asked for does not exist
    GONE,      // it does, and the editor took it back
    INVALID,   // the input breaks a rule; the caller's words say which
    CONFLICT,  // it exists already, or another holds it
    TOO_MANY,  // a limit is reached
    BUSY,      // not now: worth trying again later
    INTERNAL,  // our fault or the machine's; the cause is in the log
};

// Marks a function whose result must be looked at.
#define MUST_USE __attribute__((warn_unused_result))

// In a function that returns an outcome: leaves with the outcome of `expression` unless it is OK.
#define TRY(expression)                                                                            \
    do {                                                                                           \
        enum outcome try_outcome = (expression);                                                   \
        if (try_outcome != OK)                                                                     \
            return try_outcome;                                                                    \
    } while (0)
