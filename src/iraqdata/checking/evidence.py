"""Evidence: every record rests on a claim, and every claim on a place in a source."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from iraqdata.checking import licences
from iraqdata.checking.asking import Saying, number_in, row_rule, table_rule, whole_in
from iraqdata.proving.passages import SHORTEST
from iraqdata.reading.catalogue import packaged

if TYPE_CHECKING:
    from iraqdata.checking.tables import Tables

# Tables whose every record needs a claim; participants rest on the claims on their event.
PROVEN = ("actors", "events", "weapons", "missions", "statistics", "transfers", "postings")

_PASSAGE = ("section", "paragraph", "char_start", "char_end", "passage_hash")


@row_rule(*_PASSAGE, tables="claims")
def passage(
    section: str, paragraph: str, start: str, end: str, passage_hash: str
) -> Iterator[Saying]:
    """A passage is given whole or not at all, and is long enough to be found by its hash."""
    cells = dict(zip(_PASSAGE, (section, paragraph, start, end, passage_hash), strict=True))
    if any(cells.values()) and not all(cells.values()):
        for field, cell in cells.items():
            if not cell:
                yield field, "passage-incomplete", "the other cells of the passage are filled"
    first, last = whole_in(start), whole_in(end)
    if first is not None and last is not None:
        length = last - first
        if length <= 0:
            yield "char_end", "passage-offsets", f"the passage ends before it starts, {start}"
        elif length < SHORTEST:
            yield (
                "char_end",
                "passage-short",
                f"the passage has {length} characters; take it with its neighbour ({SHORTEST})",
            )


@row_rule("stance", "verdict", "verdict_source_id", tables="claims")
def verdicts(stance: str, verdict: str, source: str) -> Iterator[Saying]:
    """A verdict names the source it rests on; a mention has none."""
    if stance == "mentions":
        for field, cell in (("verdict", verdict), ("verdict_source_id", source)):
            if cell:
                yield field, "verdict-mention", "a mention states nothing that could be examined"
        return
    if verdict and not source and verdict not in ("opinion", "unverifiable"):
        yield "verdict_source_id", "verdict-source", f"the verdict {verdict} rests on no source"
    if source and not verdict:
        yield "verdict", "verdict-source", "a source for a verdict is given, and no verdict"
    if verdict == "opinion" and source:
        yield "verdict_source_id", "verdict-source", "no source can decide on an opinion"


@row_rule("source_id", "verdict_source_id", tables="claims")
def own_witness(source: str, verdict_source: str) -> Iterator[Saying]:
    """A source does not confirm itself."""
    if source and source == verdict_source:
        yield "verdict_source_id", "verdict-source", "the claim's own source is its verdict's"


@row_rule("field", "stated_value", tables="claims")
def stated(field: str, value: str) -> Iterator[Saying]:
    """A value is stated for a field."""
    if value and not field:
        yield "stated_value", "claim-value", "a value is stated, and no field that has it"
    if field and not value:
        yield "stated_value", "claim-value", f"the claim is on {field}, and states no value of it"
    if field in _NOT_STATED:
        yield "field", "claim-field", f"no source states {field}, which is ours"


# Columns whose cells the curators make.
_NOT_STATED = frozenset(
    "notes date_start date_end date_prec actor_id event_id weapon_id mission_id statistic_id "
    "transfer_id posting_id part_of preferred source_id locator post".split()
)


@row_rule("stance", "record_id", "field", "stated_value", tables="claims")
def mentions(stance: str, record: str, field: str, value: str) -> Iterator[Saying]:
    """A mention is of the name of an actor or a weapon."""
    if stance == "mentions":
        if record[:4] not in ("act-", "wpn-"):
            yield "record_id", "mention", "only actors and weapons are mentioned"
        if field not in ("name", "aliases"):
            yield "field", "mention", "a mention gives a name, and is on name or aliases"


@table_rule(claims="record_id stance", events="event_id status", transfers="transfer_id status")
def status_by_stance(tables: Tables) -> None:
    """The status of what happened is what the claims on it allow."""
    stances: dict[str, set[str]] = defaultdict(set)
    for record, stance in tables.rows("claims", "record_id stance"):
        stances[record].add(stance)
    for table, key in (("events", "event_id"), ("transfers", "transfer_id")):
        for index, (record, status) in enumerate(tables.rows(table, f"{key} status")):
            needs = _NEEDS.get(status, set())
            if needs and stances[record] and not stances[record] & needs:
                words = " or ".join(sorted(needs))
                message = f"{status}, and no claim on it {words}"
                tables.add("status", table, index, "status", status, message)


# Of the stances of the claims on a record, one of those that each status needs.
_NEEDS = {
    "occurred": {"asserts", "reports", "acknowledges"},
    "disputed": {"denies"},
    "planned": {"predicts", "asserts", "reports"},
}


@row_rule("kind", "n_chars", "text_hash", tables="sources")
def texts(kind: str, length: str, text_hash: str) -> Iterator[Saying]:
    """A document has the length and hash of its text; nothing else has."""
    for field, cell in (("n_chars", length), ("text_hash", text_hash)):
        if kind == "document" and not cell:
            yield field, "source-text", "a document needs this, for its passages to be verified"
        if kind and kind != "document" and cell:
            yield field, "source-text", f"a {kind} has no text that is pointed into"


@row_rule("url", "archived_url", tables="sources")
def addresses(url: str, archived: str) -> Iterator[Saying]:
    """Addresses are addresses."""
    for field, cell in (("url", url), ("archived_url", archived)):
        if cell and (
            not cell.lower().startswith(("https://", "http://"))
            or any(character.isspace() for character in cell)
            or not {".", ":"}.intersection(cell.split("/")[2])
        ):
            yield field, "address", "not an address that begins with https:// or http://"
        elif cell.endswith((",", ";", ">", '"')) or (
            cell.endswith((")", ").")) and "(" not in cell
        ):
            yield field, "address", f"no address ends with {cell[-1]!r}"
    if archived and archived == url:
        yield "archived_url", "address", "this is the address itself, and no copy of it"


@row_rule("licence", tables="sources")
def licence(licence: str) -> Iterator[Saying]:
    """A licence is an SPDX expression, or `cited-only`."""
    if licence and licence != "cited-only" and not licences.is_expression(licence):
        yield "licence", "licence", "neither an SPDX licence expression nor cited-only"


@table_rule(
    sources="source_id",
    claims="source_id verdict_source_id",
    statistics="source_id",
    indicators="source_id",
    identifiers="source_id",
    revisions="source_id",
)
def sources_are_used(tables: Tables) -> None:
    """A source is one of a claim, a verdict or a record, or is named in a note."""
    used = set()
    for table in ("claims", "statistics", "indicators", "identifiers", "revisions"):
        used |= {source for (source,) in tables.rows(table, "source_id")}
    used |= {source for (source,) in tables.rows("claims", "verdict_source_id")}
    for table in filter(tables.has, packaged().tables):
        for column in {"note", "notes"}.intersection(tables.present(table)):
            for (text,) in tables.rows(table, column):
                if "src-" in text:
                    used |= set(re.findall(r"src-[a-z0-9]+(?:-[a-z0-9]+)*", text))
    for index, (source,) in enumerate(tables.rows("sources", "source_id")):
        if source not in used:
            message = "nothing rests on this source"
            tables.add("source-unused", "sources", index, "source_id", source, message)


@table_rule(claims="source_id stance verdict", sources="source_id kind")
def verdict_on_each_statement(tables: Tables) -> None:
    """What a document states has a verdict, if only that nobody has examined it."""
    kinds = {source: kind for source, kind in tables.rows("sources", "source_id kind")}
    rows = tables.rows("claims", "source_id stance verdict")
    for index, (source, stance, verdict) in enumerate(rows):
        if not verdict and stance != "mentions" and kinds.get(source) == "document":
            message = "a statement of a document has a verdict: not_examined at least"
            tables.add("verdict-missing", "claims", index, "verdict", verdict, message)


@table_rule(claims="record_id field stated_value stance")
def numbers_agree(tables: Tables) -> None:
    """A number that all claims on a cell state is the cell's."""
    stated: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record, field, value, stance in tables.rows(
        "claims", "record_id field stated_value stance"
    ):
        if field and stance != "denies":
            stated[record, field].append(value)
    homes = tables.prefixes()
    wanted: dict[str, set[str]] = defaultdict(set)
    for (record, field), values in stated.items():
        home = homes.get(record.partition("-")[0], "")
        if all(map(_NUMBER.fullmatch, values)) and tables.has(home):
            wanted[home].add(field)
    for table, fields in wanted.items():
        (key,) = packaged().table(table).key
        present = [name for name in tables.present(table) if name in fields]
        if key not in tables.present(table):
            continue
        for index, (record, *cells) in enumerate(tables.rows(table, " ".join([key, *present]))):
            for field, cell in zip(present, cells, strict=True):
                values = stated.get((record, field), [])
                number = number_in(cell)
                if (
                    number is not None
                    and values
                    and all(map(_NUMBER.fullmatch, values))
                    and number not in map(float, values)
                ):
                    message = f"the claims on it say {', '.join(dict.fromkeys(values))}"
                    tables.add("claim-number", table, index, field, cell, message)


