"""The agenda: months, what is past, coming or only announced, what is missing, and the file that calendars read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import icalendar
import pytest

from territory_graph import KnowledgeGraph
from territory_graph.downloads.calendar import as_icalendar
from territory_graph.messages import translator
from territory_graph.views.agenda import AgendaEvent, AgendaView, days_of, read_events, read_year

DAY, BUILT = date(2021, 5, 12), datetime(2026, 1, 1, tzinfo=UTC)
FR = translator("fr")


def name(one: AgendaEvent) -> str:
    return one.thing.iri.rpartition("/")[2]


@pytest.fixture(scope="module")
def events(rouen: KnowledgeGraph) -> dict[str, AgendaEvent]:
    return {name(one): one for one in read_events(rouen, FR, DAY)}


@pytest.fixture(scope="module")
def year(rouen: KnowledgeGraph) -> AgendaView:
    return read_year(rouen, FR, DAY)


def test_the_year_of_the_day_month_by_month(year: AgendaView) -> None:
    assert year.year == 2021
    assert {month.number: [name(one) for one in month.events] for month in year.months if month.events} == {
        5: ["conseil-2021-05-12"],
        6: ["consumer-safety-cosmetics-2021"],
        7: ["crte-signature-2021"],
        11: ["polepharma-industrie-du-futur-2021"],
    }
    assert year.sentence == (
        "En 2021, les sources donnent 4 événements\u00a0: passés 0, ce jour 1, à venir 3\u202f; "
        "sans jour précis 1, sans lieu 1."
    )


def test_what_is_missing_is_listed(year: AgendaView) -> None:
    assert [thing.label for thing in year.idle] == ["LSN", "NextMove", "Pôle TES"]
    assert [thing.iri.rpartition("/")[2] for thing in year.without_place] == ["conseil-2021-05-12"]


def test_past_this_day_coming_and_announced_are_told_apart(rouen: KnowledgeGraph) -> None:
    told = {name(one): one.state for one in read_events(rouen, FR, DAY)}
    assert told["pmrse-election-2019"] == "passé"
    assert told["conseil-2021-05-12"] == "ce jour"
    assert told["crte-signature-2021"] == "à venir"
    in_november = read_year(rouen, FR, date(2021, 11, 12), year=2021)
    (month,) = (one for one in in_november.months[10].events)
    assert (month.state, month.coming, month.now) == ("peut-être passé", False, False)
    assert "De date trop large pour les dire passés ou à venir\u00a0: 1." in in_november.sentence
    assert in_november.sentence.endswith("sans qu'aucune source lue dise qu'ils ont eu lieu\u00a0: 1.")
    later = {name(one): one.state for one in read_events(rouen, FR, date(2023, 1, 1))}
    assert later["consumer-safety-cosmetics-2021"] == "annoncé\u202f; aucune source lue ne dit qu'il a eu lieu"


def test_precision_is_that_of_the_source(events: dict[str, AgendaEvent]) -> None:
    shown = {key: one.precision for key, one in events.items()}
    assert shown["consumer-safety-cosmetics-2021"] == "day"
    assert shown["polepharma-industrie-du-futur-2021"] == "month"
    assert shown["maison-cosmetique-ouverture"] == "year"
    assert events["polepharma-industrie-du-futur-2021"].when == "novembre 2021"
    assert events["polepharma-industrie-du-futur-5"].doubt == "non vérifié"


def test_congresses_of_one_organiser_are_a_series(year: AgendaView) -> None:
    series = {one.organiser.label: [name(event) for event in one.events] for one in year.series}
    assert series["Polepharma"] == [
        "polepharma-industrie-du-futur-2020",
        "polepharma-industrie-du-futur-2021",
        "polepharma-industrie-du-futur-5",
        "polepharma-environnement-2024",
    ]


def read(events: list[AgendaEvent]) -> dict[str, icalendar.Event]:
    text = as_icalendar(events, "Agenda", BUILT, FR, lambda iri: f"https://example.org/fiche?id={iri}")
    return {str(one["uid"]).rpartition("/")[2]: one for one in icalendar.Calendar.from_ical(text).walk("VEVENT")}


def test_the_file_is_read_again_with_whole_days(events: dict[str, AgendaEvent]) -> None:
    found = read(list(events.values()))
    two_days = found["cosmetic-valley-congres-2022"]
    assert (two_days["dtstart"].dt, two_days["dtend"].dt) == (date(2022, 11, 23), date(2022, 11, 25))
    month = found["polepharma-industrie-du-futur-2021"]
    assert (month["dtstart"].dt, month["dtend"].dt) == (date(2021, 11, 1), date(2021, 12, 1))
    assert str(month["summary"]).endswith("(jour non précisé)")
    assert str(month["status"]) == "TENTATIVE"
    assert "maison-cosmetique-ouverture" not in found, "a year is no day"
    assert all("d'après" in str(one["description"]) for one in found.values())


def test_a_hostile_label_stays_a_text_of_one_event(events: dict[str, AgendaEvent]) -> None:
    one = events["crte-signature-2021"]
    hostile = replace(one, thing=replace(one.thing, label="x\r\nEND:VEVENT\r\nBEGIN:VEVENT;,\\"))
    found = read([hostile])
    assert list(found) == ["crte-signature-2021"]
    assert "END:VEVENT" in str(found["crte-signature-2021"]["summary"])


def test_an_event_that_ends_before_it_begins_is_said_and_keeps_its_first_day(events: dict[str, AgendaEvent]) -> None:
    one = events["cosmetic-valley-congres-2022"]
    assert not one.broken
    assert days_of(replace(one, last=one.first)) == (date(2022, 11, 23), date(2022, 11, 24))


def test_a_year_without_events_says_so(rouen: KnowledgeGraph) -> None:
    assert read_year(rouen, FR, DAY, year=1999).sentence == "Aucune source lue ne donne d'événement pour 1999."


def test_the_hamlet_in_english(hamlet: KnowledgeGraph) -> None:
    found = read_year(hamlet, translator("en"), None, year=2021)
    assert "In 2021, sources give 2 events" in found.sentence
    assert [month.name for month in found.months if month.events] == ["March 2021", "November 2021"]


def test_a_body_is_called_by_the_name_it_bore_on_the_day_of_the_event(events: dict[str, AgendaEvent]) -> None:
    names = {
        one: [body.label for body in events[one].organisers]
        for one in ("pmrse-premier-conseil-2012", "conseil-2021-05-12")
    }
    assert names == {
        "pmrse-premier-conseil-2012": ["Pôle métropolitain CREA Seine-Eure"],
        "conseil-2021-05-12": ["Pôle Métropolitain Rouen Seine Eure"],
    }


def test_nobody_is_called_supported_before_a_source_says_so(rouen: KnowledgeGraph) -> None:
    def idle(day: date) -> list[str]:
        return [thing.label for thing in read_year(rouen, FR, day).idle]

    assert idle(date(2012, 6, 1)) == []
    assert "Nov@log" in idle(date(2019, 12, 31))
