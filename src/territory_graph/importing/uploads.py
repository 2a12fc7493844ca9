"""Files that people gave on a page to be brought in: kept until they are decided on, so that no work on them is lost.

Each lies in a folder of its own in ``imports/given/`` of the territory, with what is known of it in ``.upload.json``,
a name that no file given has. Its plan lies beside the person's others.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from territory_graph.causes import of_system
from territory_graph.contributions import Contribution, Desk, Item
from territory_graph.contributions.files import write_whole
from territory_graph.errors import ContributionError, InputError, Problem, StoreNotWritableError
from territory_graph.importing.bringing import is_in_force
from territory_graph.importing.plan import FOLDER
from territory_graph.scratch import replacing
from territory_graph.settings import own_folder

MOST_UPLOADS = 20
"""Files that one person may have under way; and of those sent, how many are still kept."""
_KEPT, _ABOUT = "given", ".upload.json"
_ID = re.compile(r"[0-9a-f]{16}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_LONGEST = 150
"""Bytes of a name before its ending; systems take 255, with what is put before it while it is written."""
_BROKEN_OFF = 3600
"""Seconds after which what a stopped keeping left is removed."""

State = Literal["open", "waiting", "sent back", "rejected", "in force", "taken back"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody gave: where it lies, by whom and when; ``sent`` is the identifier of its proposal."""

    id: str
    file: Path
    author: str
    given: datetime
    sent: str = ""


def keep(territory: Path, name: str, content: bytes, author: str) -> Upload:
    """Keeps a file; the same content of the same person is the same upload, and goes on where it was.

    It takes the place of one of its name that the person did not send.

    Raises:
        InputError: the person has as many under way as may be.
        StoreNotWritableError: it cannot be written.
    """
    told = author.encode() + b"\0" + content
    identifier = hashlib.sha256(told).hexdigest()[:16]
    known = upload(territory, identifier, author)
    file = known.file if known else _folder(territory) / identifier / _safe(name)
    under_way = [one for one in uploads(territory, author) if not one.sent and one.file.name != file.name]
    if known is None and len(under_way) >= MOST_UPLOADS:
        raise InputError([Problem("too-many-uploads", Path(file.name), fields={"limit": MOST_UPLOADS})])
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise StoreNotWritableError(folder=str(file.parent), reason=of_system(error)) from error
    found = known or Upload(identifier, file, author, datetime.now(UTC))
    _write(found)
    for one in uploads(territory, author):
        if not one.sent and one.file.name == file.name and one.id != identifier:
            put_away(one)
    _tidy(territory, author)
    return found


def _tidy(territory: Path, author: str) -> None:
    """Removes what keepings left that were stopped, and of the files that the person sent all but the last ones."""
    for folder in _folder(territory).glob("*"):
        with suppress(OSError):
            broken = _ID.fullmatch(folder.name) and _read(folder) is None
            if broken and time.time() - folder.stat().st_mtime > _BROKEN_OFF:
                shutil.rmtree(folder)
    sent = [one for one in uploads(territory, author) if one.sent and one.file.is_file()]
    for one in sent[MOST_UPLOADS:]:
        spend(one)


def upload(territory: Path, identifier: str, author: str) -> Upload | None:
    """The upload of that identifier, where that person gave it."""
    if not _ID.fullmatch(identifier):
        return None
    found = _read(_folder(territory) / identifier)
    return found if found and found.author == author else None


def uploads(territory: Path, author: str) -> tuple[Upload, ...]:
    """The files that a person gave, the last first."""
    found = (_read(folder) for folder in _folder(territory).glob("*") if _ID.fullmatch(folder.name))
    own = [one for one in found if one and one.author == author]
    return tuple(sorted(own, key=lambda one: one.given, reverse=True))


def upload_of(territory: Path, sent: str, author: str) -> Upload | None:
    """The upload that a person's proposal is of."""
    return next((one for one in uploads(territory, author) if one.sent == sent), None)


def note_sent(one: Upload, identifier: str) -> Upload:
    """Notes under which identifier the proposal of an upload was sent.

    Raises:
        StoreNotWritableError: it cannot be written.
    """
    sent = replace(one, sent=identifier)
    _write(sent)
    return sent


def spend(one: Upload) -> None:
    """Removes the file of an upload that has entered; what is known of it stays, to know it again."""
    with suppress(OSError):
        one.file.unlink()


def put_away(one: Upload) -> None:
    """Removes an upload; its plan stays, for the next file of its name or its heads."""
    shutil.rmtree(one.file.parent, ignore_errors=True)


def standing(one: Upload, desk: Desk) -> tuple[State, Item | Contribution | None]:
    """Where the proposal of an upload stands, and what it has become.

    Raises:
        StoreError: there is no store, or it cannot be used.
        InputError: the file of a contribution cannot be read.
    """
    if not one.sent:
        return "open", None
    made = next((each for each in desk.history() if each.id == one.sent), None)
    if made is not None:
        return ("in force" if is_in_force(made, desk) else "taken back"), made
    try:
        item = desk.item(one.sent)
    except ContributionError:
        return "open", None
    return (item.state if item.state != "accepted" else "in force"), item


def _folder(territory: Path) -> Path:
    return own_folder(territory) / FOLDER / _KEPT


def _safe(name: str) -> str:
    """A name without what no file may have in it, its ending kept."""
    plain = _UNSAFE.sub("-", name).strip(" .-") or "fichier"
    path = Path(plain)
    return path.stem.encode(errors="ignore")[:_LONGEST].decode(errors="ignore") + path.suffix[:12]


def _write(one: Upload) -> None:
    about = {"file": one.file.name, "author": one.author, "given": one.given.isoformat(), "sent": one.sent}
    write_whole(one.file.parent / _ABOUT, json.dumps(about, ensure_ascii=False, indent=1) + "\n")


def _read(folder: Path) -> Upload | None:
    """What is kept in a folder; None where a keeping was stopped, or it is gone."""
    try:
        about = json.loads((folder / _ABOUT).read_bytes())
        file = folder / about["file"]
        given = datetime.fromisoformat(about["given"])
        found = Upload(folder.name, file, about["author"], given, about["sent"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found.sent or file.is_file() else None
