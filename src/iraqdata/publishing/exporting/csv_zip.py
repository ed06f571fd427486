"""Export as CSV: one zip file that is a Data Package, as it was built."""

from __future__ import annotations

import zipfile
from pathlib import Path

from iraqdata.publishing import attribution
from iraqdata.publishing.canonical import read_csv
from iraqdata.publishing.exporting import cells
from iraqdata.publishing.exporting.export import Progress
from iraqdata.reading.catalogue import Catalogue


def write(catalogue: Catalogue, path: Path, progress: Progress) -> None:
    """Write the descriptor, the tables and the attribution to a zip file."""
    time = cells.created(catalogue).timetuple()[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(name, time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix everywhere: the same bytes on every platform.
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)

        put("datapackage.json", (catalogue.root / "datapackage.json").read_bytes())
        sources = read_csv(catalogue.tables["sources"])
        put("ATTRIBUTION.md", attribution.markdown(catalogue, sources).encode())
        for table in catalogue.tables.values():
            progress(table.name)
            put(table.csv.relative_to(catalogue.root).as_posix(), table.csv.read_bytes())
