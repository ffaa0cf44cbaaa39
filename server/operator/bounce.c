// bounce.c: see bounce.h.
#include "operator/bounce.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/token.h"
#include "db/deliveries.h"
#include "db/store.h"
#include "db/subscribers.h"
#include "domain/address.h"
#include "newsletter/bounce.h"
#include "newsletter/brake.h"
#include "operator/operation.h"

enum { HEAD_ARGUMENTS = 3, GROUP_ARGUMENTS = 3 };

static enum report_weight weight_of(const struct report_group *group) {
    static const enum report_weight weights[] = {
        [REFUSAL_ABOUT_US] = REPORTED_ABOUT_US, [REFUSAL_UNCLEAR] = REPORTED_UNCLEAR,
        [REFUSAL_SOFT] = REPORTED_SOFT,         [REFUSAL_PERHAPS_GONE] = REPORTED_PERHAPS_GONE,
        [REFUSAL_GONE] = REPORTED_GONE,
    };
    return group->failed ? weights[group->refusal] : REPORTED_NOTHING;
}

static const char *code_words(struct arena *arena, struct enhanced_code code) {
    return code.class ? arena_format(arena, "%d.%d.%d", code.class, code.subject, code.detail) : "";
}

void bounce_arguments(struct operation *operation, const struct bounce *bounce) {
    struct arena *arena = operation->arena;
    const struct report *report = &bounce->report;
    bool complaint = report->kind == REPORT_COMPLAINT;
    size_t groups = complaint ? 1 : report->group_count;
    const char **arguments =
        arena_take_array(arena, HEAD_ARGUMENTS + GROUP_ARGUMENTS * groups, sizeof *arguments);
    arguments[0] = arena_format(arena, "%" PRId64, bounce->delivery_id);
    arguments[1] = arena_copy_string(arena, bounce->secret);
    arguments[2] = bounce->token ? bounce->token : "";
    for (size_t i = 0; i < groups; i++) {
        const char **group = arguments + HEAD_ARGUMENTS + GROUP_ARGUMENTS * i;
        group[0] = complaint ? "" : report->groups[i].recipient;
        group[1] = report_word(complaint ? REPORTED_COMPLAINT : weight_of(&report->groups[i]));
        group[2] = complaint ? "" : code_words(arena, report->groups[i].code);
    }
    operation->arguments = arguments;
    operation->argument_count = HEAD_ARGUMENTS + GROUP_ARGUMENTS * groups;
}

struct verdict {
    bool own; // said of the subscriber's address, or of none by name
    enum report_weight weight;
    const char *code;
};

static bool is_own(struct arena *arena, const char *recipient, const char *key) {
    const char *address = NULL;
    return !*recipient || strcasecmp(recipient, key) == 0 ||
           (!address_read(arena, recipient, &address) &&
            strcmp(address_key(arena, address), key) == 0);
}

// What is said of the subscriber's own address goes before all else; then the weightiest.
static enum outcome choose(const struct operation *operation, const char *key,
                           struct verdict *out) {
    *out = (struct verdict){.code = ""};
    for (size_t i = HEAD_ARGUMENTS; i + GROUP_ARGUMENTS <= operation->argument_count;
         i += GROUP_ARGUMENTS) {
        const char *const *group = operation->arguments + i;
        struct verdict verdict = {.own = is_own(operation->arena, group[0], key), .code = group[2]};
        if (report_of_word(group[1], &verdict.weight) != OK)
            return INVALID; // no client sends it
        if (!verdict.own && verdict.weight > REPORTED_SOFT)
            verdict.weight = REPORTED_SOFT;
        if (verdict.own > out->own || (verdict.own == out->own && verdict.weight >= out->weight))
            *out = verdict;
    }
    return OK;
}

static enum outcome count(struct store *store, const struct returned *returned,
                          enum report_weight weight, int64_t now, bool *suppressed) {
    struct bounced bounced = {
        .weight = weight,
        .issue_id = returned->issue_id,
        .again = returned->reported && returned->report >= REPORTED_UNCLEAR,
    };
    if (bounced.again && weight <= REPORTED_SOFT)
        return OK;
    return subscribers_bounce(store, returned->subscriber_id, &bounced, now, suppressed);
}

