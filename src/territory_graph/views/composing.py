"""A question put together without SPARQL: told in words as it grows, with what can be asked next, and its answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from territory_graph.facts.composed import (
    MOST_STEPS,
    Composed,
    Step,
    composed_query,
    read_columns_offered,
    read_kinds,
    read_ties_offered,
    read_values_offered,
)
from territory_graph.facts.ontology import class_labels, property_labels
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing, Value, best_label
from territory_graph.store.answers import Cell, plain
from territory_graph.store.engine import Answer
from territory_graph.tie_kinds import tie_kinds
from territory_graph.views.fiche.lines import called
from territory_graph.views.ordering import alphabetical, by_label
from territory_graph.views.wording import amount_text, with_unit, worded
from territory_graph.vocabulary import local

FIRST_KIND = "Actor"
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
_STEP = re.compile(r"(?P<on>\d)\.(?P<kind>[a-z-]+)\.(?P<role>[a-z]+)\.(?P<sign>[+-])(?P<value>[^~\s<>\"{}|\\^`]*)")
_APART = "~"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be asked: its key, its words, and of how many it is true."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ComposedAnswer:
    """An answer: the titles of its columns, its cells in words, each IRI or “”, and one sentence."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    iris: tuple[tuple[str, ...], ...]
    sentence: str


def from_address(parameters: Mapping[str, str], base: str) -> Composed:
    """The question that an address holds; what cannot be read of it is left out, and the steps that rest on it."""
    kind = parameters.get("sorte", FIRST_KIND)
    steps: list[Step] = []
    for text in parameters.get("etapes", "").split(_APART)[:MOST_STEPS]:
        found = _STEP.fullmatch(text)
        named = sum(1 for step in steps if not step.without)
        if not found or found["kind"] not in tie_kinds() or int(found["on"]) > named:
            break
        value = found["value"] and (found["value"] if "://" in found["value"] else f"{base}id/{found['value']}")
        steps.append(Step(int(found["on"]), found["kind"], found["role"], value or None, found["sign"] == "-"))
    named = sum(1 for step in steps if not step.without)
    by = parameters.get("compter", "")
    columns = tuple(name for name in parameters.get("colonnes", "").split(",") if _WORD.fullmatch(name))
    total = parameters.get("total", "")
    return Composed(
        kind if kind in class_labels() else FIRST_KIND,
        tuple(steps),
        columns,
        int(by) if by.isdigit() and 0 < int(by) <= named else None,
        total if _WORD.fullmatch(total) else "",
        parameters.get("sources") == "1",
    )


def to_address(asked: Composed, base: str) -> dict[str, str]:
    """The parameters of the address of a question; those that say nothing are left out."""
    steps = _APART.join(
        f"{step.on}.{step.kind}.{step.role}.{'-' if step.without else '+'}"
        f"{(step.value or '').removeprefix(f'{base}id/')}"
        for step in asked.steps
    )
    values = {
        "sorte": asked.kind,
        "etapes": steps,
        "colonnes": ",".join(asked.columns),
        "compter": "" if asked.count_by is None else str(asked.count_by),
        "total": asked.total,
        "sources": "1" if asked.sources else "",
    }
    return {name: value for name, value in values.items() if value}


def told(asked: Composed, graph: KnowledgeGraph, day: date | None, say: Translator) -> tuple[str, ...]:
    """The question in words: what is asked for, then a sentence for each step, by the letters of the things."""
    names = graph.labels([step.value for step in asked.steps if step.value], day=day, lang=say.language)
    when = say("composing.on_day", day=say.day(day)) if day else say("composing.all_dates")
    sentences = [say("composing.looked_for", kind=class_name(asked.kind, say), when=when)]
    named = 0
    for step in asked.steps:
        named += not step.without
        other = names[step.value] if step.value else "" if step.without else asked.letters[named].upper()
        sentences.append(_condition(step, asked.letters[step.on].upper(), other, say))
    return tuple(sentences)


