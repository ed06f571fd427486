"""Citing the package, and exactly the sources behind some of its rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

from iraqdata.errors import IraqdataError
from iraqdata.proving.evidence import evidence_rows
from iraqdata.reading.catalogue import Catalogue, Table, did_you_mean
from iraqdata.reading.records import Record, Records, packaged_records

Format = Literal["text", "bibtex", "csl-json"]
FORMATS = ("text", "bibtex", "csl-json")

_SOURCE_COLUMNS = ("source_id", "verdict_source_id")
_CSL_TYPES = {
    "document": "document",
    "dataset": "dataset",
    "news": "article",
    "reference": "webpage",
}
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}


@dataclass(frozen=True)
class _Work:
    """What is cited; an empty string for what is not known."""

    key: str
    kind: str
    title: str
    authors: tuple[str, ...]
    publisher: str
    published: str
    version: str
    url: str
    accessed: str
    digest: str = ""


def cite(what: Any = None, format: Format = "text") -> str:
    """Citations of this package, with version and content digest, and of the sources of some rows.

    Parameters
    ----------
    what
        Nothing, for the package alone; the id of a record, or several; or a frame of one table
        (pandas, pyarrow, polars, or a DuckDB relation), whole or in part, with the column of its
        ids. The sources are those of the evidence of these records and those that their
        columns `source_id` and `verdict_source_id` name.
    format
        `"text"`, much like APA, one citation per line; `"bibtex"`, whose keys are the source ids;
        or `"csl-json"`. Authors and publishers are given as the sources give them.

    Returns
    -------
    The citations as text: the package first, then the sources by their ids.

    Raises
    ------
    UnknownRecordError
        An id that this package does not have.
    IraqdataError
        An unknown format, or a frame without a column of ids.
    """
    return citations(what, format)


def citations(what: Any, format: str, catalogue: Catalogue | None = None) -> str:
    """What `cite` gives, for the packaged tables or for those of another package."""
    if format not in FORMATS:
        raise IraqdataError(
            f"there is no format {format!r}{did_you_mean(format, FORMATS)}"
            f"; the formats are {', '.join(FORMATS)}"
        )
    records = Records(catalogue) if catalogue else packaged_records()
    sources = sorted(_sources(what, records, catalogue)) if what is not None else []
    works = [_package(records.catalogue)]
    works += [_source(records.by_id("sources")[source_id]) for source_id in sources]
    if format == "csl-json":
        return json.dumps([_csl(work) for work in works], indent=2, ensure_ascii=False)
    return "\n".join(_bibtex(work) if format == "bibtex" else _text(work) for work in works)


def _sources(what: Any, records: Records, catalogue: Catalogue | None) -> set[str]:
    """Ids of the sources behind records, given by their ids or in a frame."""
    if hasattr(what, "collect"):
        what = what.collect()
    if _columns(what):
        ids, found = _of_frame(what, records.catalogue)
    else:
        ids, found = [what] if isinstance(what, str) else what, set()
        ids = list(ids) if isinstance(ids, Iterable) else ids
    found |= {str(row["source_id"]) for row in evidence_rows(ids, catalogue)}
    for record_id in ids:
        _, record = records.find(record_id)
        found |= {record[column] for column in _SOURCE_COLUMNS if record.get(column)}
    return found


def _of_frame(frame: Any, catalogue: Catalogue) -> tuple[list[str], set[str]]:
    """The ids of the records in a frame, and the sources that its own columns name."""
    if any(getattr(getattr(frame, "index", None), "names", ())):
        frame = frame.reset_index()
    columns = _columns(frame)
    key = _id_column(columns, catalogue)
    named = [column for column in _SOURCE_COLUMNS if column in columns]
    if key is None and not named:
        raise IraqdataError(
            f"the frame has no column of ids: it has {', '.join(map(str, columns))}; "
            "keep the id of the records, as event_id, or source_id"
        )
    sources = {value for column in named for value in _values(frame, column)}
    return _values(frame, key) if key else [], sources


def _columns(frame: Any) -> list[Any]:
    """The names of a frame's columns; none for what is no frame."""
    # pyarrow's `columns` are the columns themselves.
    for names in ("column_names", "columns"):
        if hasattr(frame, names):
            return list(getattr(frame, names))
    return []


