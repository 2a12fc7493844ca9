"""The packaged questions as a screen shows them: by subject, found by words, with parameters and a readable answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import compress

from territory_graph.facts.money import EUROS
from territory_graph.facts.ontology import property_labels
from territory_graph.facts.things import read_bearers, read_some_under
from territory_graph.french import Listing
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator, translator
from territory_graph.model import Thing, Value
from territory_graph.queries import SUBJECTS, PackagedQuery, Parameter, packaged_queries, packaged_query
from territory_graph.settings import LANGUAGES
from territory_graph.spelling import folded
from territory_graph.store.answers import Cell
from territory_graph.store.answers import plain as plain_cell
from territory_graph.store.engine import Answer
from territory_graph.terms import is_iri
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.perimeter import is_told_in_parts
from territory_graph.views.search import find_things
from territory_graph.views.telling import enumerated, plain
from territory_graph.views.wording import amount_text, bounded, doubt, worded
from territory_graph.vocabulary import full_iri, local

_NOBODY = "urn:nobody"
_NAMED, _SHORT = 3, 160
"""Things that the sentence of an answer names, and characters of what it says of each."""
_LISTED, _SEARCHED = 300, 30
"""Things that a list offers, and things that are looked for by name."""
OF_PARAMETER, _LONGEST_TEXT = "p.", 200
"""What stands in an address before the name of a parameter, and characters that it may give to a text."""
_MOST_LABELS, MOST_THINGS = 2_000, 300
"""Texts of an answer that are looked for as names, and things that it offers to open."""
_WITH_SUM = ("currency", "amountBound")
"""The columns of which the sum in words says what they say."""
_COUNTS, _NUMBERS = re.compile(r"\b(?:COUNT|SUM)\s*\("), frozenset({"integer", "decimal", "double"})
_ORDERED = re.compile(r"\nORDER BY \?(?P<names>\w+(?: \?\w+)*)\s*\Z")


Ask = Callable[[KnowledgeGraph], Answer]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a parameter can take."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ParameterView:
    """A parameter of a question: its name and label, its choices (none for free text), and its default.

    ``kind`` is what stands before the name in the IRIs of things that are too many for a list, and are found by their
    names (``named_things``); empty otherwise.
    """

    name: str
    label: str
    choices: tuple[Choice, ...]
    default: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A packaged question: its title, who asks it, its parameters, and what it is about.

    ``words`` are those by which it is found, in both languages and folded: of its title, columns and subject, synonyms
    among them.
    """

    name: str
    title: str
    user: str
    user_label: str
    parameters: tuple[ParameterView, ...]
    measure: str
    subject: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer ready to be shown: column titles, rows of text, the things named in it, one sentence, its SPARQL.

    ``values`` are the rows as the data have them, for files. Where some rows rest on what is not verified or
    disputed, a last column says which.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    things: tuple[Thing, ...]
    sentence: str
    scope: str
    sparql: str
    values: tuple[tuple[str, ...], ...]


def list_questions(say: Translator) -> tuple[QuestionView, ...]:
    """Every packaged question, strategists' first, by subject and number; parameters are filled when one is opened."""
    return _listed(say.language)


@cache
def _listed(language: str) -> tuple[QuestionView, ...]:
    found = sorted(
        packaged_queries(), key=lambda query: (query.user != "strategist", SUBJECTS.index(query.subject), query.number)
    )
    return tuple(_question(query, (), translator(language)) for query in found)


def answerable(graph: KnowledgeGraph) -> frozenset[str]:
    """The names of the packaged questions whose classes, properties and fixed things the data have, of whatever date.

    Each parameter that names a thing has one to choose. To other questions no source was asked: that their answer is
    empty says nothing of what sources say.
    """
    needed = {query.name: query.needs(graph.base) for query in packaged_queries()}
    known = {iri for iri in frozenset().union(*needed.values()) if graph.uses(iri)}
    kinds = {parameter.kind for query in packaged_queries() for parameter in query.parameters}
    there = {kind for kind in kinds if kind == "text" or read_some_under(graph.rows, kind, graph.base)}
    return frozenset(
        query.name
        for query in packaged_queries()
        if needed[query.name] <= known and {parameter.kind for parameter in query.parameters} <= there
    )


