// resolve.c: see resolve.h.
#include "catalog/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/ids.h"
#include "catalog/check.h"
#include "db/catalog.h"
#include "domain/slug.h"

// "tools[0]", with its file when that is another one.
static const char *where(const struct check *check, struct place bearer, struct place seen_from) {
    if (strcmp(bearer.file, seen_from.file) == 0)
        return bearer.path;
    return arena_format(check->diagnostics->arena, "%s of %s", bearer.path, bearer.file);
}

static int by_bytes(const void *left, const void *right) {
    const char *a = *(const char *const *)left;
    const char *b = *(const char *const *)right;
    return strcmp(a ? a : "", b ? b : "");
}

// In byte order; what is no slug comes first.
static void sort_slugs(const char **slugs, size_t count) {
    if (count > 0)
        qsort(slugs, count, sizeof *slugs, by_bytes);
}

// Enters a slug of the import; a problem when another noun of its kind has it.
static void enter(struct check *check, struct names *names, const char *slug, struct place place) {
    if (!slug)
        return;
    struct named *bearer = names_add(names, (struct named){.name = slug, .place = place});
    if (bearer->place.order != place.order)
        diagnose(check->diagnostics, place_of_key(check->diagnostics, place, "slug"),
                 "\"%s\" is already the slug of %s", slug, where(check, bearer->place, place));
}

static void enter_slugs(struct check *check) {
    const struct catalog *catalog = &check->draft->catalog;
    for (size_t i = 0; i < catalog->reviewer_count; i++)
        enter(check, &check->reviewers, catalog->reviewers[i].slug,
              check->draft->reviewer_places[i]);
    for (size_t i = 0; i < catalog->category_count; i++)
        enter(check, &check->categories, catalog->categories[i].slug,
              check->draft->category_places[i]);
    for (size_t i = 0; i < catalog->tool_count; i++)
        enter(check, &check->tools, catalog->tools[i].slug, check->draft->tool_places[i]);
}

static struct place place_of_alias(struct check *check, struct place place, size_t index) {
    struct place aliases = place_of_key(check->diagnostics, place, "aliases");
    return place_of_element(check->diagnostics, aliases, index);
}

static void enter_aliases(struct check *check, const struct tool *tool, struct place place) {
    for (size_t i = 0; i < tool->alias_count; i++) {
        if (!tool->aliases[i])
            continue;
        const struct named *bearer = names_add(
            &check->tools, (struct named){.name = tool->aliases[i], .place = place, .alias = true});
        if (bearer->place.order != place.order || !bearer->alias)
            diagnose(check->diagnostics, place_of_alias(check, place, i),
                     "\"%s\" is already %s of %s", tool->aliases[i],
                     bearer->alias ? "an alias" : "the slug", where(check, bearer->place, place));
    }
}

// The tool of the store that this tool of the import is: the one with its slug, or else the one
// whose slug is now an alias here.
static int64_t identify(const struct check *check, const struct tool *tool) {
    const struct named *same = tool->slug ? names_find(&check->stored, tool->slug) : NULL;
    if (same && !same->alias)
        return same->id;
    for (size_t i = 0; i < tool->alias_count; i++) {
        const char *alias = tool->aliases[i];
        const struct named *old = alias ? names_find(&check->stored, alias) : NULL;
        if (old && !old->alias)
            return old->id;
    }
    return 0;
}

// A name that this tool wants, against the tools that the store has.
static void check_claim(struct check *check, const struct tool *tool, const char *name,
                        struct place place) {
    const struct named *bearer = name ? names_find(&check->stored, name) : NULL;
    if (!bearer || bearer->id == tool->id)
        return;
    if (!bearer->alias)
        diagnose(check->diagnostics, place, "\"%s\" is the slug of another tool in the store",
                 name);
    else if (!ids_contain(check->ids, check->id_count, bearer->id))
        diagnose(check->diagnostics, place, "\"%s\" is an alias of another tool in the store",
                 name);
}

static void check_tool(struct check *check, const struct tool *tool, struct place place) {
    struct diagnostics *diagnostics = check->diagnostics;
    check_claim(check, tool, tool->slug, place_of_key(diagnostics, place, "slug"));
    for (size_t i = 0; i < tool->alias_count; i++)
        check_claim(check, tool, tool->aliases[i], place_of_alias(check, place, i));
    if (tool->category.slug && !names_find(&check->categories, tool->category.slug))
        diagnose(diagnostics, place_of_key(diagnostics, place, "category"),
                 "there is no category \"%s\"", tool->category.slug);
    for (size_t i = 0; i < tool->review_count; i++) {
        const char *reviewer = tool->reviews[i].reviewer.slug;
        if (!reviewer || names_find(&check->reviewers, reviewer))
            continue;
        struct place reviews = place_of_key(diagnostics, place, "reviews");
        struct place at = place_of_element(diagnostics, reviews, i);
        diagnose(diagnostics, place_of_key(diagnostics, at, "reviewer"),
                 "there is no reviewer \"%s\"", reviewer);
    }
}

