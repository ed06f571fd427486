"""What all pictures share: their parts, their looks, and how they are written."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair

# The years that the tables are about; what lies outside is in the tables behind the pictures.
WINDOW = date(2003, 1, 1), date(2016, 1, 1)

_FONT = "Liberation Sans"

# Every colour in a picture, by the name that it has in the style sheet, where the dark theme
# gives it another value.
COLOURS = {
    "ink": "#1d2733",
    "quiet": "#5b6673",
    "line": "#d5d9de",
    "land": "#e7e4da",
    "home": "#d3c9ab",
    "paper": "#ffffff",
    "blue": "#1f5f9e",
    "green": "#1d7a4f",
    "amber": "#a85b00",
    "red": "#b3261e",
    "grey": "#6f7782",
}


@dataclass(frozen=True)
class Picture:
    """One picture with what a page says of it; without a chart where there is nothing to draw."""

    name: str
    title: str
    caption: str
    columns: list[str]
    rows: list[list[str]]
    hrefs: list[str]
    chart: altair.TopLevelMixin | None
    nothing: str = ""
    # What charts name as data: kept out of them, since Altair copies a chart at every step.
    datasets: dict[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> bytes:
        """The table behind it, as CSV."""
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows([self.columns, *self.rows])
        return out.getvalue().encode()

    @cached_property
    def svg(self) -> str:
        """The picture as SVG, in the colours of the light theme."""
        import vl_convert

        assert self.chart is not None
        spec = self.chart.to_dict()
        spec["datasets"] = {**spec.get("datasets", {}), **self.datasets}
        return str(vl_convert.vegalite_to_svg(spec))

    @cached_property
    def png(self) -> bytes:
        """The picture as PNG, twice the size for sharp screens."""
        import vl_convert

        return bytes(vl_convert.svg_to_png(self.svg, scale=2))


def for_page(svg: str, title: str) -> str:
    """An SVG to put into a page: its colours follow the theme, its name is read out."""
    # One picture with one name: its parts are no graphics of their own.
    svg = re.sub(r' (?:role|aria-\w+)="[^"]*"', "", svg)
    for name, colour in COLOURS.items():
        svg = re.sub(f'"{colour}"', f'"var(--picture-{name}, {colour})"', svg)
    label = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


def table_of(columns: list[str], rows: list[list[str]], name: str) -> dict[str, Any]:
    """The table behind a picture, its rows linked to the records of a table by their first cell."""
    return {
        "columns": columns,
        "rows": rows,
        "hrefs": [f"{name}.html#{row[0]}" for row in rows],
    }


def lane_axis() -> altair.Axis:
    """The axis beside lanes, one name each."""
    import altair as alt

    return alt.Axis(labelLimit=420, ticks=False, domain=False, grid=False, labelPadding=8)


def time_scale() -> altair.Scale:
    """The years of the tables."""
    import altair as alt

    return alt.Scale(domain=[day.isoformat() for day in WINDOW], type="utc")


def time_axis(every: int = 1) -> altair.Axis:
    """An axis of years."""
    import altair as alt

    return alt.Axis(format="%Y", tickCount={"interval": "year", "step": every}, grid=True)


def finished(chart: Any) -> Any:
    """The looks that all pictures share."""
    return (
        chart.configure(font=_FONT, background=COLOURS["paper"], padding=12, aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=COLOURS["ink"],
            titleColor=COLOURS["quiet"],
            gridColor=COLOURS["line"],
            domainColor=COLOURS["line"],
            tickColor=COLOURS["line"],
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
        )
        .configure_legend(
            labelColor=COLOURS["ink"],
            titleColor=COLOURS["quiet"],
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
            orient="bottom",
            symbolOpacity=1,
        )
        .configure_title(color=COLOURS["ink"], fontSize=13, anchor="start")
    )
