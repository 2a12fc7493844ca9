"""A story: views of the territory in an order, each with a text, held whole by the address of the story."""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from territory_graph.errors import BrokenLinkError
from territory_graph.views.permalink import LONGEST, packed, unpacked

MOST_VIEWS = 30
_TITLE, _TEXT, _ADDRESS = 200, 2_000, 2_000
"""Characters that a title, a text and the address of a view may have."""


@dataclass(frozen=True, slots=True)
class StoryView:
    """One view of a story: its title, what is told beside it, and its address on this site, without the site."""

    title: str
    text: str
    address: str

    @property
    def screen(self) -> str:
        """The path of its screen; empty for the home page."""
        return urlsplit(self.address).path.strip("/")

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of its address."""
        return dict(parse_qsl(urlsplit(self.address).query, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Story:
    """A title, and the views in their order."""

    title: str = ""
    views: tuple[StoryView, ...] = ()

    def moved(self, place: int, by: int) -> Story:
        """The same with one view earlier or later."""
        order = list(self.views)
        order.insert(max(0, min(len(order) - 1, place + by)), order.pop(place))
        return replace(self, views=tuple(order))

    def without(self, place: int) -> Story:
        """The same without one view."""
        return replace(self, views=(*self.views[:place], *self.views[place + 1 :]))


def packed_story(story: Story) -> str:
    """What an address holds of a story; empty where no address can hold all of it."""
    content = [story.title, [[view.title, view.text, view.address] for view in story.views]]
    text = packed(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
    return text if len(text) <= LONGEST else ""


def story_of(text: str, screens: Container[str]) -> Story:
    """The story that an address holds; ``screens`` are the paths that a view may have.

    Raises:
        BrokenLinkError: it is no story, or one of its views lies elsewhere.
    """
    try:
        title, views = json.loads(unpacked(text))
        read = tuple(view_of(str(address), screens, str(name), str(told)) for name, told, address in views)
    except (ValueError, TypeError) as error:
        raise BrokenLinkError from error
    if len(read) > MOST_VIEWS or not all(read):
        raise BrokenLinkError
    return Story(str(title)[:_TITLE], tuple(view for view in read if view))


def view_of(address: str, screens: Container[str], title: str = "", text: str = "") -> StoryView | None:
    """The view at an address of this site, whole or without the site; None where it is none.

    >>> view_of("http://127.0.0.1:8501/fiche?id=actor/lsn", {"fiche"}).address
    'fiche?id=actor/lsn'
    """
    try:
        parts = urlsplit(address.strip()[:_ADDRESS])
    except ValueError:
        return None
    screen = parts.path.rpartition("/")[2]
    if screen not in screens or parts.scheme not in ("", "http", "https"):
        return None
    query = f"?{parts.query}" if parts.query else ""
    return StoryView(title[:_TITLE], text[:_TEXT], f"{screen}{query}")
