"""Iraqi trainees under military training programmes of the United States, by fiscal year.

Origin: US Departments of State and Defense, Foreign Military Training reports, FY 1999-2000 to
FY 2020-2021, as extracted by Security Force Monitor, Columbia Law School. Licence: CC BY 4.0
(the extraction); the reports are in the US public domain.

Columns read: fiscal_year (the report's two years), program (whose last words give the fiscal
year of the training), course_title, start_date (only for its defects), quantity, page_number and
source_file (for the day of the extraction); the others only to tell repeated rows.

Decisions:

- The year is the one in `program`, not the report's, and 2003-2015 is kept. FY 2006 is missing:
  its report is not in the extraction.
- Rows that print a programme's total are left out. Where a year has them they check the sum: they
  agree with the sum of all other rows, repeats included, for every programme but one (Regional
  Centers FY 2009, which prints 42 for 39 and has one row without a quantity).
- Rows that repeat another apart from the page are therefore single trainees, not errors. Both
  sums are published, as the scopes `all_rows` and `without_repeats`; the first is the count.
- A row without a quantity adds nothing and is noted. Blank start dates, and cells with two dates,
  are counted in the note; no figure here rests on them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from importers.publisher_file import Record, read
from importers.rows import Rows

SOURCE = {
    "source_id": "src-fmtrpt",
    "kind": "dataset",
    "title": "Foreign Military Training and DoD Engagement Activities of Interest, Iraq",
    "author": "US Department of State; US Department of Defense; Security Force Monitor",
    "publisher": "Security Force Monitor, Columbia Law School",
    "url": "https://github.com/security-force-monitor/fmtrpt_data",
    "licence": "CC-BY-4.0",
    "edition": "fmtrpt_data@203d73fa, reports FY 1999-2000 to FY 2020-2021 without FY 2006-2007",
    "perspective": "US government",
    "notes": "Extracted from PDF: some start dates are blank or hold two dates.",
}
COLUMNS = (
    "fiscal_year country program course_title us_unit student_unit start_date end_date location "
    "quantity total_cost page_number source_file"
).split()
EXTRACTED = re.compile(r"/output/(\d{4})(\d{2})(\d{2})\d{4}/")
TOTALS = re.compile(r"(FY|Fiscal Year) \d{4} Program Totals")
YEAR = re.compile(
    r"\b(?:FY|Fiscal Year) ?(\d{2}|\d{4})(?: D\w+ Training| Department of \w+ Training)?$"
)
ONE_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}")


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    rows.add(
        "indicators",
        indicator="us_military_trainees",
        title="Trainees under military training programmes of the United States",
        unit="persons",
        definition="Places in courses that the reports list for the geography in a US fiscal year "
        "(October to September), as quantity of trainees; a person with two courses counts "
        "twice. Scope all_rows: every row but the printed totals. Scope without_repeats: rows "
        "that repeat another, apart from the page, counted once. The vintage is the day on which "
        "the report was extracted; the report is in the locator.",
        scopes="all_rows|without_repeats",
        source_id=rows.source_id,
    )
    years: dict[int, list[Record]] = defaultdict(list)
    totals: dict[int, int] = defaultdict(int)
    for record in read(path, COLUMNS):
        if record["country"] != "Iraq":
            record.stop("country", "is not Iraq")
        year = _year(record)
        if record["quantity"]:
            record.integer("quantity")
        if TOTALS.fullmatch(record["course_title"]):
            totals[year] += record.integer("quantity")
            rows.ignore(record, "the printed total of a programme")
        elif "otal" in record["course_title"]:
            record.stop("course_title", "looks like a total of a form not known")
        elif not 2003 <= year <= 2015:
            rows.ignore(record, "outside fiscal years 2003-2015")
        else:
            years[year].append(record)
    for year, records in sorted(years.items()):
        _add(rows, year, records, totals.get(year))
    return rows


def _year(record: Record) -> int:
    match = YEAR.search(record["program"])
    if match is None:
        record.stop("program", "does not end with its fiscal year")
    year = int(match[1]) if len(match[1]) == 4 else 2000 + int(match[1])
    if str(year) not in record["fiscal_year"].split("-"):
        record.stop("program", f"is not of the report {record['fiscal_year']}")
    return year


def _extracted(records: list[Record]) -> str:
    days = set()
    for record in records:
        match = EXTRACTED.search(record["source_file"])
        if match is None:
            record.stop("source_file", "does not name the day of the extraction")
        days.add("-".join(match.groups()))
    if len(days) > 1:
        records[0].stop("source_file", f"is one of several extractions: {', '.join(sorted(days))}")
    return days.pop()


def _add(rows: Rows, year: int, records: list[Record], printed: int | None) -> None:
    distinct = {
        tuple(cell for column, cell in record.cells.items() if column != "page_number"): record
        for record in records
    }
    notes = []
    if printed is not None:
        notes.append(f"The programmes' printed totals add up to {printed}.")
    for what, count in {
        "without a quantity": sum(not record["quantity"] for record in records),
        "with a blank start date": sum(not record["start_date"] for record in records),
        "with two start dates in a cell": sum(
            len(ONE_DATE.findall(record["start_date"])) > 1 for record in records
        ),
        "that repeat another": len(records) - len(distinct),
    }.items():
        if count:
            notes.append(f"Rows {what}: {count}.")
    largest = max(record.integer("quantity") for record in records if record["quantity"])
    if 2 * largest > sum(record.integer("quantity") for record in records if record["quantity"]):
        notes.append(f"One row alone counts {largest}.")
    report = records[0]["fiscal_year"]
    for scope, kept in (("all_rows", records), ("without_repeats", list(distinct.values()))):
        rows.add(
            "statistics",
            statistic_id=f"sta-iraqi-trainees-{scope.replace('_', '-')}-fy{year}-{rows.origin}",
            indicator="us_military_trainees",
            geography_iso3="IRQ",
            counterpart_iso3="USA",
            scope=scope,
            value=sum(record.integer("quantity") for record in kept if record["quantity"]),
            qualifier="exact",
            unit="persons",
            as_of=_extracted(records),
            date=f"{year - 1}-10/{year}-09",
            source_id=rows.source_id,
            locator=f"report FY {report}, {len(kept)} rows",
            preferred=True,
            notes=" ".join(notes),
        )
