"""The version rule: which number must rise for which kind of change.

Major: a table, field or id removed or renamed, a type or meaning changed, a constraint
tightened. Minor: rows, fields or tables added, a constraint loosened, a published value changed.
Patch: no cell differs. Below 1.0 a major change raises the minor number.
"""

from __future__ import annotations

import re
from typing import Literal

from iraqdata.errors import IraqdataError

Level = Literal["none", "patch", "minor", "major"]

LEVELS: tuple[Level, ...] = ("none", "patch", "minor", "major")

Version = tuple[int, int, int]


def parsed(version: str, where: str) -> Version:
    """A version as numbers; raises IraqdataError, which names `where`, if it is not X.Y.Z."""
    if not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version):
        raise IraqdataError(f"{where}: {version!r} is not a version of the form X.Y.Z")
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch


def least(last: Version, level: Level) -> Version:
    """The lowest version that may follow `last` when the change between them is of this level."""
    major, minor, patch = last
    if level == "major" and major:
        return major + 1, 0, 0
    if level in ("major", "minor"):
        return major, minor + 1, 0
    if level == "patch":
        return major, minor, patch + 1
    return last


def written(version: Version) -> str:
    """A version as text."""
    return ".".join(map(str, version))
