// parse.c: see parse.h.
#include "catalog/parse.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "catalog/fields.h"
#include "domain/spellings.h"

#define AT(noun, member) .offset = offsetof(struct noun, member)

// What an element of `withdrawn` may name.
struct withdrawn_slugs {
    const char *reviewer;
    const char *category;
    const char *tool;
};

static const struct field_rule reviewer_rules[] = {
    {.key = "slug", .kind = FIELD_SLUG, AT(reviewer, slug)},
    {.key = "name", .kind = FIELD_LINE, .limit = 200, AT(reviewer, name)},
    {.key = "lens", .kind = FIELD_LINE, .limit = 200, AT(reviewer, lens)},
    {.key = "motto", .kind = FIELD_LINE, .limit = 500, .optional = true, AT(reviewer, motto)},
    {.key = "bio", .kind = FIELD_COMMONMARK, .limit = 10000, .optional = true, AT(reviewer, bio)},
    {.key = "byline", .kind = FIELD_CHOICE, .choices = byline_spellings, AT(reviewer, byline)},
    {.kind = FIELD_END},
};

static const struct field_rule category_rules[] = {
    {.key = "slug", .kind = FIELD_SLUG, AT(category, slug)},
    {.key = "name", .kind = FIELD_LINE, .limit = 200, AT(category, name)},
    {.kind = FIELD_END},
};

static const struct field_rule tool_rules[] = {
    {.key = "slug", .kind = FIELD_SLUG, AT(tool, slug)},
    {.key = "name", .kind = FIELD_LINE, .limit = 200, AT(tool, name)},
    {.key = "category", .kind = FIELD_SLUG, AT(tool, category.slug)},
    {.key = "tagline", .kind = FIELD_LINE, .limit = 500, AT(tool, tagline)},
    {.key = "description", .kind = FIELD_TEXT, .limit = 10000, AT(tool, description)},
    {.key = "homepage", .kind = FIELD_ADDRESS, .limit = 2000, .optional = true, AT(tool, homepage)},
    {.key = "entry", .kind = FIELD_CHOICE, .choices = entry_spellings, AT(tool, entry)},
    {.key = "pricing", .kind = FIELD_LINE, .limit = 500, AT(tool, pricing)},
    {.key = "best_for", .kind = FIELD_LINE, .limit = 500, .optional = true, AT(tool, best_for)},
    {.key = "aliases", .kind = FIELD_OTHER, .optional = true},
    {.key = "facts", .kind = FIELD_OTHER, .optional = true},
    {.key = "reviews", .kind = FIELD_OTHER, .optional = true},
    {.kind = FIELD_END},
};

static const struct field_rule fact_rules[] = {
    {.key = "key", .kind = FIELD_KEY, .limit = 80, AT(fact, key)},
    {.key = "value", .kind = FIELD_LINE, .limit = 1000, AT(fact, value)},
    {.key = "source", .kind = FIELD_ADDRESS, .limit = 2000, AT(fact, source)},
    {.key = "checked", .kind = FIELD_DATE, AT(fact, checked)},
    {.kind = FIELD_END},
};

static const struct field_rule review_rules[] = {
    {.key = "reviewer", .kind = FIELD_SLUG, AT(review, reviewer.slug)},
    {.key = "score", .kind = FIELD_SCORE, AT(review, score)},
    {.key = "verdict", .kind = FIELD_CHOICE, .choices = verdict_spellings, AT(review, verdict)},
    {.key = "reviewed", .kind = FIELD_DATE, AT(review, reviewed)},
    {.key = "body", .kind = FIELD_COMMONMARK, .limit = 20000, AT(review, body)},
    {.kind = FIELD_END},
};

static const struct field_rule comparison_rules[] = {
    {.key = "tools", .kind = FIELD_OTHER},
    {.kind = FIELD_END},
};

