"""Processes: one of our modules at work beside this process, with limits of memory and time.

For readers that hostile input can keep busy for ever or take down: they lose their own process.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import Any

# Seconds, and more for each megabyte of input.
PATIENCE = 8
PATIENCE_PER_MEGABYTE = 5
MEMORY = 4 << 30

# numpy starts threads to multiply matrices, which nobody does here; that takes a tenth of a second.
NO_MATRICES = {"OPENBLAS_NUM_THREADS": "1"}


class Process:
    """A module that reads its task from standard input and prints answers, each a line of JSON."""

    def __init__(self, module: str) -> None:
        # Not for the other process, which has no time to lose.
        import subprocess

        self._expired = subprocess.TimeoutExpired
        self._limit = PATIENCE
        # -P: nothing is imported from the working folder, whose files may be anybody's.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **NO_MATRICES},
        )

    def give(self, task: Any, size: int) -> None:
        """Say what it is to do, with how many bytes of input."""
        self._limit = PATIENCE + PATIENCE_PER_MEGABYTE * (size >> 20)
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(task).encode())
            self._process.stdin.close()
        self._process.stdin = None

    def answers(self) -> tuple[list[Any], str | None]:
        """What it said, once it has ended; and why it ended early, if it did."""
        trouble = None
        try:
            out, err = self._process.communicate(timeout=self._limit)
        except self._expired:
            self._process.kill()
            out, err = self._process.communicate()
            trouble = f"it was still busy after {self._limit} seconds"
        else:
            if self._process.returncode:
                said = err.decode(errors="replace").strip().splitlines()
                trouble = said[-1][:300] if said else "it could not finish"
        lines = out.decode(errors="replace").split("\n")[:-1]
        return [json.loads(line) for line in lines], trouble

    def close(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.communicate()


def task() -> Any:
    """What this process is to do; from here on its memory is limited."""
    try:
        import resource
    except ImportError:  # Windows has no such limits.
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    return json.load(sys.stdin)


def answer(value: Any) -> None:
    """Tell the other process something."""
    print(json.dumps(value, default=str), flush=True)