def _condition(step: Step, one: str, other: str, say: Translator) -> str:
    anything = say("composing.anything")
    found = tie_kinds()[step.kind]
    told_first = [found.ends[0].role] if found.ends else [each.roles[0] for each in found.direct]
    is_first = step.role in told_first or not told_first
    ends = (one, other or anything) if is_first else (other or anything, one)
    form = "funding-any" if step.kind == "funding" else step.kind  # it finds announced sums and ceilings as well
    words = say(f"telling.kinds.{form}", source=ends[0], target=ends[1])
    words = re.sub(rf"(?<=[«“])(\s?){re.escape(anything)}(?=\s?[»”])", rf"\1{say('composing.something')}", words)
    return say("composing.not", sentence=words) if step.without else words


def class_name(name: str, say: Translator) -> str:
    """What a class is called."""
    return best_label(class_labels().get(name, {}), say.language) or name


def kinds(graph: KnowledgeGraph, day: date | None, say: Translator) -> tuple[Choice, ...]:
    """The kinds of thing that can be asked for, by name."""
    found = (Choice(one.name, class_name(one.name, say), one.count) for one in read_kinds(graph.rows, day))
    return by_label(one for one in found if one.key in class_labels())


def ties(graph: KnowledgeGraph, asked: Composed, on: int, day: date | None, say: Translator) -> tuple[Choice, ...]:
    """The ties by which the things number ``on`` can be narrowed, told as a sentence about their letter."""
    found = read_ties_offered(graph.rows, asked, on, graph.base, day)
    letter = asked.letters[on].upper()
    choices = []
    for one in found:
        words = _condition(Step(0, one.name, one.role), letter, say("composing.something"), say)
        label = say("composing.offer", kind=say(f"ties.{one.name}"), sentence=words)
        choices.append(Choice(f"{one.name}.{one.role}", label, one.count))
    return by_label(choices)


def values(graph: KnowledgeGraph, asked: Composed, step: Step, day: date | None, say: Translator) -> tuple[Choice, ...]:
    """The things to which a step can lead, by name."""
    found = read_values_offered(graph.rows, asked, step, graph.base, day)
    names = graph.things(found, say.language)
    return by_label(Choice(iri, names[iri].label, count) for iri, count in found.items())


