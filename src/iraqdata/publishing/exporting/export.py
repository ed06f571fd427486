"""Writing all tables in one of the formats, to a place that must be free, whole or not at all."""

from __future__ import annotations

import importlib
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from iraqdata.errors import IraqdataError
from iraqdata.reading.catalogue import Catalogue, did_you_mean, packaged

# Called with the name of each table before it is written.
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Format:
    """One export format: the module that writes it, and what it writes.

    `suffix` is that of the files in a folder, None for a format that is one file.
    """

    module: str
    suffix: str | None = None


FORMATS = {
    "csv": Format("csv_zip"),
    "parquet": Format("parquet", ".parquet"),
    "xlsx": Format("excel"),
    "dta": Format("stata", ".dta"),
    "sqlite": Format("sqlite"),
    "duckdb": Format("duckdb_file"),
}


def export(
    format: str,
    dest: Path,
    *,
    force: bool = False,
    catalogue: Catalogue | None = None,
    progress: Progress = lambda table: None,
) -> Path:
    """Write all tables of a package (this one by default) to `dest`, and return that path.

    `csv` (a zip file), `xlsx`, `sqlite` and `duckdb` make one file, `parquet` and `dta` a folder
    with a file per table. What is there already is replaced only with `force`, a folder only if
    it holds nothing but such an export. Until the new one is whole, the old one stays.

    Raises IraqdataError for an unknown format, a place that is not free or cannot be written,
    and cells that the format cannot hold; MissingExtraError where a library is missing.
    """
    if format not in FORMATS:
        raise IraqdataError(
            f"there is no export format {format!r}{did_you_mean(format, FORMATS)}"
            f"; the formats are {', '.join(FORMATS)}"
        )
    found = FORMATS[format]
    catalogue = catalogue or packaged()
    dest = Path(os.path.abspath(dest))
    _check_place(dest, found, catalogue, force)
    writer = importlib.import_module(f"iraqdata.publishing.exporting.{found.module}")
    try:
        # Beside the destination, so that the last step is a rename.
        workshop = Path(tempfile.mkdtemp(prefix=f".{dest.name}.", dir=dest.parent))
    except OSError as error:
        raise IraqdataError(f"{dest} cannot be written: {error.strerror}") from None
    try:
        draft = workshop / dest.name
        writer.write(catalogue, draft, progress)
        if dest.is_dir():
            os.replace(dest, workshop / "replaced")
        os.replace(draft, dest)
    except OSError as error:
        raise IraqdataError(f"{dest} cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return dest


def _check_place(dest: Path, found: Format, catalogue: Catalogue, force: bool) -> None:
    if not dest.parent.is_dir():
        raise IraqdataError(f"there is no folder {dest.parent} to write {dest.name} to")
    if not os.path.lexists(dest):
        return
    if not force:
        raise IraqdataError(
            f"{dest} is there already: name another place, or --force to replace it"
        )
    if dest.is_dir() != (found.suffix is not None):
        raise IraqdataError(
            f"{dest} is a {'folder' if dest.is_dir() else 'file'}, which this export would not be: "
            "name another place"
        )
    if found.suffix is not None:
        ours = {table + found.suffix for table in catalogue.tables} | {"datapackage.json"}
        if foreign := sorted({path.name for path in dest.iterdir()} - ours):
            raise IraqdataError(
                f"the folder {dest} holds other things than an export ({foreign[0]}) and is not "
                "replaced: name another place"
            )
