// entity.h: reads the parts of a mail that came from anywhere (RFC 2045, RFC 2046): heads, the
// parts of a multipart, base64 and quoted-printable. No input makes it fail: what breaks the rules
// is read as far as it goes. Touches no network.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

// Bytes of the mail, any of them, not ended by NUL. Borrowed.
struct bytes {
    const char *at;
    size_t length;
};

// A mail or a part of one.
struct entity {
    struct bytes head;
    struct bytes body;    // as it was sent
    const char *type;     // of Content-Type, in lower case: "text/plain" when there is none
    const char *boundary; // its parameter; or NULL. Both in the arena
};

struct entity entity_read(struct arena *arena, struct bytes whole);

struct entity_field {
    struct bytes name;
    struct bytes value; // as it was sent, maybe folded
};

// The next field of a head, or of a paragraph of fields. Moves *rest behind it. False when there is
// none: then *rest begins behind the empty line that ends the paragraph. Lines that are no field
// are left out.
bool field_next(struct bytes *rest, struct entity_field *out);

// Whether it has this name, in any case of letters.
bool field_is(const struct entity_field *field, const char *name);

// Its value on one line, without NULs, and without blanks around it; NUL-terminated, in the arena.
const char *field_value(struct arena *arena, const struct entity_field *field);

// The value of the first field of this name, in any case of letters; NULL when there is none.
const char *entity_field(struct arena *arena, const struct entity *entity, const char *name);

// The next part of a multipart, whose type is for the caller to look at. Begin with *rest as its
// body; false when there is none.
bool entity_part(struct arena *arena, const struct entity *multipart, struct bytes *rest,
                 struct entity *out);

// Its body, decoded as Content-Transfer-Encoding says. In the arena, or the body itself.
struct bytes entity_decoded(struct arena *arena, const struct entity *entity);
