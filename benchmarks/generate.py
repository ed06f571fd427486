"""A package of generated tables like `actors` and `events`, to measure validators on.

    python -m benchmarks.generate FOLDER ROWS [--bad SHARE]

The same arguments give the same bytes. `events` has 18 columns: dates as text and as days,
enumerations, quoted and Arabic text, coordinates, whole numbers, a primary key, and a foreign
key to 2,000 actors. With `--bad 0.01`, one record in a hundred has one fault.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

ACTORS = 2000
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF-level1"
TYPES = "AGREE CONSULT SUPPORT COOPERATE AID REQUEST ACCUSE REJECT THREATEN ASSAULT".split()
STATUS = "occurred alleged planned disputed".split()
ENGLISH = "delegation visit talks shipment border protest strike office agreement loan".split()
ARABIC = "زيارة وفد اتفاق شحنة حدود مكتب قرض محادثات احتجاج بغداد".split()
DIVISIONS = "AN BA BB BG DI KI NI SD".split()
PREFIXES = {"event_id": "evt", "actor_id": "act"}


def fields() -> list[dict[str, object]]:
    """The columns of the generated events, as a Table Schema."""

    def field(name: str, kind: str = "string", **constraints: object) -> dict[str, object]:
        return {"name": name, "type": kind, "constraints": constraints}

    def key(name: str) -> dict[str, object]:
        pattern = rf"^{PREFIXES[name]}-[a-z0-9]+(?:-[a-z0-9]+)*$"
        return field(name, required=True, pattern=pattern)

    return [
        key("event_id"),
        field("title", required=True),
        field("title_ar"),
        field("event_type", required=True, enum=TYPES),
        field("status", required=True, enum=STATUS),
        {**field("date"), "rdfType": EDTF},
        field("date_start", "date"),
        field("date_end", "date"),
        field("date_prec", "integer", minimum=1, maximum=5),
        field("iso3", pattern="^[A-Z]{3}$"),
        field("admin1", pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$"),
        field("latitude", "number", minimum=-90, maximum=90),
        field("longitude", "number", minimum=-180, maximum=180),
        key("actor_id"),
        field("deaths", "integer", minimum=0),
        field("confirmed", "boolean"),
        field("description", required=True),
        field("notes"),
    ]


def descriptor() -> dict[str, object]:
    """A Data Package of the two generated tables."""
    actor = {
        "name": "actor_id",
        "type": "string",
        "constraints": {"required": True, "pattern": "^act-[0-9]+$"},
    }
    name = {"name": "name", "type": "string", "constraints": {"required": True}}
    return {
        "name": "generated",
        "resources": [
            {
                "name": "actors",
                "type": "table",
                "profile": "tabular-data-resource",
                "path": "actors.csv",
                "schema": {"fields": [actor, name], "primaryKey": ["actor_id"]},
            },
            {
                "name": "events",
                "type": "table",
                "profile": "tabular-data-resource",
                "path": "events.csv",
                "schema": {
                    "fields": fields(),
                    "primaryKey": ["event_id"],
                    "foreignKeys": [
                        {
                            "fields": ["actor_id"],
                            "reference": {"resource": "actors", "fields": ["actor_id"]},
                        }
                    ],
                },
            },
        ],
    }


def records(rows: int, bad: float, seed: int = 2003) -> Iterator[str]:
    """Lines of `events.csv` without its header."""
    draw = random.Random(seed)
    first = date(2003, 1, 1)
    width = len(str(rows))
    for number in range(rows):
        day = first + timedelta(days=draw.randrange(4748))
        if draw.random() < 0.8:
            text, start, end, precision = day.isoformat(), day, day, 1
        else:
            text, start = day.isoformat()[:7], day.replace(day=1)
            end = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            precision = 4
        words = draw.choices(ENGLISH, k=4)
        quoted = draw.random() < 0.3
        description = f'"{words[2]}, said to be ""{words[3]}"", after the {words[0]}"'
        cells = [
            f"evt-{number:0{width}}-{words[0]}",
            f"{words[0].capitalize()} of the {words[1]} {number % 977}",
            " ".join(draw.choices(ARABIC, k=3)),
            draw.choice(TYPES),
            draw.choice(STATUS),
            text,
            start.isoformat(),
            end.isoformat(),
            str(precision),
            "IRQ",
            f"IQ-{draw.choice(DIVISIONS)}",
            f"{29.5 + draw.random() * 7:.4f}".rstrip("0"),
            f"{39.5 + draw.random() * 8:.4f}".rstrip("0"),
            f"act-{draw.randrange(ACTORS):04}",
            str(draw.randrange(40)) if draw.random() < 0.5 else "",
            draw.choice(("true", "false", "")),
            description if quoted else f"The {words[2]} came before the {words[3]}.",
            "" if draw.random() < 0.7 else f"note {draw.randrange(1000)}",
        ]
        if bad and draw.random() < bad:
            spoil(cells, draw)
        yield ",".join(cells) + "\n"


def spoil(cells: list[str], draw: random.Random) -> None:
    """Put one fault into a record."""
    place, fault = draw.choice(
        [
            (0, "EVT bad id"),
            (1, " a title with a space before it"),
            (3, "AGREED"),
            (4, ""),
            (6, "2014-02-30"),
            (8, "9"),
            (9, "IRK"),
            (11, "331.5"),
            (12, "44,5"),
            (13, "act-9999"),
            (14, "-1"),
            (15, "maybe"),
            (17, "=SUM(A1)"),
        ]
    )
    cells[place] = f'"{fault}"' if "," in fault else fault


def write(folder: Path, rows: int, bad: float = 0.0) -> None:
    """Write the package into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "datapackage.json").write_text(json.dumps(descriptor(), indent=1))
    with (folder / "actors.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("actor_id,name\n")
        file.writelines(f"act-{number:04},Actor {number}\n" for number in range(ACTORS))
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(str(field["name"]) for field in fields()) + "\n")
        file.writelines(records(rows, bad))


def main() -> None:
    """Write a package as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("--bad", type=float, default=0.0)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.rows, arguments.bad)


if __name__ == "__main__":
    main()
