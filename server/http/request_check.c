// request_check.c: see request_check.h.
#include "http/request_check.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// RFC 9110, 5.6.2: the characters of a token.
static bool is_token(const char *text) {
    static const char others[] = "!#$%&'*+-.^_`|~";
    if (text[0] == '\0')
        return false;
    for (; *text; text++) {
        char c = *text;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && !strchr(others, c))
            return false;
    }
    return true;
}

// Visible ASCII. Browsers leave characters like "|" as they are in a query, so no more is asked.
static bool is_target(const char *text) {
    for (; *text; text++) {
        if (*text <= ' ' || *text >= 0x7F)
            return false;
    }
    return true;
}

// A field's value: no control character but tab. Bytes above 0x7F are opaque (RFC 9110, 5.5).
static bool is_value(const char *text) {
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c < ' ' && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

// uri-host [":" port], as far as smuggling goes: no user, no path, no list.
static bool is_host(const char *text) {
    size_t length = strlen(text);
    return length > 0 && length <= 255 &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz"
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789.-_~%:[]!$&'()*+;=") == length;
}

static bool is_length(const char *text) {
    size_t length = strlen(text);
    return length > 0 && length <= 18 && strspn(text, "0123456789") == length;
}

size_t request_line_size(const char *method, const char *target, const char *version) {
    return strlen(method) + 1 + strlen(target) + 1 + strlen(version) + 2;
}

static struct refusal bad(const char *problem) {
    return (struct refusal){400, problem};
}

struct refusal refuse_long_body(const char *method, size_t body_max) {
    if (strcmp(method, "POST") != 0)
        return (struct refusal){413, "Only a form that is sent may carry a body."};
    return (struct refusal){413, body_max == FORM_MAX
                                     ? "A form may hold 16384 bytes at most."
                                     : "The request's body is longer than is taken here."};
}

static struct refusal judge_request_line(const struct head *head) {
    if (!is_token(head->method))
        return bad("The request's method is not a word.");
    if (strlen(head->target) > TARGET_MAX)
        return (struct refusal){414, "The address is longer than 4096 bytes."};
    if (!is_target(head->target))
        return bad("The address holds a character that must be encoded.");
    if (strcmp(head->version, "HTTP/1.1") != 0 && strcmp(head->version, "HTTP/1.0") != 0)
        return bad("The request is not in HTTP/1.1.");
    return (struct refusal){0};
}

static struct refusal judge_host(const struct head *head) {
    const char *host = "";
    size_t hosts = headers_find(&head->headers, "Host", &host);
    if (hosts > 1 || (hosts == 0 && strcmp(head->version, "HTTP/1.1") == 0))
        return bad("The request must name one host.");
    if (hosts == 1 && !is_host(host))
        return bad("The request's host is not a name.");
    return (struct refusal){0};
}

static struct refusal judge_fields(const struct head *head) {
    for (size_t i = 0; i < head->headers.count; i++) {
        const struct header *header = &head->headers.list[i];
        bool origin = strcasecmp(header->name, "Origin") == 0; // never holds more than ASCII
        if (!is_token(header->name) || !is_value(header->value) ||
            (origin && !is_target(header->value)))
            return bad("A header of the request holds a character that is not allowed there.");
    }
    if (!head->whole)
        return bad("The headers of the request are not in the form \"Name: value\".");
    return judge_host(head);
}

// The one coding that is taken, by what every reader of the request agrees on.
static bool is_chunked(const struct head *head) {
    const char *coding = "";
    const char *length = "";
    return head->from_proxy && strcmp(head->version, "HTTP/1.1") == 0 &&
           headers_find(&head->headers, "Transfer-Encoding", &coding) == 1 &&
           strcasecmp(coding, "chunked") == 0 &&
           headers_find(&head->headers, "Content-Length", &length) == 0;
}

static struct refusal judge_body(const struct head *head) {
    static const struct refusal no_length = {
        411, "The request must say its length, with Content-Length."};
    const char *value = "";
    if (headers_find(&head->headers, "Transfer-Encoding", &value) > 0)
        return is_chunked(head) ? (struct refusal){0} : no_length;
    size_t lengths = headers_find(&head->headers, "Content-Length", &value);
    if (lengths > 1 || (lengths == 1 && !is_length(value)))
        return bad("The request's length is not one number.");
    bool has_body = lengths == 1 && strspn(value, "0") != strlen(value);
    bool post = strcmp(head->method, "POST") == 0;
    if (has_body && !post)
        return refuse_long_body(head->method, head->body_max);
    if (post && lengths == 0)
        return no_length;
    if (post && strtoul(value, NULL, 10) > head->body_max)
        return refuse_long_body(head->method, head->body_max);
    return (struct refusal){0};
}

struct refusal request_check(const struct head *head) {
    struct refusal refusal = judge_request_line(head);
    if (refusal.status == 0 && head->size > HEAD_MAX)
        refusal = (struct refusal){431, "The headers of the request are longer than 16 KB."};
    if (refusal.status == 0)
        refusal = judge_fields(head);
    if (refusal.status == 0)
        refusal = judge_body(head);
    return refusal;
}

// Whether a parameter list (";q=0.5") gives a weight above 0.
static bool is_wanted(const char *parameters, size_t length) {
    const char *end = parameters + length;
    for (const char *at = parameters; at + 1 < end; at++) {
        if ((at[0] == 'q' || at[0] == 'Q') && at[1] == '=')
            return strcspn(at + 2, "123456789") < (size_t)(end - at - 2);
    }
    return true;
}

bool accepts_gzip(const char *accept_encoding) {
    bool any = false;
    for (const char *at = accept_encoding; *at;) {
        at += strspn(at, ", \t");
        size_t length = strcspn(at, ",");
        size_t name = strcspn(at, ",; \t");
        bool wanted = is_wanted(at + name, length - name);
        if (name == 4 && strncasecmp(at, "gzip", 4) == 0)
            return wanted;
        if (name == 1 && at[0] == '*')
            any = wanted;
        at += length;
    }
    return any;
}
