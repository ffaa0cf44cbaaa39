// refusal_words.c: see refusal_words.h; and refusal_read of refusal.h, which makes the words.
#include "mail/refusal_words.h"

#include <ctype.h>
#include <string.h>

#include "mail/refusal.h"

struct phrase {
    const char *words; // whole words; the last may go on: "spam" is also in "spamhaus"
    enum refusal_topic topic;
};

// In this order. From answers that servers and providers are known to give: Postfix, Exim,
// Sendmail, qmail, Exchange, cPanel, Gmail, Hotmail, Yahoo, Cox, GoDaddy, IronPort; and the
// commonest words of servers that are set to German, French, Spanish, Portuguese, Italian or Dutch.
static const struct phrase phrases[] = {
    {"sender rejected", TOPIC_SENDER},
    {"sender denied", TOPIC_SENDER},
    {"sender address rejected", TOPIC_SENDER},
    {"sender verif", TOPIC_SENDER},
    {"sender not", TOPIC_SENDER},
    {"sender is not", TOPIC_SENDER},
    {"sending limit", TOPIC_SENDER},
    {"sending quota", TOPIC_SENDER},
    {"daily limit", TOPIC_SENDER},
    {"daily user sending", TOPIC_SENDER},
    {"max emails per", TOPIC_SENDER},
    {"max defers", TOPIC_SENDER},
    {"not allowed to send", TOPIC_SENDER},
    {"not permitted to send", TOPIC_SENDER},
    {"not authorized to send", TOPIC_SENDER},
    {"not verified", TOPIC_SENDER},
    {"unverified", TOPIC_SENDER},
    {"spf", TOPIC_SENDER},
    {"dkim", TOPIC_SENDER},
    {"dmarc", TOPIC_SENDER},
    {"authenticat", TOPIC_SENDER},
    {"relay access", TOPIC_SENDER},
    {"relay denied", TOPIC_SENDER},
    {"relay not", TOPIC_SENDER},
    {"relaying", TOPIC_SENDER},
    {"to relay", TOPIC_SENDER},
    {"rcpthosts", TOPIC_SENDER},
    {"blacklist", TOPIC_SENDER},
    {"black list", TOPIC_SENDER},
    {"blocklist", TOPIC_SENDER},
    {"block list", TOPIC_SENDER},
    {"denylist", TOPIC_SENDER},
    {"blocked", TOPIC_SENDER},
    {"banned", TOPIC_SENDER},
    {"spam", TOPIC_SENDER},
    {"virus", TOPIC_SENDER},
    {"unsolicited", TOPIC_SENDER},
    {"dnsbl", TOPIC_SENDER},
    {"rbl", TOPIC_SENDER},
    {"reputation", TOPIC_SENDER},
    {"policy", TOPIC_SENDER},
    {"policies", TOPIC_SENDER},
    {"reverse dns", TOPIC_SENDER},
    {"ptr record", TOPIC_SENDER},
    {"content", TOPIC_SENDER},
    {"absender", TOPIC_SENDER},
    {"exp\303\251diteur", TOPIC_SENDER},
    {"remitente", TOPIC_SENDER},
    {"remetente", TOPIC_SENDER},
    {"mittente", TOPIC_SENDER},
    {"afzender", TOPIC_SENDER},
    {"overquota", TOPIC_PASSING},
    {"quota", TOPIC_PASSING},
    {"mailbox full", TOPIC_PASSING},
    {"is full", TOPIC_PASSING},
    {"inbox full", TOPIC_PASSING},
    {"mailbox size", TOPIC_PASSING},
    {"storage", TOPIC_PASSING},
    {"at a rate", TOPIC_PASSING},
    {"too quickly", TOPIC_PASSING},
    {"too many", TOPIC_PASSING},
    {"rate limit", TOPIC_PASSING},
    {"receivingrate", TOPIC_PASSING},
    {"exceeded their limit", TOPIC_PASSING},
    {"per hour", TOPIC_PASSING},
    {"temporar", TOPIC_PASSING},
    {"try again", TOPIC_PASSING},
    {"try later", TOPIC_PASSING},
    {"timed out", TOPIC_PASSING},
    {"timeout", TOPIC_PASSING},
    {"connection refused", TOPIC_PASSING},
    {"no answer from", TOPIC_PASSING},
    {"unreachable", TOPIC_PASSING},
    {"malformed", TOPIC_PASSING},
    {"unexpected name server reply", TOPIC_PASSING},
    {"server failure", TOPIC_PASSING},
    {"servfail", TOPIC_PASSING},
    {"lookup failed", TOPIC_PASSING},
    {"lookup failure", TOPIC_PASSING},
    {"dns query failed", TOPIC_PASSING},
    {"postfach voll", TOPIC_PASSING},
    {"ist voll", TOPIC_PASSING},
    {"\303\274berschritten", TOPIC_PASSING},
    {"est plein", TOPIC_PASSING},
    {"llen", TOPIC_PASSING},
    {"cheia", TOPIC_PASSING},
    {"piena", TOPIC_PASSING},
    {"host found but no data", TOPIC_NONE},
    {"host not found", TOPIC_NO_HOST},
    {"host unknown", TOPIC_NO_HOST},
    {"unknown host", TOPIC_NO_HOST},
    {"domain not found", TOPIC_NO_HOST},
    {"domain name not found", TOPIC_NO_HOST},
    {"domain does not exist", TOPIC_NO_HOST},
    {"no such domain", TOPIC_NO_HOST},
    {"no such host", TOPIC_NO_HOST},
    {"any host named", TOPIC_NO_HOST},
    {"unrouteable mail domain", TOPIC_NO_HOST},
    {"nxdomain", TOPIC_NO_HOST},
    {"user unknown", TOPIC_NO_MAILBOX},
    {"unknown user", TOPIC_NO_MAILBOX},
    {"no such user", TOPIC_NO_MAILBOX},
    {"user not found", TOPIC_NO_MAILBOX},
    {"user does not exist", TOPIC_NO_MAILBOX},
    {"user doesn't", TOPIC_NO_MAILBOX},
    {"does not exist", TOPIC_NO_MAILBOX},
    {"doesn't exist", TOPIC_NO_MAILBOX},
    {"doesn't have a", TOPIC_NO_MAILBOX},
    {"does not have a", TOPIC_NO_MAILBOX},
    {"mailbox unavailable", TOPIC_NO_MAILBOX},
    {"mailbox not available", TOPIC_NO_MAILBOX},
    {"mailbox not found", TOPIC_NO_MAILBOX},
    {"mailbox unknown", TOPIC_NO_MAILBOX},
    {"unknown mailbox", TOPIC_NO_MAILBOX},
    {"no mailbox", TOPIC_NO_MAILBOX},
    {"no such mailbox", TOPIC_NO_MAILBOX},
    {"invalid mailbox", TOPIC_NO_MAILBOX},
    {"recipient not found", TOPIC_NO_MAILBOX},
    {"recipientnotfound", TOPIC_NO_MAILBOX},
    {"recipient unknown", TOPIC_NO_MAILBOX},
    {"unknown recipient", TOPIC_NO_MAILBOX},
    {"invalid recipient", TOPIC_NO_MAILBOX},
    {"no such recipient", TOPIC_NO_MAILBOX},
    {"recipient rejected", TOPIC_NO_MAILBOX},
    {"recipient address rejected", TOPIC_NO_MAILBOX},
    {"no such address", TOPIC_NO_MAILBOX},
    {"address unknown", TOPIC_NO_MAILBOX},
    {"unknown address", TOPIC_NO_MAILBOX},
    {"address not found", TOPIC_NO_MAILBOX},
    {"invalid address", TOPIC_NO_MAILBOX},
    {"address invalid", TOPIC_NO_MAILBOX},
    {"unrouteable address", TOPIC_NO_MAILBOX},
    {"unknown local part", TOPIC_NO_MAILBOX},
    {"addressee unknown", TOPIC_NO_MAILBOX},
    {"account not found", TOPIC_NO_MAILBOX},
    {"no such account", TOPIC_NO_MAILBOX},
    {"no account", TOPIC_NO_MAILBOX},
    {"account disabled", TOPIC_NO_MAILBOX},
    {"account is disabled", TOPIC_NO_MAILBOX},
    {"account has been disabled", TOPIC_NO_MAILBOX},
    {"mailbox disabled", TOPIC_NO_MAILBOX},
    {"mailbox is disabled", TOPIC_NO_MAILBOX},
    {"inactive", TOPIC_NO_MAILBOX},
    {"deactivated", TOPIC_NO_MAILBOX},
    {"discontinued", TOPIC_NO_MAILBOX},
    {"no longer", TOPIC_NO_MAILBOX},
    {"not a valid", TOPIC_NO_MAILBOX},
    {"not our customer", TOPIC_NO_MAILBOX},
    {"nobody here", TOPIC_NO_MAILBOX},
    {"no user", TOPIC_NO_MAILBOX},
    {"unbekannt", TOPIC_NO_MAILBOX},
    {"existiert nicht", TOPIC_NO_MAILBOX},
    {"nicht gefunden", TOPIC_NO_MAILBOX},
    {"inconnu", TOPIC_NO_MAILBOX},
    {"n'existe pas", TOPIC_NO_MAILBOX},
    {"desconocid", TOPIC_NO_MAILBOX},
    {"no existe", TOPIC_NO_MAILBOX},
    {"desconhecid", TOPIC_NO_MAILBOX},
    {"n\303\243o existe", TOPIC_NO_MAILBOX},
    {"sconosciut", TOPIC_NO_MAILBOX},
    {"non esiste", TOPIC_NO_MAILBOX},
    {"onbekend", TOPIC_NO_MAILBOX},
    {"bestaat niet", TOPIC_NO_MAILBOX},
};

