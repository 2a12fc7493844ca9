"""Views too long for an address, kept beside the store under the hash of what they are.

Anybody may keep some, so that there is an end to them: of one client, and of all, the oldest goes when another comes.
Which client kept a view is known to this process only, until it ends: no address is written.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from territory_graph.scratch import remove_files_beside, replacing

MOST, MOST_OF_CLIENT, LARGEST = 5_000, 200, 64 * 1024
"""How many views are kept, how many of one client, and bytes that each may have."""

_NAME = re.compile(r"[0-9a-f]{20}")


@dataclass(slots=True)
class _Owners:
    """Who kept which view since this process began, each client's oldest first; what two clients kept is nobody's."""

    views: dict[str, dict[str, None]] = field(default_factory=dict)
    clients: dict[str, str] = field(default_factory=dict)

    def add(self, client: str, name: str) -> None:
        self.clients[name] = client
        self.views.setdefault(client, {})[name] = None

    def remove(self, name: str) -> None:
        client = self.clients.pop(name, None)
        if client is not None:
            del self.views[client][name]
            if not self.views[client]:
                del self.views[client]


_owners: dict[Path, _Owners] = {}
_keeping = threading.Lock()


class KeptViews:
    """The views kept in a folder, which is made when the first one is kept. Equal views have equal names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, parameters: Mapping[str, str], client: str) -> str | None:
        """The name under which the parameters of an address are kept now for a client; None where they cannot be."""
        content = json.dumps(dict(sorted(parameters.items())), ensure_ascii=False).encode()
        if len(content) > LARGEST:
            return None
        name = hashlib.sha256(content).hexdigest()[:20]
        with _keeping:
            owners = _owners.setdefault(self._folder.absolute(), _Owners())
            if self._path(name).exists():
                if owners.clients.get(name) != client:
                    owners.remove(name)
                self._used(name)
            elif self._write(name, content, owners):
                owners.add(client, name)
                while len(owners.views[client]) > MOST_OF_CLIENT:
                    self._remove(next(iter(owners.views[client])), owners)
            else:
                return None
        return name

    def read(self, name: str) -> Mapping[str, str] | None:
        """The parameters kept under a name; None where there are none."""
        if not _NAME.fullmatch(name):
            return None
        try:
            found = json.loads(self._path(name).read_bytes()[:LARGEST])
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(found, dict):
            return None
        self._used(name)
        return {key: value for key, value in found.items() if isinstance(key, str) and isinstance(value, str)}

    def _used(self, name: str) -> None:
        with suppress(OSError):
            os.utime(self._path(name))

    def _write(self, name: str, content: bytes, owners: _Owners) -> bool:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            remove_files_beside(self._folder)
            kept = list(self._folder.glob("*.json"))
            if len(kept) >= MOST:
                for path in sorted(kept, key=lambda path: path.stat().st_mtime_ns)[: len(kept) - MOST + 1]:
                    self._remove(path.stem, owners)
            with replacing(self._path(name)) as temporary:
                temporary.write_bytes(content)
        except OSError:
            return False
        return True

    def _remove(self, name: str, owners: _Owners) -> None:
        owners.remove(name)
        with suppress(OSError):
            self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"
