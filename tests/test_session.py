"""The example session in the docs shows what the commands print.

Run as a script, this file writes the answers anew.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

SESSION = Path(__file__).parents[1] / "docs/session.md"


def answered(page: str) -> str:
    """The page with the answer of each command written below it."""

    def answer(block: re.Match[str]) -> str:
        commands = [line for line in block.group(1).splitlines() if line.startswith("$ iraqdata ")]
        return "```console\n" + "\n".join(map(printed, commands)) + "```"

    return re.sub(r"```console\n(.*?)```", answer, page, flags=re.DOTALL)


def printed(command: str) -> str:
    arguments = shlex.split(command.removeprefix("$ iraqdata "))
    run = subprocess.run(
        [sys.executable, "-m", "iraqdata", *arguments], capture_output=True, text=True, check=True
    )
    lines = [line.rstrip() for line in run.stdout.splitlines()]
    return "\n".join([command, *lines, ""])


def test_the_example_session_shows_what_the_commands_print():
    page = SESSION.read_text(encoding="utf-8")
    assert page.count("$ iraqdata ") >= 6
    assert answered(page) == page


if __name__ == "__main__":
    SESSION.write_text(answered(SESSION.read_text(encoding="utf-8")), encoding="utf-8")
