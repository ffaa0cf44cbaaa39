// unread.c: see unread.h.
#include "newsletter/unread.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/token.h"
#include "db/store.h"
#include "mail/eml.h"

enum { KEPT_BYTES = 256 * 1024, PATH_SIZE = 4096 };

static int is_mail(const struct dirent *entry) {
    size_t length = strlen(entry->d_name);
    return length > 4 && strcmp(entry->d_name + length - 4, ".eml") == 0;
}

// Removes all but the newest, whose names begin with the time. Returns how many there were.
static int keep_newest(const char *folder, int most) {
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_mail, alphasort); // -1: there is no folder yet
    for (int i = 0; i < count; i++) {
        char path[PATH_SIZE];
        int length = snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        bool fits = length > 0 && (size_t)length < sizeof path;
        if (i < count - most && fits && unlink(path) != 0 && errno != ENOENT)
            log_line(LOG_WARNING, "bounce", "file", path, "cause", strerror(errno), NULL);
        free(entries[i]);
    }
    free(entries);
    return count > 0 ? count : 0;
}

int unread_count(const char *data) {
    struct arena *arena = arena_new();
    int count = keep_newest(arena_format(arena, "%s/bounces", data), INT_MAX);
    arena_free(arena);
    return count;
}

enum outcome unread_keep(const char *data, struct bytes mail) {
    struct arena *arena = arena_new();
    char path[PATH_SIZE];
    const char *folder = arena_format(arena, "%s/bounces", data);
    const char *name =
        arena_format(arena, "%013lld-%08" PRIx32, (long long)clock_wall_ms(), random_number());
    struct text text = {.arena = arena};
    text_append(&text, mail.at, mail.length < KEPT_BYTES ? mail.length : KEPT_BYTES);
    enum outcome outcome = eml_write(folder, name, &text, path, sizeof path);
    if (outcome == OK)
        (void)keep_newest(folder, UNREAD_MAX);
    arena_free(arena);
    return outcome;
}
