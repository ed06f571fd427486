"""`python -m reliability`: compare the two codings and write what follows from them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from iraqdata.errors import IraqdataError
from reliability import agreement, disagreements, report
from reliability.codings import read_codings, rows
from reliability.matching import units


def files(root: Path) -> dict[Path, bytes]:
    """What the codings in the checkout at `root` give rise to: content by path."""
    folder = root / "docs" / "reliability"
    first, second = read_codings(folder)
    matched = units(first, second)
    counts, measured = agreement.found(matched), agreement.agreements(matched)
    again = agreement.agreements_again(
        *(rows(folder / "again" / f"{coder}.csv") for coder in ("third", "fourth"))
    )
    log = folder / "disagreements.csv"
    settled = disagreements.with_decisions(disagreements.disagreements(matched, first, second), log)
    codebook = root / "docs" / "codebook.md"
    return {
        folder / "agreement.csv": report.agreement_csv(counts, measured),
        folder / "marginals.csv": report.marginals_csv(measured),
        folder / "agreement.md": report.agreement_markdown(counts, measured, settled, again),
        log: disagreements.as_csv(settled),
        codebook: report.with_summary(codebook, counts, measured, again),
    }


def main(arguments: list[str] | None = None) -> int:
    """Write the files; return 0, 1 when a disagreement has no decision, 2 when it could not run."""
    parser = argparse.ArgumentParser(prog="python -m reliability", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(), help="top of a checkout")
    options = parser.parse_args(arguments)
    try:
        for path, content in files(options.root).items():
            path.write_bytes(content)
        log = rows(options.root / "docs" / "reliability" / "disagreements.csv")
    except IraqdataError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    open_ones = [row for row in log if not (row["decided"] and row["why"])]
    for row in open_ones:
        unit = row["first_id"] or row["second_id"]
        print(f"undecided: {row['table']} {unit} {row['field']}: {row['first']} | {row['second']}")
    print(f"{len(log) - len(open_ones)} of {len(log)} disagreements decided")
    return 1 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main())
