// wal.c: see wal.h. Reads as much of SQLite's file format as that takes (sqlite.org/fileformat2).
#include "db/sqlite/wal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/log.h"

enum {
    HEADER = 100,        // bytes of a database's header
    HEADER_LOGGED = 18,  // where it says whether the database has a log: 2, twice
    HEADER_NUMBER = 60,  // where it has its user_version
    WAL_HEADER = 32,     // bytes before the first frame
    WAL_PAGE_SIZE = 8,   // where it has the size of a page
    FRAME_HEADER = 24,   // bytes before a frame's page, the number of the page first
    LEAD_MOST = 64,      // frames: two are written; more only after a full disk
    CHECKPOINT_AT = 1000 // frames that the log grows by, as SQLite's own checkpoints
};

// What the first frames of a log say.
struct lead {
    uint32_t numbers[LEAD_MOST];
    size_t count;
    bool frames; // whether there is one
};

static uint32_t big_endian(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

enum outcome wal_path(const char *path, char out[PATH_MAX]) {
    int length = snprintf(out, PATH_MAX, "%s-wal", path);
    if (length >= 0 && length < PATH_MAX)
        return OK;
    log_line(LOG_ERROR, "store", "path", path, "cause", "the path is too long", NULL);
    return INVALID;
}

static bool read_exactly(int file, unsigned char *bytes, size_t length, off_t offset) {
    return pread(file, bytes, length, offset) == (ssize_t)length;
}

// The numbers of the frames of page 1 that the log begins with.
static void read_frames(int file, struct lead *lead) {
    unsigned char bytes[WAL_HEADER];
    if (!read_exactly(file, bytes, sizeof bytes, 0))
        return;
    off_t step = FRAME_HEADER + (off_t)big_endian(bytes + WAL_PAGE_SIZE);
    off_t at = WAL_HEADER;
    unsigned char frame[FRAME_HEADER + HEADER];
    while (lead->count < LEAD_MOST && read_exactly(file, frame, sizeof frame, at)) {
        lead->frames = true;
        if (big_endian(frame) != 1)
            return;
        lead->numbers[lead->count++] = big_endian(frame + FRAME_HEADER + HEADER_NUMBER);
        at += step;
    }
}

static enum outcome read_lead(const char *path, struct lead *lead) {
    memset(lead, 0, sizeof *lead);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return OK;
    if (file < 0) {
        log_line(LOG_ERROR, "store", "path", path, "cause", strerror(errno), NULL);
        return INVALID;
    }
    read_frames(file, lead);
    (void)close(file); // only read
    return OK;
}

// Through SQLite's own file: to open and close the database beside it would end its locks.
static void read_header(sqlite3 *connection, unsigned char header[HEADER]) {
    memset(header, 0, HEADER);
    sqlite3_file *file = NULL;
    if (connection &&
        sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK &&
        file && file->pMethods)
        (void)file->pMethods->xRead(file, header, HEADER, 0); // a short one has zeros behind it
}

static bool belongs(const unsigned char header[HEADER], const struct lead *lead) {
    if (!lead->frames)
        return true; // nothing to replay
    if (header[HEADER_LOGGED] != 2 || header[HEADER_LOGGED + 1] != 2)
        return false;
    uint32_t number = big_endian(header + HEADER_NUMBER);
    for (size_t i = 0; i < lead->count; i++) {
        if (lead->numbers[i] == number)
            return true;
    }
    // Programs before this one numbered neither databases nor logs.
    return lead->count == 0 && number == 0;
}

enum outcome wal_check(sqlite3 *connection, const char *path) {
    char wal[PATH_MAX];
    TRY(wal_path(path, wal));
    // Beside a server the log may begin anew between the two looks: then look again.
    enum { LOOKS_MOST = 100 };
    for (int look = 0; look < LOOKS_MOST; look++) {
        struct lead before;
        struct lead after;
        unsigned char header[HEADER];
        TRY(read_lead(wal, &before));
        read_header(connection, header);
        if (belongs(header, &before))
            return OK;
        TRY(read_lead(wal, &after));
        if (memcmp(&before, &after, sizeof before) == 0)
            break;
    }
    log_line(
        LOG_ERROR, "store", "path", wal, "cause", "is the log of another database", "hint",
        "put the verdict.db that it belongs to back beside it, or move verdict.db away and put "
        "a backup in place with: verdict restore FILE",
        NULL);
    return INVALID;
}

static int note_frames(void *data, sqlite3 *connection, const char *name, int frames) {
    (void)connection;
    (void)name;
    struct store *store = data;
    store->wal_frames = frames;
    return SQLITE_OK;
}

void wal_start(struct store *store) {
    // This takes the place of SQLite's automatic checkpoints, which hang on the same hook.
    (void)sqlite3_wal_hook(store->connection, note_frames, store);
    store->checkpoint_at = 0;
}

static enum outcome read_number(struct store *store, int *number) {
    const struct embedded_file *file = embedded_find(embedded_queries, "sqlite/number.sql");
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->connection, file ? file->bytes : "", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *number = sqlite3_column_int(statement, 0);
    (void)sqlite3_finalize(statement); // repeats the code above
    return code == SQLITE_ROW ? OK : sqlite_fault(store, code, "reading the number of the log");
}

// Writes one frame, of page 1, also for a number that is there already.
static enum outcome write_number(struct store *store, int number) {
    const struct embedded_file *file = embedded_find(embedded_queries, "sqlite/set_number.sql");
    char sql[256];
    (void)snprintf(sql, sizeof sql, "%s%d", file ? file->bytes : "", number);
    int code = sqlite3_exec(store->connection, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_fault(store, code, "numbering the log");
}

static int new_number(void) {
    uint32_t random = 0;
    sqlite3_randomness(sizeof random, &random);
    return (int)(random >> 1) | 1; // never 0, the number of a database that has none
}

enum outcome wal_turn(struct store *store) {
    if (store->wal_frames < store->checkpoint_at)
        return OK;
    // SQLite begins the log anew only with the first write behind a checkpoint: the next line but
    // one. Where readers still need the old log it goes on in it, and the number stays.
    (void)sqlite3_wal_checkpoint_v2(store->connection, "main", SQLITE_CHECKPOINT_PASSIVE, NULL,
                                    NULL); // what it cannot move now stays in the log
    int number = 0;
    TRY(read_number(store, &number));
    TRY(write_number(store, number));
    if (store->wal_frames == 1)
        TRY(write_number(store, new_number()));
    store->checkpoint_at = store->wal_frames + CHECKPOINT_AT;
    return OK;
}
