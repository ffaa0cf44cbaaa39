// export.c: see export.h. One noun at a time becomes JSON, so that a catalog of any size needs
// little memory.
#include "catalog/export.h"

#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "catalog/documents.h"
#include "db/catalog.h"
#include "db/comparisons.h"
#include "db/store.h"
#include "db/tools.h"
#include "domain/spellings.h"

enum { AT_ONCE = 50, INDENT = 2, DEPTH = 2 * INDENT }; // rows that are read; spaces of an element

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
                                     set_text(object, "byline", byline_spelling(reviewer->byline)));
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
                    set_text(object, "verdict", verdict_spelling(review->verdict)) &&
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
                    set_text(object, "entry", entry_spelling(tool->entry)) &&
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
static json_t *withdrawn_json(const struct withdrawal *withdrawal) {
    static const char *const keys[] = {[NOUN_REVIEWER] = "reviewer",
                                       [NOUN_CATEGORY] = "category",
                                       [NOUN_TOOL] = "tool",
                                       [NOUN_COMPARISON] = "comparison"};
    const struct comparison *comparison = &withdrawal->comparison;
    json_t *name = withdrawal->noun == NOUN_COMPARISON
                       ? slugs_json(comparison->tools, comparison->tool_count)
                       : json_string(withdrawal->slug);
    json_t *object = json_object();
    return whole_or_null(object, json_object_set_new(object, keys[withdrawal->noun], name) == 0);
}

// The documents that are written, and how far they are.
struct writing {
    const struct export_target *target;
    struct store *store;
    FILE *out;        // NULL between two documents
    size_t bytes;     // of this document
    const char *list; // that is open, or was last
    bool first;       // nothing stands in it yet
    bool warned;
    struct arena *kept; // of what follows
    struct withdrawal *withdrawals;
    size_t withdrawal_count;
};

static enum outcome no_memory(void) {
    log_line(LOG_ERROR, "export", "cause", "a text is not UTF-8, or there is no memory", NULL);
    return INTERNAL;
}

static void put(struct writing *writing, const char *bytes, size_t length) {
    (void)fwrite(bytes, 1, length, writing->out); // whoever ends the stream looks at its state
    writing->bytes += length;
}

static void put_text(struct writing *writing, const char *text) {
    put(writing, text, strlen(text));
}

// JSON has line ends between its tokens alone, so what follows one can be moved to the right.
static int put_moved(const char *bytes, size_t length, void *cls) {
    struct writing *writing = cls;
    for (const char *end = bytes + length; bytes < end;) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t part = newline ? (size_t)(newline + 1 - bytes) : (size_t)(end - bytes);
        put(writing, bytes, part);
        if (newline)
            put(writing, "    ", DEPTH);
        bytes += part;
    }
    return 0;
}

static enum outcome open_document(struct writing *writing, const char *list) {
    if (!writing->out) {
        TRY(writing->target->open(writing->target->cls, list, &writing->out));
        writing->bytes = 0;
        put_text(writing, "{\n");
    } else {
        put_text(writing, writing->first ? "],\n" : "\n  ],\n");
    }
    put_text(writing, "  \"");
    put_text(writing, list);
    put_text(writing, "\": [");
    writing->list = list;
    writing->first = true;
    return OK;
}

static enum outcome close_document(struct writing *writing) {
    put_text(writing, writing->first ? "]\n}\n" : "\n  ]\n}\n");
    FILE *out = writing->out;
    writing->out = NULL;
    return writing->target->close(writing->target->cls, out);
}

static void warn_once(struct writing *writing) {
    if (writing->warned || writing->bytes <= DOCUMENT_MAX)
        return;
    log_line(LOG_WARNING, "export", "cause",
             "this document is larger than the 64 MB that import takes", "hint",
             "write several into a folder: verdict export --folder DIR", NULL);
    writing->warned = true;
}

// Writes an element and releases it; NULL: there was no memory for it.
static enum outcome put_element(struct writing *writing, json_t *element) {
    size_t most = writing->target->document_size;
    if (most > 0 && writing->out && writing->bytes > most) {
        TRY(close_document(writing));
        TRY(open_document(writing, writing->list));
    }
    put_text(writing, writing->first ? "\n    " : ",\n    ");
    writing->first = false;
    int code = element ? json_dump_callback(element, put_moved, writing, JSON_INDENT(INDENT)) : -1;
    json_decref(element);
    warn_once(writing);
    if (ferror(writing->out))
        return writing->target->fail(writing->target->cls, errno);
    return code == 0 ? OK : no_memory();
}

// Begins a list; with documents of limited size, a document too.
static enum outcome begin_list(struct writing *writing, const char *list) {
    if (writing->target->document_size > 0 && writing->out)
        TRY(close_document(writing));
    return open_document(writing, list);
}

