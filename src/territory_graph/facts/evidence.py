"""What records say of themselves: sources, place in them, status, confidence, and the time for which they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from territory_graph.dates import Interval
from territory_graph.facts.things import read_things
from territory_graph.model import Evidence, Source, best_label
from territory_graph.queries.system import system_query
from territory_graph.store.answers import Cell, plain
from territory_graph.store.engine import Select
from territory_graph.vocabulary import local

Row = Mapping[str, Cell]


def read_evidence(
    select: Select, records: Iterable[str], language: str
) -> tuple[dict[str, Evidence], dict[str, Interval]]:
    """What each record says of itself: its evidence, and the time for which it holds where it gives one."""
    wanted = sorted(set(records))
    if not wanted:
        return {}, {}
    rows = _rows(select, system_query("records", wanted), "record")
    cited = {_text(row, "source") for found in rows.values() for row in found}
    known = _sources(select, cited, language)
    intervals = {}
    for record, found in rows.items():
        dates = {name: {text for row in found if (text := _text(row, name))} for name in ("start", "end", "attested")}
        if any(dates.values()):
            intervals[record] = Interval.widest({name: texts for name, texts in dates.items() if texts})
    return {record: _one_evidence(record, found, known, language) for record, found in rows.items()}, intervals


def evidence_of(records: Iterable[str], known: Mapping[str, Evidence]) -> tuple[Evidence, ...]:
    """What is ``known`` of records, in their order; a record of which nothing is known is left out."""
    return tuple(known[record] for record in records if record in known)


def issued(evidence: Iterable[Evidence]) -> Iterator[str]:
    """When the sources of records appeared, as far as that is known (EDTF)."""
    return (source.date for one in evidence for source in one.sources if source.date)


def _rows(select: Select, query: str, by: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in select(query):
        found[str(row[by])].append({name: plain(cell) for name, cell in row.items()})
    return found


def _text(row: Row, name: str) -> str:
    cell = row[name]
    return cell.value if cell else ""


def _by_language(rows: Iterable[Row], name: str) -> dict[str, str]:
    return {cell.language: cell.value for row in rows if (cell := row[name]) and cell.kind == "literal"}


def _one_evidence(record: str, rows: list[Row], sources: Mapping[str, Source], language: str) -> Evidence:
    """What a record says of itself, by its rows: one a source and a language of its description."""
    first = rows[0]
    cited = sorted({_text(row, "source") for row in rows})
    status = local(_text(first, "status"))
    last = max(rows, key=lambda row: _text(row, "disputed"))  # it may have been restored in between
    return Evidence(
        record=record,
        sources=tuple(sources[iri] for iri in cited if iri in sources),
        locator=_text(first, "locator"),
        status=status,
        confidence=float(_text(first, "confidence")),
        description=best_label(_by_language(rows, "description"), language),
        fact=_text(first, "factId"),
        rule=local(_text(first, "rule")),
        reason=_text(last, "reason") if status == "disputed" else "",
    )


def _sources(select: Select, iris: set[str], language: str) -> dict[str, Source]:
    """Sources by IRI; one of which nothing is said is called by the end of its IRI."""
    rows = _rows(select, system_query("sources", sorted(iris)), "source")
    published = (row["publisher"] for found in rows.values() for row in found)
    names = read_things(select, {cell.value for cell in published if cell and cell.kind == "iri"}, language)
    sources = {iri: Source(iri, local(iri), "", "", "") for iri in iris}  # of which nothing is said
    for iri, found in rows.items():
        title, publisher = best_label(_by_language(found, "label"), language), _text(found[0], "publisher")
        address = _text(found[0], "page")
        if not address and "/id/source/" not in iri and iri.startswith(("http://", "https://")):
            address = iri  # a page cited by its own address
        name = names[publisher].label if publisher in names else publisher
        sources[iri] = Source(iri, title, name, _text(found[0], "issued"), address)
    return sources