def find_questions(text: str, say: Translator) -> tuple[QuestionView, ...]:
    """The questions that all words of a text lead to, without accents, in either language: whole, else begun.

    Words of fewer than three letters say nothing, nor do those that only ask, as “who”, unless there are no others;
    those about the sought subject itself come first.
    """
    every = [word for word in folded(text).split() if len(word) > 2]
    asking = {word for each in map(translator, LANGUAGES) for word in folded(each("questions.asking")).split()}
    wanted = [word for word in every if word not in asking] or every
    if not wanted:
        return ()
    found = list_questions(say)
    for word in wanted:
        whole = [each for each in found if _stem(word) in map(_stem, each.words)]
        found = tuple(whole or [each for each in found if _begins_one_of(word, each.words)])
    titles = {each.name: frozenset(folded(each.title).split()) for each in found}
    return tuple(sorted(found, key=lambda each: -sum(_begins_one_of(word, titles[each.name]) for word in wanted)))


def _stem(word: str) -> str:
    """A word without the mark of a plural."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _begins_one_of(word: str, words: frozenset[str]) -> bool:
    return any(each.startswith(_stem(word)) for each in words)


def open_question(graph: KnowledgeGraph, name: str, say: Translator) -> QuestionView:
    """One packaged question with the choices of its parameters.

    Raises:
        UnknownQuestionError: no question has that name.
    """
    query = packaged_query(name)
    return _question(query, tuple(_parameter(graph, query, each, say) for each in query.parameters), say)


def _parameter(graph: KnowledgeGraph, query: PackagedQuery, parameter: Parameter, say: Translator) -> ParameterView:
    label, default = parameter.labels[say.language], default_of(graph, query, parameter)
    if parameter.kind == "text":
        return ParameterView(parameter.name, label, (), default)
    iris = read_some_under(graph.rows, parameter.kind, graph.base)
    if len(iris) > _LISTED:
        known = graph.things([default])[default].kind
        return ParameterView(parameter.name, label, (), default if known else iris[0], parameter.kind)
    return ParameterView(parameter.name, label, _choices(graph, query, parameter, iris, say), default)


def default_of(graph: KnowledgeGraph, query: PackagedQuery, parameter: Parameter) -> str:
    """What a question asks about by itself: the actor at the centre where its own is a thing of another territory."""
    default, centre = _rebased(str(parameter.default), graph.base), graph.manifest.centre
    asked = [each for each in query.parameters if each.kind == "actor"]
    if asked != [parameter] or not centre or graph.things([default])[default].kind:
        return default
    return centre


def address_of(name: str) -> str:
    """What an address calls a parameter of a question."""
    return f"{OF_PARAMETER}{name}"


def asked_in(address: Mapping[str, str], question: QuestionView, graph: KnowledgeGraph) -> dict[str, str]:
    """What an address asks a question about: of a parameter that it does not name, or wrongly, the default."""
    return {one.name: _asked(address.get(address_of(one.name)), one, graph) for one in question.parameters}


def _asked(text: str | None, one: ParameterView, graph: KnowledgeGraph) -> str:
    if text is None:
        return one.default
    if not one.choices and not one.kind:
        return text[:_LONGEST_TEXT]
    iri = full_iri(text, graph.base)
    if one.choices:
        return iri if any(choice.value == iri for choice in one.choices) else one.default
    known = is_iri(iri) and iri.startswith(f"{graph.base}id/{one.kind}/") and graph.things([iri])[iri].kind
    return iri if known else one.default


def named_things(graph: KnowledgeGraph, parameter: ParameterView, text: str, say: Translator) -> tuple[Choice, ...]:
    """The things that a parameter may be and that ``text`` names, the best first, with what tells them apart."""
    own = f"{graph.base}id/{parameter.kind}/"
    found = [thing for thing in find_things(graph, text, say, _SEARCHED).things if thing.iri.startswith(own)]
    known = graph.things([thing.iri for thing in found])  # a name may be of something outside a perimeter
    return tuple(
        Choice(thing.iri, f"{thing.label} ({thing.place})" if thing.place else thing.label)
        for thing in found
        if known[thing.iri].kind
    )


def answer(
    graph: KnowledgeGraph, name: str, values: Mapping[str, str], say: Translator, day: date | None = None
) -> AnswerView:
    """The answer to a packaged question, worded for a reader: of ``day`` where the question can be asked of one.

    Raises:
        UnknownQuestionError: no question has that name.
        UnknownParameterError: the question has no such parameter.
    """
    query = packaged_query(name)
    on = day if query.dated else None
    asked = {each.name: default_of(graph, query, each) for each in query.parameters}
    things = [each for each in query.parameters if each.kind != "text" and each.name not in values]
    unasked = [each for each in things if not graph.things([asked[each.name]])[asked[each.name]].kind]
    values = asked | dict(values)

    def ask(of: KnowledgeGraph) -> Answer:
        return of.answer(query, values, lang=say.language, day=on)  # its default may be a thing of elsewhere

    found = ask(graph)
    titles = {column.name: column.labels[say.language] for column in query.columns}
    rows = tuple(
        tuple(_worded(cell, variable, said, say) for cell, variable in zip(row, found.variables, strict=True))
        for row in _in_order(found, query)
        for said in [dict(zip(found.variables, row, strict=True))]
    )
    columns = tuple(titles.get(variable, variable) for variable in found.variables)
    spoken = [variable not in _WITH_SUM or "amount" not in found.variables for variable in found.variables]
    told = tuple(compress(columns, spoken)), tuple(tuple(compress(row, spoken)) for row in rows)
    unsure = _unsure(graph, query, found, ask)
    doubts = tuple(say(unsure[row]) if row in unsure else "" for row in _in_order(found, query))
    return AnswerView(
        columns=(*columns, *([say("questions.doubt")] if unsure else [])),
        rows=tuple((*row, word) for row, word in zip(rows, doubts, strict=True)) if unsure else rows,
        things=things_named(graph, found, say),
        sentence=_unasked(unasked, say) if unasked and not rows else _sentence(*told, doubts, say, on),
        scope=_scope(graph, query, on, say),
        sparql=(query.on(on) if on else query).sparql(graph.base, **values),
        values=tuple(
            (*texts, say(unsure[row]) if row in unsure else "") if unsure else texts
            for texts, row in zip(
                map(tuple, found.texts()), (tuple(map(plain_cell, row)) for row in found.rows), strict=True
            )
        ),
    )


def _scope(graph: KnowledgeGraph, query: PackagedQuery, on: date | None, say: Translator) -> str:
    """Of which day an answer is; of who holds which post, also the last elections by then, which may end mandates."""
    if on is None:
        return say("questions.all_dates")
    told = say("questions.on_day", day=say.day(on))
    held = [day for day in map(date.fromisoformat, graph.manifest.elections) if day <= on]
    if not held or "tg:holder" not in query.text:
        return told
    return f"{told} {say('questions.elections', date=say.day(max(held)))}"


def _unsure(graph: KnowledgeGraph, query: PackagedQuery, found: Answer, ask: Ask) -> dict[tuple[Cell, ...], str]:
    """The rows that are not there without what is not verified, or disputed, each with the key of a word for it.

    Of a count that is another without it, a part is. A measure has no records.
    """
    if query.measure:
        return {}
    rows = [tuple(map(plain_cell, row)) for row in found.rows]
    told: dict[tuple[Cell, ...], str] = {}
    for firmer, whole, partly in (
        (graph.sure, "evidence.doubt.unverified", "questions.partly_unverified"),
        (graph.undisputed, "status.disputed", "questions.partly_disputed"),
    ):
        if firmer is not None:
            firm = {tuple(map(plain_cell, row)) for row in ask(firmer).rows}
            rest = {_uncounted(row) for row in firm} if _COUNTS.search(query.text) else set()
            told |= {row: partly if _uncounted(row) in rest else whole for row in rows if row not in firm}
    return told


def _uncounted(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """What a row of counts is about."""
    return tuple(cell for cell in row if cell is None or local(cell.datatype or "") not in _NUMBERS)


def _in_order(found: Answer, query: PackagedQuery) -> list[tuple[Cell, ...]]:
    """The rows in the order of the query, its texts as French orders them: an engine goes by the codes of letters."""
    order = _ORDERED.search(query.text)
    names = order["names"].split(" ?") if order and not query.measure else []
    keys = [found.variables.index(name) for name in names if name in found.variables]
    rows = [tuple(plain_cell(cell) for cell in row) for row in found.rows]
    return sorted(rows, key=lambda row: [_place(row[key]) for key in keys])


def _place(cell: Cell) -> tuple[bool, Decimal, tuple[str, str]]:
    """Where a cell stands in its column: the unbound first, as in SPARQL, numbers by value, texts by the alphabet."""
    if cell is None:
        return False, Decimal(0), ("", "")
    if local(cell.datatype) in {"integer", "decimal"}:
        return True, Decimal(cell.value), ("", "")
    return True, Decimal(0), alphabetical(cell.value)


def _unasked(parameters: list[Parameter], say: Translator) -> str:
    """That a question has to be told what it asks about: its own things are of another territory."""
    return say("questions.unasked", names=enumerated((each.labels[say.language] for each in parameters), say))


def _sentence(
    titles: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    doubts: tuple[str, ...],
    say: Translator,
    on: date | None = None,
) -> str:
    """What the answer says: a row whole where it is the only one, else how many things it names, the first of them.

    What is named is followed by the doubt of its rows, where they have any. That there is none is said of the day
    ``on`` alone, where the question was asked of one.
    """
    if not rows:
        return say("questions.none_on", day=say.day(on)) if on else say("questions.none")
    if len(rows) == 1:
        told = [
            say("questions.cell", what=what, value=value) for what, value in zip(titles, rows[0], strict=True) if value
        ]
        cells = [*map(plain, told), *filter(None, doubts)]
        return say("questions.row", cells=say("questions.then").join(cells))
    # A column with words comes first; codes and numbers have no small letter.
    columns = list(zip(titles, zip(*rows, strict=True), strict=True))
    words = next((column for column in columns if any(map(str.islower, "".join(column[1])))), columns[0])
    ordered = [words, *(column for column in columns if column is not words)]
    titles, rows = tuple(title for title, _ in ordered), tuple(zip(*(cells for _, cells in ordered), strict=True))
    named: dict[str, list[tuple[str, ...]]] = {}
    for row, unsure in zip(rows, doubts, strict=True):
        if row[0]:
            named.setdefault(row[0], []).append((unsure, *row[1:]))
    told = [_with_rest(name, ("", *titles[1:]), rest, say) for name, rest in list(named.items())[:_NAMED]]
    # Rows of a single column that read alike are things of one name; of several, they say more of one.
    count = sum(map(len, named.values())) if len(titles) == 1 else len(named)
    shown = enumerated(told, say, left=max(0, count - len(told)) if len(named) > _NAMED else 0)
    return say("questions.answer", what=titles[0], count=count, names=shown)


_SUM = re.compile(r"^(?:€[\d,.]+|[\d\s,.]+(?:€|[A-Z]{3}))$")


def _with_rest(name: str, titles: tuple[str, ...], rows: list[tuple[str, ...]], say: Translator) -> str:
    """What an answer names first, with what it says of it and is short: a number by the name of its column.

    The column without a title is the doubt of the rows: one that only some of them have is said to be of a part.
    """
    rest, cut = "", False
    for title, column in zip(titles, zip(*rows, strict=True), strict=True):
        values = list(dict.fromkeys(filter(None, column)))
        listed = enumerated(map(plain, values), say, most=_NAMED)
        if len(values) > 1 and all(map(_SUM.search, values)):  # several sums of one thing are no addition
            listed = Listing.of(values, say("list.or").join)
        number = listed[:1].isdigit() and len(values) == 1
        cell = say("questions.cell", what=title, value=listed) if number else listed
        if not title and values and "" in column:
            cell = say("fiche.partly", status=listed)
        longer = say("questions.then").join(filter(None, (rest, cell)))
        cut |= len(longer) > _SHORT
        rest = longer if len(longer) <= _SHORT else rest
    rest += f"{say('questions.then')}…" if rest and cut else ""
    return say("fiche.during", name=plain(name), period=rest) if rest else plain(name)


def _question(query: PackagedQuery, parameters: tuple[ParameterView, ...], say: Translator) -> QuestionView:
    measure = say(f"measures.{query.measure}") if query.measure else ""
    told = [*query.titles.values(), *(label for column in query.columns for label in column.labels.values())]
    for each in map(translator, LANGUAGES):
        told += [each(f"questions.subjects.{query.subject}"), each(f"questions.synonyms.{query.subject}")]
    return QuestionView(
        query.name,
        query.titles[say.language],
        query.user,
        say(f"users.{query.user}"),
        parameters,
        measure,
        say(f"questions.subjects.{query.subject}"),
        frozenset(folded(" ".join(told)).split()),
    )


def _rebased(iri: str, base: str) -> str:
    return iri.replace("https://w3id.org/territory-graph/id/", f"{base}id/")


def _choices(
    graph: KnowledgeGraph, query: PackagedQuery, parameter: Parameter, iris: tuple[str, ...], say: Translator
) -> tuple[Choice, ...]:
    """The things about which the question makes sense: its answer differs from that about a thing that nobody knows.

    What it asks about by itself stays among them; all things of the kind do where it makes sense about none, and where
    the territory is too large to be asked about each.
    """
    sensible = list(iris)
    if graph.perimeter is not None or not is_told_in_parts(graph):
        nobody = graph.answer(query, {parameter.name: _NOBODY}).rows
        sensible = [iri for iri in iris if graph.answer(query, {parameter.name: iri}).rows != nobody]
    default = _rebased(str(parameter.default), graph.base)
    things = graph.things({*sensible, *({default} & set(iris))} or iris, say.language)
    return by_label(Choice(iri, thing.label) for iri, thing in things.items())


def _worded(cell: Cell, variable: str, said: Mapping[str, Cell], say: Translator) -> str:
    """A cell in words; ``said`` is its row, by variable."""
    if cell is None or cell.kind != "literal":
        return cell.value if cell else ""
    if variable == "propriete":
        return property_labels().get(cell.value, {}).get(say.language, cell.value)
    if variable == "confiance":
        return doubt(float(cell.value), say) or say("evidence.sure")
    if variable == "amount":  # as exactly as its row has it, in its currency; in euros where the row gives none
        currency, exactly = (said.get(name) for name in _WITH_SUM)
        told = amount_text(cell.value, currency.value if currency else EUROS, say)
        return bounded(told, exactly.value if exactly else "", say)
    if variable == "amountBound":
        bound = f"codes.amountBound.{cell.value}"
        return say(bound) if say.has(bound) else cell.value
    name = "when" if variable == "date" else variable
    return worded(Value(cell.value, None, local(cell.datatype), cell.language), name, say)


def things_named(graph: KnowledgeGraph, found: Answer, say: Translator) -> tuple[Thing, ...]:
    """The things that an answer names, by IRI or by a label that is theirs alone, by name; the first of many."""
    terms = dict.fromkeys(term for row in found.rows for cell in row if (term := plain_cell(cell)))
    labels = [term.value for term in terms if term.kind == "literal"]
    iris = dict.fromkeys(term.value for term in terms if term.kind == "iri")
    bearers = read_bearers(graph.rows, labels[:_MOST_LABELS])
    iris |= dict.fromkeys(iri for each in bearers.values() if len(each) == 1 for iri in each)
    named = graph.things(list(iris)[:MOST_THINGS], say.language)
    return by_label(named.values())