// Takes note of what is withdrawn, for the end.
static void keep_withdrawn(struct writing *writing, enum noun noun, const char *slug) {
    writing->withdrawals = arena_one_more(writing->kept, writing->withdrawals,
                                          &writing->withdrawal_count, sizeof(struct withdrawal));
    writing->withdrawals[writing->withdrawal_count - 1] = (struct withdrawal){
        .noun = noun, .slug = slug ? arena_copy_string(writing->kept, slug) : NULL};
}

static void keep_withdrawn_comparison(struct writing *writing,
                                      const struct comparison *comparison) {
    keep_withdrawn(writing, NOUN_COMPARISON, NULL);
    struct comparison *copy = &writing->withdrawals[writing->withdrawal_count - 1].comparison;
    copy->tool_count = comparison->tool_count;
    for (size_t i = 0; i < comparison->tool_count; i++)
        copy->tools[i] = arena_copy_string(writing->kept, comparison->tools[i]);
}

static enum outcome put_reviewers(struct writing *writing, struct arena *arena) {
    struct catalog catalog = {0};
    TRY(catalog_load_reviewers(writing->store, arena, &catalog));
    TRY(begin_list(writing, "reviewers"));
    for (size_t i = 0; i < catalog.reviewer_count; i++) {
        TRY(put_element(writing, reviewer_json(&catalog.reviewers[i])));
        if (catalog.reviewers[i].withdrawn)
            keep_withdrawn(writing, NOUN_REVIEWER, catalog.reviewers[i].slug);
    }
    return OK;
}

static enum outcome put_categories(struct writing *writing, struct arena *arena) {
    struct catalog catalog = {0};
    TRY(catalog_load_categories(writing->store, arena, &catalog));
    TRY(begin_list(writing, "categories"));
    for (size_t i = 0; i < catalog.category_count; i++) {
        TRY(put_element(writing, category_json(&catalog.categories[i])));
        if (catalog.categories[i].withdrawn)
            keep_withdrawn(writing, NOUN_CATEGORY, catalog.categories[i].slug);
    }
    return OK;
}

static enum outcome put_tools(struct writing *writing, struct arena *arena) {
    TRY(begin_list(writing, "tools"));
    for (int64_t last = 0;;) {
        struct tool *tools = NULL;
        size_t count = 0;
        TRY(tools_after(writing->store, arena, last, AT_ONCE, &tools, &count));
        for (size_t i = 0; i < count; i++) {
            TRY(tools_load_aliases(writing->store, arena, &tools[i]));
            TRY(tools_load_facts(writing->store, arena, &tools[i]));
            TRY(tools_load_all_reviews(writing->store, arena, &tools[i]));
            TRY(put_element(writing, tool_json(&tools[i])));
            if (tools[i].withdrawn)
                keep_withdrawn(writing, NOUN_TOOL, tools[i].slug);
            last = tools[i].id;
        }
        if (count == 0)
            return OK;
        arena_reset(arena);
    }
}

static enum outcome put_comparisons(struct writing *writing, struct arena *arena) {
    TRY(begin_list(writing, "comparisons"));
    for (int64_t last = 0;;) {
        struct comparison *comparisons = NULL;
        size_t count = 0;
        TRY(comparisons_after(writing->store, arena, last, AT_ONCE, &comparisons, &count));
        for (size_t i = 0; i < count; i++) {
            TRY(put_element(writing, comparison_json(&comparisons[i])));
            if (comparisons[i].withdrawn)
                keep_withdrawn_comparison(writing, &comparisons[i]);
            last = comparisons[i].id;
        }
        if (count == 0)
            return OK;
        arena_reset(arena);
    }
}

static enum outcome put_withdrawn(struct writing *writing) {
    if (writing->withdrawal_count == 0)
        return OK;
    TRY(begin_list(writing, "withdrawn"));
    for (size_t i = 0; i < writing->withdrawal_count; i++)
        TRY(put_element(writing, withdrawn_json(&writing->withdrawals[i])));
    return OK;
}

static enum outcome put_all(struct writing *writing, struct arena *arena) {
    TRY(put_reviewers(writing, arena));
    TRY(put_categories(writing, arena));
    TRY(put_tools(writing, arena));
    TRY(put_comparisons(writing, arena));
    TRY(put_withdrawn(writing));
    return close_document(writing);
}

enum outcome catalog_export(struct store *store, const struct export_target *target) {
    struct writing writing = {.target = target, .store = store, .kept = arena_new()};
    struct arena *arena = arena_new();
    enum outcome outcome = store_begin_reading(store);
    if (outcome == OK)
        outcome = put_all(&writing, arena);
    store_rollback(store); // nothing was written
    arena_free(arena);
    arena_free(writing.kept);
    return outcome;
}
