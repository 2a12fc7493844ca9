"""Proposals and contributions told: what their rows say, whom and what they are about, when and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from territory_graph.contributions import Contribution, Item, Proposal, Row
from territory_graph.facts.statements import read_records
from territory_graph.ingest.schema import SEPARATOR, Column, tables
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.messages import Translator
from territory_graph.model import Thing
from territory_graph.terms import is_iri
from territory_graph.views.contributing.filled import name_of
from territory_graph.views.contributing.forms import EVIDENCE, NAMED_BY, SHAPES, choice_of, form_of, label_of
from territory_graph.views.contributing.things import Choosable
from territory_graph.views.contributing.written import is_read
from territory_graph.views.ordering import alphabetical
from territory_graph.views.telling import enumerated
from territory_graph.views.wording import Mention, mentions
from territory_graph.vocabulary import local

_MOST = 60
_NAMED = 3
_MOST_THINGS = 8
_MOST_RECORDS = 20
"""Records of one contribution that are told in words."""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: what kind of fact it is, and what its cells say, each after its label; the passage that says so."""

    title: str
    cells: tuple[tuple[str, str], ...]
    passage: str = ""


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement in words: of what, which property, and the value."""

    thing: Thing
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record: what it says, and after which sources."""

    record: str
    statements: tuple[StatementView, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class ContributionView:
    """A contribution in a sentence, when it was accepted, what it is about, and the records that could come back.

    ``in_force`` says whether something that it brought in is still there, to be taken back whole under its ``name``;
    ``left`` how many things more it is about.
    """

    name: str
    sentence: str
    accepted: datetime
    why: str
    things: tuple[Thing, ...]
    restorable: tuple[str, ...]
    in_force: bool
    left: int = 0


def row_views(
    rows: Iterable[Row], things: Choosable, say: Translator, beside: Iterable[Row] = ()
) -> tuple[RowView, ...]:
    """Rows as they are shown to who reviews them, where they come from last; ``beside`` them other rows name things."""
    rows = tuple(rows)
    new = _new((*beside, *rows))
    return tuple(_row(row, things, new, say) for row in rows)


def _new(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    """The names of what rows describe, by table and identifier."""
    return {(row.table, row.cells.get("id", "")): name_of(row) for row in rows}


def _row(row: Row, things: Choosable, new: Mapping[tuple[str, str], str], say: Translator) -> RowView:
    table = tables().get(row.table)
    if table is None:
        return RowView(row.table, tuple(row.cells.items()), row.passage)
    key = form_of(row.table, row.cells)
    title = say(f"contribute.kinds.{key}") if key else row.table
    columns = sorted(table.columns, key=lambda column: column.name in EVIDENCE)
    cells = []
    for column in columns:
        cell = row.cells.get(column.name, "").strip()
        if not cell or column.name == "id":
            continue
        shown = _shown(cell, column, row.table, things, new, say=say)
        cells.append((label_of(column.name, row.table, say), shown))
    return RowView(title, tuple(cells), row.passage)


def _shown(
    cell: str, column: Column, table: str, things: Choosable, new: Mapping[tuple[str, str], str], *, say: Translator
) -> str:
    """What a cell says, to a reader."""
    if column.values:
        return choice_of(cell, table, say)
    if column.refers_to or column.kind == "ref":
        kind = column.refers_to or "*"
        return ", ".join(new.get((f"{kind}s", each)) or things.name(kind, each) for each in cell.split(";") if each)
    if column.kind in ("date", "day"):
        return say.edtf(cell)
    if column.kind in ("amount", "decimal") and is_read(cell, column.kind):
        return say.euros(Decimal(cell)) if column.kind == "amount" else say.number(Decimal(cell))
    return cell


def record_view(graph: KnowledgeGraph, record: str, say: Translator) -> RecordView:
    """What a record says; nothing where it is not in force, or the address of none."""
    if not is_iri(record):
        return RecordView(record, (), mentions((), say))
    said = [one for one in read_records(graph.rows, [record]) if local(one.property) not in ("earliest", "latest")]
    named = {iri for one in said[:_MOST] for iri in (one.thing, one.property, one.value) if "://" in iri}
    things = graph.things(named, say.language)
    statements = tuple(
        StatementView(
            things[one.thing],
            things[one.property].label,
            things[one.value].label if one.value in things else say.edtf(one.value),
        )
        for one in said[:_MOST]
    )
    return RecordView(record, statements, mentions(tuple(graph.evidence([record], say.language).values()), say))


def item_sentence(item: Item, things: Choosable, graph: KnowledgeGraph, say: Translator) -> str:
    """Who proposed to change what, and when."""
    what = _what(item.proposal, things, graph, say)
    return say(f"review.item.{item.proposal.kind}", name=item.author, what=what, when=moment(item.sent, say))


def _what(proposal: Proposal, things: Choosable, graph: KnowledgeGraph, say: Translator) -> str:
    """What a proposal is about: its first row that no other names, else its first record, and how many more."""
    if rows := proposal.rows:
        named = {
            part.rpartition("/")[2]
            for row in rows
            for column, cell in row.cells.items()
            if column != "id"
            for part in cell.split(SEPARATOR)
        }
        first = next((row for row in rows if row.cells.get("id", "") not in named), rows[0])
        told, more, key = _called_row(first, things, _new(rows), say), len(rows) - 1, "row"
    elif proposal.records:
        record = proposal.records[0]
        told = _called_after(record, graph, say)
        more, key = len(proposal.records) - 1, "record"
    else:
        return say("review.statements", count=len(proposal.statements.splitlines()))
    return say(f"review.more.{key}", count=more, what=told) if more else told


def _called_after(record: str, graph: KnowledgeGraph, say: Translator) -> str:
    """A record by its kind of fact and by what it is about, or by whom where that has no name of its own."""
    said = read_records(graph.rows, [record]) if is_iri(record) else ()
    about = {one.thing for one in said if "/id/record/" not in one.thing}
    if (table := tables().get(record.rpartition("/id/record/")[2].partition("/")[0])) is None:
        kind = ""
    else:
        key = form_of(table.name, {})
        kind = _within(say(f"contribute.kinds.{key}")) if key else table.name
        if not any(column.name in {"name", "title"} for column in table.columns):
            about = {one.value for one in said if "/id/actor/" in one.value or "/id/person/" in one.value} or about
    names = sorted({thing.label for thing in graph.things(about, say.language).values()}, key=alphabetical)
    name = enumerated(names, say, most=_NAMED) if names else records_named([record], say)
    return say("review.what.named", kind=kind, name=name) if kind else name


def _within(text: str) -> str:
    """A title as it stands within a sentence."""
    return f"{text[:1].lower()}{text[1:]}"


def _called_row(row: Row, things: Choosable, new: Mapping[tuple[str, str], str], say: Translator) -> str:
    """A row by its kind of fact, and by its name or else by the things between which it is."""
    key = form_of(row.table, row.cells)
    kind = _within(say(f"contribute.kinds.{key}")) if key else row.table
    name = name_of(row)
    if key and not name:
        table, names = tables()[row.table], []
        for column in map(table.column, SHAPES[key].first):
            cell = row.cells.get(column.name, "").strip()
            if own := row.cells.get(NAMED_BY.get(column.name, "")):
                names.append(own)
            elif cell and (column.refers_to or column.kind == "ref"):
                names.append(_shown(cell, column, row.table, things, new, say=say))
        name = " – ".join(names)
    return say("review.what.named", kind=kind, name=name) if name else kind


def contribution_view(
    one: Contribution, graph: KnowledgeGraph, say: Translator, undone: frozenset[str]
) -> ContributionView:
    """A contribution told; ``undone`` are the records that later ones brought back already.

    Where no record in force says what it is about, the first of its records are named.
    """
    records = (*one.made, *one.disputed, *one.ended)
    held = read_records(graph.rows, records)
    about = {said.thing for said in held if "/id/record/" not in said.thing}
    things = graph.things(about, say.language)
    told = say(
        f"history.{one.kind}",
        name=one.author,
        reviewer=one.reviewer,
        when=moment(one.accepted, say),
    )
    if one.reviewer != one.author:
        told = say("history.reviewed", sentence=told, reviewer=one.reviewer)
    if not about and records:
        told = say("list.colon").join((told, records_named(records, say)))
    restorable = tuple(record for record in (*one.ended, *one.disputed) if record not in undone)
    in_force = one.kind == "add" and not {said.record for said in held}.isdisjoint(one.made)
    called: dict[str, Thing] = {}  # an agreement, and the sum that is called after it, are told once
    for _, thing in sorted(things.items()):
        called.setdefault(thing.label, thing)
    things_named, left = tuple(called.values())[:_MOST_THINGS], max(0, len(called) - _MOST_THINGS)
    return ContributionView(one.name, told, one.accepted, one.why, things_named, restorable, in_force, left)


def words_of(
    one: Contribution, graph: KnowledgeGraph, say: Translator, held: Mapping[str, KnowledgeGraph]
) -> tuple[str, ...]:
    """A contribution in lines of words, for who reads it elsewhere: who, what and when; what each record says, and why.

    A record out of force is told by an earlier version that ``held`` it; where none is kept, only its address is known.
    """
    key, when = f"history.{one.kind}", moment(one.accepted, say)
    if say.has(key):
        told = say(key, name=one.author, when=when)
    else:
        told = say("contributions.changed", kind=say(f"contributions.kinds.{one.kind}"), name=one.author, when=when)
    if one.reviewer != one.author:
        told = say("history.reviewed", sentence=told, reviewer=one.reviewer)
    lines, out = [told], []
    for record in one.records[:_MOST_RECORDS]:
        found, key = record_view(graph, record, say), "said"
        if not found.statements and record in held:
            found, key = record_view(held[record], record, say), "said_before"
        if not found.statements:
            out.append(record)
            continue
        said = (
            say("contributions.statement", thing=each.thing.label, property=each.label, value=each.value)
            for each in found.statements
        )
        sources = say("list.semicolon").join(_cited(mention) for mention in found.mentions)
        lines.append(say(f"contributions.{key}", what=say("list.semicolon").join(said), sources=sources))
    if out:
        lines.append(say("contributions.out", records=records_named(out, say)))
    if left := len(one.records[_MOST_RECORDS:]):
        lines.append(say("contributions.left", count=left))
    return (*lines, say("contributions.why", why=one.why)) if one.why else tuple(lines)


def _cited(mention: Mention) -> str:
    return ", ".join(filter(None, (mention.title, mention.date, mention.place, mention.status_label)))


def records_named(records: Sequence[str], say: Translator) -> str:
    """The first records by the ends of their addresses, table and row: what one out of force said is not told."""
    called = [record.rpartition("/id/record/")[2] for record in records[:_NAMED]]
    return enumerated(called, say, left=len(records[_NAMED:]))


def histories(found: Iterable[Contribution], graph: KnowledgeGraph, say: Translator) -> tuple[ContributionView, ...]:
    """Contributions told, the last first; what a later one brought back can not be brought back again."""
    undone: set[str] = set()
    views = []
    for one in found:
        views.append(contribution_view(one, graph, say, frozenset(undone)))
        if one.kind == "restore":
            undone |= set(one.made)
        else:
            undone -= {*one.ended, *one.disputed}
    return tuple(views)


def moment(when: datetime, say: Translator) -> str:
    """A moment in words, to the minute, in universal time."""
    utc = when.astimezone(UTC)
    return say("history.moment", day=say.day(utc.date()), time=f"{utc:%H:%M}")


def of_proposal(proposal: Proposal, graph: KnowledgeGraph, say: Translator) -> tuple[RecordView, ...]:
    """The records that a proposal corrects, disputes, withdraws or restores."""
    return tuple(record_view(graph, record, say) for record in proposal.records)
