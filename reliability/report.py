"""The agreement table for people (Markdown) and machines (CSV)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from iraqdata.errors import IraqdataError
from reliability.agreement import ENOUGH, Agreement, Found
from reliability.codings import Row
from reliability.disagreements import EMPTY

BEGIN = "<!-- Written by `python -m reliability` from the two codings; edit them, not this. -->"
END = "<!-- End of what `python -m reliability` writes. -->"

# A field of more codes than this has its marginals in the CSV file alone.
_FEW = 10

_PAGE = """# Agreement of the two codings

Written by `python -m reliability` from the codings in [first](first) and [second](second); how they
were made is in the [README](README.md). As numbers: [agreement.csv](agreement.csv),
[marginals.csv](marginals.csv).

## Units

Which units did both coders find? Records are the same when [correspondence.csv](correspondence.csv)
pairs them or their ids are equal; a participant when event and actor are the same; a claim when
passage and record are the same. Where several claims could be paired, those are that agree in most:
field, then speaker, stance and stated value, which favours agreement in these fields. A unit is in
one pair at most: what one coder made one row and the other two counts once as found by both and
once as found by one. Percent is *both* of all units that either found. Statements are claims other
than mentions.

{units}

## Fields of the units found by both

Percent is the share of units with the same cell, empty cells included. Alpha is Krippendorff's: 1
is perfect, 0 is what chance would give with these marginals. At the nominal and ordinal levels
an empty cell is a code, since leaving it empty is a decision; at the ratio level alpha counts units
with two numbers. It is undefined (-) where no cell differs from any other.

**Where one code takes nearly all units, alpha says little**: one disagreement can bring it to 0
beside 99 percent. **Where n is small, one unit moves it far**: read no more into six missions than
that nothing went wrong in six. **What units were paired by agrees by construction**: the parties of
a transfer, the person of a posting. Read percent, alpha and marginals together.

Not compared: words of the coder's own (titles, notes, names of the unnamed), looked-up codes, what
follows from another cell, and fields that neither coder filled.

| table | field | n | % | alpha | n of alpha | |
| --- | --- | ---: | ---: | ---: | ---: | --- |
{fields}

## Marginals

Times each code was used, first / second coder, in fields of at most {few} codes.

| table | field | codes |
| --- | --- | --- |
{marginals}

## What was decided

Every disagreement in a field and every record that one coder alone has is settled against the text
in [disagreements.csv](disagreements.csv).

{decided}

## Coded again

The fields below {enough}, coded again by two others from the sharpened rules alone, on the units
that both first coders had: [third](again/third.csv), [fourth](again/fourth.csv).

{again}
"""


def agreement_csv(counts: list[Found], measured: list[Agreement]) -> bytes:
    """One row per table (field empty: units found) and per field of the units found by both."""
    lines: list[list[object]] = [
        ["table", "field", "level", "n", "agree", "percent", "n_alpha", "alpha"]
    ]
    for count in counts:
        n = count.both + count.only_first + count.only_second
        lines.append([count.table, "", "", n, count.both, _percent(count.share), "", ""])
    for one in measured:
        shown = "" if one.alpha is None else f"{one.alpha:.2f}"
        key = [one.table, one.field, one.level]
        lines.append([*key, one.n, one.equal, _percent(one.share), one.n_alpha, shown])
    return _csv(lines)


def marginals_csv(measured: list[Agreement]) -> bytes:
    """How often each coder used each code, one row per table, field and code."""
    lines: list[list[object]] = [["table", "field", "code", "first", "second"]]
    lines += [[one.table, one.field, *row] for one in measured for row in one.marginals]
    return _csv(lines)


def agreement_markdown(
    counts: list[Found], measured: list[Agreement], settled: list[Row], again: list[Agreement]
) -> bytes:
    """The page on agreement: units found, fields, marginals, what was decided."""
    fields = [
        f"| {one.table} | `{one.field}` | {one.n} | {_percent(one.share)} | {_alpha(one)} |"
        f" {one.n_alpha} | {'' if one.enough else 'below ' + _percent(ENOUGH)} |"
        for one in measured
    ]
    marginals = [
        f"| {one.table} | `{one.field}` | {_codes(one)} |"
        for one in measured
        if len(one.marginals) <= _FEW
    ]
    return _PAGE.format(
        units="\n".join(_units(counts)),
        fields="\n".join(fields),
        few=_FEW,
        marginals="\n".join(marginals),
        decided="\n".join(_decided(settled)),
        enough=_percent(ENOUGH),
        again="\n".join(_again(measured, again)),
    ).encode()


def with_summary(
    path: Path, counts: list[Found], measured: list[Agreement], again: list[Agreement]
) -> bytes:
    """The codebook at `path`, its part between BEGIN and END written anew.

    Raises IraqdataError for a codebook without the two markers.
    """
    text = path.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise IraqdataError(f"{path}: the lines {BEGIN} and {END} must stand there, in this order")
    short = [one for one in measured if not one.enough]
    part = [
        *_units([count for count in counts if " " not in count.table]),
        "",
        f"Of {len(measured)} fields, {len(measured) - len(short)} reach {ENOUGH:.2f} both in the"
        " share of equal cells and in",
        "alpha where it is defined. These do not:",
        "",
        "| field | n | % | alpha |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| `{one.table}.{one.field}` | {one.n} | {_percent(one.share)} | {_alpha(one)} |"
            for one in short
        ),
        "",
        "Coded again by two others, from the rules as they are now:",
        "",
        *_again(measured, again),
    ]
    return "\n".join([before + BEGIN, "", *part, "", END + after]).encode()


def _units(counts: list[Found]) -> list[str]:
    return [
        "| table | both | only first | only second | % |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(
            f"| {count.table} | {count.both} | {count.only_first} | {count.only_second} |"
            f" {_percent(count.share)} |"
            for count in counts
        ),
    ]


def _decided(settled: list[Row]) -> list[str]:
    """How many disagreements went which way, per table."""
    lines = [
        "| table | disagreements | as the first | as the second | otherwise |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for table in dict.fromkeys(row["table"] for row in settled):
        rows = [row for row in settled if row["table"] == table]
        first, second = (
            sum(row["decided"] == (row[coder] or EMPTY) for row in rows)
            for coder in ("first", "second")
        )
        lines.append(
            f"| {table} | {len(rows)} | {first} | {second} | {len(rows) - first - second} |"
        )
    return lines


def _again(measured: list[Agreement], again: list[Agreement]) -> list[str]:
    """Before and after, for each field that was coded again."""
    before = {(one.table, one.field): one for one in measured}
    lines = [
        "| field | % | alpha | again: n | % | alpha | |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for one in again:
        old = before[one.table, one.field]
        lines.append(
            f"| `{one.table}.{one.field}` | {_percent(old.share)} | {_alpha(old)} | {one.n} |"
            f" {_percent(one.share)} | {_alpha(one)} |"
            f" {'' if one.enough else 'below ' + _percent(ENOUGH)} |"
        )
    return lines


def _codes(one: Agreement) -> str:
    return ", ".join(
        f"{f'`{code}`' if code else 'empty'} {first}/{second}"
        for code, first, second in one.marginals
    )


def _alpha(one: Agreement) -> str:
    return "-" if one.alpha is None else f"{one.alpha:.2f}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _csv(lines: list[list[object]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue().encode()
