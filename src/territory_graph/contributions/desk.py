"""The desk: the one door by which facts come in, are reviewed, published and taken back."""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal as OneOf

import pyoxigraph as ox

from territory_graph.contributions.drafting import Draft, Drafter
from territory_graph.contributions.files import later_than_all, write_whole, written
from territory_graph.contributions.looking import Look, known_things, tried_look
from territory_graph.contributions.proposals import (
    Item,
    Proposal,
    forget_item,
    read_item,
    read_items,
    write_item,
)
from territory_graph.contributions.publishing import Delta, Tried, delta, of_record
from territory_graph.contributions.versions import Difference, difference, restoring
from territory_graph.errors import (
    AlreadyWaitingError,
    ChangeInvalidError,
    ChangeRefusedError,
    ContributionDecidedError,
    InputError,
    OtherTerritoryError,
    SamePersonError,
)
from territory_graph.ingest.contributed import (
    Contribution,
    by_record,
    contribution_files,
    contribution_in,
    contribution_statements,
    contributions_folder,
    disputed,
    name_of,
    read_contributions,
)
from territory_graph.ingest.description import read_description
from territory_graph.ingest.rdf import read_trig
from territory_graph.ingest.territory import digest, read_territory
from territory_graph.ingest.told import contributions_in, news, records_about
from territory_graph.knowledge_graph import KnowledgeGraph
from territory_graph.settings import VERSIONS
from territory_graph.store.folder import Publish, StoreFolder
from territory_graph.terms import node, states, text
from territory_graph.updating import require_author
from territory_graph.validation import ValidationReport
from territory_graph.vocabulary import resource

_DRAFTED, _TRIED = 0.3, 0.5
"""About the share of a look that is done when the rows are drafted, and when the change is tried."""

WAIT = 60.0
"""Seconds that a decision waits for another writer of the store."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of a store, and the records of which they say different things."""

    before: KnowledgeGraph
    after: KnowledgeGraph
    difference: Difference


