"""Checking passages against a reader's own copy of a document."""

import json
import re
import unicodedata

import pytest

from iraqdata.errors import IraqdataError
from iraqdata.proving.passages import passages
from iraqdata.proving.verifying import verify
from iraqdata.reading.catalogue import read

# Written for these tests; as in a real page, with quotes, figures, ligature letters and notes.
TEXT = """\
The harbour of Port Saffron

The harbour office of Port Saffron first opened its doors in the spring of 1931. Its first chief, a
retired officer named Odile Bévue, kept the ledgers in "three copies, never two" and
refused to explain why.1

By 1948 the office had counted 12,450 ships, though critics said that the figure included
ferries. Bévue's successor did not comment on the affair.

1

After the flood

When the flood of 1953 reached the first floor, two of the three ledgers were lost for good. The
third was found dry, on a shelf that nobody had thought to look at.

The insurers offered to settle for less than half of the claim, and the city's difficult
finances made it accept. No official ever confirmed the sum.
"""
SOURCE = "src-port-saffron"


def claims_on(text, source_id=SOURCE):
    """A claim on every passage of a text, and a second one on the first."""
    found = [passage for passage in passages(text) if not passage.heading]
    return [
        {
            "claim_id": f"clm-{source_id[4:]}-{number:03d}",
            "record_id": "act-harbour-office",
            "stance": "asserts",
            "confidence": "high",
            "source_id": source_id,
            "section": passage.section,
            "paragraph": passage.paragraph,
            "char_start": passage.char_start,
            "char_end": passage.char_end,
            "passage_hash": passage.passage_hash,
        }
        for number, passage in enumerate([*found, found[0]], start=1)
    ]


def package_of(*texts):
    sources = [f"{SOURCE}-{number}" if number else SOURCE for number in range(len(texts))]
    return {
        "actors": [
            {
                "actor_id": "act-harbour-office",
                "name": "Harbour office",
                "actor_type": "public_body",
            }
        ],
        "sources": [
            {"source_id": source, "kind": "document", "title": "A page", "licence": "cited-only"}
            for source in sources
        ],
        "claims": [
            claim
            for source, text in zip(sources, texts, strict=True)
            for claim in claims_on(text, source)
        ],
    }


@pytest.fixture
def root(make_package):
    return make_package(package_of(TEXT))


@pytest.fixture
def check(root, tmp_path):
    def check(copy):
        data = copy if isinstance(copy, bytes) else copy.encode()
        (tmp_path / f"{SOURCE}.txt").write_bytes(data)
        return verify(tmp_path, read(root))

    return check


def hyphenated(text, hyphen):
    """The text with its long words divided."""
    return re.sub(r"([a-z]{4})([a-z]{4,})", rf"\1{hyphen}\2", text)


SAME = {
    "as it is": TEXT,
    "hyphens at line ends": hyphenated(TEXT, "-\n"),
    "soft hyphens": hyphenated(TEXT, "\u00ad"),
    "curly quotes": re.sub(r'"([^"]*)"', "“\\1”", TEXT).replace("'", "’"),
    "other quotes": re.sub(r'"([^"]*)"', "«\u00a0\\1\u00a0»", TEXT),
    "CRLF": TEXT.replace("\n", "\r\n"),
    "white space": TEXT.replace(" ", " \u00a0\t").replace("\n\n", "\n\n\n\f\n"),
    "one line": TEXT.replace("\n", " "),
    "ligatures": TEXT.replace("ffi", "ﬃ").replace("ff", "ﬀ").replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "capitals": TEXT.upper(),
    "decomposed letters": unicodedata.normalize("NFD", TEXT),
    "a byte-order mark": "\ufeff" + TEXT,
    "pages after": TEXT + "\n\nAnother page follows, in 1960, of no concern here.\n" * 50,
}


@pytest.mark.parametrize("copy", SAME.values(), ids=SAME.keys())
def test_a_copy_set_otherwise_verifies_in_place(check, copy):
    found = check(copy)
    assert found.holds
    assert found.count("verified") == len(found.checked) == 8


def test_the_copies_differ_from_the_text_where_they_should():
    assert [name for name, copy in SAME.items() if copy == TEXT] == ["as it is"]
    assert "offi-\ncial" in SAME["hyphens at line ends"]
    assert "ﬁ" in SAME["ligatures"] and "ﬃ" in SAME["ligatures"]


@pytest.mark.parametrize("before", ["A title page.\n\n", "Many a page before.\n\n" * 20_000])
def test_passages_behind_added_pages_count_as_verified_and_as_moved(check, before):
    found = check(before + TEXT + before)
    assert found.holds
    assert found.count("moved") == len(found.checked) == 8
    shifts = {passage.found_at - passage.char_start for passage in found.checked}
    assert len(shifts) == 1


def test_a_page_added_in_between_moves_what_follows(check):
    first, second = TEXT.split("After the flood")
    found = check(first + "A page of advertisements.\n\nAfter the flood" + second)
    assert [passage.outcome for passage in found.checked] == ["verified"] * 4 + ["moved"] * 4


def test_paragraphs_in_another_order_are_moved(check):
    blocks = TEXT.split("\n\n")
    found = check("\n\n".join(blocks[::-1]))
    assert found.holds
    assert found.count("moved") >= 6


