"""Figures that count something several times: a sum, a mean or a count checked against the set of what it is made of.

Where other conditions repeat a row (a name in two languages, several members), SUM adds the same value of the same
thing once a row. The check asks for the rows of each figure, and for the different things and values among them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from territory_graph.diagnosis.lesson import Lesson, lesson_at
from territory_graph.diagnosis.parser import parse
from territory_graph.diagnosis.reader import Fault, Span
from territory_graph.diagnosis.tree import Block, Element, Nested, Piece, Query, Union
from territory_graph.errors import BusyError, QueryError
from territory_graph.messages import Translator
from territory_graph.store.guard import GuardedQuery, guard
from territory_graph.store.pool import Limits, QueryPool
from territory_graph.store.tokens import tokens

Count = Callable[[str, float], tuple[int, int]]
"""The numbers ``?rows`` and ``?once`` of the only row of an answer, found within so many seconds."""
LONGEST = 5.0
"""Seconds that the check of one figure may take."""
_VARIABLE = re.compile(r"[?$](\w+)")


@dataclass(frozen=True, slots=True)
class _Figure:
    """An aggregate of a variable without DISTINCT: its name, the variable, where it stands, what makes one value."""

    function: str
    variable: str
    span: Span
    key: tuple[str, ...]


def counting(pool: QueryPool, client: str, *, services: Collection[str] = ()) -> Count:
    """The function that counts with the workers of a pool on behalf of ``client``."""

    def count(text: str, seconds: float) -> tuple[int, int]:
        media_type = "application/sparql-results+json"
        asked = guard(text, services=services)
        result = pool.submit(asked, media_type=media_type, limits=Limits(seconds, 1), client=client).result()
        (row,) = json.loads(result.body)["results"]["bindings"]
        return int(row["rows"]["value"]), int(row["once"]["value"])

    return count


def repeated(query: GuardedQuery, count: Count, say: Translator) -> tuple[Lesson, ...]:
    """A lesson for each SUM, AVG and COUNT of a variable that takes some of its values more than once.

    A value is taken twice where a group holds two rows of the same thing and value: of the subject that a triple
    pattern gives the value to, or, for COUNT of things, of the thing itself. What cannot be counted is not told.
    """
    try:
        tree = parse(query.text)
    except Fault:
        return ()
    found = []
    for figure in _figures(tree):
        try:
            rows, once = count(_checking(tree, figure), LONGEST)
        except (QueryError, BusyError):
            continue
        if rows > once:
            written = tree.slice(figure.span)
            code = "count" if figure.function == "COUNT" else "sum"
            names = {
                "figure": written,
                "rows": rows,
                "once": once,
                "things": f"?{figure.key[0]}",
                "value": f"?{figure.variable}",
            }
            hint = say(f"diagnosis.repeated.{code}_hint", **names)
            found.append(lesson_at(say, tree.text, figure.span, say(f"diagnosis.repeated.{code}", **names), (hint,)))
    return tuple(found)


def _figures(tree: Query) -> Iterator[_Figure]:
    """The figures of a SELECT that a triple pattern of its WHERE gives the values of."""
    if tree.form != "select" or tree.where is None:
        return
    start = tree.head.start
    found = tokens(tree.slice(tree.head))
    givers = dict(_givers(tree, tree.where.elements))
    grouped = {token.text[1:] for token in tokens(tree.slice(tree.group_by)) if token.kind == "variable"}
    for function, opener, variable, closer in zip(found, found[1:], found[2:], found[3:], strict=False):
        name = function.text.upper()
        written = (opener.text, variable.kind, closer.text) == ("(", "variable", ")")
        if not written or name not in ("SUM", "AVG", "COUNT"):
            continue
        value = variable.text[1:]
        key = (value,) if name == "COUNT" else (givers.get(value, ""), value)
        if all(key) and value not in grouped:
            yield _Figure(name, value, Span(start + function.start, start + closer.end), tuple(dict.fromkeys(key)))


def _givers(tree: Query, elements: tuple[Element, ...]) -> Iterator[tuple[str, str]]:
    """Each variable that is the object of a triple pattern, with the variable that is its subject."""
    for element in elements:
        if isinstance(element, Block):
            subject = _VARIABLE.fullmatch(tree.slice(element.subject))
            for triple in element.triples if subject else ():
                value = _VARIABLE.fullmatch(tree.slice(triple.object))
                if subject and value and triple.simple:
                    yield value[1], subject[1]
        elif isinstance(element, Union):
            for branch in element.branches:
                yield from _givers(tree, branch.elements)
        elif isinstance(element, Nested) and element.kind != "select":
            yield from _givers(tree, element.group.elements)
        elif isinstance(element, Piece) and element.kind == "optional":
            inner = parse(f"{tree.slice(tree.prologue)}\nSELECT * {tree.slice(element.span)[len('optional') :]}")
            if inner.where is not None:
                yield from _givers(inner, inner.where.elements)


def _checking(tree: Query, figure: _Figure) -> str:
    """The query that counts the rows of a figure, and what they are when each value of a group is taken once."""
    group = tree.group(tree.where, {}) if tree.where is not None else "{ }"
    if tree.values is not None:
        group = f"{{ {group}\n{tree.slice(tree.values.span)} }}"
    keys = " ".join(f"?{name}" for name in figure.key)
    by = f"{tree.slice(tree.group_by)} {keys}" if tree.group_by is not None else f"GROUP BY {keys}"
    inner = f"SELECT (COUNT(?{figure.variable}) AS ?times) WHERE {group}\n{by}\nHAVING(COUNT(?{figure.variable}) > 0)"
    head = "SELECT (SUM(?times) AS ?rows) (COUNT(*) AS ?once)"
    return "\n".join([tree.slice(tree.prologue), head, *map(tree.slice, tree.dataset), f"WHERE {{ {{ {inner} }} }}"])