static const struct field_rule withdrawal_rules[] = {
    {.key = "reviewer", .kind = FIELD_SLUG, .optional = true, AT(withdrawn_slugs, reviewer)},
    {.key = "category", .kind = FIELD_SLUG, .optional = true, AT(withdrawn_slugs, category)},
    {.key = "tool", .kind = FIELD_SLUG, .optional = true, AT(withdrawn_slugs, tool)},
    {.key = "comparison", .kind = FIELD_OTHER, .optional = true},
    {.kind = FIELD_END},
};

static const struct field_rule document_rules[] = {
    {.key = "reviewers", .kind = FIELD_OTHER, .optional = true},
    {.key = "categories", .kind = FIELD_OTHER, .optional = true},
    {.key = "tools", .kind = FIELD_OTHER, .optional = true},
    {.key = "comparisons", .kind = FIELD_OTHER, .optional = true},
    {.key = "withdrawn", .kind = FIELD_OTHER, .optional = true},
    {.kind = FIELD_END},
};

static const struct field_rule slug_rule = {.kind = FIELD_SLUG};

// A list of slugs, each once, in the document's order: out[i] stays NULL where there is none.
static void read_slugs(struct diagnostics *diagnostics, struct place place, const json_t *list,
                       const char **out) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct place at = place_of_element(diagnostics, place, i);
        field_read_string(diagnostics, at, json_array_get(list, i), &slug_rule, &out[i]);
        for (size_t j = 0; out[i] && j < i; j++) {
            if (!out[j] || strcmp(out[j], out[i]) != 0)
                continue;
            diagnose(diagnostics, at, "\"%s\" stands in this list twice", out[i]);
            out[i] = NULL;
        }
    }
}

static void read_aliases(struct diagnostics *diagnostics, struct place place, const json_t *object,
                         struct tool *tool) {
    const json_t *list = list_of(diagnostics, place, object, "aliases", ALIASES_MAX);
    tool->alias_count = json_array_size(list);
    tool->aliases = arena_take_array(diagnostics->arena, tool->alias_count, sizeof *tool->aliases);
    read_slugs(diagnostics, place_of_key(diagnostics, place, "aliases"), list, tool->aliases);
}

static int by_key(const void *left, const void *right) {
    const struct fact *a = left;
    const struct fact *b = right;
    return strcmp(a->key, b->key);
}

static void read_facts(struct diagnostics *diagnostics, struct place place, const json_t *object,
                       struct tool *tool) {
    const json_t *list = list_of(diagnostics, place, object, "facts", FACTS_MAX);
    struct place facts = place_of_key(diagnostics, place, "facts");
    tool->facts = arena_take_array(diagnostics->arena, json_array_size(list), sizeof *tool->facts);
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct place at = place_of_element(diagnostics, facts, i);
        struct fact fact = {0};
        bool read =
            fields_read(diagnostics, at, json_array_get(list, i), "a fact", fact_rules, &fact);
        if (!read || !fact.key)
            continue;
        size_t before = 0;
        while (before < tool->fact_count && strcmp(tool->facts[before].key, fact.key) != 0)
            before++;
        if (before < tool->fact_count)
            diagnose(diagnostics, place_of_key(diagnostics, at, "key"),
                     "\"%s\" is the key of an earlier fact of this tool", fact.key);
        else
            tool->facts[tool->fact_count++] = fact;
    }
    qsort(tool->facts, tool->fact_count, sizeof *tool->facts, by_key);
}

static void read_reviews(struct diagnostics *diagnostics, struct place place, const json_t *object,
                         struct tool *tool) {
    const json_t *list = list_of(diagnostics, place, object, "reviews", REVIEWS_MAX);
    struct place reviews = place_of_key(diagnostics, place, "reviews");
    tool->reviews =
        arena_take_array(diagnostics->arena, json_array_size(list), sizeof *tool->reviews);
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct place at = place_of_element(diagnostics, reviews, i);
        struct review *review = &tool->reviews[tool->review_count++];
        (void)fields_read(diagnostics, at, json_array_get(list, i), "a review", review_rules,
                          review); // what is wrong is among the diagnostics
        for (size_t j = 0; review->reviewer.slug && j < i; j++) {
            const char *other = tool->reviews[j].reviewer.slug;
            if (other && strcmp(other, review->reviewer.slug) == 0) {
                diagnose(diagnostics, place_of_key(diagnostics, at, "reviewer"),
                         "\"%s\" has an earlier review of this tool", other);
                break;
            }
        }
    }
}

