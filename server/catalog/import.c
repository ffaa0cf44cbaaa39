// import.c: see import.h. The documents are read twice: at first to check them, keeping the names
// alone, then to write what they say, tool by tool. So an import needs little memory, whatever it
// brings.
#include "catalog/import.h"

#include <malloc.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "catalog/diagnostics.h"
#include "catalog/documents.h"
#include "catalog/elements.h"
#include "catalog/parse.h"
#include "catalog/pieces.h"
#include "catalog/resolve.h"
#include "db/store.h"
#include "db/tools.h"
#include "db/writer.h"

// Bytes of names that are kept, besides twice what the documents hold.
enum { KEPT_MAX = 64 * 1024 * 1024, GO_ON_EVERY = 64 };

struct import {
    const struct import_job *job;
    struct arena *arena;
    struct documents documents;
    struct diagnostics diagnostics;
    struct draft draft;
    struct pieces pieces;
    const struct document *document; // that is read now
    json_t *root;                    // its own object, with empty lists
    size_t tools;                    // that were taken
    size_t done;                     // bytes of the documents before this one
    enum outcome outcome;            // of taking tools
};

static struct place whole(const char *file) {
    return (struct place){.file = file, .path = ""};
}

// NUL has a sentence of its own: JSON has the character, only a catalog's texts cannot hold it.
static void not_a_document(struct import *import, const struct element_fault *fault) {
    struct place place = whole(import->document->name);
    if (fault->line == 0)
        diagnose(&import->diagnostics, place, "is not a JSON object");
    else if (fault->nul)
        diagnose(&import->diagnostics, place, "line %zu, column %zu: holds the character NUL",
                 fault->line, fault->column);
    else
        diagnose(&import->diagnostics, place, "line %zu, column %zu: is not valid JSON: %s",
                 fault->line, fault->column, fault->text);
}

static void keep_member(void *cls, const char *key, const json_t *value) {
    struct import *import = cls;
    if (json_object_set(import->root, key, (json_t *)(uintptr_t)value) != 0)
        diagnose(&import->diagnostics, whole(import->document->name), "there is no memory");
}

static void check_element(void *cls, const char *key, size_t index, const json_t *value) {
    struct import *import = cls;
    struct diagnostics *diagnostics = &import->diagnostics;
    struct place at = whole(import->document->name);
    at.order = ++import->draft.order;
    if (json_is_object(value) ||
        diagnostics_would_print(diagnostics, at)) // millions may be anything else
        at = place_of_element(diagnostics, place_of_key(diagnostics, at, key), index);
    if (!value)
        diagnose(diagnostics, at, "holds more than %d values", VALUES_MAX);
    else
        parse_element(diagnostics, key, at, value, &import->draft);
    if (!import->draft.full && arena_size(import->arena) > KEPT_MAX + 2 * import->documents.bytes) {
        diagnose(diagnostics, at, "is one name too many: split this into several imports");
        import->draft.full = true;
    }
    diagnostics_forget(diagnostics);
}

static enum outcome check_document(struct import *import) {
    const struct document *document = import->document;
    const struct element_reader reader = {keep_member, check_element, import};
    struct element_fault fault;
    struct place place = whole(document->name);
    place.order = ++import->draft.order;
    const char *bytes = document_open(&import->documents, document);
    if (!bytes)
        return INTERNAL;
    import->root = json_object();
    if (elements_read(bytes, document->length, &reader, &fault))
        document_check(&import->diagnostics, place, import->root);
    else
        not_a_document(import, &fault);
    json_decref(import->root);
    document_close(document, bytes);
    diagnostics_forget(&import->diagnostics);
    return OK;
}

static bool goes_on(const struct import *import, int done) {
    return import->job->go_on(import->job->cls, done);
}

static enum outcome check(struct import *import) {
    for (size_t i = 0; i < import->documents.count; i++) {
        import->document = &import->documents.list[i];
        if (!goes_on(import, 0))
            return BUSY;
        if (import->document->fault)
            diagnose(&import->diagnostics, whole(import->document->name), "%s",
                     import->document->fault);
        else
            TRY(check_document(import));
    }
    if (import->draft.full)
        return OK; // there is a problem, and names are missing
    return resolve_references(&import->diagnostics, import->job->store, &import->draft);
}

static void skip_member(void *cls, const char *key, const json_t *value) {
    (void)cls;
    (void)key;
    (void)value;
}

static void release(void *value) {
    json_decref(value);
}

