// streak.c: see streak.h.
#include "newsletter/streak.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "domain/address.h"
#include "mail/dialogue.h"

enum { WORDS_KEPT = 100 }; // bytes: an answer that names a long address is cut earlier than others

struct word {
    const char *bytes;
    size_t length;
};

static bool next_word(const char **at, struct word *word) {
    *at += strspn(*at, " \t");
    *word = (struct word){*at, strcspn(*at, " \t")};
    *at += word->length;
    return word->length > 0;
}

// Without the brackets, quotes and stops around it.
static struct word bare(struct word word) {
    while (word.length > 0 && ispunct((unsigned char)word.bytes[0]))
        word.bytes++, word.length--;
    while (word.length > 0 && ispunct((unsigned char)word.bytes[word.length - 1]))
        word.length--;
    return word;
}

static bool is(struct word word, const char *text, size_t length) {
    return word.length == length && strncasecmp(word.bytes, text, length) == 0;
}

static bool names(struct word word, const char *address) {
    struct word name = bare(word);
    const char *host = address_host(address);
    size_t local = strcspn(address, "@");
    return memchr(word.bytes, '@', word.length) || is(name, host, strlen(host)) ||
           is(name, address, local);
}

static bool has_digit(struct word word) {
    for (size_t i = 0; i < word.length; i++) {
        if (isdigit((unsigned char)word.bytes[i]))
            return true;
    }
    return false;
}

// "550", "5.4.5", "550-5.4.5".
static bool is_code(struct word word) {
    return strspn(word.bytes, "0123456789.-") >= word.length;
}

static void add(char words[SMTP_REASON_SIZE], size_t *used, struct word word) {
    for (size_t i = 0; i < word.length && *used < WORDS_KEPT; i++)
        words[(*used)++] = (char)tolower((unsigned char)word.bytes[i]);
    words[(*used)++] = ' ';
    words[*used] = '\0';
}

void streak_words(enum smtp_result result, const char *answer, const char *address,
                  char words[SMTP_REASON_SIZE]) {
    words[0] = '\0';
    if (smtp_code(answer) / 100 != 5 || result == SMTP_NO_ADDRESS)
        return;
    size_t used = 0;
    struct word word;
    for (int place = 0; used < WORDS_KEPT && next_word(&answer, &word); place++) {
        bool code = place < 2 && is_code(word);
        if (code || (!has_digit(word) && !names(word, address)))
            add(words, &used, word);
    }
}

bool streak_goes_on(const struct streak *streak, const char *words) {
    return streak->count == 0 || strcmp(streak->words, words) == 0;
}

void streak_add(struct streak *streak, const struct attempt *attempt, const char *words) {
    (void)snprintf(streak->words, sizeof streak->words, "%s", words); // as long
    struct attempt *added = &streak->attempts[streak->count++];
    *added = *attempt;
    added->delivery.address = NULL; // of an arena that goes
}
