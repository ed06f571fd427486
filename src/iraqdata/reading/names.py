"""Table names for type checkers; written by `iraqdata build` from `datapackage.json`."""

from typing import Literal

TableName = Literal[
    "actors",
    "events",
    "weapons",
    "missions",
    "statistics",
    "transfers",
    "participants",
    "postings",
    "indicators",
    "identifiers",
    "claims",
    "sources",
    "revisions",
]
