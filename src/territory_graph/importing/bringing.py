"""Bringing a file in: what its import would do, and doing it as one contribution, which is taken back as one."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from pathlib import Path

from territory_graph.contributions import Contribution, Desk, Look, Proposal, Row
from territory_graph.contributions.drafting import slug
from territory_graph.errors import InputError, Problem, UnknownContributionError
from territory_graph.importing.contours import known_codes
from territory_graph.importing.mapping import Mapping, suggest_mapping
from territory_graph.importing.matching import NEW, Match, Placed, match, numbered, resolved, spelt_alike, words_of
from territory_graph.importing.plan import Plan, kept_mapping, plan_file, read_plan, write_plan
from territory_graph.importing.rows import Drawn, rows
from territory_graph.importing.sheets import Sheet, read_sheets
from territory_graph.importing.sources import with_sources
from territory_graph.importing.statements import Stated, is_rdf, read_statements
from territory_graph.ingest.contours import contour_rows, has_contours, read_contours
from territory_graph.ingest.description import toml_problem
from territory_graph.ingest.schema import tables
from territory_graph.ingest.territory import FilePlace
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


@dataclass(frozen=True, slots=True)
class Mapped:
    """The sheets of a file, what their columns become, the rows that this makes, and what was read in their cells."""

    file: Path
    sheets: tuple[Sheet, ...]
    mappings: MappingOf[str, Mapping]
    drawn: tuple[Drawn, ...]
    understood: MappingOf[str, int]


def look_at(file: Path, desk: Desk, *, table: str = "", sheet: str = "", source: str = "") -> Import:
    """What importing a file would do; nothing is written but its plan, where answers are given.

    Raises:
        InputError: the file cannot be read, or its plan.
        StoreError: there is no store, or it cannot be used.
    """
    if is_without_plan(file):
        return look_at_whole(file, desk, source=source)
    path = plan_file(desk.territory, file)
    kept = kept_plan(path)
    sheets = tuple(each for each in read_sheets(file) if sheet in ("", each.name))
    if not sheets:
        raise InputError([Problem("no-sheet", file, fields={"value": sheet})])
    found = mapped(file, sheets, mappings_of(sheets, desk.territory, kept, table))
    matches = tuple(match(found.drawn, KnowledgeGraph.open(desk.store.path), kept.answers))
    write_plan(path, found.mappings, matches)
    return replace(look_at_mapped(found, matches, desk, source=source), plan=path)


def is_without_plan(file: Path) -> bool:
    """Whether a file has no columns to map and no names to confirm: one of RDF, or of contours.

    Raises:
        InputError: it is one of contours, and cannot be read.
    """
    return is_rdf(file) or (file.suffix.lower() in _GEOJSON and has_contours(file))


def look_at_whole(
    file: Path, desk: Desk, *, source: str = "", progress: Callable[[float], None] = lambda _: None
) -> Import:
    """What importing a file without a plan would do; ``progress`` is called with the share that is done.

    Raises:
        InputError: the file cannot be read, or says nothing new.
        StoreError: there is no store, or it cannot be used.
    """
    own, name = _sources(file, source), source or slug(file.name)
    contours = None if is_rdf(file) else read_contours(file)
    if contours is None:
        store, manifest = desk.store.open()
        stated = read_statements(file, store, manifest.base, name)
        proposal = Proposal("add", own, _why(file), statements=stated.statements)
        return Import(_unless_waiting(desk.look(proposal, progress), file, desk), stated=stated)
    found, unknown = contour_rows(contours, known_codes(KnowledgeGraph.open(desk.store.path)), name, file)
    notices = (*contours.notices, *unknown)
    if not found:
        raise InputError(list(notices))
    proposal = Proposal("add", (*own, *(row for _, row in found)), _why(file))
    return Import(_only_once(desk.look(proposal, progress), file, desk), notices=notices)


def mappings_of(
    sheets: Sequence[Sheet], territory: Path, kept: Plan, table: str = "", author: str = ""
) -> dict[str, Mapping]:
    """The mapping of each sheet: of its plan, else of the author's last with its heads, else what the heads suggest."""

    def found(sheet: Sheet) -> Mapping:
        earlier = None if table else kept_mapping(territory, sheet, author)
        return kept.mappings.get(sheet.name) or earlier or suggest_mapping(sheet, table)

    return {sheet.name: found(sheet) for sheet in sheets}


def mapped(file: Path, sheets: tuple[Sheet, ...], mappings: MappingOf[str, Mapping]) -> Mapped:
    """The rows that sheets make; those of a sheet that becomes no table are left."""
    counts: Counter[str] = Counter()
    taken = (each for each in sheets if mappings[each.name].table)
    drawn = numbered(spelt_alike([row for each in taken for row in rows(each, mappings[each.name], counts)]))
    return Mapped(file, sheets, mappings, tuple(drawn), counts)


