"""rules.py: the walls of the house as functions. Each takes a tree and yields what breaks it."""

import re
import sqlite3

CODE = (".c", ".h", ".cc")
# Who may include what: a header's name, and the folders that may name it.
ONLY_IN = {
    "microhttpd.h": ["server/http/"],
    "sodium": ["server/base/token.c"],
    "idn2.h": ["server/domain/address.c", "server/domain/url.c"],
    "zlib.h": ["server/http/gzip.c"],
    "sqlite3.h": ["db/sqlite/"],
    "jansson.h": ["server/catalog/"],
    "cmark.h": ["views/commonmark.c"],
    "ctemplate/": ["views/ctemplate_facade.cc"],
    "curl/": ["server/mail/smtp.c", "server/operator/client.c"],
}
# The project's own floors: what each folder may include of the others, besides itself.
FLOORS = {
    "server/base/": ["base/"],
    "server/domain/": ["base/", "domain/"],
    "db/": ["base/", "domain/", "db/"],
    "views/": ["base/", "views/"],
    "server/http/": ["base/", "http/"],
    "server/present/": ["base/", "domain/", "views/", "present/"],
    "server/pages/": ["base/", "domain/", "db/", "views/", "present/", "pages/", "http/exchange.h"],
    "server/mail/": ["base/", "mail/"],
    "server/newsletter/": ["base/", "domain/", "db/", "views/", "present/", "mail/", "newsletter/"],
    "server/catalog/": ["base/", "domain/", "db/", "catalog/", "views/commonmark.h"],
    "server/operator/": ["base/", "domain/", "db/", "catalog/", "newsletter/", "operator/",
                         "http/exchange.h",
                         "pages/site.h"],
}
BANNED = ("strcpy", "stpcpy", "strcat", "sprintf", "vsprintf", "strtok", "atoi", "atol", "atof",
          "gets", "alloca", "system", "popen", "rand", "mktemp", "tmpnam")


def code(root, *folders):
    for folder in folders or ("server", "db", "views"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in CODE:
                yield path, path.relative_to(root).as_posix()


def without_comments(text):
    """C without comments, strings kept, line numbers kept."""
    pattern = r'//[^\n]*|/\*.*?\*/|("(?:\\.|[^"\\\n])*")|(\'(?:\\.|[^\'\\\n])*\')'
    return re.sub(pattern, lambda m: m[1] or m[2] or "\n" * m[0].count("\n"), text, flags=re.S)


def strings(text):
    return re.findall(r'"((?:\\.|[^"\\\n])*)"', re.sub(r"#include[^\n]*", "", without_comments(text)))


def foreign_headers(root):
    for path, name in code(root):
        for header in re.findall(r"#\s*include\s*<([^>]+)>", path.read_text()):
            for wall, allowed in ONLY_IN.items():
                if header.startswith(wall) and not any(name.startswith(a) for a in allowed):
                    yield f"{name}: <{header}> belongs to {allowed[0]}"


def arrows(root):
    for path, name in code(root):
        floor = next((f for f in FLOORS if name.startswith(f)), None)
        for header in re.findall(r'#\s*include\s*"([^"]+)"', path.read_text()):
            if floor and not any(header.startswith(allowed) for allowed in FLOORS[floor]):
                yield f"{name}: may not include {header}"


def exits(root):
    for path, name in code(root):
        if re.search(r"\b_?exit\s*\(|\bquick_exit\s*\(", without_comments(path.read_text())):
            yield f"{name}: only main ends the process"


def banned_functions(root):
    for path, name in code(root, "server", "db", "views", "tests"):
        for function in re.findall(r"\b(\w+)\s*\(", without_comments(path.read_text())):
            if function in BANNED:
                yield f"{name}: {function}() is not used here"


def clocks(root):
    for path, name in code(root):
        if name != "server/base/clock.c":
            for found in re.findall(r"\b(?:clock_gettime|gettimeofday|time|pthread_cond_init)\s*\((?!s)",
                                    without_comments(path.read_text())):
                yield f"{name}: {found}) is base/clock.h's"


def html_in_c(root):
    for path, name in code(root, "server", "db"):
        for string in strings(path.read_text()):
            if re.search(r"</?[a-z][a-z0-9]*[ >/]|&[a-z]+;", string):
                yield f"{name}: HTML in a string: {string}"


def sql_in_c(root):
    words = r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|REPLACE|WITH)\b"
    for path, name in code(root, "server", "db"):
        for string in strings(path.read_text()):
            if re.search(words, string):
                yield f"{name}: SQL in a string: {string}"


