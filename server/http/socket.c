// socket.c: see socket.h.
#include "http/socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

enum { BACKLOG = 1024 };

static enum outcome refuse(enum outcome outcome, const char *address, const char *cause) {
    log_line(LOG_ERROR, "listen", "address", address, "cause", cause, NULL);
    return outcome;
}

// The resolver takes larger numbers too, and wraps them.
static bool is_port(const char *text) {
    size_t length = strlen(text);
    return length >= 1 && length <= 5 && strspn(text, "0123456789") == length &&
           strtol(text, NULL, 10) <= 65535;
}

// Splits "host:port", "[host]:port" or ":port".
static bool split(const char *address, char *host, size_t size, const char **port) {
    const char *colon = strrchr(address, ':');
    if (!colon || !is_port(colon + 1))
        return false;
    *port = colon + 1;
    const char *begin = address;
    const char *end = colon;
    if (begin[0] == '[' && end > begin + 1 && end[-1] == ']') {
        begin++;
        end--;
    } else if (memchr(begin, ':', (size_t)(end - begin))) {
        return false; // an IPv6 address without its brackets
    }
    int length = snprintf(host, size, "%.*s", (int)(end - begin), begin);
    return length >= 0 && (size_t)length < size;
}

bool is_unspecified(const char *address) {
    char host[INET6_ADDRSTRLEN];
    const char *port = NULL;
    struct in6_addr six;
    struct in_addr four;
    if (!split(address, host, sizeof host, &port))
        return false;
    return host[0] == '\0' || (inet_pton(AF_INET, host, &four) == 1 && four.s_addr == INADDR_ANY) ||
           (inet_pton(AF_INET6, host, &six) == 1 && IN6_IS_ADDR_UNSPECIFIED(&six));
}

static bool name_socket(struct binding *binding) {
    char host[INET6_ADDRSTRLEN];
    char port[8];
    binding->bound_size = sizeof binding->bound;
    if (getsockname(binding->socket, (struct sockaddr *)&binding->bound, &binding->bound_size) !=
            0 ||
        getnameinfo((struct sockaddr *)&binding->bound, binding->bound_size, host, sizeof host,
                    port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return false;
    bool six = binding->bound.ss_family == AF_INET6;
    int length = snprintf(binding->address, sizeof binding->address, "%s%s%s:%s", six ? "[" : "",
                          host, six ? "]" : "", port);
    return length > 0 && (size_t)length < sizeof binding->address;
}

// A socket that is bound, or -1 with errno. `shared`: others of this process may bind the same.
static int bound_socket(const struct sockaddr *address, socklen_t size, bool shared) {
    const int on = 1;
    int made = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0)
        return -1;
    if (setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        (shared && setsockopt(made, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) ||
        bind(made, address, size) != 0) {
        int fault = errno;
        close_unwritten(made);
        errno = fault;
        return -1;
    }
    return made;
}

// Sockets that share a port let in whoever else shares it, so it is tried alone first. What then
// stays bound only keeps the port: each worker listens on a socket of its own, and the kernel
// spreads the connections over them.
static enum outcome bind_port(struct binding *binding, const char *address,
                              const struct addrinfo *info) {
    int alone = bound_socket(info->ai_addr, info->ai_addrlen, false);
    if (alone < 0 || listen(alone, BACKLOG) != 0) {
        int fault = errno;
        if (alone >= 0)
            close_unwritten(alone);
        return refuse(fault == EADDRINUSE ? CONFLICT : INVALID, address, strerror(fault));
    }
    close_unwritten(alone);
    binding->socket = bound_socket(info->ai_addr, info->ai_addrlen, true);
    if (binding->socket < 0 || !name_socket(binding))
        return refuse(INTERNAL, address, strerror(errno));
    return OK;
}

enum outcome binding_of_address(const char *address, struct binding *binding) {
    *binding = (struct binding){.socket = -1, .folder = -1};
    char host[INET6_ADDRSTRLEN];
    const char *port = NULL;
    if (!split(address, host, sizeof host, &port))
        return refuse(INVALID, address, "is not an address and port, such as 127.0.0.1:8080");
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(host[0] ? host : NULL, port, &hints, &found);
    if (code != 0)
        return refuse(INVALID, address, "is not a numeric address and port");
    enum outcome outcome = bind_port(binding, address, found);
    freeaddrinfo(found);
    return outcome;
}

// What an earlier process left behind when it was killed; anything but a socket stays.
static void remove_stale(int folder, const char *file) {
    struct stat status;
    if (fstatat(folder, file, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISSOCK(status.st_mode))
        (void)unlinkat(folder, file, 0); // what is still there, bind tells
}

// A socket's address holds 107 bytes of path at most, so the folder is named by its descriptor.
static bool bind_in_folder(struct binding *binding) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int length = snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s",
                          binding->folder, binding->file);
    if (length < 0 || (size_t)length >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    binding->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (binding->socket < 0)
        return false;
    // The file takes the socket's mode, so that nobody else can ever open it.
    binding->made = fchmod(binding->socket, 0600) == 0 &&
                    bind(binding->socket, (struct sockaddr *)&address, sizeof address) == 0;
    return binding->made;
}

enum outcome binding_of_file(const char *folder, const char *file, struct binding *binding) {
    *binding = (struct binding){.socket = -1, .file = file};
    // Only for messages, which may be cut.
    (void)snprintf(binding->address, sizeof binding->address, "%s/%s", folder, file);
    binding->folder = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (binding->folder >= 0) {
        remove_stale(binding->folder, file);
        if (bind_in_folder(binding))
            return OK;
    }
    log_line(LOG_WARNING, "listen", "address", binding->address, "cause", strerror(errno), NULL);
    return INTERNAL;
}

int binding_listen(const struct binding *binding) {
    int own = binding->file ? fcntl(binding->socket, F_DUPFD_CLOEXEC, 0)
                            : bound_socket((const struct sockaddr *)&binding->bound,
                                           binding->bound_size, true);
    if (own < 0 || listen(own, BACKLOG) == 0)
        return own;
    int fault = errno;
    close_unwritten(own);
    errno = fault;
    return -1;
}

void binding_end(struct binding *binding) {
    if (binding->made)
        (void)unlinkat(binding->folder, binding->file, 0); // the next start removes it otherwise
    if (binding->socket >= 0)
        close_unwritten(binding->socket);
    if (binding->folder >= 0)
        close_unwritten(binding->folder);
    *binding = (struct binding){.socket = -1, .folder = -1};
}
