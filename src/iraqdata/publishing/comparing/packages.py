"""Opening a package to compare: from a folder, a descriptor, a wheel or a git tag."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from iraqdata.errors import IraqdataError
from iraqdata.reading.catalogue import Catalogue, read

DESCRIPTOR = "datapackage.json"


@contextmanager
def opened(place: str, checkout: Path = Path()) -> Iterator[Catalogue]:
    """The catalogue of the package at `place`, with its files at hand until the context ends.

    `place` is a folder with a `datapackage.json`, that file, a wheel (or another zip file of
    the package), or a tag or other revision of the git repository around `checkout`. Raises
    IraqdataError when it is none of these or its descriptor is not that of such a package.
    """
    path = Path(place)
    if path.is_dir():
        yield _catalogue(path, place)
    elif path.name == DESCRIPTOR and path.is_file():
        yield _catalogue(path.parent, place)
    elif path.is_file():
        with TemporaryDirectory(prefix="iraqdata-") as folder:
            _unzip(path, Path(folder))
            yield _catalogue(Path(folder), place)
    else:
        with TemporaryDirectory(prefix="iraqdata-") as folder:
            _check_out(place, checkout, Path(folder))
            yield _catalogue(Path(folder), place)


def git(checkout: Path, *arguments: str) -> str | None:
    """What a git command prints, without the end of the line; None when it fails."""
    try:
        run = subprocess.run(
            ["git", "-C", str(checkout), *arguments], capture_output=True, encoding="utf-8"
        )
    except FileNotFoundError:
        return None
    return run.stdout.strip() if run.returncode == 0 else None


def _catalogue(root: Path, place: str) -> Catalogue:
    catalogue = read(root, place)
    for resource in catalogue.descriptor["resources"]:
        _inside(resource["path"], place)
    return catalogue


def _inside(path: str, place: str) -> PurePosixPath:
    # What stands in a package must not name files outside it.
    inner = PurePosixPath(path)
    if inner.is_absolute() or ".." in inner.parts:
        raise IraqdataError(f"{DESCRIPTOR} of {place} names a file outside the package: {path}")
    return inner


def _unzip(path: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if PurePosixPath(name).name == DESCRIPTOR]
            if not names:
                raise IraqdataError(f"there is no {DESCRIPTOR} in {path}")
            top = PurePosixPath(min(names, key=len)).parent

            def copy(name: PurePosixPath, target: Path) -> bool:
                try:
                    source = archive.open(str(top / name))
                except KeyError:
                    return False
                with source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
                return True

            _fetch(str(path), folder, copy)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise IraqdataError(f"{path} is no wheel or zip file that can be read: {error}") from None


def _check_out(revision: str, checkout: Path, folder: Path) -> None:
    commit = git(checkout, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if not commit or revision.startswith("-"):
        tags = (git(checkout, "tag", "--list") or "").split()
        raise IraqdataError(
            f"{revision} is neither a folder, a {DESCRIPTOR}, a wheel nor a git tag of this "
            f"checkout{'; the tags are ' + ', '.join(tags) if tags else ', which has no tags'}"
        )

    def copy(name: PurePosixPath, target: Path) -> bool:
        with target.open("wb") as out:
            run = subprocess.run(
                ["git", "-C", str(checkout), "show", f"{commit}:./{name}"],
                stdout=out,
                stderr=subprocess.DEVNULL,
            )
        return run.returncode == 0

    _fetch(revision, folder, copy)


def _fetch(place: str, folder: Path, copy: Callable[[PurePosixPath, Path], bool]) -> None:
    """Copy the descriptor and the CSV files that it names, and nothing else."""
    if not copy(PurePosixPath(DESCRIPTOR), folder / DESCRIPTOR):
        raise IraqdataError(f"there is no {DESCRIPTOR} in {place}")
    for table in _catalogue(folder, place).tables.values():
        name = PurePosixPath(table.csv.relative_to(folder).as_posix())
        table.csv.parent.mkdir(parents=True, exist_ok=True)
        if not copy(name, table.csv):
            raise IraqdataError(f"there is no {name} in {place}, which its {DESCRIPTOR} names")
