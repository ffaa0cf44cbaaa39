// embedded.c: see embedded.h.
#include "base/embedded.h"

#include <stddef.h>
#include <string.h>

const struct embedded_file *embedded_find(const struct embedded_file *files, const char *name) {
    for (; files->name; files++) {
        if (strcmp(files->name, name) == 0)
            return files;
    }
    return NULL;
}
