"""Handing over: what our checks do not know is left to frictionless, never skipped."""

from __future__ import annotations

from iraqdata.checking.package import Package, TableSpec
from iraqdata.checking.report import Report, TableChecked, shown_path
from iraqdata.errors import MissingExtraError


def check(package: Package, spec: TableSpec, report: Report) -> None:
    """Let frictionless validate one table of a package.

    Raises MissingExtraError when frictionless is not installed.
    """
    try:
        from frictionless import Package as FrictionlessPackage
    except ImportError:
        raise MissingExtraError(
            f"the table {spec.name} uses what only frictionless knows "
            f"({'; '.join(spec.foreign_features)}): pip install 'iraqdata[validate]'"
        ) from None
    assert package.descriptor_path is not None
    resource = FrictionlessPackage(str(package.descriptor_path)).get_resource(spec.name)
    outcome = resource.validate(limit_errors=1000)
    entry = TableChecked(spec.name, shown_path(spec.path))
    for task in outcome.tasks:
        entry.rows = task.stats.get("rows") or 0
        for error in task.errors:
            report.add(
                "handed-over",
                f"{error.type}: {error.message}",
                table=spec.name,
                row=getattr(error, "row_number", None),
                field=getattr(error, "field_name", None),
                value=getattr(error, "cell", None) or None,
                ours=False,
            )
    report.tables.append(entry)
