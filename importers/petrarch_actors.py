"""Entries of actors in the PETRARCH dictionaries, with their CAMEO codes.

Origin: Open Event Data Alliance, petrarch2, Phoenix.Countries.actors.txt and
Phoenix.MilNonState.actors.txt, entries with an Iraqi code. Licence: MIT.

Columns read: source_line, name (the entry), cameo_code, date_restriction.

Decisions: only entries of actors that the tables have, as identifiers with the scheme `petrarch`;
the CAMEO codes with the dates of their validity stand in the note, as the file writes them
(YYMMDD, or YYYYMMDD); an entry that comes twice has both lines. The file gives IRAQ the range
1920030320-20060520, whose first date has ten digits: kept, and noted as a defect; so is the name of
Masoud Barzani among the synonyms of KURDISTAN_REGIONAL_GOVERNMENT. Entries of other actors are left
out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from importers.publisher_file import read
from importers.rows import Rows

SOURCE = {
    "source_id": "src-petrarch-actors",
    "kind": "dataset",
    "title": "PETRARCH 2 actor dictionaries",
    "author": "Open Event Data Alliance",
    "publisher": "Open Event Data Alliance",
    "url": "https://github.com/openeventdata/petrarch2",
    "licence": "MIT",
    "edition": "openeventdata/petrarch2@676801cd petrarch2/data/dictionaries",
    "notes": "One range of dates of IRAQ has ten digits in its first date.",
}
COLUMNS = ["source_line", "name", "synonyms", "cameo_code", "date_restriction"]
ACTORS = {
    "ADNAN_PACHACHI": "act-adnan-pachachi",
    "AYAD_ALLAWI": "act-ayad-allawi",
    "BARHAM_SALIH": "act-barham-salih",
    "GHAZI_AL_YAWER": "act-ghazi-al-yawer",
    "GHAZI_UJAYL_AL_YAWR": "act-ghazi-al-yawer",
    "HADIR_AL_ABADI": "act-haider-al-abadi",
    "HAIDAR_AL_ABADI": "act-haider-al-abadi",
    "HOSHYAR_ZEBARI": "act-hoshyar-zebari",
    "IBRAHIM_AL_JAAFARI": "act-ibrahim-al-jaafari",
    "IBRAHIM_AL_JAFARI": "act-ibrahim-al-jaafari",
    "IRAQ": "act-iraq",
    "IYAD_ALLAWI": "act-ayad-allawi",
    "JALAL_TALABANI": "act-jalal-talabani",
    "KURDISTAN_REGIONAL_GOVERNMENT": "act-kurdistan-regional-government",
    "MASSOUD_BARZANI": "act-masoud-barzani",
    "MASUD_BARZANI": "act-masoud-barzani",
    "NURI_AL_MALIKI": "act-nouri-al-maliki",
    "PAUL_BREMER": "act-paul-bremer",
    "REND_RAHIM_FRANCKE": "act-rend-al-rahim-francke",
    "SADDAM_HUSSEIN": "act-saddam-hussein",
    "SAMIR_SHAKIR_AL_SUMAYDI": "act-samir-sumaidaie",
    "TARIQ_MIKHAIL_AZIZ": "act-tariq-aziz",
}
DATES = re.compile(r"|[<>]?(\d{6}|\d{8})|(\d{6}-\d{6})|(\d{8}-\d{8})")
DEFECT = "1920030320-20060520"
# What else is wrong with an entry.
DEFECTS = {
    "KURDISTAN_REGIONAL_GOVERNMENT": "Defect of the source: the name of Masoud Barzani stands "
    "among the synonyms.",
}


def rows(path: Path) -> Rows:
    """The rows that the file gives; raises IraqdataError for what it does not know."""
    rows = Rows(SOURCE, path)
    codes: dict[str, list[str]] = defaultdict(list)
    lines: dict[str, list[str]] = defaultdict(list)
    for record in read(path, COLUMNS):
        dates = record["date_restriction"]
        if not DATES.fullmatch(dates) and dates != DEFECT:
            record.stop("date_restriction", "is no restriction to dates of a known form")
        if not record["cameo_code"].startswith("IRQ"):
            record.stop("cameo_code", "is not Iraqi")
        if record["name"] not in ACTORS:
            rows.ignore(record, "an actor that the tables do not have")
            continue
        note = f"{record['cameo_code']} {dates or 'otherwise'}"
        if dates == DEFECT:
            note += " (ten digits in the source)"
        codes[record["name"]].append(note)
        if record["source_line"] not in lines[record["name"]]:
            lines[record["name"]].append(record["source_line"])
    for name, notes in codes.items():
        locator = f"line{'s' * (len(lines[name]) > 1)} {' and '.join(lines[name])}"
        rows.actor(ACTORS[name], name.lower().replace("_", "-"), locator)
        rows.add(
            "identifiers",
            record_id=ACTORS[name],
            scheme="petrarch",
            identifier=name,
            source_id=rows.source_id,
            locator=locator,
            notes=" ".join(filter(None, [f"CAMEO codes: {'; '.join(notes)}.", DEFECTS.get(name)])),
        )
    return rows
