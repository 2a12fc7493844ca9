"""Forms: one a kind of fact, made of the columns of the table that holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from territory_graph.ingest.french import written
from territory_graph.ingest.schema import SEPARATOR, Column, Table, tables
from territory_graph.messages import Translator
from territory_graph.spelling import capital


@dataclass(frozen=True, slots=True)
class Shape:
    """What a form asks of a table: the columns asked first, those that must be filled, and the choices it has made."""

    table: str
    first: tuple[str, ...]
    required: tuple[str, ...] = ()
    preset: Mapping[str, str] = field(default_factory=dict)


_PARTIES = ("parties", "signed", "amount", "funders", "beneficiaries", "amount_scope")
SHAPES: Mapping[str, Shape] = {
    "agreement": Shape("agreements", ("kind", *_PARTIES), ("parties",), {"kind": "convention"}),
    "partnership": Shape(
        "agreements", ("supporters", "supported", "start"), ("supporters", "supported"), {"kind": "partnership"}
    ),
    "sum": Shape("agreements", ("id", "amount", "funders", "beneficiaries", "amount_scope", "year"), ("amount",)),
    "membership": Shape("memberships", ("member", "organisation", "role", "start")),
    "collaboration": Shape("collaborations", ("actor", "partner", "start", "description")),
    "actor": Shape("actors", ("name", "kind", "siren", "start", "territory", "website"), ("name",)),
    "name": Shape("names", ("actor", "name", "kind", "start", "end")),
    "office": Shape("offices", ("actor", "name", "place", "address", "start"), ("name",), {"kind": "office"}),
    "mandate": Shape("mandates", ("person", "post", "organisation", "role", "start", "end")),
    "project": Shape("projects", ("name", "kind", "carried_by", "involves", "start"), ("name",), {"kind": "project"}),
    "event": Shape("events", ("name", "kind", "when", "state", "place", "organisers"), ("name",), {"kind": "event"}),
    "succession": Shape("changes", ("kind", "name", "when", "before", "after")),
    "members": Shape("member_counts", ("actor", "members", "date")),
    "funding": Shape("fundings", ("name", "about", "funders", "beneficiaries", "kind", "amount", "bound", "when")),
    "decision": Shape("decisions", ("name", "number", "taken_by", "when", "adopts"), ("name",)),
    "shareholding": Shape("shareholdings", ("shareholder", "company", "percent", "attested_on")),
    "figure": Shape("figures", ("about", "name", "measure", "value", "unit", "date")),
    "source": Shape("sources", ("title", "publisher", "date", "url")),
}
"""Every form, by the kind of fact, in the order in which they are offered."""

EVIDENCE = ("source", "locator", "status", "confidence")
NEW: Mapping[str, str] = {"actor": "actors", "person": "", "post": "", "source": "sources"}
"""What may be named that is not known yet, and the table of its own that it then gets, if any."""
NAMED_BY: Mapping[str, str] = {"person": "person_name", "post": "post_name"}
"""Columns that hold the name of what another names by an identifier."""
_NOT_ASKED = frozenset({"id", "contradicts", *NAMED_BY.values()})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: what a reader is asked, and how the cell is written.

    ``refers`` is the kind of thing that is chosen, “*” for any; ``choices`` are words by what the cell says.
    """

    name: str
    kind: str
    label: str
    help: str
    example: str
    required: bool
    many: bool
    refers: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    preset: str = ""

    def texts(self, text: str) -> list[str]:
        """What was written in the field: each of several texts, or the one."""
        parts = text.split(SEPARATOR) if self.many and not self.refers else [text]
        return [part.strip() for part in parts if part.strip()]