static bool has(const char *words, const char *phrase) {
    for (const char *at = strstr(words, phrase); at; at = strstr(at + 1, phrase)) {
        if (at == words || !isalnum((unsigned char)at[-1]))
            return true;
    }
    return false;
}

enum refusal_topic refusal_topic(const char *words) {
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        if (has(words, phrases[i].words))
            return phrases[i].topic;
    }
    return TOPIC_NONE;
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

// At most three digits; returns how many there were.
static size_t read_number(const char *text, size_t length, int *out) {
    size_t count = 0;
    for (*out = 0; count < length && count < 3 && is_digit(text[count]); count++)
        *out = *out * 10 + (text[count] - '0');
    return count;
}

bool enhanced_code_read(const char *text, size_t length, struct enhanced_code *out) {
    struct enhanced_code code = {0};
    size_t at = read_number(text, length, &code.class);
    if (at != 1 || (code.class != 2 && code.class != 4 && code.class != 5) || at == length ||
        text[at] != '.')
        return false;
    size_t subject = read_number(text + at + 1, length - at - 1, &code.subject);
    at += 1 + subject;
    if (subject == 0 || code.subject > 7 || at == length || text[at] != '.')
        return false;
    size_t detail = read_number(text + at + 1, length - at - 1, &code.detail);
    at += 1 + detail;
    bool goes_on = at < length && (isalnum((unsigned char)text[at]) ||
                                   (text[at] == '.' && at + 1 < length && is_digit(text[at + 1])));
    if (detail == 0 || goes_on)
        return false;
    *out = code;
    return true;
}

