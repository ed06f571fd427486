"""Where the sentences of a text stand, and the hashes that prove them."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iraqdata.proving.passages import SHORTEST, alnum, passage_hash, passages, text_hash

EVERY_CHARACTER = [
    chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000
]


def sentences(text):
    """The sentences of a text as they read in the form `alnum-1`."""
    form = alnum(text)
    return [form[one.char_start : one.char_end] for one in passages(text) if not one.heading]


def test_the_form_keeps_exactly_what_isalnum_accepts():
    kept = [character for character in EVERY_CHARACTER if character in alnum(character)]
    assert all(character.isalnum() for character in kept)
    for character in EVERY_CHARACTER[:0x3000]:
        assert all(one.isalnum() for one in alnum(character))
    assert alnum("_a-b c\u00add\n3½ ﬁ É É ß Ⅻ ²") == "abcd312fiééssxii2"


@given(st.text())
def test_the_form_of_any_text_is_made_of_letters_and_digits(text):
    assert not alnum(text) or alnum(text).isalnum()


def test_hashes_are_sha_256_of_the_form_in_utf_8():
    digest = hashlib.sha256("égalité".encode()).hexdigest()
    assert text_hash(alnum("Égalité!")) == digest
    assert passage_hash(alnum("Égalité!")) == digest[:16]


def test_sentences_are_cut_at_their_ends_only():
    text = (
        "The envoy, Mr. J. Pepper of the U.S. mission, arrived at 3.15 in the morning. Did nobody "
        "from the embassy wait for him at the station? "
        '"Nobody ever waits for me, not even in the rain!" he said to the porter. The fare '
        "was 2.5 crowns... which was too much for a ride of one mile."
    )
    assert sentences(text) == [
        alnum(text[: text.index("Did")]),
        alnum(text[text.index("Did") : text.index('"Nobody')]),
        alnum(text[text.index('"Nobody') : text.index("The fare")]),
        alnum(text[text.index("The fare") :]),
    ]


def test_paragraphs_are_blocks_and_sections_begin_at_headings():
    text = """\
What came before the first heading is a paragraph of section 0 in any text.

Of harbours

One paragraph of the first section, long enough to stand alone.
Its second line and its second sentence belong to the same block.

7

Of ferries

A paragraph of the second section, which is long enough as well.
"""
    found = passages(text)
    assert [(one.section, one.paragraph, one.heading) for one in found] == [
        (0, 1, False),
        (1, 2, True),
        (1, 3, False),
        (1, 3, False),
        (2, 5, True),
        (2, 6, False),
    ]
    assert [(one.first_line, one.last_line) for one in found] == [
        (1, 1),
        (3, 3),
        (5, 5),
        (6, 6),
        (10, 10),
        (12, 12),
    ]


def test_a_short_sentence_is_taken_with_the_next_or_at_an_end_with_the_one_before():
    long = "This sentence has letters enough to be a passage of its own."
    assert sentences(f"It rained. {long}") == [alnum(f"It rained. {long}"), alnum(long)]
    assert sentences(f"{long} It rained.") == [alnum(long), alnum(f"{long} It rained.")]
    # A neighbour of the same block comes before one beyond it.
    assert sentences(f"{long} It rained.\n\n{long}")[1] == alnum(f"{long} It rained.")


def test_a_short_sentence_alone_stays_as_it_is():
    assert sentences("It rained.") == ["itrained"]


def test_marks_of_notes_and_empty_texts_give_nothing():
    assert passages("") == passages(" \n\n\t\n") == passages("12\n\n3\n") == []


@given(st.text(alphabet="abc .!?\n\"'1ÉA\u0301", max_size=200))
def test_every_passage_has_the_hash_of_its_place(text):
    form = alnum(text)
    for one in passages(text):
        assert 0 <= one.char_start < one.char_end <= len(form)
        assert one.passage_hash == passage_hash(form[one.char_start : one.char_end])
        assert 1 <= one.first_line <= one.last_line <= text.count("\n") + 1


@given(st.lists(st.sampled_from(["It is so. ", "A long sentence that stands by itself here. "])))
def test_no_passage_is_shorter_than_the_least_where_a_neighbour_can_be_had(parts):
    found = sentences("".join(parts))
    if len(parts) > 4:
        assert min(map(len, found)) >= min(SHORTEST, len("itisso") * 2)


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "iraqdata", "passages", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture
def page(tmp_path):
    file = tmp_path / "page.txt"
    file.write_text(
        "A heading of this page\n\nThe first sentence stands on the third line of it.\n"
        "The second one stands on the fourth line of the same page.\n",
        encoding="utf-8",
    )
    return file


def test_the_command_gives_the_sentences_on_some_lines(page):
    rows = json.loads(run(page, "4", "--format", "json").stdout)
    text = page.read_text()
    assert [(row["section"], row["paragraph"], row["first_line"]) for row in rows] == [(1, 2, 4)]
    assert rows[0]["passage_hash"] == passage_hash(alnum(text[text.index("The second") :]))
    everything = list(csv.DictReader(io.StringIO(run(page, "--format", "csv").stdout)))
    assert [row["first_line"] for row in everything] == ["3", "4"]
    table = run(page, "3-4").stdout
    assert rows[0]["passage_hash"] in table
    assert max(map(len, table.splitlines())) <= 80


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("1-2", "no sentence stands on the lines 1-2"),
        ("x", "neither a line nor a range"),
        ("4-3", "not a range of lines"),
        ("0", "not a range of lines"),
        ("99", "no sentence stands"),
    ],
)
def test_the_command_refuses_lines_without_a_sentence(page, lines, message):
    result = run(page, lines)
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr


def test_the_command_refuses_a_file_that_is_no_text(tmp_path):
    assert "cannot be read" in run(tmp_path / "nothing.txt").stderr
    assert run(tmp_path / "nothing.txt").returncode == 2
    (tmp_path / "bytes.txt").write_bytes(b"caf\xe9")
    assert "is not UTF-8" in run(tmp_path / "bytes.txt").stderr


@pytest.mark.skipif("IRAQDATA_TEXTS" not in os.environ, reason="the documents are not here")
def test_the_passages_of_the_documents_are_those_of_the_coverage_list():
    root = Path(__file__).parents[1]
    with (root / "docs" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert listed
    for source_id in {row["source_id"] for row in listed}:
        text = (Path(os.environ["IRAQDATA_TEXTS"]) / f"{source_id}.txt").read_text(encoding="utf-8")
        wanted = [row for row in listed if row["source_id"] == source_id]
        assert sorted(
            (one.section, one.paragraph, one.char_start, one.char_end) for one in passages(text)
        ) == sorted(
            tuple(int(row[column]) for column in ("section", "paragraph", "char_start", "char_end"))
            for row in wanted
        )
