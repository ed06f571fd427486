"""The page of rules: what `iraqdata validate` checks, from the catalogue in the code."""

from __future__ import annotations

from iraqdata.checking.rules import FAMILIES, RULES

_WEIGHTS = {"error": "", "warning": "a warning", "canonical": "canonical form"}


def markdown() -> str:
    """The catalogue of rules as Markdown."""
    lines = [
        "# Rules",
        "",
        "Written by `iraqdata build` from `src/iraqdata/checking/rules.py`.",
        "",
        "`iraqdata validate` names the rule that each finding breaks. Rules of the *canonical form*"
        " are errors in tables of this package's schema. In others', where the standard allows"
        " what they forbid, they are warnings, or are not asked where another field or script may"
        " need what they forbid; `--strict` asks them all, as errors.",
    ]
    for family, words in FAMILIES.items():
        lines += ["", f"## {family}", "", words, ""]
        lines += ["| code | meaning | why | accepts | rejects | what to do | |"]
        lines += ["| --- " * 7 + "|"]
        for rule in RULES.values():
            if rule.family == family:
                cells = [f"`{rule.code}`", rule.meaning, rule.why, rule.accepts, rule.rejects]
                cells.append(rule.remedy)
                weight = _WEIGHTS[rule.severity]
                texts = [
                    cell.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")
                    for cell in cells
                ]
                lines.append(f"| {' | '.join([*texts, weight])} |")
    return "\n".join(lines) + "\n"
