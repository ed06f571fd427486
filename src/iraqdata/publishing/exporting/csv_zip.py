"""Export as CSV: one zip file that is a Data Package, as it was built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from iraqdata.publishing import attribution
from iraqdata.publishing.canonical import read_csv
from iraqdata.publishing.exporting import cells
from iraqdata.publishing.exporting.export import Progress
from iraqdata.publishing.exporting.zipping import write_zip
from iraqdata.reading.catalogue import Catalogue


def write(catalogue: Catalogue, path: Path, progress: Progress) -> None:
    """Write the descriptor, the tables and the attribution to a zip file."""
    write_zip(path, _contents(catalogue, progress), cells.created(catalogue))


def _contents(catalogue: Catalogue, progress: Progress) -> Iterator[tuple[str, bytes]]:
    yield "datapackage.json", (catalogue.root / "datapackage.json").read_bytes()
    sources = read_csv(catalogue.tables["sources"])
    yield "ATTRIBUTION.md", attribution.markdown(catalogue, sources).encode()
    for table in catalogue.tables.values():
        progress(table.name)
        yield table.csv.relative_to(catalogue.root).as_posix(), table.csv.read_bytes()
