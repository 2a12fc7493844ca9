"""What a reader filled in, as a proposal: rows of tables, what is not known yet with a row of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from territory_graph.contributions import Kind, Proposal, Row
from territory_graph.contributions.drafting import slug
from territory_graph.ingest.schema import tables
from territory_graph.messages import Translator
from territory_graph.views.contributing.forms import EVIDENCE, NAMED_BY, NEW, Field, Form
from territory_graph.views.contributing.things import Choosable
from territory_graph.views.contributing.written import cell_of, is_read
from territory_graph.views.telling import enumerated

Values = Mapping[str, str | tuple[str, ...]]
"""What stands in each field: a text, or the names that were chosen."""

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was filled in.

    ``missing`` are the names of fields that must be filled and are not, ``unread`` those whose text is no date or
    number; ``new`` are things that are named and not known, by what kind they are.
    """

    rows: tuple[Row, ...]
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    new: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether it can be looked at."""
        return not (self.missing or self.unread)


def filled(form: Form, values: Values, things: Choosable, say: Translator, beside: Iterable[Row] = ()) -> Filled:
    """What the values of a form say; rows ``beside`` it, of a proposal that is mended, name what it would make."""
    maker = _Maker(form, things, {(row.table, name_of(row)): row for row in beside})
    cells = {one.name: maker.cell(one, values.get(one.name, "")) for one in form.fields}
    cells |= maker.names
    if form.key == "sum" and cells["id"]:
        # The sum of an agreement that is known has to say again of which kind that is.
        known = things.classes.get(f"agreement/{cells['id']}", "")
        words = tables()[form.table].column("kind").values
        cells["kind"] = next((word for word, name in words.items() if name == f"tg:{known}"), "agreement")
    cells = {name: cell for name, cell in cells.items() if cell}
    missing = tuple(one.name for one in form.fields if one.required and not cells.get(one.name))
    unread = tuple(
        one.name
        for one in form.fields
        if isinstance(text := values.get(one.name, ""), str)
        and not all(is_read(part, one.kind) for part in one.texts(text))
    )
    named = {**cells, "name": title_of(form, values, say)} if not cells.get("name") else cells
    own = Row(form.table, {name: cell for name, cell in named.items() if cell})
    evidence = {name: cells[name] for name in EVIDENCE if name in cells}
    sources = tuple(row for row in maker.rows if row.table == "sources")
    others = tuple(Row(row.table, {**row.cells, **evidence}) for row in maker.rows if row.table != "sources")
    return Filled((*sources, *others, own), missing, unread, {key: tuple(names) for key, names in maker.new.items()})


def name_of(row: Row) -> str:
    """The name that a row gives to what it describes."""
    return row.cells.get("name") or row.cells.get("title", "")


def shown_names(one: Field, cells: Mapping[str, str], things: Choosable, beside: Iterable[Row]) -> list[str]:
    """What a field that names things shows of a cell: names of what is known, and of what a proposal would make."""
    new = {row.cells.get("id", ""): name_of(row) for row in beside if row.table == NEW.get(one.refers)}
    if own := cells.get(NAMED_BY.get(one.name, ""), ""):
        new[cells.get(one.name, "")] = own
    cell = cells.get(one.name, "")
    parts = [part for part in cell.split(";") if part] if one.many else [cell] if cell else []
    return [new.get(part, part) if (name := things.name(one.refers, part)) == part else name for part in parts]


def proposal_of(found: Filled, kind: Kind, why: str, records: Iterable[str], say: Translator) -> Proposal:
    """The proposal that a filled form makes; without a reason, that of its source."""
    return Proposal(kind, found.rows, why.strip() or say("contribute.why-default"), tuple(records))


def title_of(form: Form, values: Values, say: Translator) -> str:
    """The name that an agreement gets where nobody gives it one: what it is, and between whom; empty else."""
    if form.table != "agreements" or values.get("id"):
        return ""
    kind = str(values.get("kind") or next((one.preset for one in form.fields if one.name == "kind"), "agreement"))
    ends = [values.get(name, ()) for name in ("parties", "supporters", "supported")]
    names = [name.partition(" · ")[0] for end in ends for name in ([end] if isinstance(end, str) else end) if name]
    return f"{say(f'contribute.value.{kind}')} {' – '.join(names)}" if len(names) > 1 else ""


def same_as(found: Filled, place: int, identifier: str) -> Filled:
    """The same, the thing of the row at that place being one that is known; a row that only named it goes."""
    row = found.rows[place] if place < len(found.rows) else None
    if row is None:
        return found
    was, last = row.cells.get("id", ""), place == len(found.rows) - 1

    def renamed(cell: str) -> str:
        """A cell that named the row, alone or in a list, with what is known in its place."""
        return ";".join(identifier if part == was else part for part in cell.split(";")) if was else cell

    rows = [
        Row(one.table, {name: cell if name == "id" else renamed(cell) for name, cell in one.cells.items()})
        for one in found.rows
    ]
    if last:
        rows[place] = Row(row.table, {**row.cells, "id": identifier})
    else:
        del rows[place]
    return replace(found, rows=tuple(rows), new={})


def listed(names: Iterable[str], say: Translator) -> str:
    """Names in a sentence."""
    return str(enumerated(list(names), say))


class _Maker:
    """Writes cells, and notes what they name that is not known yet."""

    def __init__(self, form: Form, things: Choosable, beside: Mapping[tuple[str, str], Row]) -> None:
        self._form = form
        self._things = things
        self._beside = beside
        self.rows: list[Row] = []
        self.names: dict[str, str] = {}
        self.new: dict[str, list[str]] = {}

    def cell(self, one: Field, value: str | tuple[str, ...]) -> str:
        texts = one.texts(value) if isinstance(value, str) else [text.strip() for text in value if text.strip()]
        if one.refers:
            return ";".join(self._identifier(one, text) for text in texts)
        if one.choices:
            return texts[0] if texts else ""
        return ";".join(cell_of(text, one.kind) for text in texts)

    def _identifier(self, one: Field, name: str) -> str:
        """The identifier of what a field names; what is not known yet gets one, and a row of its own if any."""
        known = self._things.of(one.refers)
        if name in known:
            return known[name]
        if one.refers not in NEW or name in known.values():
            return name
        if (own := self._beside.get((NEW[one.refers], name))) is not None:
            self.new.setdefault(one.refers, []).append(name)
            self.rows += [own] if own not in self.rows else []
            return own.cells["id"]
        identifier = slug(name)[:_LONGEST_NAME].strip("-") or one.refers
        while identifier in known.values():
            identifier += "-2"
        self.new.setdefault(one.refers, []).append(name)
        if one.name in NAMED_BY:
            self.names[NAMED_BY[one.name]] = name
        elif one.refers == "source":
            self.rows.append(Row("sources", {"id": identifier, "title": name}))
        elif not any(row.cells["id"] == identifier for row in self.rows):
            self.rows.append(Row("actors", {"id": identifier, "kind": "actor", "name": name}))
        return identifier
