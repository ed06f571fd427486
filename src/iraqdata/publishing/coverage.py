"""The coverage list: what each sentence of the coded documents gave rise to, or why nothing.

`docs/coverage.csv` has one row per sentence and heading, by position and without text. People
write the positions (see `iraqdata passages`) and, for a sentence that gave rise to nothing,
the `reason`; the column `records` is filled from the claims.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from pathlib import Path
from typing import Any

from iraqdata.errors import IraqdataError
from iraqdata.reading.catalogue import Catalogue

COLUMNS = [
    "source_id",
    "section",
    "paragraph",
    "char_start",
    "char_end",
    "kind",
    "records",
    "reason",
]


def with_records(path: Path, catalogue: Catalogue, claims: list[tuple[Any, ...]]) -> bytes:
    """The coverage list at `path` with its column `records` filled from the records of `claims`.

    Raises IraqdataError for a list that does not have the columns above.
    """
    columns = catalogue.tables["claims"].columns
    found = defaultdict(set)
    for record in claims:
        claim = dict(zip(columns, record, strict=True))
        place = (claim["source_id"], str(claim["char_start"]), str(claim["char_end"]))
        found[place].add(claim["record_id"])
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != COLUMNS:
            raise IraqdataError(f"{path} line 1: the columns must be {', '.join(COLUMNS)}")
        rows = list(reader)
    for row in rows:
        place = (row["source_id"], row["char_start"], row["char_end"])
        row["records"] = "|".join(sorted(found[place]))
    rows.sort(key=lambda row: (row["source_id"], int(row["char_start"]), int(row["char_end"])))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
