"""`python -m importers ORIGIN FILE`: merge a publisher's file into the tables of a checkout."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from importers.merging import merge
from iraqdata.errors import IraqdataError

ORIGINS = {
    "census-trade-country": "US Census Bureau, goods trade of all countries with the US",
    "cia-factbook": "The World Factbook, Iraq, yearly editions",
    "fmtrpt": "Foreign Military Training reports, Iraq",
    "ohs-gsh": "Office of the Historian, posts in Iraq",
    "ohs-pocom": "Office of the Historian, chiefs of mission to Iraq",
    "ohs-rdcr": "Office of the Historian, recognition and relations, Iraq",
    "ohs-travels": "Office of the Historian, travels of presidents and secretaries of state",
    "ohs-visits": "Office of the Historian, visits by Iraqi leaders",
    "petrarch-actors": "PETRARCH actor dictionaries, Iraq",
    "ucdp-ged-hdx": "UCDP GED, Iraq, as offered on HDX",
    "ucdp-prio-acd-22-1": "UCDP/PRIO Armed Conflict Dataset 22.1, Iraq",
    "unhcr-population": "UNHCR Refugee Data Finder, Iraq",
    "wikidata-embassies-2022": "Wikidata, embassies of and in Iraq, November 2022",
    "worldbank-gdp": "World Bank, GDP of Iraq",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one importer; return 0, or 2 when it could not run."""
    parser = argparse.ArgumentParser(prog="python -m importers", description=__doc__)
    parser.add_argument("origin", choices=ORIGINS, metavar="ORIGIN", help=", ".join(ORIGINS))
    parser.add_argument("file", type=Path, metavar="FILE", help="the publisher's file")
    parser.add_argument("--root", type=Path, default=Path(), help="top of a checkout")
    options = parser.parse_args(arguments)
    module = import_module(f"importers.{options.origin.replace('-', '_')}")
    try:
        rows = module.rows(options.file)
        changes = merge(options.root, rows, list(ORIGINS))
    except IraqdataError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for reason, numbers in rows.ignored.items():
        print(f"left out, {reason}: {len(numbers)} rows")
    for table, (changed, gone) in changes.items():
        print(f"{table}: {changed} rows new or changed, {gone} gone")
    print("next: iraqdata build" if changes else "nothing changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
