// refusal.h: what it means that a mail was refused, in an answer or in a report. One table for
// both. Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// In the order of what they say against a mailbox.
enum refusal {
    REFUSAL_ABOUT_US,     // sender, content, policy, quota, reputation: nothing about the mailbox
    REFUSAL_UNCLEAR,      // it could be anything
    REFUSAL_SOFT,         // the mailbox is full, slow or out of reach for now
    REFUSAL_PERHAPS_GONE, // soft; gone when it comes again in a later issue
    REFUSAL_GONE,         // there is no such mailbox
};

// RFC 3463: class.subject.detail.
struct enhanced_code {
    int class; // 2, 4 or 5; 0: there is none
    int subject;
    int detail;
};

enum refused_at {
    REFUSED_AT_RCPT,     // in the answer to the recipient
    REFUSED_AT_DATA,     // in the answer to DATA or to the content
    REFUSED_IN_A_REPORT, // in a mail that came back (RFC 3464)
};

enum { REFUSAL_WORDS_SIZE = 1024 };

struct refusal_evidence {
    enum refused_at at;
    int reply;                      // SMTP's code, 400 to 599; 0: there is none
    struct enhanced_code diagnosis; // the code inside the answer, or inside Diagnostic-Code
    struct enhanced_code status;    // the field Status of a report
    char words[REFUSAL_WORDS_SIZE]; // of the answer or the diagnosis, as refusal_read leaves them
};

// Reads an enhanced code that `text` of `length` bytes begins with: three numbers, the last of at
// most three digits. Another digit, letter or dot and digit behind it, as in an address, is no
// code.
bool enhanced_code_read(const char *text, size_t length, struct enhanced_code *out);

// Fills in reply, diagnosis and words from an answer, or from a diagnosis. Of several enhanced
// codes the last one that has a subject is taken: a server that passes on another's answer puts its
// own code first. The words become lower case with one blank between them, without codes and
// without what holds an address or a link, since either may spell anything; what is long is cut.
void refusal_read(const char *text, size_t length, struct refusal_evidence *evidence);

// The code that counts: the diagnosis outranks the status, unless only the status has a subject.
struct enhanced_code refusal_code(const struct refusal_evidence *evidence);

// What it means. Codes outrank the words; refusal.c has the table.
enum refusal refusal_judge(const struct refusal_evidence *evidence);