def _id_column(columns: list[Any], catalogue: Catalogue) -> str | None:
    """The column with the ids of the records that a frame with these columns holds."""

    def fit(table: Table) -> tuple[bool, int, int]:
        shared = len(set(columns) & set(table.columns))
        return _resting_on(table) in columns, shared, -len(table.columns)

    best = max(catalogue.tables.values(), key=fit)
    column = _resting_on(best)
    return column if column in columns else None


def _resting_on(table: Table) -> str | None:
    """The column whose records the evidence of a table's rows belongs to."""
    if len(table.key) == 1:
        return table.key[0]
    # Participants rest on their event; identifiers on a source that their own row names.
    return None if "source_id" in table.columns else table.key[0]


def _values(frame: Any, column: str) -> list[str]:
    """The distinct values of a text column, missing ones left out."""
    if hasattr(frame, "fetchall"):
        values = [value for (value,) in frame.select(f'"{column}"').fetchall()]
    else:
        values = frame[column]
        values = values.to_pylist() if hasattr(values, "to_pylist") else list(values)
    return list(dict.fromkeys(value for value in values if isinstance(value, str) and value))


def _package(catalogue: Catalogue) -> _Work:
    descriptor = catalogue.descriptor
    return _Work(
        key=descriptor["name"],
        kind="dataset",
        title=descriptor["title"],
        authors=tuple(author["title"] for author in descriptor["contributors"]),
        publisher="",
        published=descriptor["created"][:4],
        version=f"Version {catalogue.version}",
        url=descriptor.get("homepage", ""),
        accessed="",
        # The version names the release, the digest the very cells.
        digest=descriptor.get("digest", ""),
    )


def _source(source: Record) -> _Work:
    return _Work(
        key=source["source_id"],
        kind=source["kind"],
        title=source["title"],
        authors=tuple(filter(None, source["author"].split("; "))),
        publisher=source["publisher"],
        published=source["published"],
        version=source["edition"],
        url=source["url"],
        accessed=source["accessed"],
    )


def _text(work: _Work) -> str:
    publisher = "" if work.publisher == "; ".join(work.authors) else work.publisher
    by = "; ".join(work.authors)
    edition = ", ".join(filter(None, (work.version, work.digest)))
    title = work.title + (f" ({edition})" if edition else "")
    title += " [Data set]" if work.kind == "dataset" else ""
    date = f"({work.published or 'n.d.'})"
    # A work without an author is filed under its title.
    parts = [f"{by} {date}", title] if by else [f"{title} {date}"]
    parts += [publisher] if publisher else []
    citation = " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts)
    return f"{citation} {work.url}".rstrip()


def _bibtex(work: _Work) -> str:
    year = re.match(r"[0-9]{4}", work.published)
    fields = {
        # In braces of their own, names and titles are taken as they are: not split, not lowered.
        "author": " and ".join(f"{{{_tex(author)}}}" for author in work.authors),
        "title": f"{{{_tex(work.title)}}}",
        "howpublished": _tex(work.publisher),
        "year": year.group() if year else "",
        "date": work.published if len(work.published) > 4 else "",
        "note": _tex(", ".join(filter(None, (work.version, work.digest)))),
        "url": quote(work.url, safe=":/?#[]@!$&'()*+,;=%~"),
        "urldate": work.accessed,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{work.key},", *lines, "}"])


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)


def _csl(work: _Work) -> dict[str, Any]:
    item = {
        "id": work.key,
        "type": _CSL_TYPES[work.kind],
        "title": work.title,
        "author": [{"literal": author} for author in work.authors],
        "publisher": work.publisher,
        "version": work.version.removeprefix("Version "),
        "issued": _csl_date(work.published),
        "accessed": _csl_date(work.accessed),
        "URL": work.url,
        "note": work.digest,
    }
    return {name: value for name, value in item.items() if value}


def _csl_date(edtf: str) -> dict[str, Any]:
    if not edtf:
        return {}
    if re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?", edtf):
        return {"date-parts": [[int(part) for part in edtf.split("-")]]}
    return {"literal": edtf}
