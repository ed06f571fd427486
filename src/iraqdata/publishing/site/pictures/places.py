"""The map: missions and events where coordinates are known."""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from importlib.resources import files
from typing import Any

from iraqdata.publishing.site.explorer import Explorer
from iraqdata.publishing.site.pictures.picture import COLOURS, Picture, finished
from iraqdata.reading.records import Record

_HOLLOW = "hollow"
_WORLD, _REGION = "world-110m", "iraq-50m"

_PLACES = {
    "missions of Iraq": ("circle", COLOURS["green"]),
    "missions in Iraq": ("square", COLOURS["green"]),
    "events there": ("diamond", COLOURS["red"]),
    "events in the area": ("triangle-up", COLOURS["red"]),
}


def places(explorer: Explorer) -> Picture:
    """Missions of Iraq abroad and in Iraq, and events, where coordinates are known."""
    import altair as alt

    missions = explorer.records.table("missions")
    events = explorer.records.table("events")
    points = _points(missions, events)
    abroad = [p for p in points if p["kind"] == "missions of Iraq"]
    at_home = [p for p in points if p["kind"] != "missions of Iraq" and _near_iraq(p)]
    chart = None
    parts = []
    if abroad:
        parts.append(_world(abroad))
    if at_home:
        parts.append(_iraq(at_home))
    if parts:
        chart = finished(alt.vconcat(*parts, spacing=18))
    located = sum(1 for row in (*missions, *events) if row["latitude"])
    return Picture(
        name="map",
        title="Missions and events on the map",
        caption=(
            "A mark stands for all missions, or all events, with the same coordinates; its size"
            " says how many. A hollow triangle is the middle of an area in which events took place;"
            f" events placed only by country are left out. {located} of"
            f" {len(missions) + len(events)} missions and events have coordinates. Boundaries are"
            " those of Natural Earth."
        ),
        columns=["place", "kind", "number", "latitude", "longitude"],
        rows=[
            [p["place"], p["kind"], str(p["number"]), str(p["latitude"]), str(p["longitude"])]
            for p in points
        ],
        hrefs=[f"{p['table']}.html?search={p['place'].replace(' ', '+')}" for p in points],
        chart=chart,
        nothing="No mission or event has coordinates yet.",
        datasets={name: _outlines(name) for name in (_WORLD, _REGION)} if chart else {},
    )


def _points(missions: list[Record], events: list[Record]) -> list[dict[str, Any]]:
    """Places with the number of missions or events at each, those placed only by country aside."""
    found: dict[tuple[str, str, str, str, str], int] = defaultdict(int)
    for mission in missions:
        if mission["latitude"] and mission["longitude"]:
            kind = "missions of Iraq" if mission["sending_iso3"] == "IRQ" else "missions in Iraq"
            place = mission["city"] or mission["name"]
            found["missions", place, kind, mission["latitude"], mission["longitude"]] += 1
    for event in events:
        if event["latitude"] and event["longitude"] and event["where_prec"] not in ("6", "7"):
            # UCDP's point for a province or a mountain range is no place where something happened.
            exact = event["where_prec"] in ("1", "2")
            kind = "events there" if exact else "events in the area"
            place = event["place"] or event["title"]
            found["events", place, kind, event["latitude"], event["longitude"]] += 1
    return [
        {
            "table": table,
            "place": place,
            "kind": kind,
            "latitude": float(latitude),
            "longitude": float(longitude),
            "number": number,
            "fill": _HOLLOW if kind == "events in the area" else kind,
        }
        for (table, place, kind, latitude, longitude), number in sorted(found.items())
    ]


def _outlines(name: str) -> Any:
    maps = files("iraqdata.publishing.site") / "maps"
    return json.loads((maps / f"{name}.json").read_text(encoding="utf-8"))


def _near_iraq(point: dict[str, Any]) -> bool:
    return bool(28.5 <= point["latitude"] <= 38 and 38 <= point["longitude"] <= 49.5)


def _named(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The places whose names find room, those with most first."""
    named: list[dict[str, Any]] = []
    for point in sorted(points, key=lambda p: (-p["number"], p["place"])):
        if all(
            abs(point["latitude"] - other["latitude"]) > 0.22
            or not -1.9 < point["longitude"] - other["longitude"] < 1.9
            for other in named
        ):
            # The font has not the letters of scholarly transliteration: without their marks.
            plain = unicodedata.normalize("NFKD", point["place"])
            plain = "".join(c for c in plain if not unicodedata.combining(c))
            named.append({**point, "name": plain})
    return named


def _map(outlines: str, points: list[dict[str, Any]], width: int, height: int) -> Any:
    import altair as alt

    land = (
        alt.Chart(
            alt.NamedData(
                name=outlines, format=alt.TopoDataFormat(type="topojson", feature="countries")
            )
        )
        .mark_geoshape(stroke=COLOURS["paper"], strokeWidth=0.7)
        .encode(
            fill=alt.condition(
                "datum.id == '368'", alt.value(COLOURS["home"]), alt.value(COLOURS["land"])
            )
        )
    )
    kinds = list(_PLACES)
    shapes_of, colours = (list(column) for column in zip(*_PLACES.values(), strict=True))
    colour = alt.Scale(domain=kinds, range=colours)
    marks = (
        alt.Chart(alt.InlineData(values=points))
        .mark_point(strokeWidth=1.5, opacity=0.9)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size(
                "number:Q",
                title="How many",
                scale=alt.Scale(type="sqrt", domain=[0, 40], range=[0, 700], clamp=True),
                legend=alt.Legend(values=[1, 5, 20], symbolFillColor=COLOURS["quiet"]),
            ),
            stroke=alt.Stroke("kind:N", title="What", scale=colour),
            fill=alt.Fill(
                "fill:N",
                legend=None,
                scale=alt.Scale(domain=[*kinds, _HOLLOW], range=[*colours, COLOURS["paper"]]),
            ),
            shape=alt.Shape("kind:N", title="What", scale=alt.Scale(domain=kinds, range=shapes_of)),
        )
    )
    return alt.layer(land, marks).properties(width=width, height=height)


def _world(points: list[dict[str, Any]]) -> Any:
    drawn = _map(_WORLD, points, 760, 360)
    return drawn.project(type="equalEarth").properties(title="Missions of Iraq abroad")


def _iraq(points: list[dict[str, Any]]) -> Any:
    import altair as alt

    drawn = _map(_REGION, points, 760, 560)
    names = (
        alt.Chart(alt.InlineData(values=_named(points)))
        .mark_text(dx=9, align="left", fontSize=10.5, color=COLOURS["ink"])
        .encode(longitude="longitude:Q", latitude="latitude:Q", text="name:N")
    )
    return (
        alt.layer(drawn, names)
        .project(type="mercator", center=[43.8, 33.3], scale=2500, translate=[380, 280])
        .properties(title="In and around Iraq")
    )
