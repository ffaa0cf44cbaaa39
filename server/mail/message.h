// message.h: one mail as the bytes that travel (RFC 5322 and MIME).
#pragma once

struct text;

// All strings are borrowed. Those that are called valid were checked by the caller.
struct mail {
    const char *from_name;    // UTF-8; empty: the address alone
    const char *from_address; // ASCII, valid
    const char *to;           // ASCII, valid
    const char *subject;      // UTF-8, one line
    const char *message_id;   // without angle brackets
    long long date;           // milliseconds since 1970 in UTC, up to the year 9999
    const char *list_id;   // "weekly.verdict.example.org"; NULL: not a list's mail, no List- fields
    const char *list_name; // UTF-8, the phrase of List-Id; NULL or empty: none
    const char *unsubscribe_url; // with list_id, at most 900 bytes; over https, as RFC 8058 wants
                                 // it, one click ends it
    const char *text;            // UTF-8, lines end in \n
    const char *html;            // UTF-8, the same said again
};

// Appends the mail, as multipart/alternative with CRLF line ends, to `out`; scratch memory comes
// from its arena. Control bytes in the subject and the names become blanks, so none of them can
// add a field. The same mail gives the same bytes.
void message_write(const struct mail *mail, struct text *out);
