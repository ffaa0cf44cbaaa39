// socket.h: what a listener is bound to: an address and port, or a file in a folder.
// Nobody outside this folder includes it.
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "base/outcome.h"

struct binding {
    int socket; // keeps the port, while the workers' own ones listen; or is the file's
    struct sockaddr_storage bound; // the port's address
    socklen_t bound_size;
    int folder;             // where the file is; -1: none
    const char *file;       // its name there, borrowed; NULL: a port
    bool made;              // the file is there
    char address[PATH_MAX]; // for messages: "127.0.0.1:43121", or the file's path
};

// Each fills *out, which the caller ends with binding_end, also when it was refused. Every refusal
// is logged with its cause.
//
// An address: see listener_bind.
MUST_USE enum outcome binding_of_address(const char *address, struct binding *out);
// A Unix socket, readable and writable by its owner alone; a socket that is there already is taken
// for a dead one's and removed. The folder's path may have any length. INTERNAL when it fails.
MUST_USE enum outcome binding_of_file(const char *folder, const char *file, struct binding *out);

// Whether an address that listener_bind takes has no host of its own.
bool is_unspecified(const char *address);

// A socket that listens there, one for each worker, whose it is; -1, with errno, when it fails.
int binding_listen(const struct binding *binding);

// Closes what it keeps and removes the file.
void binding_end(struct binding *binding);
