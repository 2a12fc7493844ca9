"""The agenda as a feed: what a calendar program asks for, and asks for again."""

from __future__ import annotations

import icalendar

from service.conftest import Client


def test_the_feed_is_a_calendar_in_the_language_asked(client: Client) -> None:
    answer = client.get("/agenda.ics?lang=fr")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.body)
    found = {str(one["uid"]).rpartition("/")[2] for one in calendar.walk("VEVENT")}
    assert {"conseil-2021-05-12", "cosmetic-valley-congres-2022"} <= found
    assert "maison-cosmetique-ouverture" not in found


def test_the_feed_of_the_territory_alone_is_a_part_of_it(client: Client) -> None:
    whole, own = (client.get(path).body for path in ("/agenda.ics", "/agenda.ics?acteurs=territoire"))
    assert 0 < own.count(b"BEGIN:VEVENT") < whole.count(b"BEGIN:VEVENT")


def test_who_has_it_already_is_told_so(client: Client) -> None:
    tag = client.get("/agenda.ics").headers["etag"]
    assert client.get("/agenda.ics", If_None_Match=tag).status == 304
