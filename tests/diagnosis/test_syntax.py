"""Each broken query is told with its place, what is wrong and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest

from diagnosis.conftest import PREFIXES
from territory_graph import resources
from territory_graph.diagnosis import KnownTerms, Lesson, lesson
from territory_graph.diagnosis.lesson import WIDTH, excerpt
from territory_graph.errors import (
    QueryCancelledError,
    QueryError,
    QueryMemoryError,
    QueryTimeoutError,
    ServerBusyError,
    TerritoryGraphError,
)
from territory_graph.messages import Translator, translator
from territory_graph.store.engine import evaluate
from territory_graph.store.guard import guard

CORPUS = (resources.checkout() or Path()).parent / "shared" / "corpus" / "sparql"
CASES = Path(__file__).parent / "broken_queries.txt"
NO_BREAK = str.maketrans("\u00a0\u202f", "  ")


def error_of(text: str) -> TerritoryGraphError:
    """The error that a visitor's query ends with: the guard's, or else the engine's."""
    with pytest.raises(TerritoryGraphError) as raised:
        evaluate(ox.Store(), guard(text).text)
    return raised.value


@pytest.fixture
def taught(known: KnownTerms, say: Translator) -> Callable[[str], Lesson]:
    return lambda text: lesson(error_of(text), text, known, say)


def broken_queries() -> list[tuple[str, str, str, str]]:
    """Of each case the query, the marked text with what stands before it, a part of the sentence, one of the hints."""
    cases = []
    for block in CASES.read_text(encoding="utf-8").strip().split("\n\n"):
        query, marked, sentence, *hint = block.split("\n")
        cases.append((query.replace("⏎", "\n"), marked, sentence, hint[0] if hint else ""))
    return cases


@pytest.mark.parametrize(("query", "marked", "sentence", "hint"), broken_queries(), ids=lambda case: case[:60])
def test_a_broken_query_is_told_with_its_place_and_its_remedy(
    query: str, marked: str, sentence: str, hint: str, taught: Callable[[str], Lesson]
) -> None:
    text = PREFIXES + query
    found = taught(text)
    assert found.line is not None and found.column is not None and found.end_column is not None
    line = text.split("\n")[found.line - 1]
    before, after = marked.split("‖")
    assert line[: found.column - 1].endswith(before)
    assert line[found.column - 1 : found.end_column - 1] == after
    assert sentence in found.sentence.translate(NO_BREAK)
    assert hint in " ".join(found.hints).translate(NO_BREAK)


def test_the_place_and_the_excerpt_are_in_the_plain_text(taught: Callable[[str], Lesson]) -> None:
    assert taught("SELECT *\nWHERE { ?a foaf:name ?n }").text().translate(NO_BREAK) == (
        "Le préfixe « foaf: » n'est pas déclaré.\n\n"
        "Ligne 2, colonne 12.\n\n"
        "2 | WHERE { ?a foaf:name ?n }\n"
        "  |            ^^^^^^^^^\n\n"
        "- Ajoutez au début : PREFIX foaf: <http://xmlns.com/foaf/0.1/>\n"
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("act:lsn", "PREFIX act: <https://w3id.org/territory-graph/id/actor/>"),
        ("dct:title", "Si c'est « dcterms: », ajoutez au début : PREFIX dct: <http://purl.org/dc/terms/>"),
        ("FOAF:name", "PREFIX FOAF: <http://xmlns.com/foaf/0.1/>"),
        ("void:triples", "PREFIX void: <http://rdfs.org/ns/void#>"),
        ("ex:thing", "PREFIX ex: <…>"),
        ("rdfss:label", "Le plus proche des préfixes déclarés : « rdfs: »."),
    ],
)
def test_an_undeclared_prefix_is_told_with_its_likely_iri(
    name: str, hint: str, taught: Callable[[str], Lesson]
) -> None:
    assert hint in " ".join(taught(f"{PREFIXES}ASK {{ {name} ?p ?o }}").hints).translate(NO_BREAK)


def test_the_sentence_is_in_the_readers_language(known: KnownTerms) -> None:
    text = "SELECT * WHERE { ?s ?p }"
    assert lesson(error_of(text), text, known, translator("en")).sentence == (
        "“}” does not fit here: expected an object: a variable, an IRI or a value."
    )


@pytest.mark.parametrize(
    "path",
    sorted(CORPUS.glob("*.rq"))
    or [pytest.param(CORPUS, marks=pytest.mark.skip("no shared/corpus beside this checkout"))],
    ids=lambda path: path.stem,
)
def test_of_the_hostile_corpus_what_is_no_query_is_taught(path: Path, known: KnownTerms, say: Translator) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        guard(text)
    except QueryError as error:
        found = lesson(error, text, known, say)
        assert found.sentence and (found.line is not None or path.stem == "empty")
        return
    if path.stem in ("not_sparql", "two_ops", "comment_trick"):
        assert lesson(error_of(text), text, known, say).line is not None


def test_no_lesson_repeats_the_engines_words(known: KnownTerms, say: Translator) -> None:
    error = QueryError(reason="error at 1:3: expected spargebra::Term in /srv/store", line=1, column=3)
    for text in ("ASK { ?s ?p ?o }", "ASK {", "INSERT DATA { <urn:a> <urn:b> }"):
        told = lesson(error, text, known, say).text()
        assert "spargebra" not in told and "/srv" not in told and "expected" not in told


def test_an_error_without_a_place_is_told_without_one(known: KnownTerms, say: Translator) -> None:
    error = QueryError(reason="the port 9 is not allowed", line=None, column=None)
    assert lesson(error, "ASK {}", known, say) == Lesson("Le moteur n'a pas pu évaluer cette requête.")


