// test_newsletter.c: the newsletter's pauses and schedule, and the readers' call.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/community.h"
#include "domain/newsletter.h"
#include "newsletter/schedule.h"
#include "unit/check.h"

static void pauses_grow_and_are_jittered(void **state) {
    (void)state;
    assert_int_equal(retry_pause(1, 0), 5 * MINUTE_MS * 3 / 4);
    assert_int_equal(retry_pause(1, UINT32_MAX), 5 * MINUTE_MS * 5 / 4);
    assert_int_equal(retry_pause(2, UINT32_MAX / 2 + 1), 10 * MINUTE_MS);
    assert_int_equal(retry_pause(7, 0), 4 * HOUR_MS * 3 / 4);
    assert_int_equal(retry_pause(1000000, 0), 4 * HOUR_MS * 3 / 4);
    assert_int_equal(unreachable_pause(1, 0), 3750);
    assert_int_equal(unreachable_pause(100, UINT32_MAX), 5 * MINUTE_MS * 5 / 4);
}

static void readers_call_a_tool_when_the_interval_is_on_one_side(void **state) {
    (void)state;
    assert_int_equal(call_of((struct tally){9, 0}), CALL_OPEN);
    assert_int_equal(call_of((struct tally){10, 0}), CALL_SHIP);
    assert_int_equal(call_of((struct tally){0, 10}), CALL_SKIP);
    assert_int_equal(call_of((struct tally){8, 2}), CALL_OPEN); // 49.0 % to 94.3 %
    assert_int_equal(call_of((struct tally){9, 2}), CALL_SHIP); // 52.3 % to 94.9 %
    assert_int_equal(call_of((struct tally){50, 50}), CALL_OPEN);
}

static void a_schedule_is_a_weekday_a_time_and_a_zone(void **state) {
    (void)state;
    struct schedule schedule;
    assert_null(schedule_read("", &schedule));
    assert_false(schedule.set);
    assert_null(schedule_read("mon 08:05", &schedule));
    assert_true(schedule.set && schedule.weekday == 1 && schedule.hour == 8);
    assert_int_equal(schedule.minute, 5);
    assert_string_equal(schedule.zone, "UTC");
    assert_null(schedule_read("Sun 23:59 Europe/Berlin", &schedule));
    assert_string_equal(schedule.zone, "Europe/Berlin");
    static const char *const wrong[] = {"Mon",
                                        "Mon 8:00",
                                        "Mon 24:00",
                                        "Mon 08:60",
                                        "Xyz 08:00",
                                        "Mon 08:00am",
                                        "08:00 Mon",
                                        "Mon 08:00 Berlin",
                                        "Mon 08:00 /etc",
                                        "Mon 08:00 ../passwd",
                                        "Mon 08:00 UTC ",
                                        "Mon 08:00 Europe",
                                        "Mon 08:00 zone.tab"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (!schedule_read(wrong[i], &schedule))
            fail_msg("taken: %s", wrong[i]);
    }
}

static struct slot slot_at(const char *at, int64_t seconds, int weeks) {
    struct schedule schedule;
    assert_null(schedule_read(at, &schedule));
    assert_int_equal(schedule_start(&schedule), OK);
    return schedule_slot(&schedule, seconds * 1000, weeks);
}

// Monday, 2026-11-23 08:00 in Berlin is 07:00 UTC: 1795417200.
static void a_slot_is_the_last_one_that_is_due(void **state) {
    (void)state;
    struct slot slot = slot_at("Mon 08:00 Europe/Berlin", 1795417200, 0);
    assert_string_equal(slot.date, "2026-11-23");
    assert_string_equal(slot.week_end, "2026-11-29");
    assert_int_equal(slot.due_at, 1795417200000);
    assert_string_equal(slot_at("Mon 08:00 Europe/Berlin", 1795417199, 0).date, "2026-11-16");
    assert_string_equal(slot_at("Mon 08:00 Europe/Berlin", 1795417200 + 604799, 0).date,
                        "2026-11-23");
    assert_string_equal(slot_at("Mon 08:00 Europe/Berlin", 1795417200, 1).date, "2026-11-30");
    assert_int_equal(slot_at("Mon 08:00 UTC", 1795417200 + 3600, 0).due_at, 1795420800000);
}

// In Berlin the clock goes from 01:59 to 03:00 on 2026-03-29, and through 02:30 twice on
// 2026-10-25 (at 00:30 and 01:30 UTC).
static void an_hour_that_is_missing_or_doubled_is_one_slot(void **state) {
    (void)state;
    int64_t spring = 1774746000; // 2026-03-29 01:00 UTC, the change itself
    struct slot slot = slot_at("Sun 02:30 Europe/Berlin", spring + 3600, 0);
    assert_string_equal(slot.date, "2026-03-29");
    assert_in_range(slot.due_at, (spring - 3600) * 1000LL, (spring + 3600) * 1000LL);
    int64_t autumn = 1792890000; // 2026-10-25 01:00 UTC, the change itself
    struct slot early = slot_at("Sun 02:30 Europe/Berlin", autumn + 60, 0);
    struct slot late = slot_at("Sun 02:30 Europe/Berlin", autumn + 7200, 0);
    assert_string_equal(late.date, "2026-10-25");
    assert_true(strcmp(early.date, late.date) <= 0);
    assert_int_equal(slot_at("Sun 02:30 Europe/Berlin", autumn + 86400, 0).due_at, late.due_at);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pauses_grow_and_are_jittered),
        cmocka_unit_test(readers_call_a_tool_when_the_interval_is_on_one_side),
        cmocka_unit_test(a_schedule_is_a_weekday_a_time_and_a_zone),
        cmocka_unit_test(a_slot_is_the_last_one_that_is_due),
        cmocka_unit_test(an_hour_that_is_missing_or_doubled_is_one_slot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
