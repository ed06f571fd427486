"""What comparing big tables costs: a million events, of which a hundred thousand changed.

    .venv/bin/python benchmarks/diff.py [FOLDER]

Makes two packages in a temporary folder (in FOLDER, if given), runs `iraqdata diff` on them in
a process of its own, and prints its wall time,
CPU time and peak memory; then the same with the newer
table in random order, which has to be sorted on disk first.
"""

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from iraqdata.reading.catalogue import packaged, read

ROWS = 1_000_000
CHANGED_EVERY = 10


def make(root: Path, *, changed: bool, shuffled: bool = False) -> Path:
    """A package whose table of events has `ROWS` rows; with `changed`, every tenth differs."""
    (root / "tables").mkdir(parents=True)
    descriptor = json.dumps(packaged().descriptor)
    (root / "datapackage.json").write_text(descriptor, encoding="utf-8")
    order = list(range(ROWS))
    if shuffled:
        random.Random(1).shuffle(order)
    for table in read(root).tables.values():
        with table.csv.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, table.columns, lineterminator="\n")
            writer.writeheader()
            if table.name != "events":
                continue
            for number in order:
                title = "changed" if changed and number % CHANGED_EVERY == 0 else "as before"
                writer.writerow(
                    {
                        "event_id": f"evt-number-{number:07}",
                        "title": f"Event {number} {title}",
                        "status": "occurred",
                        "iso3": "IRQ",
                        "date": "2014-03",
                        "date_start": "2014-03-01",
                        "date_end": "2014-03-31",
                        "date_prec": "4",
                        "latitude": "33.3",
                        "longitude": "44.4",
                        "description": "A row that exists for the length of this measurement.",
                    }
                )
    return root


def main() -> None:
    """Make the packages, compare them, print the measurements."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        old = make(folder / "old", changed=False)
        print("| newer table | format | seconds | of these CPU | peak MB |\n|" + " --- |" * 5)
        for kind in ("sorted", "shuffled"):
            new = make(folder / kind, changed=True, shuffled=kind == "shuffled")
            for output in ("text", "json"):
                command = [sys.executable, "-m", "iraqdata", "diff", old, new, "--format", output]
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                start = time.perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                seconds = time.perf_counter() - start
                # The peak of the hungriest child so far; the runs come in growing order.
                used = resource.getrusage(resource.RUSAGE_CHILDREN)
                cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
                peak = used.ru_maxrss / 1024
                print(f"| {kind} | {output} | {seconds:.1f} | {cpu:.1f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
