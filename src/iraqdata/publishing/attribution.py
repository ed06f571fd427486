"""The attribution file: whom to credit, and under which licence, from the table `sources`."""

from __future__ import annotations

from typing import Any

from iraqdata.reading.catalogue import Catalogue


def markdown(catalogue: Catalogue, sources: list[tuple[Any, ...]]) -> str:
    """The attribution file as Markdown, from the records of `sources`."""
    columns = catalogue.tables["sources"].columns
    rows = [dict(zip(columns, record, strict=True)) for record in sources]
    lines = [
        "# Attribution",
        "",
        "Written by `iraqdata build` from the table `sources`. The tables are published under"
        " CC BY 4.0; facts and figures in them come from the sources below, each under its own"
        " licence. `cited-only` marks sources from which nothing but facts is taken.",
    ]
    licences = {str(row["licence"]) for row in rows}
    for licence in sorted(licences, key=lambda code: (code == "cited-only", code)):
        lines += ["", f"## {licence}", ""]
        for row in sorted(rows, key=lambda row: str(row["source_id"])):
            if row["licence"] == licence:
                lines.append(f"- {_credit(row)} (`{row['source_id']}`)")
    return "\n".join(lines) + "\n"


def _credit(row: dict[str, Any]) -> str:
    parts = [row["author"], row["title"], row["publisher"], row["edition"], row["published"]]
    credit = ". ".join(str(part).rstrip(".") for part in parts if part) + "."
    return f"{credit} <{row['url']}>" if row["url"] else credit
