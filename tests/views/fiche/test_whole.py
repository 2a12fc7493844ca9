"""Fiches: every line sourced, contradictions and doubts marked, nothing dropped."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.errors import UnknownEntityError
from territory_graph.messages import translator
from territory_graph.views.fiche.lines import Detail, Line
from territory_graph.views.fiche.whole import Fiche, all_things, read_fiche

HAMLET = "https://example.org/hamlet/id/"
FRENCH, ENGLISH = translator("fr"), translator("en")


def fiche(graph: KnowledgeGraph, name: str, as_of: date | None = None) -> Fiche:
    return read_fiche(graph, f"{HAMLET}{name}", FRENCH, as_of)


def lines(fiche: Fiche, section: str) -> tuple[Line, ...]:
    return next((found.lines for found in fiche.sections if found.key == section), ())


def details(fiche: Fiche, label: str) -> list[Detail]:
    found = (detail for section in fiche.sections for line in section.lines for detail in line.details)
    return [detail for detail in found if detail.label == label]


def values(fiche: Fiche, label: str) -> list[str]:
    return [text for detail in details(fiche, label) for text, _ in detail.values]


def test_a_fiche_names_its_thing_and_its_kind(hamlet: KnowledgeGraph) -> None:
    found = fiche(hamlet, "actor/val-clair")
    assert (found.thing.label, found.drawn_kind, found.kinds) == (
        "Communauté de communes du Val Clair",
        "authority",
        ("EPCI (intercommunalité)",),
    )


def test_sections_come_in_the_order_of_reasons_and_hold_each_line_once(hamlet: KnowledgeGraph) -> None:
    found = fiche(hamlet, "actor/val-clair")
    assert [section.key for section in found.sections] == [
        "identity",
        "names",
        "changes",
        "members",
        "projects",
        "inferred",
    ]
    for section in found.sections:
        assert len(set(section.lines)) == len(section.lines)


def test_dates_and_codes_are_worded(hamlet: KnowledgeGraph) -> None:
    assert values(fiche(hamlet, "actor/val-clair"), "début") == ["1er janvier 2013"]
    assert values(fiche(hamlet, "actor/syndicat"), "début") == ["vers 2013"]
    assert values(fiche(hamlet, "agreement/contrat-filieres"), "portée") == [
        "somme globale pour 2 structures ensemble, répartition non précisée"
    ]


def test_former_names_are_told_with_their_time(hamlet: KnowledgeGraph) -> None:
    names = {line.head.label: line.period for line in lines(fiche(hamlet, "actor/val-clair"), "names") if line.head}
    assert names == {"CCVC": "", "District du Val Clair": "1999 – 31 décembre 2012"}


def test_a_state_is_never_said_to_last_until_today(hamlet: KnowledgeGraph) -> None:
    periods = {line.period for line in lines(fiche(hamlet, "actor/syndicat"), "members") if line.head}
    assert "2013 – 31 décembre 2018" in periods
    assert any(text.startswith("début\u00a0: 2013") for text in periods)
    assert not any("aujourd'hui" in text for text in periods)


def test_both_values_of_a_contradiction_are_shown_and_flagged(hamlet: KnowledgeGraph) -> None:
    (amount,) = details(fiche(hamlet, "agreement/feuille-2021"), "montant")
    assert amount.clash
    first, second = sorted(text for text, _ in amount.values)
    assert first.startswith("12\u202f000\u202f€")
    assert second.startswith("15\u202f000\u202f€")
    sources = {
        mention.title for line in lines(fiche(hamlet, "agreement/feuille-2021"), "money") for mention in line.mentions
    }
    assert sources == {"Délibération du syndicat de mars 2021", "Article du journal local"}


def test_two_beginnings_of_an_actor_are_both_shown_and_flagged(rouen: KnowledgeGraph) -> None:
    found = read_fiche(rouen, f"{rouen.base}id/actor/pole-tes", FRENCH)
    assert sorted(values(found, "début")) == ["2005", "vers 2007"]
    assert all(detail.clash for detail in details(found, "début"))


def test_what_agrees_is_not_flagged(hamlet: KnowledgeGraph) -> None:
    (amount,) = details(fiche(hamlet, "agreement/contrat-filieres"), "montant")
    assert not amount.clash


def test_a_doubtful_reading_is_marked_and_a_sure_one_is_not(hamlet: KnowledgeGraph) -> None:
    doubtful = fiche(hamlet, "agreement/partenariat-eau")
    assert {mention.doubt for line in lines(doubtful, "support") for mention in line.mentions} == {"non vérifié"}
    sure = fiche(hamlet, "agreement/partenariat-bois")
    assert {mention.doubt for line in lines(sure, "support") for mention in line.mentions} == {""}


def test_what_no_source_says_is_listed_as_missing(hamlet: KnowledgeGraph) -> None:
    assert "SIREN" in fiche(hamlet, "actor/syndicat").missing
    assert "SIREN" not in fiche(hamlet, "actor/val-clair").missing


def test_a_fiche_as_of_a_day_leaves_out_what_had_ended(hamlet: KnowledgeGraph) -> None:
    whole, later = (fiche(hamlet, "actor/bourg-neuf", day) for day in (None, date(2021, 6, 1)))
    assert [line.head.label for line in lines(whole, "members") if line.head] == ["Syndicat mixte du Hameau"]
    assert lines(later, "members") == ()
    assert later.as_of == "1er juin 2021"


def test_an_address_is_a_link_only_when_a_browser_may_follow_it(hamlet: KnowledgeGraph) -> None:
    (site,) = details(fiche(hamlet, "actor/val-clair"), "site web")
    assert site.address == "https://example.org/val-clair"


def test_sources_of_a_fiche_are_those_of_its_lines_without_rules(hamlet: KnowledgeGraph) -> None:
    assert [mention.title for mention in fiche(hamlet, "actor/val-clair").sources] == [
        "Annuaire des organismes",
        "Délibération du syndicat de mars 2021",
        "Rapport d'activité du syndicat",
    ]


def test_every_line_of_every_fiche_of_the_hamlet_has_a_source(hamlet: KnowledgeGraph) -> None:
    things = all_things(hamlet, FRENCH)
    assert len(things) > 30
    for found in things:
        for section in read_fiche(hamlet, found.thing.iri, FRENCH).sections:
            for line in section.lines:
                assert line.mentions and all(mention.title for mention in line.mentions), (found, section.key)


def test_every_line_of_every_actor_of_the_default_territory_has_a_source(rouen: KnowledgeGraph) -> None:
    actors = [found.thing.iri for found in all_things(rouen, FRENCH) if "/id/actor/" in found.thing.iri]
    assert len(actors) > 50
    for iri in actors:
        for section in read_fiche(rouen, iri, ENGLISH).sections:
            for line in section.lines:
                assert line.mentions and all(mention.title for mention in line.mentions), (iri, section.key)


def test_a_fiche_in_english_says_its_name_in_french(hamlet: KnowledgeGraph) -> None:
    found = read_fiche(hamlet, f"{HAMLET}project/chaudiere", ENGLISH)
    assert (found.thing.label, found.other_language) == ("Wood boiler", "Chaudière bois")


@pytest.mark.parametrize(
    "iri",
    [
        f"{HAMLET}actor/nobody",
        "https://elsewhere.example/x",
        "urn:x",
        f"{HAMLET}a b",
        f'{HAMLET}"',
        f"{HAMLET}<x>",
        f"{HAMLET}[x]",
        f"{HAMLET}{'x' * 5000}",
        f"{HAMLET}é",
    ],
)
def test_a_thing_that_nobody_spoke_of_is_unknown(hamlet: KnowledgeGraph, iri: str) -> None:
    with pytest.raises(UnknownEntityError):
        read_fiche(hamlet, iri, FRENCH)


def test_everything_with_a_fiche_is_listed_in_order(hamlet: KnowledgeGraph) -> None:
    labels = [found.thing.label for found in all_things(hamlet, FRENCH)]
    assert "Agence du Hameau" in labels
    assert labels.index("Agence du Hameau") < labels.index("Syndicat mixte du Hameau")
