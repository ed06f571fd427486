"""The arms deals: their stages by supplier, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iraqdata.publishing.site.explorer import Explorer
from iraqdata.publishing.site.pictures.picture import (
    COLOURS,
    Picture,
    finished,
    lane_axis,
    table_of,
    time_axis,
    time_scale,
)
from iraqdata.publishing.site.pictures.timeline import arrows, span_of

if TYPE_CHECKING:
    import altair

# Shapes and fill tell the same as colours, for whoever cannot tell the colours.
_STATUS_SHAPES = {
    "occurred": "circle",
    "alleged": "square",
    "disputed": "diamond",
    "planned": "triangle-up",
    "did_not_happen": "cross",
}

# The stages of a deal, in families that a reader can tell apart by colour.
_STAGE_FAMILIES = {
    "asked for or offered": ("requested", "notified"),
    "held up or ended": ("blocked", "delayed", "withheld", "cancelled", "expired"),
    "cleared or agreed": ("released", "agreed"),
    "sent or received": ("shipped", "delivered"),
}
_HOLLOW = "hollow"
_FAMILY_COLOURS = dict(
    zip(
        _STAGE_FAMILIES,
        (COLOURS["amber"], COLOURS["red"], COLOURS["blue"], COLOURS["green"]),
        strict=True,
    )
)


def deals(explorer: Explorer) -> Picture:
    """The stages of arms deals by supplier: which, and when where that is known."""
    import altair as alt

    stages = explorer.codes("transfers", "deal_stage")
    family = {stage: name for name, members in _STAGE_FAMILIES.items() for stage in members}
    title = explorer.records.title
    rows = []
    for transfer in explorer.records.table("transfers"):
        supplier, weapon = transfer["supplier_id"], transfer["weapon_id"]
        what = title(weapon) if weapon else "No weapon named"
        recipient = title(transfer["recipient_id"])
        rows.append(
            {
                **transfer,
                "supplier": title(transfer["supplier_id"])
                if transfer["supplier_id"]
                else "Unnamed",
                "recipient": recipient,
                "deal": what if recipient == "Iraq" else f"{what}, to {recipient}",
                "family": family[transfer["deal_stage"]],
                # Only what happened is filled.
                "fill": family[transfer["deal_stage"]]
                if transfer["status"] == "occurred"
                else _HOLLOW,
            }
        )
    rows.sort(key=lambda row: (row["supplier"], row["deal"], stages.index(row["deal_stage"])))
    parts = []
    for supplier in dict.fromkeys(row["supplier"] for row in rows):
        mine = [row for row in rows if row["supplier"] == supplier]
        lanes = list(dict.fromkeys(row["deal"] for row in mine))
        part = alt.hconcat(_stages(mine, lanes, stages, supplier), spacing=14)
        parts.append(part | _stage_times(mine, lanes) if any(r["date"] for r in mine) else part)
    chart = None
    if parts:
        chart = finished(alt.vconcat(*parts, spacing=18))
    dated = sum(1 for row in rows if row["date"])
    return Picture(
        name="deals",
        title="Arms deals: stages by supplier",
        caption=(
            "Left, the stages that a source names, in the order of a deal; right, when, where a"
            " source says so. Filled marks happened; hollow ones are only alleged (square), or said"
            " by one and denied by another (diamond). Notified is not agreed, shipped is not"
            " delivered. Bars and arrows are those of the timeline."
            f" {dated} of {len(rows)} stages have a date."
        ),
        **table_of(
            ["transfer_id", "supplier", "recipient", "weapon", "stage", "status", "date"],
            [
                [
                    row["transfer_id"],
                    row["supplier"],
                    row["recipient"],
                    title(row["weapon_id"]) if row["weapon_id"] else "",
                    row["deal_stage"],
                    row["status"],
                    row["date"],
                ]
                for row in rows
            ],
            "transfers",
        ),
        chart=chart,
        nothing="The table of transfers is empty.",
    )


def _stages(rows: list[dict[str, Any]], lanes: list[str], stages: list[str], supplier: str) -> Any:
    """One supplier's deals by stage, as a matrix."""
    import altair as alt

    return (
        alt.Chart(alt.InlineData(values=rows))
        .mark_point(strokeWidth=2, opacity=1)
        .encode(
            y=alt.Y("deal:N", sort=lanes, title=None, axis=lane_axis()),
            x=alt.X(
                "deal_stage:N",
                sort=stages,
                scale=alt.Scale(domain=stages),
                title=None,
                axis=alt.Axis(labelAngle=-45, grid=True, domain=False, ticks=False),
            ),
            **_stage_marks(),
        )
        .properties(
            width=330,
            height=alt.Step(24),
            title=alt.TitleParams(supplier, anchor="start", frame="group"),
        )
    )


def _stage_times(rows: list[dict[str, Any]], lanes: list[str]) -> Any:
    """The same lanes on a line of time, for the stages that have a date."""
    import altair as alt

    dated = []
    for row in rows:
        span = span_of({**row, "event_id": row["transfer_id"], "title": "", "event_type": ""})
        if span:
            dated.append({**row, **span, "deal": row["deal"]})
    base = alt.Chart(alt.InlineData(values=dated)).encode(
        y=alt.Y("deal:N", sort=lanes, scale=alt.Scale(domain=lanes), title=None, axis=None),
        x=alt.X("from:T", title=None, scale=time_scale(), axis=time_axis(every=3)),
    )
    marks = _stage_marks()
    coloured = base.encode(stroke=marks["stroke"], fill=marks["fill"])
    within = coloured.transform_filter("datum.kind == 'within'").mark_bar(
        height=9, strokeWidth=1, opacity=0.45, cornerRadius=2
    )
    lasted = coloured.transform_filter("datum.kind == 'lasted'").mark_bar(
        height=5, strokeWidth=1.5, opacity=0.85
    )
    days = base.transform_filter("datum.kind == 'day'").mark_point(strokeWidth=2, opacity=1)
    return alt.layer(
        within.encode(x2="to:T"),
        lasted.encode(x2="to:T"),
        days.encode(**marks),
        *arrows(coloured),
    ).properties(width=250, height=alt.Step(24))


def _family_scale() -> altair.Scale:
    import altair as alt

    return alt.Scale(domain=list(_FAMILY_COLOURS), range=list(_FAMILY_COLOURS.values()))


def _stage_marks() -> dict[str, Any]:
    """How a stage looks: colour by family, shape and fill by status."""
    import altair as alt

    statuses = list(_STATUS_SHAPES)
    legend = alt.Legend(symbolFillColor=COLOURS["quiet"])
    by_status: dict[str, Any] = {
        "field": "status",
        "type": "nominal",
        "title": "Status",
        "legend": legend,
    }
    return {
        "stroke": alt.Stroke(
            "family:N",
            title="Stage",
            scale=_family_scale(),
            legend=alt.Legend(symbolFillColor=COLOURS["paper"]),
        ),
        "fill": alt.Fill(
            "fill:N",
            legend=None,
            scale=alt.Scale(
                domain=[*_FAMILY_COLOURS, _HOLLOW],
                range=[*_FAMILY_COLOURS.values(), COLOURS["paper"]],
            ),
        ),
        "shape": alt.Shape(
            **by_status, scale=alt.Scale(domain=statuses, range=list(_STATUS_SHAPES.values()))
        ),
        # What did not simply happen is a ring, wide enough to go round what did.
        "size": alt.Size(
            **by_status, scale=alt.Scale(domain=statuses, range=[60, 150, 130, 110, 110])
        ),
    }
