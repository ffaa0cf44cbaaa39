// test_hosts.c: whose hosts and origins are the site's, and who is behind a proxy.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#include "base/log.h"
#include "http/hosts.h"
#include "http/proxies.h"
#include "unit/check.h"

static const struct hosts open_to_all = {NULL, ""};
static const struct hosts plain = {"http://Verdict.example:8081", ""};
static const struct hosts secure = {"https://verdict.example", "www.verdict.example, old.example"};

static int from(const struct hosts *hosts, const char *origin, const char *host) {
    const struct header list[] = {{"Origin", origin}};
    const struct headers headers = {list, 1};
    return hosts_judge_source(hosts, &headers, host).status;
}

static void without_a_base_url_the_origin_is_the_host(void **state) {
    (void)state;
    static const char *const good[][2] = {{"https://a", "A"},        {"http://a:80", "a"},
                                          {"http://a", "a:80"},      {"https://a", "a:443"},
                                          {"https://A:443", "a"},    {"http://a:8080", "a:8080"},
                                          {"http://[::1]", "[::1]"}, {"http://[::1]:1", "[::1]:1"}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(from(&open_to_all, good[i][0], good[i][1]), 0);
    static const char *const bad[][2] = {{"https://b", "a"},
                                         {"http://a:8080", "a"},
                                         {"http://a", "a:8080"},
                                         {"https://a:80", "a"},
                                         {"null", "a"},
                                         {"null", "null"},
                                         {"", "a"},
                                         {"a", "a"},
                                         {"ftp://a", "a"},
                                         {"https://a/", "a"},
                                         {"https://a@b", "b"},
                                         {"https://a:0", "a"},
                                         {"https://a:99999", "a"},
                                         {"https://a:443x", "a"},
                                         {"https://", ""},
                                         {"https://a.b", "a"},
                                         {"http://[::1", "[::1"},
                                         {"http://a http://b", "a"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(from(&open_to_all, bad[i][0], bad[i][1]), 403);
    assert_int_equal(from(&open_to_all, "https://a", NULL), 403);
}

static void the_base_urls_own_origin_may_write(void **state) {
    (void)state;
    assert_int_equal(from(&plain, "http://verdict.example:8081", "127.0.0.1:8080"), 0);
    assert_int_equal(from(&plain, "http://verdict.example:8081", "verdict.example"), 0);
    assert_int_equal(from(&plain, "http://verdict.example:8081", NULL), 0);
    assert_int_equal(from(&plain, "http://verdict.example", "127.0.0.1:8080"), 403);
    assert_int_equal(from(&plain, "http://verdict.example", "verdict.example"), 403);
    assert_int_equal(from(&plain, "http://127.0.0.1:8080", "127.0.0.1:8080"), 0);
    assert_int_equal(from(&plain, "https://verdict.example:8081", "verdict.example:8081"), 403);
    assert_int_equal(from(&secure, "https://verdict.example", "127.0.0.1:8080"), 0);
    assert_int_equal(from(&secure, "https://verdict.example:443", "verdict.example"), 0);
    assert_int_equal(from(&secure, "https://www.verdict.example", "www.verdict.example"), 0);
    assert_int_equal(from(&secure, "http://verdict.example", "verdict.example"), 403);
    assert_int_equal(from(&secure, "http://verdict.example:443", "verdict.example"), 403);
    assert_int_equal(from(&secure, "https://evil.example", "verdict.example"), 403);
}

static void the_browsers_word_comes_before_the_origin(void **state) {
    (void)state;
    const struct header cross[] = {{"Origin", "https://a"}, {"Sec-Fetch-Site", "cross-site"}};
    const struct headers other = {cross, 2};
    assert_int_equal(hosts_judge_source(&open_to_all, &other, "a").status, 403);
    const struct header same[] = {{"Origin", "null"}, {"Sec-Fetch-Site", "same-origin"}};
    const struct headers own = {same, 2};
    assert_int_equal(hosts_judge_source(&open_to_all, &own, "a").status, 0);
    const struct header twice[] = {{"Origin", "https://a"}, {"Origin", "https://a"}};
    const struct headers doubled = {twice, 2};
    assert_int_equal(hosts_judge_source(&open_to_all, &doubled, "a").status, 403);
}

static void only_the_sites_hosts_are_served(void **state) {
    (void)state;
    const char *const good[] = {"verdict.example", "VERDICT.example:8443", "www.verdict.example",
                                "old.example:80",  "127.0.0.1:8080",       "10.0.0.5",
                                "[::1]:8080",      "[2001:db8::1]",        "localhost:8080"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(hosts_serve(&secure, good[i], true) && hosts_serve(&secure, good[i], false));
    const char *const bad[] = {"evil.example",
                               "verdict.example.evil.example",
                               "xverdict.example",
                               "verdict.example:x",
                               "10.0.0.5.evil.example",
                               "[evil.example]",
                               "1.2.3",
                               "verdict",
                               "",
                               "a%2Fb"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(hosts_serve(&secure, bad[i], true) || hosts_serve(&secure, bad[i], false));
    assert_true(hosts_serve(&open_to_all, "evil.example", true));
    assert_true(hosts_serve(&secure, NULL, false) && !hosts_serve(&secure, NULL, true));
}

static void settings_are_read_strictly(void **state) {
    (void)state;
    assert_true(is_base_url("https://a") && is_base_url("http://[::1]:80"));
    const char *const bad[] = {"a",          "https://",  "https://a/",  "https://a:b",
                               "https://a:", "HTTPS://a", "https://a b", "https://a:0"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(is_base_url(bad[i]));
    assert_true(is_host_list("") && is_host_list("a") && is_host_list("a.b , c"));
    assert_false(is_host_list("a:80") || is_host_list("a,,b") || is_host_list("https://a") ||
                 is_host_list("*.a"));
    assert_true(hosts_are_secure(&secure) && !hosts_are_secure(&plain) &&
                !hosts_are_secure(&open_to_all));
}

// The client's address, as text, that lines of X-Forwarded-For give behind the peer.
static const char *client(const char *proxies, const char *peer, const char *const lines[],
                          size_t count) {
    static char text[INET6_ADDRSTRLEN];
    struct header list[4] = {{"X-Forwarded-For-Not", "9.9.9.9"}};
    for (size_t i = 0; i < count; i++)
        list[i + 1] = (struct header){i % 2 ? "x-forwarded-for" : "X-Forwarded-For", lines[i]};
    const struct headers headers = {list, count + 1};
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    const struct sockaddr *address = (const struct sockaddr *)&four;
    if (inet_pton(AF_INET, peer, &four.sin_addr) != 1) {
        assert_int_equal(inet_pton(AF_INET6, peer, &six.sin6_addr), 1);
        address = (const struct sockaddr *)&six;
    }
    struct proxies *read = NULL;
    assert_int_equal(proxies_read(proxies, &read), OK);
    struct address found = proxies_client(read, address, &headers);
    proxies_free(read);
    int family = address_is_four(&found) ? AF_INET : AF_INET6;
    return inet_ntop(family, found.bytes + (family == AF_INET ? 12 : 0), text, sizeof text);
}

static const char *client_of_line(const char *proxies, const char *peer, const char *line) {
    return client(proxies, peer, &line, 1);
}

static void the_client_is_the_last_that_is_no_proxy(void **state) {
    (void)state;
    static const char *const cases[][4] = {
        {"", "1.1.1.1", "2.2.2.2", "1.1.1.1"},
        {"10.0.0.1", "1.1.1.1", "2.2.2.2", "1.1.1.1"},
        {"10.0.0.1", "10.0.0.1", "2.2.2.2", "2.2.2.2"},
        {"10.0.0.1", "10.0.0.1", "3.3.3.3, 2.2.2.2", "2.2.2.2"},
        {"10.0.0.0/8", "10.0.0.1", "3.3.3.3,2.2.2.2,10.9.9.9", "2.2.2.2"},
        {"10.0.0.0/8", "10.0.0.1", "10.9.9.8,10.9.9.9", "10.9.9.8"},
        {"10.0.0.1", "10.0.0.1", "", "10.0.0.1"},
        {"10.0.0.1", "10.0.0.1", "2.2.2.2,, ,", "2.2.2.2"},
        {"10.0.0.1", "10.0.0.1", "2.2.2.2:4711", "2.2.2.2"},
        {"10.0.0.1", "10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"},
        {"10.0.0.1", "10.0.0.1", "[2001:db8::1]", "2001:db8::1"},
        {"10.0.0.1", "10.0.0.1", "\"[2001:db8::1]:4711\"", "2001:db8::1"},
        {"10.0.0.1", "10.0.0.1", "\"192.0.2.1\" , \"10.0.0.1:80\"", "192.0.2.1"},
        {"10.0.0.1", "10.0.0.1", "fe80::1%eth0", "fe80::1"},
        {"10.0.0.1", "10.0.0.1", "[fe80::1%25eth0]:80", "fe80::1"},
        {"10.0.0.1", "10.0.0.1", "\"", "10.0.0.1"},
        {"10.0.0.1", "10.0.0.1", "\"192.0.2.1", "10.0.0.1"},
        {"10.0.0.1", "10.0.0.1", "%eth0", "10.0.0.1"},
        {"10.0.0.1", "10.0.0.1", "2001:db8::1", "2001:db8::1"},
        {"10.0.0.0/8", "10.0.0.1", "2.2.2.2,10.0.0.7:80", "2.2.2.2"},
        {"10.0.0.0/8", "10.0.0.1", "2.2.2.2, _hidden, 10.0.0.7", "10.0.0.7"},
        {"10.0.0.0/8", "10.0.0.1", "2.2.2.2, unknown", "10.0.0.1"},
        {"10.0.0.1", "10.0.0.1", "2.2.2.2:x", "10.0.0.1"},
        {"10.0.0.1", "10.0.0.1", "[2001:db8::1", "10.0.0.1"},
        {"10.0.0.1", "10.0.0.1", "[2001:db8::1]x", "10.0.0.1"},
        {"10.0.0.1", "::ffff:10.0.0.1", "2.2.2.2", "2.2.2.2"},
        {"10.0.0.1", "10.0.0.1", "::ffff:2.2.2.2", "2.2.2.2"},
        {"fd00::/8", "fd12::1", "2001:db8::1", "2001:db8::1"},
        {"fd00::/8", "fe12::1", "2001:db8::1", "fe12::1"},
        {"172.16.0.0/12", "172.31.255.255", "2.2.2.2", "2.2.2.2"},
        {"172.16.0.0/12", "172.32.0.0", "2.2.2.2", "172.32.0.0"},
        {" 1.1.1.1 , 172.16.5.5/12 ", "172.16.0.0", "2.2.2.2", "2.2.2.2"},
        {"0.0.0.0/0", "1.1.1.1", "2.2.2.2", "2.2.2.2"},
        {"0.0.0.0/0", "fd00::1", "2.2.2.2", "fd00::1"},
        {"::/0", "1.1.1.1", "2.2.2.2", "1.1.1.1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(client_of_line(cases[i][0], cases[i][1], cases[i][2]), cases[i][3]);
}

static void several_lines_are_one_list(void **state) {
    (void)state;
    const char *const forged[] = {"3.3.3.3", "2.2.2.2"};
    assert_string_equal(client("10.0.0.1", "10.0.0.1", forged, 2), "2.2.2.2");
    const char *const chain[] = {"3.3.3.3, 2.2.2.2", "10.0.0.3", "10.0.0.2"};
    assert_string_equal(client("10.0.0.0/8", "10.0.0.1", chain, 3), "2.2.2.2");
    const char *const hidden[] = {"2.2.2.2", "unknown", "10.0.0.2"};
    assert_string_equal(client("10.0.0.0/8", "10.0.0.1", hidden, 3), "10.0.0.2");
}

static void what_is_no_network_is_told(void **state) {
    (void)state;
    log_set_level(LOG_ERROR - 1);
    const char *const bad[] = {"10.0.0",      "10.0.0.1/",    "10.0.0.1/33", "fd00::/129",
                               "10.0.0.1/+8", "10.0.0.1/8/8", "10.0.0.1,,",  "proxy.example",
                               "[fd00::1]",   "10.0.0.1:80",  "/8",          "10.0.0.1/0008",
                               "10.0.0.1/ 8"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct proxies *read = NULL;
        assert_int_equal(proxies_read(bad[i], &read), INVALID);
        assert_null(read);
    }
}

static void a_peer_without_an_address_is_no_proxy(void **state) {
    (void)state;
    struct proxies *read = NULL;
    assert_int_equal(proxies_read("0.0.0.0/0,::1", &read), OK);
    const struct sockaddr local = {.sa_family = AF_UNIX};
    assert_false(proxies_have(read, &local) || proxies_have(read, NULL));
    proxies_free(read);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_base_url_the_origin_is_the_host),
        cmocka_unit_test(the_base_urls_own_origin_may_write),
        cmocka_unit_test(the_browsers_word_comes_before_the_origin),
        cmocka_unit_test(only_the_sites_hosts_are_served),
        cmocka_unit_test(settings_are_read_strictly),
        cmocka_unit_test(the_client_is_the_last_that_is_no_proxy),
        cmocka_unit_test(several_lines_are_one_list),
        cmocka_unit_test(what_is_no_network_is_told),
        cmocka_unit_test(a_peer_without_an_address_is_no_proxy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
