// test_mail.c: what a mail server's answers mean, and mails as files.
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "mail/dialogue.h"
#include "mail/eml.h"
#include "unit/check.h"

static const struct {
    enum smtp_stage stage;
    const char *answer;
    enum smtp_result result;
} answers[] = {
    {SMTP_AT_START, "", SMTP_UNREACHABLE},
    {SMTP_AT_START, "554 5.7.1 go away", SMTP_UNREACHABLE},
    {SMTP_AT_START, "421 4.3.2 busy", SMTP_UNREACHABLE},
    {SMTP_AT_START, "552 5.3.4 large", SMTP_UNREACHABLE},
    {SMTP_AT_AUTH, "535 5.7.8 wrong", SMTP_UNREACHABLE},
    {SMTP_AT_MAIL, "", SMTP_UNREACHABLE},
    {SMTP_AT_MAIL, "451 4.3.0 later", SMTP_UNREACHABLE},
    {SMTP_AT_MAIL, "550 5.1.1 what", SMTP_UNREACHABLE},
    {SMTP_AT_MAIL, "552 large", SMTP_REFUSED},
    {SMTP_AT_MAIL, "554 5.3.4 large", SMTP_REFUSED},
    {SMTP_AT_MAIL, "452 4.3.4 large now", SMTP_UNREACHABLE},
    {SMTP_AT_RCPT, "", SMTP_BROKEN},
    {SMTP_AT_RCPT, "250 2.1.5 fine", SMTP_BROKEN},
    {SMTP_AT_RCPT, "babble", SMTP_BROKEN},
    {SMTP_AT_RCPT, "450 4.1.1 not yet", SMTP_BUSY_MAILBOX},
    {SMTP_AT_RCPT, "452 4.2.2 full now", SMTP_BUSY_MAILBOX},
    {SMTP_AT_RCPT, "450 later", SMTP_BUSY_MAILBOX},
    {SMTP_AT_RCPT, "450 4.1.8 sender", SMTP_LATER},
    {SMTP_AT_RCPT, "450 4.7.1 greylisted", SMTP_LATER},
    {SMTP_AT_RCPT, "421 closing", SMTP_CLOSING},
    {SMTP_AT_RCPT, "421 4.2.1 closing", SMTP_CLOSING},
    {SMTP_AT_DATA, "421 4.3.2 closing", SMTP_CLOSING},
    {SMTP_AT_CONTENT, "421 4.3.2 closing", SMTP_CLOSING},
    {SMTP_AT_RCPT, "452", SMTP_LATER},
    {SMTP_AT_RCPT, "550", SMTP_SHUT_MAILBOX},
    {SMTP_AT_RCPT, "550 5.1.1", SMTP_NO_ADDRESS},
    {SMTP_AT_RCPT, "550-5.1.1 nobody 550 5.1.1 here", SMTP_NO_ADDRESS},
    {SMTP_AT_RCPT, "553 5.1.10 null MX", SMTP_NO_ADDRESS},
    {SMTP_AT_RCPT, "550 5.1.0 nobody", SMTP_DOUBTFUL_MAILBOX},
    {SMTP_AT_RCPT, "550 5.1.7 sender", SMTP_REFUSED},
    {SMTP_AT_RCPT, "550 5.1.8 sender", SMTP_REFUSED},
    {SMTP_AT_RCPT, "550 5.2.1 disabled", SMTP_DOUBTFUL_MAILBOX},
    {SMTP_AT_RCPT, "550 5.4.4 host not found", SMTP_NO_ADDRESS},
    {SMTP_AT_RCPT, "552 5.2.2 full", SMTP_SHUT_MAILBOX},
    {SMTP_AT_RCPT, "552 5.2.11 odd", SMTP_SHUT_MAILBOX},
    {SMTP_AT_RCPT, "550 5.7.1 blocked", SMTP_REFUSED},
    {SMTP_AT_RCPT, "554 5.4.14 loop", SMTP_SHUT_MAILBOX},
    {SMTP_AT_RCPT, "550 nobody", SMTP_SHUT_MAILBOX},
    {SMTP_AT_RCPT, "551 moved", SMTP_SHUT_MAILBOX},
    {SMTP_AT_RCPT, "553 no such name", SMTP_SHUT_MAILBOX},
    {SMTP_AT_RCPT, "550 4.7.1 class of another response", SMTP_SHUT_MAILBOX},
    {SMTP_AT_RCPT, "550 5.7.1.2 an address", SMTP_SHUT_MAILBOX},
    {SMTP_AT_RCPT, "503 MAIL first", SMTP_REFUSED},
    {SMTP_AT_RCPT, "530 AUTH first", SMTP_REFUSED},
    {SMTP_AT_RCPT, "554 no", SMTP_REFUSED},
    {SMTP_AT_DATA, "", SMTP_BROKEN},
    {SMTP_AT_DATA, "250 2.1.5 fine", SMTP_BROKEN},
    {SMTP_AT_CONTENT, "", SMTP_UNSURE},
    {SMTP_AT_CONTENT, "354 go on", SMTP_UNSURE},
    {SMTP_AT_CONTENT, "554 5.7.1 spam", SMTP_REFUSED},
    {SMTP_AT_DATA, "451 4.3.0 later", SMTP_LATER},
    {SMTP_AT_DATA, "450 later", SMTP_LATER},
    {SMTP_AT_DATA, "452 4.2.2 full now", SMTP_BUSY_MAILBOX},
    {SMTP_AT_DATA, "550 5.1.1 nobody", SMTP_NO_ADDRESS},
    {SMTP_AT_DATA, "550 5.1.8 sender", SMTP_REFUSED},
    {SMTP_AT_DATA, "550 5.2.1 disabled", SMTP_DOUBTFUL_MAILBOX},
    {SMTP_AT_DATA, "550 no", SMTP_REFUSED},
    {SMTP_AT_DATA, "554 5.7.1 spam", SMTP_REFUSED},
};

