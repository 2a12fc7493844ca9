"""A text that was changed, each character of which still tells where it stood in the original."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Traced:
    """A text, and for each of its characters where the piece that it stands for begins and ends in the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Traced:
        """The text as it is."""
        return cls(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))

    @classmethod
    def joined(cls, pieces: Iterable[tuple[str, int, int]]) -> Traced:
        """A text made of pieces, each standing for a stretch of the original; one as long as it, letter by letter."""
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for piece, start, end in pieces:
            text.append(piece)
            if len(piece) == end - start:
                starts += range(start, end)
                ends += range(start + 1, end + 1)
            else:
                starts += [start] * len(piece)
                ends += [end] * len(piece)
        return cls("".join(text), tuple(starts), tuple(ends))

    def __add__(self, other: Traced) -> Traced:
        return Traced(self.text + other.text, self.starts + other.starts, self.ends + other.ends)

    def __getitem__(self, stretch: slice) -> Traced:
        return Traced(self.text[stretch], self.starts[stretch], self.ends[stretch])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of this text stands in the original."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def sub(self, pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str]) -> Traced:
        """The text with every match replaced.

        >>> changed = Traced.of("a  b").sub(re.compile(" +"), " ")
        >>> changed.text, changed.span(2, 3)
        ('a b', (3, 4))
        """
        text, starts, ends, last = [], list[int](), list[int](), 0
        for match in pattern.finditer(self.text):
            new = by(match) if callable(by) else by
            start, end = match.span()
            text += [self.text[last:start], new]
            starts += self.starts[last:start]
            ends += self.ends[last:start]
            if len(new) == end - start:
                starts += self.starts[start:end]
                ends += self.ends[start:end]
            else:
                first, final = self.span(start, end)
                starts += [first] * len(new)
                ends += [final] * len(new)
            last = end
        text.append(self.text[last:])
        return Traced("".join(text), (*starts, *self.starts[last:]), (*ends, *self.ends[last:]))
