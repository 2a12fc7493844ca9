"""The page around a picture that is taken away: title, scope, sources, whose data of when, and the address."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from territory_graph.ui.takeaway.marks import PAPER, text_line
from territory_graph.ui.takeaway.shown import Origin, clean

WIDTH, HEIGHT = 1920, 1080
LEFT, RIGHT = 56, 1864
LINE_LENGTH = 150
QUIET = "#4d4d4d"

_FONTS = "'Source Sans 3','Source Sans Pro','Helvetica Neue',Helvetica,Arial,'Liberation Sans','DejaVu Sans',sans-serif"
_SMALL_LENGTH, _ADDRESS_LINES = 190, 2


@dataclass(frozen=True, slots=True)
class Page:
    """The words around a picture: its title and scope above, ``foot`` below, and what it says to who cannot see it."""

    title: str
    scope: str
    description: str
    foot: str


def framed(page: Page, picture: Markup, origin: Origin) -> str:
    """A picture as a page of 1920 by 1080 pixels that stands alone: no script, no font, nothing fetched."""
    body = (
        Markup("<title>{}</title><desc>{}</desc>").format(page.title, page.description),
        Markup('<rect width="{}" height="{}" fill="{}"/>').format(WIDTH, HEIGHT, PAPER),
        text_line(page.title, LEFT, 82, 40, room=RIGHT - LEFT, weight=600),
        text_line(page.scope, LEFT, 120, 21, room=RIGHT - LEFT, fill=QUIET),
        picture,
        _footer(page.foot, origin),
    )
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" '
        'xml:lang="{language}" font-family="{fonts}">{body}</svg>\n'
    ).format(w=WIDTH, h=HEIGHT, language=origin.say.language, fonts=Markup(_FONTS), body=Markup("\n").join(body))


def legend_of(entries: Iterable[tuple[Markup, str]]) -> Markup:
    """What signs mean, right of a picture: each, drawn at (1570, 180) and every 76 pixels below, beside its words."""
    return Markup("").join(
        sign
        + Markup("").join(
            text_line(line, _WORDS, 176 + 76 * row + 21 * number, 17, room=RIGHT - _WORDS)
            for number, line in enumerate(textwrap.wrap(words, 30))
        )
        for row, (sign, words) in enumerate(entries)
    )


_WORDS = 1616


def _footer(foot: str, origin: Origin) -> Markup:
    """After which sources, whose data of when, and the address that opens the view again."""
    say = origin.say
    data = say(
        "takeaway.data",
        name=origin.name,
        day=say.day(origin.built),
        version=origin.version[:12],
        licence=origin.licence,
    )
    lines = [(clean(foot, LINE_LENGTH), 1014, 17), (clean(data, _SMALL_LENGTH), 1034, 14)]
    address = clean(origin.address, _ADDRESS_LINES * _SMALL_LENGTH)
    for row, start in enumerate(range(0, len(address), _SMALL_LENGTH)):
        lines.append((address[start : start + _SMALL_LENGTH], 1053 + 16 * row, 14))
    rule = Markup('<path d="M{} 992H{}" stroke="#d0d0d0"/>').format(LEFT, RIGHT)
    return rule + Markup("").join(
        text_line(text, LEFT, y, size, room=RIGHT - LEFT, fill=QUIET) for text, y, size in lines
    )
