// test_bounce.c: mails that came back: whose they are, and what they report, however they are
// written.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/token.h"
#include "newsletter/bounce.h"
#include "unit/check.h"

#define SECRET   "0123456789abcdef0123456789abcdef"
#define CAPITALS "0123456789ABCDEF0123456789ABCDEF"
#define HEAD     "To: bounces+17-" SECRET "@example.org\n"
#define MULTIPART                                                                                  \
    HEAD "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n"
#define STATUS "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
#define GROUP  "Final-Recipient: rfc822; a@r.test\nAction: failed\nStatus: 5.1.1\n"
#define END    "\n--b--\n"

static int make(void **state) {
    *state = arena_new();
    return 0;
}

static int end(void **state) {
    arena_free(*state);
    return 0;
}

static struct bounce read(struct arena *arena, const char *text) {
    return bounce_read(arena, NULL, 0, (struct bytes){text, strlen(text)});
}

static void a_bounce_names_its_delivery(void **state) {
    static const struct {
        const char *mail;
        int64_t id;
    } mails[] = {
        {HEAD "\n", 17},
        {"TO: BOUNCES+17-" CAPITALS "@EXAMPLE.ORG\n\n", 17},
        {"Delivered-To: b+1-" SECRET "@x.example\n\n", 1},
        {"X-Original-To: b+2-" SECRET "@x.example\n\n", 2},
        {"to: <b+a+3-" SECRET "@x.example>\n\n", 3},
        {"To: someone@x.example\nEnvelope-to: b+4-" SECRET "@x.example\n\n", 4},
        {"To:\n <b+5-" SECRET "@x.example>\n\n", 5},
        {"To: SRS0=hash=tt=x.example=b+6-" SECRET "@y.example\n\n", 6},
        {"From x Tue Nov 24 09:00:00 2026\nTo: b+7-" SECRET "@x.example\n\n", 7},
        {"", 0},
        {"To: b@x.example\n\n", 0},
        {"To: b+-" SECRET "@x.example\n\n", 0},
        {"To: b+1-" SECRET "x.example\n\n", 0},
        {"To: b+1-0" SECRET "@x.example\n\n", 0},
        {"To: b+1-0123@x.example\n\n", 0},
        {"To: b+1-" SECRET, 0},
        {"To: b+99999999999999999999999-" SECRET "@x.example\n\n", 0},
        {"\nTo: b+1-" SECRET "@x.example\n", 0},
        {"Cc: b+1-" SECRET "@x.example\n\n", 0},
    };
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        struct bounce bounce = read(*state, mails[i].mail);
        if (bounce.delivery_id != mails[i].id)
            fail_msg("%s: %d", mails[i].mail, (int)bounce.delivery_id);
        if (mails[i].id > 0)
            assert_string_equal(bounce.secret, SECRET);
    }
    const char *const recipients[] = {NULL, "b+8-" CAPITALS "@x.example"};
    struct bytes mail = {HEAD, sizeof HEAD - 1};
    assert_int_equal(bounce_read(*state, recipients, 2, mail).delivery_id, 8);
}

