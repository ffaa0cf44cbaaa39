// eml.c: see eml.h. The file is written beside its place and moved there when it is whole.
#include "mail/eml.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

static enum outcome refuse(const char *path, int fault) {
    log_line(LOG_ERROR, "mail", "path", path, "cause", strerror(fault), NULL);
    return fault == ENOSPC || fault == EDQUOT || fault == EFBIG ? BUSY : INTERNAL;
}

static enum outcome join_path(char *out, size_t size, const char *folder, const char *name,
                              const char *ending) {
    if (!*name || *name == '.' || strchr(name, '/'))
        return refuse(name, EINVAL);
    int length = snprintf(out, size, "%s/%s%s", folder, name, ending);
    return length < 0 || (size_t)length >= size ? refuse(folder, ENAMETOOLONG) : OK;
}

static enum outcome write_all(int file, const char *path, const struct text *message) {
    for (size_t done = 0; done < message->length;) {
        ssize_t written = write(file, message->bytes + done, message->length - done);
        if (written < 0 && errno != EINTR)
            return refuse(path, errno);
        done += written > 0 ? (size_t)written : 0;
    }
    if (fchmod(file, 0600) != 0 || fsync(file) != 0)
        return refuse(path, errno);
    return OK;
}

static enum outcome write_file(const char *path, const struct text *message) {
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0)
        return refuse(path, errno);
    enum outcome outcome = write_all(file, path, message);
    if (close(file) != 0 && outcome == OK)
        outcome = refuse(path, errno);
    return outcome;
}

// A file that was moved is there for good once its folder is on disk.
static enum outcome sync_folder(const char *folder) {
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return refuse(folder, errno);
    enum outcome outcome = fsync(file) == 0 ? OK : refuse(folder, errno);
    close_unwritten(file);
    return outcome;
}

enum outcome eml_write(const char *folder, const char *name, const struct text *message,
                       char *path_out, size_t size) {
    char part[PATH_MAX];
    TRY(join_path(part, sizeof part, folder, name, ".eml.part"));
    TRY(join_path(path_out, size, folder, name, ".eml"));
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return refuse(folder, errno);
    enum outcome outcome = write_file(part, message);
    if (outcome == OK && rename(part, path_out) != 0)
        outcome = refuse(path_out, errno);
    if (outcome != OK) {
        (void)unlink(part); // it may not be there, and the failure is told already
        return outcome;
    }
    return sync_folder(folder);
}
