// test_views.c: templates, escaping and CommonMark.
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "unit/check.h"
#include "views/commonmark.h"
#include "views/views.h"

static struct arena *arena;
static struct views *views;

static int begin(void **state) {
    (void)state;
    arena = arena_new();
    return views_open(NULL, &views) == OK ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    arena_free(arena);
    views_close(views);
    return 0;
}

static const char *rendered(struct view *root, enum view_template which) {
    struct text text = {.arena = arena};
    assert_int_equal(view_render(views, root, which, &text), OK);
    return text.bytes;
}

static void values_are_escaped_in_html(void **state) {
    (void)state;
    struct view *root = view_new(arena);
    view_text(root, KEY_HEADING, "<script>\"'&");
    assert_non_null(
        strstr(rendered(root, TEMPLATE_ERROR), "<h1>&lt;script&gt;&quot;&#39;&amp;</h1>"));
}

static void an_address_with_a_script_is_dropped(void **state) {
    (void)state;
    struct view *root = view_new(arena);
    struct view *card = view_row(root, KEY_TOOL);
    view_text(view_row(card, KEY_HOMEPAGE), KEY_HOMEPAGE_URL, "javascript:alert(1)");
    const char *html = rendered(root, TEMPLATE_TOOL_CARDS);
    assert_null(strstr(html, "javascript"));
}

static void values_are_escaped_in_json(void **state) {
    (void)state;
    struct view *root = view_new(arena);
    view_text(view_row(root, KEY_CRUMB), KEY_NAME, "</script>\"\\<!--");
    const char *json = rendered(root, TEMPLATE_STRUCTURED_DATA);
    assert_null(strstr(json, "</script>"));
    assert_null(strstr(json, "<!--"));
    assert_non_null(strstr(json, "\"name\":\"\\u003C\\/script\\u003E\\\"\\\\\\u003C!--\""));
}

static void a_missing_folder_stops_the_start(void **state) {
    (void)state;
    struct views *none = NULL;
    assert_int_equal(views_open("/nonexistent", &none), INTERNAL);
    assert_null(none);
}

static void commonmark_is_rendered(void **state) {
    (void)state;
    assert_string_equal(commonmark_to_html(arena, "It's *good* & `x<y`.\n\n- a\n- b\n"),
                        "<p>It's <em>good</em> &amp; <code>x&lt;y</code>.</p>\n"
                        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
}

static void an_image_becomes_a_link(void **state) {
    (void)state;
    assert_string_equal(commonmark_to_html(arena, "![a *b*](https://x.example/i.png) c"),
                        "<p><a href=\"https://x.example/i.png\">a <em>b</em></a> c</p>\n");
}

static void an_image_inside_a_link_leaves_its_words(void **state) {
    (void)state;
    assert_string_equal(commonmark_to_html(arena, "[![a](https://x.example/i.png) b](/c)"),
                        "<p><a href=\"/c\">a b</a></p>\n");
    assert_string_equal(
        commonmark_to_html(arena, "![a ![*b*](https://y.example/)](https://x.example/) c"),
        "<p><a href=\"https://x.example/\">a <em>b</em></a> c</p>\n");
}

static void headings_make_one_level(void **state) {
    (void)state;
    assert_string_equal(commonmark_to_html(arena, "# One\n\n##### Five\n"),
                        "<h4>One</h4>\n<h4>Five</h4>\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(values_are_escaped_in_html),
        TEST(an_address_with_a_script_is_dropped),
        TEST(values_are_escaped_in_json),
        TEST(a_missing_folder_stops_the_start),
        TEST(commonmark_is_rendered),
        TEST(an_image_becomes_a_link),
        TEST(an_image_inside_a_link_leaves_its_words),
        TEST(headings_make_one_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
