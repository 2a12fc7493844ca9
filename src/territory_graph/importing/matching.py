"""Matching what rows name with what is known: by official numbers first, then by names, with a score and a reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from territory_graph.contributions import Row
from territory_graph.contributions.drafting import slug
from territory_graph.importing.candidates import (
    NEAR,
    Candidate,
    by_name,
    by_number,
    is_sure,
    names_of,
    nearest,
    nearly,
)
from territory_graph.importing.mapping import CODES
from territory_graph.importing.rows import Drawn
from territory_graph.ingest.schema import Column, tables
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.search import Hit
from territory_graph.spelling import folded

NEW = "new"
_LISTED = re.compile(r"[,/+&\n]| et ")
"""What stands between names where a list has another mark than its own."""
_NAMED = 0.8
"""How near a part of a text is to a known name, at least, that it may be meant for it."""
_SIREN = 9
_MADE = {"actor": "actors", "place": "places"}
"""Kinds of things that an import may make where nothing known is meant."""
_BARE = {"id", "kind", "source", "locator"}
_CLASS = {"actor": "Actor", "place": "Place"}
_OWN = {"actors": "actor", "places": "place"}


@dataclass(frozen=True, slots=True)
class Match:
    """What a text of the file means: ``chosen`` is the identifier of a known thing, ``NEW``, or empty until confirmed.

    ``kind`` is the kind of thing, ``codes`` its official numbers in the file, ``lines`` where it stands.
    """

    kind: str
    text: str
    codes: Mapping[str, str]
    lines: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    chosen: str = ""

    @property
    def key(self) -> str:
        """What answers are kept under: the kind, the text, and the number that tells it from others of that name."""
        return _key(self.kind, self.text, self.codes)

    @property
    def is_sure(self) -> bool:
        """Whether an official number says it, or the very name of one thing alone."""
        return is_sure(self.candidates)


def match(
    drawn: Sequence[Drawn],
    graph: KnowledgeGraph,
    answers: Mapping[str, str] | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> list[Match]:
    """What each name in the rows means, in the order of the file; ``answers`` are those already given, by key.

    An official number decides; so does a name that only one thing has, but for capitals and accents. What is only near
    waits for an answer, and what is like nothing known is new. ``progress`` is called with the share that is done.
    """
    found: dict[str, Match] = {}
    for kind, text, codes, line in _mentions(drawn):
        one = Match(kind, text, codes, (line,), ())
        known = found.get(one.key)
        if known is None:
            found[one.key] = one
        else:
            found[one.key] = replace(known, codes={**codes, **known.codes}, lines=(*known.lines, line))
    names = {kind: names_of(graph, _CLASS[kind]) for kind in {one.kind for one in found.values()}}
    looked = []
    for place, one in enumerate(found.values()):
        progress(place / len(found))
        looked.append(replace(one, candidates=_candidates(one, graph, names[one.kind])))
    return answered(looked, graph.base, answers or {})


def answered(matches: Iterable[Match], base: str, answers: Mapping[str, str]) -> list[Match]:
    """The matches with the answers that were given, by key; the others as they are sure, new or waiting."""
    found = []
    for one in matches:
        if one.key in answers:
            chosen = answers[one.key]
        elif one.is_sure:
            chosen = one.candidates[0].iri.removeprefix(f"{base}id/{one.kind}/")
        else:
            chosen = "" if one.candidates else NEW
        found.append(replace(one, chosen=chosen))
    return found


@dataclass(frozen=True, slots=True)
class Placed:
    """A row, and where the file says so: the name of the sheet and the line."""

    row: Row
    sheet: str
    line: int


Words = Mapping[str, Mapping[str, str]]
"""The identifiers of the words of each list by what they are called, folded."""


def words_of(drawn: Iterable[Drawn], graph: KnowledgeGraph) -> Words:
    """The words of the lists from which columns of the rows choose: roles, sectors, legal forms…"""
    lists = tables()["concepts"].column("scheme").values
    columns = (column for row in drawn for column in tables()[row.table].columns if column.name in row.cells)
    asked = {column.refers_to for column in columns if column.refers_to}
    return {
        name: {word: iri.rpartition("/")[2] for word, iri in names_of(graph, lists[name].removeprefix("tg:")).items()}
        for name in asked & lists.keys()
    }


def resolved(
    drawn: Sequence[Drawn], matches: Iterable[Match], source: str, words: Words = MappingProxyType({})
) -> tuple[Placed, ...]:
    """The rows as tables have them, with those of what is new, each where it stands; every match is confirmed.

    A cell that chooses from a list may hold what a word of it is called, as ``words`` say.

    Raises:
        KeyError: a match is not.
    """
    answered = [one for one in matches if one.chosen]
    chosen: dict[str, str] = {}
    for one in answered:
        chosen[one.key] = _identifier(one, set(chosen.values()))
    known = {one.chosen for one in answered if one.chosen != NEW}
    made = [
        Placed(_made(one, chosen[one.key], source), sheet_of(one, drawn), one.lines[0])
        for one in answered
        if one.chosen == NEW and _is_only_mentioned(one, drawn)
    ]
    own = (Placed(_row(row, chosen, known, source, words), row.sheet, row.line) for row in drawn)
    return (*made, *_merged(_once(own)))


def sheet_of(one: Match, drawn: Iterable[Drawn]) -> str:
    """The sheet in which a name first stands."""
    near = (row for row in drawn if row.line == one.lines[0])
    return next((row.sheet for row in near if any(one.text in cell for cell in row.cells.values())), "")


def spelt_alike(drawn: Sequence[Drawn]) -> list[Drawn]:
    """The rows, a name that they spell in several ways (case, accents, apostrophes) in the way of the first."""
    first: dict[tuple[str, str], str] = {}

    def spelt(kind: str, text: str) -> str:
        return first.setdefault((kind, folded(text)), text)

    found = []
    for row in drawn:
        cells = dict(row.cells)
        if (own := _OWN.get(row.table)) and cells.get("name"):
            cells["name"] = spelt(own, cells["name"])
        for column in _references(row):
            parts = [spelt(column.refers_to or "", part) for part in _parts(row, column)]
            cells[column.name] = ";".join(parts)
        found.append(replace(row, cells=cells))
    return found


def numbered(drawn: Sequence[Drawn]) -> list[Drawn]:
    """The rows, a name that they give without a number where elsewhere they give it with one number, with that."""
    numbers: dict[tuple[str, str], dict[str, Mapping[str, str]]] = defaultdict(dict)
    for kind, text, codes, _ in _mentions(drawn):
        if (key := _key(kind, text, codes)) != _key(kind, text, {}):
            numbers[kind, text][key] = codes

    def completed(column: Column, text: str, codes: Mapping[str, str]) -> Mapping[str, str]:
        known = numbers.get((column.refers_to or "", text), {})
        return next(iter(known.values())) if len(known) == 1 and not codes else codes

    found = []
    for row in drawn:
        beside = dict(row.codes)
        for column in _references(row):
            said = [completed(column, text, own) for text, own in _named(row, column)]
            for code in {code for each in said for code in each}:
                beside[column.name, code] = tuple(each.get(code, "") for each in said)
        found.append(replace(row, codes=beside))
    return found


def _merged(rows: Iterable[Placed]) -> Iterator[Placed]:
    """Rows, those of one actor or place as one, where it first stands, if they do not contradict each other."""
    kept: dict[tuple[str, str], Placed] = {}
    for place, one in enumerate(rows):
        row = one.row
        key = (row.table, row.cells["id"]) if row.table in _OWN and row.cells.get("id") else ("", str(place))
        first = kept.get(key)
        both = _both(first.row.cells, row.cells) if first else row.cells
        if both is None:
            kept["", str(place)] = one  # told as a second row of that identifier
        else:
            kept[key] = replace(first or one, row=replace(row, cells=both))
    yield from kept.values()


def _both(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str] | None:
    """The cells of both rows, remarks one after the other; None where another column has two values that differ."""
    cells = dict(one)
    for name, cell in other.items():
        if name in ("note", "locator") and cells.get(name, cell) != cell:
            cells[name] = f"{cells[name]} ; {cell}"
        elif folded(cells.setdefault(name, cell)) != folded(cell):
            return None
    return cells


def _once(rows: Iterable[Placed]) -> Iterator[Placed]:
    """Rows that say something: not those of known things which say no more, nor what another row has said."""
    seen: set[tuple[str, frozenset[tuple[str, str]]]] = set()
    for one in rows:
        row = one.row
        said = frozenset((name, cell) for name, cell in row.cells.items() if name != "locator")
        says_more = row.table not in _OWN or not row.cells.keys() <= _BARE
        if says_more and (row.table, said) not in seen:
            yield one
        seen.add((row.table, said))


def _key(kind: str, text: str, codes: Mapping[str, str]) -> str:
    number = codes.get("siren") or codes.get("siret", "")[:_SIREN] or codes.get("rna") or codes.get("insee") or ""
    return f"{kind}/{text} ({number})" if number else f"{kind}/{text}"


def _mentions(drawn: Iterable[Drawn]) -> Iterator[tuple[str, str, dict[str, str], int]]:
    """Every thing that rows are of or name: kind, text, codes, line."""
    for row in drawn:
        own = _OWN.get(row.table)
        if own and row.cells.get("name"):
            yield own, row.cells["name"], _own_codes(row), row.line
        for column in _references(row):
            for text, codes in _named(row, column):
                yield column.refers_to or "", text, codes, row.line


def _own_codes(row: Drawn) -> dict[str, str]:
    return {name: row.cells[name] for name in (*CODES, "insee") if row.cells.get(name)}


def _named(row: Drawn, column: Column) -> Iterator[tuple[str, dict[str, str]]]:
    """What a cell names, each with the official numbers beside it."""
    for place, text in enumerate(_parts(row, column)):
        beside = {code: numbers for (name, code), numbers in row.codes.items() if name == column.name}
        yield text, {code: each[place] for code, each in beside.items() if place < len(each) and each[place]}


def _references(row: Drawn) -> Iterator[Column]:
    for column in tables()[row.table].columns:
        if column.refers_to in _MADE and row.cells.get(column.name):
            yield column


def _parts(row: Drawn, column: Column) -> list[str]:
    cell = row.cells[column.name]
    return [part.strip() for part in cell.split(";") if part.strip()] if column.many else [cell]


def _candidates(one: Match, graph: KnowledgeGraph, names: Mapping[str, str]) -> tuple[Candidate, ...]:
    prefix = f"{graph.base}id/{one.kind}/"
    numbers: list[str] = []
    for code, number in one.codes.items():  # a SIRET begins with the SIREN of who has the establishment
        numbers += (number, number[:_SIREN]) if code == "siret" else (number,)

    def fits(hit: Hit) -> bool:
        return hit.iri.startswith(prefix)

    found = nearest(by_number(graph, numbers, fits))
    found = found or nearest((*by_name(graph, one.text, fits), *nearly(graph, one.text, fits, names)))
    return found or _of_several(one.text, lambda part: nearest(by_name(graph, part, fits)))


def _of_several(text: str, named: Callable[[str], Sequence[Candidate]]) -> tuple[Candidate, ...]:
    """The things of a text that lists several known ones and is no name itself: whoever wrote it is asked."""
    parts = list(filter(None, map(str.strip, _LISTED.split(text))))
    found = [named(part) for part in parts] if len(parts) > 1 else []
    if not found or not all(each and each[0].score >= _NAMED for each in found):
        return ()
    return tuple(replace(each[0], score=NEAR, why="one of several") for each in found)


def _identifier(one: Match, taken: set[str]) -> str:
    """The identifier that is chosen; of what is new one made of its name, and of its line where another has that."""
    if one.chosen != NEW:
        return one.chosen
    name = slug(one.text)[:60].strip("-") or one.kind
    near = {each.iri.rpartition("/")[2] for each in one.candidates}
    return f"{name}-{one.lines[0]}" if name in taken | near else name


def _is_only_mentioned(one: Match, drawn: Iterable[Drawn]) -> bool:
    """Whether no row of the file is that of the thing itself."""
    own = (row for row in drawn if _OWN.get(row.table) == one.kind and row.cells.get("name") == one.text)
    return not any(_key(one.kind, one.text, _own_codes(row)) == one.key for row in own)


def _made(one: Match, identifier: str, source: str) -> Row:
    kind = {"kind": "actor"} | dict(one.codes) if one.kind == "actor" else {"kind": "venue"}
    evidence = {"source": source, "locator": f"ligne {one.lines[0]}"}
    return Row(_MADE[one.kind], {"id": identifier, "name": one.text} | kind | evidence)


def _row(row: Drawn, chosen: Mapping[str, str], known: set[str], source: str, words: Words) -> Row:
    evidence = {"source": source, "locator": f"ligne {row.line}"}
    has = {column.name for column in tables()[row.table].columns}  # a source has none, nor a word of a list
    cells = {name: cell for name, cell in evidence.items() if name in has} | dict(row.cells)
    own = _OWN.get(row.table)
    if own and row.cells.get("name"):
        cells["id"] = chosen[_key(own, row.cells["name"], _own_codes(row))]
        if cells["id"] in known:
            del cells["name"]  # it has one
    for column in _references(row):
        kind = column.refers_to or ""
        cells[column.name] = ";".join(dict.fromkeys(chosen[_key(kind, *named)] for named in _named(row, column)))
    for column in tables()[row.table].columns:
        listed = words.get(column.refers_to or "", {})
        if listed and row.cells.get(column.name):
            # A word by its identifier, or by what it is called; what is neither stays, for who reads it.
            parts = (
                part if part in listed.values() else listed.get(folded(part), part) for part in _parts(row, column)
            )
            cells[column.name] = ";".join(parts)
    for name, columns in row.joined.items():
        cells[name] = ";".join(dict.fromkeys(cells[column] for column in columns if cells.get(column)))
    return Row(row.table, cells)
