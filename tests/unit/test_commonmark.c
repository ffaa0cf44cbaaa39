// test_commonmark.c: review texts keep every word, and nothing of them is more than text.
#include <string.h>

#include "base/arena.h"
#include "unit/check.h"
#include "views/commonmark.h"

static struct arena *arena;

static int begin(void **state) {
    (void)state;
    arena = arena_new();
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

struct example {
    const char *text;
    const char *html;
};

static void check(const struct example *examples, size_t count) {
    for (size_t i = 0; i < count; i++)
        assert_string_equal(commonmark_to_html(arena, examples[i].text), examples[i].html);
}

#define CHECK(examples) check(examples, sizeof(examples) / sizeof *(examples))

static void tags_are_text(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"serve <model> --port <port>", "<p>serve &lt;model&gt; --port &lt;port&gt;</p>\n"},
        {"a List<String> and a<b and c>d", "<p>a List&lt;String&gt; and a&lt;b and c&gt;d</p>\n"},
        {"a <!-- note --> b", "<p>a &lt;!-- note --&gt; b</p>\n"},
        {"a <?php x ?> b <!X y> c <![CDATA[z]]>",
         "<p>a &lt;?php x ?&gt; b &lt;!X y&gt; c &lt;![CDATA[z]]&gt;</p>\n"},
        {"*<b>*", "<p><em>&lt;b&gt;</em></p>\n"},
        {"`<b>`", "<p><code>&lt;b&gt;</code></p>\n"},
        {"<https://a.example/>", "<p><a href=\"https://a.example/\">https://a.example/</a></p>\n"},
        {"[a <b>](https://a.example/)", "<p><a href=\"https://a.example/\">a &lt;b&gt;</a></p>\n"},
    };
    CHECK(examples);
}

static void blocks_of_tags_are_commonmark(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"<details>\nThe price *doubled*.\n</details>\n\nEnd.",
         "<p>&lt;details&gt;\nThe price <em>doubled</em>.\n&lt;/details&gt;</p>\n<p>End.</p>\n"},
        {"<think> it\n\nis </think>", "<p>&lt;think&gt; it</p>\n<p>is &lt;/think&gt;</p>\n"},
        {"<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"},
        {"<!--\na\n-->", "<p>&lt;!--\na\n--&gt;</p>\n"},
        {"<pre>\na\n\nb</pre>", "<p>&lt;pre&gt;\na</p>\n<p>b&lt;/pre&gt;</p>\n"},
        {"> <div>\n> a", "<blockquote>\n<p>&lt;div&gt;\na</p>\n</blockquote>\n"},
        {"1. <div>\n   a", "<ol>\n<li>&lt;div&gt;\na</li>\n</ol>\n"},
        {"- - <td>a", "<ul>\n<li>\n<ul>\n<li>&lt;td&gt;a</li>\n</ul>\n</li>\n</ul>\n"},
        {"a\n<div>\nb", "<p>a\n&lt;div&gt;\nb</p>\n"},
        {"<div>\r<p>a", "<p>&lt;div&gt;\n&lt;p&gt;a</p>\n"},
        {"```\n<div>\n```", "<pre><code>&lt;div&gt;\n</code></pre>\n"},
        {"    <div>", "<pre><code>&lt;div&gt;\n</code></pre>\n"},
    };
    CHECK(examples);
}

static void nothing_is_made_up_or_left_out(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"--no-cache \"a\" 'b' ...", "<p>--no-cache &quot;a&quot; 'b' ...</p>\n"},
        {"[Update]: fixed", "<p>[Update]: fixed</p>\n"},
        {"[a]: https://a.example/\n\nSee [A].",
         "<p>See <a href=\"https://a.example/\">A</a>.</p>\n"},
        {"[](https://a.example/)",
         "<p><a href=\"https://a.example/\">https://a.example/</a></p>\n"},
        {"![](https://a.example/i.png)",
         "<p><a href=\"https://a.example/i.png\">https://a.example/i.png</a></p>\n"},
        {"[](javascript:x)", "<p>javascript:x</p>\n"},
        {"", ""},
    };
    CHECK(examples);
}

static void only_harmless_addresses_are_linked(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"[x](javascript:alert(1))", "<p>x</p>\n"},
        {"[x *y*](data:text/html,a)", "<p>x <em>y</em></p>\n"},
        {"[x](VBScript:a)", "<p>x</p>\n"},
        {"[x](file:///etc/passwd)", "<p>x</p>\n"},
        {"[x](ftp://a.example/)", "<p>x</p>\n"},
        {"[x](a.example)", "<p>x</p>\n"},
        {"<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n"},
        {"![x](javascript:alert(1))", "<p>x</p>\n"},
        {"[![x](javascript:a) y](data:b)", "<p>x y</p>\n"},
        {"[x](HTTPS://a.example/)", "<p><a href=\"HTTPS://a.example/\">x</a></p>\n"},
        {"[x](http://a.example/)", "<p><a href=\"http://a.example/\">x</a></p>\n"},
        {"[x](mailto:a@a.example)", "<p><a href=\"mailto:a@a.example\">x</a></p>\n"},
        {"[x](/tool/a) [y](#b)", "<p><a href=\"/tool/a\">x</a> <a href=\"#b\">y</a></p>\n"},
    };
    CHECK(examples);
}

static void what_shows_nothing_is_known(void **state) {
    (void)state;
    static const char *const nothing[] = {"",        "---",    "***\n\n* * *", "#",
                                          "> ",      "- \n- ", "```\n```",     "&nbsp;",
                                          "&#8203;", "\u00a0", "\u2800"};
    static const char *const something[] = {"a",        "![](/x)", "[](/x)",      "<b>",
                                            "<!-- -->", "- a",     "```\na\n```", "&lt;",
                                            "[a]: b",   "`a`",     "**"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        assert_false(commonmark_shows(arena, nothing[i]));
    for (size_t i = 0; i < sizeof something / sizeof *something; i++)
        assert_true(commonmark_shows(arena, something[i]));
}

static void footnotes_are_words(void **state) {
    (void)state;
    static const struct example examples[] = {
        {"Fast[^1].\n\n[^1]: measured", "<p>Fast[^1].</p>\n<p>[^1]: measured</p>\n"},
        {"Fast[^a]\n\n> [^a]: /x",
         "<p>Fast[^a]</p>\n<blockquote>\n<p>[^a]: /x</p>\n</blockquote>\n"},
    };
    CHECK(examples);
}

static void references_to_forbidden_characters_are_known(void **state) {
    (void)state;
    static const char *const forbidden[] = {"a&#xfffe;",  "&#65535;b",   "&#1;a",
                                            "a&#128;",    "*&#x1FFFE;*", "[a](/b \"&#xFDD0;\")",
                                            "<b>\n\n&#7;"};
    static const char *const allowed[] = {"a&#38;", "`&#1;`", "    &#1;", "&#9;",
                                          "a&#;",   "&#xe9;", "\\&#1;",   "&amp;#1;"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        assert_true(commonmark_names_forbidden(forbidden[i]));
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        assert_false(commonmark_names_forbidden(allowed[i]));
    assert_string_equal(commonmark_to_html(arena, "a&#xfffe;b"), "<p>a?b</p>\n"); // kept long ago
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(tags_are_text),
        TEST(blocks_of_tags_are_commonmark),
        TEST(nothing_is_made_up_or_left_out),
        TEST(only_harmless_addresses_are_linked),
        TEST(what_shows_nothing_is_known),
        TEST(footnotes_are_words),
        TEST(references_to_forbidden_characters_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
