// smtp.c: see smtp.h. One handle of libcurl, which keeps its connection between mails; its debug
// messages tell how far the conversation had come when something failed.
#include "mail/smtp.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "mail/dialogue.h"

enum { CONNECT_SECONDS = 10, MAIL_SECONDS = 600 };

struct smtp {
    CURL *handle;
    struct dialogue dialogue;
    const struct text *message; // of the mail under way; borrowed
    size_t read;                // bytes of it that curl has taken
    bool may_choose;            // the mechanism of AUTH: none is set
    bool denied;                // see smtp_was_denied
    atomic_bool broken_off;
    char fault[CURL_ERROR_SIZE];
};

static enum outcome refuse(enum outcome outcome, const char *cause, const char *hint) {
    log_line(LOG_ERROR, "mail", "cause", cause, hint ? "hint" : NULL, hint, NULL);
    return outcome;
}

static size_t give_message(char *buffer, size_t size, size_t count, void *data) {
    struct smtp *smtp = data;
    size_t left = smtp->message->length - smtp->read;
    size_t taken = size * count < left ? size * count : left;
    memcpy(buffer, smtp->message->bytes + smtp->read, taken);
    smtp->read += taken;
    return taken;
}

static int seek_message(void *data, curl_off_t offset, int origin) {
    struct smtp *smtp = data;
    if (origin != SEEK_SET || offset < 0 || (size_t)offset > smtp->message->length)
        return CURL_SEEKFUNC_FAIL;
    smtp->read = (size_t)offset;
    return CURL_SEEKFUNC_OK;
}

static int take_note(CURL *handle, curl_infotype type, char *bytes, size_t length, void *data) {
    (void)handle;
    struct smtp *smtp = data;
    if (type == CURLINFO_HEADER_OUT)
        dialogue_sent(&smtp->dialogue, bytes, length);
    else if (type == CURLINFO_HEADER_IN)
        dialogue_heard(&smtp->dialogue, bytes, length);
    return 0;
}

// Curl asks about once a second.
static int is_broken_off(void *data, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                         curl_off_t up) {
    struct smtp *smtp = data;
    (void)down_total, (void)down, (void)up_total, (void)up;
    return atomic_load(&smtp->broken_off);
}

// A part of an address, in curl's memory, or NULL when it has none.
static char *url_part(CURLU *url, CURLUPart part) {
    char *value = NULL;
    return curl_url_get(url, part, &value, 0) == CURLUE_OK ? value : NULL;
}

static bool has_part(CURLU *url, CURLUPart part) {
    char *value = url_part(url, part);
    bool has = value != NULL;
    curl_free(value);
    return has;
}

static bool is_plain_server(CURLU *url) {
    char *scheme = url_part(url, CURLUPART_SCHEME);
    char *path = url_part(url, CURLUPART_PATH);
    bool is = scheme && (strcmp(scheme, "smtp") == 0 || strcmp(scheme, "smtps") == 0) &&
              (!path || strcmp(path, "/") == 0) && has_part(url, CURLUPART_HOST) &&
              !has_part(url, CURLUPART_USER) && !has_part(url, CURLUPART_PASSWORD) &&
              !has_part(url, CURLUPART_QUERY) && !has_part(url, CURLUPART_FRAGMENT);
    curl_free(scheme);
    curl_free(path);
    return is;
}

// By its name alone: a name that merely resolves to this machine is somebody else's word for it.
static bool is_loopback(CURLU *url) {
    char *host = url_part(url, CURLUPART_HOST);
    struct in_addr address;
    bool is =
        host && (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
                 (inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127));
    curl_free(host);
    return is;
}

// Puts the own name where curl looks for it: in the path.
static bool set_own_name(CURLU *url, const char *own_name) {
    char path[256];
    size_t length = strlen(own_name);
    if (length == 0 || length > sizeof path - 2 ||
        strspn(own_name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:[]") !=
            length)
        return false;
    (void)snprintf(path, sizeof path, "/%s", own_name); // fits
    return curl_url_set(url, CURLUPART_PATH, path, CURLU_URLENCODE) == CURLUE_OK;
}

static bool set_server(CURL *handle, CURLU *url) {
    char *text = url_part(url, CURLUPART_URL);
    bool set = text && curl_easy_setopt(handle, CURLOPT_URL, text) == CURLE_OK &&
               curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
               curl_easy_setopt(handle, CURLOPT_PROXY, "") == CURLE_OK;
    curl_free(text);
    return set;
}

static bool set_encryption(CURL *handle, CURLU *url, const char *ca_file) {
    bool clear = is_loopback(url) && !ca_file;
    // The folder of the system's authorities would still be believed beside the file.
    if (ca_file && (curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file) != CURLE_OK ||
                    curl_easy_setopt(handle, CURLOPT_CAPATH, NULL) != CURLE_OK))
        return false;
    return curl_easy_setopt(handle, CURLOPT_USE_SSL,
                            (long)(clear ? CURLUSESSL_NONE : CURLUSESSL_ALL)) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) ==
               CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK;
}

// Curl takes PLAIN before LOGIN.
static const char plain_or_login[] = "AUTH=PLAIN;AUTH=LOGIN";

