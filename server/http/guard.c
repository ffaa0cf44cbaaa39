// guard.c: see guard.h.
#include "http/guard.h"

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

// A field's value: no control character but tab. Bytes above 0x7F are opaque, but nothing that we
// read needs one, and what disagrees about them disagrees about the request.
static bool is_value(const char *text) {
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if ((c < ' ' && c != '\t') || c >= 0x7F)
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

// How many fields have this name; *value is the last one's.
static size_t count_of(const struct header *headers, size_t header_count, const char *name,
                       const char **value) {
    size_t count = 0;
    for (size_t i = 0; i < header_count; i++) {
        if (strcasecmp(headers[i].name, name) == 0) {
            count++;
            *value = headers[i].value;
        }
    }
    return count;
}

// The size of the head if it is spelt as every client spells it: "Name: value". Lines that the
// library hid, folded or cut show as a difference.
static size_t plain_size(const struct head *head) {
    size_t size = strlen(head->method) + 1 + strlen(head->target) + 1 + strlen(head->version) + 2;
    for (size_t i = 0; i < head->header_count; i++)
        size += strlen(head->headers[i].name) + 2 + strlen(head->headers[i].value) + 2;
    return size + 2;
}

static struct refusal bad(const char *problem) {
    return (struct refusal){400, problem};
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

static struct refusal judge_fields(const struct head *head) {
    for (size_t i = 0; i < head->header_count; i++) {
        if (!is_token(head->headers[i].name) || !is_value(head->headers[i].value))
            return bad("A header of the request holds a character that is not allowed there.");
    }
    if (head->size != plain_size(head))
        return bad("The headers of the request are not in the form \"Name: value\".");
    const char *host = "";
    size_t hosts = count_of(head->headers, head->header_count, "Host", &host);
    if (hosts > 1 || (hosts == 0 && strcmp(head->version, "HTTP/1.1") == 0))
        return bad("The request must name one host.");
    if (hosts == 1 && !is_host(host))
        return bad("The request's host is not a name.");
    return (struct refusal){0};
}

static struct refusal judge_body(const struct head *head) {
    const char *value = "";
    if (count_of(head->headers, head->header_count, "Transfer-Encoding", &value) > 0)
        return (struct refusal){411, "The request must say its length, with Content-Length."};
    size_t lengths = count_of(head->headers, head->header_count, "Content-Length", &value);
    if (lengths > 1 || (lengths == 1 && !is_length(value)))
        return bad("The request's length is not one number.");
    bool has_body = lengths == 1 && strspn(value, "0") != strlen(value);
    bool post = strcmp(head->method, "POST") == 0;
    if (has_body && !post)
        return (struct refusal){413, "Only a form that is sent may carry a body."};
    if (post && lengths == 0)
        return (struct refusal){411, "The request must say its length, with Content-Length."};
    if (post && strtoul(value, NULL, 10) > head->body_max)
        return (struct refusal){413, head->body_max == FORM_MAX
                                         ? "A form may hold 4096 bytes at most."
                                         : "The request's body is longer than is taken here."};
    return (struct refusal){0};
}

struct refusal guard_judge(const struct head *head) {
    struct refusal refusal = judge_request_line(head);
    if (refusal.status == 0 && head->size > HEAD_MAX)
        refusal = (struct refusal){431, "The headers of the request are longer than 16 KB."};
    if (refusal.status == 0)
        refusal = judge_fields(head);
    if (refusal.status == 0)
        refusal = judge_body(head);
    return refusal;
}

// The host of an origin, "https://host:port", or NULL.
static const char *origin_host(const char *origin) {
    const char *host = strstr(origin, "://");
    return host ? host + 3 : NULL;
}

// The browser says where a request comes from.
struct refusal guard_judge_source(const struct header *headers, size_t count) {
    const char *site = "";
    const char *origin = "";
    const char *host = "";
    bool same = false;
    if (count_of(headers, count, "Sec-Fetch-Site", &site) > 0) {
        same = strcmp(site, "same-origin") == 0;
    } else if (count_of(headers, count, "Origin", &origin) == 1 &&
               count_of(headers, count, "Host", &host) == 1) {
        const char *from = origin_host(origin);
        same = from && strcasecmp(from, host) == 0;
    }
    if (same)
        return (struct refusal){0};
    return (struct refusal){403, "This was not sent from a page of this site."};
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
