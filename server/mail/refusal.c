// refusal.c: see refusal.h. THE table of what refusals mean, and how the words are told apart.
#include "mail/refusal.h"

#include <string.h>

#include "mail/refusal_words.h"

enum { ANY = -1 };

// What the words decide where the code leaves it open.
enum rule {
    ABOUT_US,
    UNCLEAR,
    SOFT,
    GONE,
    WORDS_OR_UNCLEAR, // as the words say, else unclear
    WORDS_OR_US,      // … else about us
    WORDS_OR_PERHAPS, // … else perhaps gone
    ROUTE,            // the same, and gone when they say that there is no such host
    FOR_NOW,          // soft, unless they blame the sender
};

struct row {
    int class; // ANY: 4 and 5
    int subject;
    int from; // details
    int to;
    enum rule rule;
};

// The first row that fits counts. Where RFC 3463 and its registry (IANA, "SMTP Enhanced Status
// Codes") mean another party than providers do, what providers send is in the comment.
static const struct row rows[] = {
    // X.1: addresses. 4.1.x is given up after days of trying, so never a proof.
    {5, 1, 0, 0, WORDS_OR_PERHAPS}, // RFC 3463: "something about the address", not whose. Cox:
                                    // "sender rejected"; GoDaddy: SPF; IronPort wraps all in it;
                                    // Exchange: "Sender denied" (Microsoft's list of NDR codes)
    {5, 1, 1, 3, GONE},             // RFC 3463: mailbox, system, syntax of the recipient's address
    {5, 1, 4, 4, SOFT},             // RFC 3463: it fits several mailboxes there
    {5, 1, 6, 6, GONE},             // RFC 3463: moved, with no address to forward to
    {ANY, 1, 7, 8, ABOUT_US},       // RFC 3463: the sender's address, the sender's system
    {5, 1, 10, 10, GONE},           // RFC 7505: null MX. Exchange: recipient not found
    {5, 1, 20, 20, ABOUT_US},       // Exchange: the From field (Microsoft's list)
    {5, 1, 90, 99, ABOUT_US},       // Exchange 5.1.90: the sender's own limit of a day (likewise)
    {4, 1, 0, ANY, FOR_NOW},
    {5, 1, 0, ANY, WORDS_OR_UNCLEAR},
    // X.2: the mailbox.
    {5, 2, 1, 1, WORDS_OR_PERHAPS}, // RFC 3463: disabled, which may pass. Gmail also: "receiving
                                    // mail at a rate that …" (Google's SMTP error codes)
    {ANY, 2, 3, 3, ABOUT_US},       // RFC 3463: the mail is longer than the mailbox allows
    {ANY, 2, 0, ANY, SOFT}, // RFC 3463: full, lists. Exchange 5.2.121, 5.2.122: limits of an hour
    // X.3: a mail system. Not said whose.
    {ANY, 3, 4, 4, ABOUT_US}, // RFC 3463: the mail is too big for it
    {4, 3, 0, ANY, FOR_NOW},
    {5, 3, 0, ANY, WORDS_OR_UNCLEAR},
    // X.4: network and routing.
    {5, 4, 1, 1, WORDS_OR_PERHAPS}, // Exchange: "Recipient address rejected: Access denied", no
                                    // such recipient (Microsoft on directory-based edge
                                    // blocking). RFC 3463: no answer from the host
    {5, 4, 4, 4, ROUTE},            // RFC 3463: no route, for want of a name or of DNS
    {ANY, 4, 5, 5, ABOUT_US},       // Gmail 5.4.5: the sender's daily quota (Google's list)
    {5, 4, 310, 310, GONE},         // Exchange: the domain is not in DNS (Microsoft's list)
    {ANY, 4, 0, ANY, FOR_NOW},      // RFC 3463: loops, congestion, expiry
    // X.5: the protocol between two servers.
    {5, 5, 0, ANY, WORDS_OR_US}, // RFC 3463. Hotmail 5.5.0: "mailbox unavailable"
    {4, 5, 0, ANY, UNCLEAR},
    // X.6, X.7: content and policy. RFC 3463, RFC 7372 (SPF, DKIM), RFC 7293.
    {ANY, 6, 0, ANY, ABOUT_US},
    {ANY, 7, 0, ANY, ABOUT_US},
    // X.0: it says nothing. Exim always writes 5.0.0, Exchange 5.0.350 around another's answer.
    {4, 0, 0, ANY, FOR_NOW},
    {5, 0, 0, ANY, WORDS_OR_UNCLEAR},
};

