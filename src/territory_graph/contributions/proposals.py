"""Proposals as values, and as files that wait beside a territory's: written whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from typing import Literal as OneOf

from territory_graph.contributions.files import write_whole
from territory_graph.errors import UnknownContributionError
from territory_graph.ingest.contributed import UPDATES, Contribution, Kind, contributions_folder
from territory_graph.ingest.schema import Row

State = OneOf["waiting", "sent back", "rejected", "accepted"]
_IDENTIFIER = re.compile(r"[0-9a-f]{8}")
_PLACES: Mapping[State, str] = {"waiting": "pending", "sent back": "pending", "rejected": "rejected"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody would have added, corrected, disputed, withdrawn or restored, and why.

    ``rows`` are what to add, or what to put in place of ``records``; these are the IRIs of the records that are
    corrected, disputed, withdrawn or restored. ``statements`` are what to add besides, as N-Quads: of a file of RDF,
    which no row can hold.
    """

    kind: Kind
    rows: tuple[Row, ...] = ()
    why: str = ""
    records: tuple[str, ...] = ()
    statements: str = ""

    def says_as(self, other: Proposal) -> bool:
        """Whether both would change the same, for whatever reason and whatever words of a document say so."""

        def change(one: Proposal) -> object:
            rows = [(row.table, {name: cell for name, cell in row.cells.items() if cell}) for row in one.rows]
            return one.kind, rows, sorted(one.records), one.statements

        return change(self) == change(other)


def undoing(told: Contribution, why: str) -> Proposal:
    """The proposal that undoes a contribution.

    What was added, or restored, is withdrawn; what was withdrawn, corrected or disputed is restored. Updates of a store
    are undone by updates.

    Raises:
        ValueError: the contribution is an update.
    """
    if told.kind in UPDATES:
        raise ValueError(told.kind)
    if told.kind in ("add", "restore"):
        return Proposal("withdraw", why=why, records=told.made)
    return Proposal("restore", why=why, records=(*told.ended, *told.disputed))


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal that was sent: by whom and when, where it stands, and what a reviewer said of it."""

    id: str
    proposal: Proposal
    author: str
    sent: datetime
    state: State = "waiting"
    reviewer: str = ""
    decided: datetime | None = None
    word: str = ""
    before: tuple[str, ...] = field(default=())
    """What reviewers said when they sent it back earlier."""


def write_item(folder: Path, item: Item) -> None:
    """Writes an item into the territory's folder; what was written of it before in another state goes."""
    text = json.dumps(asdict(item), ensure_ascii=False, indent=1, default=_written)
    write_whole(_path(folder, item.id, item.state), text + "\n")
    for state in ("waiting", "rejected"):
        if (path := _path(folder, item.id, state)) != _path(folder, item.id, item.state):
            path.unlink(missing_ok=True)


def read_item(folder: Path, identifier: str) -> Item:
    """The item of that identifier, waiting or rejected.

    Raises:
        UnknownContributionError: there is none.
    """
    for state in ("waiting", "rejected"):
        if _IDENTIFIER.fullmatch(identifier) and (path := _path(folder, identifier, state)).is_file():
            return _item(json.loads(path.read_bytes()))
    raise UnknownContributionError(id=identifier)


def read_items(folder: Path, state: State) -> Iterator[Item]:
    """The items in a state; those that go while they are read are passed over."""
    for path in sorted((contributions_folder(folder) / _PLACES[state]).glob("[!.]*.json")):
        with suppress(FileNotFoundError):
            item = _item(json.loads(path.read_bytes()))
            if item.state == state:
                yield item


def forget_item(folder: Path, identifier: str) -> None:
    """Removes an item that has become a contribution."""
    _path(folder, identifier, "waiting").unlink(missing_ok=True)


def _path(folder: Path, identifier: str, state: State) -> Path:
    return contributions_folder(folder) / _PLACES[state] / f"{identifier}.json"


def _written(value: Any) -> str:
    assert isinstance(value, datetime)
    return value.astimezone(UTC).isoformat(timespec="seconds")


def _item(told: dict[str, Any]) -> Item:
    proposal = told["proposal"]
    rows = tuple(Row(**row) for row in proposal["rows"])
    decided = told["decided"]
    return Item(
        **told
        | {
            "proposal": Proposal(
                proposal["kind"],
                rows,
                proposal["why"],
                tuple(proposal["records"]),
                proposal.get("statements", ""),  # those that were sent by earlier versions have none
            ),
            "sent": datetime.fromisoformat(told["sent"]),
            "decided": datetime.fromisoformat(decided) if decided else None,
            "before": tuple(told["before"]),
        }
    )
