"""References: keys that must differ, and keys that must exist, in the same table or another."""

from __future__ import annotations

from dataclasses import dataclass

from iraqdata.checking.package import TableSpec
from iraqdata.checking.report import Report
from iraqdata.checking.table import TableCheck

Columns = tuple[str, ...]

# Columns of our tables that hold the id of a record of any table.
_ANY_RECORD = ("record_id", "subject_id")


@dataclass(frozen=True)
class Link:
    """Columns of one table whose values must be keys of another, or of one of several."""

    table: str
    columns: Columns
    targets: tuple[tuple[str, Columns], ...]


def prefixes(specs: list[TableSpec]) -> dict[str, str]:
    """Which table the first part of a record's id tells."""
    found = {}
    for spec in specs:
        if spec.kin and len(spec.key) == 1:
            key = next(field for field in spec.fields if field["name"] == spec.key[0])
            pattern = key.get("constraints", {}).get("pattern", "")
            if pattern[:1] == "^" and pattern[4:5] == "-":
                found[pattern[1:4]] = spec.name
    return found


def links(specs: list[TableSpec], report: Report) -> list[Link]:
    """What must exist where; notes in the report what refers to tables that are not there."""
    found = []
    by_name = {spec.name: spec for spec in specs}
    homes = tuple((name, by_name[name].key) for name in prefixes(specs).values())
    for spec in specs:
        for columns, target, others in spec.foreign_keys:
            if target in by_name:
                found.append(Link(spec.name, columns, ((target, others),)))
            else:
                report.not_checked.append(
                    f"{spec.name}: {', '.join(columns)} refers to {target}, which was not read"
                )
        if spec.kin and spec.name != "revisions" and len(specs) > 1:
            found += [
                Link(spec.name, (column,), homes)
                for column in _ANY_RECORD
                if column in spec.columns
            ]
    return found


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
        names = ", ".join(table for table, _ in link.targets)
        targets = [
            checks[table].keys(columns)
            for table, columns in link.targets
            if table in checks and set(columns) <= set(checks[table].present)
        ]
        if len(targets) < len(link.targets):
            report.not_checked.append(
                f"{spec.name}: {', '.join(link.columns)} refers to {names}, which could not be read"
            )
            continue
        if spec.kin and link.targets == ((spec.name, spec.key),):
            # The standard says nothing of what a reference to the own table means.
            _check_cycles(check, link.columns)
        places = check.keys(link.columns).dangling(targets)
        for index, cells in zip(
            places, check.pick(places, (*link.columns, *spec.key)), strict=True
        ):
            where = names if len(link.targets) == 1 else "any table"
            report.add(
                "foreign-key",
                f"there is no such record in {where}",
                table=spec.name,
                row=check.line(int(index)),
                record_id=_joined(cells, spec.key),
                field="|".join(link.columns),
                value="|".join(cells[name] for name in link.columns),
                ours=spec.ours,
            )


def _check_cycles(check: TableCheck, columns: Columns) -> None:
    places = check.keys(check.spec.key).in_cycles(check.keys(columns))
    for index, cells in zip(places, check.pick(places, columns), strict=True):
        message = "the record is, over others, a part of itself"
        check.add("cycle", int(index), columns[0], cells[columns[0]], message)


def _joined(cells: dict[str, str], key: Columns) -> str | None:
    return "|".join(cells.get(name) or "" for name in key) or None
