"""Names are compared without what readers leave out and what scans confuse; slips are counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory_graph.spelling import edits, folded, scan_form

WORDS = st.text("abcdé", max_size=7)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("L'Agglomération Seine-Eure", "l agglomeration seine eure"),
        ("L’Agglomération   Seine — Eure", "l agglomeration seine eure"),
        ("Nov@log", "nov log"),
        ("  CŒUR  de  ville ", "coeur de ville"),
        ("e\u0301cole", "ecole"),
        ("STRASSE Straße", "strasse strasse"),
        ("Ελλάδα", "ελλαδα"),
        ("?!", ""),
        ("", ""),
    ],
)
def test_names_are_compared_by_their_letters(text: str, plain: str) -> None:
    assert folded(text) == plain


@pytest.mark.parametrize(
    ("name", "scan"),
    [
        ("Pôle", "P6le"),
        ("Pôle", "Pdle"),
        ("Pôles", "péles"),
        ("l'Agglomération", "I’Agglomération"),
        ("la crise", "/@ crise"),
        ("plaçons", "plagons"),
        ("au fur et à mesure", "au fur et 3 mesure"),
        ("Congrès", "Congres"),
        ("Territoires d'industrie", "Territoire d‘industries"),
    ],
)
def test_a_bad_scan_is_the_name_again(name: str, scan: str) -> None:
    assert scan_form(name) == scan_form(scan)


@pytest.mark.parametrize(
    ("one", "other"), [("2016", "2010"), ("article 6", "article 0"), ("mer", "mor"), ("bas", "ba")]
)
def test_numbers_and_other_words_stay_apart(one: str, other: str) -> None:
    assert scan_form(one) != scan_form(other)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("louviers", "louviers", 0),
        ("louviers", "louvier", 1),
        ("louviers", "louvieurs", 1),
        ("louviers", "loxviers", 1),
        ("louviers", "luoviers", 1),
        ("louviers", "luoviesr", 2),
        ("normandy", "normandie", 2),
        ("ca", "abc", 3),  # no letter is touched twice
    ],
)
def test_slips_are_counted(one: str, other: str, distance: int) -> None:
    assert edits(one, other, 3) == edits(other, one, 3) == distance


@given(WORDS, WORDS)
def test_what_is_too_far_is_just_beyond(one: str, other: str) -> None:
    whole = edits(one, other, 9)
    assert 0 <= whole <= max(len(one), len(other))
    for most in range(3):
        assert edits(one, other, most) == min(whole, most + 1)