static const struct {
    const char *mail;
    size_t groups;
    const char *recipient; // of the last
    bool failed;
    enum refusal refusal;
} reports[] = {
    {MULTIPART STATUS GROUP END, 1, "a@r.test", true, REFUSAL_GONE},
    {MULTIPART STATUS GROUP, 1, "a@r.test", true, REFUSAL_GONE},
    {MULTIPART STATUS GROUP "\nFinal-Recipient: rfc822;<b@r.test>\nAction: Failed\n"
                            "Status: 4.4.7\n" END,
     2, "b@r.test", true, REFUSAL_SOFT},
    {MULTIPART STATUS "Final-Recipient: rfc822; a@r.test\nAction: delayed\nStatus: 4.4.1\n" END, 1,
     "a@r.test", false, 0},
    {MULTIPART STATUS "Final-Recipient: rfc822; a@r.test\nAction: relayed\nStatus: 2.1.9\n" END, 1,
     "a@r.test", false, 0},
    {MULTIPART STATUS "Final-Recipient: rfc822; a@r.test\nAction: failed\nDiagnostic-Code: smtp;\n"
                      " 550-5.7.1 no\n 550 5.7.1 at all\nStatus: 5.1.1\n" END,
     1, "a@r.test", true, REFUSAL_ABOUT_US},
    {MULTIPART STATUS "Final-Recipient: rfc822; a@r.test\nAction: failed\n"
                      "Diagnostic-Code: 550 RESOLVER.ADR; 550 5.1.10 none\n" END,
     1, "a@r.test", true, REFUSAL_GONE},
    {MULTIPART "--b\nContent-Type: message/global-delivery-status\n\nReporting-MTA: dns; mx\n\n"
               "Final-Recipient: utf-8; \xc3\xa4@r.test\nAction: failed\nStatus: 5.1.1\n" END,
     1, "\xc3\xa4@r.test", true, REFUSAL_GONE},
    {MULTIPART "--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: BASE64\n\n"
               "UmVwb3J0aW5nLU1UQTogZG5zOyBteAoKRmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGFAci50\n"
               "ZXN0CkFjdGlvbjogZmFpbGVkClN0YXR1czogNS4xLjEK" END,
     1, "a@r.test", true, REFUSAL_GONE},
    {MULTIPART "--b\nContent-Type: message/delivery-status\n"
               "Content-Transfer-Encoding: quoted-printable\n\nReporting-MTA: dns; mx\n\n"
               "Final-Recipient: rfc822; a=40r.test\nAction: fa=\niled\nStatus: 5.1.1\n" END,
     1, "a@r.test", true, REFUSAL_GONE},
    {HEAD
     "Content-Type: multipart/mixed; boundary=o\n\n--o\n"
     "Content-Type: Multipart/Report;\n boundary=b; report-type=delivery-status\n\n" STATUS GROUP
         END "--o--\n",
     1, "a@r.test", true, REFUSAL_GONE},
    {HEAD "\nHi. This is the qmail-send program at r.test.\nI could not deliver.\n\n"
          "<a@r.test>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
          "--- Below this line is a copy of the message.\n\n<b@r.test>:\n550 5.1.1\n",
     1, "a@r.test", true, REFUSAL_GONE},
    {HEAD "\r\nHi. This is the qmail-send program at r.test.\r\n\r\n<a@r.test>:\r\n"
          "192.0.2.1 does not like recipient.\r\nRemote host said: 552 5.2.2 full\r\n\r\n---\r\n",
     1, "a@r.test", true, REFUSAL_SOFT},
    {HEAD "X-Failed-Recipients: a@r.test\n\nThis message was created automatically.\n\n"
          "  a@r.test\n    host mx.r.test [192.0.2.1]\n    SMTP error after RCPT TO:<a@r.test>:\n"
          "    550 5.1.1 nobody\n\n------ This is a copy\n5.7.1\n",
     1, "a@r.test", true, REFUSAL_GONE},
    {HEAD "Content-Type: multipart/report;\n boundary*0*=us-ascii''%3D;\n boundary*1=\"b\"\n\n"
          "--=b\nContent-Type: message/delivery-status\n\n" GROUP "\n--=b--\n",
     1, "a@r.test", true, REFUSAL_GONE},
    {HEAD "\nHi. This is the qmail-send program at r.test.\n\n<a@r.test>:\n"
          "User and password not set, continuing without authentication.\n"
          "Remote host said: 554 delivery error: dd This user doesn't have a r.test account\n",
     1, "a@r.test", true, REFUSAL_PERHAPS_GONE},
    {MULTIPART STATUS "Final-Recipient: utf-8; \\x{E4}@b\\x{fc}cher.test\nAction: failed\n"
                      "Status: 5.1.1\n" END,
     1, "\303\244@b\303\274cher.test", true, REFUSAL_GONE},
    {MULTIPART STATUS "Final-Recipient: utf-8;\nAction: failed\nStatus: 5.1.1\n" END, 1, "", true,
     REFUSAL_GONE},
    {MULTIPART STATUS
     "Final-Recipient: utf-8; \\x{}\\x{D800}\\x{110000}\\x{41\\x{0}\nAction: failed\n"
     "Status: 5.1.1\n" END,
     1, "\\x{}\\x{D800}\\x{110000}\\x{41\\x{0}", true, REFUSAL_GONE},
    {"To: bounces+17-" SECRET "@example.org\r\r\nContent-Type: multipart/report; boundary=b\r\r\n"
     "\r\r\n--b\r\r\nContent-Type: message/delivery-status\r\r\n\r\r\n"
     "Final-Recipient: rfc822; a@r.test\r\r\nAction: failed\r\r\nStatus: 5.1.1\r\r\n--b--\r\r\n",
     1, "a@r.test", true, REFUSAL_GONE},
    // No reports.
    {HEAD "\nAction: failed\nStatus: 5.1.1\n", 0, NULL, false, 0},
    {HEAD "\n> <a@r.test>:\n> 550 5.1.1 nobody\n", 0, NULL, false, 0},
    {HEAD "Content-Type: multipart/mixed; boundary=b\n\n" STATUS GROUP END, 0, NULL, false, 0},
    {HEAD
     "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: message/rfc822\n\n" MULTIPART
         STATUS GROUP END "--o--\n",
     0, NULL, false, 0},
    {MULTIPART "--b\n\n" GROUP END, 0, NULL, false, 0},
    {MULTIPART STATUS END, 0, NULL, false, 0},
    {MULTIPART GROUP, 0, NULL, false, 0},
    {MULTIPART "--b--\n" STATUS GROUP, 0, NULL, false, 0},
    {"Content-Type: multipart/report\n\n" STATUS GROUP END, 0, NULL, false, 0},
    {"Content-Type: multipart/report; boundary=\"\"\n\n--\n--\n", 0, NULL, false, 0},
};

