"""The gate: what stands in the way of publishing a checkout as the version that it says it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iraqdata.errors import IraqdataError
from iraqdata.publishing.build import build
from iraqdata.publishing.comparing.difference import Difference, TableCounts, compared
from iraqdata.publishing.comparing.packages import git, opened
from iraqdata.publishing.comparing.versions import parsed, written
from iraqdata.publishing.releasing import changelog, revisions
from iraqdata.reading.catalogue import Catalogue, read

CHANGELOG = "CHANGELOG.md"


def problems(root: Path, against: str | None = None) -> list[str]:
    """What stands in the way of a release of the checkout at `root`; nothing if it may be.

    `against` is the older package, by default the last release that git knows. Without one, only
    the checkout itself is checked. Raises IraqdataError where a file cannot be read.
    """
    found = [f"{path} is stale: run: iraqdata build" for path in build(root, check=True)]
    catalogue = read(root)
    found += _versions(root, catalogue)
    with since(root, against) as (difference, tables):
        if difference is not None:
            found += _bump(difference)
            found += revisions.problems(difference)
        released = difference is not None and difference.old.version == catalogue.version
        found += _changelog(root, catalogue, None if released else changelog.block(tables))
    tag = git(root, "tag", "--points-at", "HEAD", "--list", "v[0-9]*")
    if tag and f"v{catalogue.version}" not in tag.split():
        found.append(f"the tag is {tag}, but the version is {catalogue.version}")
    return found


@contextmanager
def since(
    root: Path, against: str | None = None
) -> Iterator[tuple[Difference | None, list[TableCounts]]]:
    """The difference to the last release and the counts of all tables since then.

    Before the first release there is no difference, and the counts have rows only.
    """
    against = against or last_release(root)
    catalogue = read(root)
    if against is None:
        yield None, [TableCounts(table.name, now=table.rows) for table in catalogue.tables.values()]
        return
    with opened(against, root) as old, compared(old, catalogue) as difference:
        yield difference, difference.tables


def last_release(root: Path) -> str | None:
    """The tag of the highest version released before this commit; None if there is none."""
    tags = (git(root, "tag", "--list", "v[0-9]*", "--merged", "HEAD") or "").split()
    here = (git(root, "tag", "--list", "v[0-9]*", "--points-at", "HEAD") or "").split()
    released = [tag for tag in tags if tag not in here]
    return max(released, key=lambda tag: parsed(tag[1:], f"the tag {tag}"), default=None)


def _versions(root: Path, catalogue: Catalogue) -> Iterator[str]:
    version = catalogue.version
    parsed(version, "datapackage.json")
    project = tomllib.loads(_text(root / "pyproject.toml"))["project"]
    citation = re.search(
        r"^version: *['\"]?([^'\"\n]*)", _text(root / "CITATION.cff"), re.MULTILINE
    )
    versions = [
        section.name
        for section in changelog.sections(root / CHANGELOG)
        if section.name != "Unreleased"
    ]
    for name, other in (
        ("pyproject.toml", project.get("version")),
        ("CITATION.cff", citation and citation[1].strip()),
        (CHANGELOG, versions[0] if versions else None),
    ):
        if other != version:
            yield f"{name} says version {other}, datapackage.json {version}"


def _bump(difference: Difference) -> Iterator[str]:
    last, now = difference.old.version, difference.new.version
    if parsed(now, "datapackage.json") < difference.next_version:
        why = "; ".join(map(str, difference.reasons[:5])) or "a version never falls"
        yield (
            f"version {now} is too low after {last}: the change is {difference.level}, so it must "
            f"be {written(difference.next_version)} or higher ({why})"
        )


def write_counts(root: Path, against: str | None = None) -> None:
    """Write the counts of all tables into the changelog's section of the coming version.

    Raises IraqdataError when the version was released already or has no section.
    """
    version = read(root).version
    with since(root, against) as (difference, tables):
        if difference is not None and difference.old.version == version:
            raise IraqdataError(
                f"version {version} is released already; raise it first, see docs/maintaining.md"
            )
        changelog.write_block(root / CHANGELOG, version, changelog.block(tables))


def _changelog(root: Path, catalogue: Catalogue, block: str | None) -> Iterator[str]:
    """A section with a date must be complete; `block` is what it must hold, if that is known."""
    tag = git(root, "tag", "--points-at", "HEAD", "--list", f"v{catalogue.version}")
    for section in changelog.sections(root / CHANGELOG):
        if section.name == catalogue.version:
            if section.date and block is not None and section.block != block:
                yield f"{CHANGELOG}: the counts of {section.name} are stale: run: iraqdata release"
            if tag and not section.date:
                yield f"{CHANGELOG}: {section.name} is tagged but has no date"
            return
        if section.name == "Unreleased" and section.text.strip() and tag:
            yield f"{CHANGELOG}: [Unreleased] must be empty in a release; move it to its version"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise IraqdataError(f"{path} cannot be read: {error.strerror}") from None
