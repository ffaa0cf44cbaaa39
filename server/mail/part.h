// part.h: one part of a multipart mail (RFC 2045): its head, a blank line, its content.
#pragma once

struct text;

// Appends the part to `out`. `type` is "text/plain" or the like; `content` is UTF-8 whose lines
// end in \n (or CRLF), and is decoded to exactly itself with CRLF line ends. ASCII with lines of
// at most 998 bytes goes as it is, so that addresses in it can be copied from the source; all else
// as quoted-printable in lines of at most 76.
// Lines may begin with dots: doubling them is for the connection that sends them.
void part_write(struct text *out, const char *type, const char *content);
