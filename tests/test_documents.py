"""What holds for the coded documents themselves; they are not ours to publish.

The tests run where the environment variable IRAQDATA_TEXTS names the folder that has them.
"""

import os
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest

import iraqdata
from iraqdata.proving.passages import alnum, text_hash
from iraqdata.proving.verifying import verify

pytestmark = pytest.mark.skipif(
    "IRAQDATA_TEXTS" not in os.environ, reason="IRAQDATA_TEXTS names no folder with the documents"
)
ROOT = Path(__file__).parents[1]
LONGEST = 7


@pytest.fixture
def texts():
    found = sorted(Path(os.environ["IRAQDATA_TEXTS"]).glob("*.txt"))
    assert found
    return {file.stem: file.read_text(encoding="utf-8") for file in found}


def test_every_passage_of_the_packaged_claims_verifies(texts):
    found = verify(Path(os.environ["IRAQDATA_TEXTS"]))
    assert found.holds
    assert not found.absent
    assert found.count("verified") == len(found.checked)
    claims = iraqdata.load("claims")
    assert (
        sum(len(passage.claim_ids) for passage in found.checked) == claims["passage_hash"].count()
    )


def test_the_sources_have_the_length_and_hash_of_their_texts(texts):
    sources = iraqdata.load("sources").dropna(subset="text_hash").set_index("source_id")
    assert len(sources)
    for source_id, source in sources.iterrows():
        form = alnum(texts[source_id])
        assert (source["n_chars"], source["text_hash"]) == (len(form), text_hash(form))


def words(text):
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold())


def runs(text):
    """Every run of eight words of a text."""
    found = words(text)
    return {" ".join(found[at : at + LONGEST + 1]) for at in range(len(found) - LONGEST)}


def cited_titles():
    """Titles of works, which are named as they are: of sources, and of works that are events."""
    works = iraqdata.load("events")["title"].str.extract(r"^(?:Article|Video): (.+)$")[0].dropna()
    return [*works, *iraqdata.load("sources")["title"]]


def git(*arguments):
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def test_no_run_of_eight_words_of_a_document_is_published(texts):
    allowed = set().union(*map(runs, cited_titles()))
    forbidden = set().union(*map(runs, texts.values())) - allowed
    published = {"commit messages": git("log", "--format=%B")}
    for name in git("ls-files", "-z").split("\0"):
        content = (ROOT / name).read_bytes() if name else b""
        # The Parquet files have the cells of the CSV files.
        if b"\0" not in content:
            published[name] = content.decode("utf-8", errors="replace")
    assert len(published) > 50
    repeated = {name: sorted(runs(text) & forbidden) for name, text in published.items()}
    assert not {name: found for name, found in repeated.items() if found}