def undocumented_files(root):
    for path, name in code(root):
        first = path.read_text().split("\n", 1)[0]
        if not first.startswith(f"// {path.name}: "):
            yield f"{name}: does not open with what it is for"


def long_files(root):
    for folder in ("server", "db", "views", "tests", "assets", "script"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (*CODE, ".py", ".mjs", ".tpl", ".sql", ".cmake"):
                lines = path.read_text().count("\n")
                if lines > 400:
                    yield f"{path.relative_to(root)}: {lines} lines; 400 are the most"


def ignorable_outcomes(root):
    for path, name in code(root):
        if path.suffix == ".h":
            for line in re.findall(r"^enum outcome \w+\(.*", path.read_text(), re.M):
                if "sqlite_fault" not in line:
                    yield f"{name}: lacks MUST_USE: {line}"


def templates(root):
    return {path.relative_to(root / "views").as_posix(): path.read_text()
            for path in sorted((root / "views").rglob("*.tpl"))}


def unescaped_templates(root):
    for name, text in templates(root).items():
        first = text.split("\n", 1)[0]
        escaped = re.fullmatch(r'\{\{%AUTOESCAPE context="(HTML|JSON|XML)"\}\}', first)
        plain = name.endswith(".txt.tpl") and first == "{{! Plain text: nothing is escaped. }}"
        if not escaped and not plain:
            yield f"views/{name}: does not open with its AUTOESCAPE line"


def raw_markers(root):
    for name, text in templates(root).items():
        json = 'context="JSON"' in text
        for marker, modifiers in re.findall(r"\{\{([A-Z][A-Z0-9_]*)((?::\w+)*)\}\}", text):
            if "none" in modifiers and not marker.endswith("_HTML"):
                yield f"views/{name}: {marker} is not escaped"
            if json and modifiers != ":json_escape":
                yield f"views/{name}: {marker} needs :json_escape"


def markers_and_keys(root):
    used = set()
    for text in templates(root).values():
        used |= {m for m in re.findall(r"\{\{[#/>]?([A-Z][A-Z0-9_]*)(?:\}|:)", text)}
    keys = set(re.findall(r"^KEY\((\w+)\)", (root / "views/keys.def").read_text(), re.M))
    yield from (f"keys.def lacks {key}" for key in sorted(used - keys))
    yield from (f"no template uses {key}" for key in sorted(keys - used))


def templates_and_files(root):
    listed = set(re.findall(r'"([^"]+\.tpl)"', (root / "views/templates.def").read_text()))
    files = set(templates(root))
    yield from (f"templates.def lacks {name}" for name in sorted(files - listed))
    yield from (f"there is no views/{name}" for name in sorted(listed - files))


def inline_style_or_script(root):
    for name, text in templates(root).items():
        for found in re.findall(r'<[^>]*\s(style|on[a-z]+)="', text):
            yield f"views/{name}: inline {found}"
        if name == "mails/mail.html.tpl":
            continue  # mail programs ask no server for a style
        for found in re.findall(r"<script(?! type=\"application/ld\+json\"| src=)[^>]*>|<style", text):
            yield f"views/{name}: inline {found}"


def queries(root):
    for path in sorted((root / "db/queries").glob("*.sql")):
        parts = re.split(r"^-- name: (\w+)\n", path.read_text(), flags=re.M)
        yield from zip(parts[1::2], parts[2::2])


def queries_and_names(root):
    listed = re.findall(r"^QUERY\((\w+)\)", (root / "db/queries.def").read_text(), re.M)
    named = [name for name, _ in queries(root)]
    yield from (f"queries.def lacks {name}" for name in sorted(set(named) - set(listed)))
    yield from (f"no query is named {name}" for name in sorted(set(listed) - set(named)))
    yield from (f"{name} comes twice" for name in sorted({n for n in named if named.count(n) > 1}))


def portable_queries(root):
    for name, sql in queries(root):
        for word in ("INSERT OR", "last_insert_rowid", "datetime(", "ifnull(", "PRAGMA", "rowid"):
            if word.lower() in sql.lower():
                yield f"{name}: {word} is SQLite's alone"


def scans(root):
    """Query plans that read a whole table without a comment that says why."""
    store = sqlite3.connect(":memory:")
    texts = dict(queries(root))
    store.execute(texts["MIGRATIONS_CREATE"])
    for path in sorted((root / "migrations").glob("*.sql")):
        store.executescript(path.read_text())
    for name, sql in texts.items():
        if name == "MIGRATIONS_CREATE":
            continue
        bound = [1] * len(set(re.findall(r"\$\d+", sql)))
        for *_, step in store.execute("EXPLAIN QUERY PLAN " + sql.split(";")[0], bound):
            small = "CONSTANT ROW" in step or step.startswith(("SCAN n", "SCAN schema_migrations"))
            if step.startswith("SCAN") and not small and "-- scan: " not in sql:
                yield f"{name}: {step}"


def undocumented_columns(root):
    for path in sorted((root / "migrations").glob("*.sql")):
        text = path.read_text()
        for table, body, end in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)([^;]*);", text, re.S):
            if end.strip() != "STRICT":
                yield f"{path.name}: {table} is not STRICT"
            for line in body.strip().split("\n"):
                if not re.match(r"\s*(PRIMARY KEY|UNIQUE|CHECK|FOREIGN KEY)", line) and "-- " not in line:
                    yield f"{path.name}: {table}: no comment: {line.strip()}"