void tool_read(struct diagnostics *diagnostics, struct place at, const json_t *value,
               struct tool *tool) {
    if (!fields_read(diagnostics, at, value, "a tool", tool_rules, tool))
        return;
    read_aliases(diagnostics, at, value, tool);
    read_facts(diagnostics, at, value, tool);
    read_reviews(diagnostics, at, value, tool);
}

static const char *kept(struct draft *draft, const char *text) {
    return text ? arena_copy_string(draft->arena, text) : NULL;
}

// One more element of a list of the catalog, with its place; a pointer to it.
#define ONE_MORE(draft, list, places, count)                                                       \
    ({                                                                                             \
        size_t places_count = (draft)->catalog.count;                                              \
        (draft)->places = arena_one_more((draft)->arena, (draft)->places, &places_count,           \
                                         sizeof *(draft)->places);                                 \
        (draft)->catalog.list =                                                                    \
            arena_one_more((draft)->arena, (draft)->catalog.list, &(draft)->catalog.count,         \
                           sizeof *(draft)->catalog.list);                                         \
        at.path = kept(draft, at.path);                                                            \
        (draft)->places[(draft)->catalog.count - 1] = at;                                          \
        &(draft)->catalog.list[(draft)->catalog.count - 1];                                        \
    })

// Whether the draft takes one more into a list that is short by nature.
static bool has_room(struct diagnostics *diagnostics, struct place at, struct draft *draft,
                     size_t count, int most) {
    if (!draft->full && count >= (size_t)most) {
        diagnose(diagnostics, at, "is one too many: an import holds at most %d", most);
        draft->full = true;
    }
    return !draft->full;
}

static void read_reviewer(struct diagnostics *diagnostics, struct place at, const json_t *object,
                          struct draft *draft) {
    struct reviewer read = {0};
    if (!fields_read(diagnostics, at, object, "a reviewer", reviewer_rules, &read) || !read.slug ||
        !has_room(diagnostics, at, draft, draft->catalog.reviewer_count, REVIEWERS_MAX))
        return;
    *ONE_MORE(draft, reviewers, reviewer_places, reviewer_count) = (struct reviewer){
        .slug = kept(draft, read.slug),
        .name = kept(draft, read.name),
        .lens = kept(draft, read.lens),
        .motto = kept(draft, read.motto),
        .bio = kept(draft, read.bio),
        .byline = read.byline,
    };
}

static void read_category(struct diagnostics *diagnostics, struct place at, const json_t *object,
                          struct draft *draft) {
    struct category read = {0};
    if (!fields_read(diagnostics, at, object, "a category", category_rules, &read) || !read.slug ||
        !has_room(diagnostics, at, draft, draft->catalog.category_count, CATEGORIES_MAX))
        return;
    *ONE_MORE(draft, categories, category_places, category_count) =
        (struct category){.slug = kept(draft, read.slug), .name = kept(draft, read.name)};
}

