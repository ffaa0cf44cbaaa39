// test_http.c: the parts of http that need no socket: guard, target, router, gzip's choice.
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "http/request_check.h"
#include "http/router.h"
#include "http/target.h"
#include "unit/check.h"

// The status that the guard gives a request with these fields, whose lines are whole.
static int judged_head(const char *method, const char *target, const struct header *headers,
                       size_t count, size_t body_max, bool from_proxy) {
    size_t size = request_line_size(method, target, "HTTP/1.1") + 2;
    for (size_t i = 0; i < count; i++)
        size += strlen(headers[i].name) + strlen(headers[i].value) + 4;
    const struct head head = {.method = method,
                              .target = target,
                              .version = "HTTP/1.1",
                              .headers = {headers, count},
                              .whole = true,
                              .size = size,
                              .body_max = body_max,
                              .from_proxy = from_proxy};
    return request_check(&head).status;
}

static int judged(const char *target, const struct header *headers, size_t count) {
    return judged_head("GET", target, headers, count, FORM_MAX, false);
}

static void a_plain_request_passes(void **state) {
    (void)state;
    const struct header headers[] = {{"Host", "verdict.example:8080"}, {"Accept", "*/*"}};
    assert_int_equal(judged("/compare/a-vs-b?x=%20|", headers, 2), 0);
}

static void the_host_is_named_once_and_well(void **state) {
    (void)state;
    const struct header none[] = {{"Accept", "*/*"}};
    assert_int_equal(judged("/", none, 1), 400);
    const struct header two[] = {{"Host", "a"}, {"host", "a"}};
    assert_int_equal(judged("/", two, 2), 400);
    const char *const wrong[] = {"", "a b", "a/b", "user@a", "a,b"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct header one[] = {{"Host", wrong[i]}};
        assert_int_equal(judged("/", one, 1), 400);
    }
}

static void bodies_and_their_lengths(void **state) {
    (void)state;
    const struct header zero[] = {{"Host", "a"}, {"Content-Length", "0"}};
    assert_int_equal(judged("/", zero, 2), 0);
    const struct header some[] = {{"Host", "a"}, {"Content-Length", "5"}};
    assert_int_equal(judged("/", some, 2), 413);
    const struct header twice[] = {{"Host", "a"}, {"Content-Length", "0"}, {"Content-Length", "0"}};
    assert_int_equal(judged("/", twice, 3), 400);
    const char *const wrong[] = {"", "+1", "-1", "1 ", "0x1", "1,1", "9999999999999999999"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct header bad[] = {{"Host", "a"}, {"Content-Length", wrong[i]}};
        assert_int_equal(judged("/", bad, 2), 400);
    }
    const struct header chunked[] = {{"Host", "a"}, {"Transfer-Encoding", "chunked"}};
    assert_int_equal(judged("/", chunked, 2), 411);
}

// The status that the guard gives a POST whose body may have `body_max` bytes.
static int judged_body(const struct header *headers, size_t count, size_t body_max) {
    return judged_head("POST", "/", headers, count, body_max, false);
}

