"""The posts of the United States in Iraq, of which three files of the Department of State speak.

One row is one spell of one post at one type, in the form of `missions`; dates are the most
precise that any of the files gives, and each file's own dates are its claims.
"""

from __future__ import annotations

from typing import Any

_PLACES: dict[str, dict[str, Any]] = {
    "baghdad": {"city": "Baghdad", "geonames_id": 98182, "admin1": "IQ-BG"},
    "basra": {"city": "Basra", "geonames_id": 99532, "admin1": "IQ-BA"},
    "erbil": {"city": "Erbil", "geonames_id": 95446, "admin1": "IQ-AR"},
    "kirkuk": {"city": "Kirkuk", "geonames_id": 94787, "admin1": "IQ-KI"},
}


def _post(
    mission_id: str, name: str, place: str, kind: str, opened: str, closed: str, notes: str = ""
) -> dict[str, Any]:
    return {
        "mission_id": mission_id,
        "name": name,
        "post": f"us-{place}",
        "mission_type": kind,
        "sending_iso3": "USA",
        "receiving_iso3": "IRQ",
        "opened": opened,
        "closed": closed,
        "n_posts": 1,
        "notes": notes,
        **_PLACES[place],
    }


_EMBASSY = "Embassy of the United States, Baghdad"
_INTERESTS = "Interests Section of the United States, Baghdad"
_DRAFT = "Years only, from a draft of the Office of the Historian; no end is recorded there."

US_POSTS: dict[str, dict[str, Any]] = {
    row["mission_id"]: row
    for row in [
        _post(
            "mis-us-legation-baghdad-1931",
            "Legation of the United States, Baghdad",
            "baghdad",
            "other-representation",
            "1931-03-30",
            "1946-12-28",
            "A legation; raised to an embassy.",
        ),
        _post(
            "mis-us-embassy-baghdad-1946",
            _EMBASSY,
            "baghdad",
            "embassy",
            "1946-12-28",
            "1967-06-07",
            "Ended when Iraq severed diplomatic relations.",
        ),
        _post(
            "mis-us-interests-section-baghdad-1972",
            _INTERESTS,
            "baghdad",
            "other-representation",
            "1972-10-01",
            "1984-11-26",
            "In the Belgian embassy; raised to an embassy.",
        ),
        _post(
            "mis-us-embassy-baghdad-1984",
            _EMBASSY,
            "baghdad",
            "embassy",
            "1984-11-26",
            "1991-01-12",
            "The sources differ on the year of its closing: see the claims on closed.",
        ),
        _post(
            "mis-us-interests-section-baghdad-1991",
            _INTERESTS,
            "baghdad",
            "other-representation",
            "",
            "",
            "Kept after relations were severed on 9 February 1991, according to the Office of "
            "the Historian; in the Polish embassy by the editions of 1993 to 2002 of the World "
            "Factbook, while those of 1991 and 1992 know of no representative. No source dates "
            "its opening or its end.",
        ),
        _post("mis-us-embassy-baghdad-2004", _EMBASSY, "baghdad", "embassy", "2004-06-28", ""),
        _post(
            "mis-us-post-basra-1937",
            "Post of the United States, Basra",
            "basra",
            "consulate",
            "1937",
            "",
            "Type and end of the first spell are not stated; a consulate general since 2011. "
            + _DRAFT,
        ),
        _post(
            "mis-us-consulate-general-basra-2011",
            "Consulate General of the United States, Basra",
            "basra",
            "consulate-general",
            "2011",
            "",
            _DRAFT,
        ),
        _post(
            "mis-us-consulate-general-erbil-2011",
            "Consulate General of the United States, Erbil",
            "erbil",
            "consulate-general",
            "2011",
            "",
            _DRAFT,
        ),
        _post(
            "mis-us-consulate-kirkuk-1957",
            "Consulate of the United States, Kirkuk",
            "kirkuk",
            "consulate",
            "1957",
            "",
            "The end of the first spell is not recorded; reopened in 2012. " + _DRAFT,
        ),
        _post(
            "mis-us-consulate-kirkuk-2012",
            "Consulate of the United States, Kirkuk",
            "kirkuk",
            "consulate",
            "2012",
            "",
            "The draft shows it as still open. " + _DRAFT,
        ),
    ]
}
