r"""Characters: what stands in a text that looks like something else, or like nothing.

Two measures are taken. Anybody's text is asked only what is a fault in every language and field:
an invisible character, UTF-8 that was read as Windows-1252, a letter of another alphabet that
poses as a Latin one. Of our own tables, and of others when strict, more is asked: plain letters,
no symbols, nothing that a program has left behind. `kΩ`, a full-width comma and `\alpha` are in
order in somebody's table, and not in names and notes of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

# Code of a rule, and message.
Fault = tuple[str, str]

# --- which cells need a second look: patterns for RE2, as are all that Arrow is given ---

_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_SPREADSHEET_DAY = (
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)? ?[0-9]{{1,2}}-{_MONTH}(?:-[0-9]{{2,4}})?"
    rf"|{_MONTH}-[0-9]{{2}})"
)
_AT_START = rf"\A(?:[bu]?['\"]|(?:{_SPREADSHEET_DAY}|True|False)\z)"
_IN_NUMBER = "[0-9][OIl][0-9]"
_ARABIC = r"\x{621}-\x{63A}\x{641}-\x{64A}\x{67E}\x{686}\x{698}\x{6A9}\x{6AF}\x{6CC}"
_LATIN = r"À-ÖØ-öø-ıĴ-ľŁ-ňŊ-žƀ-ƿǍ-ǰǴ-ɏ\x{1E00}-\x{1E99}\x{1E9C}-\x{1EFF}"
# Characters that need no second look, but in certain company.
_PLAIN = {
    False: rf" -~¡-¬®-ʯ\x{{1E00}}-\x{{1EFF}}{_ARABIC}،؛؟–—‘’“”…€",
    True: rf" -\"$'-),-;>@-Z\]_a-z|~{_LATIN}{_ARABIC}«»°±×÷£§–—‘’“”…",
}
_COMPANY = {
    False: r"[ÂÃÄÅÈÐÑØÙÚÛáâï][^ -~]|&[a-zA-Z#]|<[a-zA-Z/!?]|  |_x|\\u",
    True: r"[^\x00-\x7F\x{600}-\x{6FF}][^\x00-\x7F]|[^\x00-\x7F][^\x00-\x7F\x{600}-\x{6FF}]"
    rf"|[ÂÃ](?: |\z)|  |_x|{_IN_NUMBER}|{_AT_START}",
}
DOUBTFUL = {strict: rf"[^{_PLAIN[strict]}]|{_COMPANY[strict]}" for strict in (False, True)}
# What of that can stand in ASCII; plain Python searches for one of a class much faster than for
# one of several patterns.
_SUSPECTS = {False: "&<\\", True: "#%&*+<=?[\\^`{}"}
_SUSPECT = {
    strict: re.compile(rf"[\x00-\x1f\x7f{re.escape(suspects)}]")
    for strict, suspects in _SUSPECTS.items()
}
_SUSPECT_NUMBER = re.compile(_IN_NUMBER)
_SUSPECT_START = re.compile(_AT_START.replace(r"\z", r"\Z"))


def faults(cell: str, strict: bool) -> Iterator[Fault]:
    """What is wrong with the characters of a cell; `strict` asks what is asked of our tables."""
    if cell.isascii():
        if not (
            "  " in cell
            or "_x" in cell
            or _SUSPECT[strict].search(cell)
            or (strict and (_SUSPECT_START.match(cell) or _SUSPECT_NUMBER.search(cell)))
        ):
            return
    else:
        yield from _beyond_ascii(cell, strict)
    for character in dict.fromkeys(_CONTROL.findall(cell)):
        yield "control-character", f"the control character {_name(character)} stands in the cell"
    if "\n" in cell or "\r" in cell:
        yield "line-break", "a line break stands in the cell"
    if "  " in cell:
        yield "repeated-space", "two spaces stand in a row"
    if markup(cell, strict):
        yield "markup", "HTML markup or a character entity stands in the cell"
    yield from _left_over(cell, strict)


def are_plain(cell: str, strict: bool) -> bool:
    """Whether a text is of such letters and signs that nothing can be wrong with it.

    Nor with its ends; this is all that most cells need, and much faster than `faults`.
    """
    return (
        len(cell) > 1
        and cell.isascii()
        and cell[0].isalpha()
        and cell[1] not in "'\""
        and cell[-1] != " "
        and "  " not in cell
        and "_x" not in cell
        and not _SUSPECT[strict].search(cell)
        and not (strict and _SUSPECT_NUMBER.search(cell))
    )


_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def _beyond_ascii(cell: str, strict: bool) -> Iterator[Fault]:
    for character in dict.fromkeys(cell):
        if not character.isascii():
            yield from _character(cell, character, strict)
    if "\ufffd" in cell or misread(cell, strict):
        yield "misread-text", "the text was read in a wrong encoding before it came here"
    if not unicodedata.is_normalized("NFC", cell):
        yield "not-nfc", "not in Unicode normalization form C: the same text has two spellings"
    if mark := _stray_mark(cell, strict):
        yield "stray-mark", f"the mark {_name(mark)} stands on nothing that it belongs to"
    if mixed(cell, strict):
        yield "mixed-script", "letters of scripts that look alike are mixed"


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


# Letters and fillers that show nothing, though Unicode counts them among letters and symbols.
_BLANK = "\u034f\u115f\u1160\u2800\u3164\uffa0\ufffc"
_SELECTOR = re.compile("[\u180b-\u180d\u17b4\u17b5\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def _character(cell: str, character: str, strict: bool) -> Iterator[Fault]:
    """What is wrong with one character of a cell that is not of ASCII."""
    name = _name(character)
    category = unicodedata.category(character)
    if category == "Cf" and _joins(cell, character, strict):
        return
    if category == "Cf" or character in _BLANK or (strict and _SELECTOR.match(character)):
        yield "invisible-character", f"the invisible character {name} stands in the cell"
    elif category in ("Zs", "Zl", "Zp"):
        yield "unusual-space", f"the white space {name} stands where a plain space should"
    elif category in ("Co", "Cn", "Cs"):
        yield "unassigned-character", f"{name} is no character of Unicode's own"
    elif _stands_for_another(character, strict):
        yield "compatibility-character", f"{name} stands for a plainer character"
    elif strict and category in ("So", "Sk", "Sm", "Nl") and character not in "±×÷°\ufffd":
        yield "symbol", f"the symbol {name} stands in the cell"


def _joins(cell: str, character: str, strict: bool) -> bool:
    """Whether each joiner of a text stands where its script, or a picture, needs one."""
    if strict:
        # Between the parts of a Persian word.
        return character == "\u200c" and not _LONE_JOINER.search(cell)
    if character not in "\u200c\u200d":
        return False
    return all(
        before and after and not before.isascii() and not after.isascii()
        for before, after in (
            (cell[place - 1 : place], cell[place + 1 : place + 2])
            for place, one in enumerate(cell)
            if one == character
        )
    )


_LONE_JOINER = re.compile("(?<![\u0620-\u06ff])\u200c|\u200c(?![\u0620-\u06ff])")
_PRESENTATION = re.compile(
    "[\ufb00-\ufb06\ufb50-\ufdf1\ufe70-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
    "\U0001d400-\U0001d7ff]"
)
_HYPHENS = "\u2010\u2011\u2012\u2212\ufe58\ufe63"


def _stands_for_another(character: str, strict: bool) -> bool:
    if not strict:
        return bool(_PRESENTATION.match(character))
    return character not in "…№" and (
        character in _HYPHENS or unicodedata.decomposition(character).startswith("<")
    )


# --- text that was read in a wrong encoding ---

# What such text was, most likely: letters of the scripts we expect, spaces, dashes and quotes. Not
# Ŕ and Ĕ, which `Å”` and `Ä”` would be: those are a letter at the end of a quotation.
_LIKELY = re.compile(
    "[\u00a0-\u0113\u0116-\u0153\u0155-\u017f\u0218-\u021b\u0401\u0410-\u044f\u0451"
    "\u0621-\u063a\u0641-\u064a\u0660-\u0669\u067e\u0686\u0698\u06a9\u06af\u06cc\u06f0-\u06f9\u1e00-\u1eff"
    "\u2010-\u203a\u20ac\u2122\ufeff\ufffd]+"
)
_OTHER_SCRIPTS = re.compile("[\u0400-\u06ff]")


@cache
def _windows() -> dict[str, int]:
    """The byte that each character is in Windows-1252; in Latin-1 where that has none."""
    table = {chr(byte): byte for byte in range(128, 256)}
    for byte in range(128, 160):
        try:
            table[bytes([byte]).decode("cp1252")] = byte
        except UnicodeDecodeError:
            continue
    return table


@cache
def _sequence() -> re.Pattern[str]:
    """What two or three bytes of UTF-8 look like in Windows-1252."""
    follows = "".join(re.escape(text) for text, byte in _windows().items() if byte < 0xC0)
    return re.compile(f"[\u00c2-\u00df][{follows}]|[\u00e0-\u00ef][{follows}]{{2}}")


# Windows of other regions, Mac OS and DOS, and ISO's.
_ENCODINGS = "cp1250 cp1251 cp1255 cp1256 cp437 cp850 cp866 iso8859-2 mac_roman".split()
# In quotes or out of them, Arabic is what it seems.
_ARABIC_WORD = re.compile("[«»–—‘’“”…]*[\u0600-\u06ff]+[«»–—‘’“”…]*")
_RUN = re.compile(r"[^\x00-\x7f]{2,}")


def misread(cell: str, strict: bool) -> bool:
    """Whether a text is what another becomes when it is read in a wrong encoding.

    >>> misread("ZÃ¼rich", strict=False), misread("Zürich", strict=True)
    (True, False)
    """
    if "â€" in cell:
        return True
    windows = _windows()
    for match in _sequence().finditer(cell):
        if _was_likely(bytes(windows[character] for character in match[0])):
            return True
    if not strict:
        return False
    # A no-break space that became a space; three accented letters in a row.
    if re.search(r"(?<![A-Z])[ÂÃ](?: |\Z)|[À-ÖØ-öø-ÿ]{3}", cell):
        return True
    return any(_misread_run(run) for run in _RUN.findall(cell))


def _misread_run(run: str) -> bool:
    if _ARABIC_WORD.fullmatch(run):
        return False
    for encoding in _ENCODINGS:
        try:
            content = run.encode(encoding)
        except UnicodeEncodeError:
            continue
        if _was_likely(content, encoding != "mac_roman"):
            return True
    return False


def _was_likely(content: bytes, other_scripts: bool = True) -> bool:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return bool(_LIKELY.fullmatch(text)) and (other_scripts or not _OTHER_SCRIPTS.search(text))


# --- marks and scripts ---

# Marks that romanizations set on letters for which Unicode has no character of their own.
_ROMANIZED = "\u0304\u0306\u030c\u0323\u0331\u0332\u0361"


def _stray_mark(cell: str, strict: bool) -> str:
    """A combining mark without a letter that can carry it; an empty text if there is none."""
    before = " "
    for character in unicodedata.normalize("NFC", cell):
        category = unicodedata.category(character)
        if category in ("Mn", "Me"):
            if before.isspace() or (strict and category == "Me"):
                return character
            if strict and _is_latin(before) and character not in _ROMANIZED:
                return character
            if strict and unicodedata.combining(before) and "\u0300" <= before < "\u0370":
                return character
        before = character
    return ""


def _is_latin(character: str) -> bool:
    return character.isalpha() and bool(_LATIN_LETTER.match(character))


_LATIN_LETTERS = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_LATIN_LETTER = re.compile(f"[{_LATIN_LETTERS}]")
# Letters of Cyrillic, Greek and Armenian that cannot be told from Latin ones.
_POSING = "АВЕЅІЈКМНОРСТУХЬаеорсухѕіјһԁԛԝѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧοօոսհցգՕՏԼ"
_POSES = re.compile(f"[A-Za-z][{_POSING}]|[{_POSING}][A-Za-z]")
# Greek, Cyrillic, Armenian, Cherokee, and letters of phonetics, but ə of Azerbaijani.
_FOREIGN = (
    "\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f\u0531-\u058f\u13a0-\u13ff"
    "\u01c0-\u01c3\u0250-\u0258\u025a-\u02af"
)
_FOREIGN_LETTER = re.compile(f"[{_FOREIGN}]")
_WITHIN_WORD = re.compile(f"[{_LATIN_LETTERS}][{_FOREIGN}]|[{_FOREIGN}][{_LATIN_LETTERS}]")


def mixed(cell: str, strict: bool) -> bool:
    """Whether letters of another script pose as Latin ones.

    >>> mixed("Ir\u0430q", strict=False), mixed("kΩ", strict=False), mixed("kΩ", strict=True)
    (True, False, True)
    """
    if not strict:
        return bool(_POSES.search(cell))
    if not _LATIN_LETTER.search(cell):
        return False
    if _WITHIN_WORD.search(cell):
        return True
    if any(one.isdecimal() and not one.isascii() for one in cell):
        return True
    # A word of another script beside Latin ones is in order, unless all of it poses.
    foreign = _FOREIGN_LETTER.findall(cell)
    return bool(foreign) and all(letter in _POSING for letter in foreign)


# --- what programs leave behind ---

_TAGS = (
    "a abbr b blockquote body br center cite code col dd del div dl dt em embed font form frame"
    " h[1-6] head hr html i iframe img input ins label li link meta object ol option p pre q s"
    " script section select small span strike strong style sub sup svg table tbody td textarea th"
    " thead title tr u ul var video"
).replace(" ", "|")
_TAG = re.compile(
    rf"</?(?:{_TAGS})(?:\s+[a-z-]+\s*=[^<>]*)?\s*/?>|<!--|<!\[CDATA\[|<!doctype|<\?xml", re.I
)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]+);")
_BARE_ENTITY = re.compile(r"&(?:#[0-9]+|(?:amp|lt|gt|quot|apos|nbsp)\b)")


def markup(cell: str, strict: bool) -> bool:
    """Whether HTML or XML stands in a text: a tag, or an entity that stands for a character."""
    import html

    if "<" in cell and (_TAG.search(cell) or (strict and _ANY_TAG.search(cell))):
        return True
    if "&" not in cell:
        return False
    if any(html.unescape(entity) != entity for entity in _ENTITY.findall(cell)):
        return True
    return strict and "://" not in cell and bool(_BARE_ENTITY.search(cell))


_ESCAPES = ((r"_x[0-9A-Fa-f]{4}_", "an escape of a workbook"),
            (r"\\u[0-9a-fA-F]{4}", "an escape of a program"))  # fmt: skip
_LEFT_OVERS = (
    *_ESCAPES,
    (r"\\", "a backslash, as in escapes of programs,"),
    (r"%[0-9A-F]{2}", "an encoding of addresses"),
    (r"(?:=[0-9A-F]{2}){2}|=$", "an encoding of mail"),
    (r"\[[0-9]{1,3}\](?=[.,;:]?(?:\s|$))|\[\[|\]\]|\{\{|\}\}", "a mark of a wiki, or of a note,"),
    (r"\]\(|\*\*|^#+ |`{3}", "markup of Markdown"),
    (r"^[bu]['\"]|^\{.*\}$|^\[[\"'].*\]$|^(?:True|False)$", "a value as a program writes it"),
    (rf"^{_SPREADSHEET_DAY}$", "a day as spreadsheets write it"),
    (r"^'(?![A-Z][a-z])", "the apostrophe with which spreadsheets mark text"),
    (r"^\"[^\"]*\"$", "a pair of quotes around the whole"),
    (r"\w[?¿](?!\w+=)\w|\?{3}", "a question mark where a letter was lost"),
    (_IN_NUMBER, "a letter between digits"),
)


@cache
def _compiled(strict: bool) -> tuple[tuple[re.Pattern[str], str], ...]:
    chosen = _LEFT_OVERS if strict else _ESCAPES
    return tuple((re.compile(pattern), words) for pattern, words in chosen)


def _left_over(cell: str, strict: bool) -> Iterator[Fault]:
    if "://" in cell:
        # An address may hold anything.
        return
    for pattern, words in _compiled(strict):
        if pattern.search(cell):
            yield "left-over", f"{words} stands in the text"
            return
