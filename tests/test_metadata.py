"""What other catalogues read of the package agrees with its descriptor."""

import json
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def descriptor():
    return json.loads((CHECKOUT / "datapackage.json").read_text(encoding="utf-8"))


def test_the_citation_file_agrees_with_the_descriptor(descriptor):
    citation = yaml.safe_load((CHECKOUT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["title"] == descriptor["title"]
    assert citation["version"] == descriptor["version"]
    assert citation["keywords"] == descriptor["keywords"]
    assert [citation["license"]] == [licence["name"] for licence in descriptor["licenses"]]
    assert [author["name"] for author in citation["authors"]] == authors(descriptor)


def test_the_zenodo_file_agrees_with_the_descriptor(descriptor):
    deposit = json.loads((CHECKOUT / ".zenodo.json").read_text(encoding="utf-8"))
    assert deposit["title"] == descriptor["title"]
    assert deposit["description"] == descriptor["description"]
    assert deposit["keywords"] == descriptor["keywords"]
    assert [deposit["license"]] == [licence["name"].lower() for licence in descriptor["licenses"]]
    assert [creator["name"] for creator in deposit["creators"]] == authors(descriptor)
    # The version is that of the release that Zenodo copies.
    assert "version" not in deposit


def authors(descriptor):
    return [
        contributor["title"]
        for contributor in descriptor["contributors"]
        if "author" in contributor["roles"]
    ]


def test_the_release_workflow_runs_the_gate_and_publishes_without_a_password():
    workflow = yaml.safe_load((CHECKOUT / ".github/workflows/release.yml").read_text("utf-8"))
    jobs = workflow["jobs"]
    steps = [step.get("run", "") for step in jobs["files"]["steps"]]
    assert steps.index("make test-all") < steps.index("make release-files")
    assert set(jobs["publish"]["needs"]) == {"files", "lowest"}
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert jobs["announce"]["needs"] == "publish"
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    assert "iraqdata release --check" in makefile