def columns(
    graph: KnowledgeGraph, asked: Composed, day: date | None, say: Translator
) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The properties of what is asked for that can be shown, and those of them whose values are numbers."""
    found = read_columns_offered(graph.rows, Composed(asked.kind, asked.steps), graph.base, day)
    choices = {one: Choice(one.name, property_name(one.name, say), one.count) for one in found}
    return by_label(choices.values()), by_label(choice for one, choice in choices.items() if one.first)


def property_name(name: str, say: Translator) -> str:
    """What a property is called."""
    return called(name, best_label(property_labels().get(name, {}), say.language) or name, say)


def sparql(asked: Composed, graph: KnowledgeGraph, day: date | None, say: Translator) -> str:
    """The query of the question, which a reader can open."""
    return composed_query(asked, graph.base, day, say.language)


def answer(graph: KnowledgeGraph, asked: Composed, day: date | None, say: Translator) -> ComposedAnswer:
    """The answer to the question; things are called as on the day of the graph, and those without a name by their IRI.

    Its sentence says how many rows rest on what is not verified or disputed.

    Raises:
        QueryError: the query takes more time or memory than one may.
    """
    found = _ask(graph, asked, day, say)
    rows = [{name: plain(cell) for name, cell in row.items()} for row in found]
    told = _total(rows, asked, say) if asked.total else _listed(rows, found.variables, asked, graph, say)
    doubts = []
    for name, firmer in (("unverified", graph.sure), ("disputed", graph.undisputed)):
        if firmer is not None:
            firm = {tuple(map(plain, row.values())) for row in _ask(firmer, asked, day, say)}
            if count := sum(tuple(row.values()) not in firm for row in rows):
                doubts.append(say(f"composing.{name}", count=count))
    return replace(told, sentence=" ".join([told.sentence, *doubts]))


def _ask(graph: KnowledgeGraph, asked: Composed, day: date | None, say: Translator) -> Answer:
    found = graph.query(sparql(asked, graph, day, say))
    assert isinstance(found, Answer)
    return found


def _listed(
    rows: list[dict[str, Cell]], variables: Sequence[str], asked: Composed, graph: KnowledgeGraph, say: Translator
) -> ComposedAnswer:
    """Things and what they are tied to, or how many there are of each."""
    shown = [name for name in variables if not name.endswith("_name")]
    cells = [[row[name] for name in shown] for row in rows]
    iris = {cell.value for row in cells for cell in row if cell and cell.kind == "iri"}
    things = graph.things(iris, say.language)
    cells, texts = _by_words(cells, shown, things, say)
    links = tuple(tuple(cell.value if cell and cell.kind == "iri" else "" for cell in row) for row in cells)
    first = len({row[0].value for row in cells if row and row[0]})
    by_count = asked.count_by is not None
    sentence = say("composing.counted" if by_count else "composing.found", count=len(rows) if by_count else first)
    return ComposedAnswer(tuple(_title(name, asked, say) for name in shown), texts, links, sentence)


def _by_words(
    cells: list[list[Cell]], shown: list[str], things: Mapping[str, Thing], say: Translator
) -> tuple[list[list[Cell]], tuple[tuple[str, ...], ...]]:
    """The rows and their words in the order of the words as a reader expects it; counts keep theirs, equals by words.

    A query can only sort by the codes of letters, É after Z.
    """
    told = [(row, [_text(cell, name, things, say) for cell, name in zip(row, shown, strict=True)]) for row in cells]

    def order(one: tuple[list[Cell], list[str]]) -> tuple[object, ...]:
        counts = [-int(cell.value) for cell, name in zip(one[0], shown, strict=True) if name == "count" and cell]
        return (*counts, *map(alphabetical, one[1]))

    told.sort(key=order)
    return [row for row, _ in told], tuple(tuple(words) for _, words in told)


def _text(cell: Cell, name: str, things: Mapping[str, Thing], say: Translator) -> str:
    if cell is None:
        return say("unknown.value")
    if cell.kind == "iri":
        return things[cell.value].label
    return worded(Value(cell.value, None, local(cell.datatype), cell.language), name, say)


def _title(name: str, asked: Composed, say: Translator) -> str:
    if name in asked.letters:
        return (
            say("composing.offer", kind=name.upper(), sentence=class_name(asked.kind, say))
            if name == "a"
            else name.upper()
        )
    if name.endswith("_sources"):
        return say("composing.sources_of", letter=name[0].upper())
    return say("composing.count") if name == "count" else property_name(name, say)


def _total(rows: list[dict[str, Cell]], asked: Composed, say: Translator) -> ComposedAnswer:
    """The sums of a property, one a unit or currency, of how many things each, and what they do not say.

    Things that have no value are counted last.
    """
    name = property_name(asked.total, say)
    known = [row["known"] is not None and row["known"].value == "true" for row in rows]
    counts = [int(things.value) if (things := row["things"]) else 0 for row in rows]
    sums = [_sum(row, asked.total, say) for row in rows]
    told = [
        say("composing.summed", value=value, count=count)
        for value, count, each in zip(sums, counts, known, strict=True)
        if each
    ]
    values = say("list.semicolon").join(told) or say("unknown.value")
    texts = tuple((value, say.number(count)) for value, count in zip(sums, counts, strict=True))
    sentence = say("composing.total", name=name, values=values)
    if unknown := sum(count for count, each in zip(counts, known, strict=True) if not each):
        sentence = f"{sentence} {say('composing.without_value', count=unknown)}"
    return ComposedAnswer((name, say("composing.count")), texts, (("", ""),) * len(texts), sentence)


def _sum(row: Mapping[str, Cell], name: str, say: Translator) -> str:
    """A sum with its unit, or its currency."""
    total, unit, known = row["total"], row.get("unit"), row["known"]
    if total is None or (known and known.value == "false"):
        return say("unknown.value")
    if unit is None:  # of a property in no unit, or of a sum whose currency nobody says
        return worded(Value(total.value, None, local(total.datatype)), "value" if name == "amount" else name, say)
    if unit.kind == "iri":
        return amount_text(total.value, local(unit.value), say)
    return with_unit(say.number(Decimal(total.value)), total.value, unit.value, say)
