// characters.c: see characters.h. The tables are Unicode 15's properties White_Space and
// Default_Ignorable_Code_Point, its blocks of marks that combine with the character before them,
// and those of right-to-left scripts.
#include "base/characters.h"

#include <string.h>

#include "base/utf8.h"

struct range {
    uint32_t first;
    uint32_t last;
};

static const struct range invisible[] = {
    {0x0000, 0x0020},   {0x007F, 0x00A0},   {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x061C, 0x061C},
    {0x115F, 0x1160},   {0x1680, 0x1680},   {0x17B4, 0x17B5}, {0x180B, 0x180F}, {0x2000, 0x200F},
    {0x2028, 0x202F},   {0x205F, 0x206F},   {0x2800, 0x2800}, {0x3000, 0x3000}, {0x3164, 0x3164},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

static const struct range combining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F},
};

static const struct range right_to_left[] = {
    {0x0590, 0x08FF}, {0x200F, 0x200F},   {0xFB1D, 0xFDFF},
    {0xFE70, 0xFEFE}, {0x10800, 0x10FFF}, {0x1E800, 0x1EFFF},
};

static bool is_within(uint32_t point, const struct range *ranges, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    }
    return false;
}

#define IS_WITHIN(point, ranges) is_within(point, ranges, sizeof(ranges) / sizeof *(ranges))

bool character_is_visible(uint32_t point) {
    return !IS_WITHIN(point, invisible) && !IS_WITHIN(point, combining) &&
           !character_is_forbidden(point);
}

bool text_is_visible(const char *text) {
    for (const char *end = text + strlen(text); text < end;) {
        if (character_is_visible(utf8_next(&text, end)))
            return true;
    }
    return false;
}

bool character_is_forbidden(uint32_t point) {
    bool control = point < 0x20 || (point >= 0x7F && point <= 0x9F);
    if (control)
        return point != '\t' && point != '\n' && point != '\r';
    return (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
}

bool character_turns_direction(uint32_t point) {
    return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

bool character_breaks_line(uint32_t point) {
    return (point >= '\n' && point <= '\r') || point == 0x85 || point == 0x2028 || point == 0x2029;
}

bool text_has_right_to_left(const char *text) {
    for (const char *end = text + strlen(text); text < end;) {
        if (IS_WITHIN(utf8_next(&text, end), right_to_left))
            return true;
    }
    return false;
}

void text_make_xml(char *text, size_t length) {
    for (char *at = text, *end = text + length; at < end;) {
        const char *next = at;
        uint32_t point = utf8_next(&next, end);
        size_t size = (size_t)(next - at);
        if (point == 0xFFFE || point == 0xFFFF)
            at[2] = (char)0xBD; // U+FFFD, as long as they are
        else if (size == 1 &&
                 ((unsigned char)*at >= 0x80 || (point < ' ' && !strchr("\t\n\r", *at))))
            *at = '?'; // a control character, or a byte that is not UTF-8
        at += size;
    }
}
