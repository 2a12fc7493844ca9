"""A description tells what the graph says of one thing, by reason, each statement with its evidence."""

from __future__ import annotations

from datetime import date

import pytest

from territory_graph import Entity, Fact, KnowledgeGraph, UnknownEntityError
from territory_graph.building import build
from territory_graph.facts.lives import may_exist, read_lives
from territory_graph.facts.ontology import inverses, most_precise, reasons, superclasses
from territory_graph.facts.things import read_sectors
from territory_graph.views.fiche.lines import weakest
from territory_graph.vocabulary import TG

BASE = "https://example.org/hamlet/id/"
EVIDENCE = {"source": "journal-2021", "locator": "p. 9"}


def local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


def facts(entity: Entity, reason: str) -> tuple[Fact, ...]:
    return next((group.facts for group in entity.groups if group.reason == reason), ())


def abouts(entity: Entity, reason: str) -> list[str]:
    return sorted(local(fact.about.iri) for fact in facts(entity, reason) if fact.about)


def values(fact: Fact) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for statement in fact.statements:
        found.setdefault(local(statement.predicate), set()).add(statement.value.text)
    return found


@pytest.fixture(scope="module")
def syndicat(hamlet: KnowledgeGraph) -> Entity:
    return hamlet.describe(f"{BASE}actor/syndicat")


def test_a_thing_has_its_label_and_its_classes_from_the_most_precise(syndicat):
    assert (syndicat.thing.label, syndicat.thing.kind) == ("Syndicat mixte du Hameau", "SyndicatMixte")
    assert [local(thing.iri) for thing in syndicat.classes] == ["SyndicatMixte", "PublicBody", "Actor"]
    assert syndicat.labels == (("fr", "Syndicat mixte du Hameau"),)


def test_facts_are_grouped_by_reason_in_the_order_of_the_fiche(syndicat):
    found = [group.reason for group in syndicat.groups]
    assert found == [name for name in reasons().order if name in found]
    assert {name: abouts(syndicat, name) for name in ("members", "support", "agreements", "money", "decisions")} == {
        "members": ["bourg-neuf-syndicat", "haut-pre-syndicat", "val-clair-syndicat"],
        "support": ["partenariat-bois", "partenariat-eau"],
        "agreements": ["contrat-filieres", "convention-lin", "feuille-2021"],
        "money": ["contrat-filieres", "feuille-2021"],
        "decisions": ["plan-eau"],
    }


def test_every_statement_has_evidence_with_a_source_a_place_a_status_and_a_confidence(hamlet):
    for actor in hamlet.network():
        for fact in hamlet.describe(actor).facts:
            for statement in fact.statements:
                assert statement.evidence
                for evidence in statement.evidence:
                    assert all(source.title for source in evidence.sources)
                    assert evidence.sources
                    assert evidence.locator
                    assert evidence.status in {"stated", "implied", "inferred"}
                    assert 0 < evidence.confidence <= 1


def test_evidence_tells_what_the_record_and_its_sources_say_of_themselves(syndicat):
    fact = next(fact for fact in facts(syndicat, "members") if not fact.about and "Haut" in str(values(fact)))
    (evidence,) = fact.evidence
    assert evidence.record == f"{BASE}record/hamlet/foundation"
    assert (evidence.locator, evidence.status, evidence.confidence) == ("p. 2", "stated", 1.0)
    assert (evidence.fact, evidence.rule) == ("H1", "")
    assert evidence.description == "Les deux communautés ont fondé le syndicat."
    (source,) = evidence.sources
    assert (source.title, source.publisher, source.date) == (
        "Rapport d'activité du syndicat",
        "Syndicat mixte du Hameau",
        "2016",
    )
    assert not evidence.unverified


def test_a_source_has_its_web_address(syndicat):
    addresses = {source.address for fact in syndicat.facts for e in fact.evidence for source in e.sources}
    assert addresses == {"", "https://example.org/deliberation-2021", "https://example.org/journal-2021"}


def test_a_record_may_have_two_sources(syndicat):
    (decision,) = facts(syndicat, "decisions")
    (evidence,) = decision.evidence
    assert [local(source.iri) for source in evidence.sources] == ["journal-2021", "rapport-2016"]


