from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsim.description.yamlfile import (
    MAX_BYTES,
    MAX_PROBLEMS,
    Place,
    dotted,
    read_value,
    read_yaml,
    read_yaml_file,
    write_yaml,
)


def test_every_key_and_entry_knows_its_line():
    tree, problems = read_yaml("a: 1\nb:\n  c: [x,\n    y]\n  d: 2\n", "f.yaml")
    assert not problems
    assert tree.value == {"a": 1, "b": {"c": ["x", "y"], "d": 2}}
    assert tree.place(("b", "c", 1)) == Place("f.yaml", 4)
    assert tree.place(("b", "d")) == Place("f.yaml", 5)
    assert tree.place(("b", "missing", "below")) == Place("f.yaml", 2)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("22:00", "22:00"),
        ("010", 10),
        ("0o10", 8),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("~", None),
        ("True", True),
        ("'yes'", "yes"),
        ('"on"', "on"),
        ("2024-01-01", "2024-01-01"),
        ("9 kBtu/h", "9 kBtu/h"),
        ("[1, a]", [1, "a"]),
        ("{a: 2}", {"a": 2}),
        ("", None),
    ],
)
def test_scalars_follow_yaml_1_2(written, value):
    assert read_value(written) == value
    assert type(read_value(written)) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: yes", 1, "yes may mean true or a text (write true"),
        ("a: 1\nb: Off", 2, "Off may mean false or a text (write false"),
        ("on: 1", 1, "key on reads as true or false"),
        ("a: 1\nb: 2\na: 3", 3, "written twice, first in line 1"),
        ("a: .nan", 1, ".nan is not a finite number"),
        ("a: -.inf", 1, "-.inf is not a finite number"),
        ("a:\n\tb: 1", 2, "a tab is used for indentation (indent with blanks)"),
        ("a: b: c", 1, "a ':' is not allowed here"),
        ("a: {b: 1", 1, "the '{' opened in line 1 is not closed"),
        ("a: [1, 2\nb: 3", 2, "the '[' opened in line 1 is not closed"),
        ("a: 1\n---\nb: 2", 2, "more than one document"),
        ("a: !!python/object:os.system x", 1, "tag '!!python/object:os.system' is not allowed"),
        ("a: &x [*x]", 1, "refers to itself"),
        ("<<: {a: 1}", 1, "merge keys"),
        ("? [1]\n: 2", 1, "a key must be a text"),
        ("a: \x01", 1, "character U+0001 is not allowed"),
        ("", None, "the file is empty"),
        ("# only a comment", None, "the file is empty"),
    ],
)
def test_bad_yaml_is_told_in_plain_words(text, line, said):
    _, problems = read_yaml(text, "f.yaml")
    assert len(problems) == 1
    assert said in problems[0].as_text()
    assert problems[0].file == "f.yaml"
    assert problems[0].line == line


def test_aliases_of_aliases_do_not_fill_the_memory():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    _, problems = read_yaml("\n".join(rows))
    assert "nested too deeply" in problems[0].message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[" * 3000 + "]" * 3000, "nested too deeply"),
        ("a: " + "{b: " * 3000, "nested too deeply"),
        ("F" * 5000 + ": 1", "a ':' is not allowed here"),
        ("F" * 500 + ": 1", "a key of 500 characters is too long"),
        ("a: [" + "yes, " * 1000 + "]", "yes may mean true or a text"),
    ],
)
def test_hostile_texts_are_refused_in_few_words(text, said):
    _, problems = read_yaml(text, "f.yaml")
    assert 0 < len(problems) <= MAX_PROBLEMS
    assert said in problems[0].message
    assert len(problems[0].message) < 500


def test_long_numbers_are_texts():
    for written in ("0x" + "F" * 400, "9" * 400, "1" * 400 + ".5", "0o" + "7" * 400):
        assert read_value(written) == written or math.isfinite(read_value(written))


def test_files_are_limited_before_they_are_read(tmp_path):
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    said = {large: "the file has over 1 MB", loop: "the file can't be read"}
    if Path("/dev/zero").exists():
        said[Path("/dev/zero")] = "the file can't be read: not a regular file"
    said[Path("a\0b.yaml")] = "the file can't be read: not a path"
    said[tmp_path / ("n" * 300 + ".yaml")] = "the file can't be read"
    for path, words in said.items():
        tree, problems = read_yaml_file(path)
        assert tree.value is None
        assert [words in problem.message for problem in problems] == [True], problems


def test_files_that_are_none(tmp_path):
    (tmp_path / "room.yaml").write_text("a: 1")
    (tmp_path / "latin.yaml").write_bytes("a: 1\nb: M\xfcnchen".encode("latin-1"))
    said = {
        tmp_path: "this is a directory, not a file",
        tmp_path / "rom.yaml": f"did you mean '{tmp_path / 'room.yaml'}'?",
        tmp_path / "no" / "x.yaml": f"there is no folder {tmp_path / 'no'}",
        tmp_path / "latin.yaml": "not UTF-8 text (byte 0xfc) (save it as UTF-8",
    }
    for path, words in said.items():
        tree, problems = read_yaml_file(path)
        assert tree.value is None
        assert [words in problem.as_text() for problem in problems] == [True], problems
    assert read_yaml_file(tmp_path / "latin.yaml")[1][0].line == 2


def test_a_byte_order_mark_is_no_harm(tmp_path):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read_yaml_file(path)[0].value == {"a": 1}


def test_paths_are_shown_as_people_write_them():
    assert dotted(("candidates", 0, "size")) == "candidates[0].size"


plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1000, 1000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["yes", "on", "22:00", "1", "true", "a: b", "- x", "", "é", "nan", "1e5"]),
)
trees = st.dictionaries(
    st.sampled_from(["a", "b", "yes", "1"]),
    st.recursive(plain, lambda inner: st.lists(inner, max_size=3), max_leaves=8),
)


@given(value=trees)
def test_what_is_written_reads_back(value):
    tree, problems = read_yaml(write_yaml(value)) if value else read_yaml("{}")
    assert not problems
    assert tree.value == value


@given(text=st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_a_value_or_a_problem(text):
    tree, problems = read_yaml(text)
    assert tree.value is not None or problems or text.strip()