static void a_report_is_read_as_servers_write_it(void **state) {
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        struct report report = read(*state, reports[i].mail).report;
        if (report.group_count != reports[i].groups)
            fail_msg("%s: %zu groups", reports[i].mail, report.group_count);
        assert_int_equal(report.kind, reports[i].groups > 0 ? REPORT_DELIVERY : REPORT_NONE);
        if (report.group_count == 0)
            continue;
        const struct report_group *last = &report.groups[report.group_count - 1];
        assert_string_equal(last->recipient, reports[i].recipient);
        if (last->failed != reports[i].failed || last->refusal != reports[i].refusal)
            fail_msg("%s: %d", reports[i].mail, (int)last->refusal);
    }
}

#define QUOTED "Return-Path: <bounces+17-" SECRET "@example.org>\nSubject: x\n\nx"
#define LINKED                                                                                     \
    "Return-Path: <>\nMessage-ID: <issue-17.1@example.org>\nList-Unsubscribe:\n"                   \
    " <https://v.example/newsletter/unsubscribe?token=" SECRET SECRET ">\n\ntoken=1"
#define FEEDBACK(type, quoted)                                                                     \
    "To: fbl@example.org\nContent-Type: multipart/report; report-type=feedback-report;"            \
    " boundary=b\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: " type            \
    "\nVersion: 1\n\n--b\nContent-Type: message/rfc822\n\n" quoted "\n--b--\n"

