"""One network: the rooms of the analyses, fiches, their brief, stories and embedded views count it as SPARQL does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.library import Library
from territory_graph.messages import translator
from territory_graph.network.steps import RemoveActor, write_steps
from territory_graph.settings import read_settings
from territory_graph.ui.context import Context
from territory_graph.ui.story_page import story_html
from territory_graph.views.story import Story, StoryView
from ui.conftest import Open, Screen, shown
from ui.test_one_network import DAYS, address, counted, in_sparql, numbers, pairs_in_sparql, told

Near = dict[str, set[str]]
ROW = re.compile(r'<tr[^>]*>(?:(?!</tr>).)*?data-open="([^"]+)".*?</tr>', re.DOTALL)
WITH = re.compile(r"a(?:vait)? des liens avec (\d+) ")
ACTORS = (
    "esigelec",
    "renault",
    "ad-normandie",
    "lsn",
    "polepharma",
    "pole-rouen-seine-eure",
    "metropole-rouen-normandie",
)


@pytest.fixture(params=DAYS, ids=list(DAYS))
def day(request: pytest.FixtureRequest) -> date | None:
    return DAYS[request.param]


@pytest.fixture
def near(rouen: KnowledgeGraph, day: date | None) -> Near:
    """The partners of each actor that has some, after SPARQL."""
    return partners(rouen, day)


def partners(graph: KnowledgeGraph, day: date | None) -> Near:
    found: Near = {}
    for one, other in map(tuple, pairs_in_sparql(graph, day)):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def rows(html: str) -> Iterator[tuple[str, str]]:
    """The thing of each row of a table, and all that the row says."""
    for row in ROW.finditer(html):
        yield row[1], told(row[0])


def reached(near: Near, start: str, without: str = "") -> set[str]:
    """Those whom ties lead to from one of them, and itself."""
    found, left = set(), {start}
    while left:
        found |= left
        left = {other for each in left for other in near[each]} - found - {without}
    return found


def cut_off(near: Near, gone: str) -> int:
    """How many are parted from the largest of the pieces into which those around one fall without it."""
    return sum(sizes := sizes_without(near, gone)) - max(sizes)


def sizes_without(near: Near, gone: str) -> list[int]:
    """How many actors each of the pieces has into which those around one fall without it."""
    return [len(piece) for piece in {frozenset(reached(near, other, gone)) for other in near[gone]}]


@pytest.mark.parametrize("part", ["passage", "communities", "measures", "whatif", "introduce"])
def test_every_room_says_the_same_network(
    seen: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None, part: str
) -> None:
    screen = seen(rouen_store, "analyses", partie=part, **address(day))
    actors, tied, lines = counted(rouen, day)
    assert numbers(screen.caption("Réseau «").partition(":")[2])[:3] == [tied, actors, lines]
    untied = [text for text in map(shown, screen.texts) if "sans lien connu" in text]
    assert [numbers(text)[0] for text in untied] in ([], [actors - tied])


def test_the_degrees_of_measures_are_the_partners_after_sparql(
    on: Open, rouen_store: Path, day: date | None, near: Near
) -> None:
    screen = on(rouen_store, "analyses", partie="measures", mesure="degree", **address(day))
    degrees = {
        iri: int(re.search(r'data-column="Valeur">(\d+)<', row[0])[1])
        for row in ROW.finditer(screen.sheets["analyses-ranking"])
        for iri in (row[1],)
    }
    assert degrees == {iri: len(others) for iri, others in near.items()}


def test_passage_tells_each_actor_s_partners_and_who_is_cut_off(
    seen: Open, rouen_store: Path, day: date | None, near: Near
) -> None:
    screen = seen(rouen_store, "analyses", partie="passage", **address(day))
    found = dict(rows(screen.sheets["analyses-ranking"]))
    assert found.keys() == near.keys()
    for iri, said in found.items():
        if said_with := WITH.search(said):
            assert int(said_with[1]) == len(near[iri]), said
        if part := re.search(r"sa partie du réseau, de (\d+) acteurs, tombe en (\d+) morceaux", said):
            sizes = sizes_without(near, iri)
            assert [int(number) for number in part.groups()] == [sum(sizes) + 1, len(sizes)], said
            continue
        cut = re.search(r"sans .*?, (\d+) acteurs? sur (\d+) (?:n'a|n'ont|est coupé|sont coupés)", said)
        if said_with or cut:
            told_of = [int(number) for number in cut.groups()] if cut else [0, len(near) - 1]
            alone = sum(near[other] == {iri} for other in near[iri])
            lost = alone if "plus de lien" in said else cut_off(near, iri)
            assert told_of == [lost, len(near) - 1], said


def test_groups_hold_those_who_are_tied_each_once(seen: Open, rouen_store: Path, day: date | None, near: Near) -> None:
    html = seen(rouen_store, "analyses", partie="communities", **address(day)).sheets["analyses-groups"]
    members = Counter(re.findall(r'data-open="([^"]+)"', html))
    assert members == Counter(near.keys())
    sizes = [int(count) + 1 for count in re.findall(r"Groupe \d+ : [^.]*? et (\d+) autres?\.", told(html))]
    assert sum(sizes) + told(html).count(" et un autre.") * 2 <= len(near)
    assert int(re.search(r"en (\d+) groupes?", told(html))[1]) == html.count("<li><p>")


def test_gaps_count_actors_of_the_network(on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None) -> None:
    html = on(rouen_store, "analyses", partie="gaps", lignes="sector", colonnes="kind", **address(day)).sheets[
        "analyses-gaps"
    ]
    there = set(rouen.network("actors", day=day))
    cells = re.findall(r"<summary>(\d+)</summary>(.*?)</details>", html, re.DOTALL)
    assert cells
    for count, cell in cells:
        listed = set(re.findall(r'data-open="([^"]+)"', cell))
        assert int(count) == len(listed)
        assert listed <= there


def test_what_if_loses_the_lines_of_who_leaves(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None, near: Near
) -> None:
    gone = f"{rouen.base}id/actor/polepharma"
    steps = write_steps([RemoveActor(gone)])
    said = told(
        on(rouen_store, "analyses", partie="whatif", etapes=steps, **address(day)).sheets["analyses-what-if-answer"]
    )
    assert int(re.search(r"(\d+) liens? dispara", said)[1]) == len(near[gone])
    alone = sum(near[other] == {gone} for other in near[gone])
    assert int(re.search(r"(\d+) acteurs? n'(?:a|ont) plus de lien", said)[1]) == alone


def test_introductions_are_of_pairs_without_a_tie_and_count_common_partners(
    seen: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None, near: Near
) -> None:
    html = seen(rouen_store, "analyses", partie="introduce", **address(day)).sheets["analyses-introductions-list"]
    there = set(rouen.network("actors", day=rouen.manifest.built_on))
    proposed = html.split('<li><span class="head">')[1:]
    assert proposed
    for item in proposed:
        one, other = re.findall(r'data-open="([^"]+)"', item)[:2]
        assert other not in near.get(one, ())
        common = re.search(r"<dt>Partenaires? communs?</dt><dd>(.*?)</dd>", item)
        listed = set(re.findall(r'data-open="([^"]+)"', common[1])) if common else set()
        together = near.get(one, set()) & near.get(other, set())
        assert listed == (together if day else together & there)


def test_comparison_counts_the_lines_of_both_days(on: Open, rouen_store: Path, rouen: KnowledgeGraph) -> None:
    first, last = DAYS["2012"], DAYS["2021"]
    screen = on(rouen_store, "analyses", partie="compare", contre=str(first), **address(last))
    said = told(screen.sheets["analyses-comparison-answer"]).partition(".Deviennent")[0]
    before, after = (pairs_in_sparql(rouen, each) for each in (first, last))
    tied_before, tied_after = ({end for pair in pairs for end in pair} for pairs in (before, after))

    def number(words: str) -> int:
        return sum(int(one) for one in re.findall(rf"(\d+) (?:liens? )?(?:{words})", said))

    assert number("apparaît|apparaissent") == len(after - before), said
    assert number("disparaît|disparaissent") == len(before - after), said
    assert number("change|reste") == len(before & after), said
    assert number("deviennent liés|devient lié") == len(tied_after - tied_before), said
    assert number("n'ont plus de lien|n'a plus de lien") == len(tied_before - tied_after), said


@pytest.mark.parametrize("name", ACTORS)
def test_the_sentence_of_a_fiche_counts_the_partners_after_sparql(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None, near: Near, name: str
) -> None:
    iri = f"{rouen.base}id/actor/{name}"
    sheets = on(rouen_store, "fiche", id=f"actor/{name}", **address(day)).sheets
    if iri not in rouen.network("actors", day=day):
        assert "fiche-role" not in sheets
        return
    said = told(sheets["fiche-role"])
    with_ = WITH.search(said)
    if len(near.get(iri, ())) > 1:
        assert int(with_[1]) == len(near[iri]), said
    else:
        assert with_ is None, said


def test_the_panel_of_reseau_counts_partners(on: Open, rouen_store: Path, day: date | None, near: Near) -> None:
    screen = on(rouen_store, "reseau", horsliens="funding", **address(day))
    html = screen.sheets["explorer-panel"]
    said = re.findall(r'data-do="select" data-value="([^"]+)">[^<]*</button> avec (\d+) autres', html)
    assert {iri: int(count) for iri, count in said} == {iri: len(near[iri]) for iri, _ in said}
    assert len(said) > 5


def test_an_embedded_view_and_a_story_count_what_reseau_counts(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    actors, tied, lines = counted(rouen, day)
    view = {"horsliens": "funding", **address(day)}
    embedded = on(rouen_store, "reseau", embed="true", **view)
    assert numbers(embedded.caption("Affichés"))[:3] == [tied, actors, lines]
    story = Story("", (StoryView("Le réseau", "", f"reseau?horsliens=funding&au={day or 'toutes'}"),))
    context = Context(Library(read_settings(store=rouen_store)).current(), translator("fr"), lambda *_: None)
    page = told(story_html(context, story, "http://127.0.0.1/"))
    assert numbers(page[page.index("Affichés") :])[:3] == [tied, actors, lines]


def test_the_central_actor_s_supports_are_counted_alike(
    on: Open, rouen_store: Path, rouen: KnowledgeGraph, day: date | None
) -> None:
    centre = f"<{rouen.manifest.centre}>"
    ever = {x for (x,) in in_sparql(rouen, f"?p a tg:Partnership ; tg:supporter {centre} ; tg:supported ?x")}
    held = {
        tie.second for tie in rouen.ties(day=day) if tie.kind == "partnership" and tie.first == rouen.manifest.centre
    }
    assert held <= ever
    drawn: Screen = on(rouen_store, "reseau", autour="actor/pole-rouen-seine-eure", **address(day))
    assert not drawn.failures
    assert held <= {node["id"] for picture in drawn.drawings.values() for node in picture["drawing"]["nodes"]}
