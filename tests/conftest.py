"""What several tests use."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import iraqdata
from iraqdata.publishing import coverage, verdicts
from iraqdata.publishing.build import build
from iraqdata.publishing.canonical import as_text
from iraqdata.reading.catalogue import packaged, read

# A slow machine is no fault of the code; timings are measured in benchmarks/.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

Rows = Mapping[str, Iterable[Mapping[str, Any]]]


@pytest.fixture
def make_package(tmp_path: Path) -> Callable[..., Path]:
    """A function that makes a package of its own and returns its folder.

    It takes the rows of some tables, `{"events": [{"event_id": ..., ...}], ...}`; columns left
    out are empty, tables left out have no rows, cells are written as they are. The folder has
    the descriptor of this package with the CSV files; with `built` (the default) also
    all that `iraqdata build` makes, which needs cells of the right types.
    """

    def make(tables: Rows, *, built: bool = True, name: str = "package") -> Path:
        root = tmp_path / name
        root.mkdir()
        shutil.copy(packaged().root / "datapackage.json", root)
        catalogue = read(root)
        assert set(tables) <= set(catalogue.tables), "no such table"
        for table in catalogue.tables.values():
            table.csv.parent.mkdir(exist_ok=True)
            with table.csv.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, table.columns, lineterminator="\n")
                writer.writeheader()
                for row in tables.get(table.name, ()):
                    writer.writerow({column: as_text(value) for column, value in row.items()})
        (root / "docs").mkdir()
        (root / "docs" / "coverage.csv").write_text(",".join(coverage.COLUMNS) + "\n")
        (root / "docs" / "codebook.md").write_text(f"{verdicts.BEGIN}\n{verdicts.END}\n")
        if built:
            build(root)
        return root

    return make


@pytest.fixture
def run_in() -> Callable[..., subprocess.CompletedProcess[str]]:
    """A function that runs `iraqdata` with the tables of a package made by `make_package`."""

    def run(root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
        # The code finds the tables of the checkout that it stands in, so it goes there.
        source = Path(iraqdata.__file__).parent
        shutil.copytree(source, root / "src" / "iraqdata", dirs_exist_ok=True)
        return subprocess.run(
            [sys.executable, "-m", "iraqdata", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": str(root / "src")},
        )

    return run