def look_at_mapped(
    found: Mapped,
    matches: tuple[Match, ...],
    desk: Desk,
    *,
    source: str = "",
    progress: Callable[[float], None] = lambda _: None,
) -> Import:
    """What importing the rows would do, with what their names mean; nothing is written.

    ``progress`` is called with the share that is done.

    Raises:
        StoreError: there is no store, or it cannot be used.
    """
    file, sheets, mappings = found.file, found.sheets, found.mappings
    supposed = [one if one.chosen else replace(one, chosen=NEW) for one in matches]
    graph = KnowledgeGraph.open(desk.store.path)
    placed = resolved(found.drawn, supposed, source or slug(file.name), words_of(found.drawn, graph))
    named, placed = with_sources(placed, graph, file.name) if not source else ((), placed)
    own = (*_sources(file, source), *named)
    proposal = Proposal("add", (*own, *(one.row for one in placed)), _why(file))
    places = [*((FilePlace(file, None), None) for _ in own), *(_place(file, one, sheets, mappings) for one in placed)]
    look = _where_it_stands(desk.look(proposal, progress), places)
    lacking = _lacking(found)
    columns = {each.column for each in lacking}
    rest = [each for each in look.problems if not (each.code == "missing-value" and each.column in columns)]
    look = replace(look, problems=(*lacking, *rest))
    if not any(mapping.columns for mapping in mappings.values()):
        heads = ", ".join(head[:40] for head in sheets[0].heads[:8])
        look = replace(look, problems=(Problem("no-known-head", file, fields={"heads": heads}), *look.problems))
    elif not placed:
        none = Problem("nothing-new", file) if found.drawn else Problem("no-rows-in-file", file)
        look = replace(look, problems=(none, *look.problems))
    return Import(_only_once(look, file, desk), sheets, mappings, matches, found.understood)


def _lacking(found: Mapped) -> list[Problem]:
    """What each row of a sheet must say, and neither a head nor the plan does: told once a sheet."""
    told = []
    for sheet in found.sheets:
        mapping = found.mappings[sheet.name]
        if not mapping.table or not mapping.columns:
            continue
        file = found.file.with_name(f"{found.file.name} [{sheet.name}]") if len(found.sheets) > 1 else found.file
        filled = {column.partition(".")[0] for columns in mapping.columns.values() for column in columns}
        filled |= {*mapping.joined, *mapping.constants, "id", "source", "locator"}
        for column in tables()[mapping.table].columns:
            if column.required and column.name not in filled and "actor" not in column.values:
                fields = {"column": column.name, "sheet": sheet.name}
                if column.values:
                    fields |= {"example": next(iter(column.values)), "allowed": ", ".join(column.values)}
                    told.append(Problem("no-choice", file, None, column.name, fields))
                else:
                    told.append(Problem("no-column", file, None, column.name, fields))
    return told


def _only_once(look: Look, file: Path, desk: Desk) -> Look:
    """The look, which a file of this name stops that waits for review, or was brought in and is in force."""
    again = [
        Problem("imported-before", file, fields={"name": one.name})
        for one in desk.history()
        if one.kind == "add" and one.why == _why(file) and is_in_force(one, desk)
    ]
    look = replace(look, problems=(*again[:1], *look.problems))
    return look if again else _unless_waiting(look, file, desk)


def _unless_waiting(look: Look, file: Path, desk: Desk) -> Look:
    """The look, which a file of this name stops that waits for review."""
    again = [
        Problem("imported-waits", file, fields={"name": item.author})
        for item in desk.queue()
        if item.state == "waiting" and item.proposal.why == _why(file)
    ]
    return replace(look, problems=(*again[:1], *look.problems))


def is_in_force(one: Contribution, desk: Desk) -> bool:
    """Whether a record that a contribution brought in is in force.

    Raises:
        StoreError: there is no store, or it cannot be used.
    """
    store, _ = desk.store.open()
    return any(next(store.quads_for_pattern(None, None, None, node(each)), None) for each in one.made)


def _why(file: Path) -> str:
    return f"Import : {file.name}"


_Placed = tuple[FilePlace, Mapping | None]
"""Where a row stands in the file, and the mapping by which it was read."""


def _place(file: Path, one: Placed, sheets: tuple[Sheet, ...], mappings: MappingOf[str, Mapping]) -> _Placed:
    """Where a row stands; of several sheets with the name of its own."""
    name = f"{file.name} [{one.sheet}]" if len(sheets) > 1 and one.sheet else file.name
    return FilePlace(file.with_name(name), one.line), mappings.get(one.sheet)


def _where_it_stands(look: Look, places: Sequence[_Placed]) -> Look:
    """The look, which says of what stops or contradicts an import where that stands in its own file."""
    records = {record: places[at][0] for record, at in look.places.items()}
    about: dict[str, dict[FilePlace, None]] = defaultdict(dict)
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
        InputError: nothing that it brought in is in force.
    """
    found = next((one for one in desk.history() if name in (one.name, one.id)), None)
    if found is None:
        raise UnknownContributionError(id=name)
    if not is_in_force(found, desk):
        raise InputError([Problem("taken-back", Path("-"), fields={"name": found.name})])
    item = desk.send(Proposal("withdraw", why=f"Retour sur {found.name}", records=found.made), author)
    return desk.accept(item.id, author)


def kept_plan(path: Path) -> Plan:
    """The plan that is kept in a file, empty where there is none.

    Raises:
        InputError: it is no plan.
    """
    try:
        return read_plan(path) or Plan({})
    except tomllib.TOMLDecodeError as error:
        raise InputError([toml_problem(error, path.read_text(encoding="utf-8"), path)]) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError([Problem("bad-plan", path)]) from error
