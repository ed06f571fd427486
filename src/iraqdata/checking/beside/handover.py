"""Handing over: what our checks do not know is left to frictionless, never skipped.

It runs in a process of its own, with a limit of time and memory for all that it is asked: a
pattern can keep Python's regular expressions busy for ever. It sees no descriptor but one that
we write, of files that we have looked at.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from typing import Any

from iraqdata.checking.beside import processes
from iraqdata.checking.package.schemas import LONGEST_PATTERN
from iraqdata.checking.package.spec import Package, TableSpec
from iraqdata.checking.report import Report, TableChecked, shown_path
from iraqdata.checking.table import MOST_FOREIGN, TableCheck
from iraqdata.checking.values import EDTF

# After one that could not be finished, the others are asked for again, as often as this.
ATTEMPTS = 2

# With version 2 frictionless knows what version 1 has, too.
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def check(package: Package, checks: dict[str, TableCheck], report: Report) -> None:
    """Let frictionless judge the tables, and the cells of columns, that we do not know."""
    jobs = [*_cell_jobs(checks, report), *_table_jobs(package, report)]
    if not jobs:
        return
    if importlib.util.find_spec("frictionless") is None:
        for job in jobs:
            words = (
                f"only frictionless knows this ({job['what']}): pip install 'iraqdata[validate]'"
            )
            report.add("handed-over", words, table=job["table"], field=job["column"], ours=False)
        return
    size = sum(spec.size for spec in package.tables)
    for _ in range(ATTEMPTS):
        process = processes.Process(__name__)
        process.give([job["task"] for job in jobs], size)
        answers, trouble = process.answers()
        for job, answer in zip(jobs, answers, strict=False):
            _tell(job, answer, checks, report)
        jobs = jobs[len(answers) :]
        if not jobs:
            return
        words = f"frictionless could not finish ({jobs[0]['what']}): {trouble}"
        table, column = jobs[0]["table"], jobs[0]["column"]
        report.add("handed-over", words, table=table, field=column, ours=False)
        jobs = jobs[1:]
    for job in jobs:
        report.add(
            "handed-over",
            f"frictionless was not reached ({job['what']})",
            table=job["table"],
            field=job["column"],
            ours=False,
        )


def _cell_jobs(checks: dict[str, TableCheck], report: Report) -> Iterator[dict[str, Any]]:
    for name, check in checks.items():
        for item in check.spec.fields:
            column = item["name"]
            cells = check.foreign.get(column, set())
            if len(cells) > MOST_FOREIGN:
                report.not_checked.append(
                    f"{name}: {column} has more than {MOST_FOREIGN} different cells"
                )
            elif column in check.foreign and column in check.columns:
                missing = sorted(check.columns[column].missing)
                yield {
                    "table": name,
                    "column": column,
                    "what": "; ".join(check.spec.foreign_columns[column]),
                    "task": {"field": item, "missing": missing, "cells": sorted(cells)},
                }


def _table_jobs(package: Package, report: Report) -> Iterator[dict[str, Any]]:
    known = {spec.name: spec for spec in package.tables}
    for spec in package.tables:
        if not spec.foreign_features:
            continue
        report.tables.append(TableChecked(spec.name, shown_path(spec.path)))
        schema = _schema(spec)
        if unasked := list(_unasked(spec)):
            report.not_checked.append(f"{spec.name}: {', '.join(unasked)}")
        resources = [{**spec.resource, **_paths(spec, package), "name": "r0", "schema": schema}]
        for columns, target, others in spec.foreign_keys:
            other = known.get(target)
            if other is None or (other.foreign_features and other is not spec):
                words = f"{spec.name}: {', '.join(columns)} refers to {target}: not read"
                report.not_checked.append(words)
                continue
            # Our own names: others' may be such that frictionless refuses them.
            name = "" if other is spec else f"r{len(resources)}"
            reference = {"resource": name, "fields": list(others)}
            schema["foreignKeys"].append({"fields": list(columns), "reference": reference})
            if name:
                given = {**other.resource, **_paths(other, package), "name": name}
                resources.append({**given, "schema": _schema(other)})
        yield {
            "table": spec.name,
            "column": None,
            "what": "; ".join(spec.foreign_features),
            "rows": spec.rows,
            "task": {"root": str(package.root), "resources": resources},
        }


def _unasked(spec: TableSpec) -> Iterator[str]:
    """What frictionless does not look at in a table that it reads for us."""
    if spec.unique_keys:
        yield "whether keys other than the primary one are unique"
    if any("categories" in field for field in spec.fields):
        yield "categories"
    if any(str(field.get("rdfType", "")).startswith(EDTF) for field in spec.fields):
        yield "dates in EDTF"
    yield "the form of its cells"


def _schema(spec: TableSpec) -> dict[str, Any]:
    return {
        "fields": spec.fields,
        "missingValues": sorted(spec.missing),
        "primaryKey": list(spec.key),
        "foreignKeys": [],
    }


def _paths(spec: TableSpec, package: Package) -> dict[str, Any]:
    if spec.format == "data":
        return {"data": spec.data}
    paths = [os.path.relpath(path, package.root) for path in (spec.path, *spec.more_paths)]
    return {"path": paths[0], **({"extrapaths": paths[1:]} if paths[1:] else {})}


def _tell(
    job: dict[str, Any], answer: dict[str, Any], checks: dict[str, TableCheck], report: Report
) -> None:
    """Put an answer into the report."""
    table, column = job["table"], job["column"]
    if "unknown" in answer:
        report.not_checked.append(f"{table}: {job['what']}: {answer['unknown']}")
    elif column is not None:
        bad = answer["bad"]
        for index, cell in checks[table].find(column, bad) if bad else ():
            checks[table].add("handed-over", index, column, cell, bad[cell])
    else:
        for entry in report.tables:
            if entry.table == table:
                entry.rows = answer["rows"]
        expected = job["rows"]
        if expected is not None and expected != answer["rows"]:
            message = f"the file has {answer['rows']} records, the descriptor says {expected}"
            report.add("rows", message, table=table, field="rows", value=str(expected))
        for error in answer["errors"]:
            report.add("handed-over", error.pop("message"), table=table, ours=False, **error)


# --- in the other process ------------------------------------------------------------------------


def _answer(task: dict[str, Any]) -> dict[str, Any]:
    from frictionless import FrictionlessException

    try:
        return _judged(task) if "cells" in task else _validated(task)
    except FrictionlessException as error:
        # It does not know this either, or not without something that is not installed.
        return {"unknown": str(error).splitlines()[0][:300]}
    except MemoryError:
        raise
    except Exception as error:  # A fault of its own.
        return {"unknown": f"{type(error).__name__}: {error}"[:300]}


def _judged(task: dict[str, Any]) -> dict[str, Any]:
    """Which cells of a column are wrong, and why."""
    import re

    from frictionless import Schema

    field = {**task["field"], "missingValues": task["missing"]}
    constraints = dict(field.get("constraints", {}))
    pattern = constraints.pop("pattern", None)
    constraints.pop("unique", None)
    (column,) = Schema.from_descriptor({"fields": [{**field, "constraints": constraints}]}).fields
    column.missing_values = task["missing"]
    try:
        # frictionless is content with a match at the beginning.
        if pattern is not None and len(pattern) > LONGEST_PATTERN:
            return {"unknown": "the pattern is too long"}
        matches = re.compile(pattern).fullmatch if pattern is not None else None
    except (re.error, OverflowError, RecursionError) as error:
        return {"unknown": f"Python cannot read the pattern: {error}"}
    bad = {}
    for cell in task["cells"]:
        _, notes = column.read_cell(cell)
        if notes:
            bad[cell] = "; ".join(str(note) for note in notes.values())
        elif matches and cell not in task["missing"] and not matches(cell):
            bad[cell] = f"does not match {pattern}"
    return {"bad": bad}


def _validated(task: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with a table, and how many records it has."""
    from frictionless import Package as FrictionlessPackage

    descriptor = {"$schema": PROFILE, "name": "p", "resources": task["resources"]}
    package = FrictionlessPackage.from_descriptor(descriptor, basepath=task["root"])
    resource = package.get_resource("r0")
    if not resource.tabular:
        return {"unknown": "frictionless does not read this as a table"}
    outcome = resource.validate(limit_errors=100_000)
    found = [error for one in outcome.tasks for error in one.errors] + list(outcome.errors)
    # The standard allows a record of missing values.
    found = [error for error in found if error.type != "blank-row"]
    for error in found:
        if error.type in _NOT_OF_THE_DATA:
            return {"unknown": f"{error.type}: {error.message}"[:300]}
    errors = [
        {
            "message": f"{error.type}: {error.message}",
            "row": getattr(error, "row_number", None),
            "field": getattr(error, "field_name", None)
            or "|".join(getattr(error, "field_names", None) or ())
            or None,
            "value": str(getattr(error, "cell", None) or "") or None,
        }
        for error in found
    ]
    return {"rows": sum(one.stats.get("rows") or 0 for one in outcome.tasks), "errors": errors}


# What frictionless says of a descriptor, or of what it cannot do: ours have been looked at.
_NOT_OF_THE_DATA = frozenset(
    "package-error resource-error dialect-error control-error schema-error field-error "
    "checklist-error check-error detector-error format-error scheme-error general-error "
    "error".split()
)


if __name__ == "__main__":
    for one in processes.task():
        processes.answer(_answer(one))
