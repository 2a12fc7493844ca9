"""Named queries kept on the server, one ``.rq`` file each, in a folder that the operator chose for it.

A name is written once: nobody changes or removes what another saved. The operator does, in the folder. So that one
client does not take all the room, each may save some queries a day; which client did is known to this process only.
"""

from __future__ import annotations

import os
import re
import threading
import time
from pathlib import Path

from territory_graph.errors import SavedQueryError
from territory_graph.scratch import file_beside, remove_files_beside
from territory_graph.store.guard import guard

MOST, MOST_OF_CLIENT, LARGEST = 500, 20, 64 * 1024
"""How many queries are kept, how many of one client in a day, and bytes of UTF-8 that each may have."""

_DAY = 86_400.0

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_saved: dict[Path, list[tuple[float, str]]] = {}  # when, on the clock of the process, and the client that saved one
_saving = threading.Lock()


class SavedQueries:
    """The saved queries of a folder, which is made when the first one is saved."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> tuple[str, ...]:
        """The names under which queries are saved, in order of their letters."""
        if not self._folder.is_dir():
            return ()
        found = (path.stem for path in self._folder.glob("*.rq") if path.is_file())
        return tuple(sorted((name for name in found if _NAME.fullmatch(name)), key=lambda name: (name.lower(), name)))

    def read(self, name: str) -> str:
        """The query saved under a name.

        Raises:
            SavedQueryError: none is.
        """
        try:
            with self._path(name).open("rb") as file:
                return file.read(LARGEST).decode("utf-8", "replace")
        except OSError as error:
            raise SavedQueryError(rule="unknown", reason=f"none is called {name!r}", name=name) from error

    def save(self, name: str, text: str, client: str) -> None:
        """Saves a client's query under a name that none has yet; the file is there whole or not at all.

        Raises:
            SavedQueryError: the name breaks the rule or is taken, the query is too large, or there are too many, of
                this client or of all.
            QueryRefusedError: the text is no query that would be answered.
        """
        path = self._path(name)
        guard(text)
        content = text.encode("utf-8", "replace")
        if len(content) > LARGEST:
            raise SavedQueryError(rule="size", reason="it is too large", kilobytes=LARGEST // 1024)
        with _saving:
            since = time.monotonic() - _DAY
            today = [one for one in _saved.get(self._folder.absolute(), ()) if one[0] > since]
            if sum(saver == client for _, saver in today) >= MOST_OF_CLIENT:
                raise SavedQueryError(rule="client", reason="there are too many of this client", most=MOST_OF_CLIENT)
            if len(self.names()) >= MOST:
                raise SavedQueryError(rule="full", reason="there are too many", most=MOST)
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                remove_files_beside(self._folder)
                with file_beside(path) as temporary:
                    temporary.write_bytes(content)
                    os.link(temporary, path)  # unlike a renaming, fails where the name is taken
            except FileExistsError as error:
                raise SavedQueryError(rule="taken", reason=f"{name!r} is taken", name=name) from error
            except OSError as error:
                raise SavedQueryError(rule="folder", reason="the folder cannot be written") from error
            _saved[self._folder.absolute()] = [*today, (time.monotonic(), client)]

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise SavedQueryError(rule="name", reason="1 to 64 letters, digits, “-” and “_” make a name")
        return self._folder / f"{name}.rq"
