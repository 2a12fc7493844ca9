"""Updating a store: apply one change to what it serves, check what a build checks, and publish a new version.

::

    lock the folder ─▶ made already? ─▶ read its version ─▶ apply the change in memory ─▶ refuse what breaks the model
                                                                                              │
    publish, swapped whole ◀─ count, name ◀─ shapes ◀─ rules anew ◀─ journal ◀────────────────┘

A change that is refused, or whose process dies at any moment, leaves what is served as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from territory_graph.causes import Cause
from territory_graph.errors import ChangeInvalidError, SettingsError
from territory_graph.store.folder import StoreFolder
from territory_graph.store.manifest import Manifest
from territory_graph.updating.affected import validate_changed
from territory_graph.updating.change import Applied, Change, Kind, steps_of
from territory_graph.updating.past import KEY, recorded
from territory_graph.updating.revision import Revision

__all__ = ["KEY", "Applied", "Change", "Keep", "Kind", "apply_change", "recorded"]

WAIT = 60.0
"""Seconds that a change waits for another writer to end."""
LONGEST_AUTHOR = 80


def apply_change(
    folder: StoreFolder,
    change: Change,
    author: str,
    *,
    wait_seconds: float = WAIT,
    moment: datetime | None = None,
    confirm: Callable[[], None] = lambda: None,
    keep: Keep | None = None,
) -> Applied:
    """Applies a change to the current version and publishes the result; ``moment`` is when, now by default.

    A change that was made already, under its key, is not applied again. ``confirm`` is called last before the result
    is published: when it raises, nothing is. With ``keep`` the change is kept among the territory's contributions,
    unless it adds measures, which are reckoned anew; without, the next build loses it.

    Raises:
        QueryError: the update cannot be run, or is refused by the guard.
        InputError: the content cannot be read; ``ChangeRefusedError`` where the result would break the model.
        ChangeInvalidError: the result breaks a shape.
        UnknownGraphError: there is no graph to delete.
        VersionChangedError: the version that the change was made for is no longer current.
        KeyUsedError: another change was made under its key.
        SettingsError: the author, the key, the graph or the media type cannot be used.
        StoreError: the store cannot be read or written, or is still being written after ``wait_seconds``.
    """
    folder.manifest()  # where nothing was built, nothing is made
    _check(author, change.key)
    steps = steps_of(change)
    moment = moment or datetime.now(UTC)
    keep = None if change.kind == "analyse" else keep
    with folder.writing(wait_seconds) as publish:
        if (made := recorded(folder, change, author)) is not None:
            return made
        revision = Revision(folder, change)
        revision.apply(steps)
        if not (revision.added or revision.removed):
            return revision.outcome(revision.manifest)
        moment = keep.moment(moment) if keep else moment
        revision.complete(author, moment)
        report = validate_changed(revision.store, revision.amendment.changed, revision.manifest.base)
        if report.violations:
            raise ChangeInvalidError(report)
        if keep is None:
            manifest = revision.new_manifest(moment)
            publish(revision.written(), manifest, revision.line(manifest, author, moment), confirm)
            return revision.outcome(manifest)
        told = revision.added | revision.journal
        path, text, digest = keep.file(revision.name, told, revision.removed, revision.manifest)
        manifest = revision.new_manifest(moment, digest)

        def confirm_and_keep() -> None:
            confirm()
            keep.write(path, text)

        line = revision.line(manifest, author, moment, kept=True)
        publish(revision.written(), manifest, line, confirm_and_keep)
        return replace(revision.outcome(manifest), kept=True)


class Keep(Protocol):
    """Who keeps a change in the files of a territory (``contributions.keeping``)."""

    def moment(self, moment: datetime, /) -> datetime:
        """When the change counts as made."""

    def file(
        self, name: str, told: frozenset[ox.Quad], removed: frozenset[ox.Quad], manifest: Manifest, /
    ) -> tuple[Path, str, str]:
        """Its file, the text of that, and the digest of the territory's files with it."""

    def write(self, path: Path, text: str, /) -> None:
        """Writes the file."""


def require_author(author: str) -> None:
    """Refuses a name under which no change can be made.

    Raises:
        SettingsError: it is empty, too long, or holds what cannot be printed.
    """
    if not (author.isprintable() and author.strip() and len(author) <= LONGEST_AUTHOR):
        expected = Cause("want-author", most=LONGEST_AUTHOR)
        raise SettingsError(name=Cause("the-author"), value=author[:LONGEST_AUTHOR], expected=expected)


def _check(author: str, key: str | None) -> None:
    require_author(author)
    if key is not None and not KEY.fullmatch(key):
        raise SettingsError(name=Cause("the-key"), value=key[:80], expected=Cause("want-change-key"))