static bool is_blank(char byte) {
    return byte == '\0' || isspace((unsigned char)byte);
}

// What codes are in a word: "550", "550-5.1.1", "(#5.1.1)", "'5.7.1". Digits behind a letter or a
// dot belong to something else.
static void read_codes(const char *word, size_t length, struct refusal_evidence *evidence) {
    for (size_t i = 0; i < length; i++) {
        bool begins = is_digit(word[i]) &&
                      (i == 0 || (!isalnum((unsigned char)word[i - 1]) && word[i - 1] != '.'));
        if (!begins)
            continue;
        int number = 0;
        struct enhanced_code code;
        size_t end = i + read_number(word + i, length - i, &number);
        bool whole = end == length || (!isalnum((unsigned char)word[end]) && word[end] != '.');
        if (evidence->reply == 0 && end == i + 3 && whole && number >= 400 && number < 600)
            evidence->reply = number;
        if (enhanced_code_read(word + i, length - i, &code) && code.class != 2 &&
            (evidence->reply == 0 || evidence->reply / 100 == code.class) &&
            (code.subject > 0 || !evidence->diagnosis.class))
            evidence->diagnosis = code;
    }
}

static bool is_link_or_address(const char *word, size_t length) {
    return memchr(word, '@', length) || memmem(word, length, "://", 3);
}

// A word of the language: it has a letter, and no dot inside, as the name of a host has.
static bool is_word(const char *word, size_t length) {
    bool letter = false;
    for (size_t i = 0; i < length; i++) {
        letter = letter || isalpha((unsigned char)word[i]);
        if (word[i] == '.' && i + 1 < length && isalnum((unsigned char)word[i + 1]))
            return false;
    }
    return letter;
}

static size_t add_word(struct refusal_evidence *evidence, size_t used, const char *word,
                       size_t length) {
    if (used + length + 2 > sizeof evidence->words)
        return used;
    if (used > 0)
        evidence->words[used++] = ' ';
    for (size_t i = 0; i < length; i++)
        evidence->words[used++] = (char)tolower((unsigned char)word[i]);
    return used;
}

void refusal_read(const char *text, size_t length, struct refusal_evidence *evidence) {
    evidence->reply = 0;
    evidence->diagnosis = (struct enhanced_code){0};
    size_t used = 0;
    for (size_t begin = 0, end; begin < length; begin = end + 1) {
        for (end = begin; end < length && !is_blank(text[end]); end++)
            ;
        if (is_link_or_address(text + begin, end - begin))
            continue;
        read_codes(text + begin, end - begin, evidence);
        if (is_word(text + begin, end - begin))
            used = add_word(evidence, used, text + begin, end - begin);
    }
    evidence->words[used] = '\0';
}
