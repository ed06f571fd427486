"""The whole package in one file for each kind of program, as `iraqdata export` writes it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from iraqdata.publishing.exporting.export import export
from iraqdata.reading.catalogue import Catalogue

# Export format, what stands after the name of the package, and what people call it.
KINDS = (
    ("csv", "-csv.zip", "CSV (zip)"),
    ("xlsx", ".xlsx", "Excel"),
    ("dta", "-stata.zip", "Stata (zip)"),
    ("sqlite", ".sqlite", "SQLite"),
)

# The first that a zip file can hold: the real one would make every file another.
_TIME = (1980, 1, 1, 0, 0, 0)


def downloads(catalogue: Catalogue) -> dict[str, tuple[str, bytes]]:
    """By the name of the file, what people call it and its bytes."""
    stem = f"{catalogue.descriptor['name']}-{catalogue.version}"
    written = {}
    with tempfile.TemporaryDirectory() as folder:
        for format, ending, title in KINDS:
            path = export(format, Path(folder) / f"export.{format}", catalogue=catalogue)
            content = _zipped(path, f"{stem}-stata") if path.is_dir() else path.read_bytes()
            written[f"{stem}{ending}"] = (title, content)
    return written


def _zipped(folder: Path, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(f"{name}/{path.name}", _TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return out.getvalue()
