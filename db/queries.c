// queries.c: see queries.h. Reads only the embedded files.
#include "db/queries.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/embedded.h"

static const char *const names[] = {
#define QUERY(name) [QUERY_##name] = #name,
#include "db/queries.def"
#undef QUERY
};

static const char marker[] = "-- name: ";

const char *query_name(enum query query) {
    return names[query];
}

// The next named text at or after `at`; returns where its name begins, or NULL.
static const char *next_name(const char *at, size_t *name_length) {
    const char *found = strstr(at, marker);
    if (!found)
        return NULL;
    found += sizeof marker - 1;
    *name_length = strcspn(found, " \n");
    return found;
}

enum outcome query_text(enum query query, const char **sql, size_t *length) {
    const char *wanted = names[query];
    for (const struct embedded_file *file = embedded_queries; file->name; file++) {
        size_t name_length = 0;
        const char *name = next_name(file->bytes, &name_length);
        for (; name; name = next_name(name, &name_length)) {
            if (strlen(wanted) != name_length || memcmp(name, wanted, name_length) != 0)
                continue;
            *sql = name + name_length;
            const char *next = strstr(*sql, marker);
            *length = (size_t)((next ? next : file->end) - *sql);
            return OK;
        }
    }
    return NOT_FOUND;
}

static bool is_defined(const char *name, size_t length) {
    for (int query = 0; query < QUERY_COUNT; query++) {
        if (strlen(names[query]) == length && memcmp(names[query], name, length) == 0)
            return true;
    }
    return false;
}

enum outcome queries_check(char *missing, size_t size) {
    for (const struct embedded_file *file = embedded_queries; file->name; file++) {
        size_t length = 0;
        const char *name = next_name(file->bytes, &length);
        for (; name; name = next_name(name, &length)) {
            if (is_defined(name, length))
                continue;
            (void)snprintf(missing, size, "%.*s", (int)length, name);
            return INVALID;
        }
    }
    return OK;
}
