"""Places: countries, divisions, coordinates and their precision."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from iraqdata.checking import countries
from iraqdata.checking.asking import Saying, number_in, row_rule, table_rule

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables

_ISO_COLUMNS = ("iso3", "origin_iso3", "sending_iso3", "receiving_iso3", "geography_iso3")


def _real_country(field: str) -> Callable[[str], Iterator[Saying]]:
    def check(code: str) -> Iterator[Saying]:
        if re.fullmatch("[A-Z]{3}", code) and code not in countries.alpha2():
            yield field, "iso-code", f"{code} is no country code of ISO 3166-1"

    return check


for _column in (*_ISO_COLUMNS, "counterpart_iso3"):
    row_rule(_column)(_real_country(_column))


@row_rule("admin1")
def real_division(admin1: str) -> Iterator[Saying]:
    """A division's code begins with the code of a country."""
    if re.fullmatch("[A-Z]{2}-.*", admin1) and admin1[:2] not in set(countries.alpha2().values()):
        yield "admin1", "iso-code", f"{admin1[:2]} is no country code of ISO 3166-1"
    elif admin1.startswith("IQ-") and admin1[3:] not in countries.IRAQ:
        yield "admin1", "iso-code", f"{admin1} is no division of Iraq in ISO 3166-2"


def _division_of(country_column: str) -> Callable[[str, str], Iterator[Saying]]:
    def check(admin1: str, country: str) -> Iterator[Saying]:
        code = countries.alpha2().get(country)
        if admin1 and not country:
            yield "admin1", "place", f"a division is given and {country_column} is empty"
        elif admin1 and code and not admin1.startswith(code + "-"):
            yield "admin1", "place", f"a division of {country} begins with {code}-"

    return check


for _column in ("iso3", "receiving_iso3", "geography_iso3"):
    row_rule("admin1", _column)(_division_of(_column))


def _in_box(latitudes: Any, longitudes: Any, codes: Any) -> Any:
    """Records without coordinates, and those in the box of their country."""
    import numpy

    from iraqdata.checking.cells import arrow

    north, east = arrow.numbers(latitudes), arrow.numbers(longitudes)
    coded = codes.dictionary_encode()
    boxes = countries.boxes()
    anywhere = (-numpy.inf, numpy.inf, -numpy.inf, numpy.inf)
    bounds = numpy.array([boxes.get(code, anywhere) for code in coded.dictionary.to_pylist()])
    south_most, north_most, west_most, east_most = bounds[arrow.numpy_codes(coded)].T
    margin = countries.MARGIN
    inside = (north >= south_most - margin) & (north <= north_most + margin)
    after, before = east >= west_most - margin, east <= east_most + margin
    inside &= numpy.where(west_most <= east_most, after & before, after | before)
    # One of two, and what is no number, is for the exact rule.
    return inside | (arrow.empty(latitudes) & arrow.empty(longitudes))


def _inside(country_column: str) -> Callable[[str, str, str], Iterator[Saying]]:
    def check(latitude: str, longitude: str, country: str) -> Iterator[Saying]:
        if bool(latitude) != bool(longitude):
            field = "longitude" if latitude else "latitude"
            yield field, "place", "latitude and longitude are given together"
            return
        north, east = number_in(latitude), number_in(longitude)
        box = countries.boxes().get(country)
        if north is None or east is None or box is None:
            return
        if not (-90 <= north <= 90 and -180 <= east <= 180):
            # Nowhere on Earth, as the columns say.
            return
        margin = countries.MARGIN
        if not box[0] - margin <= north <= box[1] + margin:
            yield "latitude", "coordinates", f"not in {country}, {box[0]:g} to {box[1]:g}"
        after, before = east >= box[2] - margin, east <= box[3] + margin
        if not (after and before if box[2] <= box[3] else after or before):
            yield "longitude", "coordinates", f"not in {country}, {box[2]:g} to {box[3]:g}"

    return check


for _column in ("iso3", "receiving_iso3"):
    row_rule("latitude", "longitude", _column, fine=_in_box)(_inside(_column))


@row_rule("where_prec", "place", "admin1", "iso3", "latitude", tables="events")
def place_precision(
    code: str, place: str, admin1: str, iso3: str, latitude: str
) -> Iterator[Saying]:
    """Precision is given for a place, and only for one; it is the precision of that place."""
    somewhere = place or admin1 or iso3 or latitude
    if code and not somewhere:
        yield "where_prec", "place", "the record has no place whose precision this could be"
    if somewhere and not code:
        yield "where_prec", "place", "a place is given without its precision"
    if code in ("1", "2", "3") and not place:
        yield "where_prec", "place", f"precision {code} needs a named place"
    if code == "4" and not admin1:
        yield "where_prec", "place", "precision 4 is that of a division, and none is given"
    if code == "6" and admin1:
        yield "where_prec", "place", "precision 6 is that of a country, and a division is given"


def _in_some_country(latitudes: Any, codes: Any) -> Any:
    """Records without coordinates, and those with a country."""
    from iraqdata.checking.cells import arrow

    return arrow.empty(latitudes) | ~arrow.empty(codes)


@row_rule("latitude", "iso3", tables="events", fine=_in_some_country)
def somewhere_in_a_country(latitude: str, iso3: str) -> Iterator[Saying]:
    """Coordinates lie in a country that is named."""
    if latitude and not iso3:
        yield "iso3", "place", "coordinates are given, and no country in which they lie"


@row_rule("geonames_id", "place", tables="events")
def named_place(geonames: str, place: str) -> Iterator[Saying]:
    """A place with an id of GeoNames has a name."""
    if geonames and not place:
        yield "place", "place", "a place has an id of GeoNames, and no name"


def _one_place(table: str, columns: str) -> Callable[[Tables], None]:
    def check(tables: Tables) -> None:
        """A place of GeoNames has one name, division and country wherever it stands."""
        seen: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        for index, (place, *cells) in enumerate(tables.rows(table, columns)):
            if place:
                seen[place].append((index, tuple(cells)))
        fields = columns.split()[1:]
        for rows in seen.values():
            for number, field in enumerate(fields):
                # Where records disagree, most of them are taken to be right.
                most = Counter(texts[number] for _, texts in rows).most_common(1)[0][0]
                for index, texts in rows:
                    if texts[number] != most:
                        message = f"elsewhere this place of GeoNames has {most or 'nothing'} here"
                        tables.add("place", table, index, field, texts[number], message)

    return check


table_rule(events="geonames_id place admin1 iso3")(
    _one_place("events", "geonames_id place admin1 iso3")
)
table_rule(missions="geonames_id city admin1 receiving_iso3")(
    _one_place("missions", "geonames_id city admin1 receiving_iso3")
)
