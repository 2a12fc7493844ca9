"""The packaged questions as a screen shows them: by kind of user, with parameters and a readable answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from territory_graph.facts.things import read_named, read_things_under
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing, Value
from territory_graph.queries import PackagedQuery, packaged_queries, packaged_query
from territory_graph.store.answers import Cell, plain
from territory_graph.store.engine import Answer
from territory_graph.views.ordering import alphabetical
from territory_graph.views.wording import worded
from territory_graph.vocabulary import local


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a parameter can take."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A parameter of a question: its name and label, its choices (none for free text), and its default."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    default: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A packaged question: its title, who asks it, how hard it is, its parameters and its SPARQL."""

    name: str
    title: str
    user: str
    user_label: str
    parameters: tuple[ParameterView, ...]
    measure: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer ready to be shown: column titles, rows of text, the things named in it, one sentence, its SPARQL."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    things: tuple[Thing, ...]
    sentence: str
    sparql: str
    csv: str


def list_questions(say: Translator) -> tuple[QuestionView, ...]:
    """Every packaged question, strategists' first, in order of number; parameters are filled when one is opened."""
    found = sorted(packaged_queries(), key=lambda query: (query.user != "strategist", query.number))
    return tuple(_question(query, (), say) for query in found)


def open_question(graph: KnowledgeGraph, name: str, say: Translator) -> QuestionView:
    """One packaged question with the choices of its parameters.

    Raises:
        UnknownQuestionError: no question has that name.
    """
    query = packaged_query(name)
    parameters = tuple(
        ParameterView(
            parameter.name,
            parameter.labels[say.language],
            () if parameter.kind == "text" else _choices(graph, parameter.kind, say),
            _rebased(str(parameter.default), graph.base),
        )
        for parameter in query.parameters
    )
    return _question(query, parameters, say)


def answer(graph: KnowledgeGraph, name: str, values: Mapping[str, str], say: Translator) -> AnswerView:
    """The answer to a packaged question, worded for a reader.

    Raises:
        UnknownQuestionError: no question has that name.
        UnknownParameterError: the question has no such parameter.
    """
    query = packaged_query(name)
    found = graph.ask(name, lang=say.language, **values)
    titles = {column.name: column.labels[say.language] for column in query.columns}
    rows = tuple(
        tuple(_worded(plain(cell), variable, say) for cell, variable in zip(row, found.variables, strict=True))
        for row in found.rows
    )
    return AnswerView(
        columns=tuple(titles.get(variable, variable) for variable in found.variables),
        rows=rows,
        things=things_named(graph, found, say),
        sentence=say("questions.none") if not rows else say("questions.rows", count=len(rows)),
        sparql=query.sparql(graph.base, **values),
        csv=found.to_csv(),
    )


def _question(query: PackagedQuery, parameters: tuple[ParameterView, ...], say: Translator) -> QuestionView:
    measure = say(f"measures.{query.measure}") if query.measure else ""
    return QuestionView(
        query.name, query.titles[say.language], query.user, say(f"users.{query.user}"), parameters, measure
    )


def _rebased(iri: str, base: str) -> str:
    return iri.replace("https://w3id.org/territory-graph/id/", f"{base}id/")


def _choices(graph: KnowledgeGraph, kind: str, say: Translator) -> tuple[Choice, ...]:
    things = graph.things(read_things_under(graph.rows, f"{graph.base}id/{kind}/"), say.language)
    return tuple(
        sorted((Choice(iri, thing.label) for iri, thing in things.items()), key=lambda c: alphabetical(c.label))
    )


def _worded(cell: Cell, variable: str, say: Translator) -> str:
    if cell is None or cell.kind != "literal":
        return cell.value if cell else ""
    name = "when" if variable == "date" else variable
    return worded(Value(cell.value, None, local(cell.datatype), cell.language), name, say)


def things_named(graph: KnowledgeGraph, found: Answer, say: Translator) -> tuple[Thing, ...]:
    """The things that an answer names, by IRI or by a label that is theirs alone, by name."""
    terms = {term for row in found.rows for cell in row if (term := plain(cell))}
    labels = {term.value for term in terms if term.kind == "literal"}
    iris = {term.value for term in terms if term.kind == "iri"}
    iris |= {iri for name, each in read_named(graph.rows).items() if name in labels and len(each) == 1 for iri in each}
    return tuple(sorted(graph.things(iris, say.language).values(), key=lambda thing: alphabetical(thing.label)))
