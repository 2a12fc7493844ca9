"""The evaluation of a support, checked against ties, statements and networks read another way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.dates import Interval
from territory_graph.messages import translator
from territory_graph.views.evaluation import Evaluation, Period, lines, read_evaluation, read_supporters
from territory_graph.views.fiche.page import read_essentials
from tests.conftest import Append, WriteTrig

FR = translator("fr")
DECADE = Period(date(2012, 1, 1), date(2021, 12, 31))
TERM = "https://w3id.org/territory-graph/ontology#"
TG = f"PREFIX tg: <{TERM}> "


@pytest.fixture(scope="module")
def found(rouen: KnowledgeGraph) -> Evaluation:
    assert rouen.manifest.centre
    return read_evaluation(rouen, rouen.manifest.centre, DECADE, FR)


def test_every_supporter_is_offered(rouen: KnowledgeGraph) -> None:
    rows = rouen.query(f"{TG} SELECT DISTINCT ?a {{ ?p a tg:Partnership ; tg:supporter ?a ; tg:supported ?b }}")
    assert {thing.iri for thing in read_supporters(rouen, FR)} == {str(row["a"]) for row in rows}


def test_whom_the_centre_supported_dead_bodies_included(rouen: KnowledgeGraph, found: Evaluation) -> None:
    rows = rouen.query(
        f"{TG} SELECT DISTINCT ?b {{ ?p a tg:Partnership ; tg:supporter <{rouen.manifest.centre}> ; tg:supported ?b }}"
    )
    assert {one.thing.iri for one in found.supported} == {str(row["b"]) for row in rows}


def test_a_period_after_the_end_leaves_the_ended_out(rouen: KnowledgeGraph) -> None:
    later = read_evaluation(rouen, str(rouen.manifest.centre), Period(date(2021, 1, 1), date(2021, 12, 31)), FR)
    assert f"{rouen.base}id/actor/novalog" not in {one.thing.iri for one in later.supported}


def test_a_sum_for_several_is_told_once_and_whole(found: Evaluation) -> None:
    (one,) = found.sums
    assert "160\u202f000" in one.sentence.replace("\u00a0", "\u202f")
    assert "répartition non précisée" in one.sentence
    assert len({mention.title for mention in one.mentions}) > 1


def test_a_sum_without_a_year_is_of_the_time_of_its_agreement(rouen: KnowledgeGraph) -> None:
    region = read_evaluation(rouen, f"{rouen.base}id/actor/region-normandie", DECADE, FR)
    assert any("pour Polepharma, accord depuis 2018 et jusqu'en 2019" in one.sentence for one in region.sums)
    (polepharma,) = [one for one in region.supported if one.thing.label == "Polepharma"]
    assert polepharma.staff[0].sentence.endswith("(progressif)")


def test_partners_are_those_of_the_network_of_each_day(rouen: KnowledgeGraph, found: Evaluation) -> None:
    bodies = {one.thing.iri for one in found.supported}
    for place, day in enumerate((DECADE.first, DECADE.last)):
        network = rouen.network("actors", day=day)
        for one in found.supported:
            if one.thing.iri in network:
                near = set(network.neighbors(one.thing.iri))
                assert (one.counts.partners[place], one.counts.among[place]) == (len(near), len(near & bodies))
            else:
                assert one.counts.partners[place] is None


def test_who_no_longer_exists_has_no_number(rouen: KnowledgeGraph, found: Evaluation) -> None:
    (gone,) = [one for one in found.supported if one.thing.iri == f"{rouen.base}id/actor/novalog"]
    assert gone.counts.partners[1] is None
    assert "n'existe pas ce jour-là" in next(row for row in lines(found, FR) if row[0] == gone.thing.label)


def test_events_of_the_period_are_those_that_a_source_dates_in_it(rouen: KnowledgeGraph, found: Evaluation) -> None:
    for one in found.supported:
        rows = rouen.query(
            f"{TG} SELECT DISTINCT ?e {{ ?e a tg:Event ; tg:organisedBy <{one.thing.iri}> ; "
            f"tg:earliest ?first ; tg:latest ?last "
            f'FILTER(STR(?first) >= "{DECADE.first}" && STR(?last) <= "{DECADE.last}") }}'
        )
        told = {each.id: False for each in one.events} | {each.id: True for each in one.announced}
        planned = f"{rouen.base}id/state/planned"
        assert told == {
            str(row["e"]): bool(rouen.query(f"ASK {{ <{row['e']}> <{TERM}state> <{planned}> }}")) for row in rows
        }


def test_what_was_only_announced_is_no_event_of_the_period(found: Evaluation) -> None:
    (polepharma,) = [one for one in found.supported if one.thing.label == "Polepharma"]
    announced = [one.sentence for one in polepharma.announced]
    assert any("Quatrième colloque" in each for each in announced)
    assert not any("Quatrième colloque" in one.sentence for one in polepharma.events)
    row = next(row for row in lines(found, FR) if row[0] == "Polepharma")
    assert row[5] == len(polepharma.events)


def test_an_expectation_without_an_event_says_so(found: Evaluation) -> None:
    expected = [each for one in found.supported for each in one.expected]
    assert expected
    assert any(not each.events for each in expected)


def test_what_no_source_dates_may_lie_in_any_period_but_is_not_counted_in_it() -> None:
    assert DECADE.may_hold(Interval.of(None))
    assert not DECADE.holds(Interval.of(None))
    assert not DECADE.holds(Interval.of("2010"))


def test_an_event_before_the_agreement_is_not_what_came_of_it(
    hamlet_copy: Path, tmp_path: Path, add_rows: Append, add_trig: WriteTrig
) -> None:
    read = {"source": "rapport-2016", "locator": "p. 4"}
    support = {"id": "soutien-lin", "kind": "partnership", "name": "Soutien à Lin Neuf", **read}
    add_rows("agreements", {**support, "supporters": "syndicat", "supported": "lin-neuf"})
    for year in ("2016", "2019"):
        event = {"id": f"lin-{year}", "kind": "event", "name": f"Journée {year}", "when": year, **read}
        add_rows("events", {**event, "organisers": "lin-neuf", "themes": "climat"})
    add_trig("rec:x { <id/agreement/convention-lin> tg:hasTheme <id/theme/climat> }")
    build(hamlet_copy, tmp_path / "store")
    graph = KnowledgeGraph.open(tmp_path / "store")
    found = read_evaluation(graph, f"{graph.base}id/actor/syndicat", Period(date(2010, 1, 1), date(2020, 12, 31)), FR)
    (lin,) = [one for one in found.supported if one.thing.iri.endswith("/lin-neuf")]
    assert {told.sentence.partition(",")[0] for told in lin.events} == {"Journée 2016", "Journée 2019"}
    (expected,) = lin.expected
    assert [thing.label for thing in expected.events] == ["Journée 2019"], "the agreement began in 2018"


def test_a_sum_has_the_status_that_the_fiche_gives_it(rouen: KnowledgeGraph, found: Evaluation) -> None:
    statuses = {
        one.id: one.status
        for supported in found.supported
        for essential in read_essentials(rouen, supported.thing.iri, FR, DECADE.last)[1]
        for one in essential.told
        if essential.key == "sums"
    }
    told = {one.id: one.status for one in found.sums if one.id in statuses}
    assert "implied" in told.values(), "the shared sum is partly read between the lines"
    assert told == {iri: statuses[iri] for iri in told}


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "a pu soutenir 3 structures connues"), ("en", "may have supported 3 known bodies")],
)
def test_a_support_that_may_have_begun_later_is_said_to_be_uncertain(
    rouen: KnowledgeGraph, language: str, words: str
) -> None:
    say, centre = translator(language), rouen.manifest.centre
    assert centre is not None
    early = read_evaluation(rouen, centre, Period(date(2007, 6, 1), date(2012, 6, 1)), say)
    assert words in early.sentence
    late = read_evaluation(rouen, centre, Period(date(2016, 5, 1), date(2021, 5, 12)), say)
    assert words.partition(" 3 ")[0] not in late.sentence


def test_agreements_that_are_no_support_are_named_as_such(found: Evaluation) -> None:
    body = next(one for one in found.supported if one.thing.iri.endswith("/polepharma"))
    name = "Cofinancement de la convention Polepharma par le pôle métropolitain"
    assert any(told.sentence.startswith(name) for told in body.agreements)
    assert not any(told.sentence.startswith(name) for told in body.support)
