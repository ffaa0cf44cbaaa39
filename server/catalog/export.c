// export.c: see export.h.
#include "catalog/export.h"

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/log.h"
#include "db/catalog.h"
#include "domain/words.h"

// Each function returns a new reference, or NULL when there is no memory; json_object_set_new and
// json_array_append_new take a NULL as a failure, so one check at the end of each object is enough.

static bool set_text(json_t *object, const char *key, const char *text) {
    return !text || json_object_set_new(object, key, json_string(text)) == 0;
}

// A list, left out when it is empty.
static bool set_list(json_t *object, const char *key, json_t *list) {
    if (list && json_array_size(list) == 0) {
        json_decref(list);
        return true;
    }
    return json_object_set_new(object, key, list) == 0;
}

static json_t *whole_or_null(json_t *value, bool whole) {
    if (whole)
        return value;
    json_decref(value);
    return NULL;
}

static json_t *reviewer_json(const struct reviewer *reviewer) {
    json_t *object = json_object();
    return whole_or_null(object, set_text(object, "slug", reviewer->slug) &&
                                     set_text(object, "name", reviewer->name) &&
                                     set_text(object, "lens", reviewer->lens) &&
                                     set_text(object, "motto", reviewer->motto) &&
                                     set_text(object, "bio", reviewer->bio) &&
                                     set_text(object, "byline", byline_word(reviewer->byline)));
}

static json_t *category_json(const struct category *category) {
    json_t *object = json_object();
    return whole_or_null(object, set_text(object, "slug", category->slug) &&
                                     set_text(object, "name", category->name));
}

static json_t *slugs_json(const char *const *slugs, size_t count) {
    json_t *list = json_array();
    bool whole = list;
    for (size_t i = 0; i < count && whole; i++)
        whole = json_array_append_new(list, json_string(slugs[i])) == 0;
    return whole_or_null(list, whole);
}

static json_t *fact_json(const struct fact *fact) {
    json_t *object = json_object();
    return whole_or_null(object, set_text(object, "key", fact->key) &&
                                     set_text(object, "value", fact->value) &&
                                     set_text(object, "source", fact->source) &&
                                     set_text(object, "checked", fact->checked));
}

static json_t *review_json(const struct review *review) {
    json_t *object = json_object();
    return whole_or_null(
        object, set_text(object, "reviewer", review->reviewer.slug) &&
                    json_object_set_new(object, "score", json_integer(review->score)) == 0 &&
                    set_text(object, "verdict", verdict_word(review->verdict)) &&
                    set_text(object, "reviewed", review->reviewed) &&
                    set_text(object, "body", review->body));
}

static json_t *facts_json(const struct tool *tool) {
    json_t *list = json_array();
    bool whole = list;
    for (size_t i = 0; i < tool->fact_count && whole; i++)
        whole = json_array_append_new(list, fact_json(&tool->facts[i])) == 0;
    return whole_or_null(list, whole);
}

static json_t *reviews_json(const struct tool *tool) {
    json_t *list = json_array();
    bool whole = list;
    for (size_t i = 0; i < tool->review_count && whole; i++)
        whole = json_array_append_new(list, review_json(&tool->reviews[i])) == 0;
    return whole_or_null(list, whole);
}

static json_t *tool_json(const struct tool *tool) {
    json_t *object = json_object();
    return whole_or_null(
        object, set_text(object, "slug", tool->slug) && set_text(object, "name", tool->name) &&
                    set_text(object, "category", tool->category.slug) &&
                    set_text(object, "tagline", tool->tagline) &&
                    set_text(object, "description", tool->description) &&
                    set_text(object, "homepage", tool->homepage) &&
                    set_text(object, "entry", entry_word(tool->entry)) &&
                    set_text(object, "pricing", tool->pricing) &&
                    set_text(object, "best_for", tool->best_for) &&
                    set_list(object, "aliases", slugs_json(tool->aliases, tool->alias_count)) &&
                    set_list(object, "facts", facts_json(tool)) &&
                    set_list(object, "reviews", reviews_json(tool)));
}

