"""What is new, as an Atom feed (RFC 4287): the contributions to the territory, or to one thing, the last first."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from xml.etree import ElementTree

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from territory_graph.errors import TerritoryGraphError
from territory_graph.facts.statements import read_records
from territory_graph.ingest.contributed import Contribution
from territory_graph.ingest.told import contributions_in
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.library import EARLIER, Opened
from territory_graph.messages import Translator, translator
from territory_graph.service.context import language_of, opened
from territory_graph.service.responses import OPEN_TO_ALL
from territory_graph.service.served import served
from territory_graph.store.folder import KeptVersion
from territory_graph.views.contributing.told import records_named, words_of
from territory_graph.views.ordering import alphabetical
from territory_graph.vocabulary import resource

MOST = 50
"""Contributions that a feed tells."""
_NAMED = 3
"""Things that the title of an entry names."""
_ATOM = "http://www.w3.org/2005/Atom"


def routes() -> list[Route]:
    """The route of the feed."""
    return [Route("/feed.atom", feed, methods=["GET", "HEAD"])]


def feed(request: Request) -> Response:
    """The feed, in the reader's language; ``thing`` is the IRI of what it is about, or its end, as ``actor/lsn``."""
    found, say = opened(request), translator(language_of(request))
    graph = found.graph
    asked = request.query_params.get("thing", "")
    thing = None if not asked else asked if "://" in asked else str(resource(graph.base, asked))
    told = contributions_in(found.store, graph.base, thing)[:MOST]
    names = graph.things([thing], say.language) if thing else {}
    subject = names[thing].label if thing in names else graph.manifest.names[say.language]
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": say.language})
    _put(root, "title", say("contributions.feed", name=subject))
    _put(root, "id", str(request.url))
    _put(root, "updated", _written(told[0]) if told else graph.manifest.built_at)
    ElementTree.SubElement(root, "link", {"rel": "self", "href": str(request.url)})
    library = served(request).library
    earlier = Earlier(library.folder.kept(), library.at)
    for one in told:
        _entry(root, one, graph, say, earlier)
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    headers = {**OPEN_TO_ALL, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
    return Response(body, media_type="application/atom+xml", headers=headers)


@dataclass
class Earlier:
    """The versions that are kept, the last first, of which a feed opens the few that hold records out of force."""

    kept: Sequence[KeptVersion]
    at: Callable[[str], Opened]
    _opened: dict[str, KnowledgeGraph] = field(default_factory=dict)

    def holding(self, told: Contribution, gone: Set[str]) -> dict[str, KnowledgeGraph]:
        """The version that has each record that a contribution is about: the one after it what it made, else before."""
        before = next((one.version for one in self.kept if one.since < told.accepted), "")
        after = next((one.version for one in reversed(self.kept) if one.since >= told.accepted), "")
        versions = {record: after if record in told.made else before for record in gone}
        for version in sorted(set(versions.values()) - {"", *self._opened})[: EARLIER - len(self._opened)]:
            with suppress(TerritoryGraphError):  # it may be removed meanwhile
                self._opened[version] = self.at(version).graph
        return {record: self._opened[version] for record, version in versions.items() if version in self._opened}


def _entry(
    root: ElementTree.Element, told: Contribution, graph: KnowledgeGraph, say: Translator, earlier: Earlier
) -> None:
    """A contribution in words, named after the first things of which its records speak, or spoke, else its records."""
    entry = ElementTree.SubElement(root, "entry")
    in_force = {said.record for said in read_records(graph.rows, told.records)}
    held = earlier.holding(told, set(told.records) - in_force)
    called: set[str] = set()
    for version in {graph, *held.values()}:
        records = in_force if version is graph else [record for record, one in held.items() if one is version]
        about = {said.thing for said in read_records(version.rows, records) if "/id/record/" not in said.thing}
        called |= {thing.label for thing in version.things(about, say.language).values()}
    things = sorted(called, key=alphabetical)
    kind, names = say(f"contributions.kinds.{told.kind}"), say("list.semicolon").join(things[:_NAMED])
    if not names and told.records:
        names = records_named(told.records, say)
    named = say("contributions.named", kind=kind, names=names) if names else kind
    _put(entry, "title", say("contributions.entry", kind=named, count=len(told.records)))
    _put(entry, "id", str(resource(graph.base, f"update/{told.name}")))
    _put(entry, "updated", _written(told))
    _put(ElementTree.SubElement(entry, "author"), "name", told.author)
    _put(entry, "content", "\n".join(words_of(told, graph, say, held)))
    for record in told.records:
        ElementTree.SubElement(entry, "link", {"rel": "related", "href": record})


def _put(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = "".join(c for c in text if c.isprintable() or c in "\n\t\u00a0\u202f")


def _written(told: Contribution) -> str:
    return f"{told.accepted:%Y-%m-%dT%H:%M:%SZ}"
