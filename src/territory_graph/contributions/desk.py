"""The desk: the one door by which facts come in, are reviewed, published and taken back."""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyoxigraph as ox

from territory_graph.contributions.drafting import Draft, Drafter
from territory_graph.contributions.looking import Look, Said, known_things
from territory_graph.contributions.proposals import (
    Item,
    Proposal,
    forget_item,
    read_item,
    read_items,
    write_item,
    write_whole,
)
from territory_graph.contributions.publishing import Tried
from territory_graph.errors import (
    ChangeInvalidError,
    ChangeRefusedError,
    ContributionDecidedError,
    InputError,
    OtherTerritoryError,
    SamePersonError,
)
from territory_graph.facts.ties import read_ties
from territory_graph.ingest.contributed import (
    FOLDER,
    Contribution,
    contribution_files,
    contribution_statements,
    disputed,
    name_of,
    read_contributions,
)
from territory_graph.ingest.territory import digest, read_description, read_territory
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.store.folder import Manifest, StoreFolder
from territory_graph.terms import node, text
from territory_graph.updating.affected import affected, seen
from territory_graph.validation import ValidationReport, validate
from territory_graph.vocabulary import PREFIXES, UPDATES_GRAPH, resource

WAIT = 60.0
"""Seconds that a decision waits for another writer of the store."""


