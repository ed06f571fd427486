"""Gross domestic product of Iraq, World Bank.

Origin: World Development Indicators, NY.GDP.MKTP.CD, as packaged by datasets/gdp
(`data/gdp.csv`, the rows of Iraq). Licence: CC BY 4.0 (World Bank); the package is ODC PDDL 1.0.

Columns read: all. One statistic a year, 2003-2015, in current US dollars. `as_of` is the day on
which that file was last changed before the commit used.
"""

from __future__ import annotations

from pathlib import Path

from importers.publisher_file import read
from importers.rows import Rows

SOURCE = {
    "source_id": "src-worldbank-gdp",
    "kind": "dataset",
    "title": "GDP (current US$), NY.GDP.MKTP.CD",
    "author": "World Bank",
    "publisher": "World Bank; packaged by datasets/gdp",
    "published": "2024-10-21",
    "url": "https://github.com/datasets/gdp",
    "licence": "CC-BY-4.0",
    "edition": "datasets/gdp@822019c8 data/gdp.csv",
    "notes": "Published: the day on which the file was last changed in the package.",
}
COLUMNS = ["Country Name", "Country Code", "Year", "Value"]


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    rows.add(
        "indicators",
        indicator="gdp",
        title="Gross domestic product at current prices",
        unit="usd",
        definition="Gross domestic product of the year in current US dollars, as the World Bank "
        "publishes it in NY.GDP.MKTP.CD.",
        source_id=rows.source_id,
    )
    for record in read(path, COLUMNS):
        if record["Country Code"] != "IRQ":
            record.stop("Country Code", "is not Iraq")
        year = record.integer("Year")
        if not 2003 <= year <= 2015:
            rows.ignore(record, "outside 2003-2015")
            continue
        rows.add(
            "statistics",
            statistic_id=f"sta-iraq-gdp-{year}-{rows.origin}",
            indicator="gdp",
            geography_iso3="IRQ",
            value=record.number_in("Value"),
            qualifier="exact",
            unit="usd",
            date=str(year),
            as_of=SOURCE["published"],
            source_id=rows.source_id,
            locator=f"IRQ, {year}",
            preferred=True,
        )
    return rows
