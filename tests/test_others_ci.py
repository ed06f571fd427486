"""What others run in their own CI: the composite action and the pre-commit hook."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from corruptions import Copy

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())


@pytest.fixture
def package(tmp_path):
    return Copy(tmp_path / "package")


@pytest.fixture
def program(tmp_path):
    """A folder with the installed command, to put on the path."""
    found = shutil.which("iraqdata", path=str(Path(sys.executable).parent))
    assert found, "the package is not installed"
    return str(Path(found).parent)


class Runner:
    """Runs the steps of the action as a machine of GitHub does, in one workspace."""

    def __init__(self, workspace, temporary):
        self.workspace = workspace
        self.temporary = temporary
        temporary.mkdir()
        # What the first step, which is GitHub's own, gives.
        self.known = {
            "steps.python.outputs.python-path": sys.executable,
            "github.action_path": str(ROOT),
        }

    def run(self, step, **inputs):
        given = {name: spec["default"] for name, spec in ACTION["inputs"].items()} | inputs
        known = self.known | {f"inputs.{name}": value for name, value in given.items()}
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.temporary),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_WORKSPACE": str(self.workspace),
        } | {
            name: known[value.removeprefix("${{ ").removesuffix(" }}")]
            for name, value in step["env"].items()
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.workspace, env=environment, capture_output=True, text=True,
        )  # fmt: skip

    def check(self, **inputs):
        return self.run(ACTION["runs"]["steps"][-1], **inputs)


@pytest.fixture
def runner(package, tmp_path, program):
    """A runner on which the package is installed, as the step before installs it."""
    runner = Runner(package.root, tmp_path / "runner temp")
    (runner.temporary / "iraqdata").mkdir()
    (runner.temporary / "iraqdata" / "bin").symlink_to(program)
    return runner


def test_the_action_passes_good_tables_and_annotates_bad_ones(package, runner):
    assert runner.check().returncode == 0
    package.set("events", 5, "status", "wrong")
    bad = runner.check()
    assert bad.returncode == 1
    assert "::error file=tables/events.csv,line=5,title=enum::" in bad.stdout
    assert runner.check(path="none").returncode == 2


def test_the_action_takes_one_table_in_a_folder_with_a_space(package, runner):
    folder = package.root / "my data"
    folder.mkdir()
    shutil.copy(package.csv("events"), folder / "mine.csv")
    done = runner.check(path="my data/mine.csv", table="events")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_is_strict_when_asked(package, runner):
    (package.root / "other").mkdir()
    (package.root / "other/x.csv").write_text("a\n u\n")
    (package.root / "other/datapackage.json").write_text(
        '{"name": "other", "resources": [{"name": "x", "path": "x.csv",'
        ' "schema": {"fields": [{"name": "a", "type": "string"}]}}]}'
    )
    assert runner.check(path="other").returncode == 0
    assert runner.check(path="other", strict="True").returncode == 1


def test_the_action_installs_beside_the_python_of_its_caller(package, tmp_path):
    runner = Runner(package.root, tmp_path / "runner temp")
    (setup, install, _) = ACTION["runs"]["steps"]
    assert setup["uses"].startswith("actions/setup-python@")
    assert setup["with"]["update-environment"] is False
    done = runner.run(install)
    assert done.returncode == 0, done.stderr
    assert runner.check().returncode == 0


def test_the_hook_runs_on_a_package(package, program):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    command = [*hook["entry"].split(), *hook["args"]]
    command[0] = str(Path(program) / command[0])
    assert subprocess.run(command, cwd=package.root, capture_output=True).returncode == 0
    package.set("events", 5, "status", "wrong")
    assert subprocess.run(command, cwd=package.root, capture_output=True).returncode == 1
