"""Drafts as rows: identifiers for new things, those of the graph for known ones, and what else each row needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from territory_graph.ingest import schema
from territory_graph.ingest.schema import Row
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.reading.document import Document
from territory_graph.reading.known import KnownFacts
from territory_graph.reading.mentions import Mention
from territory_graph.reading.patterns.grammar import Context, PatternFact
from territory_graph.reading.proposed import Kind, Proposed, key_of
from territory_graph.reading.things import Thing, slug
from territory_graph.spelling import folded
from territory_graph.vocabulary import resource


def is_known(graph: KnowledgeGraph, iri: str) -> bool:
    """Whether the graph says anything of an IRI."""
    return len(graph.rows(f"SELECT ?p WHERE {{ <{iri}> ?p ?o }} LIMIT 1")) > 0


class Writer:
    """Writes drafts as rows: identifiers for new things, those of the graph for known ones."""

    def __init__(self, document: Document, graph: KnowledgeGraph, context: Context, source: str) -> None:
        self._document, self._graph, self._context, self._source = document, graph, context, source
        self._needs: dict[tuple[str, str], Proposed] = {}
        self._used: set[str] = set()
        cells = {"id": source, "title": document.title, "date": context.day or ""}
        self.source = Row("sources", {name: cell for name, cell in cells.items() if cell})

    def proposals(self, drafts: Sequence[PatternFact], mentions: Sequence[Mention]) -> list[Proposed]:
        """One proposal a draft, each after those of the new things that it names, in the order of the text."""
        named = [thing for mention in mentions if (thing := mention.things.get("actor"))]
        known = KnownFacts(self._graph, {*named, *(thing for draft in drafts for thing in _things(draft))})
        made: list[Proposed] = []
        projects: dict[int, str] = {}
        drafts = [*drafts, *self._names_used(mentions, drafts, known)]
        for draft in sorted(drafts, key=lambda one: (one.start, one.end)):
            needs = [
                self._needed(thing, draft)
                for thing in _things(draft)
                if thing.iri is None and thing.sort not in ("project", "programme")
            ]
            needs += self._words(draft)
            made += [one for one in needs if one not in made]
            about = draft.cells.get("about")
            of_project = [projects[id(about)]] if id(about) in projects else []
            made.append(self._proposed(draft, known, [*(one.key for one in needs), *of_project]))
            if draft.table == "projects":
                projects[id(draft.cells["self"])] = made[-1].key
        return made

    def _names_used(
        self, mentions: Sequence[Mention], drafts: Sequence[PatternFact], known: KnownFacts
    ) -> Iterator[PatternFact]:
        """Names that the graph has of a body beside its label, and which the document uses: one more source of each."""
        told = {
            (id(draft.cells.get("actor")), folded(str(draft.cells.get("name"))))
            for draft in drafts
            if draft.table == "names"
        }
        for mention in mentions:
            thing = mention.things.get("actor")
            if thing is None or thing.iri is None or mention.weak < 1 or (id(thing), folded(mention.text)) in told:
                continue
            if folded(mention.text) != folded(thing.name) and (kind := known.name_kind(thing, mention.text)):
                told.add((id(thing), folded(mention.text)))
                start, end = self._context.origin(mention.start, mention.end)
                locator = self._document.passage_at(start).locator
                cells: dict[str, str | Thing | tuple[Thing, ...]] = {"actor": thing, "name": mention.text, "kind": kind}
                yield PatternFact("name", "names", cells, start, end, locator)

    def _proposed(self, draft: PatternFact, known: KnownFacts, needs: list[str]) -> Proposed:
        cells = {name: _cell(name, value, draft.table) for name, value in draft.cells.items() if name != "self"}
        repeated = known.repeated(draft)
        kind = _path(draft.table)
        own = repeated.removeprefix(f"{self._graph.base}id/{kind}/") if repeated else ""
        if cells.get("post") == "@post":
            organisation = draft.cells["organisation"]
            assert isinstance(organisation, Thing)
            post = known.post(organisation, cells["role"])
            cells |= {
                "post": post or f"{organisation.id}-{cells['role']}",
                "post_name": "" if post else cells["post_name"],
            }
        if cells.get("part_of") == "@agreement":
            before = [one for one in self._made_agreements if one.start <= draft.start]
            cells["part_of"] = before[-1].row.cells["id"] if before else ""
            needs = [*needs, *([before[-1].key] if before else [])]
        thing = draft.cells.get("self")
        if isinstance(thing, Thing):
            cells["id"] = thing.id
        elif "id" in {column.name for column in schema.tables()[draft.table].columns}:
            cells["id"] = (
                own if own and "/" not in own and ":" not in own else self._free(kind, _identifier(draft, cells))
            )
            if repeated and draft.table != "names":
                cells["name"] = "" if draft.table not in ("figures", "changes") else cells.get("name", "")
        return self._finished(draft.kind, Row(draft.table, cells), draft, repeated, tuple(needs))

    _made_agreements: list[Proposed]

    def _finished(
        self, kind: Kind, row: Row, draft: PatternFact, known: str | None, needs: tuple[str, ...]
    ) -> Proposed:
        cells = dict(row.cells)
        if not schema.tables()[row.table].editorial:
            cells |= {
                "source": self._source,
                "locator": draft.locator,
                "status": draft.status,
                "confidence": f"{draft.confidence:g}",
            }
        row = Row(row.table, {name: cell for name, cell in cells.items() if cell})
        start, end = draft.start, draft.end
        passage = self._document.passage_at(start).locator
        found = Proposed(
            key_of(self._document.digest, row),
            kind,
            row,
            passage,
            start,
            end,
            self._document.text[start:end],
            known,
            needs,
            draft.by,
        )
        if kind == "agreement":
            self.__dict__.setdefault("_made_agreements", []).append(found)
        return found

    def _free(self, kind: str, wanted: str) -> str:
        """An identifier that nothing of the graph and no row before has."""
        number, free = 1, wanted
        while f"{kind}/{free}" in self._used or is_known(
            self._graph, str(resource(self._graph.base, f"{kind}/{free}"))
        ):
            number += 1
            free = f"{wanted}-{number}"
        self._used.add(f"{kind}/{free}")
        return free

    def _needed(self, thing: Thing, draft: PatternFact) -> Proposed:
        """The row of a new thing."""
        key = (thing.sort, thing.id)
        if key not in self._needs:
            start, end = self._context.origin(thing.start, thing.end) if thing.end else (draft.start, draft.end)
            cells = {"id": thing.id, "kind": thing.kind, "name": thing.name}
            own = replace(
                draft,
                start=start,
                end=end,
                locator=self._document.passage_at(start).locator,
                status="stated",
                confidence=0.9,
            )
            kind: Kind = "place" if thing.sort == "place" else "actor"
            self._needs[key] = self._finished(
                kind, Row("places" if kind == "place" else "actors", cells), own, None, ()
            )
        return self._needs[key]

    def _words(self, draft: PatternFact) -> list[Proposed]:
        """The rows of words that no list of the graph has yet: a role, a measure."""
        found = []
        for scheme in ("role", "measure"):
            word = draft.cells.get(scheme)
            if isinstance(word, str) and not is_known(self._graph, str(resource(self._graph.base, f"{scheme}/{word}"))):
                if (scheme, word) not in self._needs:
                    row = Row(
                        "concepts",
                        {
                            "scheme": scheme,
                            "id": word,
                            "label_fr": _LABELS.get(word, word.replace("-", " ").capitalize()),
                        },
                    )
                    self._needs[scheme, word] = self._finished("concept", row, draft, None, ())
                found.append(self._needs[scheme, word])
        return found


_LABELS = {
    "president": "Président",
    "vice-president": "Vice-président",
    "premier-vice-president": "Premier vice-président",
    "nb-communes": "Nombre de communes",
    "nb-membres": "Nombre de membres",
    "nb-intercommunalites": "Nombre d'intercommunalités",
    "etudiants": "Étudiants",
}
"""Words of lists whose labels are not their identifiers."""
_PATHS = {"offices": "site", "member_counts": "figure"}


def _path(table: str) -> str:
    """The folder of the IRIs of what a table describes."""
    return _PATHS.get(table, table.removesuffix("s"))


def _things(draft: PatternFact) -> Iterator[Thing]:
    for name, value in draft.cells.items():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Thing) and name not in ("self", "person"):
                yield one


def _cell(name: str, value: str | Thing | tuple[Thing, ...], table: str) -> str:
    if isinstance(value, tuple):
        return ";".join(dict.fromkeys(thing.id for thing in value))
    if isinstance(value, Thing):
        return f"{value.sort}/{value.id}" if schema.tables()[table].column(name).kind == "ref" else value.id
    return value


def _identifier(draft: PatternFact, cells: dict[str, str]) -> str:
    """An identifier made of what the row is about."""
    about = (cells.get("about") or f"actor/{cells.get('actor', '')}").partition("/")[2]
    parts: dict[str, tuple[str, ...]] = {
        "memberships": ("member", "organisation"),
        "mandates": ("person", "role", "organisation"),
        "offices": ("actor", "place"),
    }
    if draft.table in parts:
        return "-".join(cells[name] for name in parts[draft.table])
    if draft.table in ("figures", "member_counts"):
        return "-".join(filter(None, (about, cells.get("measure", "nb-membres"), cells.get("date"))))
    name = slug(cells.get("name", draft.table))[:60].strip("-")
    return {"names": f"{about}-{name}", "events": f"{name}-{cells.get('when', '')}"}.get(draft.table, name)
