"""What others run in their own CI: the composite action and the pre-commit hook."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from corruptions import Copy

ROOT = Path(__file__).parents[1]


@pytest.fixture
def package(tmp_path):
    return Copy(tmp_path / "package")


@pytest.fixture
def program(tmp_path):
    """A folder with the installed command, to put on the path."""
    found = shutil.which("iraqdata", path=str(Path(sys.executable).parent))
    assert found, "the package is not installed"
    return str(Path(found).parent)


def _step(package, program, **inputs):
    """Run the checking step of the action as a runner does."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    step = action["runs"]["steps"][-1]
    given = {name: spec["default"] for name, spec in action["inputs"].items()} | inputs
    environment = {"PATH": f"{program}:/usr/bin:/bin"}
    for name, value in step["env"].items():
        environment[name] = given[value.removeprefix("${{ inputs.").removesuffix(" }}")]
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=package.root,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_the_action_passes_good_tables_and_annotates_bad_ones(package, program):
    assert _step(package, program).returncode == 0
    package.set("events", 5, "status", "wrong")
    bad = _step(package, program)
    assert bad.returncode == 1
    assert "::error file=tables/events.csv,line=5,title=enum::" in bad.stdout
    assert _step(package, program, path="none").returncode == 2


def test_the_action_takes_one_table(package, program):
    shutil.copy(package.csv("events"), package.root / "mine.csv")
    done = _step(package, program, path="mine.csv", table="events")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hook_runs_on_a_package(package, program):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    command = [*hook["entry"].split(), *hook["args"]]
    command[0] = str(Path(program) / command[0])
    assert subprocess.run(command, cwd=package.root, capture_output=True).returncode == 0
    package.set("events", 5, "status", "wrong")
    assert subprocess.run(command, cwd=package.root, capture_output=True).returncode == 1
