"""What is made once: by the first who asks for it, while others who ask for the same wait; then kept for the next.

Whoever asks for something else waits for nobody. Of each kind of thing the last asked for are kept, so that many fiches
push out fiches, not what was counted in minutes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")
Key = tuple[Hashable, ...]
"""The name of a kind of thing, then what tells one of them from the others."""

MOST = 32
"""How many of each kind are kept."""
_PAUSE = 0.1  # seconds between two signs of somebody who waits


class Once:
    """Makes what is asked for once, and keeps the last ``most`` of each kind.

    >>> once = Once(most=2)
    >>> [once(("square", n), lambda: n * n) for n in (2, 3, 2, 4)]
    [4, 9, 4, 16]
    >>> once(("square", 2), lambda: "made before"), once(("square", 3), lambda: "made again")
    (4, 'made again')
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._made: dict[Hashable, OrderedDict[Key, Any]] = {}
        self._making: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()  # held to look and to put, never while something is made

    def __call__(self, key: Key, make: Callable[[], Value], *, sign: Callable[[], None] = lambda: None) -> Value:
        """What ``make`` gives for a key, or gave before. What fails is not kept: the next who asks tries anew.

        ``sign`` is called again and again while somebody else makes it; by raising, it ends the waiting. ``make`` may
        ask for other things, not for its own key.
        """
        while True:
            with self._lock:
                kept = self._made.setdefault(key[0], OrderedDict())
                if key in kept:
                    kept.move_to_end(key)
                    return kept[key]  # type: ignore[no-any-return]
                done = self._making.get(key)
                if done is None:
                    self._making[key] = threading.Event()
                    break
            while not done.wait(_PAUSE):
                sign()
        try:
            value = make()
            with self._lock:
                kept = self._made[key[0]]
                kept[key] = value
                if len(kept) > self._most:
                    kept.popitem(last=False)
            return value
        finally:
            with self._lock:
                self._making.pop(key).set()


MOST_KEPT = 50_000
"""How many things, or records, are kept of which something was read."""


class Kept(Generic[Value]):
    """What was read of each of many things, by IRI, kept for the next who asks: what of it is there is not read again.

    Where it would be more than ``most``, all of it is let go first.

    >>> kept = Kept()
    >>> kept.of(["urn:a"], lambda missing: {iri: "read" for iri in missing})
    {'urn:a': 'read'}
    >>> kept.of(["urn:b", "urn:a"], lambda missing: {iri: "read later" for iri in missing})
    {'urn:a': 'read', 'urn:b': 'read later'}
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._known: dict[str, Value] = {}

    def of(self, iris: Iterable[str], read: Callable[[set[str]], Mapping[str, Value]]) -> dict[str, Value]:
        """What is known of each of the things, by IRI; ``read`` reads what is missing, and may find nothing of some."""
        wanted, known = set(iris), self._known
        missing = {iri for iri in wanted if iri not in known}
        found = read(missing) if missing else {}
        if len(known) + len(found) > self._most:
            self._known = dict(found) if len(found) <= self._most else {}  # another thread keeps what it has begun with
        else:
            known.update(found)
        return {
            iri: found[iri] if iri in found else known[iri] for iri in sorted(wanted) if iri in found or iri in known
        }
