"""Zip files whose bytes depend on what is in them, not on the day or the platform."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path


def write_zip(path: Path, contents: Iterable[tuple[str, bytes]], time: datetime) -> None:
    """Write files, given as name and content, to a zip file in which all bear one time."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents:
            entry = zipfile.ZipInfo(name, time.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every platform.
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
