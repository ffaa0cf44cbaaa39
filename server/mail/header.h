// header.h: the fields of a mail's head (RFC 5322), with words beyond ASCII (RFC 2047).
//
// Each function appends one whole field, folded at 76 characters where it can be, ended by CRLF.
// No value breaks out of its field: in texts and phrases, control bytes (and Unicode's own line
// ends) become blanks, and what is not UTF-8 becomes U+FFFD; elsewhere they are left out.
#pragma once

struct text;

// A field whose value is the program's own: printable ASCII, short enough for one line.
void header_fixed(struct text *out, const char *name, const char *value);

// A field of free text in UTF-8, such as a subject.
void header_text(struct text *out, const char *name, const char *value);

// A field that ends in angle brackets: `phrase <inside>`. The phrase is UTF-8; NULL or empty
// leaves it out. `inside` is an address, an id or a URL: printable ASCII of at most 900 bytes, in
// which nothing can be folded.
void header_angle(struct text *out, const char *name, const char *phrase, const char *inside);