static bool set_mechanisms(struct smtp *smtp, const char *options) {
    return curl_easy_setopt(smtp->handle, CURLOPT_LOGIN_OPTIONS, options) == CURLE_OK;
}

static bool set_credentials(struct smtp *smtp, const struct smtp_settings *settings) {
    if (!settings->user)
        return true;
    const char *password = settings->password ? settings->password : "";
    char named[40];
    (void)snprintf(named, sizeof named, "AUTH=%.32s", settings->auth ? settings->auth : ""); // fits
    smtp->may_choose = !settings->auth;
    return curl_easy_setopt(smtp->handle, CURLOPT_USERNAME, settings->user) == CURLE_OK &&
           curl_easy_setopt(smtp->handle, CURLOPT_PASSWORD, password) == CURLE_OK &&
           set_mechanisms(smtp, settings->auth ? named : plain_or_login);
}

// There is no limit on slowness besides: a server that looks into a mail before it answers is
// silent for long, and giving up on it early means to send the mail twice. RFC 5321 (4.5.3.2.6)
// gives it ten minutes.
static bool set_limits(CURL *handle, int seconds) {
    long whole = seconds > 0 ? seconds : MAIL_SECONDS;
    long connecting = whole < CONNECT_SECONDS ? whole : CONNECT_SECONDS;
    return curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connecting) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, whole) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_TIMEOUT, whole) == CURLE_OK;
}

static bool set_callbacks(struct smtp *smtp) {
    CURL *handle = smtp->handle;
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, smtp->fault) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, take_note) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_DEBUGDATA, smtp) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, is_broken_off) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_XFERINFODATA, smtp) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_READFUNCTION, give_message) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_READDATA, smtp) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, seek_message) == CURLE_OK &&
           curl_easy_setopt(handle, CURLOPT_SEEKDATA, smtp) == CURLE_OK;
}

// The url is not logged: a password may have been put into it.
static enum outcome configure(struct smtp *smtp, CURLU *url, const struct smtp_settings *settings) {
    if (curl_url_set(url, CURLUPART_URL, settings->url, 0) != CURLUE_OK || !is_plain_server(url))
        return refuse(INVALID, "the mail server's address cannot be used",
                      "write smtp://host:port or smtps://host:port, without user and path");
    if (!set_own_name(url, settings->own_name))
        return refuse(INVALID, "the own name for the mail server is not a host name", NULL);
    if (settings->ca_file && access(settings->ca_file, R_OK) != 0)
        return refuse(INVALID, settings->ca_file, strerror(errno));
    if (!set_callbacks(smtp) || !set_server(smtp->handle, url) ||
        !set_encryption(smtp->handle, url, settings->ca_file) || !set_credentials(smtp, settings) ||
        !set_limits(smtp->handle, settings->timeout_seconds))
        return refuse(INTERNAL, "libcurl lacks what sending mail needs", NULL);
    return OK;
}

enum outcome smtp_open(const struct smtp_settings *settings, struct smtp **out) {
    struct smtp *smtp = calloc(1, sizeof *smtp);
    CURLU *url = curl_url();
    if (smtp)
        smtp->handle = curl_easy_init();
    enum outcome outcome = smtp && smtp->handle && url
                               ? configure(smtp, url, settings)
                               : refuse(INTERNAL, "there is no memory for sending mail", NULL);
    curl_url_cleanup(url);
    if (outcome == OK)
        *out = smtp;
    else
        smtp_close(smtp);
    return outcome;
}

void smtp_break_off(struct smtp *smtp) {
    if (smtp)
        atomic_store(&smtp->broken_off, true);
}

// Curl says QUIT when it closes the connection, and would wait for the answer for two minutes. With
// the reading side shut it finds the end at once.
void smtp_close(struct smtp *smtp) {
    if (!smtp)
        return;
    curl_socket_t connection = CURL_SOCKET_BAD;
    if (smtp->handle &&
        curl_easy_getinfo(smtp->handle, CURLINFO_ACTIVESOCKET, &connection) == CURLE_OK &&
        connection != CURL_SOCKET_BAD)
        (void)shutdown(connection, SHUT_RD); // it may be closed already
    curl_easy_cleanup(smtp->handle);
    free(smtp);
}

// libcurl 7.88 puts whatever an address holds on the wire, ends of lines too.
static bool is_safe(const char *address) {
    for (; *address; address++) {
        if (*address <= ' ' || *address > '~' || *address == '<' || *address == '>')
            return false;
    }
    return true;
}

static CURLcode attempt(struct smtp *smtp, const char *return_path, struct curl_slist *to) {
    curl_off_t length = (curl_off_t)smtp->message->length;
    smtp->dialogue = (struct dialogue){.stage = SMTP_AT_START};
    smtp->read = 0;
    smtp->fault[0] = '\0';
    if (curl_easy_setopt(smtp->handle, CURLOPT_MAIL_FROM, return_path) != CURLE_OK ||
        curl_easy_setopt(smtp->handle, CURLOPT_MAIL_RCPT, to) != CURLE_OK ||
        curl_easy_setopt(smtp->handle, CURLOPT_INFILESIZE_LARGE, length) != CURLE_OK)
        return CURLE_OUT_OF_MEMORY;
    return curl_easy_perform(smtp->handle);
}

