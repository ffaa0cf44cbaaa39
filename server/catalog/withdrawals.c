// withdrawals.c: checks what an import withdraws; see check.h.
#include "catalog/check.h"

#include "base/arena.h"
#include "base/ids.h"
#include "db/catalog.h"
#include "db/comparisons.h"
#include "domain/slug.h"

static struct place place_of(const struct check *check, size_t index) {
    static const char *const keys[] = {[NOUN_REVIEWER] = "reviewer",
                                       [NOUN_CATEGORY] = "category",
                                       [NOUN_TOOL] = "tool",
                                       [NOUN_COMPARISON] = "comparison"};
    return place_of_key(check->diagnostics, check->draft->withdrawal_places[index],
                        keys[check->draft->catalog.withdrawals[index].noun]);
}

static struct named *find(struct check *check, const struct names *names, const char *noun,
                          const char *slug, struct place place) {
    struct named *bearer = names_find(names, slug);
    if (!bearer)
        diagnose(check->diagnostics, place, "there is no %s \"%s\"", noun, slug);
    return bearer;
}

// A comparison that the import does not hold.
static enum outcome find_stored(struct check *check, struct store *store,
                                const struct comparison *comparison, struct place place) {
    int64_t ids[COMPARISON_MAX] = {0};
    for (size_t i = 0; i < comparison->tool_count; i++) {
        const struct named *tool = names_find(&check->tools, comparison->tools[i]);
        if (!tool)
            tool = names_find(&check->stored, comparison->tools[i]);
        ids[i] = tool ? tool->id : 0;
    }
    int64_t id = 0;
    enum outcome outcome =
        comparisons_find(store, check->diagnostics->arena, ids, comparison->tool_count, &id);
    if (outcome == NOT_FOUND)
        diagnose(check->diagnostics, place, "these tools are compared in no comparison");
    else if (outcome != GONE)
        return outcome;
    return OK;
}

static enum outcome enter_comparison(struct check *check, struct store *store,
                                     struct comparison *comparison, struct place place) {
    size_t before = check->diagnostics->count;
    const char *address = check_compared(check, comparison, place);
    if (!address || check->diagnostics->count > before)
        return OK;
    struct named *bearer = names_find(&check->comparisons, address);
    if (!bearer)
        return find_stored(check, store, comparison, place);
    bearer->withdrawn = true;
    return OK;
}

static enum outcome enter(struct check *check, struct store *store, size_t index) {
    struct withdrawal *withdrawal = &check->draft->catalog.withdrawals[index];
    struct place place = place_of(check, index);
    if (withdrawal->noun == NOUN_COMPARISON)
        return enter_comparison(check, store, &withdrawal->comparison, place);
    struct named *bearer =
        withdrawal->noun == NOUN_REVIEWER
            ? find(check, &check->reviewers, "reviewer", withdrawal->slug, place)
        : withdrawal->noun == NOUN_CATEGORY
            ? find(check, &check->categories, "category", withdrawal->slug, place)
            : check_find_tool(check, withdrawal->slug, place);
    if (bearer)
        bearer->withdrawn = true;
    return OK;
}

static bool is_withdrawn(const struct names *names, const char *slug) {
    const struct named *bearer = slug ? names_find(names, slug) : NULL;
    return bearer && bearer->withdrawn;
}

static void mark_nouns(struct check *check) {
    struct catalog *catalog = &check->draft->catalog;
    for (size_t i = 0; i < catalog->reviewer_count; i++)
        catalog->reviewers[i].withdrawn =
            is_withdrawn(&check->reviewers, catalog->reviewers[i].slug);
    for (size_t i = 0; i < catalog->category_count; i++)
        catalog->categories[i].withdrawn =
            is_withdrawn(&check->categories, catalog->categories[i].slug);
    for (size_t i = 0; i < catalog->tool_count; i++)
        catalog->tools[i].withdrawn = is_withdrawn(&check->tools, catalog->tools[i].slug);
    for (size_t i = 0; i < catalog->comparison_count; i++) {
        struct comparison *comparison = &catalog->comparisons[i];
        if (comparison->tool_count >= COMPARISON_MIN && comparison->tools[0])
            comparison->withdrawn = is_withdrawn(
                &check->comparisons, comparison_address(check->diagnostics->arena,
                                                        comparison->tools, comparison->tool_count));
    }
}

// Tools of the import in a category that is withdrawn.
static void check_tools(struct check *check) {
    const struct catalog *catalog = &check->draft->catalog;
    for (size_t i = 0; i < catalog->tool_count; i++) {
        const struct tool *tool = &catalog->tools[i];
        if (!tool->withdrawn && is_withdrawn(&check->categories, tool->category.slug))
            diagnose(check->diagnostics,
                     place_of_key(check->diagnostics, check->draft->tool_places[i], "category"),
                     "the category \"%s\" is withdrawn", tool->category.slug);
    }
}

struct left_behind {
    struct check *check;
    struct place place;
};

// A tool of the store in a category that is withdrawn.
static void check_left_behind(void *cls, const char *slug, int64_t id) {
    const struct left_behind *left = cls;
    if (ids_contain(left->check->ids, left->check->id_count, id) ||
        is_withdrawn(&left->check->stored, slug))
        return;
    diagnose(left->check->diagnostics, left->place,
             "the tool \"%s\" is published in it; withdraw it too, or move it", slug);
}

enum outcome withdrawals_check(struct check *check, struct store *store) {
    const struct catalog *catalog = &check->draft->catalog;
    for (size_t i = 0; i < catalog->withdrawal_count; i++) {
        const struct withdrawal *withdrawal = &catalog->withdrawals[i];
        if (withdrawal->slug || withdrawal->comparison.tool_count > 0) // else output already
            TRY(enter(check, store, i));
    }
    mark_nouns(check);
    check_tools(check);
    for (size_t i = 0; i < catalog->withdrawal_count; i++) {
        const struct withdrawal *withdrawal = &catalog->withdrawals[i];
        struct left_behind left = {check, place_of(check, i)};
        if (withdrawal->noun == NOUN_CATEGORY)
            TRY(catalog_tools_in(store, check->diagnostics->arena, withdrawal->slug,
                                 check_left_behind, &left));
    }
    return OK;
}
