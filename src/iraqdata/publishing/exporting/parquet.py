"""Export as Parquet: a folder with the files as they were built."""

from __future__ import annotations

import shutil
from pathlib import Path

from iraqdata.publishing.exporting.export import Progress
from iraqdata.reading.catalogue import Catalogue


def write(catalogue: Catalogue, path: Path, progress: Progress) -> None:
    """Copy the Parquet files into a new folder."""
    path.mkdir()
    for table in catalogue.tables.values():
        progress(table.name)
        shutil.copyfile(table.parquet, path / table.parquet.name)
