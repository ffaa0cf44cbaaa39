// wal.c: see wal.h. Reads the log as https://www.sqlite.org/fileformat2.html#walformat tells.
#include "db/sqlite/wal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/file.h"
#include "base/log.h"

enum {
    LOG_HEADER = 32,
    FRAME_HEADER = 24,
    PAGE_MAX = 65536,
    MODE_AT = 18, // in the database's header: 2, 2 in WAL mode
    COOKIE_AT = 40,
    MARK_AT = 60,
};

struct log {
    int file;
    off_t at;
    bool big_endian; // how the checksum reads words
    uint32_t sums[2];
    unsigned char salts[8];
    size_t page_size;
    unsigned char frame[FRAME_HEADER + PAGE_MAX];
};

// What the log says of the database's header.
struct finding {
    unsigned transactions;
    bool told; // the first transaction holds the header, with this mark and cookie
    uint32_t mark;
    uint32_t cookie;
    bool same; // a transaction left the database's header
};

static uint32_t big(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint32_t little(const unsigned char *bytes) {
    return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

static uint32_t digest(uint32_t mark, uint32_t cookie) {
    uint32_t mixed = mark * 0x9E3779B1U ^ (cookie + 1) * 0x85EBCA77U;
    mixed = (mixed ^ mixed >> 15) * 0x2C1B3C6DU;
    return mixed >> 16;
}

// Goes on with the checksum over `length` bytes, a multiple of 8.
static void add_sum(struct log *log, const unsigned char *bytes, size_t length) {
    for (size_t i = 0; i < length; i += 8) {
        uint32_t left = log->big_endian ? big(bytes + i) : little(bytes + i);
        uint32_t right = log->big_endian ? big(bytes + i + 4) : little(bytes + i + 4);
        log->sums[0] += left + log->sums[1];
        log->sums[1] += right + log->sums[0];
    }
}

static bool sum_is(const struct log *log, const unsigned char *bytes) {
    return big(bytes) == log->sums[0] && big(bytes + 4) == log->sums[1];
}

static bool read_whole(struct log *log, unsigned char *bytes, size_t length) {
    for (size_t done = 0; done < length;) {
        ssize_t count = pread(log->file, bytes + done, length - done, log->at);
        if (count <= 0)
            return false;
        done += (size_t)count;
        log->at += count;
    }
    return true;
}

static bool read_log_header(struct log *log) {
    unsigned char header[LOG_HEADER];
    if (!read_whole(log, header, sizeof header))
        return false;
    uint32_t magic = big(header);
    log->big_endian = magic == 0x377F0683;
    log->page_size = big(header + 8);
    memcpy(log->salts, header + 16, sizeof log->salts);
    add_sum(log, header, 24);
    return (magic & ~1U) == 0x377F0682 && big(header + 4) == 3007000 && log->page_size >= 512 &&
           log->page_size <= PAGE_MAX && (log->page_size & (log->page_size - 1)) == 0 &&
           sum_is(log, header + 24);
}

// The next frame that SQLite would take: what was left of an earlier round has other salts, what
// was not written whole another sum.
static bool read_frame(struct log *log) {
    unsigned char *frame = log->frame;
    if (!read_whole(log, frame, FRAME_HEADER + log->page_size) || big(frame) == 0 ||
        memcmp(frame + 8, log->salts, sizeof log->salts) != 0)
        return false;
    add_sum(log, frame, 8);
    add_sum(log, frame + FRAME_HEADER, log->page_size);
    return sum_is(log, frame + 16);
}

static void read_transactions(struct log *log, const unsigned char *header,
                              struct finding *finding) {
    bool same = false; // in the transaction that is being read
    while (read_frame(log)) {
        const unsigned char *page = log->frame + FRAME_HEADER;
        if (big(log->frame) == 1) {
            if (finding->transactions == 0) {
                finding->told = true;
                finding->mark = big(page + MARK_AT);
                finding->cookie = big(page + COOKIE_AT);
            }
            same = same || (header && memcmp(page, header, DATABASE_HEADER) == 0);
        }
        if (big(log->frame + 4) == 0) // not the last of its transaction
            continue;
        finding->transactions++;
        finding->same = finding->same || same;
    }
}

static bool fits(const struct finding *finding, const unsigned char *header) {
    if (finding->transactions == 0)
        return true; // nothing would be replayed
    if (!header || header[MODE_AT] != 2 || header[MODE_AT + 1] != 2)
        return false;
    if (!finding->told || finding->same)
        return true;
    uint32_t mark = big(header + MARK_AT);
    uint32_t cookie = big(header + COOKIE_AT);
    if (finding->mark == mark) // an older program or the operator's tool, which leave no mark
        return mark == 0 || finding->cookie == cookie;
    return finding->mark >> 16 == digest(mark, cookie);
}

bool wal_is_foreign(const char *path, const unsigned char header[DATABASE_HEADER]) {
    struct log *log = calloc(1, sizeof *log);
    if (!log)
        return true; // better not to start than to destroy
    struct finding finding = {0};
    log->file = open(path, O_RDONLY | O_CLOEXEC);
    if (log->file >= 0 && read_log_header(log))
        read_transactions(log, header, &finding);
    if (log->file >= 0)
        close_unwritten(log->file);
    free(log);
    return !fits(&finding, header);
}

enum outcome wal_path(const char *path, char out[PATH_MAX]) {
    int length = snprintf(out, PATH_MAX, "%s-wal", path);
    if (length >= 0 && length < PATH_MAX)
        return OK;
    log_line(LOG_ERROR, "store", "path", path, "cause", "the path is too long", NULL);
    return INVALID;
}

// Through SQLite's own file: to open and close the database beside it would end its locks.
static bool read_header(const struct store *store, unsigned char header[DATABASE_HEADER]) {
    sqlite3_file *file = NULL;
    return store &&
           sqlite3_file_control(store->connection, "main", SQLITE_FCNTL_FILE_POINTER, &file) ==
               SQLITE_OK &&
           file && file->pMethods &&
           file->pMethods->xRead(file, header, DATABASE_HEADER, 0) == SQLITE_OK;
}

static bool is_foreign(const struct store *store, const char *wal) {
    unsigned char header[DATABASE_HEADER];
    return wal_is_foreign(wal, read_header(store, header) ? header : NULL);
}

// Whether another process writes the store whose file is at `path`.
static bool is_served(const char *path) {
    char lock[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int length =
        snprintf(lock, sizeof lock, "%.*sverdict.lock", slash ? (int)(slash - path) + 1 : 0, path);
    int file = length < PATH_MAX ? open(lock, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return false;
    bool held = flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close_unwritten(file);
    return held;
}

enum outcome wal_check(const struct store *store, const char *path) {
    char wal[PATH_MAX];
    TRY(wal_path(path, wal));
    if (!is_foreign(store, wal))
        return OK;
    // Beside a server both change while they are compared; but it has compared them at its start.
    if (store && store->lock < 0 && (is_served(path) || !is_foreign(store, wal)))
        return OK;
    log_line(
        LOG_ERROR, "store", "path", wal, "cause", "is the log of another database", "hint",
        "put the verdict.db that it belongs to back beside it, or move verdict.db away and put "
        "a backup in place with: verdict restore FILE",
        NULL);
    return INVALID;
}

static enum outcome read_marks(struct store *store, uint32_t *mark, uint32_t *cookie) {
    int code = SQLITE_OK;
    const struct embedded_file *file = embedded_find(embedded_queries, "sqlite/marks.sql");
    if (!store->marks)
        code =
            sqlite3_prepare_v2(store->connection, file ? file->bytes : "", -1, &store->marks, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(store->marks);
    if (code == SQLITE_ROW) {
        *mark = (uint32_t)sqlite3_column_int(store->marks, 0);
        *cookie = (uint32_t)sqlite3_column_int(store->marks, 1);
    }
    (void)sqlite3_reset(store->marks); // repeats the code above
    return code == SQLITE_ROW ? OK : sqlite_fault(store, code, "reading the mark");
}

enum outcome wal_mark(struct store *store) {
    uint32_t mark = 0;
    uint32_t cookie = 0;
    TRY(read_marks(store, &mark, &cookie));
    uint16_t random;
    do
        sqlite3_randomness(sizeof random, &random);
    while (random == 0);
    const struct embedded_file *file = embedded_find(embedded_queries, "sqlite/mark.sql");
    char command[256];
    (void)snprintf(command, sizeof command, "%s%" PRId32, file ? file->bytes : "",
                   (int32_t)(digest(mark, cookie) << 16 | random));
    int code = sqlite3_exec(store->connection, command, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_fault(store, code, "leaving a mark");
}