def test_a_reading_of_low_confidence_is_not_verified(syndicat):
    water = next(fact for fact in facts(syndicat, "support") if fact.about.iri.endswith("partenariat-eau"))
    assert [(e.status, e.confidence, e.unverified) for e in water.evidence] == [("implied", 0.4, True)]
    assert {statement.status for statement in water.statements} == {"implied"}


def test_what_a_rule_infers_names_the_rule(syndicat):
    funded = [fact for fact in facts(syndicat, "inferred") if "funds" in values(fact)]
    assert {fact.statements[0].value.text for fact in funded} == {"Pôle Bois Vif", "Lin Neuf"}
    assert {e.rule for fact in funded for e in fact.evidence} == {"R06-funds"}


def test_two_values_of_two_sources_are_contested(syndicat):
    contested = {fact.about.iri: fact.contested for fact in syndicat.facts if fact.contested}
    assert contested == {f"{BASE}commitment/feuille-2021": (str(TG.amount),)}
    money = next(fact for fact in facts(syndicat, "money") if fact.contested)
    assert values(money)["amount"] == {"12000", "15000"}


def test_a_property_is_read_from_its_own_side_where_it_has_an_inverse(syndicat):
    (site,) = [fact for fact in facts(syndicat, "places") if "hasSite" in values(fact)]
    assert values(site) == {"hasSite": {"Siège du syndicat"}}
    assert {e.status for e in site.evidence} == {"inferred", "stated"}
    assert site.statements[0].status == "stated"


def test_a_property_without_inverse_is_read_from_the_other_side(hamlet):
    entity = hamlet.describe(f"{BASE}actor/val-clair")
    (founded,) = [fact for fact in facts(entity, "members") if not fact.about]
    assert founded.statements[0].inverse
    assert values(founded) == {"foundedBy": {"Syndicat mixte du Hameau"}}


def test_a_merger_is_told_on_both_fiches(hamlet):
    for name in ("vieux-val", "val-clair"):
        (change,) = facts(hamlet.describe(f"{BASE}actor/{name}"), "changes")
        assert change.about.label == "Le Vieux Val rejoint le Val Clair"


def test_labels_come_in_the_language_asked_for_else_in_french(hamlet):
    french, english = (hamlet.describe(f"{BASE}project/chaudiere", lang) for lang in ("fr", "en"))
    assert (french.thing.label, english.thing.label) == ("Chaudière bois", "Wood boiler")
    assert french.labels == english.labels == (("en", "Wood boiler"), ("fr", "Chaudière bois"))
    assert hamlet.describe(f"{BASE}actor/scierie", "en").thing.label == "Scierie des Aulnes"
    assert english.classes[0].label == "Project"


def test_a_tie_without_a_name_is_called_by_its_class(hamlet):
    names = {
        lang: {
            fact.about.label for fact in facts(hamlet.describe(f"{BASE}actor/scierie", lang), "members") if fact.about
        }
        for lang in ("fr", "en")
    }
    assert names == {"fr": {"Adhésion"}, "en": {"Membership"}}


