"""The picture as PNG."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import pairwise

from PIL import Image

from territory_graph.ui.takeaway.png import as_png
from territory_graph.ui.takeaway.shown import Shown

SPACE = 16  # pixels: fewer stand between the parts of one sign


def image(shown: Shown) -> Image.Image:
    return Image.open(io.BytesIO(as_png(shown))).convert("RGB")


def test_it_is_the_page_at_twice_its_size_on_white(whole: Shown) -> None:
    found = image(whole)
    assert found.size == (3840, 2160)
    assert found.getpixel((5, 5)) == (255, 255, 255)


def test_marks_are_drawn_in_their_colours(whole: Shown) -> None:
    colours = {colour for _, colour in image(whole).getcolors(1 << 24) or ()}
    for entry in whole.drawing.legend:
        fill = entry.kind.fill
        assert tuple(int(fill[at : at + 2], 16) for at in (1, 3, 5)) in colours


def test_accents_and_quotes_are_drawn(whole: Shown) -> None:
    """Each sign leaves ink of its own: none is missing from the font, where all would look the same."""
    signs = "éèêàçôœ«»€ÉÀ…—"
    title = (4 * "\u00a0").join(signs)
    bare = replace(whole.drawing, nodes=(), ties=(), legend=(), title=title, summary="")
    inks = apart(image(replace(whole, drawing=bare)).crop((100, 60, 3740, 200)))
    assert len(set(inks)) == len(inks) == len(signs)


def apart(line: Image.Image) -> list[bytes]:
    """The inks of a line of signs, each trimmed, where as much white as between two of them parts them."""
    ink = line.convert("L").point(lambda value: 255 - value)
    inked = [at for at in range(ink.width) if ink.crop((at, 0, at + 1, ink.height)).getbbox()]
    starts = [at for before, at in pairwise([-ink.width, *inked]) if at - before > SPACE]
    ends = [before + 1 for before, at in pairwise([*inked, 2 * ink.width]) if at - before > SPACE]
    found = (ink.crop((start, 0, end, ink.height)) for start, end in zip(starts, ends, strict=True))
    return [each.crop(each.getbbox()).tobytes() for each in found]


def test_hostile_and_empty_views_are_drawn(hostile: Shown, empty: Shown) -> None:
    assert image(hostile).size == image(empty).size == (3840, 2160)


def test_the_same_view_is_the_same_file(whole: Shown) -> None:
    assert as_png(whole) == as_png(whole)