_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")


@table_rule(claims="source_id locator passage_hash char_end", sources="source_id kind n_chars")
def place_in_source(tables: Tables) -> None:
    """A claim on a document has a passage within its text; any other claim has a locator."""
    known = {
        source: (kind, length)
        for source, kind, length in tables.rows("sources", "source_id kind n_chars")
    }
    rows = tables.rows("claims", "source_id locator passage_hash char_end")
    for index, (source, locator, passage_hash, end) in enumerate(rows):
        kind, length = known.get(source, ("", ""))
        if kind == "document":
            if not passage_hash:
                message = "a claim on a document points at a passage"
                tables.add(
                    "passage-missing", "claims", index, "passage_hash", passage_hash, message
                )
            last, size = whole_in(end), whole_in(length)
            if last is not None and size is not None and last > size:
                message = f"the text of {source} has {length} characters"
                tables.add("passage-offsets", "claims", index, "char_end", end, message)
        elif kind:
            if passage_hash:
                message = f"{source} is a {kind}; only documents have passages"
                tables.add(
                    "passage-missing", "claims", index, "passage_hash", passage_hash, message
                )
            if not locator:
                message = f"{source} is a {kind}: say where in it"
                tables.add("locator", "claims", index, "locator", locator, message)


@table_rule(
    statistics="statistic_id source_id locator",
    sources="source_id kind",
    claims="record_id source_id",
)
def figures_of_sources(tables: Tables) -> None:
    """A figure of a dataset or a page has a locator; one of a document has a claim on it."""
    kinds = {source: kind for source, kind in tables.rows("sources", "source_id kind")}
    claimed: dict[str, set[str]] = defaultdict(set)
    for record, source in tables.rows("claims", "record_id source_id"):
        claimed[record].add(source)
    rows = tables.rows("statistics", "statistic_id source_id locator")
    for index, (record, source, locator) in enumerate(rows):
        kind = kinds.get(source, "")
        if kind in ("dataset", "news", "reference") and not locator:
            message = f"{source} is a {kind}: say where in it"
            tables.add("locator", "statistics", index, "locator", locator, message)
        elif kind == "document" and source not in claimed[record]:
            message = f"no claim on {source} states this figure"
            tables.add("unsupported", "statistics", index, "source_id", source, message)


