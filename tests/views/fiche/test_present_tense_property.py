"""Whatever the dates of what ties two bodies, the head of a fiche tells it in the tense that these dates imply."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from territory_graph.dates import Interval
from territory_graph.messages import translator
from territory_graph.model import Entity, Fact, FactGroup, Statement, Thing, Value
from territory_graph.views.fiche.facts import Facts
from territory_graph.views.fiche.headline import headline
from territory_graph.vocabulary import TG

SAY = translator("fr")
BODY, OTHER = Thing("urn:body", "Alfa", "Cluster"), Thing("urn:other", "Bravo", "PublicBody")
TIE = Thing("urn:tie", "Partenariat", "Partnership")
FIRST = date(2010, 1, 1)
NOW, BEFORE, LATER = (
    "Soutient\u00a0: ",
    "A soutenu\u00a0: ",
    "Soutien attesté ou prévu plus tard seulement, pour\u00a0: ",
)


def some_interval(chance: random.Random) -> Interval:
    """A beginning, a day by which it had begun, an end, a day on which it was seen: each known or not, in order."""
    days = sorted(FIRST + timedelta(chance.randrange(4_000)) for _ in range(4))
    start, begun, seen, end = (day if chance.random() < 0.5 else None for day in days)
    return Interval.said(
        {
            **({"start": start.isoformat()} if start else {}),
            **({"startLatest": begun.isoformat()} if begun and not start else {}),
            **({"attestedOn": seen.isoformat()} if seen else {}),
            **({"end": end.isoformat()} if end else {}),
        }
    )


def told(interval: Interval, day: date) -> str:
    ends = (("supporter", BODY), ("supported", OTHER))
    said = tuple(Statement(f"{TG}{name}", name, Value(thing.label, thing), ()) for name, thing in ends)
    tie = Fact("support", TIE, said, interval)
    entity = Entity(BODY, (), (Thing("urn:class", "Structure", ""),), (FactGroup("support", (tie,)),), ())
    return headline(Facts(entity, day=day), (), SAY)


@pytest.mark.parametrize("seed", range(300))
def test_the_tense_is_that_of_the_dates(seed: int) -> None:
    chance = random.Random(seed)
    interval, day = some_interval(chance), FIRST + timedelta(chance.randrange(4_000))
    words = told(interval, day)
    surely = next((one for one in (interval.start_latest, interval.attested) if one), None)
    if interval.end_latest and interval.end_latest < day:
        expected = BEFORE
    elif (interval.first and day < interval.first) or (interval.start is None and surely and day < surely):
        expected = LATER
    else:
        expected = NOW
    assert [form for form in (NOW, BEFORE, LATER) if form in words] == [expected]
    last = interval.attested
    assert ("dernière attestation connue" in words) == bool(expected == NOW and last and last < day)