@dataclass(frozen=True, slots=True)
class Form:
    """A form: the fields that are asked first, those behind “more”, and those of where the fact comes from."""

    key: str
    table: str
    title: str
    hint: str
    first: tuple[Field, ...]
    more: tuple[Field, ...]
    evidence: tuple[Field, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field."""
        return (*self.first, *self.more, *self.evidence)


def read_form(key: str, say: Translator) -> Form:
    """The form of that kind of fact.

    Raises:
        KeyError: there is no such form.
    """
    shape = SHAPES[key]
    table = tables()[shape.table]
    first = [_field(table.column(name), table, shape, say) for name in shape.first]
    asked = {*shape.first, *EVIDENCE}
    more = [
        _field(column, table, shape, say)
        for column in table.columns
        if column.name not in asked and column.name not in _NOT_ASKED
    ]
    evidence = [] if table.editorial else [_field(table.column(name), table, shape, say) for name in EVIDENCE]
    return Form(
        key,
        table.name,
        say(f"contribute.kinds.{key}"),
        table.help[say.language],
        tuple(first),
        tuple(more),
        tuple(evidence),
    )


def form_of(table: str, cells: Mapping[str, str]) -> str:
    """The kind of fact that a row of a table is: the form that corrects it."""
    found = [key for key, shape in SHAPES.items() if shape.table == table and key != "sum"]
    fitting = [key for key in found if any(cells.get(name) for name in SHAPES[key].required)]
    return next(iter([*fitting, *found]), "")


def is_by_form(record: str, base: str) -> bool:
    """Whether a record is a row of a table that a form holds: what was written by hand may say more.

    >>> [is_by_form(f"urn:x/id/record/{path}", "urn:x/") for path in ("actors/a", "release/P1.S1", "places/a")]
    [True, False, False]
    """
    table = record.removeprefix(f"{base}id/record/").partition("/")[0]
    return any(shape.table == table for shape in SHAPES.values())


# What may be added to the fiche of a thing, by the first part of its IRI: forms, and the field that names the thing.
ADDING: Mapping[str, Mapping[str, str]] = {
    "actor": {
        "agreement": "parties",
        "membership": "member",
        "collaboration": "actor",
        "partnership": "supported",
        "project": "carried_by",
        "event": "organisers",
        "mandate": "organisation",
        "office": "actor",
        "name": "actor",
        "members": "actor",
        "figure": "about",
        "succession": "after",
        "decision": "taken_by",
        "shareholding": "company",
        "funding": "beneficiaries",
    },
    "agreement": {"sum": "id", "funding": "about", "decision": "adopts"},
    "project": {"funding": "about", "figure": "about"},
    "programme": {
        "project": "programme",
        "agreement": "programme",
        "event": "programme",
        "funding": "about",
        "figure": "about",
    },
    "event": {"decision": "taken_at", "funding": "about", "figure": "about"},
    "place": {"event": "place", "office": "place", "project": "place", "figure": "about"},
    "site": {"figure": "about"},
    "decision": {"figure": "about"},
    "sector": {"actor": "sectors", "project": "sectors", "event": "sectors"},
    "theme": {"project": "themes", "event": "themes"},
    "role": {"membership": "role", "mandate": "role"},
    "legal-form": {"actor": "legal_form"},
    "source": {
        "agreement": "source",
        "partnership": "source",
        "membership": "source",
        "project": "source",
        "event": "source",
        "mandate": "source",
        "figure": "source",
    },
    "person": {"mandate": "person"},
    "post": {"mandate": "post"},
}


def _field(column: Column, table: Table, shape: Shape, say: Translator) -> Field:
    """A column as a field: what it asks for, what it may hold or name, and what stands in it at first."""
    written, own_help = f"contribute.written.{column.kind}", f"contribute.help.{column.name}"
    refers = "agreement" if column.name == "id" else column.refers_to or ("*" if column.kind == "ref" else "")
    refers = column.name if column.name in NAMED_BY else refers
    preset = say("contribute.locator-default") if column.name == "locator" else shape.preset.get(column.name, "")
    return Field(
        column.name,
        column.kind,
        label_of(column.name, table.name, say),
        say(own_help) if say.has(own_help) else column.help[say.language],
        "" if refers else say(written) if say.has(written) else column.example,
        column.required or column.name in shape.required,
        column.many and column.name != "source",
        refers,
        {value: choice_of(value, table.name, say) for value in column.values},
        "stated" if column.name == "status" else preset,
    )


def label_of(column: str, table: str, say: Translator) -> str:
    """What a column is called in a form: in that table, else anywhere, else as the head of a spreadsheet."""
    own = f"contribute.columns.{table}.{column}"
    key = own if say.has(own) else f"contribute.column.{column}"
    head = written(tables()[table], tables()[table].column(column), say.language).replace("_", " ")
    return say(key) if say.has(key) else capital(head)


def choice_of(value: str, table: str, say: Translator) -> str:
    """What a word that a cell may hold is called."""
    own = f"contribute.values.{table}.{value}"
    key = own if say.has(own) else f"contribute.value.{value}"
    return say(key) if say.has(key) else value
