"""What is sought, as people write it: phrases, quotations, and, or."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import BadInput
from storage.sought import MOST_PHRASES, sought


@pytest.mark.parametrize(
    ("written", "alternatives"),
    [
        ("télétravail", [["teletravail"]]),
        ("gift policy", [["gift policy"]]),
        ("cadeaux et invitations", [["cadeaux", "invitations"]]),
        ("gifts and invitations", [["gifts", "invitations"]]),
        ("cadeaux ou invitations", [["cadeaux"], ["invitations"]]),
        ("gifts or invitations", [["gifts"], ["invitations"]]),
        ("a et b ou c", [["a", "b"], ["c"]]),
        ('"hygiène et sécurité"', [["hygiene et securite"]]),
        ("« hygiène et sécurité » ou « RSE »", [["hygiene et securite"], ["rse"]]),
        ("“terms and conditions” AND fees", [["terms and conditions", "fees"]]),
        ("le lieu où", [["le lieu ou"]]),
        ("l'un, l'autre.", [["un l-autre"]]),
        ("R&D", [["r-d"]]),
        ("et", [["et"]]),
    ],
)
def test_phrases_are_joined_as_they_are_written(
    written: str, alternatives: list[list[str]]
) -> None:
    found = sought(written).alternatives
    assert [[one.lettered for one in phrases] for phrases in found] == alternatives


def test_only_a_quotation_wants_its_very_words() -> None:
    (first, second) = sought('"congé" et prime').phrases
    assert first.forms is None and second.forms is not None


@pytest.mark.parametrize("written", ["", "  ", '""', "?!", "a" * 2_000, " ou ".join("abcdefghij")])
def test_nothing_and_too_much_are_refused(written: str) -> None:
    with pytest.raises(BadInput):
        sought(written)


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(written: str) -> None:
    try:
        found = sought(written)
    except BadInput:
        return
    assert 0 < len(found.phrases) <= MOST_PHRASES
    assert all(found.alternatives)
