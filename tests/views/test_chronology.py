"""The chronology in words: a decade, what contradicts, what comes after the day, and what has no day to begin on."""

from __future__ import annotations

from datetime import date

from territory_graph import KnowledgeGraph
from territory_graph.messages import translator
from territory_graph.views.chronology import MOST_DRAWN, read_chronology

DAY = date(2021, 5, 12)


def test_rows_stand_in_time_and_contradictions_side_by_side(rouen: KnowledgeGraph) -> None:
    found = read_chronology(rouen, translator("fr"), DAY, kind="life")
    rivals = [place for place, row in enumerate(found.rows) if row.contested]
    assert [found.rows[place].moment.when for place in rivals] == ["début\u00a0: 2005", "début\u00a0: vers 2007"]
    assert rivals[1] == rivals[0] + 1
    assert "Sur 1 d'entre elles, les sources se contredisent" in found.sentence
    calm = [row.moment.first for row in found.rows if not row.contested]
    assert calm == sorted(calm)


def test_a_decade_holds_what_begins_or_ends_in_it(rouen: KnowledgeGraph) -> None:
    found = read_chronology(rouen, translator("fr"), DAY, decade=2010, own=True)
    assert found.rows
    for row in found.rows:
        ends = () if row.moment.open else (row.moment.ending, row.moment.last)
        assert any(2010 <= day.year <= 2019 for day in (row.moment.first, row.moment.begun, *ends))


def test_the_day_leaves_nothing_out_and_tells_what_comes(rouen: KnowledgeGraph) -> None:
    found = read_chronology(rouen, translator("en"), DAY, kind="event")
    assert len(found.rows) == 25
    coming = [row.thing.iri.rpartition("/")[2] for row in found.rows if row.coming]
    assert "consumer-safety-cosmetics-2021" in coming
    assert "conseil-2021-05-12" not in coming
    assert found.sentence.endswith(f"For {len(coming)} of them, all that is dated comes after 12 May 2021.")


def test_what_has_a_bound_only_is_listed_apart(rouen: KnowledgeGraph) -> None:
    found = read_chronology(rouen, translator("fr"), DAY)
    named = {thing.iri.rpartition("/")[2] for thing, _ in found.open_dates}
    assert "interet-metropolitain-economie" in named, "known only to be before a day"
    assert not named & {row.thing.iri.rpartition("/")[2] for row in found.rows}


def test_the_picture_is_cut_and_says_so(rouen: KnowledgeGraph) -> None:
    found = read_chronology(rouen, translator("fr"), None)
    assert found.picture is not None
    assert len(found.picture.moments) == min(MOST_DRAWN, len(found.rows))
    assert str(len(found.rows)) in found.picture.sentence


def test_every_row_has_a_source(rouen: KnowledgeGraph, hamlet: KnowledgeGraph) -> None:
    for graph in (rouen, hamlet):
        assert all(row.mentions for row in read_chronology(graph, translator("fr")).rows)


def test_nothing_is_said_to_be_nothing(hamlet: KnowledgeGraph) -> None:
    assert read_chronology(hamlet, translator("fr"), decade=1890).sentence == (
        "De 1890 à 1899, aucune source lue ne date rien de tel."
    )


def test_a_row_calls_bodies_by_the_names_of_its_day_up_to_the_one_shown(rouen: KnowledgeGraph) -> None:
    rows = {row.thing.iri.rpartition("/")[2]: row for row in read_chronology(rouen, translator("fr"), DAY).rows}

    def whose(name: str) -> list[str]:
        return [thing.label for thing in rows[name].whose]

    assert whose("lf-president-mrn") == ["CREA"]
    assert whose("yr-president-mrn") == ["Métropole Rouen Normandie"]
    assert "NextMove" in whose("feuille-de-route-2021-nextmove")  # of the year in which it took that name
    before = read_chronology(rouen, translator("fr"), date(2012, 6, 1), kind="event").rows
    (later,) = [row for row in before if row.thing.iri.endswith("/conseil-2021-05-12")]
    assert [thing.label for thing in later.whose] == ["Pôle métropolitain CREA Seine-Eure"]  # its name then is to come