@table_rule(claims="record_id")
def supported(tables: Tables) -> None:
    """Every record has a claim; a figure of a dataset or a page points at it by itself."""
    for table in PROVEN:
        if table == "statistics" or not tables.has(table):
            continue
        for index in tables.not_among(table, "claims", "record_id"):
            message = "no claim is about this record"
            tables.add("unsupported", table, index, None, None, message)


@table_rule(
    claims="record_id field stated_value stance attributed_to source_id locator "
    "section paragraph char_start char_end passage_hash"
)
def places_agree(tables: Tables) -> None:
    """Two claims on one passage say the same of its place, and passages keep their order."""
    rows = tables.rows(
        "claims",
        "record_id field stated_value stance attributed_to source_id locator "
        "section paragraph char_start char_end passage_hash",
    )
    places: dict[tuple[str, str, str], list[tuple[int, tuple[str, str, str]]]] = defaultdict(list)
    said: dict[tuple[str, ...], int] = {}
    for index, row in enumerate(rows):
        section, paragraph, start, end, passage_hash = row[7:]
        # What a sentence says of a field is one statement; a record of a dataset may state two.
        record, field, value, stance, speaker, source, locator = row[:7]
        where = (start, end) if passage_hash else (value, locator)
        first = said.setdefault((record, field, stance, speaker, source, *where), index)
        if first != index:
            message = f"the same statement stands on line {tables.line('claims', first)}"
            tables.add("claim-twice", "claims", index, "record_id", row[0], message)
        if passage_hash and whole_in(start) is not None and whole_in(end) is not None:
            places[row[5], start, end].append((index, (section, paragraph, passage_hash)))
    tables.report.passages = len(places)
    passages: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
    lengths: dict[tuple[str, str], tuple[int, int]] = {}
    for (source, start, end), claims in places.items():
        for number, field in enumerate(("section", "paragraph", "passage_hash")):
            # Where claims disagree, most of them are taken to be right.
            most = Counter(cells[number] for _, cells in claims).most_common(1)[0][0]
            for index, cells in claims:
                if cells[number] != most:
                    message = f"other claims on the same passage have {most}"
                    tables.add("passage-place", "claims", index, field, cells[number], message)
        index, (section, paragraph, passage_hash) = claims[0]
        block, part = whole_in(paragraph), whole_in(section)
        if block is not None and part is not None:
            passages[source].append((int(start), block, part, index))
        length, other = lengths.setdefault((source, passage_hash), (int(end) - int(start), index))
        if length != int(end) - int(start):
            line = tables.line("claims", other)
            message = f"a passage of another length has this hash, on line {line}"
            tables.add("passage-place", "claims", index, "passage_hash", passage_hash, message)
    for found in passages.values():
        _in_order(tables, sorted(found))
        _not_headings(tables, found)


