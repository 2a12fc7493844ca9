"""The packaged questions as examples to start from: found by words of either language, written as SPARQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from territory_graph.messages import Translator
from territory_graph.queries import packaged_queries, packaged_query
from territory_graph.spelling import folded


@dataclass(frozen=True, slots=True)
class Example:
    """A packaged question to start from: its title, who asks it, and whether it has parameters to choose."""

    name: str
    title: str
    user_label: str
    has_parameters: bool


def find_examples(text: str, say: Translator) -> tuple[Example, ...]:
    """The questions that hold every word of ``text``, in French or English, accents and case aside; all for no word."""
    words = folded(text).split()
    ordered = sorted(packaged_queries(), key=lambda query: (query.user != "strategist", query.number))
    return tuple(
        Example(query.name, query.titles[say.language], say(f"users.{query.user}"), bool(query.parameters))
        for query in ordered
        if all(word in _words(query.name) for word in words)
    )


def some_examples(say: Translator) -> tuple[tuple[str, str], ...]:
    """A few questions whose answers are seen in different ways: their names and titles."""
    return tuple((name, packaged_query(name).titles[say.language]) for name in _SOME)


_SOME = ("02-qui-soutient-qui", "31-frise", "47-effectifs-par-classe", "08-acteur-filiere", "42-enonces-par-statut")


def example_text(name: str, base: str, values: Mapping[str, str], say: Translator) -> tuple[str, str]:
    """The title of a question in the reader's language, and its SPARQL under that title as a comment.

    Raises:
        UnknownQuestionError: no question has that name.
        UnknownParameterError: the question has no such parameter.
    """
    query = packaged_query(name)
    title = query.titles[say.language]
    head = [title]
    if query.measure:  # the query gives the network, not the answer
        head.append(say("sparql.examples.measure", measure=say(f"measures.{query.measure}")))
    comments = "".join(f"# {line}\n" for line in head)
    return title, f"{comments}{query.sparql(base, **values).strip()}\n"


@cache
def _words(name: str) -> str:
    """Everything that a question can be found by: titles, columns and parameters in both languages, and its name."""
    query = packaged_query(name)
    labelled = [each.labels for each in query.columns] + [each.labels for each in query.parameters]
    labels = [label for each in labelled for label in each.values()]
    return " ".join(folded(text) for text in (query.name, *query.titles.values(), *labels))
