// sentences.c: see sentences.h.
#include "present/sentences.h"

#include <string.h>

#include "base/arena.h"
#include "base/characters.h"
#include "base/text.h"
#include "domain/panel.h"
#include "present/format.h"

const char *entry_label(enum entry entry) {
    static const char *const words[] = {
        [ENTRY_FREE] = "Free", [ENTRY_FREEMIUM] = "Freemium", [ENTRY_PAID] = "Paid"};
    return words[entry];
}

const char *byline_label(enum byline byline) {
    static const char *const words[] = {[BYLINE_HUMAN] = "Written by a person",
                                        [BYLINE_AI] = "Written by AI",
                                        [BYLINE_MIXED] = "Written by a person with AI"};
    return words[byline];
}

const char *verdict_counts(struct arena *arena, int ship, int skip) {
    const char *verdict = panel_verdict_label(panel_verdict_of(ship, skip));
    if (ship + skip == 0)
        return verdict;
    return arena_format(arena, "%s · %d ship / %d skip", verdict, ship, skip);
}

const char *verdict_line(struct arena *arena, const struct tool *tool) {
    struct panel panel = panel_of(tool);
    return verdict_counts(arena, panel.ship, panel.skip);
}

const char *stamp_of(const struct tool *tool) {
    static const char *const stamps[] = {[PANEL_SHIP] = "ship",
                                         [PANEL_MIXED] = "mixed",
                                         [PANEL_SKIP] = "skip",
                                         [PANEL_NOT_REVIEWED] = "none"};
    return stamps[panel_of(tool).verdict];
}

const char *isolated(struct arena *arena, const char *name) {
    return text_has_right_to_left(name) ? arena_format(arena, "\u2068%s\u2069", name) : name;
}

const char *versus(struct arena *arena, const struct tool *tools, size_t count) {
    struct text names = {.arena = arena};
    for (size_t i = 0; i < count; i++)
        text_format(&names, "%s%s", i ? " vs " : "", isolated(arena, tools[i].name));
    return names.bytes;
}

const char *names_of(struct arena *arena, const struct tool *tools, const bool named[],
                     size_t count) {
    size_t left = 0;
    for (size_t i = 0; i < count; i++)
        left += named[i];
    struct text names = {.arena = arena};
    for (size_t i = 0; i < count; i++) {
        if (!named[i])
            continue;
        left--;
        text_format(&names, "%s%s", isolated(arena, tools[i].name),
                    left > 1    ? ", "
                    : left == 1 ? " and "
                                : "");
    }
    return names.bytes;
}

// The tools that are level with `tool`, itself among them.
static const char *names_level_with(struct arena *arena, const struct tool *tools, size_t count,
                                    const struct answer *answer, size_t tool) {
    bool level[COMPARISON_MAX] = {false};
    for (size_t i = 0; i < count; i++)
        level[i] = answer->place[i] == answer->place[tool];
    return names_of(arena, tools, level, count);
}

static const char *points(struct arena *arena, int hundredths) {
    return arena_format(arena, "%s point%s", format_hundredths(arena, hundredths),
                        hundredths == 100 ? "" : "s");
}

static const char *tie_sentence(struct arena *arena, const struct tool *tools, size_t count,
                                const struct answer *answer) {
    size_t leaders = 0;
    for (size_t i = 0; i < count; i++)
        leaders += answer->place[i] == 0;
    return arena_format(arena, "A dead heat: %s %s average %s.",
                        names_level_with(arena, tools, count, answer, answer->leader),
                        leaders == 2 ? "both" : "all",
                        points(arena, answer->mean_hundredths[answer->leader]));
}

static const char *main_sentence(struct arena *arena, const struct tool *tools, size_t count,
                                 const struct answer *answer) {
    const char *leader = isolated(arena, tools[answer->leader].name);
    const char *margin = points(arena, answer->margin_hundredths);
    const char *of =
        count > 2 ? arena_format(arena, " of %s",
                                 names_level_with(arena, tools, count, answer, answer->runner_up))
                  : "";
    switch (answer->kind) {
    case ANSWER_NO_COMMON_REVIEWERS:
        return arena_format(arena, "No reviewer has scored %s, so the panel has no answer yet.",
                            count == 2 ? "both" : "them all");
    case ANSWER_LEADS_WITH_EVERY_REVIEWER:
        if (answer->reviewer_count == 1)
            return arena_format(arena, "%s is %s ahead%s with %s, the one reviewer they share.",
                                leader, margin, of,
                                isolated(arena, answer->reviewers[0].reviews[0]->reviewer.name));
        return arena_format(arena, "%s leads with every reviewer, %s ahead%s on average.", leader,
                            margin, of);
    case ANSWER_AHEAD:
        return arena_format(arena, "%s is %s ahead%s on average.", leader, margin, of);
    case ANSWER_CLOSE_CALL:
        return arena_format(arena, "A close call: %s is %s ahead%s on average.", leader, margin,
                            of);
    case ANSWER_TIE: return tie_sentence(arena, tools, count, answer);
    }
    return "";
}

const char *answer_sentence(struct arena *arena, const struct tool *tools, size_t count,
                            const struct answer *answer) {
    const char *sentence = main_sentence(arena, tools, count, answer);
    bool leads = answer->kind != ANSWER_NO_COMMON_REVIEWERS && answer->kind != ANSWER_TIE;
    if (leads && panel_of(&tools[answer->leader]).verdict == PANEL_SKIP)
        return arena_format(arena, "%s The panel would still skip it.", sentence);
    return sentence;
}

const char *community_line(struct arena *arena, struct tally tally) {
    struct community community = community_of(tally);
    if (community.votes == 0)
        return "No community votes yet";
    if (!community.called)
        return arena_format(arena, "%lld ship / %lld skip: too few votes to call",
                            (long long)tally.ship, (long long)tally.skip);
    return arena_format(arena, "%d%% ship of %lld votes, 95%% interval %d%% to %d%%",
                        community.ship_percent, (long long)community.votes, community.low_percent,
                        community.high_percent);
}

const char *community_figure(struct arena *arena, struct tally tally) {
    struct community community = community_of(tally);
    if (community.votes == 0)
        return "—";
    if (!community.called)
        return arena_format(arena, "%lld / %lld", (long long)tally.ship, (long long)tally.skip);
    return arena_format(arena, "%d%%", community.ship_percent);
}
