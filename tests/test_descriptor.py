"""The descriptor: valid by the official profiles and by frictionless, and complete."""

import json
import re
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import frictionless
import pytest
from jsonschema import Draft7Validator

DESCRIPTOR = json.loads((Path(__file__).parents[1] / "datapackage.json").read_text("utf-8"))
RESOURCES = DESCRIPTOR["resources"]
FIELDS = [(resource, field) for resource in RESOURCES for field in resource["schema"]["fields"]]


def name(part):
    return f"{part[0]['name']}.{part[1]['name']}"


def profile_errors(version, kind, part):
    """What the official profile of that version says against a part of a descriptor."""
    profile = json.loads(files("dplib").joinpath(f"profiles/{version}/{kind}.json").read_text())
    return [error.message for error in Draft7Validator(profile).iter_errors(part)]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_the_official_profiles_accept_package_resources_and_schemas(version):
    assert profile_errors(version, "datapackage", DESCRIPTOR) == []
    for resource in RESOURCES:
        assert profile_errors(version, "dataresource", resource) == []
        assert profile_errors(version, "tableschema", resource["schema"]) == []


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_the_official_profiles_reject_a_package_without_resources(version):
    assert profile_errors(version, "datapackage", {**DESCRIPTOR, "resources": []})


def test_frictionless_accepts_descriptor_and_tables():
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "note"])


@pytest.mark.parametrize("part", FIELDS, ids=name)
def test_every_column_has_title_description_and_honest_constraints(part):
    resource, field = part
    constraints = field.get("constraints", {})
    assert field["title"]
    assert len(field["description"]) > 15 or field["name"].endswith("_id")
    if field["name"] in resource["schema"]["primaryKey"]:
        assert constraints["required"] is True
    if "pattern" in constraints:
        assert re.fullmatch(r"\^.*\$", constraints["pattern"])
        # `^a|b$` would match more than it says.
        assert "|" not in re.sub(r"\(\?:[^()]*\)", "", constraints["pattern"])
    if "categories" in field:
        codes = [code["value"] for code in field["categories"]]
        assert all(code["label"] for code in field["categories"])
        if field["type"] == "string":
            assert constraints["enum"] == codes
        else:
            assert (constraints["minimum"], constraints["maximum"]) == (min(codes), max(codes))
    assert field["type"] in {"string", "integer", "number", "boolean", "date"}


def test_a_column_name_means_one_thing():
    meanings = defaultdict(set)
    for _, field in FIELDS:
        kind = (field["type"], field.get("rdfType"), field.get("delimiter"))
        meanings[field["name"]].add(kind)
    assert {column: kinds for column, kinds in meanings.items() if len(kinds) > 1} == {}


def test_foreign_keys_point_at_keys_and_a_table_refers_to_itself_by_the_empty_name():
    keys = {resource["name"]: resource["schema"]["primaryKey"] for resource in RESOURCES}
    for resource in RESOURCES:
        for foreign_key in resource["schema"].get("foreignKeys", []):
            target = foreign_key["reference"]["resource"]
            assert target != resource["name"]
            assert foreign_key["reference"]["fields"] == keys[target or resource["name"]]


def test_nobody_is_named_as_author_and_the_address_is_empty_until_given():
    assert [person["title"] for person in DESCRIPTOR["contributors"]] == ["iraqdata contributors"]
    assert DESCRIPTOR["contact"] == ""
