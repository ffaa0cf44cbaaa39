// test_url.c: web addresses and days that a catalog may hold.
#include <string.h>

#include "domain/day.h"
#include "domain/url.h"
#include "unit/check.h"

static void addresses_of_the_web_are_taken(void **state) {
    (void)state;
    static const char *const addresses[] = {
        "https://a.example",
        "https://a.example/",
        "http://a.example:8080/b?c#d",
        "https://a.example./",
        "https://localhost",
        "https://a_b.example/",
        "https://a--b.example/",
        "https://xn--bcher-kva.example/",
        "https://b\u00fccher.example/\u00e9",
        "https://\u4e2d\u6587.example",
        "https://192.0.2.1/",
        "https://[2001:db8::1]:1",
        "https://a.example?b=c'd",
        "https://a.example#@:/[]",
        "https://1a.example",
        "https://a.example:65535",
    };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        assert_null(url_fault(addresses[i]));
}

struct wrong {
    const char *text;
    const char *fault;
};

static void other_addresses_are_refused(void **state) {
    (void)state;
    static const struct wrong wrong[] = {
        {"", "is not an http:// or https:// address"},
        {"a.example", "is not an http:// or https:// address"},
        {"ftp://a.example", "is not an http:// or https:// address"},
        {"javascript:alert(1)", "is not an http:// or https:// address"},
        {"https:/a.example", "is not an http:// or https:// address"},
        {"https://", "names no host"},
        {"https:///a", "names no host"},
        {"https://?a", "names no host"},
        {"https://#a", "names no host"},
        {"https://:80", "names no host"},
        {"https://.", "names a host that cannot be"},
        {"https://..", "names a host that cannot be"},
        {"https://-", "names a host that cannot be"},
        {"https://-a.example", "names a host that cannot be"},
        {"https://a-.example", "names a host that cannot be"},
        {"https://.a", "names a host that cannot be"},
        {"https://a..b", "names a host that cannot be"},
        {"https://a.example..", "names a host that cannot be"},
        {"https://a%2eb/", "names a host that cannot be"},
        {"https://a,b/", "names a host that cannot be"},
        {"https://a!/", "names a host that cannot be"},
        {"https://1", "names a host that cannot be"},
        {"https://1.2.3", "names a host that cannot be"},
        {"https://256.1.1.1", "names a host that cannot be"},
        {"https://a.0x1", "names a host that cannot be"},
        {"https://[::1", "names a host that cannot be"},
        {"https://[::1]a", "names a host that cannot be"},
        {"https://[a]", "names a host that cannot be"},
        {"https://[]", "names a host that cannot be"},
        {"https://\u2260.\u3002", "names a host that cannot be"},
        {"https://a:b@c.example", "holds a user name"},
        {"https://a@c.example", "holds a user name"},
        {"https://a.example:", "has a port that is no number from 1 to 65535"},
        {"https://a.example:0", "has a port that is no number from 1 to 65535"},
        {"https://a.example:65536", "has a port that is no number from 1 to 65535"},
        {"https://a.example:8o", "has a port that is no number from 1 to 65535"},
        {"https://a:80:80", "has a port that is no number from 1 to 65535"},
        {"https://a b", "holds a character that no web address holds"},
        {"https://a.example/\\b", "holds a character that no web address holds"},
        {"https://a.example/\"", "holds a character that no web address holds"},
        {"https://a.example/<b>", "holds a character that no web address holds"},
        {"https://a.example/\u00a0", "holds a character that no web address holds"},
        {"https://a.example/\u200b", "holds a character that no web address holds"},
        {"https://a.example/\u202e", "holds a character that no web address holds"},
        {"https://a.example/\uffff", "holds a character that no web address holds"},
        {"https://a\n", "holds a character that no web address holds"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *fault = url_fault(wrong[i].text);
        assert_non_null(fault);
        assert_string_equal(fault, wrong[i].fault);
    }
}

static void long_hosts_are_refused(void **state) {
    (void)state;
    char text[2048] = "https://";
    memset(text + 8, 'a', 64);
    assert_string_equal(url_fault(text), "names a host that cannot be");
    text[8 + 63] = '\0';
    assert_null(url_fault(text));
    for (size_t at = 8; at < sizeof text - 1; at++)
        text[at] = (at - 8) % 2 ? '.' : 'a';
    text[sizeof text - 1] = '\0';
    assert_string_equal(url_fault(text), "names a host that cannot be");
    text[8 + 253] = '\0';
    assert_null(url_fault(text));
    text[8 + 253] = '.';
    text[8 + 255] = '\0';
    assert_string_equal(url_fault(text), "names a host that cannot be");
}

enum { DAY = 86400000 };

static void days_end_tomorrow(void **state) {
    (void)state;
    const int64_t now = 21000LL * DAY; // 2027-07-01T00:00:00Z
    static const char *const days[] = {"1990-01-01", "2024-02-29", "2000-02-29", "2027-07-01",
                                       "2027-07-02"};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        assert_null(day_fault(days[i], now));
    assert_string_equal(day_fault("2027-07-03", now), "is still to come");
    assert_null(day_fault("2027-07-03", now + DAY));
    assert_string_equal(day_fault("2027-07-03", now + DAY - 1), "is still to come");
    assert_string_equal(day_fault("2999-01-01", now), "is still to come");
    assert_string_equal(day_fault("1989-12-31", now), "is before 1990");
    assert_string_equal(day_fault("0000-01-01", now), "is before 1990");
}

static void a_clock_without_its_date_is_not_believed(void **state) {
    (void)state;
    assert_null(day_fault("2026-11-20", 0));
    assert_string_equal(day_fault("2026-11-27", 0), "is still to come");
}

static void other_texts_are_no_days(void **state) {
    (void)state;
    static const char *const texts[] = {"",           "2024-1-1",    "2024-13-01", "2024-00-10",
                                        "2024-02-30", "2023-02-29",  "1900-02-29", "2024-04-31",
                                        "2024-04-00", "2024-04-01T", "2024/04/01", "+024-04-01"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_string_equal(day_fault(texts[i], 21000LL * DAY),
                            "is not a day of the calendar as YYYY-MM-DD");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_of_the_web_are_taken),
        cmocka_unit_test(other_addresses_are_refused),
        cmocka_unit_test(long_hosts_are_refused),
        cmocka_unit_test(days_end_tomorrow),
        cmocka_unit_test(a_clock_without_its_date_is_not_believed),
        cmocka_unit_test(other_texts_are_no_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
