"""The dyadic view in the docs runs as it stands there, in pandas and in SQL alike."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from iraqdata.reading.catalogue import packaged

PAGE = Path(__file__).parents[1] / "docs/dyads.md"
COLUMNS = ["event_id", "actor_id_a", "actor_id_b", "cow_code_a", "cow_code_b", "gw_code_b"]


def _block(language: str) -> str:
    [block] = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(block)


@pytest.fixture(scope="module")
def dyads() -> pd.DataFrame:
    names: dict[str, Any] = {}
    exec(_block("python"), names)
    frame = names["dyads"]
    assert isinstance(frame, pd.DataFrame)
    return frame


def _keys(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    rows = frame[COLUMNS].astype(object).where(frame[COLUMNS].notna(), None)
    return sorted(rows.itertuples(index=False, name=None), key=str)


def test_pandas_and_sql_give_the_same_dyads(
    dyads: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(packaged().root)
    sql = duckdb.sql(_block("sql")).df()
    assert _keys(sql) == _keys(dyads)
    assert not dyads.duplicated(["event_id", "actor_id_a", "actor_id_b"]).any()


def test_every_ucdp_event_has_its_sides_as_dyads(dyads: pd.DataFrame) -> None:
    ucdp = dyads[dyads["event_id"].str.startswith("evt-ucdp-")]
    assert ucdp["event_id"].nunique() == 145
    invasion = ucdp[ucdp["cow_code_b"] == 645]
    assert invasion["event_id"].nunique() == 95
    assert set(invasion["cow_code_a"]) == {2, 200, 900}


def test_a_person_has_the_codes_of_the_state_it_acts_for(dyads: pd.DataFrame) -> None:
    visit = dyads[dyads["event_id"] == "evt-maliki-visits-us-2013-10"]
    assert set(zip(visit["cow_code_a"], visit["cow_code_b"], strict=True)) == {(645, 2)}
