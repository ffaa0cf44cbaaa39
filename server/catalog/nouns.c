// nouns.c: see nouns.h.
#include "catalog/nouns.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "catalog/fields.h"
#include "domain/words.h"

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
    {.key = "byline", .kind = FIELD_CHOICE, .choices = byline_choices, AT(reviewer, byline)},
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
    {.key = "entry", .kind = FIELD_CHOICE, .choices = entry_choices, AT(tool, entry)},
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
    {.key = "verdict", .kind = FIELD_CHOICE, .choices = verdict_choices, AT(review, verdict)},
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
static void read_slugs(struct problems *problems, struct place place, const json_t *list,
                       const char **out) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct place at = place_of_element(problems, place, i);
        field_read_string(problems, at, json_array_get(list, i), &slug_rule, &out[i]);
        for (size_t j = 0; out[i] && j < i; j++) {
            if (!out[j] || strcmp(out[j], out[i]) != 0)
                continue;
            problem_at(problems, at, "\"%s\" stands in this list twice", out[i]);
            out[i] = NULL;
        }
    }
}

static void read_aliases(struct problems *problems, struct place place, const json_t *object,
                         struct tool *tool) {
    const json_t *list = list_of(problems, place, object, "aliases", ALIASES_MAX);
    tool->alias_count = json_array_size(list);
    tool->aliases = arena_take_array(problems->arena, tool->alias_count, sizeof *tool->aliases);
    read_slugs(problems, place_of_key(problems, place, "aliases"), list, tool->aliases);
}

static int by_key(const void *left, const void *right) {
    const struct fact *a = left;
    const struct fact *b = right;
    return strcmp(a->key, b->key);
}

static void read_facts(struct problems *problems, struct place place, const json_t *object,
                       struct tool *tool) {
    const json_t *list = list_of(problems, place, object, "facts", FACTS_MAX);
    struct place facts = place_of_key(problems, place, "facts");
    tool->facts = arena_take_array(problems->arena, json_array_size(list), sizeof *tool->facts);
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct place at = place_of_element(problems, facts, i);
        struct fact fact = {0};
        bool read = fields_read(problems, at, json_array_get(list, i), "a fact", fact_rules, &fact);
        if (!read || !fact.key)
            continue;
        size_t before = 0;
        while (before < tool->fact_count && strcmp(tool->facts[before].key, fact.key) != 0)
            before++;
        if (before < tool->fact_count)
            problem_at(problems, place_of_key(problems, at, "key"),
                       "\"%s\" is the key of an earlier fact of this tool", fact.key);
        else
            tool->facts[tool->fact_count++] = fact;
    }
    qsort(tool->facts, tool->fact_count, sizeof *tool->facts, by_key);
}

static void read_reviews(struct problems *problems, struct place place, const json_t *object,
                         struct tool *tool) {
    const json_t *list = list_of(problems, place, object, "reviews", REVIEWS_MAX);
    struct place reviews = place_of_key(problems, place, "reviews");
    tool->reviews = arena_take_array(problems->arena, json_array_size(list), sizeof *tool->reviews);
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct place at = place_of_element(problems, reviews, i);
        struct review *review = &tool->reviews[tool->review_count++];
        (void)fields_read(problems, at, json_array_get(list, i), "a review", review_rules,
                          review); // what is wrong is among the problems
        for (size_t j = 0; review->reviewer.slug && j < i; j++) {
            const char *other = tool->reviews[j].reviewer.slug;
            if (other && strcmp(other, review->reviewer.slug) == 0) {
                problem_at(problems, place_of_key(problems, at, "reviewer"),
                           "\"%s\" has an earlier review of this tool", other);
                break;
            }
        }
    }
}

// One more element of a list of the catalog, with its place.
#define ONE_MORE(draft, list, places, count)                                                       \
    do {                                                                                           \
        size_t places_count = (draft)->catalog.count;                                              \
        (draft)->places = arena_one_more(problems->arena, (draft)->places, &places_count,          \
                                         sizeof *(draft)->places);                                 \
        (draft)->catalog.list =                                                                    \
            arena_one_more(problems->arena, (draft)->catalog.list, &(draft)->catalog.count,        \
                           sizeof *(draft)->catalog.list);                                         \
        (draft)->places[(draft)->catalog.count - 1] = at;                                          \
    } while (0)