def _not_headings(tables: Tables, found: list[tuple[int, int, int, int]]) -> None:
    """Report passages that stand where the heading of their section must.

    A heading is a block of its own and opens its section, so that one block lies between the
    passages of two sections; a passage in it is the heading.
    """
    last: dict[int, int] = {}
    for _, paragraph, section, _ in found:
        last[section] = max(paragraph, last.get(section, 0))
    for _, paragraph, section, index in found:
        if section and paragraph == last.get(section - 1, 0) + 1:
            message = "the first block of a section is its heading, which states nothing"
            tables.add("passage-heading", "claims", index, "paragraph", str(paragraph), message)


def _in_order(tables: Tables, found: list[tuple[int, int, int, int]]) -> None:
    """Of passages in the order of their offsets, report those whose paragraph falls back.

    The one passage that breaks the order is named, not all that follow it: of each pair out
    of order, the one that disagrees with more of the others.
    """
    for place, field in ((1, "paragraph"), (2, "section")):
        numbers = [passage[place] for passage in found]
        for position in sorted(_out_of_order(numbers)):
            index = found[position][3]
            message = f"passages before and after it in the text have other {field} numbers"
            tables.add("passage-place", "claims", index, field, str(numbers[position]), message)


def _out_of_order(numbers: list[int]) -> set[int]:
    """Positions outside the longest run of numbers that never falls."""
    from bisect import bisect_right

    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for position, number in enumerate(numbers):
        slot = bisect_right(tails, number)
        before.append(last[slot - 1] if slot else -1)
        if slot == len(tails):
            tails.append(number)
            last.append(position)
        else:
            tails[slot] = number
            last[slot] = position
    kept = set()
    position = last[-1] if last else -1
    while position >= 0:
        kept.add(position)
        position = before[position]
    return set(range(len(numbers))) - kept


@table_rule(claims="record_id field")
def claimed_fields(tables: Tables) -> None:
    """The field of a claim is a column of its record's table."""
    prefixes = tables.prefixes()
    rows = tables.rows("claims", "record_id field")
    for index, (record, field) in enumerate(rows):
        table = prefixes.get(record.partition("-")[0])
        if field and table and field not in tables.columns(table):
            message = f"the table {table} has no such column"
            tables.add("claim-field", "claims", index, "field", field, message)