static void a_chunked_body_comes_from_a_proxy_alone(void **state) {
    (void)state;
    const struct header good[] = {{"Host", "a"}, {"transfer-encoding", "Chunked"}};
    assert_int_equal(judged_head("POST", "/", good, 2, FORM_MAX, true), 0);
    assert_int_equal(judged_head("GET", "/", good, 2, FORM_MAX, true), 0);
    assert_int_equal(judged_head("POST", "/", good, 2, FORM_MAX, false), 411);
    const char *const wrong[] = {"",         "chunked ", "chunked, chunked", "gzip, chunked",
                                 "identity", "xchunked"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct header bad[] = {{"Host", "a"}, {"Transfer-Encoding", wrong[i]}};
        assert_int_equal(judged_head("POST", "/", bad, 2, FORM_MAX, true), 411);
    }
    const struct header both[] = {
        {"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Content-Length", "3"}};
    assert_int_equal(judged_head("POST", "/", both, 3, FORM_MAX, true), 411);
    const struct header twice[] = {
        {"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}};
    assert_int_equal(judged_head("POST", "/", twice, 3, FORM_MAX, true), 411);
    const struct head old = {"POST", "/", "HTTP/1.0", {good, 2}, true, 60, FORM_MAX, true};
    assert_int_equal(request_check(&old).status, 411);
}

static void a_post_says_its_length(void **state) {
    (void)state;
    const struct header good[] = {{"Host", "a"}, {"Content-Length", "16384"}};
    assert_int_equal(judged_body(good, 2, FORM_MAX), 0);
    assert_int_equal(judged_body(good, 1, FORM_MAX), 411);
    const struct header large[] = {{"Host", "a"}, {"Content-Length", "16385"}};
    assert_int_equal(judged_body(large, 2, FORM_MAX), 413);
    assert_int_equal(judged_body(large, 2, 16385), 0);
    assert_int_equal(judged_body(large, 2, 0), 413);
}

static void fields_are_tokens_and_plain_values(void **state) {
    (void)state;
    const struct header name[] = {{"Host", "a"}, {"X Y", "1"}};
    assert_int_equal(judged("/", name, 2), 400);
    const struct header empty[] = {{"Host", "a"}, {"", "1"}};
    assert_int_equal(judged("/", empty, 2), 400);
    const struct header control[] = {{"Host", "a"}, {"X", "1\x01"}};
    assert_int_equal(judged("/", control, 2), 400);
    const struct header delete[] = {{"Host", "a"}, {"X", "1\x7F"}};
    assert_int_equal(judged("/", delete, 2), 400);
    const struct header tab[] = {{"Host", "a"}, {"X", "1\t2"}};
    assert_int_equal(judged("/", tab, 2), 0);
}

static void bytes_above_ascii_are_opaque_where_nobody_reads_them(void **state) {
    (void)state;
    for (int byte = 0x80; byte <= 0xFF; byte++) {
        const char value[] = {'a', (char)byte, 'b', '\0'};
        const struct header any[] = {{"Host", "a"}, {"Cookie", value}};
        assert_int_equal(judged("/", any, 2), 0);
        const char *const never[] = {"Content-Length", "Origin", "origin", "Host"};
        for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
            const struct header bad[] = {{never[i], value}, {"Host", "a"}};
            assert_int_equal(judged("/", bad, i == 3 ? 1 : 2), 400);
        }
        const struct header coding[] = {{"Host", "a"}, {"Transfer-Encoding", value}};
        assert_int_equal(judged("/", coding, 2), 411);
        const struct header name[] = {{"Host", "a"}, {value, "1"}};
        assert_int_equal(judged("/", name, 2), 400);
    }
}

static void what_the_parser_hid_is_seen(void **state) {
    (void)state;
    const struct header headers[] = {{"Host", "a"}};
    const struct head head = {"GET", "/", "HTTP/1.1", {headers, 1}, false, 30, 0, false};
    assert_int_equal(request_check(&head).status, 400);
}

static void sizes_have_limits(void **state) {
    (void)state;
    const struct header headers[] = {{"Host", "a"}};
    static char target[TARGET_MAX + 2];
    memset(target, '/', TARGET_MAX);
    assert_int_equal(judged(target, headers, 1), 0);
    target[TARGET_MAX] = '/';
    assert_int_equal(judged(target, headers, 1), 414);
    static char value[HEAD_MAX];
    memset(value, 'x', sizeof value - 1);
    const struct header large[] = {{"Host", "a"}, {"X", value}};
    assert_int_equal(judged("/", large, 2), 431);
}

static void methods_and_targets_are_words(void **state) {
    (void)state;
    const struct header headers[] = {{"Host", "a"}};
    assert_int_equal(judged("/\x80", headers, 1), 400);
    const struct head head = {"G(T", "/", "HTTP/1.1", {headers, 1}, true, 30, 0, false};
    assert_int_equal(request_check(&head).status, 400);
    const struct head version = {"GET", "/", "HTTP/2.0", {headers, 1}, true, 30, 0, false};
    assert_int_equal(request_check(&version).status, 400);
}

static void gzip_is_chosen_as_asked(void **state) {
    (void)state;
    const char *const yes[] = {
        "gzip", "deflate, gzip;q=1.0, *;q=0.5", "GZIP", "*", "br,gzip", "gzip;q=0.001"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(accepts_gzip(yes[i]));
    const char *const no[] = {"",   "identity", "gzip;q=0", "gzip; q=0.000, *",
                              "br", "xgzip",    "*;q=0"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(accepts_gzip(no[i]));
}

static enum outcome read_target(struct arena *arena, const char *target, struct exchange *out) {
    *out = (struct exchange){.arena = arena, .target = target};
    return target_read(out);
}

static void a_target_is_decoded(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct exchange exchange;
    assert_int_equal(read_target(arena, "/a%2Db+c?x=1+2&y=%C3%A9&&flag&z=a=b", &exchange), OK);
    assert_string_equal(exchange.raw_path, "/a%2Db+c");
    assert_string_equal(exchange.path, "/a-b+c");
    assert_int_equal(exchange.query_count, 4);
    assert_string_equal(exchange.query[0].value, "1 2");
    assert_string_equal(exchange.query[1].value, "\xC3\xA9");
    assert_string_equal(exchange.query[2].name, "flag");
    assert_string_equal(exchange.query[2].value, "");
    assert_string_equal(exchange.query[3].value, "a=b");
    assert_int_equal(read_target(arena, "http://host:80/a?b=c", &exchange), OK);
    assert_string_equal(exchange.path, "/a");
    arena_free(arena);
}

static void a_broken_target_is_refused(void **state) {
    (void)state;
    struct arena *arena = arena_new();
    struct exchange exchange;
    const char *const wrong[] = {"/%",      "/%4", "/%zz",  "/%00",      "/%0a", "/%C3", "/%ff",
                                 "/a/../b", "/.",  "/a/..", "/%2e%2e/a", "*",    "a",    "host:80"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(read_target(arena, wrong[i], &exchange), INVALID);
    arena_free(arena);
}

static void what_others_hang_on_an_address_is_read_as_browsers_do(void **state) {
    (void)state;
    static const struct {
        const char *sent;
        const char *read;
    } values[] = {{"50%off", "50%off"},
                  {"%", "%"},
                  {"%4", "%4"},
                  {"100%+sure", "100% sure"},
                  {"caf%E9", "caf\xEF\xBF\xBD"},
                  {"%C3%28", "\xEF\xBF\xBD("},
                  {"%ED%A0%80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
                  {"a%00b%0A%7f", "a\xEF\xBF\xBD"
                                  "b\xEF\xBF\xBD\xEF\xBF\xBD"},
                  {"%2541", "%41"},
                  {"", ""}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct exchange exchange;
        const char *target = arena_format(arena, "/?x=%s&%s=1&y=2", values[i].sent, values[i].sent);
        assert_int_equal(read_target(arena, target, &exchange), OK);
        assert_int_equal(exchange.query_count, 3);
        assert_string_equal(query_value(&exchange, "x"), values[i].read);
        assert_string_equal(exchange.query[1].name, values[i].read);
        assert_string_equal(query_value(&exchange, "y"), "2");
        assert_int_equal(form_read(&exchange, target + 2), OK);
        assert_string_equal(form_value(&exchange, "x"), values[i].read);
    }
    arena_free(arena);
}

static void a_location_stays_here(void **state) {
    (void)state;
    const char *const wrong[] = {"//host/",       "/\\host/", "\\\\host", "host",
                                 "https://host/", "",         "/a\tb",    "/a\r\nSet-Cookie: x",
                                 "/\xC3\xA9"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(is_own_path(wrong[i]));
    assert_false(is_own_path(NULL));
    assert_true(is_own_path("/") && is_own_path("/a//b\\c?d=//e"));
}

static enum outcome nothing(struct exchange *exchange) {
    (void)exchange;
    return OK;
}

static const struct route table[] = {
    {.method = METHOD_GET, .path = "/", .handler = nothing},
    {.method = METHOD_GET, .path = "/tool/:slug", .handler = nothing},
    {.method = METHOD_POST, .path = "/tool/:slug", .handler = nothing},
    {.method = METHOD_GET, .path = "/compare", .handler = nothing},
    {.method = METHOD_POST, .path = "/tool/:slug/vote", .handler = nothing},
};
static const struct routes routes = {
    .table = table, .count = sizeof table / sizeof *table, .error_handler = nothing};

static void a_route_is_found_by_path_and_method(void **state) {
    (void)state;
    struct match match = router_find(&routes, METHOD_HEAD, "/tool/x");
    assert_ptr_equal(match.route, &table[1]);
    assert_int_equal(match.parameter_length, 1);
    assert_string_equal(match.parameter, "x");
    match = router_find(&routes, METHOD_POST, "/tool/xyz/vote");
    assert_ptr_equal(match.route, &table[4]);
    assert_int_equal(match.parameter_length, 3);
    assert_ptr_equal(router_find(&routes, METHOD_POST, "/tool/x").route, &table[2]);
    assert_null(router_find(&routes, METHOD_GET, "/compare").parameter);
    match = router_find(&routes, METHOD_POST, "/compare");
    assert_null(match.route);
    assert_true(match.path_known && match.get && !match.post);
    const char *const unknown[] = {"/tool/",        "/tool",     "/tool/x/y", "/tool//vote",
                                   "/tool/x/vote/", "/compare/", "/x",        "//"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_false(router_find(&routes, METHOD_GET, unknown[i]).path_known);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_request_passes),
        cmocka_unit_test(the_host_is_named_once_and_well),
        cmocka_unit_test(bodies_and_their_lengths),
        cmocka_unit_test(a_post_says_its_length),
        cmocka_unit_test(a_chunked_body_comes_from_a_proxy_alone),
        cmocka_unit_test(bytes_above_ascii_are_opaque_where_nobody_reads_them),
        cmocka_unit_test(what_others_hang_on_an_address_is_read_as_browsers_do),
        cmocka_unit_test(a_location_stays_here),
        cmocka_unit_test(fields_are_tokens_and_plain_values),
        cmocka_unit_test(what_the_parser_hid_is_seen),
        cmocka_unit_test(sizes_have_limits),
        cmocka_unit_test(methods_and_targets_are_words),
        cmocka_unit_test(gzip_is_chosen_as_asked),
        cmocka_unit_test(a_target_is_decoded),
        cmocka_unit_test(a_broken_target_is_refused),
        cmocka_unit_test(a_route_is_found_by_path_and_method),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