static void an_answer_means_something(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (smtp_judge(answers[i].stage, answers[i].answer) != answers[i].result)
            fail_msg("stage %d, \"%s\"", (int)answers[i].stage, answers[i].answer);
    }
}

static void sent(struct dialogue *dialogue, const char *line) {
    dialogue_sent(dialogue, line, strlen(line));
}

static void heard(struct dialogue *dialogue, const char *line) {
    dialogue_heard(dialogue, line, strlen(line));
}

static void a_dialogue_keeps_the_answer_to_the_last_command(void **state) {
    (void)state;
    struct dialogue dialogue = {.stage = SMTP_AT_START};
    heard(&dialogue, "220 hello\r\n");
    sent(&dialogue, "EHLO a\r\n");
    assert_string_equal(dialogue.answer, "");
    sent(&dialogue, "AUTH PLAIN\r\n");
    assert_int_equal(dialogue.stage, SMTP_AT_AUTH);
    sent(&dialogue, "DATA\r\n"); // base64 of a user's name
    assert_int_equal(dialogue.stage, SMTP_AT_AUTH);
    sent(&dialogue, "MAIL FROM:<a@b>\r\n");
    assert_int_equal(dialogue.stage, SMTP_AT_MAIL);
    sent(&dialogue, "RCPT TO:<a@b>\r\n");
    heard(&dialogue, "550-5.1.1 no\r\n");
    heard(&dialogue, "550-5.1.1 body\r\n550 5.1.1 here\r\n");
    assert_int_equal(dialogue.stage, SMTP_AT_RCPT);
    assert_string_equal(dialogue.answer, "550-5.1.1 no 550-5.1.1 body 550 5.1.1 here");
    sent(&dialogue, "DATA\r\n");
    assert_int_equal(dialogue.stage, SMTP_AT_DATA);
    heard(&dialogue, "354 go on\r\n");
    assert_int_equal(dialogue.stage, SMTP_AT_CONTENT);
    heard(&dialogue, "451 later\r\n");
    assert_string_equal(dialogue.answer, "451 later");
    sent(&dialogue, "QUIT\r\n");
    heard(&dialogue, "221 bye\r\n");
    assert_string_equal(dialogue.answer, "451 later");
}

static void a_dialogue_cuts_what_is_long(void **state) {
    (void)state;
    static char line[100000];
    memset(line, '5', sizeof line - 1);
    struct dialogue dialogue = {.stage = SMTP_AT_RCPT};
    for (int i = 0; i < 3; i++)
        heard(&dialogue, line);
    assert_int_equal(strlen(dialogue.answer), SMTP_ANSWER_SIZE - 1);
}

