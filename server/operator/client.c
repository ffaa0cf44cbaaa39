// client.c: see client.h.
#include "operator/client.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "operator/operation.h"
#include "operator/page.h"

static enum outcome refuse(const char *cause) {
    log_line(LOG_ERROR, "operator", "cause", "the running server", "problem", cause, NULL);
    return INTERNAL;
}

static size_t take_answer(char *bytes, size_t size, size_t count, void *output) {
    text_append(output, bytes, size * count);
    return size * count;
}

static struct text join_arguments(const struct operation *operation) {
    struct text body = {.arena = operation->arena};
    for (size_t i = 0; i < operation->argument_count; i++)
        text_append(&body, operation->arguments[i], strlen(operation->arguments[i]) + 1);
    return body;
}

// A text that is sent piece by piece.
struct sending {
    const char *at;
    size_t left;
};

static ssize_t next_of_text(void *cls, char *out, size_t size) {
    struct sending *sending = cls;
    size_t length = sending->left < size ? sending->left : size;
    if (length > 0)
        memcpy(out, sending->at, length);
    sending->at += length;
    sending->left -= length;
    return (ssize_t)length;
}

static size_t give_body(char *out, size_t size, size_t count, void *cls) {
    const struct client_body *body = cls;
    ssize_t length = body->read(body->cls, out, size * count);
    return length < 0 ? CURL_READFUNC_ABORT : (size_t)length;
}

static int show_progress(void *cls, curl_off_t to_come, curl_off_t came, curl_off_t to_send,
                         curl_off_t sent) {
    (void)to_come;
    (void)came;
    (void)to_send;
    const struct client_body *body = cls;
    if (body->progress)
        body->progress(body->cls, (size_t)sent, body->length);
    return 0;
}

static bool set_body(CURL *curl, const struct client_body *body) {
    return curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->length) ==
               CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_READDATA, body) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, show_progress) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_XFERINFODATA, body) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOPROGRESS, body->progress ? 0L : 1L) == CURLE_OK;
}

// Everything that the asking needs. No proxy: the socket is ours.
static bool set_up(CURL *curl, const char *socket, const char *url, struct curl_slist *headers,
                   const struct client_body *body) {
    return headers && curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
           set_body(curl, body) &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_answer) == CURLE_OK;
}

static enum outcome outcome_of(long status) {
    switch (status) {
    case 200: return OK;
    case 422: return INVALID;
    case 503: return BUSY;
    default: return INTERNAL;
    }
}

static enum outcome perform(CURL *curl, struct operation *operation) {
    CURLcode code = curl_easy_setopt(curl, CURLOPT_WRITEDATA, &operation->output);
    if (code == CURLE_OK)
        code = curl_easy_perform(curl);
    if (code == CURLE_COULDNT_CONNECT)
        return NOT_FOUND;
    long status = 0;
    if (code == CURLE_OK)
        code = curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK)
        return outcome_of(status);
    operation->output = (struct text){.arena = operation->arena}; // half an answer
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return INTERNAL; // whoever gave the body says why
    return refuse("ended before it answered; look whether it was done, or do it again");
}

static enum outcome ask(const char *socket, const char *name, const struct client_body *body,
                        struct operation *operation) {
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/octet-stream");
    struct curl_slist *all = curl_slist_append(headers, "Expect:"); // it takes what it is sent
    const char *url = arena_format(operation->arena, "http://localhost/%s", name);
    enum outcome outcome = curl && all && set_up(curl, socket, url, headers, body)
                               ? perform(curl, operation)
                               : refuse("cannot be asked: there is no memory");
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return outcome;
}

// A socket's address holds 107 bytes of path at most, so the folder is named by its descriptor.
enum outcome client_send(const char *folder, const char *name, const struct client_body *body,
                         struct operation *operation) {
    int descriptor = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return NOT_FOUND;
    const char *socket =
        arena_format(operation->arena, "/proc/self/fd/%d/" OPERATOR_SOCKET, descriptor);
    enum outcome outcome = curl_global_init(CURL_GLOBAL_NOTHING) == CURLE_OK
                               ? ask(socket, name, body, operation)
                               : refuse("cannot be asked: libcurl does not start");
    curl_global_cleanup();
    close_unwritten(descriptor);
    return outcome;
}

enum outcome client_ask(const char *folder, const char *name, struct operation *operation) {
    const struct text arguments = join_arguments(operation);
    struct sending sending = {arguments.bytes, arguments.length};
    const struct client_body body = {arguments.length, next_of_text, NULL, &sending};
    return client_send(folder, name, &body, operation);
}