static void read_reviewer(struct problems *problems, struct place at, const json_t *object,
                          struct draft *draft) {
    ONE_MORE(draft, reviewers, reviewer_places, reviewer_count);
    (void)fields_read(problems, at, object, "a reviewer", reviewer_rules,
                      &draft->catalog.reviewers[draft->catalog.reviewer_count - 1]);
}

static void read_category(struct problems *problems, struct place at, const json_t *object,
                          struct draft *draft) {
    ONE_MORE(draft, categories, category_places, category_count);
    (void)fields_read(problems, at, object, "a category", category_rules,
                      &draft->catalog.categories[draft->catalog.category_count - 1]);
}

static void read_tool(struct problems *problems, struct place at, const json_t *object,
                      struct draft *draft) {
    ONE_MORE(draft, tools, tool_places, tool_count);
    struct tool *tool = &draft->catalog.tools[draft->catalog.tool_count - 1];
    if (!fields_read(problems, at, object, "a tool", tool_rules, tool))
        return;
    read_aliases(problems, at, object, tool);
    read_facts(problems, at, object, tool);
    read_reviews(problems, at, object, tool);
}

// The tools that are compared: the list under `key` of the object at `at`.
static void read_compared(struct problems *problems, struct place at, const json_t *object,
                          const char *key, struct comparison *comparison) {
    const json_t *list = list_of(problems, at, object, key, COMPARISON_MAX);
    if (!list)
        return;
    struct place tools = place_of_key(problems, at, key);
    if (json_array_size(list) < COMPARISON_MIN)
        problem_at(problems, tools, "has fewer than 2 elements");
    comparison->tool_count = json_array_size(list);
    read_slugs(problems, tools, list, comparison->tools);
}

static void read_comparison(struct problems *problems, struct place at, const json_t *object,
                            struct draft *draft) {
    ONE_MORE(draft, comparisons, comparison_places, comparison_count);
    struct comparison *comparison =
        &draft->catalog.comparisons[draft->catalog.comparison_count - 1];
    if (fields_read(problems, at, object, "a comparison", comparison_rules, comparison))
        read_compared(problems, at, object, "tools", comparison);
}

static void read_withdrawal(struct problems *problems, struct place at, const json_t *object,
                            struct draft *draft) {
    ONE_MORE(draft, withdrawals, withdrawal_places, withdrawal_count);
    struct withdrawal *withdrawal =
        &draft->catalog.withdrawals[draft->catalog.withdrawal_count - 1];
    struct withdrawn_slugs slugs = {0};
    if (!fields_read(problems, at, object, "what is withdrawn", withdrawal_rules, &slugs))
        return;
    if (json_object_size(object) != 1)
        problem_at(problems, at, "names not one reviewer, category, tool or comparison");
    withdrawal->noun = slugs.reviewer   ? NOUN_REVIEWER
                       : slugs.category ? NOUN_CATEGORY
                       : slugs.tool     ? NOUN_TOOL
                                        : NOUN_COMPARISON;
    withdrawal->slug = slugs.reviewer   ? slugs.reviewer
                       : slugs.category ? slugs.category
                                        : slugs.tool;
    read_compared(problems, at, object, "comparison", &withdrawal->comparison);
}

static void read_list(struct problems *problems, const struct document *document,
                      struct place whole, const char *key,
                      void (*read)(struct problems *, struct place, const json_t *, struct draft *),
                      struct draft *draft) {
    const json_t *list = list_of(problems, whole, document->root, key, 0);
    struct place place = place_of_key(problems, whole, key);
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct place at = place_of_element(problems, place, i);
        at.order = ++draft->order;
        read(problems, at, json_array_get(list, i), draft);
    }
}

void nouns_read(struct problems *problems, const struct documents *documents, struct draft *draft) {
    *draft = (struct draft){0};
    for (size_t i = 0; i < documents->count; i++) {
        const struct document *document = &documents->list[i];
        struct place whole = {.file = document->file, .path = "", .order = ++draft->order};
        (void)fields_read(problems, whole, document->root, "a catalog", document_rules,
                          NULL); // only the names of its keys
        read_list(problems, document, whole, "reviewers", read_reviewer, draft);
        read_list(problems, document, whole, "categories", read_category, draft);
        read_list(problems, document, whole, "tools", read_tool, draft);
        read_list(problems, document, whole, "comparisons", read_comparison, draft);
        read_list(problems, document, whole, "withdrawn", read_withdrawal, draft);
    }
}
