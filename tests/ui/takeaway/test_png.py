"""The picture as PNG."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image

from territory_graph.ui.takeaway.png import as_png
from territory_graph.ui.takeaway.shown import Shown


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
    signs, inks = "éèêàçôœ«»€ÉÀ…—", set()
    for sign in signs:
        shown = replace(whole, drawing=replace(whole.drawing, nodes=(), ties=(), legend=(), title=sign, summary=""))
        title = image(shown).crop((100, 60, 300, 200))
        box = title.point(lambda value: 255 - value).getbbox()
        assert box is not None
        inks.add(title.crop(box).tobytes())
    assert len(inks) == len(signs)


def test_hostile_and_empty_views_are_drawn(hostile: Shown, empty: Shown) -> None:
    assert image(hostile).size == image(empty).size == (3840, 2160)


def test_the_same_view_is_the_same_file(whole: Shown) -> None:
    assert as_png(whole) == as_png(whole)
