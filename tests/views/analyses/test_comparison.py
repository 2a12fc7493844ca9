"""Two dates compared: on the hamlet, whose dates are few, and on the whole territory."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.messages import Translator, translator
from territory_graph.ui.figures.network import payload
from territory_graph.views.analyses.comparison import Comparison, Sides, read_comparison
from territory_graph.views.analyses.comparison_sides import compare_dates
from territory_graph.views.analyses.state import Analysis
from territory_graph.views.explorer.scene import read_stage

FR, EN = translator("fr"), translator("en")
APART = Analysis(without_ties=frozenset({"agreement"}))
"""Without the contract: its sum is of 2021, and no source dates it."""


def read(
    graph: KnowledgeGraph, first: date, last: date, say: Translator = FR, state: Analysis | None = None
) -> Comparison:
    return compare_dates(graph, read_stage(graph, say).field, state or Analysis(), (first, last), say)


def fates(found: Comparison) -> dict[str, set[frozenset[str]]]:
    told: dict[str, set[frozenset[str]]] = {}
    for tie in found.ties:
        ends = frozenset(one.iri.rpartition("/")[2] for one in (tie.one, tie.other))
        told.setdefault(tie.fate, set()).add(ends)
    return told


def test_what_ended_and_what_changed_between_2019_and_2022(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet, date(2019, 6, 1), date(2022, 6, 1), state=APART)
    told = fates(found)
    # The project of 2021 ties three and their partner.
    # The collaboration of 2016 to 2019 and the convention of 2018 to 2020 end.
    assert told["new"] == {
        frozenset(pair) for pair in combinations(("val-clair", "haut-pre", "bourg-neuf", "bois-vif"), 2)
    }
    assert told["gone"] == {frozenset({"bois-vif", "lin-neuf"}), frozenset({"syndicat", "lin-neuf"})}
    assert "changed" not in told  # the roadmap is of 2021 alone
    assert [thing.label for thing in found.left] == ["Lin Neuf"]
    assert {thing.iri.rpartition("/")[2] for thing in found.came} == {"bourg-neuf"}
    assert found.sentence == (
        "Du 1er juin 2019 au 1er juin 2022, 6 liens apparaissent, 2 disparaissent et 8 restent les mêmes. "
        "Parmi les acteurs, 1 devient lié et 1 n'a plus de lien."
    )


def test_a_tie_whose_reasons_differ_is_changed(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet, date(2019, 6, 1), date(2021, 6, 1))
    # The roadmap of 2021 comes, the collaboration and the convention end; the contract, which nothing dates, stays.
    parties = ("syndicat", "bois-vif", "lin-neuf")
    assert fates(found)["changed"] == {frozenset(pair) for pair in combinations(parties, 2)}
    changed = next(tie for tie in found.ties if {"syndicat", "bois-vif"} == {tie.one.iri[36:], tie.other.iri[36:]})
    assert len(changed.after) == len(changed.before) + 1


def test_equal_days_say_that_nothing_changes(hamlet: KnowledgeGraph) -> None:
    day = date(2021, 6, 1)
    found = read(hamlet, day, day, EN)
    assert "nothing changes" in found.sentence
    assert found.values == () and found.measures == ()
    assert all(tie.fate == "same" for tie in found.ties)


def test_lines_tell_what_came_and_went(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet, date(2019, 6, 1), date(2022, 6, 1), state=APART)
    assert found.drawing is not None
    drawn = {frozenset((tie.source, tie.target)): (tie.status, bool(tie.colour)) for tie in found.drawing.ties}
    looks = {"new": ("stated", True), "gone": ("implied", True), "same": ("stated", False)}
    assert drawn == {frozenset((tie.one.iri, tie.other.iri)): looks[tie.fate] for tie in found.ties}
    assert {node.label for node in found.drawing.nodes if node.hollow} == {"Lin Neuf"}
    assert payload(found.drawing, strings=FR.section("drawing"))


def test_a_network_of_a_day_weighs_what_holds(hamlet: KnowledgeGraph) -> None:
    network, day = hamlet.network(), hamlet.network(day=date(2019, 6, 1))
    base = f"{hamlet.base}id/actor/"
    assert day.edges[f"{base}bois-vif", f"{base}syndicat"]["weight"] == pytest.approx(
        1.25
    )  # the support, and the contract that nothing dates
    assert network.edges[f"{base}bois-vif", f"{base}syndicat"]["weight"] == pytest.approx(1.75)
    assert f"{base}vieux-val" not in day and f"{base}vieux-val" in network
    assert hamlet.network(day=date(1900, 1, 1)).number_of_nodes() < len(network)


@pytest.mark.parametrize("say", [FR, EN], ids=["fr", "en"])
def test_the_territory_is_told_from_2011_to_2021(rouen: KnowledgeGraph, say: Translator) -> None:
    found = read(rouen, date(2011, 5, 12), date(2021, 5, 12), say)
    assert "Nov@log" in {thing.label for thing in found.left}
    assert found.measures
    assert "{" not in found.sentence


def test_who_goes_on_is_called_as_on_the_later_day(rouen: KnowledgeGraph) -> None:
    found = read(rouen, date(2011, 5, 12), date(2021, 5, 12), EN)
    named = {thing.label for tie in found.ties for thing in (tie.one, tie.other)} | set(found.names.values())
    assert {"Métropole Rouen Normandie", "NextMove"} <= named
    assert named.isdisjoint({"CREA", "Mov'eo"})


def test_nobody_tied_on_either_day_is_said(hamlet: KnowledgeGraph) -> None:
    empty = hamlet.network().subgraph([])
    found = read_comparison(empty, empty, Sides("dates", "1er janvier 2019", "1er janvier 2020"), FR)
    assert found.drawing is None
    assert found.sentence == "Du 1er janvier 2019 au 1er janvier 2020, personne n'est lié à personne."
