"""What the two files on visits share: ids of events, and their common columns."""

from __future__ import annotations

from datetime import date
from typing import Any


class EventIds:
    """Ids by visitor and month; a further visit in a month is named by its first day."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, visitor: str, country: str, start: date) -> str:
        """The id of a visit; visits come in the order of their days."""
        event_id = f"evt-{visitor}-visits-{country}-{start:%Y-%m}"
        if event_id in self._taken:
            event_id = f"evt-{visitor}-visits-{country}-{start}"
        self._taken.add(event_id)
        return event_id


def visit(start: date, end: date) -> dict[str, Any]:
    """Columns of `events` that every visit has."""
    return {
        "event_type": "CONSULT",
        "mode": "visit",
        "status": "occurred",
        "date": str(start) if start == end else f"{start}/{end}",
    }