struct named *check_find_tool(struct check *check, const char *slug, struct place place) {
    struct named *bearer = names_find(&check->tools, slug);
    if (!bearer)
        bearer = names_find(&check->stored, slug);
    if (!bearer)
        diagnose(check->diagnostics, place, "there is no tool \"%s\"", slug);
    else if (bearer->alias)
        diagnose(check->diagnostics, place, "\"%s\" is an alias; name the tool by its slug", slug);
    return bearer && !bearer->alias ? bearer : NULL;
}

const char *check_compared(struct check *check, struct comparison *comparison, struct place tools) {
    struct diagnostics *diagnostics = check->diagnostics;
    for (size_t i = 0; i < comparison->tool_count; i++) {
        if (comparison->tools[i])
            (void)check_find_tool(check, comparison->tools[i],
                                  place_of_element(diagnostics, tools, i));
    }
    sort_slugs(comparison->tools, comparison->tool_count);
    if (comparison->tool_count < COMPARISON_MIN || !comparison->tools[0])
        return NULL; // output already
    return comparison_address(diagnostics->kept, comparison->tools, comparison->tool_count);
}

static void check_comparison(struct check *check, struct comparison *comparison,
                             struct place place) {
    struct diagnostics *diagnostics = check->diagnostics;
    struct place tools = place_of_key(diagnostics, place, "tools");
    const char *address = check_compared(check, comparison, tools);
    if (!address)
        return;
    const struct named *first =
        names_add(&check->comparisons, (struct named){.name = address, .place = place});
    if (first->place.order != place.order)
        diagnose(diagnostics, tools, "the same tools are compared in %s",
                 where(check, first->place, place));
}

static void identify_tools(struct check *check) {
    struct catalog *catalog = &check->draft->catalog;
    check->ids = arena_take_array(check->diagnostics->kept, catalog->tool_count, sizeof(int64_t));
    for (size_t i = 0; i < catalog->tool_count; i++) {
        catalog->tools[i].id = identify(check, &catalog->tools[i]);
        if (catalog->tools[i].id == 0)
            continue;
        check->ids[check->id_count++] = catalog->tools[i].id;
        struct named *bearer =
            catalog->tools[i].slug ? names_find(&check->tools, catalog->tools[i].slug) : NULL;
        if (bearer)
            bearer->id = catalog->tools[i].id;
    }
    ids_sort(check->ids, check->id_count);
}

static void enter_stored(void *cls, enum stored_kind kind, const char *name, int64_t id,
                         bool withdrawn) {
    struct check *check = cls;
    struct names *names = kind == STORED_REVIEWER   ? &check->reviewers
                          : kind == STORED_CATEGORY ? &check->categories
                                                    : &check->stored;
    (void)names_add(
        names, (struct named){
                   .name = name, .id = id, .alias = kind == STORED_ALIAS, .withdrawn = withdrawn});
}

enum outcome resolve_references(struct diagnostics *diagnostics, struct store *store,
                                struct draft *draft) {
    struct check check = {.diagnostics = diagnostics,
                          .draft = draft,
                          .reviewers = {.arena = diagnostics->kept},
                          .categories = {.arena = diagnostics->kept},
                          .tools = {.arena = diagnostics->kept},
                          .stored = {.arena = diagnostics->kept},
                          .comparisons = {.arena = diagnostics->kept}};
    enter_slugs(&check); // before the store's, so that a slug that comes twice is seen
    TRY(catalog_names(store, diagnostics->kept, enter_stored, &check));
    struct catalog *catalog = &draft->catalog;
    for (size_t i = 0; i < catalog->tool_count; i++)
        enter_aliases(&check, &catalog->tools[i], draft->tool_places[i]);
    identify_tools(&check);
    for (size_t i = 0; i < catalog->tool_count; i++) {
        check_tool(&check, &catalog->tools[i], draft->tool_places[i]);
        sort_slugs(catalog->tools[i].aliases, catalog->tools[i].alias_count);
        diagnostics_forget(diagnostics);
    }
    for (size_t i = 0; i < catalog->comparison_count; i++) {
        check_comparison(&check, &catalog->comparisons[i], draft->comparison_places[i]);
        diagnostics_forget(diagnostics);
    }
    return withdrawals_check(&check, store);
}
