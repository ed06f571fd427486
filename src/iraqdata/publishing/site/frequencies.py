"""The data dictionary with what the tables hold: how much is filled, how often each code occurs."""

from __future__ import annotations

from collections import Counter
from typing import Any

from iraqdata.publishing.site.explorer import Explorer
from iraqdata.reading.catalogue import Table


def dictionary(explorer: Explorer) -> list[dict[str, Any]]:
    """Every table with its columns, their codes, coverage and frequencies."""
    return [
        {
            "name": table.name,
            "title": table.title,
            "description": table.description,
            "key": table.key,
            "rows": len(explorer.records.table(table.name)),
            "columns": [_column(explorer, table, field) for field in table.fields],
        }
        for table in explorer.catalogue.tables.values()
    ]


def _column(explorer: Explorer, table: Table, field: dict[str, Any]) -> dict[str, Any]:
    name = field["name"]
    cells = [record[name] for record in explorer.records.table(table.name)]
    filled = [cell for cell in cells if cell]
    tally = Counter(filled)
    refers = next(
        (key["reference"]["resource"] for key in table.foreign_keys if key["fields"] == [name]),
        None,
    )
    return {
        "name": name,
        "type": field["type"],
        "description": field["description"],
        "required": bool(field.get("constraints", {}).get("required")),
        "refers": table.name if refers == "" else refers,
        "filled": _share(len(filled), len(cells)),
        "holds": _values(field, filled, tally),
        "codes": [
            {
                "value": code["value"],
                "label": code["label"],
                "rows": tally[str(code["value"])],
            }
            for code in field.get("categories", ())
        ],
    }


def _share(filled: int, rows: int) -> str:
    if not rows:
        return "no rows"
    # A few of many is not nothing, and all but a few is not all.
    percent = filled / rows * 100
    if 0 < percent < 1:
        return "<1%"
    if 99 < percent < 100:
        return ">99%"
    return f"{percent:.0f}%"


def _values(field: dict[str, Any], filled: list[str], tally: Counter[str]) -> str:
    if not filled:
        return ""
    if field["type"] in ("number", "integer") and "categories" not in field:
        numbers = [float(cell) for cell in filled]
        return f"{min(numbers):,.15g} to {max(numbers):,.15g}"
    if field["type"] == "date":
        return f"{min(filled)} to {max(filled)}"
    if "categories" in field:
        return f"{len(tally)} of {len(field['categories'])} codes"
    return f"{len(tally):,} different"
