"""Examples are found by words of either language and written as SPARQL that runs."""

from __future__ import annotations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.errors import UnknownParameterError, UnknownQuestionError
from territory_graph.messages import translator
from territory_graph.queries import packaged_queries
from territory_graph.store.guard import guard
from territory_graph.views.examples import example_text, find_examples

FRENCH, ENGLISH = translator("fr"), translator("en")


def test_without_a_word_all_are_there_the_strategists_first() -> None:
    found = find_examples("  ", FRENCH)
    assert len(found) == len(packaged_queries())
    assert [example.user_label for example in found] == sorted(
        (example.user_label for example in found), key=lambda label: label != "Stratège"
    )


@pytest.mark.parametrize("text", ["filieres excellence", "FILIÈRES d’Excellence", "excellence sectors", "07"])
@pytest.mark.parametrize("say", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_accents_case_and_language_do_not_count(text: str, say: object) -> None:
    assert "07-filieres-dexcellence" in [example.name for example in find_examples(text, FRENCH)]


def test_every_word_counts() -> None:
    assert find_examples("filieres introuvables", FRENCH) == ()
    assert len(find_examples("president", FRENCH)) < 40


def test_titles_are_in_the_reader_s_language() -> None:
    french = {example.title for example in find_examples("", FRENCH)}
    assert french.isdisjoint(example.title for example in find_examples("", ENGLISH))


@pytest.mark.parametrize("example", find_examples("", FRENCH), ids=lambda example: example.name)
def test_an_example_is_sparql_that_runs(hamlet: KnowledgeGraph, example: object) -> None:
    name = example.name  # type: ignore[attr-defined]
    title, text = example_text(name, hamlet.base, {}, FRENCH)
    assert text.startswith(f"# {title}\n")
    assert guard(text).form == "select"
    assert hamlet.query(text) is not None


def test_parameters_are_written_into_the_query(hamlet: KnowledgeGraph) -> None:
    _, text = example_text("05-gouvernance", hamlet.base, {"syndicat": "actor/syndicat"}, FRENCH)
    assert "<https://example.org/hamlet/id/actor/syndicat>" in text
    with pytest.raises(UnknownParameterError):
        example_text("05-gouvernance", hamlet.base, {"x": "y"}, FRENCH)
    with pytest.raises(UnknownQuestionError):
        example_text("nothing", hamlet.base, {}, FRENCH)
