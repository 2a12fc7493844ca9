"""The picture as PNG: the SVG page, set by Typst with the fonts that it brings, at twice its size."""

from __future__ import annotations

import typst

from territory_graph.ui.takeaway.frame import HEIGHT, WIDTH
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.ui.takeaway.svg import as_svg

_SCALE = 2
_POINTS_PER_INCH = 72

# The file is handed over as a text that Typst never reads as markup.
_PAGE = """\
#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)
"""


def as_png(shown: Shown) -> bytes:
    """The picture as an image of 3840 by 2160 pixels, the same on every machine."""
    return png_of(as_svg(shown))


def png_of(svg: str) -> bytes:
    """A page of SVG as an image of twice its size."""
    page = _PAGE.format(width=WIDTH, height=HEIGHT).encode()
    compiler = typst.Compiler(page, ignore_system_fonts=True, sys_inputs={"svg": svg})
    written = compiler.compile(format="png", ppi=_POINTS_PER_INCH * _SCALE)
    assert isinstance(written, bytes)  # a list is what several pages give
    return written
