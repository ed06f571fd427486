"""Validation of files that were changed at random: no traceback, no hang, no crash.

    python -m benchmarks.fuzz SECONDS [SEED]

Spoils the CSV files, the Parquet files and the descriptor of a copy of the package: bytes anywhere,
whole cells, and whole values of the descriptor. Validates it in a child process, and adds a line
to `docs/fuzzing.md` that says how long it ran and what came.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import multiprocessing
import random
import shutil
import sys
import tempfile
import time
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "fuzzing.md"
HANG = 60.0
BYTES = [b"\0", b'"', b",", b"\n", b"\r", b"\xff", b"\xef\xbb\xbf", b"\xc3", b"-", b"9", b"{", b"["]


# What people and programs put into a cell or a descriptor that means something else there.
CELLS = [
    "", " ", "²", "٣", "-1", "1e999", "9" * 5000, "0" * 30, "nan", "١٢", "1.5", "x" * 200_000,
    "\ufeff", "2014-02-30", "9999-12-31", "0000", "2014/..", "../..", "/", "..", "-", "|", "a|a",
    "=1+1", "\u0301", "evt-", "act-iraq", "src-", "clm-record-", "\U0001f600", "\ud7ff", "'", '"',
    ",", "\n", "\r", "\0",
]  # fmt: skip
VALUES = [
    None, True, 0, -1, 1.5, 10**400, "", "x", "\0", "../x", "é" * 300, [], {}, [[]], [{}], {"a": 1},
    [None], ["x", "x"], {"name": []}, "string", "integer", "any", "utf-16", "(a+)+$", "[",
]  # fmt: skip


def spoil_cells(content: bytes, draw: random.Random) -> bytes:
    """Some cells replaced, or all of a column."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    for _ in range(draw.randint(1, 4)):
        column, value = draw.randrange(len(rows[0])), draw.choice(CELLS)
        whole = draw.random() < 0.1
        for row in rows[1:] if whole else [draw.choice(rows)]:
            row[column] = value
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def spoil_values(content: bytes, draw: random.Random) -> bytes:
    """Some values of a descriptor replaced, dropped or moved."""
    descriptor = json.loads(content)
    for _ in range(draw.randint(1, 3)):
        node = descriptor
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            key = draw.choice(keys)
            below = node[key]
            if not (isinstance(below, dict | list) and below) or draw.random() < 0.1:
                break
            node = below
        if draw.random() < 0.2:
            del node[key]
            if not descriptor:
                break
        else:
            node[key] = copy.deepcopy(draw.choice(VALUES))
    return json.dumps(descriptor).encode()


def spoil(content: bytes, draw: random.Random) -> bytes:
    """A few changes of bytes at random places."""
    data = bytearray(content)
    for _ in range(draw.randint(1, 6)):
        place = draw.randrange(len(data) + 1)
        end = place + draw.choice((0, 1, 1, 2, 8, 300))
        what = draw.random()
        if what < 0.5:
            data[place:end] = draw.choice(BYTES) * draw.choice((1, 1, 2, 50))
        elif what < 0.7:
            data[place:end] = draw.randbytes(draw.randint(0, 8))
        elif what < 0.8:
            del data[place:]
        else:
            start = draw.randrange(len(data) + 1)
            data[place:end] = data[start : start + 200]
    return bytes(data)


def work(tasks: Connection, folder: str) -> None:
    """Validate the folder whenever asked, and answer what happened."""
    import iraqdata

    while tasks.recv():
        try:
            report = iraqdata.validate(folder)
            json.dumps(report.to_dict())
            tasks.send("valid" if report.valid else "not valid")
        except iraqdata_errors():
            tasks.send("refused")
        except BaseException:
            tasks.send("traceback\n" + traceback.format_exc())


def iraqdata_errors() -> type[Exception]:
    """The errors that are meant for people."""
    from iraqdata.errors import IraqdataError

    return IraqdataError


def main(seconds: float, seed: int) -> int:
    """Fuzz for some time; returns how many runs went wrong."""
    draw = random.Random(seed)
    counts: dict[str, int] = {}
    bad: list[str] = []
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shutil.copy(ROOT / "datapackage.json", folder)
        shutil.copytree(ROOT / "tables", folder / "tables")
        files = [folder / "datapackage.json", *sorted((folder / "tables").iterdir())]
        child = None
        while time.monotonic() - begun < seconds:
            if child is None:
                here, there = multiprocessing.Pipe()
                child = multiprocessing.Process(target=work, args=(there, str(folder)), daemon=True)
                child.start()
                there.close()
            file = draw.choice((files[0], draw.choice(files[1:])))
            original = file.read_bytes()
            by_bytes = file.suffix == ".parquet" or draw.random() < 0.5
            how = spoil if by_bytes else spoil_cells if file.suffix == ".csv" else spoil_values
            file.write_bytes(how(original, draw))
            here.send(True)
            try:
                outcome = here.recv() if here.poll(HANG) else "hang"
            except EOFError:
                outcome = "crash"
            kind = outcome.split("\n")[0]
            counts[kind] = counts.get(kind, 0) + 1
            if kind in ("traceback", "hang", "crash"):
                kept = Path(tempfile.gettempdir()) / f"fuzz-{seed}-{len(bad)}-{file.name}"
                shutil.copy(file, kept)
                bad.append(f"{kept}\n{outcome}")
                print(bad[-1], flush=True)
                child.kill()
                child.join()
                child = None
            file.write_bytes(original)
        if child:
            child.kill()
            child.join()
    words = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
    line = f"- {seconds:.0f} s, seed {seed}: {sum(counts.values())} files; {words}."
    print(line)
    if not PAGE.exists():
        PAGE.write_text(
            "# Fuzzing\n\nRuns of `python -m benchmarks.fuzz`: the descriptor, the CSV files and"
            " the Parquet files changed at random (bytes anywhere, whole cells, whole values of"
            " the descriptor), then validated.\n\n"
        )
    with PAGE.open("a") as page:
        page.write(line + "\n")
    return len(bad)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(float(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 1) > 0)