class TestAsOf:
    """What is told as of a day."""

    @pytest.mark.parametrize(
        ("day", "names"),
        [
            (date(1998, 12, 31), ["val-clair-sigle"]),
            (date(1999, 1, 1), ["val-clair-district", "val-clair-sigle"]),
            (date(2012, 12, 31), ["val-clair-district", "val-clair-sigle"]),
            (date(2013, 1, 1), ["val-clair-sigle"]),
        ],
    )
    def test_a_former_name_is_told_while_it_was_borne(self, hamlet, day, names):
        assert abouts(hamlet.describe(f"{BASE}actor/val-clair", as_of=day), "names") == names

    @pytest.mark.parametrize(("year", "told"), [(2012, False), (2013, True), (2018, True), (2019, False)])
    def test_a_membership_is_told_from_its_start_to_its_end(self, hamlet, year, told):
        entity = hamlet.describe(f"{BASE}actor/bourg-neuf", as_of=date(year, 6, 1))
        assert bool(abouts(entity, "members")) is told

    @pytest.mark.parametrize(("year", "told"), [(2015, False), (2016, True), (2019, True), (2020, False)])
    def test_a_collaboration_has_the_dates_of_its_record_on_both_sides(self, hamlet, year, told):
        for name in ("bois-vif", "lin-neuf"):
            entity = hamlet.describe(f"{BASE}actor/{name}", as_of=date(year, 6, 1))
            assert bool(facts(entity, "collaboration")) is told

    @pytest.mark.parametrize(("year", "told"), [(2020, False), (2021, True), (2022, False)])
    def test_a_roadmap_is_told_for_its_year(self, hamlet, year, told):
        entity = hamlet.describe(f"{BASE}actor/bois-vif", as_of=date(year, 6, 1))
        assert ("feuille-2021" in abouts(entity, "agreements")) is told

    @pytest.mark.parametrize(("day", "told"), [(date(2021, 10, 31), False), (date(2021, 11, 1), True)])
    def test_an_event_of_a_month_is_told_from_its_first_day(self, hamlet, day, told):
        assert bool(facts(hamlet.describe(f"{BASE}actor/moulin", as_of=day), "events")) is told

    @pytest.mark.parametrize(("year", "told"), [(2019, False), (2020, True)])
    def test_a_figure_is_told_from_its_date(self, hamlet, year, told):
        entity = hamlet.describe(f"{BASE}actor/bois-vif", as_of=date(year, 6, 1))
        assert bool(facts(entity, "figures")) is told

    def test_what_has_no_date_is_kept(self, hamlet):
        entity = hamlet.describe(f"{BASE}actor/scierie", as_of=date(1900, 1, 1))
        assert abouts(entity, "members") == ["scierie-eau-vive"]


@pytest.mark.parametrize(
    ("other", "told"), [({}, True), ({"start": "2021", "end": "2022"}, True), ({"end": "2020"}, False)]
)
def test_a_statement_holds_while_any_record_says_so(tmp_path, hamlet_copy, add_rows, other, told):
    add_rows("collaborations", {"actor": "bois-vif", "partner": "lin-neuf"} | other | EVIDENCE)
    build(hamlet_copy, tmp_path / "store")
    entity = KnowledgeGraph.open(tmp_path / "store").describe(f"{BASE}actor/lin-neuf", as_of=date(2021, 6, 1))
    assert bool(facts(entity, "collaboration")) is told


def test_what_one_expects_of_a_kind_and_no_source_gives_is_missing(hamlet, syndicat):
    assert syndicat.missing == ("siren",)
    assert "hasSector" in hamlet.describe(f"{BASE}actor/eau-vive").missing
    assert hamlet.describe(f"{BASE}event/conseil-2021").missing == ("locatedIn",)
    assert hamlet.describe(f"{BASE}membership/scierie-eau-vive").missing == ("start", "end")


@pytest.mark.parametrize(
    "iri", [f"{BASE}actor/nobody", "urn:none", "actor/nobody", "a b", "http://x/ >", "", "http://["]
)
def test_what_the_graph_says_nothing_of_is_unknown(hamlet, iri):
    with pytest.raises(UnknownEntityError) as caught:
        hamlet.describe(iri)
    assert caught.value.fields["iri"] in (iri, f"{BASE}{iri}")


def test_anything_that_the_graph_speaks_of_can_be_described(hamlet):
    subjects = {quad.subject.value for quad in hamlet.quads() if quad.subject.value.startswith(BASE)}
    things = {iri for iri in subjects if "/record/" not in iri and "/graph/" not in iri}
    for iri in things | {f"{BASE}record/hamlet/water", f"{BASE}graph/schemes", str(TG.Actor)}:
        assert hamlet.describe(iri, "en").thing.iri == iri


def test_a_label_that_is_no_text_is_passed_over(tmp_path, hamlet_copy, add_trig):
    add_trig("rec:x { act:odd a tg:Actor ; rdfs:label act:moulin , 3 }")
    build(hamlet_copy, tmp_path / "store")
    assert KnowledgeGraph.open(tmp_path / "store").describe(f"{BASE}actor/odd").thing.label == "3"


