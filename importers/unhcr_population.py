"""Refugees from Iraq, and Iranian refugees in Iraq, UNHCR.

Origin: UNHCR Refugee Data Finder (with UNRWA and IDMC figures), `population` of the R package
`refugees` 2025.12.1, rows with origin or asylum Iraq. Licence: CC BY 4.0.

Columns read: year, coo_iso (country of origin), coa_iso (country of asylum) and refugees
(refugees and people in a refugee-like situation under UNHCR's mandate at the end of the year).
The other population groups are not read; a trailing `.0` is the spreadsheet's.

Decisions: 2003-2015; Iraqis in Iran, Jordan, Russia, Syria and the United States, Iraqis in all
countries of asylum together (a sum over the file's rows), and Iranians in Iraq. A country and
year without a row has no statistic: empty is not zero. A value of zero is kept as published; the
publisher also writes zero for numbers that it does not show.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from importers.publisher_file import Record, read
from importers.rows import Rows

SOURCE = {
    "source_id": "src-unhcr-population",
    "kind": "dataset",
    "title": "Refugee Data Finder: population figures",
    "author": "UNHCR",
    "publisher": "UNHCR; R package refugees",
    "published": "2025-12",
    "url": "https://github.com/PopulationStatistics/refugees",
    "licence": "CC-BY-4.0",
    "edition": "refugees 2025.12.1, PopulationStatistics/refugees@0c16a6d0 data/population.rda",
    "notes": "The month of publication is read from the version number. Figures are revised with "
    "each edition.",
}
COLUMNS = (
    "year coo_name coo coo_iso coa_name coa coa_iso refugees asylum_seekers returned_refugees "
    "idps returned_idps stateless ooc oip hst"
).split()
PAIRS = {
    ("IRQ", "IRN"): "Iraqis in Iran",
    ("IRQ", "JOR"): "Iraqis in Jordan",
    ("IRQ", "RUS"): "Iraqis in Russia",
    ("IRQ", "SYR"): "Iraqis in Syria",
    ("IRQ", "USA"): "Iraqis in the United States",
    ("IRN", "IRQ"): "Iranians in Iraq",
}


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    rows.add(
        "indicators",
        indicator="refugees",
        title="Refugees by country of origin and country of asylum",
        unit="persons",
        definition="Refugees and people in a refugee-like situation at the end of the year. The "
        "geography is the country of origin, the counterpart the country of asylum; without a "
        "counterpart all countries of asylum together. Asylum seekers and displaced people "
        "inside the country are not counted. One series has a gap: there is no row for Iraqis in "
        "Russia in 2004, while that of 2003 is a zero.",
        source_id=rows.source_id,
    )
    of_year: dict[int, dict[str, Record]] = defaultdict(dict)
    for record in read(path, COLUMNS):
        year = record.integer("year")
        origin, asylum = record["coo_iso"], record["coa_iso"]
        if "IRQ" not in (origin, asylum):
            record.stop("coo_iso", "and coa_iso name other countries than Iraq")
        if not 2003 <= year <= 2015:
            rows.ignore(record, "outside 2003-2015")
            continue
        if origin == "IRQ":
            if asylum in of_year[year]:
                record.stop("coa_iso", f"has a row for {year} already")
            of_year[year][asylum] = record
        if (origin, asylum) in PAIRS:
            _add(rows, record.integer("refugees"), year, origin, asylum)
        elif origin != "IRQ":
            rows.ignore(record, "refugees in Iraq from other countries than Iran")
        else:
            rows.ignore(record, "a country of asylum that is only counted in the sum")
    for year, records in sorted(of_year.items()):
        total = sum(record.integer("refugees") for record in records.values())
        _add(rows, total, year, "IRQ", "", f"Sum over {len(records)} countries of asylum.")
    return rows


def _add(rows: Rows, value: int, year: int, origin: str, asylum: str, note: str = "") -> None:
    pair = f"{origin}-{asylum or 'all'}".lower()
    rows.add(
        "statistics",
        statistic_id=f"sta-refugees-{pair}-{year}-{rows.origin}",
        indicator="refugees",
        geography_iso3=origin,
        counterpart_iso3=asylum,
        value=value,
        qualifier="exact",
        unit="persons",
        date=str(year),
        as_of=SOURCE["published"],
        source_id=rows.source_id,
        locator=f"population, {year}, coo {origin}" + (f", coa {asylum}" if asylum else ""),
        preferred=True,
        notes=note,
    )
