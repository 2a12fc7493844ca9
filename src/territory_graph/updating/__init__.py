"""Updating a store: apply one change to what it serves, check what a build checks, and publish a new version.

::

    lock the folder ─▶ read its version ─▶ apply the change in memory ─▶ refuse what breaks the model
                                                                              │
    publish, swapped whole ◀─ count, name ◀─ shapes ◀─ rules anew ◀─ journal ◀┘

A change that is refused, or whose process dies at any moment, leaves what is served as it was.
"""

from __future__ import annotations

from datetime import UTC, datetime

from territory_graph.errors import ChangeInvalidError, SettingsError
from territory_graph.store.folder import StoreFolder
from territory_graph.updating.affected import validate_changed
from territory_graph.updating.change import Applied, Change, Kind, steps_of
from territory_graph.updating.revision import Revision

__all__ = ["Applied", "Change", "Kind", "apply_change"]

WAIT = 60.0
"""Seconds that a change waits for another writer to end."""
LONGEST_AUTHOR = 80


def apply_change(
    folder: StoreFolder, change: Change, author: str, *, wait_seconds: float = WAIT, moment: datetime | None = None
) -> Applied:
    """Applies a change to the current version and publishes the result; ``moment`` is when, now by default.

    Raises:
        QueryError: the update cannot be run, or is refused by the guard.
        InputError: the content cannot be read; ``ChangeRefusedError`` where the result would break the model.
        ChangeInvalidError: the result breaks a shape.
        UnknownGraphError: there is no graph to delete.
        VersionChangedError: the version that the change was made for is no longer current.
        SettingsError: the author, the graph or the media type cannot be used.
        StoreError: the store cannot be read or written, or is still being written after ``wait_seconds``.
    """
    folder.manifest()  # where nothing was built, nothing is made
    _check_author(author)
    steps = steps_of(change)
    moment = moment or datetime.now(UTC)
    with folder.writing(wait_seconds) as publish:
        revision = Revision(folder, change)
        revision.apply(steps)
        if not (revision.added or revision.removed):
            return revision.outcome(revision.manifest)
        changed = revision.complete(author, moment)
        report = validate_changed(revision.store, changed, revision.manifest.base)
        if report.violations:
            raise ChangeInvalidError(report)
        manifest = revision.new_manifest(moment)
        publish(revision.store, manifest, revision.line(manifest, author, moment))
        return revision.outcome(manifest)


def _check_author(author: str) -> None:
    if not (author.isprintable() and author.strip() and len(author) <= LONGEST_AUTHOR):
        expected = f"1 to {LONGEST_AUTHOR} printable characters"
        raise SettingsError(name="author", value=author[:LONGEST_AUTHOR], expected=expected)
