// log.h: what the operator reads, on standard error. The server writes one JSON object a line,
// ASCII only:
// {"time":"2026-11-20T09:15:02.120Z","level":"error","event":"store","cause":"…"}
//
// Control bytes, quotes, and all that is not ASCII are escaped, so no input can forge a line.
// Bytes that are not UTF-8 become U+FFFD. Never pass cookies, tokens, or addresses of readers.
#pragma once

struct text;

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_REQUEST };

// Lines above `level` are dropped from here on. The default is LOG_INFO. Call before threads start.
void log_set_level(enum log_level level);

// For commands that a person types: errors and warnings as one plain line, "verdict: " and the
// values joined by ": ", instead of JSON. Control bytes are escaped there too. LOG_INFO is dropped.
void log_set_plain(void);

// Whether a line of this level would be written.
int log_wants(enum log_level level);

// Writes one line. After `event` come pairs of key and value (both NUL-terminated; a value may
// be NULL), ended by a NULL key: at most seven. A value is cut, between characters, at 1 KB.
void log_line(enum log_level level, const char *event, ...) __attribute__((sentinel));

// Appends the plain line of these values (ended by NULL, at most seven) to `out`, as a command
// would write it: for what is said in one process and shown by another.
void log_plain_line(struct text *out, const char *value, ...) __attribute__((sentinel));

// The same of one value alone, without anything around it.
void log_plain_text(struct text *out, const char *value);
