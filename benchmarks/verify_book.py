"""What a reader waits for: all passages checked against a copy of a million characters.

    .venv/bin/python benchmarks/verify_book.py FOLDER_WITH_THE_DOCUMENTS

Each document is put in the middle of a book made of its own words in another order, which is the
hardest to tell from it; then the book alone is checked, where every passage has to be searched for
to the end.
"""

import random
import sys
import tempfile
import time
from pathlib import Path

from iraqdata.proving.verifying import verify

LENGTH = 1_000_000


def main(texts: Path) -> None:
    """Check a book with and without the documents, and print the table."""
    print("| copies | passages | verified | seconds |\n| --- | --- | --- | --- |")
    for name, inserted in (("a book with the pages", True), ("a book without them", False)):
        with tempfile.TemporaryDirectory() as folder:
            for file in texts.glob("*.txt"):
                text = file.read_text(encoding="utf-8")
                half = _book(text, LENGTH // 2)
                copy = f"{half}\n\n{text if inserted else ''}\n\n{half}"
                (Path(folder) / file.name).write_text(copy, encoding="utf-8")
            start = time.perf_counter()
            found = verify(Path(folder))
            seconds = time.perf_counter() - start
        proven = found.count("verified", "moved")
        print(f"| {name} | {len(found.checked)} | {proven} | {seconds:.2f} |")


def _book(text: str, length: int) -> str:
    words = text.split()
    order = random.Random(0)
    found: list[str] = []
    while length > 0:
        found.append(order.choice(words))
        length -= len(found[-1]) + 1
    return " ".join(found)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
