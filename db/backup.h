// backup.h: copies of the store, and putting one back.
#pragma once

#include <limits.h>

#include "base/outcome.h"

// Writes a whole copy of the store in `folder` to `file`, also while a server writes the store. The
// copy is checked, on disk and there under its name only when this returns OK; before that, a file
// of that name stays as it was. Refusals are logged with what to do. INVALID: `file` cannot be
// written, or is a file of the store itself, or the copy is damaged; BUSY: the disk is full; and
// what store_open returns.
MUST_USE enum outcome backup_write(const char *folder, const char *file);

// Makes the copy at `file` the store in `folder`, after checking that it is whole, Verdict's, and
// not of a newer program. The store that was there becomes *aside, in that folder, as another such
// copy; "" when there was none. On a failure the store is as it was. Refusals are logged with what
// to do: CONFLICT when a server runs, else as above.
MUST_USE enum outcome backup_restore(const char *folder, const char *file, char aside[PATH_MAX]);