def test_a_source_without_label_is_called_by_its_name(tmp_path, hamlet_copy, add_trig):
    add_trig(
        "<id/graph/more> { rec:y a tg:Record ; tg:source <id/source/plain> ; tg:locator '1' ;\n"
        "  tg:status <id/status/stated> ; tg:confidence 1.0 .\n"
        "  <id/source/plain> a tg:Source ; <http://purl.org/dc/terms/title> 'Plain' }\n"
        "rec:y { act:moulin tg:siren '111111111' }"
    )
    build(hamlet_copy, tmp_path / "store")
    entity = KnowledgeGraph.open(tmp_path / "store").describe(f"{BASE}actor/moulin")
    assert [
        source.title
        for fact in facts(entity, "identity")
        for e in fact.evidence
        for source in e.sources
        if e.record.endswith("/y")
    ] == ["plain"]


def test_the_most_precise_class_is_the_one_with_most_superclasses():
    assert most_precise(["Actor", "PoleMetropolitain", "PublicBody"]) == "PoleMetropolitain"
    assert most_precise([]) == ""
    assert superclasses()["Epci"] == {"PublicBody", "Actor"}


def test_reasons_name_classes_and_groups_that_exist():
    known = set(superclasses())
    assert set(reasons().classes) <= known
    assert set(reasons().expected) <= known
    assert {*reasons().classes.values(), *reasons().properties.values()} <= set(reasons().order)


def test_inverses_go_both_ways_and_symmetric_properties_are_their_own():
    assert inverses()[str(TG.hasSite)] == str(TG.siteOf)
    assert inverses()[str(TG.siteOf)] == str(TG.hasSite)
    assert inverses()[str(TG.collaboratesWith)] == str(TG.collaboratesWith)


def test_a_fact_is_no_firmer_than_the_source_of_its_time(hamlet_copy, tmp_path):
    (hamlet_copy / "bounds.trig").write_text(
        f"""
        @prefix tg: <{TG}> .
        @prefix rec: <{BASE}record/bounds/> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <{BASE}graph/bounds> {{
          <{BASE}graph/bounds> a tg:Record ; tg:confidence 1.0 ; tg:locator "-" ; tg:source <{BASE}source/editorial> ;
            tg:status <{BASE}status/editorial> .
          rec:scierie a tg:Record ; tg:confidence 0.8 ; tg:locator "p. 9" ; tg:source <{BASE}source/annuaire> ;
            tg:status <{BASE}status/implied> .
        }}
        rec:scierie {{ <{BASE}membership/val-clair-syndicat> tg:endEarliest "2020-01-01"^^xsd:date . }}
        """,
        encoding="utf-8",
    )
    build(hamlet_copy, tmp_path / "store")
    entity = KnowledgeGraph.open(tmp_path / "store").describe(f"{BASE}actor/syndicat")
    (bounded,) = [fact for fact in facts(entity, "members") if fact.bounds]
    assert local(bounded.about.iri) == "val-clair-syndicat"
    assert [one.status for one in bounded.bounds] == ["implied"]
    assert "scierie" in {local(one.record) for one in bounded.evidence}
    assert weakest(bounded) == "implied"
    assert {weakest(fact) for fact in facts(entity, "members") if fact.about and not fact.bounds} == {"stated"}


@pytest.mark.parametrize("day", [date(2012, 6, 1), date(2018, 6, 1), date(2021, 5, 12), date(2022, 1, 1)])
def test_no_sector_or_place_has_a_body_that_is_not_there_on_the_day(rouen: KnowledgeGraph, day: date) -> None:
    regions = [f"{rouen.base}id/place/{name}" for name in ("normandie", "val-de-reuil", "rouen", "le-havre")]
    gone = set()
    for iri in (*read_sectors(rouen.rows), *(one for one in regions if rouen.uses(one))):
        ever, held = rouen.describe(iri), rouen.describe(iri, as_of=day)
        actors = {
            thing.iri
            for fact in held.facts
            if fact.reason in {"themes", "places"} and (thing := fact.statements[0].value.thing)
        }
        lives = read_lives(rouen.rows, actors)
        assert [iri for iri in actors if not may_exist(lives[iri], day)] == []
        gone |= {thing.iri for fact in ever.facts if (thing := fact.statements[0].value.thing)} - actors
    assert gone
