// headline.c: see headline.h.
#include "newsletter/headline.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/characters.h"
#include "base/text.h"
#include "base/utf8.h"
#include "present/sentences.h"

enum {
    TAIL_MAX = 15, // ", and 1234 more"
    HEADLINE_MAX = SUBJECT_MAX - TAIL_MAX,
    PREHEADER_MAX = 120, // characters; mail programs show less
    ISOLATES = 2,        // characters around a name from right to left
};

// What belongs to the character before it: accents, joiners, skin tones.
static bool is_continued_by(uint32_t point) {
    return (point >= 0x300 && point <= 0x36F) || (point >= 0xFE00 && point <= 0xFE0F) ||
           point == 0x200D || (point >= 0x1F3FB && point <= 0x1F3FF);
}

static size_t width_of(const char *name) {
    return utf8_count(name) + (text_has_right_to_left(name) ? ISOLATES : 0);
}

// The bytes of `name` that stay before the "…" when `most` characters may.
static size_t cut_at(const char *name, size_t most) {
    const char *end = name + strlen(name);
    const char *at = name;
    size_t whole = 0; // up to the last character that ends here
    size_t word = 0;  // up to the last word that does
    for (size_t count = 0; count <= most && at < end; count++) {
        const char *before = at;
        uint32_t point = utf8_next(&at, end);
        if (!is_continued_by(point))
            whole = (size_t)(before - name);
        if (point == ' ')
            word = whole;
    }
    return word > 0 ? word : whole;
}

// A name of at most `most` characters, in a sentence from left to right.
static const char *fit(struct arena *arena, const char *name, size_t most) {
    bool isolate = text_has_right_to_left(name);
    if (isolate)
        most -= ISOLATES;
    if (utf8_count(name) > most)
        name = arena_format(arena, "%.*s…", (int)cut_at(name, most - 1), name);
    return isolated(arena, name);
}

// Two names of at most `most` characters together; a short one leaves its room to the other.
static void fit_two(struct arena *arena, const char **one, const char **other, size_t most) {
    size_t first = width_of(*one);
    size_t second = width_of(*other);
    size_t half = most / 2;
    size_t for_first = first + second <= most || first <= half ? first
                       : second <= half                        ? most - second
                                                               : half;
    *one = fit(arena, *one, for_first);
    *other = fit(arena, *other, most - for_first < second ? most - for_first : second);
}

static const char *say(struct arena *arena, const char *name, const char *words) {
    return arena_format(arena, "%s%s", fit(arena, name, HEADLINE_MAX - utf8_count(words)), words);
}

const char *headline_of_verdict(struct arena *arena, const char *name, enum panel_verdict before,
                                enum panel_verdict now) {
    if (now == PANEL_NOT_REVIEWED)
        return say(arena, name, " is no longer reviewed");
    return say(arena, name,
               arena_format(arena, " %s to %s", now < before ? "rises" : "falls",
                            panel_verdict_label(now)));
}

static const char *say_of_two(struct arena *arena, const char *one, const char *between,
                              const char *other, const char *after) {
    fit_two(arena, &one, &other, HEADLINE_MAX - utf8_count(between) - utf8_count(after));
    return arena_format(arena, "%s%s%s%s", one, between, other, after);
}

// Of the tools that a headline has no room for.
static const char *others_words(struct arena *arena, size_t count) {
    return count == 0   ? ""
           : count == 1 ? " and 1 other"
                        : arena_format(arena, " and %zu others", count);
}

// Those that are too close to call: the leader and all that are level with the second. The names of
// all where they fit; else of two, and how many more they are.
static const char *headline_of_rivals(struct arena *arena, const struct tool *tools, size_t count,
                                      const struct answer *answer) {
    const char *close = ": too close to call";
    struct text names = {.arena = arena};
    text_append_string(&names, isolated(arena, tools[answer->leader].name));
    size_t rivals = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == answer->leader || answer->place[i] > answer->place[answer->runner_up])
            continue;
        text_format(&names, " vs %s", isolated(arena, tools[i].name));
        rivals++;
    }
    if (utf8_count(names.bytes) + utf8_count(close) <= HEADLINE_MAX)
        return arena_format(arena, "%s%s", names.bytes, close);
    return say_of_two(arena, tools[answer->leader].name, " vs ", tools[answer->runner_up].name,
                      arena_format(arena, "%s%s", others_words(arena, rivals - 1), close));
}

const char *headline_of_comparison(struct arena *arena, const struct tool *tools, size_t count,
                                   const struct answer *answer) {
    const char *others = others_words(arena, count - 2);
    switch (answer->kind) {
    case ANSWER_NO_COMMON_REVIEWERS:
        return say_of_two(arena, tools[0].name, " vs ", tools[1].name, others);
    case ANSWER_CLOSE_CALL:
    case ANSWER_TIE: return headline_of_rivals(arena, tools, count, answer);
    case ANSWER_LEADS_WITH_EVERY_REVIEWER:
    case ANSWER_AHEAD: break;
    }
    return say_of_two(arena, tools[answer->leader].name, " leads ", tools[answer->runner_up].name,
                      others);
}

const char *headline_of_call(struct arena *arena, const char *name, enum call now) {
    return say(arena, name,
               now == CALL_OPEN ? ": readers no longer call it"
                                : arena_format(arena, ": readers now say %s", call_word(now)));
}

const char *headline_of_divided(struct arena *arena, const char *name) {
    return say(arena, name, " divides the panel");
}

const char *subject_of(struct arena *arena, const char *first, size_t count) {
    return count < 2 ? first : arena_format(arena, "%s, and %zu more", first, count - 1);
}

const char *preheader_of(struct arena *arena, const char *const *headlines, size_t count,
                         const char *detail) {
    if (count < 2)
        return detail;
    struct text words = {.arena = arena};
    text_format(&words, "Also: %s", headlines[1]);
    for (size_t i = 2; i < count; i++) {
        if (utf8_count(words.bytes) + utf8_count(headlines[i]) > PREHEADER_MAX)
            break;
        text_format(&words, "; %s", headlines[i]);
    }
    text_append_string(&words, ".");
    return words.bytes;
}
