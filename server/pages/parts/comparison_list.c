// comparison_list.c: see comparison_list.h.
#include "pages/parts/comparison_list.h"

#include "base/arena.h"
#include "db/tools.h"
#include "domain/answer.h"
#include "domain/panel.h"
#include "domain/slug.h"
#include "pages/site.h"
#include "present/sentences.h"

static enum outcome load(const struct site *site, struct arena *arena,
                         const struct comparison *comparison, struct tool *tools) {
    for (size_t i = 0; i < comparison->tool_count; i++) {
        TRY(tools_find(site->store, arena, comparison->tools[i], &tools[i]));
        TRY(tools_load_reviews(site->store, arena, &tools[i]));
    }
    return OK;
}

static enum outcome fill_comparison(struct view *part, struct arena *arena, const struct site *site,
                                    const struct comparison *comparison) {
    struct tool tools[COMPARISON_MAX];
    TRY(load(site, arena, comparison, tools));
    struct answer answer;
    answer_reviewers(arena, tools, comparison->tool_count, &answer);
    answer_find(comparison->tool_count, &answer);
    struct view *teaser = view_row(part, KEY_COMPARISON);
    view_text(teaser, KEY_ADDRESS,
              comparison_address(arena, comparison->tools, comparison->tool_count));
    view_text(teaser, KEY_SENTENCE, answer_sentence(arena, tools, comparison->tool_count, &answer));
    for (size_t i = 0; i < comparison->tool_count; i++) {
        struct view *tool = view_row(teaser, KEY_LISTED_TOOL);
        view_text(tool, KEY_NAME, tools[i].name);
        view_text(tool, KEY_STAMP, stamp_of(&tools[i]));
        view_text(tool, KEY_VERDICT, panel_verdict_label(panel_of(&tools[i]).verdict));
    }
    return OK;
}

enum outcome fill_comparison_list(struct view *view, struct arena *arena, const struct site *site,
                                  const struct comparison *comparisons, size_t count) {
    struct view *part = view_part(view, KEY_COMPARISON_LIST, TEMPLATE_COMPARISON_LIST);
    for (size_t i = 0; i < count; i++)
        TRY(fill_comparison(part, arena, site, &comparisons[i]));
    return OK;
}
