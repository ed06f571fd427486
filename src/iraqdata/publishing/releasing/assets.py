"""The files of a release: wheel, source distribution, exports, and the list of their hashes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from iraqdata.errors import IraqdataError
from iraqdata.publishing.comparing.packages import git
from iraqdata.publishing.exporting import cells
from iraqdata.publishing.exporting.export import export
from iraqdata.publishing.exporting.zipping import write_zip
from iraqdata.reading.catalogue import Catalogue, read

SUMS = "SHA256SUMS"

# Export format and ending of the file's name.
EXPORTS = (("csv", "-csv.zip"), ("xlsx", ".xlsx"), ("sqlite", ".sqlite"))


def make(root: Path, dest: Path) -> list[Path]:
    """Make the files of a release in `dest`, an empty or new folder, and return them.

    The same commit gives the same bytes with the same libraries. Raises IraqdataError when the
    folder is in use or the distributions cannot be built.
    """
    catalogue = read(root)
    if dest.exists() and any(dest.iterdir()):
        raise IraqdataError(
            f"{dest} is not empty: the files of a release need a folder of their own"
        )
    dest.mkdir(parents=True, exist_ok=True)
    stem = f"{catalogue.descriptor['name']}-{catalogue.version}"
    _distributions(root, dest)
    for format, ending in EXPORTS:
        export(format, dest / f"{stem}{ending}", catalogue=catalogue)
    with TemporaryDirectory(prefix="iraqdata-") as folder:
        stata = export("dta", Path(folder) / "dta", catalogue=catalogue)
        files = _files(stata, catalogue)
        write_zip(dest / f"{stem}-dta.zip", files, cells.created(catalogue))
    made = sorted(dest.iterdir())
    sums = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made)
    (dest / SUMS).write_text("".join(sums), encoding="utf-8", newline="\n")
    return [*made, dest / SUMS]


def _distributions(root: Path, dest: Path) -> None:
    # The time of the commit goes into the archives, not that of the build.
    time = git(root, "log", "-1", "--format=%ct")
    environment = os.environ | ({"SOURCE_DATE_EPOCH": time} if time else {})
    run = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", dest, root],
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    if run.returncode:
        last = (run.stderr or run.stdout).strip().splitlines()[-1:]
        raise IraqdataError(f"the wheel cannot be built: {''.join(last)}")


def _files(folder: Path, catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
    for name in catalogue.tables:
        yield f"{name}.dta", (folder / f"{name}.dta").read_bytes()