WRONG = {
    "a changed number": (TEXT.replace("12,450", "12,540"), ["12,450"]),
    "a changed year": (TEXT.replace("1953", "1954"), ["1953"]),
    "a swapped word": (TEXT.replace("third was found dry", "third was found wet"), ["third was"]),
    "two words exchanged": (TEXT.replace("dry, on a shelf", "on dry, a shelf"), ["third was"]),
    "a word left out": (TEXT.replace("not comment", "comment"), ["By 1948", "successor"]),
    "a cut paragraph": (
        TEXT.replace(TEXT[TEXT.index("When the") : TEXT.index("The insurers")], ""),
        ["When the flood", "third was"],
    ),
    "letters that look alike": (TEXT.replace("Odile", "О" + "dile"), ["Odile"]),
}


@pytest.mark.parametrize(("copy", "concerned"), WRONG.values(), ids=WRONG.keys())
def test_only_the_passages_that_a_change_concerns_are_missing(check, copy, concerned):
    assert copy != TEXT
    found = check(copy)
    missing = [passage for passage in found.checked if passage.outcome == "missing"]
    places = [_alnum_index(words) for words in concerned]
    assert missing
    assert not found.holds
    assert all(
        any(passage.char_start <= place < passage.char_end for place in places)
        for passage in missing
    )
    assert all(
        any(passage.char_start <= place < passage.char_end for passage in missing)
        for place in places
    )


def _alnum_index(words):
    before = TEXT[: TEXT.index(words)]
    return sum(character.isalnum() for character in before)


def test_a_passage_is_checked_once_for_all_its_claims(check):
    first = check(TEXT).checked[0]
    assert first.claim_ids == ("clm-port-saffron-001", "clm-port-saffron-009")


def test_a_copy_without_any_passage_has_all_missing(check):
    found = check("Quite another book.")
    assert found.count("missing") == len(found.checked) == 8
    assert check(b"").count("missing") == 8


def test_a_copy_that_is_no_text_is_refused(check):
    with pytest.raises(IraqdataError, match="is not UTF-8"):
        check(TEXT.replace("'", "’").encode("cp1252"))


def test_a_folder_that_is_not_there_is_refused(root, tmp_path):
    with pytest.raises(IraqdataError, match="is no folder"):
        verify(tmp_path / "nowhere", read(root))


def test_the_command_tells_n_of_m(root, tmp_path, run_in):
    (tmp_path / f"{SOURCE}.txt").write_text("Page one.\n\n" + TEXT)
    result = run_in(root, "verify", "--text-dir", tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        f"{SOURCE}: 8 of 8 passages verified",
        "  moved by +7 characters: 8",
        "8 of 8 passages verified",
    ]


def test_the_command_names_what_is_missing_and_exits_1(root, tmp_path, run_in):
    (tmp_path / f"{SOURCE}.txt").write_text(WRONG["a changed year"][0])
    result = run_in(root, "verify", "--text-dir", tmp_path)
    assert result.returncode == 1
    assert result.stdout.splitlines()[0] == f"{SOURCE}: 7 of 8 passages verified"
    assert "missing: section 2, paragraph 6," in result.stdout
    assert "clm-port-saffron-005" in result.stdout.replace("\n    ", " ")
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_the_command_names_a_copy_that_is_not_there(make_package, tmp_path, run_in):
    root = make_package(package_of(TEXT, TEXT.replace("Saffron", "Pepper")))
    (tmp_path / f"{SOURCE}.txt").write_text(TEXT)
    result = run_in(root, "verify", "--text-dir", tmp_path)
    assert result.returncode == 0
    assert "8 of 8 passages verified" in result.stdout.splitlines()
    assert f"{SOURCE}-1.txt" in result.stdout.replace("\n  ", "")
    assert "not checked: 8 passages" in result.stdout


def test_the_command_exits_1_when_nothing_was_checked(root, tmp_path, make_package, run_in):
    result = run_in(root, "verify", "--text-dir", tmp_path)
    assert result.returncode == 1
    assert "no passage was checked" in result.stdout
    assert f"{SOURCE}.txt" in result.stdout.replace("\n  ", "")
    empty = make_package({}, name="empty")
    assert run_in(empty, "verify", "--text-dir", tmp_path).returncode == 1


def test_the_command_gives_json(root, tmp_path, run_in):
    (tmp_path / f"{SOURCE}.txt").write_text(WRONG["a changed year"][0])
    result = run_in(root, "verify", "--text-dir", tmp_path, "--format", "json")
    report = json.loads(result.stdout)
    assert result.returncode == 1
    assert (report["verified"], report["passages"], report["missing"]) == (7, 8, 1)
    assert [one["outcome"] for one in report["checked"]].count("missing") == 1


@pytest.mark.parametrize("folder", ["nowhere", f"{SOURCE}.txt"])
def test_the_command_exits_2_when_the_folder_cannot_be_read(root, tmp_path, run_in, folder):
    (tmp_path / f"{SOURCE}.txt").write_text(TEXT)
    result = run_in(root, "verify", "--text-dir", tmp_path / folder)
    assert (result.returncode, result.stdout) == (2, "")
    assert "is no folder" in result.stderr
