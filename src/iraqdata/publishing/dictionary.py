"""The data dictionary for readers: every table and column, from the descriptor."""

from __future__ import annotations

from typing import Any

from iraqdata.reading.catalogue import Catalogue, Table


def markdown(catalogue: Catalogue) -> str:
    """The data dictionary of a package as Markdown."""
    lines = [
        "# Data dictionary",
        "",
        "Written by `iraqdata build` from `datapackage.json`; edit that file, not this one.",
        "",
        "An empty cell is missing. Lists in a cell are separated by `|`.",
    ]
    for table in catalogue.tables.values():
        lines += ["", f"## {table.name}", "", table.description, ""]
        lines += [f"Key: {', '.join(f'`{column}`' for column in table.key)}.", ""]
        for foreign_key in table.foreign_keys:
            columns = ", ".join(f"`{column}`" for column in foreign_key["fields"])
            target = foreign_key["reference"]["resource"] or table.name
            lines.append(f"{columns} refers to [`{target}`](#{target}).")
        lines += ["", "| column | type | required | description |", "| --- | --- | --- | --- |"]
        lines += [_row(field) for field in table.fields]
        lines += _codes(table)
    return "\n".join(lines) + "\n"


def _row(field: dict[str, Any]) -> str:
    required = "yes" if field.get("constraints", {}).get("required") else ""
    description = field["description"].replace("|", "\\|")
    return f"| `{field['name']}` | {field['type']} | {required} | {description} |"


def _codes(table: Table) -> list[str]:
    lines: list[str] = []
    for field in table.fields:
        if "categories" in field:
            lines += ["", f"Codes of `{field['name']}`:", ""]
            lines += [f"- `{code['value']}`: {code['label']}" for code in field["categories"]]
    return lines
