"""Results of large networks, kept: by what was measured, not by when."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Kept(Generic[Thing]):
    """The last ``most`` things that were asked for, each under its key.

    >>> kept = Kept[int](most=2)
    >>> for key in "aba": kept.put(key, ord(key))
    >>> kept.put("c", 99)
    >>> kept.get("b"), kept.get("a")
    (None, 97)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, Thing] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Thing | None:
        """What is kept under a key, which makes it the last asked for."""
        with self._lock:
            if key not in self._things:
                return None
            self._things.move_to_end(key)
            return self._things[key]

    def put(self, key: Hashable, thing: Thing) -> None:
        """Keeps a thing, and lets go of the one that was not asked for longest."""
        with self._lock:
            self._things[key] = thing
            self._things.move_to_end(key)
            while len(self._things) > self._most:
                self._things.popitem(last=False)

    def clear(self) -> None:
        """Lets go of everything."""
        with self._lock:
            self._things.clear()
