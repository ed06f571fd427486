"""References: keys that must differ, and keys that must exist, in the same table or another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from iraqdata.checking.package.spec import TableSpec
from iraqdata.checking.report import Report
from iraqdata.checking.table import TableCheck
from iraqdata.reading.catalogue import packaged

Columns = tuple[str, ...]

# Columns of our tables that hold the id of a record of any table.
_ANY_RECORD = ("record_id", "subject_id")


@dataclass(frozen=True)
class Link:
    """Columns of one table whose values must be keys of another, or of one of several."""

    table: str
    columns: Columns
    targets: tuple[tuple[str, Columns], ...]
    # Of several, which one the first part of an id tells.
    homes: Mapping[str, str] | None = field(default=None, compare=False)


def prefixes(specs: list[TableSpec]) -> dict[str, str]:
    """Which table the first part of an id tells, also of our tables that are not there."""
    columns: list[tuple[str, Columns, Sequence[dict[str, Any]]]]
    columns = [(table.name, table.key, table.fields) for table in packaged().tables.values()]
    columns += [(spec.name, spec.key, spec.fields) for spec in specs if spec.kin]
    found = {}
    for name, key, fields in columns:
        if len(key) == 1:
            column = next(column for column in fields if column["name"] == key[0])
            pattern = column.get("constraints", {}).get("pattern", "")
            if pattern[:1] == "^" and pattern[4:5] == "-":
                found[pattern[1:4]] = name
    return found


def links(specs: list[TableSpec], report: Report) -> list[Link]:
    """What must exist where; notes in the report what refers to tables that are not there."""
    found = []
    by_name = {spec.name: spec for spec in specs}
    homes = prefixes(specs)
    keys = tuple((name, by_name[name].key) for name in homes.values() if name in by_name)
    for spec in specs:
        for columns, target, others in spec.foreign_keys:
            other = by_name.get(target)
            words = f"{spec.name}: {', '.join(columns)} refers to {target}"
            if other is None:
                report.not_checked.append(f"{words}: not read")
            elif not spec.foreign_columns.keys().isdisjoint(
                columns
            ) or not other.foreign_columns.keys().isdisjoint(others):
                report.not_checked.append(f"{words}: of a type that only frictionless knows")
            else:
                found.append(Link(spec.name, columns, ((target, others),)))
        if spec.kin and spec.name != "revisions":
            found += [
                Link(spec.name, (column,), keys, homes)
                for column in _ANY_RECORD
                if column in spec.columns
            ]
    return list(dict.fromkeys(found))


def wanted(spec: TableSpec, links: list[Link]) -> set[Columns]:
    """The columns of a table that make up keys."""
    found = {key for key in (spec.key, *spec.unique_keys) if key}
    for link in links:
        if link.table == spec.name:
            found.add(link.columns)
        found |= {columns for table, columns in link.targets if table == spec.name}
    return found


def check_unique(checks: dict[str, TableCheck], report: Report) -> None:
    """Report records that share a key."""
    for check in checks.values():
        spec = check.spec
        for key in dict.fromkeys((spec.key, *spec.unique_keys)):
            if not key or not set(key) <= set(check.present):
                continue
            places = check.keys(key).repeated()
            firsts: dict[tuple[str | None, ...], int] = {}
            for index, cells in zip(places, check.pick(places, (*key, *spec.key)), strict=True):
                same = tuple(check.columns[name].key(cells[name]) for name in key)
                first = firsts.setdefault(same, int(index))
                if first != index:
                    report.add(
                        "primary-key" if key == spec.key else "unique",
                        f"the same {', '.join(key)} stands on line {check.line(first)}",
                        table=spec.name,
                        row=check.line(int(index)),
                        record_id=_joined(cells, spec.key),
                        field="|".join(key),
                        value="|".join(cells[name] for name in key),
                        ours=spec.ours,
                    )


def check_existing(checks: dict[str, TableCheck], links: list[Link], report: Report) -> None:
    """Report references to what is not there, and records that are parts of themselves."""
    for link in links:
        check = checks.get(link.table)
        if check is None or not set(link.columns) <= set(check.present):
            continue
        spec = check.spec
        # Where a table could not be read whole, what is missing may be in the rest of it.
        read = {
            table: checks[table].keys(columns)
            for table, columns in link.targets
            if table in checks
            and checks[table].sound
            and set(columns) <= set(checks[table].present)
        }
        unread: set[str] = set()
        if link.homes is None:
            ((target, _),) = link.targets
            if target not in read:
                _note_unread(link, [target], report)
                continue
            if link.targets == ((spec.name, spec.key),) and spec.kin:
                # The standard says nothing of what a reference to the own table means.
                _check_cycles(check, link.columns)
        places = check.keys(link.columns).dangling(list(read.values()))
        records = check.pick(places, (*link.columns, *spec.key))
        for index, cells in zip(places, records, strict=True):
            value = "|".join(cells[name] for name in link.columns)
            home = link.homes.get(value.partition("-")[0]) if link.homes else link.targets[0][0]
            if home is not None and home not in read:
                unread.add(home)
                continue
            report.add(
                "foreign-key",
                f"there is no such record in {home}" if home else "no table has ids like this",
                table=spec.name,
                row=check.line(int(index)),
                record_id=_joined(cells, spec.key),
                field="|".join(link.columns),
                value=value,
                ours=spec.ours,
            )
        if unread:
            _note_unread(link, sorted(unread), report)


def _note_unread(link: Link, targets: list[str], report: Report) -> None:
    report.not_checked.append(
        f"{link.table}: {', '.join(link.columns)} refers to {', '.join(targets)}: not read whole"
    )


def _check_cycles(check: TableCheck, columns: Columns) -> None:
    places = check.keys(check.spec.key).in_cycles(check.keys(columns))
    for index, cells in zip(places, check.pick(places, columns), strict=True):
        message = "the record is, over others, a part of itself"
        check.add("cycle", int(index), columns[0], cells[columns[0]], message)


def _joined(cells: dict[str, str], key: Columns) -> str | None:
    return "|".join(cells.get(name) or "" for name in key) or None