class Desk:
    """Where proposals are looked at, sent and decided on, for the territory in ``territory`` and its store.

    ``versions`` of the store are kept. With ``two_persons`` nobody accepts a proposal of their own. Names of authors
    and reviewers are as whoever asks has made sure of them.
    """

    def __init__(self, territory: Path, store: Path, *, two_persons: bool = False, versions: int = VERSIONS) -> None:
        self.territory = territory
        self.store = StoreFolder(store, versions)
        self.two_persons = two_persons

    # Looking

    def check(self, proposal: Proposal) -> Look:
        """What is wrong with the proposal, and what its rows may mean: as ``look``, but the change is not tried.

        Quick enough for a form that is being filled in.

        Raises:
            StoreError: there is no store, or it cannot be used.
        """
        return self._drafted(proposal)[0]

    def look(self, proposal: Proposal, progress: Callable[[float], None] = lambda _: None) -> Look:
        """What the proposal would do; nothing is written. ``progress`` is called with the share that is done.

        Raises:
            StoreError: there is no store, or it cannot be used.
            InputError: a record is to be restored, and the territory's files cannot be read.
        """
        look, draft, store, graph = self._drafted(proposal, _part(progress, 0, _DRAFTED))
        if look.problems:
            return look
        progress(_DRAFTED)
        change = self._change(store, draft, graph.base)
        tried = Tried(store, graph.manifest, change, _part(progress, _DRAFTED, _TRIED))
        progress(_TRIED)
        if problems := tuple(tried.problems()):
            return replace(look, problems=problems)
        return tried_look(look, graph, change, tried, _part(progress, _TRIED, 1))

    def _drafted(
        self, proposal: Proposal, progress: Callable[[float], None] = lambda _: None
    ) -> tuple[Look, Draft, ox.Store, KnowledgeGraph]:
        """A look at the draft of a proposal, and what that was made on."""
        version = self.store.version_folder()
        store, manifest = self.store.open(version)
        graph = KnowledgeGraph(store, manifest, version)
        drafter = Drafter(store, manifest.base)
        proposal = drafter.completed(proposal)
        draft = drafter.draft(proposal)
        known = tuple(known_things(graph, proposal, progress))
        return (
            Look(proposal, draft.problems, known=known, records=draft.records, places=draft.rows or {}),
            draft,
            store,
            graph,
        )

    # Proposing

    def send(self, proposal: Proposal, author: str, identifier: str = "") -> Item:
        """Puts a proposal into the queue; under the ``identifier`` of one that waits, in its place.

        Raises:
            SettingsError: the author's name cannot stand in history.
            InputError: there are problems with it.
            ChangeInvalidError: it breaks a shape.
            UnknownContributionError, ContributionDecidedError: no proposal of that identifier waits.
            AlreadyWaitingError: the same proposal waits under another identifier.
            OtherTerritoryError: the store is not that of the folder.
            StoreError: there is no store, or the folder cannot be written.
        """
        require_author(author)
        look = self.look(proposal)
        if look.problems:
            raise InputError(list(look.problems))
        if look.violations:
            raise ChangeInvalidError(ValidationReport(look.violations, ()))
        with self._held():
            before: tuple[str, ...] = ()
            if identifier:
                earlier = self._waiting(identifier)
                before = (*earlier.before, earlier.word) if earlier.word else earlier.before
            for waiting in read_items(self.territory, "waiting"):
                if waiting.id != identifier and waiting.proposal.says_as(look.proposal):
                    raise AlreadyWaitingError(id=waiting.id, by=waiting.author)
            moment = datetime.now(UTC)
            item = Item(identifier or secrets.token_hex(4), look.proposal, author, moment, before=before)
            write_item(self.territory, item)
        return item

    def queue(self) -> tuple[Item, ...]:
        """The proposals that wait for a reviewer, or were sent back to their author, the first sent first."""
        items = (*read_items(self.territory, "waiting"), *read_items(self.territory, "sent back"))
        accepted = {path.stem.rpartition("-")[2] for path in contribution_files(self.territory)}
        return tuple(sorted((one for one in items if one.id not in accepted), key=lambda one: (one.sent, one.id)))

    def rejected(self) -> tuple[Item, ...]:
        """The proposals that were rejected, the last sent first."""
        return tuple(sorted(read_items(self.territory, "rejected"), key=lambda one: one.sent, reverse=True))

    def item(self, identifier: str) -> Item:
        """The proposal of that identifier, waiting or rejected.

        Raises:
            UnknownContributionError: there is none.
        """
        return read_item(self.territory, identifier)

    # Deciding

    def accept(
        self, identifier: str, reviewer: str, progress: Callable[[float], None] = lambda _: None
    ) -> Contribution:
        """Makes a contribution of a proposal, and publishes the version of the store that says so.

        ``progress`` is called with the share that is done, and no more once anything is written: what it raises leaves
        the proposal in the queue.

        Raises:
            UnknownContributionError: there is no such proposal.
            ContributionDecidedError: somebody decided on it before.
            SamePersonError: the reviewer wrote it, where two persons are asked for.
            ChangeRefusedError, ChangeInvalidError: it does not fit what the store says by now.
            OtherTerritoryError: the store is not that of the folder.
            StoreError: the store or the folder cannot be read or written.
        """
        with self._held(), self.store.writing(WAIT) as publish:
            self._settle(publish)
            item = self._waiting(identifier)
            if self.two_persons and item.author == reviewer:
                raise SamePersonError(name=reviewer)
            store, manifest = self.store.open(whole=True)
            draft = Drafter(store, manifest.base).draft(item.proposal)
            if draft.problems:
                raise ChangeRefusedError(list(draft.problems))
            contribution = self._contribution(item, reviewer, draft)
            own = frozenset(contribution_statements(contribution, manifest.base))
            change = self._change(store, draft, manifest.base)
            tried = Tried(store, manifest, Delta(change.added | own, change.removed), _part(progress, 0, _TRIED))
            tried.require_valid(_part(progress, _TRIED, 1))
            whole = manifest.digest == digest(self.territory)
            path = contributions_folder(self.territory) / f"{contribution.name}.trig"
            write_whole(path, written(own | draft.quads, manifest.base))
            now = digest(self.territory) if whole else manifest.digest
            publish(tried.amendment, tried.manifest(now, contribution.accepted), "")
            forget_item(self.territory, identifier)
        return contribution

    def send_back(self, identifier: str, reviewer: str, word: str) -> Item:
        """Gives a proposal back to its author with a word.

        Raises:
            UnknownContributionError, ContributionDecidedError, OtherTerritoryError, StoreError: as ``accept``.
        """
        return self._decide(identifier, reviewer, "sent back", word)

    def reject(self, identifier: str, reviewer: str, reason: str) -> Item:
        """Rejects a proposal, which is kept with the reason.

        Raises:
            UnknownContributionError, ContributionDecidedError, OtherTerritoryError, StoreError: as ``accept``.
        """
        return self._decide(identifier, reviewer, "rejected", reason)

    def settle(self) -> tuple[Contribution, ...]:
        """Publishes the contributions of the folder that the store does not say yet, and returns them.

        There are some where a process ended between the writing of one and its publishing, or where files came from
        elsewhere. Each acceptance settles them first.

        Raises:
            InputError: the territory's files cannot be read.
            ChangeRefusedError, ChangeInvalidError: the contributions do not fit what the store says.
            OtherTerritoryError: the store is not that of the folder.
            StoreError: the store cannot be read or written.
        """
        with self._held(), self.store.writing(WAIT) as publish:
            return self._settle(publish)

    # Remembering

    def history(self, thing: str | None = None) -> tuple[Contribution, ...]:
        """The contributions, the last first: all of them, or those about a thing or a record.

        Raises:
            StoreError: there is no store, or it cannot be used.
            InputError: the file of a contribution cannot be read.
        """
        store, manifest = self.store.open()
        contributed = read_contributions(self.territory, manifest.base)
        if contributed.problems:
            raise InputError(list(contributed.problems))
        told = {file.contribution.name: file.contribution for file in reversed(contributed.files)}
        if thing is None:
            return tuple(told.values())
        records = records_about(store, thing)
        for file in contributed.files:
            records |= {text(q.graph_name) for q in file.quads if thing in (text(q.subject), text(q.object))}
        return tuple(one for one in told.values() if records & set(one.records))

    def news(self, since: date) -> tuple[Contribution, ...]:
        """The contributions that were accepted on a day or after it, the last first, as the store tells them.

        Raises:
            StoreError: there is no store, or it cannot be used.
        """
        store, manifest = self.store.open()
        return news(store, manifest.base, since)

    def since_version(self, version: str) -> tuple[Contribution, ...]:
        """The contributions that the current version of the store tells of and an earlier one does not, the last first.

        Undone in this order (``undoing``), they leave what that version said.

        Raises:
            UnknownVersionError: that version is not kept.
            StoreError: there is no store, or it cannot be used.
        """
        store, manifest = self.store.open()
        then, _ = self.store.open(self.store.folder_of(version))
        known = {one.name for one in contributions_in(then, manifest.base)}
        return tuple(one for one in contributions_in(store, manifest.base) if one.name not in known)

    def compare(self, before: str, after: str, thing: str | None = None) -> Compared:
        """What one version of the store says otherwise than an earlier one: of everything, or of a thing.

        Raises:
            UnknownVersionError: one of them is not kept.
            StoreError: there is no store, or it cannot be used.
        """
        folders = [self.store.folder_of(version) for version in (before, after)]
        (then, first), (now, last) = (self.store.open(folder) for folder in folders)
        return Compared(
            KnowledgeGraph(then, first, folders[0]),
            KnowledgeGraph(now, last, folders[1]),
            difference(then, now, last.base, thing),
        )

    def restoring(self, version: str, why: str) -> Proposal:
        """The proposal after which the store says of facts what that version said: one contribution, undone as one.

        Raises:
            SameFactsError: it says so already.
            UnknownVersionError: it is not kept.
            StoreError: there is no store, or it cannot be used.
        """
        then, _ = self.store.open(self.store.folder_of(version))
        now, manifest = self.store.open()
        return restoring(then, now, manifest.base, why)

    # Inside

    def _change(self, store: ox.Store, draft: Draft, base: str) -> Delta:
        """What the draft changes in the store."""
        targets: dict[str, frozenset[ox.Quad]] = {record: frozenset() for record in draft.ended}
        targets |= {record: disputed(of_record(store, record, base), base) for record in draft.disputed}
        if draft.restored:
            undone = read_territory(self.territory).undone
            targets |= {record: undone.get(record, frozenset()) for record in draft.restored}
        return delta(store, draft.quads, targets, base)

    def _settle(self, publish: Publish) -> tuple[Contribution, ...]:
        names = [path.stem for path in contribution_files(self.territory)]
        store, manifest = self.store.open(whole=True)
        missing = {name for name in names if not states(store, node(resource(manifest.base, f"update/{name}")))}
        if not missing:
            return ()
        territory = read_territory(self.territory)
        files = read_contributions(self.territory, manifest.base).files
        come = [file for file in files if file.contribution.name in missing]
        quads = frozenset(quad for file in come for quad in (*file.quads, *file.without)) & territory.quads
        gone = frozenset(quad for file in come for quad in file.without) - territory.quads
        said, _ = by_record(territory.quads, {record for file in come for record in file.contribution.records})
        change = delta(store, quads, said, manifest.base)
        gone = frozenset(quad for quad in gone if quad in store)
        tried = Tried(store, manifest, Delta(change.added, change.removed | gone))
        tried.require_valid()
        whole = manifest.digest == digest(self.territory, without=missing)
        now = digest(self.territory) if whole else manifest.digest
        publish(tried.amendment, tried.manifest(now, datetime.now(UTC)), "")
        for file in come:
            forget_item(self.territory, file.contribution.id)
        return tuple(file.contribution for file in come)

    def _decide(self, identifier: str, reviewer: str, state: OneOf["sent back", "rejected"], word: str) -> Item:
        with self._held():
            item = self._waiting(identifier)
            decided = replace(item, state=state, reviewer=reviewer, decided=datetime.now(UTC), word=word)
            write_item(self.territory, decided)
        return decided

    def _waiting(self, identifier: str) -> Item:
        """The proposal of that identifier, which nobody has decided on."""
        base = self.store.manifest().base
        for path in contribution_files(self.territory):
            if path.stem.endswith(f"-{identifier}"):
                told = contribution_in(read_trig(path, base).quads, path.stem, base)
                raise ContributionDecidedError(id=identifier, state="accepted", by=told.reviewer if told else "?")
        item = read_item(self.territory, identifier)
        if item.state == "rejected":
            raise ContributionDecidedError(id=identifier, state=item.state, by=item.reviewer)
        return item

    def _contribution(self, item: Item, reviewer: str, draft: Draft) -> Contribution:
        moment = later_than_all(self.territory, datetime.now(UTC))
        return Contribution(
            name=name_of(moment, item.id),
            kind=item.proposal.kind,
            author=item.author,
            reviewer=reviewer,
            sent=item.sent,
            accepted=moment,
            why=item.proposal.why,
            made=tuple(sorted({*draft.made, *draft.restored})),
            ended=draft.ended,
            disputed=draft.disputed,
        )

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Holds the contributions of the territory for one decision at a time."""
        found, expected = self.store.manifest(), read_description(self.territory).slug
        if found.slug != expected:
            raise OtherTerritoryError(found=found.slug, expected=expected, folder=str(self.territory))
        folder = contributions_folder(self.territory)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # given back when this process ends, however it ends
            for left in folder.rglob(".*.new"):  # by processes that ended while they wrote
                left.unlink()
            yield


def _part(progress: Callable[[float], None], first: float, last: float) -> Callable[[float], None]:
    """What tells the share that is done of a part of the work."""
    return lambda share: progress(first + (last - first) * share)