// A tool once more, with what the check has found out.
static enum outcome take_tool(struct import *import, const json_t *value) {
    struct arena *piece = import->pieces.piece;
    struct diagnostics none = {.arena = piece, .kept = piece};
    const struct tool *known = &import->draft.catalog.tools[import->tools++];
    struct tool tool = {0};
    arena_on_free(piece, release, json_incref((json_t *)(uintptr_t)value)); // borrowed by the tool
    tool_read(&none, whole(""), value, &tool);
    tool.id = known->id;
    tool.withdrawn = known->withdrawn;
    tool.aliases = known->aliases; // in order
    size_t total = import->documents.bytes;
    if (import->tools % GO_ON_EVERY == 0 &&
        !goes_on(import, total ? (int)(import->done * 100 / total) : 0))
        return BUSY;
    return pieces_take_tool(&import->pieces, &tool);
}

static void take_element(void *cls, const char *key, size_t index, const json_t *value) {
    struct import *import = cls;
    (void)index;
    if (import->outcome == OK && strcmp(key, "tools") == 0)
        import->outcome = take_tool(import, value);
}

static enum outcome take_document(struct import *import) {
    const struct element_reader reader = {skip_member, take_element, import};
    struct element_fault fault;
    const char *bytes = document_open(&import->documents, import->document);
    if (!bytes)
        return INTERNAL;
    (void)elements_read(bytes, import->document->length, &reader, &fault); // it was read before
    document_close(import->document, bytes);
    import->done += import->document->length;
    return import->outcome;
}

static enum outcome write_pieces(struct import *import) {
    TRY(pieces_write_first(&import->pieces, &import->draft));
    for (size_t i = 0; i < import->documents.count; i++) {
        import->document = &import->documents.list[i];
        TRY(take_document(import));
    }
    return pieces_publish(&import->pieces, &import->draft);
}

static void print_changes(struct text *out, const char *noun, const struct changes *changes) {
    text_format(out, "%-12s %zu new, %zu changed, %zu unchanged\n", noun, changes->created,
                changes->changed, changes->unchanged);
}

static enum outcome publish(struct import *import, struct text *output) {
    struct pieces *pieces = &import->pieces;
    TRY(pieces_begin(pieces, import->job->store, import->job->writer, import->arena));
    enum outcome outcome = write_pieces(import);
    pieces_end(pieces);
    if (outcome != OK)
        return outcome;
    print_changes(output, "reviewers", &pieces->changes.reviewers);
    print_changes(output, "categories", &pieces->changes.categories);
    print_changes(output, "tools", &pieces->changes.tools);
    print_changes(output, "comparisons", &pieces->changes.comparisons);
    if (import->draft.catalog.withdrawal_count > 0)
        text_format(output, "%-12s %zu new, %zu unchanged\n", "withdrawn",
                    pieces->withdrawn.created, pieces->withdrawn.unchanged);
    return OK;
}

static enum outcome check_and_publish(struct import *import, struct text *output) {
    TRY(documents_list(import->arena, import->job->file, &import->documents));
    if (import->documents.if_empty) {
        bool any = false;
        TRY(tools_any(import->job->store, &any));
        if (any)
            return OK;
    }
    TRY(check(import));
    if (import->diagnostics.count == 0)
        return publish(import, output);
    diagnostics_print(&import->diagnostics, output);
    return INVALID;
}

struct clearing {
    struct change change; // first
    bool more;
};

static enum outcome clear(struct store *store, struct change *change) {
    return catalog_clear(store, &((struct clearing *)change)->more);
}

enum outcome import_clear(struct writer *writer) {
    struct clearing clearing = {.change = {.apply = clear}, .more = true};
    while (clearing.more)
        TRY(writer_run(writer, &clearing.change));
    return OK;
}

enum outcome import_run(const struct import_job *job, struct text *output) {
    TRY(import_clear(job->writer));
    struct arena *arena = arena_new();
    struct import import = {.job = job, .arena = arena, .draft = {.arena = arena}};
    diagnostics_begin(&import.diagnostics, arena);
    enum outcome outcome = check_and_publish(&import, output);
    diagnostics_end(&import.diagnostics);
    arena_free(arena);
    (void)malloc_trim(0); // else the C library keeps for good what one large import needed
    if (import_clear(job->writer) != OK && outcome != OK)
        log_line(LOG_WARNING, "import", "cause", "what it wrote is cleared away by the next one",
                 NULL);
    return outcome;
}
