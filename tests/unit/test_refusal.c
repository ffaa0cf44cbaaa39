// test_refusal.c: what refusals mean, row by row, in reports and in answers.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mail/refusal.h"
#include "unit/check.h"

// Reports: the field Status, NULL when it is missing, and the diagnosis behind its type.
static const struct {
    const char *status;
    const char *diagnosis;
    enum refusal refusal;
} reports[] = {
    // Gone, and the numbers beside it.
    {"5.1.1", "", REFUSAL_GONE},
    {"5.1.2", "", REFUSAL_GONE},
    {"5.1.3", "", REFUSAL_GONE},
    {"5.1.4", "", REFUSAL_SOFT},
    {"5.1.5", "", REFUSAL_UNCLEAR},
    {"5.1.6", "", REFUSAL_GONE},
    {"5.1.7", "", REFUSAL_ABOUT_US},
    {"5.1.8", "", REFUSAL_ABOUT_US},
    {"5.1.9", "", REFUSAL_UNCLEAR},
    {"5.1.10", "", REFUSAL_GONE},
    {"5.1.11", "", REFUSAL_UNCLEAR},
    {"5.1.13", "", REFUSAL_UNCLEAR},
    {"5.1.18", "", REFUSAL_UNCLEAR},
    {"5.1.20", "", REFUSAL_ABOUT_US},
    {"5.1.90", "you've reached your daily limit", REFUSAL_ABOUT_US},
    {"5.1.99", "", REFUSAL_ABOUT_US},
    {"5.1.100", "", REFUSAL_UNCLEAR},
    {"05.1.1", "", REFUSAL_UNCLEAR},
    {"5.01.1", "", REFUSAL_GONE},
    {"5.1.1 (bad destination mailbox address)", "", REFUSAL_GONE},
    {"4.1.1", "", REFUSAL_SOFT},
    {"2.1.5", "", REFUSAL_UNCLEAR},
    // 5.1.0 does not say whose address.
    {"5.1.0", "", REFUSAL_PERHAPS_GONE},
    {"5.1.0", "550 5.1.0 Address rejected.", REFUSAL_PERHAPS_GONE},
    {"5.1.0", "550 5.1.0 <bounces@a.test> sender rejected. AUP#CDRBL", REFUSAL_ABOUT_US},
    {"5.1.0", "550 5.1.0 192.0.2.1 is not allowed to send from <a.test> per it's SPF Record.",
     REFUSAL_ABOUT_US},
    {"5.1.0", "5.1.0 - Unknown address error 550-'5.7.1 our list has you'", REFUSAL_ABOUT_US},
    {"5.1.0", "5.1.0 - Unknown address error 550-'5.1.1 nobody'", REFUSAL_GONE},
    {"5.1.0", "550 5.1.0 Sender denied", REFUSAL_ABOUT_US},
    // The code inside outranks the status.
    {"5.1.1", "550 5.7.1 IP address blacklisted by recipient", REFUSAL_ABOUT_US},
    {"5.1.1", "552 5.2.2 Over quota", REFUSAL_SOFT},
    {"5.1.1", "550-5.7.1 one\n 550 5.7.1 two", REFUSAL_ABOUT_US},
    {"5.1.1", "550 #5.7.1 no", REFUSAL_ABOUT_US},
    {"5.0.0", "550 5.1.1 nobody", REFUSAL_GONE},
    {"5.0.350", "550 5.0.350 Remote server returned an error -> 550 5.1.1 nobody", REFUSAL_GONE},
    {"5.7.1", "550 5.1.1 nobody", REFUSAL_GONE},
    {"5.2.2", "550 5.0.0 no", REFUSAL_SOFT},
    {"5.1.1", "550 4.7.1 the class of another response", REFUSAL_GONE},
    {"5.1.1", "host mx.a.test[5.7.1.9] said: 550 no", REFUSAL_GONE},
    {"5.1.1", "550 see https://a.test/5.7.1 and 5.7.1@a.test", REFUSAL_GONE},
    {"5.1.1", "550 Exim 4.94.2 of a.test, v5.7.1", REFUSAL_GONE},
    // The mailbox.
    {"5.2.0", "", REFUSAL_SOFT},
    {"5.2.1", "550 5.2.1 The account is disabled", REFUSAL_PERHAPS_GONE},
    {"5.2.1", "", REFUSAL_PERHAPS_GONE},
    {"5.2.1",
     "550-5.2.1 The user you are trying to contact is receiving mail at a 550-5.2.1 rate that "
     "prevents more",
     REFUSAL_SOFT},
    {"5.2.2", "", REFUSAL_SOFT},
    {"5.2.3", "", REFUSAL_ABOUT_US},
    {"5.2.12", "", REFUSAL_SOFT},
    {"5.2.121", "", REFUSAL_SOFT},
    {"5.2.122", "", REFUSAL_SOFT},
    {"4.2.2", "", REFUSAL_SOFT},
    // Systems and routes.
    {"5.3.4", "", REFUSAL_ABOUT_US},
    {"5.3.0", "", REFUSAL_UNCLEAR},
    {"5.3.0", "550 5.3.0 User unknown", REFUSAL_PERHAPS_GONE},
    {"4.3.2", "", REFUSAL_SOFT},
    {"5.4.1", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
     REFUSAL_PERHAPS_GONE},
    {"5.4.1", "connection timed out", REFUSAL_SOFT},
    {"5.4.14", "", REFUSAL_SOFT},
    {"5.4.4",
     "Host or domain name not found. Name service error for name=a.test type=A: Host not found",
     REFUSAL_GONE},
    {"5.4.4",
     "Host or domain name not found. Name service error for name=a.test type=MX: Malformed or "
     "unexpected name server response",
     REFUSAL_SOFT},
    {"5.4.4", "Name service error for name=a.test type=A: Host not found, try again", REFUSAL_SOFT},
    {"5.4.4",
     "Host or domain name not found. Name service error for name=a.test type=AAAA: Host found but "
     "no data record of requested type",
     REFUSAL_PERHAPS_GONE},
    {"5.4.4", "", REFUSAL_PERHAPS_GONE},
    {"5.4.5", "", REFUSAL_ABOUT_US},
    {"5.4.310", "", REFUSAL_GONE},
    {"5.4.31", "", REFUSAL_SOFT},
    {"4.4.7", "", REFUSAL_SOFT},
    // The dialogue, content, policy.
    {"5.5.0", "550 5.5.0 Requested action not taken: mailbox unavailable", REFUSAL_PERHAPS_GONE},
    {"5.5.0", "550 5.5.0 on our block list (S3150)", REFUSAL_ABOUT_US},
    {"5.5.2", "", REFUSAL_ABOUT_US},
    {"5.6.1", "", REFUSAL_ABOUT_US},
    {"5.7.1", "", REFUSAL_ABOUT_US},
    {"5.7.10", "", REFUSAL_ABOUT_US},
    {"5.7.133", "", REFUSAL_ABOUT_US},
    {"4.7.1", "", REFUSAL_ABOUT_US},
    {"5.8.1", "550 nobody", REFUSAL_SOFT},
    // The words alone.
    {"5.0.0", "550 User not found", REFUSAL_PERHAPS_GONE},
    {"5.0.0", "550 anna: User unknown", REFUSAL_PERHAPS_GONE},
    {"5.0.0", "550 User unknown in relay recipient table", REFUSAL_PERHAPS_GONE},
    {"5.0.0", "554 delivery error: dd This user doesn't have a a.test account",
     REFUSAL_PERHAPS_GONE},
    {"5.0.0", "550 <spam-quota@a.test>: User unknown", REFUSAL_PERHAPS_GONE},
    {"5.0.0", "host spam.a.test[192.0.2.1] said: 550 User unknown", REFUSAL_PERHAPS_GONE},
    {"5.0.0", "550 Domain a.test has exceeded the max emails per hour (100/100)", REFUSAL_ABOUT_US},
    {"5.0.0", "550 relay not permitted", REFUSAL_ABOUT_US},
    {"5.0.0", "550 mailbox is full", REFUSAL_SOFT},
    {"5.0.0", "", REFUSAL_UNCLEAR},
    {"5.0.0", "550", REFUSAL_UNCLEAR},
    // Servers that are set to another language.
    {"5.0.0", "550 Benutzer unbekannt", REFUSAL_PERHAPS_GONE},
    {"5.0.0", "550 Das Postfach existiert nicht", REFUSAL_PERHAPS_GONE},
    {"5.0.0", "550 Utilisateur inconnu", REFUSAL_PERHAPS_GONE},
    {"5.0.0", "550 Cette adresse n'existe pas", REFUSAL_PERHAPS_GONE},
    {"5.0.0", "550 Usuario desconocido", REFUSAL_PERHAPS_GONE},
    {"5.0.0", "550 Utente sconosciuto", REFUSAL_PERHAPS_GONE},
    {"5.0.0", "550 Das Postfach ist voll", REFUSAL_SOFT},
    {"5.0.0", "550 La bo\xc3\xaete aux lettres est pleine", REFUSAL_SOFT},
    {"5.0.0", "550 Absender unbekannt", REFUSAL_ABOUT_US},
    {"5.0.0", "550 Exp\303\251diteur inconnu", REFUSAL_ABOUT_US},
    {"5.0.0", "550 \xe5\xae\x9b\xe5\x85\x88\xe4\xb8\x8d\xe6\x98\x8e", REFUSAL_UNCLEAR},
    {"5.1.1", "550 5.2.2 Das Postfach ist voll", REFUSAL_SOFT},
    // No status.
    {NULL, "550 5.1.1 <a@a.test> User unknown", REFUSAL_GONE},
    {NULL, "550 User unknown", REFUSAL_PERHAPS_GONE},
    {NULL, "550 no", REFUSAL_SOFT},
    {NULL, "450 mailbox unavailable", REFUSAL_SOFT},
    {NULL, "554 no", REFUSAL_UNCLEAR},
    {NULL, "", REFUSAL_UNCLEAR},
    {NULL, "Sorry, no mailbox here by that name. (#5.1.1)", REFUSAL_GONE},
};

