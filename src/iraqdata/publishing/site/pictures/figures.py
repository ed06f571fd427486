"""The figures: what documents give beside what the record gives."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from iraqdata.publishing.site.explorer import Explorer
from iraqdata.publishing.site.pictures.picture import (
    COLOURS,
    Picture,
    finished,
    lane_axis,
    table_of,
)
from iraqdata.reading.records import Record

if TYPE_CHECKING:
    import altair

_WHO = {"document": "the document", "first": "first published", "today": "the record today"}


def figures(explorer: Explorer) -> Picture:
    """Figures of the documents beside the record's: first published, and today's."""
    compared = _compared(explorer)
    drawn = [row for row in compared if row["today"]]
    chart = finished(_chart(drawn)) if drawn else None
    return Picture(
        name="figures",
        title="Figures: the documents and the record",
        caption=(
            "Each figure that a document gives and that the tables also hold from another source"
            " for the same thing and period, as a share of the value that the record has today;"
            " beside it the document's figure and today's."
            f" {len(drawn)} of {len(compared)} figures of the documents have such a counterpart."
        ),
        **table_of(
            ["statistic_id", "figure", "unit", "document", "first published", "today", "source"],
            [
                [
                    row["document"]["statistic_id"],
                    row["label"],
                    row["document"]["unit"],
                    _figure(row["document"]),
                    _figure(row["first"]),
                    _figure(row["today"]),
                    row["today"]["source_id"] if row["today"] else "",
                ]
                for row in compared
            ],
            "statistics",
        ),
        chart=chart,
        nothing="The tables hold no other source's figure for what the documents state yet.",
    )


def _chart(drawn: list[dict[str, Any]]) -> altair.HConcatChart:
    """One line for each figure, with the two values that matter most beside it."""
    import altair as alt

    labels = [row["label"] for row in drawn]
    who = list(_WHO.values())
    colour = alt.Scale(domain=who, range=[COLOURS["red"], COLOURS["amber"], COLOURS["blue"]])
    marks = [
        {"label": row["label"], "who": _WHO[one], "ratio": value / float(row["today"]["value"])}
        for row in drawn
        for one in _WHO
        if row[one] and (value := float(row[one]["value"] or row[one]["value_low"] or "nan"))
    ]
    points = (
        alt.Chart(alt.InlineData(values=marks))
        .mark_point(strokeWidth=2, opacity=1)
        .encode(
            y=alt.Y("label:N", sort=labels, title=None, axis=lane_axis()),
            x=alt.X(
                "ratio:Q",
                title="as a share of the record's value today",
                scale=alt.Scale(zero=False, nice=True, padding=20),
                axis=alt.Axis(format="%"),
            ),
            stroke=alt.Stroke("who:N", title=None, scale=colour),
            shape=alt.Shape(
                "who:N",
                title=None,
                scale=alt.Scale(domain=who, range=["diamond", "triangle-up", "circle"]),
            ),
            size=alt.Size("who:N", title=None, scale=alt.Scale(domain=who, range=[190, 70, 70])),
        )
        .properties(width=330, height=alt.Step(26))
    )
    texts = [
        {
            "label": row["label"],
            "text": f"{_figure(row['document'])} : {_figure(row['today'])} {row['today']['unit']}",
        }
        for row in drawn
    ]
    values = (
        alt.Chart(alt.InlineData(values=texts))
        .mark_text(align="left", color=COLOURS["ink"])
        .encode(
            y=alt.Y("label:N", sort=labels, title=None, axis=None), text="text:N", x=alt.value(0)
        )
        .properties(width=200, height=alt.Step(26))
    )
    return alt.hconcat(points, values, spacing=12)


def _compared(explorer: Explorer) -> list[dict[str, Any]]:
    """Each figure of a document, with the record's figures for the same quantity and period."""
    sources = explorer.records.by_id("sources")
    by_quantity: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    documents = []
    for row in explorer.records.table("statistics"):
        if sources[row["source_id"]]["kind"] == "document":
            documents.append(row)
        else:
            by_quantity[_quantity(row)].append(row)
    compared = []
    for row in documents:
        others = [other for other in by_quantity[_quantity(row)] if other["value"]]
        dated = sorted((o for o in others if o["as_of"]), key=lambda o: o["as_of"])
        preferred = [o for o in others if o["preferred"] == "true"]
        today = next(iter(preferred or dated[-1:] or others), None)
        first = dated[0] if dated and dated[0] is not today else None
        countries = filter(None, (row["geography_iso3"], row["counterpart_iso3"]))
        about = [explorer.records.title(row["indicator"]), "–".join(countries)]
        about += [row["scope"].replace("_", " "), row["date"]]
        compared.append(
            {
                "label": ", ".join(filter(None, about)),
                "document": row,
                "first": first,
                "today": today,
            }
        )
    return compared


def _quantity(row: Record) -> tuple[str, ...]:
    keys = (
        "indicator",
        "subject_id",
        "geography_iso3",
        "admin1",
        "counterpart_iso3",
        "scope",
        "date",
    )
    return tuple(row[key] for key in keys)


def _figure(row: Record | None) -> str:
    if row is None:
        return ""
    if not row["value"]:
        return f"{row['value_low']} to {row['value_high']}"
    return row["value"] if row["qualifier"] == "exact" else f"{row['qualifier']} {row['value']}"