struct mailbox {
    struct arena *arena;
    char folder[64];
};

static int make_mailbox(void **state) {
    struct mailbox *mailbox = calloc(1, sizeof *mailbox);
    assert_non_null(mailbox);
    mailbox->arena = arena_new();
    (void)snprintf(mailbox->folder, sizeof mailbox->folder, "/tmp/verdict-mail-XXXXXX");
    assert_non_null(mkdtemp(mailbox->folder));
    log_set_level(LOG_ERROR - 1); // failures are asked for here
    *state = mailbox;
    return 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

static int remove_mailbox(void **state) {
    struct mailbox *mailbox = *state;
    assert_int_equal(nftw(mailbox->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
    arena_free(mailbox->arena);
    free(mailbox);
    log_set_level(LOG_INFO);
    return 0;
}

static enum outcome write_mail(const struct mailbox *mailbox, const char *words, char path[128]) {
    char folder[96];
    (void)snprintf(folder, sizeof folder, "%s/mail", mailbox->folder);
    struct text message = {.arena = mailbox->arena};
    text_append_string(&message, words);
    return eml_write(folder, "1.reader", &message, path, 128);
}

static void assert_holds(const char *path, const char *words) {
    char bytes[64] = "";
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t length = fread(bytes, 1, sizeof bytes - 1, file);
    assert_int_equal(fclose(file), 0);
    bytes[length] = '\0';
    assert_string_equal(bytes, words);
}

static void assert_mode(const char *path, mode_t mode) {
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, mode);
}

static void a_mail_becomes_a_file_of_its_owner(void **state) {
    struct mailbox *mailbox = *state;
    char path[128];
    mode_t saved = umask(0);
    assert_int_equal(write_mail(mailbox, "one\r\n", path), OK);
    (void)umask(saved);
    assert_string_equal(strrchr(path, '/'), "/1.reader.eml");
    assert_holds(path, "one\r\n");
    assert_mode(path, 0600);
    assert_int_equal(write_mail(mailbox, "2\r\n", path), OK);
    assert_holds(path, "2\r\n");
    *strrchr(path, '/') = '\0';
    assert_mode(path, 0700);
}

static void a_full_disk_keeps_the_old_mail(void **state) {
    struct mailbox *mailbox = *state;
    char path[128];
    assert_int_equal(write_mail(mailbox, "one\r\n", path), OK);
    struct rlimit saved;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &saved), 0);
    struct rlimit small = {.rlim_cur = 3, .rlim_max = saved.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum outcome outcome = write_mail(mailbox, "another\r\n", path);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &saved), 0);
    (void)signal(SIGXFSZ, handler);
    assert_int_equal(outcome, BUSY);
    assert_holds(path, "one\r\n");
    char part[160];
    (void)snprintf(part, sizeof part, "%s.part", path);
    assert_int_equal(access(part, F_OK), -1);
    assert_int_equal(write_mail(mailbox, "another\r\n", path), OK);
}

static void a_file_elsewhere_is_never_written(void **state) {
    struct mailbox *mailbox = *state;
    struct text message = {.arena = mailbox->arena};
    text_append_string(&message, "x");
    char path[128];
    const char *const names[] = {"", ".", "..", ".hidden", "../up", "a/b", "/a"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(eml_write(mailbox->folder, names[i], &message, path, sizeof path),
                         INTERNAL);
    assert_int_equal(eml_write(mailbox->folder, "name", &message, path, 8), INTERNAL);
    assert_int_equal(eml_write("/dev/null", "name", &message, path, sizeof path), INTERNAL);
    assert_int_equal(rmdir(mailbox->folder), 0); // nothing is in it
    assert_int_equal(mkdir(mailbox->folder, 0700), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_means_something),
        cmocka_unit_test(a_dialogue_keeps_the_answer_to_the_last_command),
        cmocka_unit_test(a_dialogue_cuts_what_is_long),
        cmocka_unit_test_setup_teardown(a_mail_becomes_a_file_of_its_owner, make_mailbox,
                                        remove_mailbox),
        cmocka_unit_test_setup_teardown(a_full_disk_keeps_the_old_mail, make_mailbox,
                                        remove_mailbox),
        cmocka_unit_test_setup_teardown(a_file_elsewhere_is_never_written, make_mailbox,
                                        remove_mailbox),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
