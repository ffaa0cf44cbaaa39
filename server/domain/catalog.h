// catalog.h: the nouns of the catalog, as every floor uses them. Plain data, no functions.
//
// All text is UTF-8, NUL-terminated and checked by the import; a missing optional text is NULL.
// Every pointer lives in the arena of whoever asked for the data. Dates are "YYYY-MM-DD".
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SLUG_MAX = 80, // bytes, and characters: a slug is ASCII
    COMPARISON_MIN = 2,
    COMPARISON_MAX = 5, // tools side by side
    SCORE_MAX = 100,
};

enum byline { BYLINE_HUMAN, BYLINE_AI, BYLINE_MIXED };
enum entry { ENTRY_FREE, ENTRY_FREEMIUM, ENTRY_PAID };
enum verdict { VERDICT_SHIP, VERDICT_SKIP };

struct reviewer {
    int64_t id; // of the store; 0 while only a document knows it
    const char *slug;
    const char *name;
    const char *lens;
    const char *motto; // or NULL
    const char *bio;   // or NULL; CommonMark
    enum byline byline;
    bool withdrawn; // by the editor; so in the nouns below
};

struct category {
    int64_t id;
    const char *slug;
    const char *name;
    bool withdrawn;
};

struct fact {
    const char *key;     // "context-length"
    const char *value;   // "128,000 tokens"
    const char *source;  // http(s) address
    const char *checked; // date
};

struct review {
    struct reviewer reviewer; // in a document: its slug alone
    int score;                // 0 to SCORE_MAX
    enum verdict verdict;
    const char *reviewed; // date
    const char *body;     // CommonMark
};

struct tool {
    int64_t id;
    const char *slug;
    const char *name;
    struct category category; // in a document: its slug alone
    const char *tagline;
    const char *description; // plain text; a blank line begins a paragraph
    const char *homepage;    // http(s) address, or NULL
    enum entry entry;
    const char *pricing;
    const char *best_for; // or NULL
    const char **aliases; // slugs, in byte order
    size_t alias_count;
    struct fact *facts; // in byte order of their keys
    size_t fact_count;
    struct review *reviews; // the panel, in the reviewers' order
    size_t review_count;
    bool withdrawn;
};

// A comparison that the editor listed.
struct comparison {
    int64_t id;
    const char *tools[COMPARISON_MAX]; // slugs, in byte order
    size_t tool_count;
    bool withdrawn;
};

enum noun { NOUN_REVIEWER, NOUN_CATEGORY, NOUN_TOOL, NOUN_COMPARISON };

// One element of a document's list `withdrawn`.
struct withdrawal {
    enum noun noun;
    const char *slug;             // of all but a comparison
    struct comparison comparison; // of a comparison: its tools alone
};

// What one import brings, or what an export writes.
struct catalog {
    struct reviewer *reviewers;
    size_t reviewer_count;
    struct category *categories;
    size_t category_count;
    struct tool *tools;
    size_t tool_count;
    struct comparison *comparisons;
    size_t comparison_count;
    struct withdrawal
        *withdrawals; // of an import alone: nouns loaded from the store say it themselves
    size_t withdrawal_count;
};
