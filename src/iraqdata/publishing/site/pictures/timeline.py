"""The timelines: when events happened, as precisely as their sources say."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from iraqdata.proving.dates import parse
from iraqdata.publishing.site.explorer import Explorer
from iraqdata.publishing.site.pictures.picture import (
    COLOURS,
    WINDOW,
    Picture,
    finished,
    lane_axis,
    table_of,
    time_axis,
    time_scale,
)
from iraqdata.publishing.site.words import in_words
from iraqdata.reading.records import Record

if TYPE_CHECKING:
    import altair

_STATUS_COLOURS = {
    "occurred": COLOURS["blue"],
    "alleged": COLOURS["amber"],
    "disputed": COLOURS["red"],
    "planned": COLOURS["green"],
    "did_not_happen": COLOURS["grey"],
}


def timeline(explorer: Explorer) -> Picture:
    """The dated events that the coded documents state, one line each."""
    stated = _stated_by_documents(explorer)
    events = [e for e in explorer.records.table("events") if e["event_id"] in stated]
    spans = [span for event in events if (span := span_of(event))]
    spans.sort(key=lambda span: (span["from"], span["to"], span["id"]))
    chart = None
    if spans:
        chart = finished(_bars(spans, "label", [span["label"] for span in spans], 17))
    return Picture(
        name="timeline",
        title="Events that the documents state",
        caption=(
            "A dot is a day. A pale bar is the time within which it happened once: a month, a"
            " season or a year is as much as the source says. A full bar lasted from beginning to"
            " end; an arrow goes on, and is hollow where no source gives the end."
            f" {len(spans)} of {len(events)} events have a date between"
            f" {WINDOW[0].year} and {WINDOW[1].year - 1}."
        ),
        **table_of(
            ["event_id", "title", "status", "date", "in words"],
            [
                [e["event_id"], e["title"], e["status"], e["date"], in_words(e["date"])]
                for e in sorted(events, key=lambda e: (e["date_start"] or "9", e["event_id"]))
            ],
            "events",
        ),
        chart=chart,
        nothing="No event that a document states has a date in these years yet.",
    )


def kinds(explorer: Explorer) -> Picture:
    """All dated events, one lane for each PLOVER type."""
    events = explorer.records.table("events")
    spans = [span for event in events if (span := span_of(event))]
    counts: dict[str, int] = defaultdict(int)
    for span in spans:
        counts[span["type"]] += 1
    order = [
        code for code in [*explorer.codes("events", "event_type"), "no type"] if code in counts
    ]
    for span in spans:
        span["lane"] = f"{span['type']} ({counts[span['type']]})"
    chart = None
    if spans:
        chart = finished(_bars(spans, "lane", [f"{o} ({counts[o]})" for o in order], 22))
    return Picture(
        name="events-by-type",
        title="All dated events by type",
        caption=(
            "One lane for each type of the PLOVER ontology, the number of events in brackets. Dots"
            " are days, pale bars the time within which an event happened, full bars what lasted;"
            " an arrow goes on, and is hollow where no source gives the end."
        ),
        **table_of(
            ["event_id", "title", "event_type", "status", "date", "place"],
            [
                [e[c] for c in ("event_id", "title", "event_type", "status", "date", "place")]
                for e in sorted(events, key=lambda e: (e["date_start"] or "9", e["event_id"]))
            ],
            "events",
        ),
        chart=chart,
        nothing="No event has a date in these years yet.",
    )


def _stated_by_documents(explorer: Explorer) -> set[str]:
    """The records about which a coded document states something."""
    documents = {
        source["source_id"]
        for source in explorer.records.table("sources")
        if source["kind"] == "document"
    }
    return {
        claim["record_id"]
        for claim in explorer.records.table("claims")
        if claim["source_id"] in documents
    }


def span_of(event: Record) -> dict[str, Any] | None:
    """An event's time within the window; None without a date in it."""
    if not (event["date_start"] or event["date_end"]):
        return None
    first = date.fromisoformat(event["date_start"]) if event["date_start"] else WINDOW[0]
    last = date.fromisoformat(event["date_end"]) if event["date_end"] else WINDOW[1]
    if last < WINDOW[0] or first >= WINDOW[1]:
        return None
    start, slash, end = event["date"].partition("/")
    kind = "lasted" if slash and _lasted(event) else "within"
    if first == last:
        kind = "day"
    return {
        "id": event["event_id"],
        "label": event["title"],
        "type": event["event_type"] or "no type",
        "status": event["status"],
        "kind": kind,
        # How the ends look: it goes on, nobody says, or it ends there.
        "before": _end(slash, start) if not event["date_start"] else "",
        "after": _end(slash, end) if not event["date_end"] else "",
        "from": max(first, WINDOW[0]).isoformat(),
        "to": min(last + timedelta(days=1), WINDOW[1]).isoformat(),
    }


def _lasted(event: Record) -> bool:
    """Whether an interval is what an event filled, and not only what holds its unknown day."""
    precision = parse(event["date"]).precision
    return event["date_prec"] in ("", str(precision))


def _end(slash: str, end: str) -> str:
    return "open" if end == ".." else "unknown" if slash else ""


def arrows(base: altair.Chart) -> list[altair.Chart]:
    """Arrows at the ends of bars: full where it goes on, hollow where no source says."""
    import altair as alt

    found = []
    for column, place, shape in (
        ("before", "from:T", "triangle-left"),
        ("after", "to:T", "triangle-right"),
    ):
        for end in ("open", "unknown"):
            mark = base.transform_filter(f"datum.{column} == '{end}'").mark_point(
                shape=shape, size=60, filled=end == "open", opacity=1
            )
            if end == "unknown":
                mark = mark.encode(fill=alt.value(COLOURS["paper"]))
            found.append(mark.encode(x=alt.X(place, title=None)))
    return found


def _bars(spans: list[dict[str, Any]], lane: str, order: list[str], step: int) -> Any:
    """Days as dots, periods as bars, on one line of time; pale where it happened once within."""
    import altair as alt

    present = [status for status in _STATUS_COLOURS if any(s["status"] == status for s in spans)]
    base = alt.Chart(alt.InlineData(values=spans)).encode(
        y=alt.Y(f"{lane}:N", sort=order, title=None, axis=lane_axis()),
        x=alt.X("from:T", title=None, scale=time_scale(), axis=time_axis()),
        color=alt.Color(
            "status:N",
            title="Status",
            scale=alt.Scale(domain=present, range=[_STATUS_COLOURS[s] for s in present]),
        ),
    )
    within = base.transform_filter("datum.kind == 'within'").mark_bar(
        height=9, opacity=0.38, cornerRadius=2
    )
    lasted = base.transform_filter("datum.kind == 'lasted'").mark_bar(height=5, opacity=0.85)
    days = base.transform_filter("datum.kind == 'day'").mark_point(
        size=46, filled=True, opacity=0.9
    )
    return alt.layer(
        within.encode(x2="to:T"),
        lasted.encode(x2="to:T"),
        days,
        *arrows(base),
    ).properties(width=470, height=alt.Step(step))
