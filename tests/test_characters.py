"""Characters of a cell: what is a fault in anybody's text, and what in ours alone."""

import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iraqdata.checking import characters, placeholders
from iraqdata.checking.cells import quick
from iraqdata.checking.values import Column


def codes(cell, strict):
    return [code for code, _ in characters.faults(cell, strict)]


@pytest.mark.parametrize(
    "cell",
    ["Nūrī al-Mālikī", "ʿAlī", "Şırnak", "s\u0331", "بغداد", "«أ»", "Дума (Duma)", "“Iraq” – a…",
     "33.3° N", "AT&T; R&D", "a < b", "2003–2015", "$5.2b", "https://example.org/?a=%C3%BC&copy=1"],
)  # fmt: skip
def test_plain_text_of_several_scripts_is_in_order(cell):
    assert codes(cell, strict=True) == codes(cell, strict=False) == []


@pytest.mark.parametrize(
    "cell",
    ["kΩ", "Δt", "TNFα", "μm", "hν", "P(a<b and c>d)", "\\alpha", "x²", "™", "a，b", "→", "می‌شود",
     "\U0001f468\u200d\U0001f469", "\u2764\ufe0f", "Å”", "50%AB", "f[3]", "**p", "q\u0331\u0301"],
)  # fmt: skip
def test_what_a_field_or_script_needs_is_in_order_in_others_texts(cell):
    assert codes(cell, strict=False) == []


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("ZÃ¼rich", "misread-text"), ("Ø¨ØºØ¯Ø§Ø¯", "misread-text"), ("Ð‘Ð°", "misread-text"),
        ("itâ€™s", "misread-text"), ("ï»¿a", "misread-text"), ("Ir\u0430q", "mixed-script"),
        ("\uff29raq", "compatibility-character"), ("\ufedfا", "compatibility-character"),
        ("a\u200db", "invisible-character"), ("\ufffc", "invisible-character"),
        (" \u0301a", "stray-mark"), ("\u0301a", "stray-mark"), ("&eacute;", "markup"),
        ("<br/>", "markup"), ("<A HREF='x'>", "markup"), ("a_x000D_", "left-over"),
        ("\\u00e9", "left-over"), ("a\tb", "control-character"), ("a\x85b", "control-character"),
    ],
)  # fmt: skip
def test_what_is_a_fault_in_anybodys_text_is_named(cell, code):
    assert code in codes(cell, strict=False)
    assert code in codes(cell, strict=True)


MARKS = "ا«»é°ÂÃâ€™™\u0301\u200b\u200d\ufe0f\u00a0\u0430οд١²→ʼ"
TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(MARKS),
        st.characters(max_codepoint=127),
        st.characters(min_codepoint=0x80, max_codepoint=0x24F),
        st.characters(min_codepoint=0x370, max_codepoint=0x6FF),
    ),
    max_size=8,
) | st.sampled_from([*sorted(placeholders.TOKENS), "#SPILL!", "Err:502", "Mar-14", "True", "'a"])


@given(st.lists(TEXTS, min_size=1, max_size=30), st.booleans())
@settings(max_examples=300)
def test_what_the_quick_look_at_an_array_passes_is_in_order(cells, strict):
    column = Column({"name": "a"}, frozenset({""}), canonical=strict)
    faulty = column.faulty(set(cells))
    doubtful = set(quick.doubtful(column, pyarrow.array(cells)).tolist())
    assert {place for place, cell in enumerate(cells) if cell in faulty} <= doubtful
