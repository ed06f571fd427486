"""Handing over: what our checks do not know is left to frictionless, never skipped.

It runs in a process of its own: a pattern of a descriptor can keep Python's regular expressions
busy for ever.
"""

from __future__ import annotations

import importlib.util
from typing import Any

from iraqdata.checking.beside import processes
from iraqdata.checking.package.spec import Package, TableSpec
from iraqdata.checking.report import Report, TableChecked, shown_path


def check(package: Package, spec: TableSpec, report: Report) -> None:
    """Let frictionless validate one table, or the columns of it that we do not know."""
    if spec.foreign_features:
        report.tables.append(TableChecked(spec.name, shown_path(spec.path)))
    if importlib.util.find_spec("frictionless") is None:
        features = spec.foreign_features or [
            f"{column}: {'; '.join(words)}" for column, words in spec.foreign_columns.items()
        ]
        words = f"only frictionless knows this ({'; '.join(features)}): "
        words += "pip install 'iraqdata[validate]'"
        report.add("handed-over", words, table=spec.name, ours=False)
        return
    task = [str(package.descriptor_path), spec.name]
    process = processes.Process(__name__, task, spec.path.stat().st_size)
    answers, trouble = process.answers()
    if not answers:
        words = f"frictionless could not finish: {trouble}"
        report.add("handed-over", words, table=spec.name, ours=False)
        return
    (answer,) = answers
    if spec.foreign_features:
        report.tables[-1].rows = answer["rows"]
    for error in answer["errors"]:
        if not spec.foreign_features and error["field"] not in spec.foreign_columns:
            # Our own checks have looked at the other columns.
            continue
        report.add(
            "handed-over",
            error["message"],
            table=spec.name,
            row=error["row"],
            field=error["field"],
            value=error["value"],
            ours=False,
        )


def _validated(descriptor: str, name: str) -> dict[str, Any]:
    """What frictionless finds in one resource, as plain values."""
    from frictionless import Package as FrictionlessPackage

    outcome = FrictionlessPackage(descriptor).get_resource(name).validate()
    errors = [
        {
            "message": f"{error.type}: {error.message}",
            "row": getattr(error, "row_number", None),
            "field": getattr(error, "field_name", None),
            "value": getattr(error, "cell", None) or None,
        }
        for task in outcome.tasks
        for error in task.errors
    ]
    errors += [
        {"message": f"{error.type}: {error.message}", "row": None, "field": None, "value": None}
        for error in outcome.errors
    ]
    rows = sum(task.stats.get("rows") or 0 for task in outcome.tasks)
    return {"rows": rows, "errors": errors}


if __name__ == "__main__":
    processes.answer(_validated(*processes.task()))
