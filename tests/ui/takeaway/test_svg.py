"""The picture as SVG: what stands in it, and what never does."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from territory_graph.ui.takeaway.marks import symbols
from territory_graph.ui.takeaway.shown import Shown
from territory_graph.ui.takeaway.svg import as_svg
from territory_graph.views.drawing import DrawnTie
from territory_graph.views.explorer.exploration import Exploration, set_colour, set_day, set_plan, set_size

from .conftest import See

SVG = "{http://www.w3.org/2000/svg}"


def read(shown: Shown) -> ET.Element:
    return ET.fromstring(as_svg(shown))


def texts(shown: Shown) -> list[str]:
    return [element.text or "" for element in read(shown).iter(f"{SVG}text")]


def lines(shown: Shown) -> list[dict[str, str]]:
    """The drawn ties: the first group of lines; the legend has one of its own."""
    group = next(
        each for each in read(shown).iter(f"{SVG}g") if each.get("stroke-linecap") and each.get("fill") == "none"
    )
    return [dict(path.attrib) for path in group.iter(f"{SVG}path")]


def outlines(shown: Shown) -> Counter[str]:
    """How often each outline is drawn."""
    return Counter(
        use.get("href", "") for use in read(shown).iter(f"{SVG}use") if use.get("href", "").startswith("#s-")
    )


def with_ties(shown: Shown, *ties: DrawnTie) -> Shown:
    return replace(shown, drawing=replace(shown.drawing, ties=ties))


@pytest.fixture
def pair(whole: Shown) -> Shown:
    """Two actors without ties, far apart."""
    one, other = whole.drawing.nodes[:2]
    nodes = (replace(one, x=-300.0, y=0.0), replace(other, x=300.0, y=0.0))
    return replace(whole, drawing=replace(whole.drawing, nodes=nodes, ties=()))


def tie(pair: Shown, id: str, **values: object) -> DrawnTie:
    one, other = (node.id for node in pair.drawing.nodes)
    return replace(DrawnTie(id, one, other, "", "", "stated", 1.5, 1), **values)  # type: ignore[arg-type]


def test_it_is_a_slide_with_title_scope_sources_version_and_address(whole: Shown) -> None:
    svg = read(whole)
    assert (svg.get("width"), svg.get("height")) == ("1920", "1080")
    found = texts(whole)
    assert {whole.drawing.title, whole.drawing.summary, whole.origin.address} <= set(found)
    assert any(text.startswith(whole.drawing.source_line) for text in found)  # then how many names have no room
    assert any(whole.origin.version[:12] in text and whole.origin.licence in text for text in found)


def test_every_actor_is_drawn_in_the_shape_of_its_kind_and_named(whole: Shown) -> None:
    drawn, counts = outlines(whole), Counter[str]()
    for entry in whole.drawing.legend:
        counts[f"#s-{entry.kind.shape}"] += entry.count + 1  # with the one in the legend
    assert {shape: drawn[shape] for shape in counts} == counts
    for entry in whole.drawing.legend:
        assert f"{entry.label} ({entry.count})" in texts(whole)
    assert {"Polepharma", "NextMove"} <= set(texts(whole))


def test_every_line_is_drawn(whole: Shown) -> None:
    assert len(lines(whole)) == len(whole.drawing.ties)


def test_statuses_have_lines_of_their_own(pair: Shown) -> None:
    dashes = {
        status: lines(with_ties(pair, tie(pair, "t", status=status)))[0].get("stroke-dasharray")
        for status in ("stated", "implied", "inferred")
    }
    assert dashes == {"stated": None, "implied": "9 7", "inferred": "0.1 6"}


def test_the_legend_tells_the_statuses_that_are_drawn(pair: Shown) -> None:
    found = texts(with_ties(pair, tie(pair, "t", status="inferred")))
    assert "déduit par une règle" in found
    assert "énoncé par la source" not in found


def test_parallel_ties_bend_apart_and_a_single_one_is_straight(pair: Shown) -> None:
    (alone,) = lines(with_ties(pair, tie(pair, "a")))
    one, other = lines(with_ties(pair, tie(pair, "a"), tie(pair, "b")))
    assert "Q" not in alone["d"]
    assert "Q" in one["d"]
    assert "Q" in other["d"]
    assert one["d"] != other["d"]


def test_parallel_ties_told_from_either_end_bend_apart(pair: Shown) -> None:
    back = tie(pair, "b")
    back = replace(back, source=back.target, target=back.source)
    one, other = lines(with_ties(pair, tie(pair, "a"), back))
    assert one["d"].split("Q")[1].split()[1] != other["d"].split("Q")[1].split()[1]


def test_width_colour_and_fading_are_those_of_the_drawing(pair: Shown) -> None:
    (line,) = lines(with_ties(pair, tie(pair, "a", width=3.5, colour="#AA0000", faded=True)))
    assert (line["stroke-width"], line["stroke"], line["stroke-opacity"]) == ("3.5", "#AA0000", "0.45")


def test_the_legend_tells_what_is_pale_where_something_is(pair: Shown) -> None:
    assert "sans nouvelle récente" in texts(with_ties(pair, tie(pair, "a", faded=True)))
    assert "sans nouvelle récente" not in texts(with_ties(pair, tie(pair, "a")))


def test_a_merged_line_carries_its_count(pair: Shown) -> None:
    assert "7" in texts(with_ties(pair, tie(pair, "a", count=7)))


def test_a_tie_of_a_thing_with_itself_is_a_loop(pair: Shown) -> None:
    loop = tie(pair, "a")
    (line,) = lines(with_ties(pair, replace(loop, target=loop.source)))
    assert "a" in line["d"]


def test_a_chosen_colour_has_its_legend_and_shapes_keep_theirs(see: See) -> None:
    shown = see(set_size(set_colour(set_plan(Exploration(), "sector"), "sector"), "betweenness"))
    found = texts(shown)
    assert {f"{entry.label} ({entry.count})" for entry in (*shown.drawing.colours, *shown.drawing.legend)} <= set(found)
    assert shown.drawing.colour_title in found
    assert {hull.label for hull in shown.drawing.hulls} <= set(found)


def test_a_group_shows_how_many_it_stands_for(folded: Shown) -> None:
    assert "8" in texts(folded)
    assert "Logistique" in texts(folded)


def test_the_day_is_told_and_names_are_those_of_the_day(see: See) -> None:
    found = texts(see(set_day(Exploration(), "2015-12-31")))
    assert any("31 décembre 2015" in text for text in found)
    assert "Mov'eo" in found
    assert "NextMove" not in found


def test_names_that_do_not_fit_are_counted(whole: Shown) -> None:
    crowd = tuple(replace(node, x=0.0, y=0.0) for node in whole.drawing.nodes)
    shown = replace(whole, drawing=replace(whole.drawing, nodes=crowd, ties=()))
    assert any("noms ne tiennent pas" in text for text in texts(shown))


@pytest.mark.parametrize("length", [300, 1_900])
def test_a_long_address_takes_two_lines_and_stands_whole_in_the_description(whole: Shown, length: int) -> None:
    address = "https://territoire.example/reseau?plus=" + "a" * length
    shown = replace(whole, origin=replace(whole.origin, address=address))
    one, other = texts(shown)[-2:]
    assert address.startswith(one)
    assert (one + other == address) == (length == 300)
    assert address in (read(shown).findtext(f"{SVG}desc") or "")


def test_nothing_shown_says_so(empty: Shown) -> None:
    assert not empty.drawing.nodes
    assert "Rien n'est affiché." in texts(empty)


@pytest.mark.parametrize("view", ["whole", "folded", "empty", "hostile"])
def test_it_asks_nothing_of_the_world(view: str, request: pytest.FixtureRequest) -> None:
    svg = read(request.getfixturevalue(view))
    assert {element.tag.removeprefix(SVG) for element in svg.iter()} <= {
        *("svg", "title", "desc", "defs", "rect", "g", "path", "use", "text")
    }
    attributes = [(name, value) for element in svg.iter() for name, value in element.attrib.items()]
    assert all(value.startswith("#") for name, value in attributes if name.endswith("href"))
    assert not any(name.startswith("on") or "url(" in value for name, value in attributes)


def test_every_symbol_that_is_used_is_there(whole: Shown, folded: Shown) -> None:
    defined = {path.get("id") for path in ET.fromstring(f"<defs>{symbols()}</defs>")}
    for shown in (whole, folded):
        assert {use.get("href", "")[1:] for use in read(shown).iter(f"{SVG}use")} <= defined


def test_a_hostile_text_stays_a_short_text(hostile: Shown) -> None:
    written = as_svg(hostile)
    assert len(written) < 1_000 * len(hostile.drawing.nodes)
    assert "<img" not in written
    assert any(text.startswith("=1+1</script><img") for text in texts(hostile))


def test_the_same_view_is_the_same_file(whole: Shown) -> None:
    assert as_svg(whole) == as_svg(whole)
