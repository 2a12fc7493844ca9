"""Bringing a file in: what its import would do, and doing it as one contribution, which is taken back as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from pathlib import Path

from territory_graph.contributions import Contribution, Desk, Look, Proposal, Row
from territory_graph.contributions.drafting import slug
from territory_graph.errors import InputError, Problem, UnknownContributionError
from territory_graph.importing.contours import known_codes
from territory_graph.importing.mapping import Mapping, suggest_mapping
from territory_graph.importing.matching import NEW, Match, match, resolved, spelt_alike
from territory_graph.importing.plan import Plan, plan_file, read_plan, write_plan
from territory_graph.importing.rows import rows
from territory_graph.importing.sheets import Sheet, read_sheets
from territory_graph.importing.statements import RDF_ENDINGS, Stated, read_statements
from territory_graph.ingest.contours import Contours, contour_rows, read_contours
from territory_graph.knowledge_graph import KnowledgeGraph

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
    proposal = Proposal("add", (*_sources(file, source), *resolved(drawn, supposed, name)), f"Import : {file.name}")
    path = plan_file(desk.territory, file)
    write_plan(path, mappings, matches)
    return Import(desk.look(proposal), sheets, mappings, matches, counts, path)


def _look_at_statements(file: Path, desk: Desk, source: str) -> Import:
    store, manifest = desk.store.open()
    stated = read_statements(file, store, manifest.base, source or slug(file.name))
    rows = _sources(file, source)
    proposal = Proposal("add", rows, f"Import : {file.name}", statements=stated.statements)
    return Import(desk.look(proposal), stated=stated)


def _look_at_contours(file: Path, contours: Contours, graph: KnowledgeGraph, desk: Desk, source: str) -> Import:
    found, unknown = contour_rows(contours, known_codes(graph), source or slug(file.name), file)
    if not found:
        raise InputError([*contours.notices, *unknown])
    rows = (*_sources(file, source), *(row for _, row in found))
    proposal = Proposal("add", rows, f"Import : {file.name}")
    return Import(desk.look(proposal), notices=(*contours.notices, *unknown))


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
