"""Goods trade of the United States with Iraq, and Iraq's rank among all partners.

Origin: US Census Bureau, Foreign Trade, U.S. Trade in Goods by Country (`country.xlsx`, its one
sheet as CSV: all countries, 1985 to early 2023). Licence: work of the US Government, public
domain (17 USC 105), which has no SPDX id: LicenseRef-US-Gov-PD.

Columns read: year, CTY_CODE, CTYNAME, IYR (imports of the year) and EYR (exports of the year),
millions of current US dollars, not seasonally adjusted, by country of origin and destination.
The columns of the months are not read.

Decisions: rows with CTY_CODE below 1000 are aggregates and left out before ranking. Rank 1 is
the partner with the largest value; a rank is one more than the number of partners with a larger
value. Every other row counts as a partner, `Unidentified Countries` too where it trades. Values
are rounded to whole dollars, which removes the binary noise of the spreadsheet and nothing else.
2003-2015 only; 2023 is part of a year.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from importers.publisher_file import Record, read
from importers.rows import Rows
from iraqdata.errors import IraqdataError

SOURCE = {
    "source_id": "src-census-trade-country",
    "kind": "dataset",
    "title": "U.S. Trade in Goods by Country (country.xlsx)",
    "author": "US Census Bureau",
    "publisher": "US Census Bureau",
    "published": "2023",
    "url": "https://www.census.gov/foreign-trade/balance/country.xlsx",
    "licence": "LicenseRef-US-Gov-PD",
    "edition": "1985 to early 2023, copy in JJamesRoy/ECN3950@2e94778e country.xlsx",
    "perspective": "US government",
    "notes": "2023 is part of a year. The copy was committed on 2023-03-19.",
}
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
COLUMNS = [
    *["year", "CTY_CODE", "CTYNAME"],
    *[f"I{month}" for month in MONTHS],
    "IYR",
    *[f"E{month}" for month in MONTHS],
    "EYR",
]
IRAQ = 5050
FLOWS = {
    "EYR": (
        "goods_exports",
        "Goods exports of one country to another",
        "goods_export_market_rank",
        "Rank of a country among another's export markets for goods",
        "exports to",
    ),
    "IYR": (
        "goods_imports",
        "Goods imports of one country from another",
        "goods_import_supplier_rank",
        "Rank of a country among another's suppliers of goods",
        "imports from",
    ),
}


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    partners: dict[int, list[Record]] = defaultdict(list)
    codes = set()
    for record in read(path, COLUMNS):
        year, code = record.integer("year"), record.integer("CTY_CODE")
        if (year, code) in codes:
            record.stop("CTY_CODE", f"has a row for {year} already")
        codes.add((year, code))
        if code == IRAQ and record["CTYNAME"] != "Iraq":
            record.stop("CTYNAME", f"is not what the code {IRAQ} stands for")
        if not 2003 <= year <= 2015:
            rows.ignore(record, "outside 2003-2015")
        elif code < 1000:
            rows.ignore(record, "an aggregate of countries")
        else:
            partners[year].append(record)
    for flow, (indicator, title, ranking, ranking_title, _) in FLOWS.items():
        what = "exports" if flow == "EYR" else "imports"
        rows.add(
            "indicators",
            indicator=indicator,
            title=title,
            unit="usd_million",
            definition=f"Goods {what} of the geography, counterpart the partner, over a year, in "
            "millions of current US dollars, Census basis, not seasonally adjusted.",
            source_id=rows.source_id,
        )
        rows.add(
            "indicators",
            indicator=ranking,
            title=ranking_title,
            unit="rank",
            definition=f"Place of the counterpart among all partners of the geography by goods "
            f"{what} of the year; 1 is the largest. Rows of the Census Bureau are computed from "
            "its annual values of all partners, aggregates of countries left out.",
        )
    for year, records in sorted(partners.items()):
        iraq = [record for record in records if record.integer("CTY_CODE") == IRAQ]
        if not iraq:
            raise IraqdataError(f"{path}: there is no row of Iraq for {year}; nothing was written")
        for flow in FLOWS:
            _year(rows, year, flow, iraq[0], records)
    return rows


def _year(rows: Rows, year: int, flow: str, iraq: Record, partners: list[Record]) -> None:
    indicator, _, ranking, _, phrase = FLOWS[flow]
    value = iraq.number_in(flow)
    larger = sum(partner.number_in(flow) > value for partner in partners)
    common = {
        "geography_iso3": "USA",
        "counterpart_iso3": "IRQ",
        "qualifier": "exact",
        "date": str(year),
        "as_of": SOURCE["published"],
        "source_id": rows.source_id,
        "preferred": True,
    }
    slug = phrase.replace(" ", "-")
    rows.add(
        "statistics",
        statistic_id=f"sta-us-goods-{slug}-iraq-{year}-{rows.origin}",
        indicator=indicator,
        value=round(value, 6),
        unit="usd_million",
        locator=f"{year}, CTY_CODE {IRAQ}, {flow}",
        **common,
    )
    rows.add(
        "statistics",
        statistic_id=f"sta-us-goods-{slug}-iraq-rank-{year}-{rows.origin}",
        indicator=ranking,
        value=larger + 1,
        unit="rank",
        locator=f"{year}, {flow} of {len(partners)} partners",
        notes=f"Computed: {larger} of {len(partners)} partners have a larger value.",
        **common,
    )
