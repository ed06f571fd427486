"""What a user waits for: cold processes that load one table, against the lightest peer.

    .venv/bin/python -m pip install palmerpenguins && .venv/bin/python benchmarks/cold_start.py

Each command runs in a fresh interpreter, the candidates in turn so that load on the machine
falls on all of them; the table gives the median of the runs as a multiple of the peer's.
"""

import statistics
import subprocess
import sys
import time

RUNS = 15
PEER = "from palmerpenguins import load_penguins; load_penguins()"
CANDIDATES = {
    "palmerpenguins (the peer)": PEER,
    "import pandas": "import pandas",
    "iraqdata.load(...)": "import iraqdata; iraqdata.load('claims')",
    "iraqdata.load(..., engine='pyarrow')": (
        "import iraqdata; iraqdata.load('claims', engine='pyarrow')"
    ),
    "import iraqdata": "import iraqdata",
    "the bare interpreter": "pass",
}


def seconds(code: str) -> float:
    """Wall time of a fresh interpreter that runs `code`."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Run every candidate and print the table."""
    times: dict[str, list[float]] = {name: [] for name in CANDIDATES}
    for code in CANDIDATES.values():
        seconds(code)  # Fill the file cache first.
    for _ in range(RUNS):
        for name, code in CANDIDATES.items():
            times[name].append(seconds(code))
    peer = statistics.median(times["palmerpenguins (the peer)"])
    print("| command | median s | spread s | × peer |\n| --- | --- | --- | --- |")
    for name, runs in times.items():
        median = statistics.median(runs)
        print(f"| {name} | {median:.3f} | {min(runs):.3f}-{max(runs):.3f} | {median / peer:.2f} |")


if __name__ == "__main__":
    main()