// For the operator of a server; a command alone prints what it did.
static void log_report(const struct operation *operation, int64_t issue_id,
                       const struct verdict *verdict) {
    const char *issue =
        issue_id > 0 ? arena_format(operation->arena, "%" PRId64, issue_id) : "none";
    if (operation->served)
        log_line(LOG_INFO, "bounce", "issue", issue, "report", report_word(verdict->weight), "code",
                 verdict->code, NULL);
}

static enum outcome take_note(struct operation *operation, struct store *store, int64_t id,
                              const struct returned *returned) {
    const char *key = NULL;
    struct verdict verdict;
    int64_t now = clock_wall_ms();
    TRY(subscribers_key(store, operation->arena, returned->subscriber_id, &key));
    TRY(choose(operation, key, &verdict));
    bool news = !returned->reported || verdict.weight > returned->report;
    bool suppressed = verdict.weight == REPORTED_COMPLAINT;
    bool doubted = false;
    log_report(operation, returned->issue_id, &verdict);
    if (news)
        TRY(deliveries_report(store, id, verdict.weight, verdict.code, now));
    if (news && !suppressed && verdict.weight >= REPORTED_ABOUT_US)
        TRY(brake_refused(store, id, *verdict.code ? verdict.code : "reports without a code", now,
                          &doubted));
    if (doubted) {
        text_append_string(&operation->output,
                           "Noted. So many came back that it counts against nobody.\n");
        return OK;
    }
    if (news && suppressed)
        TRY(subscribers_complain(store, returned->subscriber_id, key, now));
    else if (news && verdict.weight >= REPORTED_UNCLEAR)
        TRY(count(store, returned, verdict.weight, now, &suppressed));
    text_append_string(&operation->output,
                       suppressed ? "The address gets no mail any more.\n"
                       : verdict.weight >= REPORTED_UNCLEAR
                           ? "Noted: the mail did not arrive this time.\n"
                           : "Noted: the report says nothing against the address.\n");
    return OK;
}

static enum outcome find_by_link(struct store *store, const char *token, int64_t *id,
                                 struct returned *out) {
    char hash[TOKEN_HASH_LENGTH + 1];
    int64_t now = clock_wall_ms();
    int64_t subscriber = 0;
    token_hash(token, hash);
    enum outcome outcome = subscribers_of_token(store, PURPOSE_LEAVE, hash, now, &subscriber);
    if (outcome == NOT_FOUND)
        outcome = subscribers_of_token(store, PURPOSE_CONFIRM, hash, now, &subscriber);
    TRY(outcome);
    return deliveries_of_subscriber(store, subscriber, id, out);
}

static enum outcome find(const struct operation *operation, struct store *store, int64_t *id,
                         struct returned *out) {
    const char *token = operation->arguments[2];
    char hash[TOKEN_HASH_LENGTH + 1];
    token_hash(operation->arguments[1], hash);
    *id = strtoll(operation->arguments[0], NULL, 10); // as bounce_arguments wrote it
    enum outcome outcome = deliveries_of_return(store, *id, hash, out);
    return outcome == NOT_FOUND && *token ? find_by_link(store, token, id, out) : outcome;
}

enum outcome bounce_apply(struct operation *operation, struct store *store) {
    if (operation->argument_count < HEAD_ARGUMENTS + GROUP_ARGUMENTS ||
        (operation->argument_count - HEAD_ARGUMENTS) % GROUP_ARGUMENTS != 0)
        return INVALID; // no client sends it
    int64_t id = 0;
    struct returned returned;
    enum outcome outcome = find(operation, store, &id, &returned);
    if (outcome == NOT_FOUND) {
        text_append_string(&operation->output, "Its return path is none of ours, or old.\n");
        return OK;
    }
    TRY(outcome);
    return take_note(operation, store, id, &returned);
}