static json_t *comparison_json(const struct comparison *comparison) {
    json_t *object = json_object();
    json_t *tools = slugs_json(comparison->tools, comparison->tool_count);
    return whole_or_null(object, json_object_set_new(object, "tools", tools) == 0);
}

// What is withdrawn stands in its own list, and here by its name.
static bool add_name(json_t *list, const char *noun, json_t *name) {
    json_t *object = json_object();
    if (json_object_set_new(object, noun, name) == 0)
        return json_array_append_new(list, object) == 0;
    json_decref(object);
    return false;
}

static json_t *withdrawn_json(const struct catalog *catalog) {
    json_t *list = json_array();
    bool whole = list;
    for (size_t i = 0; i < catalog->reviewer_count && whole; i++)
        whole = !catalog->reviewers[i].withdrawn ||
                add_name(list, "reviewer", json_string(catalog->reviewers[i].slug));
    for (size_t i = 0; i < catalog->category_count && whole; i++)
        whole = !catalog->categories[i].withdrawn ||
                add_name(list, "category", json_string(catalog->categories[i].slug));
    for (size_t i = 0; i < catalog->tool_count && whole; i++)
        whole = !catalog->tools[i].withdrawn ||
                add_name(list, "tool", json_string(catalog->tools[i].slug));
    for (size_t i = 0; i < catalog->comparison_count && whole; i++) {
        const struct comparison *comparison = &catalog->comparisons[i];
        whole = !comparison->withdrawn ||
                add_name(list, "comparison", slugs_json(comparison->tools, comparison->tool_count));
    }
    return whole_or_null(list, whole);
}

static json_t *document_json(const struct catalog *catalog) {
    json_t *reviewers = json_array();
    json_t *categories = json_array();
    json_t *tools = json_array();
    json_t *comparisons = json_array();
    bool whole = true;
    for (size_t i = 0; i < catalog->reviewer_count && whole; i++)
        whole = json_array_append_new(reviewers, reviewer_json(&catalog->reviewers[i])) == 0;
    for (size_t i = 0; i < catalog->category_count && whole; i++)
        whole = json_array_append_new(categories, category_json(&catalog->categories[i])) == 0;
    for (size_t i = 0; i < catalog->tool_count && whole; i++)
        whole = json_array_append_new(tools, tool_json(&catalog->tools[i])) == 0;
    for (size_t i = 0; i < catalog->comparison_count && whole; i++)
        whole = json_array_append_new(comparisons, comparison_json(&catalog->comparisons[i])) == 0;
    json_t *document = json_object();
    whole = json_object_set_new(document, "reviewers", reviewers) == 0 && whole;
    whole = json_object_set_new(document, "categories", categories) == 0 && whole;
    whole = json_object_set_new(document, "tools", tools) == 0 && whole;
    whole = json_object_set_new(document, "comparisons", comparisons) == 0 && whole;
    whole = set_list(document, "withdrawn", withdrawn_json(catalog)) && whole;
    return whole_or_null(document, whole);
}

static enum outcome print(const struct catalog *catalog, FILE *out) {
    json_t *document = document_json(catalog);
    if (!document) {
        log_line(LOG_ERROR, "export", "cause", "a text is not UTF-8, or there is no memory", NULL);
        return INTERNAL;
    }
    bool dumped = json_dumpf(document, out, JSON_INDENT(2)) == 0 && fputc('\n', out) != EOF;
    json_decref(document);
    if (dumped || ferror(out))
        return OK; // the caller tells what the stream could not write
    log_line(LOG_ERROR, "export", "cause", "there is no memory", NULL);
    return INTERNAL;
}

enum outcome catalog_export(struct store *store, FILE *out) {
    struct arena *arena = arena_new();
    struct catalog catalog;
    enum outcome outcome = catalog_load(store, arena, &catalog);
    if (outcome == OK)
        outcome = print(&catalog, out);
    arena_free(arena);
    return outcome;
}
