"""Iraq's external relations, 2003-2015, as linked tables whose every row can be traced.

>>> import iraqdata
>>> iraqdata.tables()                 # what there is
>>> iraqdata.load("events")           # a pandas DataFrame
>>> iraqdata.evidence("evt-...")      # who says so, where, and whether it holds
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iraqdata.checking.schema import schema
    from iraqdata.checking.validating import validate
    from iraqdata.errors import IraqdataError
    from iraqdata.proving.citing import cite
    from iraqdata.proving.evidence import contested, evidence
    from iraqdata.publishing.digest import digest
    from iraqdata.reading.describing import describe, tables
    from iraqdata.reading.loading import load, path

    __version__: str

# Each name is imported when it is first used: `import iraqdata` alone loads nothing.
_HOMES = {
    "IraqdataError": "iraqdata.errors",
    "cite": "iraqdata.proving.citing",
    "contested": "iraqdata.proving.evidence",
    "digest": "iraqdata.publishing.digest",
    "evidence": "iraqdata.proving.evidence",
    "tables": "iraqdata.reading.describing",
    "describe": "iraqdata.reading.describing",
    "load": "iraqdata.reading.loading",
    "path": "iraqdata.reading.loading",
    "schema": "iraqdata.checking.schema",
    "validate": "iraqdata.checking.validating",
}

__all__ = [
    "IraqdataError",
    "__version__",
    "cite",
    "contested",
    "describe",
    "digest",
    "evidence",
    "load",
    "path",
    "schema",
    "tables",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from iraqdata.reading.catalogue import packaged

        return packaged().version
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'iraqdata' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
