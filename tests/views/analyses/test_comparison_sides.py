"""Two sources and a scenario compared: on the hamlet, whose ties can be counted by hand."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.messages import Translator, translator
from territory_graph.network.steps import AddActor, AddTie, CutAgreement, RemoveActor, Step, write_steps
from territory_graph.views.analyses.comparison import Comparison
from territory_graph.views.analyses.comparison_sides import (
    ScenarioCompared,
    SourcesCompared,
    compare_scenario,
    compare_sources,
)
from territory_graph.views.analyses.sources import counts, read_sources, stated_by
from territory_graph.views.explorer.scene import read_stage
from tests.conftest import Append

FR, EN = translator("fr"), translator("en")
BASE = "https://example.org/hamlet/id/"


def sources_of(graph: KnowledgeGraph, *names: str, say: Translator = FR) -> SourcesCompared:
    field = read_stage(graph, say).field
    known = read_sources(graph, field.ties.among(field.actors), say.language)
    one, other = (f"{BASE}source/{name}" if name else "" for name in (*names, "", "")[:2])
    return compare_sources(graph, graph.network(lang=say.language), known, (one, other), say)


def scenario(graph: KnowledgeGraph, *steps: Step, projection: str = "actors") -> ScenarioCompared:
    return compare_scenario(graph.network(projection), write_steps(steps), {}, FR)


def actor(name: str) -> str:
    return f"{BASE}actor/{name}"


def fates(found: Comparison | None) -> dict[str, set[frozenset[str]]]:
    told: dict[str, set[frozenset[str]]] = {}
    assert found is not None
    for tie in found.ties:
        told.setdefault(tie.fate, set()).add(frozenset(one.iri.rpartition("/")[2] for one in (tie.one, tie.other)))
    return told


def test_each_source_has_the_ties_that_it_states(hamlet: KnowledgeGraph) -> None:
    found = sources_of(hamlet)
    ties = {option.iri.rpartition("/")[2]: option.ties for option in found.options}
    assert ties == {"deliberation-2021": 11, "rapport-2016": 8, "journal-2021": 3, "annuaire": 2}
    assert list(ties.values()) == sorted(ties.values(), reverse=True)


def test_the_two_that_state_most_are_compared_first(hamlet: KnowledgeGraph) -> None:
    found = sources_of(hamlet).found
    assert fates(found) == {
        "gone": {frozenset(pair) for pair in combinations(("val-clair", "haut-pre", "bourg-neuf", "bois-vif"), 2)},
        "new": {
            frozenset({"syndicat", "bourg-neuf"}),
            frozenset({"syndicat", "agence"}),
            frozenset({"vieux-val", "val-clair"}),
        },
        # A foundation by the one is a membership by the other, a partnership a roadmap, a collaboration a contract.
        "changed": {
            *(frozenset({"syndicat", name}) for name in ("val-clair", "haut-pre", "bois-vif", "lin-neuf")),
            frozenset({"bois-vif", "lin-neuf"}),
        },
    }
    assert found is not None
    assert {thing.label for thing in found.left} == set()
    assert {thing.label for thing in found.came} == {"Agence du Hameau", "Communauté du Vieux Val"}
    assert found.sentence.replace("\u202f", " ") == (
        "« Délibération du syndicat de mars 2021 » est la source citée de 11 liens, « Rapport d'activité du "
        "syndicat » 8 ; 5 sont dans les deux (dont 5 dits autrement), 6 ne sont que dans la première et 3 ne sont "
        "que dans la seconde. Parmi les acteurs, 2 ne sont liés que selon la seconde."
    )


def test_lines_tell_which_source_states_what(hamlet: KnowledgeGraph) -> None:
    found = sources_of(hamlet).found
    assert found is not None and found.drawing is not None
    drawn = {frozenset((tie.source, tie.target)): (tie.status, tie.colour) for tie in found.drawing.ties}
    looks = {"gone": ("implied", "#D55E00"), "new": ("stated", "#0072B2"), "changed": ("stated", "")}
    assert drawn == {frozenset((tie.one.iri, tie.other.iri)): looks[tie.fate] for tie in found.ties}
    assert not any(node.hollow for node in found.drawing.nodes)  # of two sources, nobody comes and nobody leaves


def test_dates_that_exclude_each_other_are_said_and_silence_is_not(add_trig, hamlet_copy: Path, tmp_path: Path) -> None:
    add_trig(
        """rec:x {
          <id/membership/val-clair-syndicat> tg:member act:val-clair ; tg:inOrganisation act:syndicat .
          <id/membership/val-clair-syndicat> tg:start "2015" .
          <id/membership/haut-pre-syndicat> tg:member act:haut-pre ; tg:inOrganisation act:syndicat .
          <id/agreement/convention-lin> tg:party act:lin-neuf .
        }"""
    )
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    found = sources_of(graph, "deliberation-2021", "annuaire").found
    told = fates(found)
    assert told["changed"] == {frozenset({"val-clair", "syndicat"})}
    assert told["same"] == {frozenset({"haut-pre", "syndicat"})}
    # The annuaire names one party alone.
    assert frozenset({"lin-neuf", "syndicat"}) in told["gone"]
    assert found is not None
    (changed,) = (tie for tie in found.ties if tie.fate == "changed")
    assert "2013" in changed.before[0] and "2015" in changed.after[0]
    assert "2013" in changed.otherwise and "2015" in changed.otherwise


@pytest.mark.parametrize("say", [FR, EN], ids=["fr", "en"])
def test_a_source_that_nobody_knows_is_said(hamlet: KnowledgeGraph, say: Translator) -> None:
    for name in ("nope", "a b>", "x" * 400):
        found = sources_of(hamlet, name, say=say)
        assert found.found is None and name[:50] in found.remark
        assert found.chosen[1].endswith("deliberation-2021")


def test_a_source_twice_and_a_thing_that_is_no_source_are_said(hamlet: KnowledgeGraph) -> None:
    assert "deux fois la même source" in sources_of(hamlet, "annuaire", "annuaire").remark
    assert sources_of(hamlet, "../actor/syndicat").found is None


def test_a_source_that_states_no_tie_can_be_compared(hamlet_copy: Path, add_rows: Append, tmp_path: Path) -> None:
    add_rows("sources", {"id": "carte", "title": "Carte du Hameau"})
    build(hamlet_copy, tmp_path / "store")
    found = sources_of(KnowledgeGraph.open(tmp_path / "store"), "carte", "annuaire")
    assert found.found is not None
    assert fates(found.found) == {"new": {frozenset({"scierie", "eau-vive"}), frozenset({"lycee-bois", "agence"})}}
    assert "0 lien," in found.found.sentence


def test_without_sources_there_is_nothing_to_compare(hamlet: KnowledgeGraph) -> None:
    found = compare_sources(hamlet, hamlet.network(), (), ("", ""), FR)
    assert (found.found, found.options) == (None, ()) and found.remark


def test_the_ties_of_a_source_are_as_many_as_counted(rouen: KnowledgeGraph) -> None:
    field, network = read_stage(rouen, FR).field, rouen.network()
    sources = read_sources(rouen, field.ties.among(field.actors), "fr")
    numbers = counts(network, sources)
    assert {each.iri: stated_by(network, each.reasons).number_of_edges() for each in sources} == numbers
    assert max(numbers, key=numbers.__getitem__).endswith("tribune-nextmove-2021")
    told = {via for each in sources for _, _, via in each.reasons if via}
    assert told <= {via for _, _, vias in network.edges(data="vias") for _, via in vias}


def test_a_scenario_is_compared_pair_by_pair(hamlet: KnowledgeGraph) -> None:
    new = "urn:whatif:1-atelier"
    found = scenario(
        hamlet,
        RemoveActor(actor("scierie")),
        AddActor(new, "Atelier"),
        AddTie(new, actor("lin-neuf")),
        AddTie(actor("syndicat"), actor("val-clair"), 0.5),
        CutAgreement(f"{BASE}agreement/feuille-2021"),
    )
    assert found.found is not None and len(found.steps) == 5
    told = fates(found.found)
    assert told["new"] == {frozenset({new, "lin-neuf"})}
    assert told["gone"] == {frozenset({"scierie", "eau-vive"}), frozenset({"scierie", "lycee-bois"})}
    assert told["changed"] == {frozenset({"syndicat", "val-clair"}), frozenset({"syndicat", "bois-vif"})}
    assert [thing.label for thing in found.found.came] == ["Atelier"]
    assert [thing.label for thing in found.found.left] == ["Scierie des Aulnes"]
    assert found.found.sentence.startswith("Après 5 étapes, 1 lien apparaît, 2 liens disparaissent, 2 liens changent")
    words = {tie.fate: tie.after for tie in found.found.ties if "Atelier" in (tie.one.label, tie.other.label)}
    assert words == {"new": ("lien supposé",)}


def test_a_tie_that_only_weighs_otherwise_says_its_weights(hamlet: KnowledgeGraph) -> None:
    found = scenario(hamlet, AddTie(actor("lycee-bois"), actor("agence"), 2.0)).found
    assert found is not None
    (changed,) = (tie for tie in found.ties if tie.fate == "changed")
    assert (changed.before[-1], changed.after[-1]) == ("poids 0,5", "poids 2,5")


def test_a_scenario_of_a_network_with_directions(hamlet: KnowledgeGraph) -> None:
    found = scenario(hamlet, RemoveActor(actor("bois-vif")), projection="funding").found
    assert found is not None
    assert {tie.fate for tie in found.ties} == {"gone", "same"}
    gone = next(tie for tie in found.ties if tie.fate == "gone")
    assert (gone.one.iri, gone.other.iri) == (actor("syndicat"), actor("bois-vif"))
    assert gone.before == (FR("ties.funding"),)


def test_no_step_and_steps_that_cannot_be_taken_are_said(hamlet: KnowledgeGraph) -> None:
    nothing = scenario(hamlet)
    assert nothing.found is None and "pas encore de scénario" in nothing.remark
    unknown = scenario(hamlet, RemoveActor("urn:nobody"))
    assert unknown.found is None and unknown.steps[0].skipped and unknown.remark
    broken = compare_scenario(hamlet.network(), "zzz", {}, FR)
    assert broken.found is None and broken.remark == FR("analyses.what_if.broken")