static enum refusal by_words(enum refusal_topic topic, enum refusal otherwise) {
    switch (topic) {
    case TOPIC_SENDER: return REFUSAL_ABOUT_US;
    case TOPIC_PASSING: return REFUSAL_SOFT;
    case TOPIC_NO_HOST:
    case TOPIC_NO_MAILBOX: return REFUSAL_PERHAPS_GONE;
    case TOPIC_NONE: break;
    }
    return otherwise;
}

static enum refusal apply(enum rule rule, const char *words) {
    enum refusal_topic topic = refusal_topic(words);
    switch (rule) {
    case ABOUT_US: return REFUSAL_ABOUT_US;
    case SOFT: return REFUSAL_SOFT;
    case GONE: return REFUSAL_GONE;
    case WORDS_OR_UNCLEAR: return by_words(topic, REFUSAL_UNCLEAR);
    case WORDS_OR_US: return by_words(topic, REFUSAL_ABOUT_US);
    case WORDS_OR_PERHAPS: return by_words(topic, REFUSAL_PERHAPS_GONE);
    case ROUTE:
        return topic == TOPIC_NO_HOST ? REFUSAL_GONE : by_words(topic, REFUSAL_PERHAPS_GONE);
    case FOR_NOW: return topic == TOPIC_SENDER ? REFUSAL_ABOUT_US : REFUSAL_SOFT;
    case UNCLEAR: break;
    }
    return REFUSAL_UNCLEAR;
}

static bool fits(const struct row *row, struct enhanced_code code) {
    return (row->class == ANY || row->class == code.class) && row->subject == code.subject &&
           code.detail >= row->from && (row->to == ANY || code.detail <= row->to);
}

static enum refusal judge_code(struct enhanced_code code, const char *words) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (fits(&rows[i], code))
            return apply(rows[i].rule, words);
    }
    return REFUSAL_UNCLEAR; // a code that no registry has
}

// RFC 5321, 4.2.3. 550 to a recipient may also be a policy, so alone it is no proof.
static enum refusal judge_reply(enum refused_at at, int reply, const char *words) {
    switch (reply) {
    case 450:
    case 550:
    case 551:
    case 552:
    case 553:
        return by_words(refusal_topic(words),
                        at == REFUSED_AT_DATA ? REFUSAL_UNCLEAR : REFUSAL_SOFT);
    case 503: // the order of commands
    case 530: // AUTH is missing
    case 535: return REFUSAL_ABOUT_US;
    }
    bool of_server = at != REFUSED_IN_A_REPORT && reply / 100 == 4; // 451, 452: of itself, to all
    return of_server ? REFUSAL_UNCLEAR : by_words(refusal_topic(words), REFUSAL_UNCLEAR);
}

struct enhanced_code refusal_code(const struct refusal_evidence *evidence) {
    struct enhanced_code inner = evidence->diagnosis;
    bool says_more = evidence->status.class && evidence->status.subject > 0;
    return inner.class && (inner.subject > 0 || !says_more) ? inner : evidence->status;
}

static enum refusal at_most(enum refusal refusal, enum refusal most) {
    return refusal > most ? most : refusal;
}

// In an answer, what is said of systems and routes is said by a server of itself, to all alike.
static bool is_about_the_server(enum refused_at at, struct enhanced_code code) {
    return at != REFUSED_IN_A_REPORT && code.subject != 1 && code.subject != 2 &&
           (code.class == 4 || (at == REFUSED_AT_DATA && (code.subject == 3 || code.subject == 4)));
}

enum refusal refusal_judge(const struct refusal_evidence *evidence) {
    struct enhanced_code code = refusal_code(evidence);
    bool coded = code.class == 4 || code.class == 5;
    enum refusal refusal = coded ? judge_code(code, evidence->words)
                                 : judge_reply(evidence->at, evidence->reply, evidence->words);
    if (coded && is_about_the_server(evidence->at, code))
        return at_most(refusal, REFUSAL_UNCLEAR);
    bool for_now = coded ? code.class == 4 : evidence->reply / 100 == 4;
    return for_now ? at_most(refusal, REFUSAL_SOFT) : refusal;
}
