"""Bringing a file in: what its import would do, and doing it as one contribution, which is taken back as one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from territory_graph.contributions import Contribution, Desk, Look, Proposal, Row
from territory_graph.contributions.drafting import slug
from territory_graph.errors import InputError, Problem, UnknownContributionError
from territory_graph.importing.contours import known_codes
from territory_graph.importing.mapping import Mapping, suggest_mapping
from territory_graph.importing.matching import NEW, Match, Placed, match, resolved, spelt_alike
from territory_graph.importing.plan import Plan, plan_file, read_plan, write_plan
from territory_graph.importing.rows import rows
from territory_graph.importing.sheets import Sheet, read_sheets
from territory_graph.importing.statements import RDF_ENDINGS, Stated, read_statements
from territory_graph.ingest.contours import Contours, contour_rows, read_contours
from territory_graph.ingest.schema import tables
from territory_graph.ingest.territory import Place
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.terms import node

_GEOJSON = {".geojson", ".json"}


@dataclass(frozen=True, slots=True)
class Import:
    """What bringing a file in would do: how its sheets are mapped, what its names mean, what appears and conflicts.

    ``understood`` counts what was read in cells as spreadsheets write it; ``look`` is of the whole proposal, in which
    what waits for an answer stands as new. A file of RDF is ``stated``, and has neither sheets nor a plan, and no more
    has one of contours, whose ``notices`` say which are left.
    """

    look: Look
    sheets: tuple[Sheet, ...] = ()
    mappings: MappingOf[str, Mapping] = field(default_factory=dict)
    matches: tuple[Match, ...] = ()
    understood: MappingOf[str, int] = field(default_factory=dict)
    plan: Path | None = None
    stated: Stated | None = None
    notices: tuple[Problem, ...] = ()

    @property
    def waiting(self) -> tuple[Match, ...]:
        """The matches that wait for an answer."""
        return tuple(one for one in self.matches if not one.chosen)


def look_at(file: Path, desk: Desk, *, table: str = "", sheet: str = "", source: str = "") -> Import:
    """What importing a file would do; nothing is written but its plan, where answers are given.

    Raises:
        InputError: the file cannot be read, or its plan.
        StoreError: there is no store, or it cannot be used.
    """
    if file.suffix.lower() in RDF_ENDINGS:
        return _look_at_statements(file, desk, source)
    graph = KnowledgeGraph.open(desk.store.path)
    contours = read_contours(file) if file.suffix.lower() in _GEOJSON else None
    if contours:
        return _look_at_contours(file, contours, graph, desk, source)
    kept = _kept(desk.territory, file)
    sheets = tuple(each for each in read_sheets(file) if sheet in ("", each.name))
    if not sheets:
        raise InputError([Problem("no-sheet", file, fields={"value": sheet})])
    mappings = {each.name: kept.mappings.get(each.name) or suggest_mapping(each, table) for each in sheets}
    counts: Counter[str] = Counter()
    drawn = spelt_alike([row for each in sheets for row in rows(each, mappings[each.name], counts)])
    matches = tuple(match(drawn, graph, kept.answers))
    name = source or slug(file.name)
    supposed = [one if one.chosen else replace(one, chosen=NEW) for one in matches]
    own, placed = _sources(file, source), resolved(drawn, supposed, name)
    proposal = Proposal("add", (*own, *(one.row for one in placed)), _why(file))
    path = plan_file(desk.territory, file)
    write_plan(path, mappings, matches)
    places = [*((Place(file, None), None) for _ in own), *(_place(file, one, sheets, mappings) for one in placed)]
    look = _where_it_stands(desk.look(proposal), places)
    if not any(mapping.columns for mapping in mappings.values()):
        look = replace(look, problems=(_no_known_head(file, sheets[0]), *look.problems))
    return Import(_only_once(look, file, desk), sheets, mappings, matches, counts, path)


def _only_once(look: Look, file: Path, desk: Desk) -> Look:
    """The look, which a contribution stops that brought in a file of this name, while a record of it is in force."""
    store, _ = desk.store.open()
    for one in desk.history():
        in_force = (next(store.quads_for_pattern(None, None, None, node(each)), None) for each in one.made)
        if one.kind == "add" and one.why == _why(file) and any(in_force):
            again = Problem("imported-before", file, fields={"name": one.name})
            return replace(look, problems=(again, *look.problems))
    return look


def _why(file: Path) -> str:
    return f"Import : {file.name}"


def _no_known_head(file: Path, sheet: Sheet) -> Problem:
    heads = ", ".join(head[:40] for head in sheet.heads[:8])
    return Problem("no-known-head", file, fields={"heads": heads})


_Placed = tuple[Place, Mapping | None]
"""Where a row stands in the file, and the mapping by which it was read."""


def _place(file: Path, one: Placed, sheets: tuple[Sheet, ...], mappings: MappingOf[str, Mapping]) -> _Placed:
    """Where a row stands; of several sheets with the name of its own."""
    name = f"{file.name} [{one.sheet}]" if len(sheets) > 1 and one.sheet else file.name
    return Place(file.with_name(name), one.line), mappings.get(one.sheet)


def _where_it_stands(look: Look, places: Sequence[_Placed]) -> Look:
    """The look, which says of what stops or contradicts an import where that stands in its own file."""
    records = {record: places[at][0] for record, at in look.places.items()}
    about: dict[str, dict[Place, None]] = defaultdict(dict)
    for said in look.appears:
        if said.record in records:
            about[said.thing][records[said.record]] = None
    return replace(
        look,
        problems=tuple(_own_problem(problem, places) for problem in look.problems),
        violations=tuple(replace(each, places=each.places or tuple(about[each.focus])) for each in look.violations),
        contradictions=tuple(
            replace(
                each,
                testimonies=tuple(replace(one, place=records.get(one.record, one.place)) for one in each.testimonies),
            )
            for each in look.contradictions
        ),
    )


def _own_problem(problem: Problem, places: Sequence[_Placed]) -> Problem:
    """A problem of a row of the proposal, whose line is its place there, as one of the file and of its own head."""
    if problem.line is None or problem.file.name not in tables() or problem.line > len(places):
        return problem
    place, mapping = places[problem.line - 1]
    heads = (head for head, columns in mapping.columns.items() if problem.column in columns) if mapping else ()
    return replace(problem, file=place.file, line=place.line, column=next(iter(heads), problem.column))


def _look_at_statements(file: Path, desk: Desk, source: str) -> Import:
    store, manifest = desk.store.open()
    stated = read_statements(file, store, manifest.base, source or slug(file.name))
    rows = _sources(file, source)
    proposal = Proposal("add", rows, _why(file), statements=stated.statements)
    return Import(desk.look(proposal), stated=stated)


def _look_at_contours(file: Path, contours: Contours, graph: KnowledgeGraph, desk: Desk, source: str) -> Import:
    found, unknown = contour_rows(contours, known_codes(graph), source or slug(file.name), file)
    if not found:
        raise InputError([*contours.notices, *unknown])
    rows = (*_sources(file, source), *(row for _, row in found))
    proposal = Proposal("add", rows, _why(file))
    return Import(_only_once(desk.look(proposal), file, desk), notices=(*contours.notices, *unknown))


def _sources(file: Path, source: str) -> tuple[Row, ...]:
    """The file as a source, where none is named."""
    return () if source else (Row("sources", {"id": slug(file.name), "title": file.name}),)


def bring_in(planned: Import, desk: Desk, author: str) -> Contribution:
    """Makes one contribution of an import that nothing stops.

    Raises:
        InputError: matches wait for an answer, or there are problems with it.
        ChangeInvalidError: it breaks a shape.
        StoreError: the store or the folder cannot be written.
    """
    if planned.waiting:
        raise InputError([Problem("unconfirmed", planned.plan or Path("-"), fields={"count": len(planned.waiting)})])
    item = desk.send(planned.look.proposal, author)
    return desk.accept(item.id, author)


def take_back(name: str, desk: Desk, author: str) -> Contribution:
    """Withdraws everything that a contribution brought in, as one.

    Raises:
        UnknownContributionError: there is none of that name.
    """
    found = next((one for one in desk.history() if name in (one.name, one.id)), None)
    if found is None:
        raise UnknownContributionError(id=name)
    item = desk.send(Proposal("withdraw", why=f"Retour sur {found.name}", records=found.made), author)
    return desk.accept(item.id, author)


def _kept(territory: Path, file: Path) -> Plan:
    path = plan_file(territory, file)
    try:
        return read_plan(path) or Plan({})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError([Problem("bad-plan", path, fields={"reason": str(error)})]) from error