static void read_tool(struct diagnostics *diagnostics, struct place at, const json_t *object,
                      struct draft *draft) {
    struct tool read = {0};
    tool_read(diagnostics, at, object, &read);
    bool names_any = read.slug || read.category.slug || read.alias_count || read.review_count;
    if (!names_any || draft->full)
        return;
    struct tool *tool = ONE_MORE(draft, tools, tool_places, tool_count);
    tool->slug = kept(draft, read.slug);
    tool->category.slug = kept(draft, read.category.slug);
    tool->alias_count = read.alias_count;
    tool->aliases = arena_take_array(draft->arena, read.alias_count, sizeof *tool->aliases);
    for (size_t i = 0; i < read.alias_count; i++)
        tool->aliases[i] = kept(draft, read.aliases[i]);
    tool->review_count = read.review_count;
    tool->reviews = arena_take_array(draft->arena, read.review_count, sizeof *tool->reviews);
    for (size_t i = 0; i < read.review_count; i++)
        tool->reviews[i].reviewer.slug = kept(draft, read.reviews[i].reviewer.slug);
}

// The tools that are compared: the list under `key` of the object at `at`.
static void read_compared(struct diagnostics *diagnostics, struct place at, const json_t *object,
                          const char *key, struct comparison *comparison) {
    const json_t *list = list_of(diagnostics, at, object, key, COMPARISON_MAX);
    if (!list)
        return;
    struct place tools = place_of_key(diagnostics, at, key);
    if (json_array_size(list) < COMPARISON_MIN)
        diagnose(diagnostics, tools, "has fewer than 2 elements");
    comparison->tool_count = json_array_size(list);
    read_slugs(diagnostics, tools, list, comparison->tools);
}

static void keep_compared(struct draft *draft, struct comparison *comparison) {
    for (size_t i = 0; i < comparison->tool_count; i++)
        comparison->tools[i] = kept(draft, comparison->tools[i]);
}

static void read_comparison(struct diagnostics *diagnostics, struct place at, const json_t *object,
                            struct draft *draft) {
    struct comparison read = {0};
    if (!fields_read(diagnostics, at, object, "a comparison", comparison_rules, &read))
        return;
    read_compared(diagnostics, at, object, "tools", &read);
    if (read.tool_count == 0 || draft->full)
        return;
    keep_compared(draft, &read);
    *ONE_MORE(draft, comparisons, comparison_places, comparison_count) = read;
}

static void read_withdrawal(struct diagnostics *diagnostics, struct place at, const json_t *object,
                            struct draft *draft) {
    struct withdrawal read = {0};
    struct withdrawn_slugs slugs = {0};
    if (!fields_read(diagnostics, at, object, "what is withdrawn", withdrawal_rules, &slugs))
        return;
    if (json_object_size(object) != 1)
        diagnose(diagnostics, at, "names not one reviewer, category, tool or comparison");
    read.noun = slugs.reviewer   ? NOUN_REVIEWER
                : slugs.category ? NOUN_CATEGORY
                : slugs.tool     ? NOUN_TOOL
                                 : NOUN_COMPARISON;
    read.slug = slugs.reviewer ? slugs.reviewer : slugs.category ? slugs.category : slugs.tool;
    read_compared(diagnostics, at, object, "comparison", &read.comparison);
    if ((!read.slug && read.comparison.tool_count == 0) || draft->full)
        return;
    read.slug = kept(draft, read.slug);
    keep_compared(draft, &read.comparison);
    *ONE_MORE(draft, withdrawals, withdrawal_places, withdrawal_count) = read;
}

static const struct {
    const char *key;
    void (*read)(struct diagnostics *, struct place, const json_t *, struct draft *);
} lists[] = {
    {"reviewers", read_reviewer},     {"categories", read_category},  {"tools", read_tool},
    {"comparisons", read_comparison}, {"withdrawn", read_withdrawal},
};

void parse_element(struct diagnostics *diagnostics, const char *key, struct place at,
                   const json_t *value, struct draft *draft) {
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (strcmp(lists[i].key, key) == 0)
            lists[i].read(diagnostics, at, value, draft);
    }
}

void document_check(struct diagnostics *diagnostics, struct place whole, const json_t *root) {
    (void)fields_read(diagnostics, whole, root, "a catalog", document_rules,
                      NULL); // only the names of its keys
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        (void)list_of(diagnostics, whole, root, lists[i].key, 0); // only whether it is one
}
