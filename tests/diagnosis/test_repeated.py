"""Sums, means and counts that take the same value of the same thing several times are told; no other figure is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.diagnosis import Lesson, repeated
from territory_graph.errors import QueryTimeoutError
from territory_graph.messages import translator
from territory_graph.store.guard import guard

ENGLISH = translator("en")
Check = Callable[[str], tuple[Lesson, ...]]


@pytest.fixture(scope="module")
def check(hamlet: KnowledgeGraph) -> Check:
    def count(text: str, seconds: float) -> tuple[int, int]:
        (row,) = hamlet.query(guard(text).text)
        return int(row["rows"]), int(row["once"])

    return lambda text: repeated(guard(PREFIXES + text), count, ENGLISH)


PREFIXES = (
    "PREFIX tg: <https://w3id.org/territory-graph/ontology#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "PREFIX act: <https://example.org/hamlet/id/actor/>\n"
)
FUNDED = "?money tg:amount ?euros"
TWICE = f"{FUNDED} . VALUES ?language {{ 'fr' 'en' }}"


@pytest.mark.parametrize(
    ("query", "figures"),
    [
        (f"SELECT (SUM(?euros) AS ?total) {{ {FUNDED} }}", []),
        (f"SELECT (SUM(?euros) AS ?total) {{ {TWICE} }}", ["SUM(?euros)"]),
        (f"SELECT ?language (SUM(?euros) AS ?total) {{ {TWICE} }} GROUP BY ?language", []),
        (f"SELECT (AVG(?euros) AS ?mean) (MAX(?euros) AS ?most) {{ {TWICE} }}", ["AVG(?euros)"]),
        (f"SELECT (SUM(DISTINCT ?euros) AS ?total) {{ {TWICE} }}", []),
        (f"SELECT (SUM(?euros) AS ?total) {{ {{ SELECT DISTINCT ?money ?euros {{ {TWICE} }} }} }}", []),
        (f"SELECT (SUM(?euros) AS ?total) {{ ?money a ?class OPTIONAL {{ {TWICE} }} }}", ["SUM(?euros)"]),
        (f"SELECT (COUNT(?money) AS ?n) (COUNT(*) AS ?rows) {{ {TWICE} }}", ["COUNT(?money)"]),
        (f"SELECT ?money (COUNT(?money) AS ?n) {{ {TWICE} }} GROUP BY ?money", []),
        (f"SELECT (COUNT(DISTINCT ?money) AS ?n) {{ {TWICE} }}", []),
        (f"SELECT (SUM(?euros) AS ?total) {{ {FUNDED} }} VALUES ?language {{ 'fr' 'en' }}", ["SUM(?euros)"]),
        (f"CONSTRUCT {{ ?money tg:amount ?euros }} WHERE {{ {TWICE} }}", []),
    ],
)
def test_a_figure_that_takes_values_twice_is_told(check: Check, query: str, figures: list[str]) -> None:
    assert [one.sentence.split(" ")[0] for one in check(query)] == figures


def test_the_lesson_tells_how_many_rows_of_how_many_values(check: Check, hamlet: KnowledgeGraph) -> None:
    (row,) = hamlet.query(f"{PREFIXES} SELECT (COUNT(DISTINCT *) AS ?n) {{ {FUNDED} }}")
    values = int(row["n"])
    (found,) = check(f"SELECT (SUM(?euros) AS ?total) {{ {TWICE} }}")
    assert values > 0
    assert (
        f"takes {2 * values} rows, but ?money and ?euros together have only {values} different values" in found.sentence
    )
    assert (found.line, found.column) == (4, 9)
    assert "SELECT DISTINCT ?money ?euros" in found.hints[0]


def test_what_cannot_be_counted_is_not_told() -> None:
    def late(text: str, seconds: float) -> tuple[int, int]:
        raise QueryTimeoutError(seconds=1)

    assert repeated(guard(f"{PREFIXES}SELECT (SUM(?euros) AS ?t) {{ {TWICE} }}"), late, ENGLISH) == ()
