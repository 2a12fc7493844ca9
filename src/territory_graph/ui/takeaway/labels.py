"""Labels of a picture that nobody can move: names beside their marks, over no mark and over no other name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

FONT_SIZE = 17.0
LINE_HEIGHT = 20.0
GAP = 4.0
_CELL = 64.0

# Widths in ems of a wide sans-serif, so that a name keeps its room whatever font a reader has.
_NARROW, _WIDE = frozenset("iljtfrI.,;:'’|!()[]·-\u202f "), frozenset("mwMW@%—…")
_WIDTHS = {"narrow": 0.36, "wide": 0.95, "capital": 0.7, "other": 0.58, "full": 1.05}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture, in its pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> Box:
        """The box of a size centred on a point."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    @property
    def middle(self) -> tuple[float, float]:
        """The point in its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def overlaps(self, other: Box) -> bool:
        """Whether the two share some ground."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """A name that found its place."""

    lines: tuple[str, ...]
    box: Box
    bold: bool = False


class Ground:
    """Boxes that are taken, in cells, so that a picture of thousands of marks is searched around a place only."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._cells: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.take(box)

    def take(self, box: Box) -> None:
        """Marks the box as taken."""
        for cell in _cells(box):
            self._cells[cell].append(box)

    def is_free(self, box: Box, own: Box | None = None) -> bool:
        """Whether nothing but ``own`` overlaps the box."""
        return not any(
            other is not own and box.overlaps(other) for cell in _cells(box) for other in self._cells.get(cell, ())
        )


def placed_labels(
    names: Mapping[str, tuple[str, ...]], marks: Mapping[str, Box], ground: Ground, page: Box, most: int
) -> dict[str, Label]:
    """Each name below its mark, else above, beside or at a corner, where there is room; the first ones choose first.

    ``ground`` holds every mark, and takes what is placed. A name without room is left out, and so are those after
    ``most``.
    """
    found: dict[str, Label] = {}
    for id, lines in names.items():
        if len(found) == most:
            break
        width, height = max(map(text_width, lines), default=0.0), LINE_HEIGHT * len(lines)
        for box in _beside(marks[id], width, height):
            if lines and page.holds(box) and ground.is_free(box, own=marks[id]):
                ground.take(box)
                found[id] = Label(lines, box)
                break
    return found


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """About how wide a text is at a size, rather too wide than too narrow."""
    return size * sum(_WIDTHS[_class(letter)] for letter in text)


def _class(letter: str) -> str:
    if unicodedata.east_asian_width(letter) in "WF":
        return "full"
    if letter in _NARROW:
        return "narrow"
    if letter in _WIDE:
        return "wide"
    return "capital" if letter.isupper() else "other"


def _beside(mark: Box, width: float, height: float) -> Iterator[Box]:
    x, y = mark.middle
    below, above = mark.bottom + GAP + height / 2, mark.top - GAP - height / 2
    right, left = mark.right + 2 * GAP + width / 2, mark.left - 2 * GAP - width / 2
    for place in ((x, below), (x, above), (right, y), (left, y)):
        yield Box.around(*place, width, height)
    for aside in (right - GAP, left + GAP):
        for beyond in (below - GAP, above + GAP):
            yield Box.around(aside, beyond, width, height)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
        for row in range(int(box.top // _CELL), int(box.bottom // _CELL) + 1):
            yield column, row
