"""Views too long for an address, kept beside the store under the hash of what they are."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MOST, LARGEST = 5_000, 64 * 1024
"""How many views are kept, and bytes that each may have."""

_NAME = re.compile(r"[0-9a-f]{20}")


class KeptViews:
    """The views kept in a folder, which is made when the first one is kept. Equal views have equal names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, parameters: Mapping[str, str]) -> str | None:
        """The name under which the parameters of an address are kept now; None where they cannot be."""
        content = json.dumps(dict(sorted(parameters.items())), ensure_ascii=False).encode()
        name = hashlib.sha256(content).hexdigest()[:20]
        path = self._path(name)
        if path.exists():
            return name
        if len(content) > LARGEST or self._full():
            return None
        temporary = path.with_name(f".{name}-{secrets.token_hex(4)}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(content)
            temporary.replace(path)
        except OSError:
            return None
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        return name

    def read(self, name: str) -> Mapping[str, str] | None:
        """The parameters kept under a name; None where there are none."""
        if not _NAME.fullmatch(name):
            return None
        try:
            found = json.loads(self._path(name).read_bytes()[:LARGEST])
        except (OSError, ValueError):
            return None
        if not isinstance(found, dict):
            return None
        return {key: value for key, value in found.items() if isinstance(key, str) and isinstance(value, str)}

    def _full(self) -> bool:
        return self._folder.is_dir() and sum(1 for _ in self._folder.glob("*.json")) >= MOST

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"
