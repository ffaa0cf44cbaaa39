"""The walls hold; and each rule sees its own breach, planted in a copy of the tree."""

import re
import shutil
import subprocess

import pytest

from lint import rules
from program import ROOT

FOLDERS = ("server", "db", "views", "assets", "migrations", "catalog", "docs", "script", "tests")


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps_the_rule(rule):
    assert list(rule(ROOT)) == []


@pytest.fixture
def tree(tmp_path):
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder,
                        ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.glob("*.md"):
        shutil.copy(path, tmp_path)
    return tmp_path


# Each rule, a file, and what is added to it (or put in place of a text in it).
BREACHES = [
    ("foreign_headers", "server/pages/home.c", "#include <microhttpd.h>\n"),
    ("foreign_headers", "db/tools.c", "#include <sqlite3.h>\n"),
    ("foreign_headers", "server/domain/panel.c", "#include <jansson.h>\n"),
    ("foreign_headers", "server/pages/parts/card.c", "#include <cmark.h>\n"),
    ("foreign_headers", "server/operator/page.c", "#include <curl/curl.h>\n"),
    ("arrows", "server/operator/page.c", '#include "http/listener.h"\n'),
    ("foreign_headers", "server/mail/eml.c", "#include <curl/curl.h>\n"),
    ("arrows", "server/mail/message.c", '#include "domain/slug.h"\n'),
    ("arrows", "server/domain/panel.c", '#include "db/store.h"\n'),
    ("arrows", "server/present/format.c", '#include "db/store.h"\n'),
    ("arrows", "server/newsletter/compose.c", '#include "pages/site.h"\n'),
    ("arrows", "server/http/send.c", '#include "pages/pages.h"\n'),
    ("arrows", "server/pages/home.c", '#include "http/listener.h"\n'),
    ("arrows", "server/base/text.c", '#include "domain/slug.h"\n'),
    ("arrows", "db/tools.c", '#include "views/views.h"\n'),
    ("exits", "db/tools.c", "static void f(void) { exit(1); }\n"),
    ("banned_functions", "server/config.c", "static void f(char *a) { strcpy(a, a); }\n"),
    ("clocks", "db/writer.c", "static time_t f(void) { return time(NULL); }\n"),
    ("clocks", "server/http/listener.c", "int f(void) { return pthread_cond_init(0, 0); }\n"),
    ("html_in_c", "server/pages/home.c", 'static const char *a = "<b>bold</b>";\n'),
    ("sql_in_c", "db/tools.c", 'static const char *a = "SELECT 1";\n'),
    ("undocumented_files", "server/pages/new.c", "int x;\n"),
    ("long_files", "server/pages/home.c", "//\n" * 400),
    ("ignorable_outcomes", "db/tools.h", "enum outcome tools_forget(void);\n"),
    ("unescaped_templates", "views/parts/new.tpl", "<p>{{NAME}}</p>\n"),
    ("raw_markers", "views/parts/bookmarks.tpl", "{{NAME:none}}\n"),
    ("raw_markers", "views/parts/structured_data.tpl", "{{NAME}}\n"),
    ("markers_and_keys", "views/parts/bookmarks.tpl", "{{UNKNOWN}}\n"),
    ("markers_and_keys", "views/keys.def", "KEY(UNUSED)\n"),
    ("templates_and_files", "views/parts/new.tpl", '{{%AUTOESCAPE context="HTML"}}\n'),
    ("templates_and_files", "views/templates.def", 'TEMPLATE(NEW, "parts/new.tpl")\n'),
    ("inline_style_or_script", "views/parts/bookmarks.tpl", '<p style="color: red">x</p>\n'),
    ("inline_style_or_script", "views/parts/bookmarks.tpl", "<script>alert(1)</script>\n"),
    ("inline_style_or_script", "views/parts/bookmarks.tpl", '<p onclick="x()">x</p>\n'),
    ("queries_and_names", "db/queries/tools.sql", "-- name: TOOL_NEW\nSELECT 1;\n"),
    ("queries_and_names", "db/queries.def", "QUERY(TOOL_NEW)\n"),
    ("portable_queries", "db/queries/tools.sql", "-- name: X\nINSERT OR REPLACE INTO a VALUES (1);\n"),
    ("scans", "db/queries/tools.sql", "-- name: X\nSELECT id FROM tools WHERE name = $1;\n"),
    ("undocumented_columns", "migrations/0002_x.sql", "CREATE TABLE x (\n    a INTEGER\n) STRICT;\n"),
    ("undocumented_columns", "migrations/0002_x.sql", "CREATE TABLE x (\n    a INTEGER -- why\n);\n"),
    ("undocumented_settings", "server/config.c", '// {.flag = "new", .fallback = "", .help = "x"\n'),
    ("undocumented_settings", "docs/settings.md", "| `--gone` | `VERDICT_GONE` | none | x |\n"),
    ("undocumented_commands", "server/commands/commands.def",
     'COMMAND(command_x, "new", "", 0, 0, STORE_BY_ITSELF, NULL, 1, "x")\n'),
    ("broken_links", "README.md", "See [this](docs/gone.md).\n"),
    ("broken_links", "docs/architecture.md", "Then `server/gone.c`.\n"),
    ("private_paths", "script/server", "# see /home/" + "somebody\n"),
]


@pytest.mark.parametrize("rule, name, addition", BREACHES)
def test_a_breach_is_seen(tree, rule, name, addition):
    path = tree / name
    path.write_text((path.read_text() if path.exists() else "") + addition)
    assert list(getattr(rules, rule)(tree)), f"{rule} did not see {addition!r}"


def test_every_rule_has_a_breach():
    assert {rule.__name__ for rule in rules.RULES} == {rule for rule, _, _ in BREACHES}


def test_the_code_is_formatted():
    program = shutil.which("clang-format")
    if not program:
        pytest.skip("clang-format is not installed")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    if not re.search(r"version 14\.", version.stdout):
        pytest.skip("the style is that of clang-format 14; others differ in details")
    files = [str(path) for path, _ in rules.code(ROOT, "server", "db", "views", "tests")]
    done = subprocess.run([program, "--dry-run", "-Werror", *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:2000]
