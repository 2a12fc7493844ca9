"""Ways told hop by hop with their sources, or why there is none and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.dates import Interval
from territory_graph.messages import translator
from territory_graph.model import Thing
from territory_graph.views.pathways import find_ways
from territory_graph.views.ties import BETWEEN_ACTORS, Ties, ToldTie

SAY = translator("fr")
ACTOR = "https://w3id.org/territory-graph/id/actor/"
NEXTMOVE, SEINE_EURE, POLE = f"{ACTOR}nextmove", f"{ACTOR}agglo-seine-eure", f"{ACTOR}pole-rouen-seine-eure"


def line(one: str, other: str, kind: str = "collaboration", about: str = "") -> ToldTie:
    thing = Thing(about, about, "Project") if about else None
    return ToldTie(f"urn:{one}", f"urn:{other}", kind, thing, Interval(), (), "stated")


def names(*ends: str) -> dict[str, str]:
    return {f"urn:{end}": end.upper() for end in ends}


CHAIN = [line("a", "b"), line("b", "c"), line("c", "d"), line("x", "y")]
LETTERS = names("a", "b", "c", "d", "x", "y")


def test_a_way_is_told_as_a_whole_and_hop_by_hop() -> None:
    ways = find_ways(CHAIN, "urn:a", "urn:d", LETTERS, SAY)
    (way,) = ways.found
    assert way.nodes == ("urn:a", "urn:b", "urn:c", "urn:d")
    assert way.sentence == "3 liens entre A et D, par B, puis C."
    assert way.hops[0].sentence == "A et B collaborent, date non précisée."
    assert [hop.pair for hop in way.hops] == ["urn:a|urn:b", "urn:b|urn:c", "urn:c|urn:d"]
    assert (ways.reason, ways.note) == ("", "")


def test_a_direct_way_says_so_with_all_its_ties_the_firmest_first() -> None:
    implied = ToldTie("urn:a", "urn:b", "membership", None, Interval(), (), "implied")
    (way,) = find_ways([implied, line("a", "b")], "urn:b", "urn:a", LETTERS, SAY).found
    assert way.sentence == "B et A sont en lien direct."
    assert [told.sentence for told in way.hops[0].ties] == [
        "A et B collaborent, date non précisée.",
        "B compte A parmi ses membres, date non précisée (lu entre les lignes).",
    ]


def test_a_way_of_a_day_says_how_many_of_its_steps_are_known_of_a_later_one_only() -> None:
    day = date(2012, 6, 1)
    later = replace(line("a", "b"), interval=Interval(start_earliest=date(2015, 1, 1), start_latest=date(2015, 1, 1)))
    (way,) = find_ways([later, line("b", "c")], "urn:a", "urn:c", LETTERS, SAY, day=day).found
    assert way.sentence.endswith("par B. 1 de ces liens n'est connu que d'un jour postérieur au 1er juin 2012.")
    known = replace(line("a", "b", "membership"), status="implied")
    (way,) = find_ways([later, known, line("b", "c")], "urn:a", "urn:c", LETTERS, SAY, day=day).found
    assert way.sentence == "2 liens entre A et C, par B."
    assert way.hops[0].sentence.startswith("B compte A parmi ses membres")


def test_a_way_says_how_many_of_its_steps_are_only_disputed_or_unverified() -> None:
    doubtful = replace(line("a", "b"), confidence=0.4)
    (way,) = find_ways([doubtful, line("b", "c")], "urn:a", "urn:c", LETTERS, SAY).found
    assert way.sentence == (
        "2 liens entre A et C, par B. 1 de ces liens n'est dit que d'une façon contestée ou non vérifiée."
    )
    (way,) = find_ways([doubtful, line("a", "b", "project", "urn:p")], "urn:a", "urn:b", LETTERS, SAY).found
    assert way.sentence == "A et B sont en lien direct."


def test_each_through_whom_a_way_goes_has_its_article() -> None:
    called = LETTERS | {"urn:b": "Pôle du bois", "urn:c": "Communauté de communes du Val"}
    (way,) = find_ways(CHAIN, "urn:a", "urn:d", called, SAY).found
    assert way.sentence == "3 liens entre A et D, par le Pôle du bois, puis la Communauté de communes du Val."


def test_a_cycle_gives_both_ways_round_and_no_thing_twice() -> None:
    ring = [line("a", "b"), line("b", "c"), line("c", "d"), line("d", "a")]
    ways = find_ways(ring, "urn:a", "urn:c", LETTERS, SAY)
    assert [way.nodes for way in ways.found] == [("urn:a", "urn:b", "urn:c"), ("urn:a", "urn:d", "urn:c")]


def test_by_strength_a_longer_way_of_strong_ties_comes_first() -> None:
    crowd = [line("a", "c", "project", "urn:big"), *(line("a", f"n{n}", "project", "urn:big") for n in range(20))]
    strong = [line("a", "b", "membership"), line("b", "c", "membership")]
    by_ties = find_ways([*crowd, *strong], "urn:a", "urn:c", LETTERS, SAY)
    by_strength = find_ways([*crowd, *strong], "urn:a", "urn:c", LETTERS, SAY, by="strength")
    assert len(by_ties.found[0].hops) == 1
    assert len(by_strength.found[0].hops) == 2


@pytest.mark.parametrize(
    ("ends", "options", "reason", "note"),
    [
        (("a", "zz"), {}, "unknown", "zz n'a aucun lien parmi ceux qui sont affichés."),
        (("a", "a"), {}, "same", "C'est un seul et même acteur."),
        (("a", "d"), {"avoiding": ["urn:b"]}, "avoided", "Tout chemin passe par B, à éviter selon votre choix."),
        (("a", "d"), {"most_ties": 2}, "longer", "Le plus court chemin compte 3 liens\u202f; on en cherche 2 au plus."),
        (
            ("a", "x"),
            {},
            "apart",
            "Aucun chemin\u00a0: les deux acteurs sont dans des morceaux séparés (acteurs\u00a0: 4 et 2).",
        ),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_way_is_explained_with_a_remedy(
    ends: tuple[str, str], options: dict[str, object], reason: str, note: str, language: str
) -> None:
    start, end = (f"urn:{name}" for name in ends)
    ways = find_ways(CHAIN, start, end, LETTERS | {"urn:zz": "zz"}, translator(language), **options)  # type: ignore[arg-type]
    assert ways.found == ()
    assert ways.reason == reason
    assert ways.remedy
    if language == "fr":
        assert ways.note == note


def test_without_any_tie_both_ends_are_named() -> None:
    ways = find_ways((), "urn:a", "urn:b", LETTERS, SAY)
    assert ways.note == "A et B n'ont aucun lien parmi ceux qui sont affichés."


def test_hostile_names_are_cut_in_the_sentence() -> None:
    (way,) = find_ways(CHAIN, "urn:a", "urn:c", LETTERS | {"urn:b": "{first}" + "b" * 100_000}, SAY).found
    assert "par {first}bb" in way.sentence
    assert len(way.sentence) < 250


def test_nextmove_and_seine_eure_are_joined_by_the_pole_among_others(rouen: KnowledgeGraph) -> None:
    ties = Ties(rouen, "fr")
    among = [tie for tie in ties.among(rouen.network("actors").nodes) if tie.kind in BETWEEN_ACTORS]
    labels = {iri: thing.label for iri, thing in ties.things(rouen.network("actors").nodes).items()}
    ways = find_ways(among, NEXTMOVE, SEINE_EURE, labels, SAY)
    assert all(len(way.nodes) == 3 for way in ways.found)
    (through_pole,) = (way for way in ways.found if way.nodes == (NEXTMOVE, POLE, SEINE_EURE))
    assert (
        through_pole.sentence
        == "2 liens entre NextMove et l'Agglomération Seine-Eure, par le Pôle Métropolitain Rouen Seine Eure."
    )
    assert all(told.mentions for way in ways.found for hop in way.hops for told in hop.ties)
    assert len({way.nodes for way in ways.found}) == 3
    around = find_ways(among, NEXTMOVE, SEINE_EURE, labels, SAY, avoiding=[POLE])
    assert around.found
    assert all(POLE not in way.nodes for way in around.found)
