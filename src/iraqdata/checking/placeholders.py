"""Placeholders: what people and programs write where there is no value."""

from __future__ import annotations

import re
from decimal import Decimal

TOKENS = frozenset(
    "na|n/a|n.a.|#n/a|<na>|nan|nat|null|none|nil|missing|unknown|unk|undefined|tbd|tba|tbc|"
    "-|--|---|—|–|?|??|.|..|...|…|\\n|(blank)|(empty)|(missing)|(none)|(null)|(unknown)|[null]|"
    "<null>|<none>|no data|not applicable|not available|not known|not specified|not stated|n.d.|"
    "to be announced|to be confirmed|to be determined".split("|")
)
LONGEST_TOKEN = max(map(len, TOKENS))

# What spreadsheets show for a value that they cannot compute, or not show.
_ERROR = re.compile(r"#[a-z0-9/_]+[!?]|#getting_data|err:[0-9]+|#+", re.ASCII)

NUMBERS = frozenset(map(Decimal, "-99 -888 -999 -8888 -9998 -9999 -99999 -999999".split()))

_DAYS = ("9999", "0001-01-01", "1900-01-01")
# Days from which programs count; somebody may have been born on one.
_FIRST_DAYS = ("0000", "1899-12-30", "1899-12-31", "1904-01-01", "1970-01-01")
DAYS = (*_DAYS, *_FIRST_DAYS)


def is_token(cell: str, strict: bool) -> bool:
    """Whether a text says that there is none; when strict, also one of signs alone.

    >>> is_token("N/A", strict=False), is_token("/", strict=False), is_token("/", strict=True)
    (True, False, True)
    """
    folded = cell.casefold()
    return (
        folded in TOKENS
        or (folded[:1] in ("#", "e") and _ERROR.fullmatch(folded) is not None)
        or (strict and bool(cell) and not any(map(str.isalnum, cell)))
    )


def is_day(cell: str, strict: bool) -> bool:
    """Whether a day is one that programs write for none; when strict, one from which they count."""
    return cell.startswith(DAYS if strict else _DAYS)
