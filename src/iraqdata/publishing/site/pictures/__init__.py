"""The pictures: timeline, arms deals, map, figures; each with the table behind it.

Drawn with Vega-Altair and rendered at build time, with the font that the renderer brings, so that
the same tables give the same bytes on every machine.
"""

from __future__ import annotations

from iraqdata.publishing.site.explorer import Explorer
from iraqdata.publishing.site.pictures.deals import deals
from iraqdata.publishing.site.pictures.figures import figures
from iraqdata.publishing.site.pictures.picture import Picture
from iraqdata.publishing.site.pictures.places import places
from iraqdata.publishing.site.pictures.timeline import kinds, timeline

__all__ = ["Picture", "pictures"]


def pictures(explorer: Explorer) -> list[Picture]:
    """All pictures of a package, in the order of the page."""
    return [draw(explorer) for draw in (timeline, kinds, deals, places, figures)]
