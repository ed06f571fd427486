"""The built wheel, as a user gets it: all tables, no checkout, no network."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from iraqdata.reading.catalogue import packaged

CHECKOUT = Path(__file__).parents[1]

LOAD_ALL = """
import sys

def no_network(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise RuntimeError(f"{event} {args}")

sys.addaudithook(no_network)
import iraqdata
from pathlib import Path

assert Path(iraqdata.__file__).is_relative_to(sys.prefix), iraqdata.__file__
for row in iraqdata.tables().itertuples():
    assert len(iraqdata.load(row.table)) == row.rows
    assert iraqdata.path(row.table, format="csv").is_file()
    print(row.table, row.rows)
assert len(iraqdata.evidence(iraqdata.load("claims")["record_id"])) >= len(iraqdata.load("claims"))
assert iraqdata.cite(iraqdata.contested())
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The Python of a clean environment into which the wheel was installed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", folder, CHECKOUT],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
    return python


def test_every_table_loads_outside_the_checkout_without_network(installed, tmp_path):
    run = subprocess.run(
        [installed, "-I", "-c", LOAD_ALL], cwd=tmp_path, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == [
        f"{table.name} {table.rows}" for table in packaged().tables.values()
    ]


def test_the_command_line_works_in_the_base_install(installed, tmp_path):
    command = installed.with_name("iraqdata")
    run = subprocess.run([command, "tables"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "participants" in run.stdout


def test_the_wheel_carries_licences_attribution_and_type_marker(installed):
    run = subprocess.run(
        [installed, "-m", "pip", "show", "--files", "iraqdata"],
        capture_output=True,
        text=True,
        check=True,
    )
    for name in ("LICENSE", "LICENSE-DATA", "ATTRIBUTION.md", "py.typed", "datapackage.json"):
        assert name in run.stdout