@pytest.mark.parametrize(
    ("text", "name", "hint"),
    [
        ("SELECT (<http://exemple.fr/f>(1) AS ?d) {}", "<http://exemple.fr/f>", "STR, LCASE"),
        ("PREFIX e: <http://e/> ASK { ?s ?p (1) FILTER e:contain(?s) }", "e:contain", "CONTAINS"),
        ("BASE <http://e/> SELECT * {} ORDER BY <g>(1)", "<g>", "STR, LCASE"),
        ("ASK { FILTER(<http://e/h>(?a) && ?a<?b && ?b>1) }", "<http://e/h>", "STR, LCASE"),
    ],
)
def test_a_function_that_the_engine_lacks_is_named_where_it_is_called(
    text: str, name: str, hint: str, known: KnownTerms, say: Translator
) -> None:
    with pytest.raises(QueryError) as raised:
        evaluate(ox.Store(), text)
    found = lesson(raised.value, text, known, say)
    assert found.sentence == f"La fonction {name} n'est pas connue du moteur."
    assert (found.line, found.column) == (1, text.index(name) + 1)
    assert hint in found.hints[0]


def test_an_update_is_told_at_the_engines_place(known: KnownTerms, say: Translator) -> None:
    text = "INSERT DATA { <urn:a> <urn:b> }"
    found = lesson(QueryError(reason="error at 1:31: expected", line=1, column=31), text, known, say)
    assert (found.line, found.column) == (1, 31)
    assert found.sentence == "La requête n'est pas lisible à partir d'ici."


@pytest.mark.parametrize("error", [QueryTimeoutError(seconds=10), QueryMemoryError(megabytes=1024)])
def test_a_query_that_was_stopped_is_told_which_patterns_stand_apart(
    error: QueryError, known: KnownTerms, say: Translator
) -> None:
    found = lesson(error, "SELECT * {\n?a ?b ?c .\n?d ?e ?f }", known, say)
    assert found.sentence == say.error(error)
    assert found.line == 3
    assert "variable commune" in found.hints[0]


@pytest.mark.parametrize(
    "error", [QueryCancelledError(), ServerBusyError(retry_after=5), QueryTimeoutError(seconds=10)]
)
def test_what_no_text_is_to_blame_for_is_told_in_its_own_sentence(
    error: TerritoryGraphError, known: KnownTerms, say: Translator
) -> None:
    assert lesson(error, "SELECT * { ?a ?b ?c }", known, say) == Lesson(say.error(error))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * " + "{" * 98 + "}" * 98,
        "SELECT * " + "{ FILTER(EXISTS " * 49 + "{ ?a ?b }" + ") }" * 49,
        "ASK { FILTER(" + "ABS(" * 97 + "?a ?b" + ")" * 97 + ") }",
        "SELECT * " + "{ SELECT * " * 98 + "{ ?a ?b }" + "}" * 98,
        "SELECT * " + "{ OPTIONAL " * 98 + "{ ?a ?b }" + "}" * 98,
        "SELECT (" + "COUNT(" * 95 + "?a ?a" + ")" * 95 + " AS ?n) { ?a ?b ?c }",
    ],
    ids=lambda text: text[:20],
)
def test_the_deepest_text_that_the_guard_lets_through_is_read(text: str, taught: Callable[[str], Lesson]) -> None:
    spoilt = text + "}"
    assert taught(spoilt).line == 1


def codes(pattern: str, *names: str) -> set[str]:
    sources = (path.read_text(encoding="utf-8") for path in (resources.PACKAGE / "diagnosis").glob("*.py"))
    return set(chain.from_iterable(re.findall(pattern, source) for source in sources)) - set(names)


def test_every_fault_and_every_expectation_has_its_words(say: Translator) -> None:
    faults = codes(r'(?:self\.fault|Fault)\("([a-z-]+)"', "large")
    expected = codes(r'(?:unexpected|expect_word|iri|term|whole_iri|_where)\("([a-z-]+)"\)')
    expected |= codes(r'(?:expect_mark|expect_kind|open|close)\("[^"]+", "([a-z-]+)"\)')
    assert [code for code in faults if not say.has(f"diagnosis.syntax.{code}")] == []
    assert [code for code in expected if not say.has(f"diagnosis.expected.{code}")] == []
    assert len(faults) > 15 and len(expected) > 30


def test_every_mistake_has_its_hint(say: Translator) -> None:
    mistakes = codes(r'Mistake\("([a-z-]+)"')
    assert [code for code in mistakes if not say.has(f"diagnosis.hints.{code}")] == []
    assert len(mistakes) > 25


def test_an_excerpt_keeps_tabs_wide_and_odd_characters_above_the_caret() -> None:
    assert excerpt("a\tb == c", 1, 5, 7).split("\n") == ["1 | a    b == c", "  |        ^^"]
    assert excerpt("日本 == c", 1, 4, 6).split("\n") == ["1 | 日本 == c", "  |      ^^"]
    assert excerpt("e\u0301 = c", 1, 4, 5).split("\n") == ["1 | e\u0301 = c", "  |   ^"]
    assert excerpt("a\u00a0b\x00", 1, 2, 3).split("\n") == ["1 | a␣b␀", "  |  ^"]


def test_an_excerpt_of_a_long_line_is_cut_around_the_caret() -> None:
    line = "x" * 500 + "==" + "y" * 500
    shown, carets = excerpt(f"first\n{line}", 2, 501, 503).split("\n")
    assert len(shown) <= len("2 | ") + WIDTH + 1
    assert shown.startswith("2 | …x") and shown.endswith("y…")
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "=="


def test_an_excerpt_of_the_end_of_a_text_has_its_caret_behind_it() -> None:
    assert excerpt("ASK {", 1, 6, 6).split("\n") == ["1 | ASK {", "  |      ^"]
