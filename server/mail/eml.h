// eml.h: a mail as a file, for set-ups without a mail server.
#pragma once

#include <stddef.h>

#include "base/outcome.h"

struct text;

// Writes `message` to FOLDER/NAME.eml, readable by this user alone, so that after OK it is there
// whole and on disk, and otherwise what was there before still is. Makes the folder (mode 0700)
// when it is missing, but not the one it lies in. `name` is a plain name without slash or leading
// dot. One process at a time may write a name; the same again replaces the file.
// `path_out` of `size` bytes becomes its path. BUSY when the disk is full or a limit on files is
// met; INTERNAL for anything else; both logged.
MUST_USE enum outcome eml_write(const char *folder, const char *name, const struct text *message,
                                char *path_out, size_t size);
