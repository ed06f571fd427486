"""Conflicts that UCDP's two datasets on Iraq share, as events that others are part of.

A conflict has dates only where the UCDP/PRIO Armed Conflict Dataset gives its episode.
"""

from __future__ import annotations

from typing import Any

# By UCDP's conflict id.
CONFLICTS: dict[str, dict[str, Any]] = {
    "338": {
        "event_id": "evt-conflict-iran-pjak",
        "title": "Armed conflict between Iran and PJAK",
        "status": "occurred",
        "description": "UCDP's conflict over government in Iran with PJAK, of which events in "
        "Iraq are part.",
    },
    "354": {
        "event_id": "evt-conflict-turkey-pkk",
        "title": "Armed conflict between Turkey and the PKK",
        "status": "occurred",
        "description": "UCDP's conflict over Kurdistan in Turkey with the PKK, of which events "
        "in Iraq are part.",
    },
    "420": {
        "event_id": "evt-conflict-us-led-coalition-iraq-2003",
        "title": "War between the US-led coalition and Iraq, 2003",
        "event_type": "ASSAULT",
        "status": "occurred",
        "date": "2003-03-20/2003-04-28",
        "iso3": "IRQ",
        "where_prec": 6,
        "description": "UCDP's interstate conflict of Australia, the United Kingdom and the "
        "United States with Iraq.",
    },
}
