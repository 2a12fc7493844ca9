"""What a fiche tells of a day is there that day: generated sites, mandates and events, of bodies that come and go."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.dates import bounds
from territory_graph.messages import translator
from territory_graph.views.fiche.page import FichePage, read_page
from tests.views.test_roles_property import EVIDENCE, NAMES, World, write

SAY = translator("fr")
DAYS = (date(2010, 6, 1), date(2015, 6, 1), date(2020, 6, 1))
TOWNS = ("Valmont", "Montval", "Lacroix")
STARTS, ENDS = ("", "2008", "2012-03", "2017-09-01"), ("", "", "2011-12-31", "2016", "2018-06")


@dataclass(frozen=True)
class Life:
    """When something is there, as two cells of a table say it."""

    start: str
    end: str

    def holds(self, day: date) -> bool:
        begun = not self.start or bounds(self.start)[0] <= day
        return begun and (not self.end or day <= bounds(self.end)[1])


@dataclass
class Made:
    """The generated territory: the life of each body, and of each site with its body and town."""

    graph: KnowledgeGraph
    bodies: dict[str, Life]
    sites: dict[str, tuple[str, str, Life]]
    mandates: dict[str, str]
    events: dict[str, tuple[str, str]]


@pytest.fixture(scope="module", params=range(3))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    dice, world = random.Random(request.param), World()

    def life(starts: tuple[str, ...] = STARTS) -> Life:
        while True:
            found = Life(dice.choice(starts), dice.choice(ENDS))
            if not (found.start and found.end) or bounds(found.start)[1] < bounds(found.end)[0]:
                return found

    bodies = {name: life(("",)) for name in NAMES}
    sites = {f"Maison {chr(65 + n)}": (dice.choice(NAMES), dice.choice(TOWNS), life()) for n in range(12)}
    mandates = {f"Présidence {n}": name for n, name in enumerate(NAMES)}
    events = {
        f"Foire {n}": (dice.choice(NAMES), dice.choice(["2009-05-02", "2013-05-02", "2018-05-02"])) for n in range(8)
    }
    world.tables["sources"] = [{"id": "un", "title": "Premier document"}]
    world.tables["actors"] = [
        {"id": name.lower(), "kind": "cluster", "name": name, "end": bodies[name].end, **EVIDENCE} for name in NAMES
    ]
    world.tables["places"] = [{"id": name.lower(), "kind": "commune", "name": name, **EVIDENCE} for name in TOWNS]
    world.tables["offices"] = [
        {
            **{"id": f"site-{n}", "kind": "office", "name": name, "actor": body.lower()},
            **{"place": town.lower(), "start": life.start, "end": life.end, **EVIDENCE},
        }
        for n, (name, (body, town, life)) in enumerate(sites.items())
    ]
    world.tables["mandates"] = [
        {
            **{"id": f"m-{body.lower()}", "name": f"Mandat {body}", "person": f"p-{body.lower()}"},
            **{
                "person_name": f"Personne {body}",
                "family_name": body,
                "post": f"post-{body.lower()}",
                "post_name": post,
            },
            **{"organisation": body.lower(), "role": "president", "start": "2008", **EVIDENCE},
        }
        for post, body in mandates.items()
    ]
    world.tables["events"] = [
        {
            **{"id": f"e-{n}", "kind": "event", "name": name, "when": day, "organisers": body.lower()},
            **{"last_day": f"{day[:-1]}5" if n % 2 else "", "place": "valmont", **EVIDENCE},
        }
        for n, (name, (body, day)) in enumerate(events.items())
    ]
    graph = write(world, tmp_path_factory.mktemp(f"lives{request.param}"))
    return Made(graph, bodies, sites, mandates, events)


def page(made: Made, key: str, day: date) -> FichePage:
    return read_page(made.graph, f"{made.graph.base}id/{key}", SAY, day)


def lines(found: FichePage, part: str) -> Iterator[tuple[str, str]]:
    """The name of what each line of a part is about, and the values of its details."""
    for line in (line for each in found.parts if each.key == part for line in each.lines):
        values = " ".join(text for detail in line.details for text, _ in detail.values)
        yield line.head.label if line.head else "", values


@pytest.mark.parametrize("day", DAYS)
def test_a_body_is_told_where_it_has_a_site_that_day(made: Made, day: date) -> None:
    for body in NAMES:
        there = {name: town for name, (owner, town, life) in made.sites.items() if owner == body and life.holds(day)}
        found = page(made, f"actor/{body.lower()}", day)
        assert {town for town in TOWNS if town in found.head.sentence} == set(there.values()), found.head.sentence
        told = {values for _, values in lines(found, "places")}
        assert {name for name in made.sites if any(name in values for values in told)} == set(there)


@pytest.mark.parametrize("day", DAYS)
def test_a_town_houses_the_sites_of_that_day_whose_body_is_there(made: Made, day: date) -> None:
    for town in TOWNS:
        there = {
            name
            for name, (owner, where, life) in made.sites.items()
            if where == town and life.holds(day) and made.bodies[owner].holds(day)
        }
        told = {values for _, values in lines(page(made, f"place/{town.lower()}", day), "places")}
        assert {name for name in made.sites if name in told} == there


@pytest.mark.parametrize("day", DAYS)
def test_who_presides_a_body_does_so_while_it_lasts(made: Made, day: date) -> None:
    for post, body in made.mandates.items():
        holder = page(made, f"person/p-{body.lower()}", day)
        lasts = made.bodies[body].holds(day)
        assert (post in holder.head.sentence) == lasts, (body, holder.head.sentence)
        assert (f"Personne {body}" in page(made, f"post/post-{body.lower()}", day).head.sentence) == lasts


@pytest.mark.parametrize("day", DAYS)
def test_an_event_that_has_been_stays_on_the_page_of_its_organiser_however_long_it_took(made: Made, day: date) -> None:
    for body in NAMES:
        been = {name for name, (owner, when) in made.events.items() if owner == body and when <= day.isoformat()}
        assert {head for head, _ in lines(page(made, f"actor/{body.lower()}", day), "events")} == been


def test_an_event_of_several_days_is_told_with_its_last(made: Made) -> None:
    for n, when in enumerate(when for _, when in made.events.values()):
        sentence = page(made, f"event/e-{n}", DAYS[-1]).head.sentence
        assert (f"{SAY.edtf(when)} – {SAY.edtf(when[:-1] + '5')}" in sentence) == bool(n % 2), sentence
