"""A question put together step by step: things of a class, what they are tied to, and what has an answer next.

Steps go along ties, so that each has its roles, its dates and its sources. The thing that is asked for is ``?a``; each
step without “without” adds the next letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from string import ascii_lowercase

from territory_graph.dates import DERIVED
from territory_graph.facts.coverage import not_later, not_sooner
from territory_graph.store.engine import Select
from territory_graph.vocabulary import TG, local

MOST_STEPS = 8
_PREFIXES = (
    "PREFIX prov: <http://www.w3.org/ns/prov#>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    "PREFIX tg: <https://w3id.org/territory-graph/ontology#>\n"
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
)
_OWN_WORDS = DERIVED | {"notBefore", "notAfter", "label"}
"""Properties that stand for others, or are shown anyway."""


@dataclass(frozen=True, slots=True)
class Step:
    """One condition on the thing number ``on``: tied by ``kind``, itself in ``role``, to ``value`` or to anything.

    ``without`` is that there is no such tie.
    """

    on: int
    kind: str
    role: str
    value: str | None = None
    without: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """A question: the class (local name) of what is asked for, its steps, and what is shown of the answer.

    ``columns`` are properties (local names) of what is asked for; ``count_by`` the number of the thing by which it is
    counted; ``total`` the property whose values are added up, each once a thing and apart by their unit or currency;
    ``sources`` shows who says so.
    """

    kind: str
    steps: tuple[Step, ...] = ()
    columns: tuple[str, ...] = ()
    count_by: int | None = None
    total: str = ""
    sources: bool = False

    @property
    def letters(self) -> tuple[str, ...]:
        """The variables: of what is asked for, then of each step that names something."""
        return tuple(ascii_lowercase[: 1 + sum(1 for step in self.steps if not step.without)])


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be asked next, and of how many of the things in question it is true."""

    name: str
    count: int
    role: str = ""
    first: bool = True


def composed_query(asked: Composed, base: str, day: date | None, language: str) -> str:
    """The query of a question, on a day or at all dates, with names in a language."""
    letters, body = asked.letters, list(_body(asked, base, day))
    if asked.total:
        body += [f"OPTIONAL {{ ?a tg:{asked.total} ?value OPTIONAL {{ ?a tg:currency|tg:unit ?unit }} }}"]
        inner = f"  {{ SELECT DISTINCT ?a ?value ?unit WHERE {{\n{_lines(body, 4)}  }} }}\n"
        inner += "  BIND(BOUND(?value) AS ?known)\n"
        head = "SELECT ?known ?unit (SUM(?value) AS ?total) (COUNT(DISTINCT ?a) AS ?things)"
        return (
            f"{_PREFIXES}{head} WHERE {{\n{inner}}}\nGROUP BY ?known ?unit\nORDER BY DESC(?known) DESC(?things) ?unit\n"
        )
    if asked.count_by is not None:
        by = letters[asked.count_by]
        body += _name(by, language)
        names = f"?{by} ?{by}_name"
        head = f"SELECT {names} (COUNT(DISTINCT ?a) AS ?count)"
        return f"{_PREFIXES}{head} WHERE {{\n{_lines(body, 2)}}}\nGROUP BY {names}\nORDER BY DESC(?count) ?{by}_name\n"
    names = " ".join(f"?{letter} ?{letter}_name" for letter in letters)
    for letter in letters:
        body += _name(letter, language)
    body += [f"OPTIONAL {{ ?a tg:{column} ?{column} }}" for column in asked.columns]
    shown = " ".join([names, *(f"?{column}" for column in asked.columns)])
    if not asked.sources or len(letters) == 1:
        return f"{_PREFIXES}SELECT DISTINCT {shown} WHERE {{\n{_lines(body, 2)}}}\nORDER BY ?a_name\n"
    for letter in letters[1:]:
        source = f"?{letter}_source"
        body.append(f"?{letter}_tie prov:wasDerivedFrom/tg:source {source} . {source} rdfs:label ?{letter}_said .")
        own = f'{source} rdfs:label ?{letter}_own FILTER(LANG(?{letter}_own) IN ("{language}", ""))'
        body.append(f'FILTER(LANG(?{letter}_said) IN ("{language}", "") || NOT EXISTS {{ {own} }})')
    said = " ".join(f'(GROUP_CONCAT(DISTINCT ?{x}_said; SEPARATOR=" | ") AS ?{x}_sources)' for x in letters[1:])
    return f"{_PREFIXES}SELECT {shown} {said} WHERE {{\n{_lines(body, 2)}}}\nGROUP BY {shown}\nORDER BY ?a_name\n"


def read_kinds(select: Select, day: date | None) -> tuple[Offered, ...]:
    """The classes of the ontology whose things ties join, or make ties, on the day, those of most things first."""
    joined = "FILTER EXISTS { ?tie tg:firstEnd|tg:secondEnd|tg:tiedBy ?a }"
    body = [f"?a a ?class . FILTER(STRSTARTS(STR(?class), '{TG}'))", joined, *_lives("?a", day)]
    query = f"{_PREFIXES}SELECT ?class (COUNT(DISTINCT ?a) AS ?n) WHERE {{\n{_lines(body, 2)}}}\nGROUP BY ?class\n"
    found = [Offered(local(str(row["class"])), int(str(row["n"]))) for row in select(query)]
    return tuple(sorted(found, key=lambda one: (-one.count, one.name)))