static enum refusal judge(enum refused_at at, const char *status, const char *diagnosis) {
    struct refusal_evidence evidence = {.at = at};
    if (status)
        (void)enhanced_code_read(status, strlen(status), &evidence.status);
    refusal_read(diagnosis, strlen(diagnosis), &evidence);
    return refusal_judge(&evidence);
}

static void a_report_means_something(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        enum refusal got = judge(REFUSED_IN_A_REPORT, reports[i].status, reports[i].diagnosis);
        if (got != reports[i].refusal)
            fail_msg("%s, \"%s\" is %d", reports[i].status ? reports[i].status : "no status",
                     reports[i].diagnosis, (int)got);
    }
}

static const struct {
    enum refused_at at;
    const char *answer;
    enum refusal refusal;
} answers[] = {
    {REFUSED_AT_RCPT, "550 5.4.1 Recipient address rejected: Access denied", REFUSAL_PERHAPS_GONE},
    {REFUSED_AT_RCPT, "550 5.4.5 Daily user sending quota exceeded.", REFUSAL_ABOUT_US},
    {REFUSED_AT_RCPT, "550 Domain a.test exceeded the max emails per hour", REFUSAL_ABOUT_US},
    {REFUSED_AT_RCPT, "554 Message rejected: Email address is not verified.", REFUSAL_ABOUT_US},
    {REFUSED_AT_RCPT, "550 User unknown", REFUSAL_PERHAPS_GONE},
    {REFUSED_AT_RCPT, "550 no", REFUSAL_SOFT},
    {REFUSED_AT_RCPT, "452 too many recipients", REFUSAL_UNCLEAR},
    {REFUSED_AT_RCPT, "450 4.4.1 no answer from host", REFUSAL_UNCLEAR},
    {REFUSED_AT_DATA, "550 no", REFUSAL_UNCLEAR},
    {REFUSED_AT_DATA, "550 5.4.1 no answer", REFUSAL_UNCLEAR},
    {REFUSED_AT_DATA, "554 delivery error: dd This user doesn't have a a.test account",
     REFUSAL_PERHAPS_GONE},
};

static void an_answer_means_something(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        enum refusal got = judge(answers[i].at, NULL, answers[i].answer);
        if (got != answers[i].refusal)
            fail_msg("\"%s\" is %d", answers[i].answer, (int)got);
    }
}

static void what_is_long_is_cut(void **state) {
    (void)state;
    enum { LONG = 100000 };
    char *text = malloc(LONG);
    assert_non_null(text);
    static const char bytes[] = {'a', '5', '.', ' ', '\0', '-', '\xff'};
    srand48(7);
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < LONG; i++)
            text[i] = bytes[(size_t)lrand48() % (round % 2 ? sizeof bytes : 2)];
        struct refusal_evidence evidence = {.at = REFUSED_IN_A_REPORT};
        refusal_read(text, LONG, &evidence);
        assert_true(strlen(evidence.words) < REFUSAL_WORDS_SIZE);
    }
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_means_something),
        cmocka_unit_test(an_answer_means_something),
        cmocka_unit_test(what_is_long_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
