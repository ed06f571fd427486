"""Measuring agreement: the share of units found by both, then each field of those units."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from iraqdata.errors import IraqdataError
from reliability.codings import ID, Row
from reliability.matching import Unit

Level = Literal["nominal", "ordinal", "ratio"]
ENOUGH = 0.80

# The fields that coders decide, with their level of measurement. Left out: words of the coder's
# own (titles, notes, names of the unnamed), what is looked up rather than coded (country codes
# of states, coordinates), and what follows from another field (first and last day of a date).
FIELDS: dict[str, dict[str, Level]] = {
    "actors": {"actor_type": "nominal", "iso3": "nominal", "parent_id": "nominal"},
    "events": {
        "event_type": "nominal",
        "mode": "nominal",
        "status": "nominal",
        "date": "nominal",
        "place": "nominal",
        "admin1": "nominal",
        "iso3": "nominal",
        "where_prec": "nominal",
        "part_of": "nominal",
    },
    "weapons": {"category": "nominal", "specificity": "nominal", "designation": "nominal"},
    "missions": {
        "mission_type": "nominal",
        "sending_iso3": "nominal",
        "receiving_iso3": "nominal",
        "city": "nominal",
        "opened": "nominal",
        "n_posts": "ratio",
    },
    "statistics": {
        "subject_id": "nominal",
        "geography_iso3": "nominal",
        "admin1": "nominal",
        "counterpart_iso3": "nominal",
        "scope": "nominal",
        "value": "ratio",
        "value_low": "ratio",
        "value_high": "ratio",
        "qualifier": "nominal",
        "unit": "nominal",
        "date": "nominal",
        "reported_by": "nominal",
    },
    "transfers": {
        "event_id": "nominal",
        "weapon_id": "nominal",
        "supplier_id": "nominal",
        "recipient_id": "nominal",
        "deal_stage": "nominal",
        "status": "nominal",
        "quantity": "ratio",
        "value_usd": "ratio",
        "date": "nominal",
    },
    "postings": {
        "actor_id": "nominal",
        "mission_id": "nominal",
        "body_id": "nominal",
        "date": "nominal",
    },
    "indicators": {"unit": "nominal"},
    "participants": {"role": "nominal"},
    "statements": {
        "field": "nominal",
        "stated_value": "nominal",
        "stance": "nominal",
        "attributed_to": "nominal",
        "said_on": "nominal",
        "confidence": "ordinal",
    },
    "mentions": {"field": "nominal", "stated_value": "nominal", "confidence": "ordinal"},
}
_ORDER = {"low": 1.0, "medium": 2.0, "high": 3.0}


@dataclass(frozen=True)
class Found:
    """How many units of a table both coders found, and how many only one."""

    table: str
    both: int
    only_first: int
    only_second: int

    @property
    def share(self) -> float:
        """Units found by both, as a share of all units that either found."""
        return self.both / (self.both + self.only_first + self.only_second)


@dataclass(frozen=True)
class Agreement:
    """How far two coders agree on one field of the units that both found."""

    table: str
    field: str
    level: Level
    n: int
    equal: int
    n_alpha: int
    alpha: float | None
    marginals: list[tuple[str, int, int]]

    @property
    def share(self) -> float:
        """Units with the same cell, as a share of the units that both found."""
        return self.equal / self.n

    @property
    def enough(self) -> bool:
        """Whether the share, and alpha where it is defined, reach the mark."""
        return self.share >= ENOUGH and (self.alpha is None or self.alpha >= ENOUGH)


def found(units: dict[str, list[Unit]]) -> list[Found]:
    """Unitising per table, and for what hangs on records also within the records of both."""
    shared = {
        unit.row[ID[table]] for table in ID for unit in units[table] if unit.first and unit.second
    }
    counts = []
    for table, of_table in units.items():
        counts.append(_count(table, of_table))
        if table == "participants":
            within = [unit for unit in of_table if unit.row["event_id"] in shared]
            counts.append(_count("participants of events found by both", within))
        if table in ("statements", "mentions"):
            within = [unit for unit in of_table if unit.row["record_id"] in shared]
            counts.append(_count(f"{table} on records found by both", within))
    return counts


def _count(name: str, units: list[Unit]) -> Found:
    return Found(
        name,
        both=sum(bool(unit.first and unit.second) for unit in units),
        only_first=sum(unit.second is None for unit in units),
        only_second=sum(unit.first is None for unit in units),
    )


def agreements(units: dict[str, list[Unit]]) -> list[Agreement]:
    """Agreement on each field that either coder filled in at least one unit found by both."""
    result = []
    for table, fields in FIELDS.items():
        for field, level in fields.items():
            cells = [
                (unit.first[field], unit.second[field])
                for unit in units[table]
                if unit.first and unit.second
            ]
            if any(chain.from_iterable(cells)):
                result.append(_agreement(table, field, level, cells))
    return result


def agreements_again(third: list[Row], fourth: list[Row]) -> list[Agreement]:
    """Agreement of two coders who coded some fields of the same units again.

    Rows have `table`, `id`, `field` and `code`. Raises IraqdataError where the two do not have
    the same units and fields, once each.
    """
    codes: list[dict[tuple[str, str, str], str]] = []
    for coder in (third, fourth):
        codes.append({(row["table"], row["field"], row["id"]): row["code"] for row in coder})
        if len(codes[-1]) < len(coder):
            raise IraqdataError("a unit was coded again twice by one coder in the same field")
    for key in sorted(codes[0].keys() ^ codes[1].keys()):
        raise IraqdataError(f"{' '.join(key)} was coded again by one coder only")
    result = []
    for table, field in sorted({key[:2] for key in codes[0]}):
        cells = [
            (code, codes[1][key]) for key, code in codes[0].items() if key[:2] == (table, field)
        ]
        result.append(_agreement(table, field, FIELDS[table][field], cells))
    return result


def _agreement(table: str, field: str, level: Level, cells: list[tuple[str, str]]) -> Agreement:
    if level == "ratio":
        equal = sum(bool(a) == bool(b) and (not a or float(a) == float(b)) for a, b in cells)
    else:
        equal = sum(a == b for a, b in cells)
    compared = [pair for pair in cells if level != "ratio" or all(pair)]
    firsts, seconds = (Counter(side) for side in zip(*cells, strict=True))
    return Agreement(
        table,
        field,
        level,
        n=len(cells),
        equal=equal,
        n_alpha=len(compared),
        alpha=alpha(compared, level),
        marginals=[(code, firsts[code], seconds[code]) for code in sorted(firsts | seconds)],
    )


def alpha(pairs: list[tuple[str, str]], level: Level) -> float | None:
    """Krippendorff's alpha of two coders; None where nothing varies, so that it is undefined.

    At the nominal level an empty cell is a code like any other (leaving it empty is a decision);
    at the ratio level only units with two numbers count.
    """
    codes = sorted(set(chain.from_iterable(pairs)))
    if len(codes) < 2:
        return None
    import krippendorff

    value: dict[str, float]
    if level == "ratio":
        value = {code: float(code) for code in codes}
    elif level == "ordinal":
        value = _ORDER
    else:
        value = {code: float(at) for at, code in enumerate(codes)}
    if len({value[code] for code in codes}) < 2:
        return None
    sides = [[value[code] for code in side] for side in zip(*pairs, strict=True)]
    return float(krippendorff.alpha(reliability_data=sides, level_of_measurement=level))
