"""Missions and postings: their types, places and lives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from iraqdata.checking.asking import Saying, edtf_of, row_rule, table_rule, whole_in

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables


@row_rule("opened", "closed", tables="missions")
def mission_life(opened: str, closed: str) -> Iterator[Saying]:
    """A mission closes after it opens."""
    for field, cell in (("opened", opened), ("closed", closed)):
        if "/" in cell:
            yield field, "interval", "a day, month or year stands here, and no span"
    begun, over = edtf_of(opened), edtf_of(closed)
    if begun and over and begun.start and over.end and over.end < begun.start:
        yield "closed", "interval", f"the mission closed before it opened, {opened}"


@row_rule("sending_iso3", "receiving_iso3", tables="missions")
def mission_abroad(sending: str, receiving: str) -> Iterator[Saying]:
    """A state has no mission to itself."""
    if sending and sending == receiving:
        yield "receiving_iso3", "mission", "the state that sends is the state that receives"


@row_rule("mission_type", "city", "n_posts", tables="missions")
def mission_place(kind: str, city: str, number: str) -> Iterator[Saying]:
    """A single post is somewhere; only unnamed ones are counted together."""
    several = (whole_in(number) or 0) > 1
    if several and city:
        yield "n_posts", "mission", "several posts are counted together only when unnamed"
    if number == "1" and not city:
        yield "city", "mission", "a single post is in a city"
    if kind == "embassy" and several:
        yield "n_posts", "mission", "a state has one embassy in another"


@row_rule("mission_id", "body_id", tables="postings")
def one_place(mission: str, body: str) -> Iterator[Saying]:
    """An office is held in a mission or in a body."""
    if bool(mission) == bool(body):
        words = "both are given" if mission else "neither is given"
        yield "mission_id", "posting", f"one of mission_id and body_id is needed; {words}"


@table_rule(postings="mission_id date", missions="mission_id opened closed")
def posting_within_mission(tables: Tables) -> None:
    """Nobody serves in a mission before it opens or after it closes."""
    lives = {
        mission: (edtf_of(opened), edtf_of(closed))
        for mission, opened, closed in tables.rows("missions", "mission_id opened closed")
    }
    for index, (mission, text) in enumerate(tables.rows("postings", "mission_id date")):
        opened, closed = lives.get(mission, (None, None))
        begun, over = _surely(text)
        # Only what is sure: the last day on which the posting may have begun, and so on.
        if opened and opened.start and begun and begun < opened.start:
            message = f"the posting starts before the mission opens, {opened.text}"
            tables.add("mission-life", "postings", index, "date", text, message)
        elif closed and closed.end and over and over > closed.end:
            message = f"the posting ends after the mission closes, {closed.text}"
            tables.add("mission-life", "postings", index, "date", text, message)


_HEADS = (
    "Ambassador of",
    "Minister resident",
    "Minister plenipotentiary",
    "Consul general",
    "Consul General",
    "Chargé d",
    "Principal officer",
)


@table_rule(postings="actor_id office mission_id body_id date")
def one_holder(tables: Tables) -> None:
    """Two persons do not head one mission at once, nor is a person twice in one office."""
    held: dict[tuple[str, ...], list[tuple[date, date, str, int, str]]] = defaultdict(list)
    rows = tables.rows("postings", "actor_id office mission_id body_id date")
    for index, (actor, office, mission, body, text) in enumerate(rows):
        begun, over = _surely(text)
        if begun is not None and over is not None:
            # There are two attachés, and one ambassador.
            heads = mission and office.startswith(_HEADS)
            place = (office, mission) if heads else (actor, office, mission or body)
            held[place].append((begun, over, actor, index, text))
    for spans in held.values():
        latest = None
        for span in sorted(spans):
            begun, over, actor, index, text = span
            # Of two, the one that stands later in the table is named.
            if latest and begun < latest[1] and latest[0] < over:
                holder, other = latest[2], latest[3]
                if other > index:
                    index, text, other = other, latest[4], index
                line = tables.line("postings", other)
                who = "the same person" if holder == actor else "somebody else"
                message = f"{who} holds this office at the time, on line {line}"
                tables.add("posting", "postings", index, "date", text, message)
            if latest is None or over > latest[1]:
                latest = span


def _surely(text: str) -> tuple[date | None, date | None]:
    """The last day on which a period may have begun, the first on which it may have ended."""
    begun, _, over = text.partition("/")
    start, end = edtf_of(begun), edtf_of(over or begun)
    if over in ("", "..") and "/" in text:
        end = None
    return (start.end if start else None), (end.start if end else None)


@table_rule(postings="actor_id body_id", actors="actor_id actor_type")
def persons_in_bodies(tables: Tables) -> None:
    """An office is held by a person, in something that is not a person."""
    kinds = {actor: kind for actor, kind in tables.rows("actors", "actor_id actor_type")}
    for index, (actor, body) in enumerate(tables.rows("postings", "actor_id body_id")):
        if kinds.get(actor, "person") != "person":
            message = f"an office is held by a person; this is a {kinds[actor]}"
            tables.add("posting", "postings", index, "actor_id", actor, message)
        if kinds.get(body) == "person":
            message = "an office is held in a body, not in a person"
            tables.add("posting", "postings", index, "body_id", body, message)


_PLACE = ("sending_iso3", "receiving_iso3", "city")


@table_rule(missions="post mission_type sending_iso3 receiving_iso3 city")
def spells_in_one_place(tables: Tables) -> None:
    """Spells of one post are of the same states and city; of one kind a city has one post."""
    posts: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    first: dict[tuple[str, ...], tuple[str, int]] = {}
    kinds: dict[str, str] = {}
    rows = tables.rows("missions", "post mission_type sending_iso3 receiving_iso3 city")
    for index, (post, kind, *where) in enumerate(rows):
        posts[post].append((index, tuple(where)))
        kinds.setdefault(post, kind)
    for post, spells in posts.items():
        # Where spells disagree, most of them are taken to be right.
        most = Counter(place for _, place in spells).most_common(1)[0][0]
        line = tables.line("missions", next(n for n, place in spells if place == most))
        for index, place in spells:
            for field, mine, theirs in zip(_PLACE, place, most, strict=True):
                if mine != theirs:
                    words = (
                        f"another spell of the post {post} has {theirs or 'none'}, on line {line}"
                    )
                    tables.add("mission", "missions", index, field, mine, words)
        if most[2] and kinds[post] != "other-representation":
            other, earliest = first.setdefault((*most, kinds[post]), (post, spells[0][0]))
            if other != post:
                line = tables.line("missions", earliest)
                message = f"the post of this state in this city is {other}, on line {line}"
                tables.add("mission", "missions", spells[0][0], "post", post, message)


@table_rule(missions="post opened closed")
def spells_in_turn(tables: Tables) -> None:
    """Spells of one post do not overlap."""
    lives: dict[str, list[tuple[date, int, date | None, str]]] = defaultdict(list)
    rows = tables.rows("missions", "post opened closed")
    for index, (post, opened, closed) in enumerate(rows):
        begun, over = edtf_of(opened), edtf_of(closed)
        if begun and begun.end:
            lives[post].append((begun.end, index, over.start if over else None, opened))
    for post, spells in lives.items():
        longest: tuple[date, int, date] | None = None
        opened_with: dict[str, int] = {}
        for first, index, last, opened in sorted(spells, key=lambda spell: spell[:2]):
            other = opened_with.setdefault(opened, index)
            # Only what is sure: one opened when the other was certainly open, or with it.
            if other == index and longest and longest[0] < first < longest[2]:
                other = longest[1]
            if other != index:
                later, line = max(index, other), tables.line("missions", min(index, other))
                message = f"two spells of the post {post} overlap, the other on line {line}"
                tables.add("mission", "missions", later, "opened", rows[later][1], message)
            if last and (longest is None or last > longest[2]):
                longest = (first, index, last)
