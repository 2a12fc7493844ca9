"""Stories: held whole by their address, of views of this site only."""

from __future__ import annotations

import pytest

from territory_graph.errors import BrokenLinkError
from territory_graph.views.permalink import packed
from territory_graph.views.story import MOST_VIEWS, Story, StoryView, packed_story, story_of, view_of

SCREENS = frozenset({"", "reseau", "fiche"})
TOLD = Story(
    "Avant le vote",
    (
        StoryView("Le réseau", "Qui est lié à qui.\nEn 2021.", "reseau?au=2021-05-12&depart=actor/lsn"),
        StoryView("LSN", "<script>alert(1)</script>", "fiche?id=actor/lsn"),
        StoryView("Accueil", "", ""),
    ),
)


def test_an_address_holds_the_whole_story() -> None:
    assert story_of(packed_story(TOLD), SCREENS) == TOLD


def test_a_story_too_long_for_an_address_has_none() -> None:
    letters = [chr(0x4E00 + place * 7 % 20_000) for place in range(1_900)]
    assert not packed_story(Story("x", tuple(StoryView("", "".join(letters[n:]), "fiche") for n in range(MOST_VIEWS))))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        packed("ASK {}"),
        packed("[1]"),
        packed('["t", [["a", "b"]]]'),
        packed('["t", [["a", "b", "elsewhere?x=1"]]]'),
        packed('["t", [["a", "b", "javascript:alert(1)"]]]'),
        packed('["t", ' + str([["a", "b", "fiche"]] * (MOST_VIEWS + 1)).replace("'", '"') + "]"),
    ],
)
def test_what_is_no_story_of_this_site_is_refused(text: str) -> None:
    with pytest.raises(BrokenLinkError):
        story_of(text, SCREENS)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8501/graphe/reseau?au=toutes", "/reseau?au=toutes", "reseau?au=toutes"]
)
def test_an_address_is_kept_without_the_site(address: str) -> None:
    view = view_of(address, SCREENS)
    assert view is not None
    assert (view.screen, view.parameters) == ("reseau", {"au": "toutes"})


def test_views_are_moved_and_taken_out() -> None:
    assert [view.title for view in TOLD.moved(2, -1).views] == ["Le réseau", "Accueil", "LSN"]
    assert [view.title for view in TOLD.moved(0, -1).views] == ["Le réseau", "LSN", "Accueil"]
    assert [view.title for view in TOLD.without(0).views] == ["LSN", "Accueil"]