// Whether a kept connection turned out to be closed by the server, which may end it with a 421 that
// reads as the answer to MAIL. Nothing of the mail was said then, so it can be said anew.
static bool was_closed_before(struct smtp *smtp, CURLcode code) {
    long connects = 1;
    return code != CURLE_OPERATION_TIMEDOUT && smtp->dialogue.stage <= SMTP_AT_MAIL &&
           curl_easy_getinfo(smtp->handle, CURLINFO_NUM_CONNECTS, &connects) == CURLE_OK &&
           connects == 0 && (!*smtp->dialogue.answer || smtp_code(smtp->dialogue.answer) == 421);
}

// Whether PLAIN was refused for good, by a server that offers LOGIN too.
static bool may_try_login(const struct smtp *smtp, CURLcode code) {
    const struct dialogue *dialogue = &smtp->dialogue;
    return code == CURLE_LOGIN_DENIED && smtp->may_choose && dialogue->tried_plain &&
           dialogue->offers_login && smtp_code(dialogue->answer) / 100 == 5;
}

// As attempt; a connection that was closed is made anew, and LOGIN is tried where PLAIN fails.
static CURLcode attempt_all(struct smtp *smtp, const char *return_path, struct curl_slist *to) {
    CURLcode code = attempt(smtp, return_path, to);
    if (code != CURLE_OK && was_closed_before(smtp, code))
        code = attempt(smtp, return_path, to);
    if (may_try_login(smtp, code) && set_mechanisms(smtp, "AUTH=LOGIN"))
        code = attempt(smtp, return_path, to);
    if (code == CURLE_LOGIN_DENIED && smtp->may_choose)
        (void)set_mechanisms(smtp, plain_or_login); // fails without memory alone; LOGIN stays then
    return code;
}

bool smtp_was_denied(const struct smtp *smtp) {
    return smtp->denied;
}

static void tell(char reason[SMTP_REASON_SIZE], const char *words) {
    (void)snprintf(reason, SMTP_REASON_SIZE, "%.*s", SMTP_REASON_SIZE - 1, words);
    for (char *at = reason; *at; at++) {
        if (*at < ' ' || *at > '~')
            *at = '?';
    }
}

static void tell_failure(const struct smtp *smtp, CURLcode code, char reason[SMTP_REASON_SIZE]) {
    const struct dialogue *dialogue = &smtp->dialogue;
    const char *fault = *smtp->fault ? smtp->fault : curl_easy_strerror(code);
    int answer = smtp_code(dialogue->answer);
    char words[SMTP_ANSWER_SIZE];
    if (code == CURLE_ABORTED_BY_CALLBACK)
        fault = "broken off, since the sending stops";
    if (code == CURLE_LOGIN_DENIED && dialogue->stage == SMTP_AT_START)
        fault = smtp->may_choose ? "the mail server offers neither AUTH PLAIN nor AUTH LOGIN"
                                 : "the mail server does not offer the AUTH mechanism that is set";
    if (code == CURLE_USE_SSL_FAILED && answer < 400)
        fault = "the mail server does not offer STARTTLS, without which nothing is sent";
    if (answer >= 400 && dialogue->stage == SMTP_AT_AUTH)
        (void)snprintf(words, sizeof words, "the mail server refused user and password: %d",
                       answer);
    else if (answer >= 400)
        (void)snprintf(words, sizeof words, "%s", dialogue->answer);
    else if (dialogue->stage == SMTP_AT_CONTENT)
        (void)snprintf(words, sizeof words, "no answer after the data: %s", fault);
    else
        (void)snprintf(words, sizeof words, "%s", fault);
    tell(reason, words);
}

enum smtp_result smtp_send(struct smtp *smtp, const char *return_path, const char *to,
                           const struct text *message, char reason[SMTP_REASON_SIZE]) {
    reason[0] = '\0';
    if (!is_safe(return_path) || !is_safe(to) || !*to) {
        tell(reason, "the address is not one that can be written to");
        return SMTP_REFUSED;
    }
    struct curl_slist *recipients = curl_slist_append(NULL, to);
    if (!recipients) {
        tell(reason, curl_easy_strerror(CURLE_OUT_OF_MEMORY));
        return SMTP_UNREACHABLE;
    }
    smtp->message = message;
    CURLcode code = attempt_all(smtp, return_path, recipients);
    smtp->denied = code == CURLE_LOGIN_DENIED && smtp_code(smtp->dialogue.answer) / 100 != 4;
    (void)curl_easy_setopt(smtp->handle, CURLOPT_MAIL_RCPT, NULL); // frees nothing, cannot fail
    curl_slist_free_all(recipients);
    smtp->message = NULL;
    if (code == CURLE_OK)
        return SMTP_ACCEPTED;
    tell_failure(smtp, code, reason);
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return SMTP_UNREACHABLE; // no fault of anybody's
    return smtp_judge(smtp->dialogue.stage, smtp->dialogue.answer);
}
