// log_queue.h: lines of the log on their way to standard error, which may be a pipe that nobody
// reads or a terminal that stands still: no thread that serves waits for it. Used by log.c.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"

// Starts the thread that writes what is queued. INTERNAL, logged, when it cannot start.
MUST_USE enum outcome log_queue_start(void);

// Ends it, once all is written; what nobody has taken after two seconds is given up. No other
// thread may log any more. Not started: nothing happens.
void log_queue_stop(void);

// Queues a line. One for which there is no room is counted, and the count is logged when there is;
// the last of the room is kept for errors. False when no thread writes: then nothing was done.
bool log_queue_put(const char *line, size_t length, bool error);