class Desk:
    """Where proposals are looked at, sent and decided on, for the territory in ``territory`` and its store.

    With ``two_persons`` nobody accepts a proposal of their own. Names of authors and reviewers are as whoever asks has
    made sure of them.
    """

    def __init__(self, territory: Path, store: Path, *, two_persons: bool = False) -> None:
        self.territory = territory
        self.store = StoreFolder(store)
        self.two_persons = two_persons

    # Looking

    def look(self, proposal: Proposal) -> Look:
        """What the proposal would do; nothing is written.

        Raises:
            StoreError: there is no store, or it cannot be used.
        """
        version = self.store.version_folder()
        store, manifest = self.store.open(version)
        graph = KnowledgeGraph(store, manifest, version)
        drafter = Drafter(store, manifest.base)
        proposal = drafter.completed(proposal)
        draft = drafter.draft(proposal)
        known = tuple(known_things(graph, proposal))
        if draft.problems:
            return Look(proposal, draft.problems, known=known)
        added, removed = self._difference(store, draft, manifest)
        records = tuple(sorted({*draft.made, *draft.restored, *draft.ended, *draft.disputed}))
        return self._told(
            Look(proposal, known=known, records=records), graph, Tried(store, manifest, added, removed), added, removed
        )

    def _told(
        self, look: Look, graph: KnowledgeGraph, tried: Tried, added: frozenset[ox.Quad], removed: frozenset[ox.Quad]
    ) -> Look:
        focus = affected(tried.store, tried.amendment.changed)
        report = validate(frozenset(seen(tried.store, focus, graph.base)))
        names = {text(thing) for thing in focus}
        ties, later = ({tie.iri: tie for tie in read_ties(each.rows)} for each in (graph, tried.graph))
        return replace(
            look,
            violations=tuple(each for each in report.violations if each.focus in names),
            contradictions=tuple(each for each in report.contradictions if each.focus in names),
            appears=_said(added - removed),
            disappears=_said(removed - added),
            ties_appear=tuple(later[iri] for iri in sorted(later.keys() - ties.keys())),
            ties_disappear=tuple(ties[iri] for iri in sorted(ties.keys() - later.keys())),
            ties_before=len(ties),
            after=tried.graph,
        )

    def _difference(
        self, store: ox.Store, draft: Draft, manifest: Manifest
    ) -> tuple[frozenset[ox.Quad], frozenset[ox.Quad]]:
        """The statements that the draft adds to the store, and those that it takes out."""
        removed = {quad for record in draft.ended for quad in _of_record(store, record)}
        added = set(draft.quads)
        for record in draft.disputed:
            own = frozenset(_of_record(store, record))
            now = disputed(own, manifest.base)
            added |= now - own
            removed |= own - now
        if draft.restored:
            undone = read_territory(self.territory).undone
            for record in draft.restored:
                own, then = frozenset(_of_record(store, record)), undone.get(record, frozenset())
                added |= then - own
                removed |= own - then
        return frozenset(quad for quad in added if quad not in store), frozenset(removed)

    # Proposing

    def send(self, proposal: Proposal, author: str, identifier: str = "") -> Item:
        """Puts a proposal into the queue; under the ``identifier`` of one that was sent back, in its place.

        Raises:
            InputError: there are problems with it, or it breaks a shape (``ChangeInvalidError``).
            StoreError: there is no store, or the folder cannot be written.
        """
        look = self.look(proposal)
        _require_sound(look)
        with self._held():
            before: tuple[str, ...] = ()
            if identifier:
                earlier = self._waiting(identifier)
                before = (*earlier.before, earlier.word) if earlier.word else earlier.before
            moment = datetime.now(UTC)
            item = Item(identifier or secrets.token_hex(4), look.proposal, author, moment, before=before)
            write_item(self.territory, item)
        return item

    def queue(self) -> tuple[Item, ...]:
        """The proposals that wait for a reviewer or for their author, the first sent first."""
        items = (*read_items(self.territory, "waiting"), *read_items(self.territory, "sent back"))
        accepted = {path.stem.rpartition("-")[2] for path in contribution_files(self.territory)}
        return tuple(sorted((one for one in items if one.id not in accepted), key=lambda one: (one.sent, one.id)))

    def rejected(self) -> tuple[Item, ...]:
        """The proposals that were rejected, the last first."""
        return tuple(sorted(read_items(self.territory, "rejected"), key=lambda one: one.sent, reverse=True))

    def item(self, identifier: str) -> Item:
        """The proposal of that identifier, waiting or rejected.

        Raises:
            UnknownContributionError: there is none.
        """
        return read_item(self.territory, identifier)

    # Deciding

    def accept(self, identifier: str, reviewer: str) -> Contribution:
        """Makes a contribution of a proposal, and publishes the version of the store that says so.

        Raises:
            UnknownContributionError: there is no such proposal.
            ContributionDecidedError: somebody decided on it before.
            SamePersonError: the reviewer wrote it, where two persons are asked for.
            ChangeRefusedError, ChangeInvalidError: it does not fit what the store says by now.
            OtherTerritoryError: the store is not that of the folder.
            StoreError: the store or the folder cannot be read or written.
        """
        with self._held(), self.store.writing(WAIT) as publish:
            item = self._waiting(identifier)
            if self.two_persons and item.author == reviewer:
                raise SamePersonError(name=reviewer)
            store, manifest = self.store.open(whole=True)
            draft = Drafter(store, manifest.base).draft(item.proposal)
            if draft.problems:
                raise ChangeRefusedError(list(draft.problems))
            contribution = self._contribution(item, reviewer, draft)
            own = frozenset(contribution_statements(contribution, manifest.base))
            added, removed = self._difference(store, draft, manifest)
            tried = Tried(store, manifest, added | own, removed)
            tried.require_valid()
            whole = manifest.digest == digest(self.territory)
            self._write(contribution, own | draft.quads, manifest.base)
            now = digest(self.territory) if whole else manifest.digest
            publish(tried.amendment, tried.manifest(now, contribution.accepted), "")
            forget_item(self.territory, identifier)
        return contribution

    def send_back(self, identifier: str, reviewer: str, word: str) -> Item:
        """Gives a proposal back to its author with a word.

        Raises:
            UnknownContributionError, ContributionDecidedError: as ``accept``.
        """
        return self._decide(identifier, reviewer, "sent back", word)

    def reject(self, identifier: str, reviewer: str, reason: str) -> Item:
        """Rejects a proposal, which is kept with the reason.

        Raises:
            UnknownContributionError, ContributionDecidedError: as ``accept``.
        """
        return self._decide(identifier, reviewer, "rejected", reason)

    def history(self, thing: str | None = None) -> tuple[Contribution, ...]:
        """The contributions, the last first: all of them, or those about a thing or a record.

        Raises:
            StoreError: there is no store, or it cannot be used.
            InputError: a file of a contribution cannot be read.
        """
        contributed = read_contributions(self.territory, self.store.manifest().base)
        if contributed.problems:
            raise InputError(list(contributed.problems))
        files = reversed(contributed.files)
        if thing is None:
            return tuple(file.contribution for file in files)
        about = {thing, *self._records_about(thing)}
        return tuple(
            file.contribution
            for file in files
            if about & set(file.contribution.records)
            or any(thing in (text(quad.subject), text(quad.object)) for quad in file.quads)
        )

    # Inside

    def _decide(self, identifier: str, reviewer: str, state: str, word: str) -> Item:
        with self._held():
            item = self._waiting(identifier)
            decided = replace(item, state=state, reviewer=reviewer, decided=datetime.now(UTC), word=word)  # type: ignore[arg-type]
            write_item(self.territory, decided)
        return decided

    def _waiting(self, identifier: str) -> Item:
        """The proposal of that identifier, which nobody has decided on."""
        for path in contribution_files(self.territory):
            if path.stem.endswith(f"-{identifier}"):
                raise ContributionDecidedError(id=identifier, state="accepted", by=self._reviewer(path))
        item = read_item(self.territory, identifier)
        if item.state == "rejected":
            raise ContributionDecidedError(id=identifier, state=item.state, by=item.reviewer)
        return item

    def _reviewer(self, path: Path) -> str:
        base = self.store.manifest().base
        files = read_contributions(self.territory, base).files
        return next((file.contribution.reviewer for file in files if file.rdf.path == path), "?")

    def _contribution(self, item: Item, reviewer: str, draft: Draft) -> Contribution:
        moment = self._moment()
        return Contribution(
            name_of(moment, item.id),
            item.proposal.kind,
            item.author,
            reviewer,
            item.sent,
            moment,
            item.proposal.why,
            tuple(sorted({*draft.made, *draft.restored})),
            draft.ended,
            draft.disputed,
        )

    def _moment(self) -> datetime:
        """Now; later than the last contribution where the clock is behind it, for their order is that of names."""
        now = datetime.now(UTC)
        names = [path.stem.partition("-")[0] for path in contribution_files(self.territory)]
        if not names:
            return now
        last = datetime.strptime(names[-1], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
        return max(now, last + timedelta(microseconds=1))

    def _write(self, contribution: Contribution, quads: frozenset[ox.Quad], base: str) -> None:
        path = self.territory / FOLDER / f"{contribution.name}.trig"
        write_whole(path, written(quads, base))

    def _records_about(self, thing: str) -> set[str]:
        store, _ = self.store.open()
        found = {quad.graph_name for quad in store.quads_for_pattern(node(thing), None, None, None)}
        found |= {quad.graph_name for quad in store.quads_for_pattern(None, None, node(thing), None)}
        return {text(graph) for graph in found}

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Holds the contributions of the territory for one decision at a time."""
        found, expected = self.store.manifest(), read_description(self.territory).slug
        if found.slug != expected:
            raise OtherTerritoryError(found=found.slug, expected=expected, folder=str(self.territory))
        folder = self.territory / FOLDER
        folder.mkdir(exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # given back when this process ends, however it ends
            yield


def _of_record(store: ox.Store, record: str) -> Iterator[ox.Quad]:
    """What a record says and what is said of it: all that goes with it, but not what the software writes."""
    yield from store.quads_for_pattern(None, None, None, node(record))
    for quad in store.quads_for_pattern(node(record), None, None, None):
        if quad.graph_name not in (ox.DefaultGraph(), node(record)):
            yield quad


def _said(quads: frozenset[ox.Quad]) -> tuple[Said, ...]:
    told = (Said(text(q.subject), text(q.predicate), text(q.object), text(q.graph_name)) for q in quads)
    return tuple(sorted(told, key=lambda one: (one.record, one.thing, one.property, one.value)))


def _require_sound(look: Look) -> None:
    if look.problems:
        raise InputError(list(look.problems))
    if look.violations:
        raise ChangeInvalidError(ValidationReport(look.violations, ()))


def written(quads: frozenset[ox.Quad], base: str) -> str:
    """Statements as TriG that people read: one line a statement's end, in an order that depends on them alone."""
    first = node(resource(base, UPDATES_GRAPH))
    order = sorted(quads, key=lambda quad: (quad.graph_name != first, str(quad)))
    text_ = ox.serialize(order, format=ox.RdfFormat.TRIG, prefixes=PREFIXES, base_iri=base)
    assert text_ is not None
    return text_.decode("utf-8")