static void an_abuse_report_is_a_complaint(void **state) {
    struct bounce bounce = read(*state, FEEDBACK("abuse", QUOTED));
    assert_int_equal(bounce.report.kind, REPORT_COMPLAINT);
    assert_int_equal(bounce.delivery_id, 17);
    bounce = read(*state, FEEDBACK("abuse", LINKED));
    assert_int_equal(bounce.delivery_id, 17);
    assert_string_equal(bounce.secret, "");
    assert_string_equal(bounce.token, SECRET SECRET);
    assert_int_equal(read(*state, FEEDBACK("Opt-Out", QUOTED)).report.kind, REPORT_COMPLAINT);
    bounce = read(*state, FEEDBACK("not-spam", LINKED));
    assert_int_equal(bounce.report.kind, REPORT_NONE);
    assert_null(bounce.token);
    assert_int_equal(read(*state, FEEDBACK("auth-failure", QUOTED)).report.kind, REPORT_NONE);
}

// Bytes changed, cut out, doubled.
static size_t mutate(char *text, size_t length, size_t room) {
    for (int i = 0; i < 4; i++) {
        size_t at = (size_t)lrand48() % length;
        size_t count = (size_t)lrand48() % (length - at) / 8 + 1;
        switch (lrand48() % 3) {
        case 0: text[at] = (char)lrand48(); break;
        case 1:
            if (count < length - at) {
                memmove(text + at, text + at + count, length - at - count);
                length -= count;
            }
            break;
        default:
            if (length + count <= room) {
                memmove(text + at + count, text + at, length - at);
                length += count;
            }
        }
    }
    return length;
}

static void read_mutated(const char *mail) {
    enum { ROUNDS = 400, ROOM = 8192 };
    for (int round = 0; round < ROUNDS; round++) {
        struct arena *arena = arena_new();
        char room[ROOM];
        size_t length = strlen(mail);
        memcpy(room, mail, length);
        length = mutate(room, length, sizeof room);
        char *exact = malloc(length); // so that a byte too far is seen
        assert_non_null(exact);
        memcpy(exact, room, length);
        struct bounce bounce = bounce_read(arena, NULL, 0, (struct bytes){exact, length});
        assert_true(bounce.report.group_count <= REPORT_GROUPS_MAX);
        assert_true(!bounce.token || token_is_well_formed(bounce.token));
        free(exact);
        arena_free(arena);
    }
}

static void no_input_breaks_it(void **state) {
    (void)state;
    srand48(7);
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        read_mutated(reports[i].mail);
    read_mutated(FEEDBACK("abuse", QUOTED));
    read_mutated(FEEDBACK("abuse", LINKED));
}

static void much_of_anything_is_bounded(void **state) {
    static const char *const units[] = {
        "Content-Type: multipart/report; boundary=b\n\n--b\n",
        "--b\nContent-Type: message/delivery-status\n\n" GROUP "\n\n" GROUP "\n",
        "To: +1-",
        " folded\n",
        GROUP "\n",
        "<a@r.test>:\n550 no\n\n",
        "=\n",
        "\n",
        "\0x",
        "a, ",
    };
    static const char *const heads[] = {MULTIPART, MULTIPART STATUS,
                                        HEAD "X-Failed-Recipients: ", HEAD "\nHi. This is the\n\n",
                                        ""};
    enum { SIZE = 1024 * 1024 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        for (size_t j = 0; j < sizeof heads / sizeof *heads; j++) {
            size_t used = strlen(heads[j]);
            size_t unit = strlen(units[i]) > 0 ? strlen(units[i]) : 2;
            memcpy(text, heads[j], used);
            for (; used + unit <= SIZE; used += unit)
                memcpy(text + used, units[i], unit);
            struct arena *arena = arena_new();
            struct bounce bounce = bounce_read(arena, NULL, 0, (struct bytes){text, used});
            assert_true(bounce.report.group_count <= REPORT_GROUPS_MAX);
            arena_free(arena);
        }
    }
    free(text);
    (void)state;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_bounce_names_its_delivery, make, end),
        cmocka_unit_test_setup_teardown(a_report_is_read_as_servers_write_it, make, end),
        cmocka_unit_test_setup_teardown(an_abuse_report_is_a_complaint, make, end),
        cmocka_unit_test(no_input_breaks_it),
        cmocka_unit_test(much_of_anything_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
