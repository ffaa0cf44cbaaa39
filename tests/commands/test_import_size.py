"""Import's memory is bounded by what the documents hold, and mistakes are counted, not kept."""

import json
import os
import subprocess
import sys

import pytest

from commands.catalogs import DOCUMENT, OTHER, dump, publish, refuse, rows, write
from program import BINARY, LIMIT, clean_environment, run

MEGABYTE = 1 << 20
# A process begins with the peak memory of the one that starts it, so a small one does.
MEASURE = """import os, sys
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(process, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024)"""


def measured(*words, data):
    """Exit status, peak memory in bytes and what was told."""
    # What the sanitizer keeps back of freed memory is no need of the program's.
    environment = clean_environment(ASAN_OPTIONS="quarantine_size_mb=1:malloc_context_size=1")
    done = subprocess.run([sys.executable, "-I", "-S", "-c", MEASURE, BINARY, *map(str, words),
                           "--data", str(data)], capture_output=True, text=True, env=environment,
                          timeout=LIMIT, check=True)
    code, memory = done.stdout.split()[-2:]
    return int(code), int(memory), done.stderr.splitlines()


def repeated(file, before, piece, after, size):
    with open(file, "w") as out:
        out.write(before + piece)
        block = ("," + piece) * (65536 // (len(piece) + 1))
        count = 1 + max(1, size // len(block)) * block.count("," + piece)
        for _ in range(max(1, size // len(block))):
            out.write(block)
        out.write(after)
    return count


@pytest.mark.parametrize("piece, faults", [("0", 1), ('"x"', 1), ("[]", 1), ("null", 1), ("{}", 7)])
def test_millions_of_mistakes_are_counted(data, file, piece, faults):
    """The first hundred are told, the rest counted."""
    base = measured("import", write(file, {}), data=data)[1]
    count = repeated(file, '{"tools":[', piece, "]}", 4 * MEGABYTE)
    code, memory, told = measured("import", file, data=data)
    assert (code, len(told)) == (1, 102)
    assert told[0].startswith(f"verdict: {file}: tools[0]: ")
    assert told[99].startswith(f"verdict: {file}: tools[{99 // faults}]: ")
    assert told[100:] == [f"verdict: and {count * faults - 100} more problems",
                          "verdict: nothing was changed"]
    assert memory - base < 4 * os.path.getsize(file)


@pytest.mark.parametrize("before, piece, after, told", [
    ('{"tools":[{"slug":"a","aliases":[', "0", "]}]}", "tools[0]: holds more than 20000 values"),
    ('{"tools":[{},{"odd":{"deep":[', "[]", "]}}]}", "tools[1]: holds more than 20000 values"),
    ('{"other":{"a":[', "0", "]}}", "this value holds too many others"),
    ("[", "0", "]", "is not a JSON object"),
    ('{"other":[', "0", "]}", '"other" is not a key of a catalog'),
])
def test_values_elsewhere_are_bounded_too(data, file, before, piece, after, told):
    base = measured("import", write(file, {}), data=data)[1]
    repeated(file, before, piece, after, 8 * MEGABYTE)
    code, memory, lines = measured("import", file, data=data)
    assert code == 1 and any(told in line for line in lines[:10]), lines[:10]
    assert memory - base < 4 * os.path.getsize(file)


@pytest.mark.parametrize("key, noun, told", [
    ("categories", '{{"slug":"a{}","name":"A"}}', "categories[5000]: is one too many"),
    ("comparisons", '{{"tools":["a","b{}"]}}', "is one name too many: split this into several imports"),
])
def test_more_names_than_can_be_kept(data, file, key, noun, told):
    """Small nouns need more memory than they take in a document; mistakes are still counted."""
    with open(file, "w") as out:
        out.write(f'{{"{key}":[' + ",".join(map(noun.format, range(1000000))) + ',{"slug":""}]}')
    run("migrate", data=data)
    before = dump(data)
    done = run("import", file, data=data)
    lines = done.stderr.splitlines()
    assert done.returncode == 1 and told in lines[0] and f"{key}[1000000]" in done.stderr, lines[:5]
    assert lines[-1] == "verdict: nothing was changed" and dump(data) == before


def test_many_keys_are_refused(data, file):
    write(file, {f"key-{i}": 0 for i in range(101)})
    refuse(data, file, "the document's object has too many keys")


def test_a_large_catalog_needs_no_more_than_its_documents(data, file):
    """Its texts are never all in memory."""
    base = measured("import", write(file, {}), data=data)[1]
    tools = [{**OTHER, "slug": f"tool-{i}", "description": "word " * 700} for i in range(6000)]
    write(file, {"categories": DOCUMENT["categories"], "tools": tools})
    code, memory, told = measured("import", file, data=data)
    assert (code, told) == (0, [])
    assert rows(data, "SELECT count(*) FROM published_tools") == [(6000,)]
    assert memory - base < 2.5 * os.path.getsize(file)


def place_of(text, wrong):
    """Line and column behind the first character of `wrong`, as messages count them."""
    before = text[:text.index(wrong) + 1]
    return before.count("\n") + 1, len(before) - before.rfind("\n") - 1


@pytest.mark.parametrize("text, wrong, said", [
    ('{\n "other": [\n  {}\n  {}\n ]\n}', "{}\n ]", "',' or ']' expected near '{'"),
    ('{"tools": [],\n\n}', "}", "string or '}' expected near '}'"),
    ('{"a" 1}', "1", "':' expected near '1'"),
    ('{"a": 1 "b": 2}', '"b"', "',' or '}' expected near '\"'"),
    ('{"é": "日本" 1}', "1", "',' or '}' expected near '1'"),
    ('{}\n x', "x", "end of file expected near 'x'"),
    ('{"other": [1,, 2]}', ", 2", "unexpected token"),
    ('{"tools": [\n{"a": 1,\n "é": tru}]}', "u}", "invalid token near 'tru'"),
])
def test_the_place_of_a_fault_is_told(data, file, text, wrong, said):
    line, column = place_of(text, wrong)
    write(file, text)
    refuse(data, file, f"{file}: line {line}, column {column}: is not valid JSON: {said}")


@pytest.mark.parametrize("text, said", [
    ('{"tools": [{"slug": "a"', "'}' expected near end of file"),
    ('{"tools": [', "unexpected token near end of file"), ('{"tools"', "':' expected near end of file"),
    ('{"tools": "', "premature end of input"), ("{", "string or '}' expected near end of file"),
    ('{"tools": [], "categories": [], "tools": []}', "duplicate object key"),
    ('{"tools": [{"slug": "a", "slug": "b"}]}', "duplicate object key"),
    ('{"categories": [{"slug": "a", "name": "A"}]}}', "end of file expected near '}'"),
    ('{"tools": [1 2]}', "',' or ']' expected"), ('{"tools": [{}"a"]}', "',' or ']' expected"),
    ('{"tools": [1"a"]}', "',' or ']' expected"), ('{"tools": [01]}', "is not valid JSON"),
    ('{"tools": [}]}', "is not valid JSON"), ('{"tools": {]}', "is not valid JSON"),
    ('{1: 2}', "string or '}' expected near '1'"), ('{"tools": [] "x"}', "',' or '}' expected"),
])
def test_what_ends_too_early_or_too_late(data, file, text, said):
    write(file, text)
    run("migrate", data=data)
    done = run("import", file, data=data)
    assert done.returncode == 1
    assert any("is not valid JSON" in line and said in line for line in done.stderr.splitlines()), (
        done.stderr)


def test_white_space_is_no_matter(data, file):
    text = json.dumps(DOCUMENT, indent=1).replace("\n", " \r\n\t ")
    publish(data, file, f"\n\t {text} \r\n ")
    assert rows(data, "SELECT slug FROM tools ORDER BY id") == [("alpha",), ("beta",)]