def settings(root):
    """Each setting's row as docs/settings.md should have it."""
    row = (r'\.flag = "([a-z-]+)",\s*\.fallback = "([^"]*)",\s*(?:\.shown = "([^"]*)",\s*)?'
           r'\.help =\s*"((?:[^"\\]|\\.)*)"')
    for flag, default, shown, text in re.findall(row, (root / "server/config.c").read_text()):
        name = "VERDICT_" + flag.upper().replace("-", "_")
        text = text.replace('\\"', '"')
        yield f"| `--{flag}` | `{name}` | {shown or f'`{default}`'} | {text} |"


def commands(root):
    """Each command's row as docs/operating.md should have it."""
    row = r'COMMAND\(\w+, "([^"]+)", "([^"]*)",[^"]*(?:"[a-z-]+", )?\w+,\s*((?:"[^"]*"\s*)+)\)'
    for name, usage, texts in re.findall(row, (root / "server/commands/commands.def").read_text()):
        text = "".join(re.findall(r'"([^"]*)"', texts))
        yield f"| `verdict {f'{name} {usage}'.strip()}` | {text} |"


def undocumented_settings(root):
    told = re.findall(r"^\| `--.*$", (root / "docs/settings.md").read_text(), re.M)
    for row in set(told) ^ set(settings(root)):
        yield f"docs/settings.md and server/config.c differ: {row}"


def undocumented_commands(root):
    told = re.findall(r"^\| `verdict .*$", (root / "docs/operating.md").read_text(), re.M)
    for row in set(told) ^ set(commands(root)):
        yield f"docs/operating.md and commands.def differ: {row}"


def broken_links(root):
    """Of documents to files, and of the architecture's words to them."""
    for path in [*root.glob("*.md"), *(root / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text()):
            if not (path.parent / target).exists():
                yield f"{path.name}: no such file: {target}"
    text = (root / "docs/architecture.md").read_text()
    for name in set(re.findall(r"`((?:server/|db/|views/|[a-z]+/)[\w./]+\.(?:c|h|def|sql|tpl|py))`", text)):
        if not any((root / folder / name).exists() for folder in ("", "server", "db", "views")):
            yield f"architecture.md: no such file: {name}"


def private_paths(root):
    for folder in ("server", "db", "views", "assets", "migrations", "catalog", "docs", "script", "tests"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix != ".png" and "__pycache__" not in path.parts:
                for found in re.findall(r"/(?:home|root|work|Users)/\w+", path.read_text()):
                    yield f"{path.relative_to(root)}: {found}"


RULES = [foreign_headers, arrows, exits, banned_functions, clocks, html_in_c, sql_in_c, undocumented_files,
         long_files, ignorable_outcomes, unescaped_templates, raw_markers, markers_and_keys,
         templates_and_files, inline_style_or_script, queries_and_names, portable_queries, scans,
         undocumented_columns, undocumented_settings, undocumented_commands, broken_links,
         private_paths]
