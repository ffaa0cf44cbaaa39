// scratch.h: a file without a name, for what is too large for memory. It is gone with its
// descriptor, however the process ends.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// A descriptor for reading and writing of a new, empty file in `folder`; -1, with errno, when there
// can be none. The caller closes it.
int scratch_file(const char *folder);

// Writes all of the bytes behind what was written; false, with errno, when the disk does not take
// them.
bool scratch_append(int file, const void *bytes, size_t length);
