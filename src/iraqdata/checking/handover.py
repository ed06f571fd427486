"""Handing over: what our checks do not know is left to frictionless, never skipped.

It runs in a process of its own, with limits of time and memory: a pattern of a descriptor can
keep Python's regular expressions busy for ever.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import Any

from iraqdata.checking.package import Package, TableSpec
from iraqdata.checking.report import Report, TableChecked, shown_path
from iraqdata.errors import MissingExtraError

# Seconds, and more for each megabyte.
PATIENCE = 12
PATIENCE_PER_MEGABYTE = 5
MEMORY = 4 << 30


def check(package: Package, spec: TableSpec, report: Report) -> None:
    """Let frictionless validate one table, or the columns of it that we do not know.

    Raises MissingExtraError when frictionless is not installed.
    """
    if importlib.util.find_spec("frictionless") is None:
        features = spec.foreign_features or [
            f"{column}: {'; '.join(words)}" for column, words in spec.foreign_columns.items()
        ]
        raise MissingExtraError(
            f"the table {spec.name} uses what only frictionless knows "
            f"({'; '.join(features)}): pip install 'iraqdata[validate]'"
        )
    if spec.foreign_features:
        entry = TableChecked(spec.name, shown_path(spec.path))
        report.tables.append(entry)
    else:
        entry = None
    limit = PATIENCE + PATIENCE_PER_MEGABYTE * (spec.path.stat().st_size >> 20)
    command = [sys.executable, "-m", __name__, str(package.descriptor_path), spec.name]
    try:
        done = subprocess.run(command, capture_output=True, timeout=limit, check=False)
        answer = json.loads(done.stdout) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        answer = None
        words = f"frictionless was still busy after {limit} seconds"
    else:
        words = "frictionless could not finish"
        if answer is None and (said := done.stderr.decode(errors="replace").strip()):
            words += f": {said.splitlines()[-1][:300]}"
    if answer is None:
        report.add("handed-over", words, table=spec.name, ours=False)
        return
    if entry:
        entry.rows = answer["rows"]
    for error in answer["errors"]:
        if entry is None and error["field"] not in spec.foreign_columns:
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


def main() -> None:
    """Validate the resource that the arguments name, and print what was found."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    print(json.dumps(_validated(*sys.argv[1:3]), default=str))


if __name__ == "__main__":
    main()
