// parts.h: fills the parts that several pages show. `view` is the page's own node.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "domain/answer.h"
#include "domain/catalog.h"
#include "views/views.h"

struct arena;
struct exchange;
struct issue;
struct page;
struct session;
struct standing;
struct site;

// {{>TOOL_CARDS}}: a card for each tool. `linked`: with its name, as a link to its page.
void fill_cards(struct view *view, struct exchange *exchange, const struct tool *tools,
                const struct standing *standings, size_t count, bool linked);

// {{>BOOKMARKS}}: the panel with the reader's bookmarks.
MUST_USE enum outcome fill_bookmarks(struct view *view, struct exchange *exchange,
                                     const struct session *session);

// {{>SCORECARD}}: what each reviewer says of each tool; reviewers in the order of their ids.
void fill_scorecard(struct view *view, struct arena *arena, const struct tool *tools, size_t count);

// {{>TEASERS}}: listed comparisons with their answers, from the store.
MUST_USE enum outcome fill_teasers(struct view *view, struct arena *arena, const struct site *site,
                                   const struct comparison *comparisons, size_t count);

// The tools of one page by category, a bounded number of them.
struct shelves {
    struct tool *tools; // in the arena
    size_t count;
    bool more; // others follow the last of them
};

// Those that the address asks for: behind the tool that "?after=SLUG" names, or from the first.
// NOT_FOUND when there is no such tool.
MUST_USE enum outcome shelves_load(struct exchange *exchange, struct shelves *shelves);

// Whether the address asks for tools behind another.
bool shelves_are_behind(const struct exchange *exchange);

// {{#SHELF}}, those that are among `chosen` marked, and {{#NEXT}} with what "after" is then.
void fill_shelves(struct view *view, const struct shelves *shelves, const struct tool *chosen,
                  size_t chosen_count);

// Whether one of the tools has this slug.
bool has_tool(const struct tool *tools, size_t count, const char *slug);

// {{>NEWSLETTER}}: the box to sign up. `address` is what the reader typed, and `problem` what is
// wrong with it; or "" and NULL.
void fill_newsletter(struct view *view, const char *address, const char *problem);

// Whether the page is shown to a reader who sent a form of the newsletter a moment ago
// ("?asked=1").
bool was_asked(const struct exchange *exchange);

// {{#GROUP}}: what an issue of the newsletter tells, kind by kind. `base_url` goes before its
// addresses; "" on pages of the site. {{#MORE}}: how many items follow those, at `more_url`; NULL:
// not said.
void fill_changes(struct view *view, struct arena *arena, const struct issue *issue,
                  const char *base_url, const char *more_url);

// How many of the issue's items, from the first, {{>ISSUE}} shows in at most `bytes` as they travel
// in a mail, in which every byte that is not ASCII takes three.
size_t changes_that_fit(const struct issue *issue, const char *base_url, size_t bytes);

// Answers with 410 and the ways on: for a tool that is withdrawn, the others of its category; for a
// comparison, the tools that remain. The comparison itself is withdrawn when all of them do.
MUST_USE enum outcome withdrawn_tool(struct exchange *exchange, const struct tool *tool);
MUST_USE enum outcome withdrawn_comparison(struct exchange *exchange, const struct tool *tools,
                                           size_t count);

// The structured data (JSON-LD): the page's breadcrumb, "Compare" or "Verdict" first, and tools.
// It speaks in absolute addresses, so there is none where the site's is not known.
void fill_structured_data(const struct page *page, const char *parent, const char *parent_path,
                          const char *name, const char *path, const struct tool *tools,
                          size_t count);
