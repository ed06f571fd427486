"""The reference pages: functions from their docstrings, commands from their help."""

from __future__ import annotations

import inspect
import re
from typing import Any


def functions() -> str:
    """The public names of the package as Markdown, from signatures and docstrings."""
    import iraqdata

    lines = ["# Python", "", inspect.cleandoc(iraqdata.__doc__ or "").partition("\n")[0], ""]
    for name in iraqdata.__all__:
        member = getattr(iraqdata, name)
        if callable(member):
            arguments = "" if inspect.isclass(member) else _signature(member)
            lines += [f"## `{name}`", "", "```python", f"iraqdata.{name}{arguments}"]
            lines += ["```", "", _as_markdown(inspect.getdoc(member) or ""), ""]
    return "\n".join(lines)


def commands() -> str:
    """The commands as Markdown, with the help that they print."""
    from typer.testing import CliRunner

    from iraqdata.commands import COMMANDS, app

    lines = ["# Command line", "", "Options and arguments as `--help` prints them.", ""]
    for words in ([], *([command] for command in COMMANDS)):
        shown = CliRunner().invoke(
            app, [*words, "--help"], prog_name="iraqdata", terminal_width=80, color=False
        )
        lines += [f"## `{' '.join(['iraqdata', *words])}`", "", "```text"]
        lines += [line.rstrip() for line in shown.output.strip().splitlines()] + ["```", ""]
    return "\n".join(lines)


def _signature(member: Any) -> str:
    signature = inspect.signature(member)
    parameters = ", ".join(map(_parameter, signature.parameters.values()))
    # Overloads give `load` its types; at run time it returns whatever the engine makes.
    returns = _annotation(signature.return_annotation)
    return f"({parameters}) -> {returns}" if returns not in ("", "Any") else f"({parameters})"


def _parameter(parameter: inspect.Parameter) -> str:
    text = parameter.name
    if annotation := _annotation(parameter.annotation):
        text += f": {annotation}"
    if parameter.default is not inspect.Parameter.empty:
        text += f" = {parameter.default!r}"
    return text


def _annotation(annotation: Any) -> str:
    """An annotation as it is written in the source, without the modules of our own names."""
    if annotation is inspect.Parameter.empty:
        return ""
    return re.sub(r"\b(?:iraqdata|collections|pathlib|typing)\.(?:\w+\.)*", "", str(annotation))


def _as_markdown(docstring: str) -> str:
    """A numpydoc docstring as Markdown: its sections as headings, their items as a list."""
    lines: list[str] = []
    section = ""
    for line, rule in zip((text := docstring.splitlines()), [*text[1:], ""], strict=True):
        if rule and set(rule) == {"-"}:
            section = line
            lines += [f"### {line}", ""]
        elif line and set(line) == {"-"}:
            continue
        elif section in ("Parameters", "Raises") and line and not line.startswith(" "):
            lines.append(f"- `{line}`")
        else:
            lines.append(line)
    return "\n".join(lines)
