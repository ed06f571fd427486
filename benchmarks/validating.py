"""Validators side by side, on generated tables and on the package itself.

    make bench            (or: python -m benchmarks.validating [ROWS ...])

Each candidate runs in fresh processes, in turn, and is compared with a cold process that only
parses the same file with pyarrow, typed. Writes `docs/benchmarks.md`.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generate import write

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
PYTHON = sys.executable
BIN = Path(PYTHON).parent

# What `iraqdata validate` aims at by number of records: times the bare parse, and peak MB.
TARGETS = {1_000_000: (3.0, 400), 10_000_000: (2.0, 1500)}
# Times faster than frictionless, where that runs; times the clean file, with one record in 100 bad.
FASTER = 40
BAD = 3.0

# Slow ones run once, on at most this many rows.
ONCE = {"frictionless": 1_000_000, "pandera with pandas": 1_000_000}


def measure(command: list[str]) -> tuple[float, float]:
    """Wall time in seconds and peak memory in MB of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def candidates(folder: Path) -> dict[str, list[str]]:
    """The commands to compare, by name."""
    pandera = str(ROOT / "benchmarks" / "with_pandera.py")
    return {
        "pyarrow, typed parse only": [PYTHON, str(ROOT / "benchmarks/parse.py"), str(folder)],
        "iraqdata validate": [str(BIN / "iraqdata"), "validate", str(folder)],
        "pandera with polars": [PYTHON, pandera, str(folder), "polars"],
        "pandera with pandas": [PYTHON, pandera, str(folder), "pandas"],
        "frictionless": [str(BIN / "frictionless"), "validate", str(folder / "datapackage.json")],
    }


def table(title: str, folder: Path, rows: int, runs: int, names: list[str]) -> list[str]:
    """One table of the page."""
    commands = candidates(folder)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    measure(commands[names[0]])  # Fills the file cache.
    for run in range(runs):
        for name in names:
            if run == 0 or name not in ONCE:
                found[name].append(measure(commands[name]))
    base = statistics.median(seconds for seconds, _ in found[names[0]])
    lines = ["", f"## {title}", ""]
    lines += ["| | median s | spread s | × parse | peak MB |", "| --- | --- | --- | --- | --- |"]
    for name, measured in found.items():
        times = [seconds for seconds, _ in measured]
        median = statistics.median(times)
        spread = f"{min(times):.2f}-{max(times):.2f}" if len(times) > 1 else "one run"
        peak = max(memory for _, memory in measured)
        lines.append(f"| {name} | {median:.2f} | {spread} | {median / base:.1f} | {peak:.0f} |")
        print(title, lines[-1], flush=True)
    lines += ["", *aims(rows, base, found)]
    return lines


def aims(rows: int, base: float, found: dict[str, list[tuple[float, float]]]) -> list[str]:
    """How far the targets for so many records are met."""
    ours = statistics.median(seconds for seconds, _ in found["iraqdata validate"])
    peak = max(memory for _, memory in found["iraqdata validate"])
    times, memory = TARGETS.get(rows, (0.0, 0.0))
    lines = []
    if times:
        lines += [
            f"- Time: {ours / base:.1f} times the bare parse; target at most {times:g}: "
            f"{verdict(ours <= times * base)}.",
            f"- Memory: {peak:.0f} MB; target at most {memory:g}: {verdict(peak <= memory)}.",
        ]
    if "frictionless" in found:
        faster = statistics.median(seconds for seconds, _ in found["frictionless"]) / ours
        lines.append(
            f"- {faster:.0f} times as fast as frictionless; target at least {FASTER}: "
            f"{verdict(faster >= FASTER)}."
        )
    return lines


def verdict(met: bool) -> str:
    """Whether a target is met, in a word."""
    return "met" if met else "**missed**"


def package(runs: int) -> list[str]:
    """The package itself, against frictionless."""
    commands = {
        "iraqdata validate": [str(BIN / "iraqdata"), "validate", str(ROOT)],
        "frictionless validate": [
            str(BIN / "frictionless"), "validate", str(ROOT / "datapackage.json"),
        ],
    }  # fmt: skip
    found: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            seconds = measure(command)[0]
            if run:
                found[name].append(seconds)
    medians = {name: statistics.median(times) for name, times in found.items()}
    share = medians["iraqdata validate"] / medians["frictionless validate"]
    lines = ["", "## The package itself", "", "| | median s | spread s |", "| --- | --- | --- |"]
    for name, times in found.items():
        lines.append(f"| {name} | {medians[name]:.2f} | {min(times):.2f}-{max(times):.2f} |")
    words = f"{share:.2f} times as long as frictionless; target at most 0.4"
    lines += ["", f"- {words}: {verdict(share <= 0.4)}."]
    print("\n".join(lines), flush=True)
    return lines


def main(sizes: list[int]) -> None:
    """Measure, and write the page."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Cold processes, run in turn; median and spread of the runs."
        f" Python {platform.python_version()}, {os.cpu_count()} processors, {memory} GB;"
        f" load average when it began {os.getloadavg()[0]:.1f}.",
        "",
        "The generated `events` has 18 columns; frictionless and `iraqdata validate` check keys"
        " and foreign keys too, pandera what can be said of one frame.",
    ]
    lines += package(5)
    with tempfile.TemporaryDirectory() as temporary:
        for rows in sizes:
            folder = Path(os.environ.get("BENCH_FOLDER", temporary)) / f"clean-{rows}"
            if not (folder / "events.csv").exists():
                write(folder, rows)
            names = [n for n in candidates(folder) if ONCE.get(n, rows) >= rows]
            lines += table(f"{rows:,} rows", folder, rows, 5 if rows <= 1_000_000 else 3, names)
            if rows <= 1_000_000:
                bad = folder.with_name(f"bad-{rows}")
                if not (bad / "events.csv").exists():
                    write(bad, rows, 0.01)
                lines += bad_table(rows, folder, bad)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def bad_table(rows: int, clean: Path, bad: Path) -> list[str]:
    """A file of which one record in a hundred is bad, against a clean one."""
    times: dict[str, list[float]] = {"clean": [], "1 % bad": []}
    for _ in range(3):
        for name, folder in (("clean", clean), ("1 % bad", bad)):
            times[name].append(measure(candidates(folder)["iraqdata validate"])[0])
    medians = {name: statistics.median(runs) for name, runs in times.items()}
    share = medians["1 % bad"] / medians["clean"]
    line = (
        f"- With 1 % of the records bad: {medians['1 % bad']:.2f} s, {share:.1f} times as long as "
        f"with none ({medians['clean']:.2f} s); target at most {BAD:g}: {verdict(share <= BAD)}."
    )
    print(line, flush=True)
    return [line]


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [1_000_000])
