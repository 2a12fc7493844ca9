"""Records as the rows of tables that would make them: what a form is filled with to correct one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from rdflib import RDF

from territory_graph.facts.statements import RecordStatement, read_records
from territory_graph.ingest.schema import RECORD, Column, Row, Subject, Table, tables
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.terms import is_iri
from territory_graph.vocabulary import PREFIXES

Said = Mapping[str, Mapping[str, list[RecordStatement]]]
"""What a record says, by thing and property (IRIs)."""

_PLACE = re.compile(r"\{(\w+)\}")


def rows_of(graph: KnowledgeGraph, record: str) -> tuple[Row, ...]:
    """A row for each thing that the record describes and a table has room for; what no table holds is left out."""
    if not is_iri(record):
        return ()
    said: dict[str, dict[str, list[RecordStatement]]] = defaultdict(lambda: defaultdict(list))
    for one in read_records(graph.rows, [record]):
        said[one.thing][one.property].append(one)
    evidence = _evidence(graph, record)
    named = record.removeprefix(f"{graph.base}id/record/").partition("/")[0]
    found = [tables()[named]] if named in tables() else [table for table in tables().values() if not table.editorial]
    reader = _Reader(graph.base, said)
    rows = (reader.row(table, thing) for table in found for thing in said)
    return tuple(Row(row.table, {**row.cells, **evidence}) for row in rows if row is not None)


def _evidence(graph: KnowledgeGraph, record: str) -> dict[str, str]:
    """What a row says of where it comes from."""
    found = graph.evidence([record]).get(record)
    if found is None:
        return {}
    sources = [source.iri.removeprefix(f"{graph.base}id/source/") for source in found.sources]
    confidence = f"{found.confidence:g}"
    return {"source": ";".join(sources), "locator": found.locator, "status": found.status, "confidence": confidence}


class _Reader:
    """Reads rows of tables out of what one record says."""

    def __init__(self, base: str, said: Said) -> None:
        self._prefix = f"{base}id/"
        self._said = said

    def row(self, table: Table, thing: str) -> Row | None:
        """The row of the table whose own thing that is; None where it has none, or would lack what it must have."""
        own = table.subjects[0]
        # the cells that the name of a thing is made of; None where it has another form
        pattern = _PLACE.sub(r"(?P<\1>[^/]+)", re.escape(own.path).replace(r"\{", "{").replace(r"\}", "}"))
        found = re.fullmatch(pattern, thing.removeprefix(self._prefix))
        cells = found.groupdict() if found and thing.startswith(self._prefix) else None
        if cells is None or not self._is_of(table, own, thing, cells):
            return None
        for column in table.columns:
            values = [
                value
                for target in column.targets
                for value in self._values(
                    table, target.subject, target.property, thing, cells, language=column.language
                )
            ]
            if values and not cells.get(column.name):
                cells[column.name] = ";".join(dict.fromkeys(self._cell(value, column) for value in values))
        lacking = [
            one
            for one in table.columns
            if one.required and any(target.subject != RECORD for target in one.targets) and not cells.get(one.name)
        ]
        return None if lacking or set(cells) <= {"id"} else Row(table.name, cells)

    def _is_of(self, table: Table, own: Subject, thing: str, cells: dict[str, str]) -> bool:
        """Whether the thing is of a class that the table makes; the column that chooses it is filled."""
        classes = [one.value for one in self._said[thing].get(str(RDF.type), [])]
        if own.class_name.startswith("@"):
            column = table.column(own.class_name[1:])
            words = [word for word, name in column.values.items() if _expanded(name, self._prefix) in classes]
            cells |= {column.name: words[-1]} if words else {}
            return bool(words)
        return not own.class_name or _expanded(own.class_name, self._prefix) in classes

    def _values(
        self, table: Table, subject: str, name: str, thing: str, cells: Mapping[str, str], *, language: str | None
    ) -> Iterable[str]:
        if subject == RECORD:
            return ()
        of = next(one for one in table.subjects if one.name == subject)
        if of is table.subjects[0]:
            about = thing
        elif all(cells.get(each) for each in of.named_by):
            about = self._prefix + of.path.format_map(cells)
        else:
            return ()
        found = self._said.get(about, {}).get(_expanded(name, self._prefix), [])
        return [one.value for one in found if not one.language or language in (None, one.language)]

    def _cell(self, value: str, column: Column) -> str:
        if column.values:
            words = {_expanded(meaning, self._prefix): word for word, meaning in column.values.items()}
            return words.get(value, "")
        if column.refers_to or column.path or column.kind == "ref":
            path = value.removeprefix(self._prefix)
            return path if column.kind == "ref" else path.partition("/")[2]
        return value


def _expanded(name: str, prefix: str) -> str:
    """What ``tables.toml`` calls a term, whole: a prefixed name, a text in quotes, or the end of an IRI."""
    if name.startswith('"'):
        return name.strip('"')
    if name.startswith("<"):
        return name[1:-1]
    start, _, rest = name.partition(":")
    return f"{PREFIXES[start]}{rest}" if rest and start in PREFIXES else f"{prefix}{name}"
