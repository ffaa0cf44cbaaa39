// test_log_queue.c: nobody waits for who reads the log; what is lost is told, and errors last.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/log_queue.h"
#include "unit/check.h"

enum { LINES = 50000, ERRORS = 100 }; // the queue holds fewer lines, and more errors

struct stuck {
    int old; // standard error
    int end; // where the log can be read
};

// Standard error is a pipe that nobody reads, and the queue is started.
static struct stuck begin(void) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct stuck stuck = {dup(STDERR_FILENO), ends[0]};
    assert_true(stuck.old >= 0 && dup2(ends[1], STDERR_FILENO) == STDERR_FILENO);
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(log_queue_start(), OK);
    return stuck;
}

static void restore(const struct stuck *stuck) {
    assert_int_equal(dup2(stuck->old, STDERR_FILENO), STDERR_FILENO);
    assert_int_equal(close(stuck->old), 0);
}

static void fill(void) {
    for (int i = 0; i < LINES; i++)
        log_line(LOG_INFO, "many", NULL);
    for (int i = 0; i < ERRORS; i++)
        log_line(LOG_ERROR, "grave", NULL);
}

static void test_lost_lines_are_told(void **state) {
    (void)state;
    struct stuck stuck = begin();
    fill();
    FILE *log = fdopen(stuck.end, "r");
    assert_non_null(log);
    char line[1024];
    unsigned long many = 0;
    unsigned long grave = 0;
    unsigned long lost = 0;
    while (many + lost < LINES || grave < ERRORS) {
        assert_non_null(fgets(line, sizeof line, log));
        const char *count = strstr(line, "\"lines\":\"");
        many += strstr(line, "\"event\":\"many\"") != NULL;
        grave += strstr(line, "\"event\":\"grave\"") != NULL;
        lost += count ? strtoul(count + strlen("\"lines\":\""), NULL, 10) : 0;
    }
    assert_int_equal(many + lost, LINES);
    assert_int_equal(grave, ERRORS);
    assert_true(lost > 0 && many > 0);
    log_line(LOG_INFO, "last", NULL);
    log_queue_stop();
    assert_non_null(fgets(line, sizeof line, log));
    assert_non_null(strstr(line, "\"event\":\"last\""));
    restore(&stuck);
    assert_null(fgets(line, sizeof line, log));
    assert_int_equal(fclose(log), 0);
}

static void test_the_end_waits_for_nobody(void **state) {
    (void)state;
    struct stuck stuck = begin();
    fill();
    log_queue_stop();
    assert_int_equal(close(stuck.end), 0); // ends the thread's write, with EPIPE or what it returns
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    assert_true(nowhere >= 0 && dup2(nowhere, STDERR_FILENO) == STDERR_FILENO);
    assert_int_equal(close(nowhere) + close(stuck.old), 0);
}

int main(void) {
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lost_lines_are_told),
        cmocka_unit_test(test_the_end_waits_for_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