def read_ties_offered(select: Select, asked: Composed, on: int, base: str, day: date | None) -> tuple[Offered, ...]:
    """By which kinds of tie, in which role, the things number ``on`` of a question are tied."""
    letter = asked.letters[on]
    sides = " UNION ".join(
        f"{{ ?next tg:{side}End ?{letter} ; tg:{side}Role ?role ; tg:tieKind ?kind BIND({number} AS ?side) }}"
        for number, side in enumerate(("first", "second"))
    )
    body = [*_body(asked, base, day), sides, *not_later("?next", day), *not_sooner("?next", day)]
    query = (
        f"{_PREFIXES}SELECT ?kind ?role (MIN(?side) AS ?first) (COUNT(DISTINCT ?{letter}) AS ?n) WHERE {{\n"
        f"{_lines(body, 2)}}}\nGROUP BY ?kind ?role\n"
    )
    return tuple(
        Offered(local(str(row["kind"])), int(str(row["n"])), local(str(row["role"])), str(row["first"]) == "0")
        for row in select(query)
    )


def read_values_offered(select: Select, asked: Composed, step: Step, base: str, day: date | None) -> dict[str, int]:
    """The things (IRIs) to which those of a question are tied by a step, each with how many are."""
    letter = asked.letters[step.on]
    body = [*_body(asked, base, day), *_tied(letter, "next", step, base, day)]
    query = f"{_PREFIXES}SELECT ?next (COUNT(DISTINCT ?{letter}) AS ?n) WHERE {{\n{_lines(body, 2)}}}\nGROUP BY ?next\n"
    return {str(row["next"]): int(str(row["n"])) for row in select(query)}


def read_columns_offered(select: Select, asked: Composed, base: str, day: date | None) -> tuple[Offered, ...]:
    """The properties (local names) with plain values that things asked for have; ``first`` where they are numbers."""
    body = [*_body(asked, base, day), f"?a ?property ?value . FILTER(STRSTARTS(STR(?property), '{TG}'))"]
    body += ["FILTER(isLiteral(?value))", "BIND(IF(isNumeric(?value), 0, 1) AS ?text)"]
    query = (
        f"{_PREFIXES}SELECT ?property (MAX(?text) AS ?texts) (COUNT(DISTINCT ?a) AS ?n) WHERE {{\n"
        f"{_lines(body, 2)}}}\nGROUP BY ?property\n"
    )
    found = (
        Offered(local(str(row["property"])), int(str(row["n"])), first=str(row["texts"]) == "0")
        for row in select(query)
    )
    kept = [one for one in found if one.name not in _OWN_WORDS]
    return tuple(sorted(kept, key=lambda one: (-one.count, one.name)))


def _body(asked: Composed, base: str, day: date | None) -> Iterator[str]:
    """The patterns of a question: what is asked for, then each step, a tie to a thing under the next letter."""
    yield f"?a a tg:{asked.kind} ."
    yield from _lives("?a", day)
    letters, named = asked.letters, 0
    for number, step in enumerate(asked.steps):
        on = letters[step.on]
        if step.without:
            inner = " ".join(_tied(on, f"not{number}", step, base, day))
            yield f"FILTER NOT EXISTS {{ {inner} }}"
        else:
            named += 1
            yield from _tied(on, letters[named], step, base, day)


def _tied(on: str, other: str, step: Step, base: str, day: date | None) -> Iterator[str]:
    """That the thing ``on`` is tied to ``other``, itself in the role of the step."""
    tie, role = f"?{other}_tie", f"<{base}id/tie-role/{step.role}>"
    if step.value:
        yield f"VALUES ?{other} {{ <{step.value}> }}"
    yield f"{tie} tg:tieKind <{base}id/tie-kind/{step.kind}> ."
    yield (
        f"{{ {tie} tg:firstEnd ?{on} ; tg:firstRole {role} ; tg:secondEnd ?{other} }} UNION "
        f"{{ {tie} tg:secondEnd ?{on} ; tg:secondRole {role} ; tg:firstEnd ?{other} }}"
    )
    yield from (*not_later(tie, day), *not_sooner(tie, day))


def _lives(thing: str, day: date | None) -> Iterator[str]:
    """Leaves out what had ended, or had not begun, on the day: of dates that contradict each other the widest count.

    What has happened is not over: an event stays, of several days as of one. A sum without a date of its own had begun
    where it could tie two, as the agreements that it covers.
    """
    if day is None:
        return
    tie, begun = f"{thing}_by", " ".join(not_later(f"{thing}_by", day))
    yield (
        f"FILTER(!EXISTS {{ {thing} a {thing}_sum . {tie} tg:tiedBy {thing} "
        f"FILTER({thing}_sum IN (tg:Commitment, tg:Funding)) }} || EXISTS {{ {tie} tg:tiedBy {thing} . {begun} }})"
    )
    for first, sign, limit in (
        ("tg:startEarliest|tg:earliest", ">", "begins"),
        ("tg:endLatest", "<", "ends"),
    ):
        out, kept = f'{sign} "{day}"^^xsd:date', f'{"<=" if sign == ">" else ">="} "{day}"^^xsd:date'
        bound = f"{thing}_{limit}"
        stays = f" || EXISTS {{ {thing} a tg:Event }}" if limit == "ends" else ""
        yield (
            f"FILTER(!EXISTS {{ {thing} {first} {bound} FILTER({bound} {out}) }} || "
            f"EXISTS {{ {thing} {first} {bound} FILTER({bound} {kept}) }}{stays})"
        )


def _name(letter: str, language: str) -> list[str]:
    name = f"?{letter}_name"
    return [f'OPTIONAL {{ ?{letter} rdfs:label {name} FILTER(LANG({name}) IN ("{language}", "")) }}']


def _lines(parts: list[str], indent: int) -> str:
    return "".join(f"{' ' * indent}{part}\n" for part in parts)
