"""What was rejected of documents, so that it is not proposed again: one key a line, beside what waits for review."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from territory_graph.contributions.files import write_whole
from territory_graph.ingest.contributed import contributions_folder

_FILE = Path("pending") / "refused.txt"


def refused(territory: Path) -> frozenset[str]:
    """The keys of what was rejected in the territory of that folder."""
    try:
        return frozenset((contributions_folder(territory) / _FILE).read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return frozenset()


def refuse(territory: Path, keys: Iterable[str]) -> None:
    """Keeps keys of what was rejected.

    Raises:
        StoreNotWritableError: they cannot be written.
    """
    known = refused(territory)
    if new := set(keys) - known:
        write_whole(contributions_folder(territory) / _FILE, "".join(f"{key}\n" for key in sorted(known | new)))
