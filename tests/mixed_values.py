"""Values of one property that no order of the engine's holds for: numbers, days, years and texts of every kind."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pyoxigraph as ox

from territory_graph.store.folder import StoreFolder
from territory_graph.updating import Change, apply_change

XSD = "http://www.w3.org/2001/XMLSchema#"
TG = "https://w3id.org/territory-graph/ontology#"
BASE = "https://example.org/hamlet/"
THING = BASE + "id/actor/scierie"
PROPERTY = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
ODD = (
    ("NaN", "double"), ("-INF", "double"), ("INF", "float"), ("99999999999999999999", "integer"), ("-0.0", "double"),
    ("2021", "gYear"), ("2021Z", "gYear"), ("2021-05", "gYearMonth"), ("--05-12", "gMonthDay"), ("10:00:00", "time"),
    ("P1M", "duration"), ("P30D", "duration"), ("PT720H", "dayTimeDuration"), ("2021-05-12T24:00:00", "dateTime"),
    ("2021-05-12T10:00:00", "dateTime"), ("2021-05-12T10:00:00+14:00", "dateTime"),
    ("-0044-03-15T12:00:00", "dateTime"),
    ("99999-01-01T00:00:00Z", "dateTime"), ("1", "boolean"), ("peut-être", "boolean"), ("9" * 5_000, "integer"),
    ("1e999999", "double"), ("0001-01-01+14:00", "date"), ("9999-12-31-14:00", "date"),
)  # fmt: skip
"""Values that a writer may say."""
WRONG = (
    ("-0001-12-31", "date"), ("99999-01-01", "date"), ("2021-13-45", "date"), ("-44Z", "gYear"), ("dix", "integer"),
)  # fmt: skip
"""Values that only a store of other hands may hold: a build and an update refuse them."""


def mixed_values(seed: int, size: int = 300, odd: tuple[tuple[str, str], ...] = ODD + WRONG) -> list[ox.Literal]:
    """So many values, each of which could stand in somebody's file, and ``odd`` ones."""
    chance = random.Random(seed)
    some = (
        lambda: typed(f"{chance.randrange(100_000) / 100}", "double"),
        lambda: typed(str(chance.randrange(1_000)), "integer"),
        lambda: typed(f"{chance.randrange(1_900, 2_030)}-01-{chance.randrange(10, 28)}", "date"),
        lambda: ox.Literal(f"{chance.randrange(100)},{chance.randrange(10)} M€"),
        lambda: ox.Literal(f"n.c. {chance.randrange(100)}", language=chance.choice(("fr", "en"))),
    )
    values = [chance.choice(some)() for _ in range(size)] + [typed(*one) for one in odd]
    chance.shuffle(values)
    return values


def typed(value: str, datatype: str) -> ox.Literal:
    """A literal of a datatype of XML Schema."""
    return ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))


def update_with_mixed_values(seed: int = 1) -> str:
    """An update that says them all of one thing of the hamlet, in a record of its own, as a person may."""
    record = f"<{BASE}id/record/mixed/1>"
    return f"""\
PREFIX tg: <{TG}>
INSERT DATA {{ GRAPH {record} {{
  {record} a tg:Record ; tg:source <{BASE}id/source/editorial> ; tg:locator "-" ; tg:confidence 0.9 ;
    tg:status <{BASE}id/status/stated> .
  <{THING}> <{PROPERTY}> {", ".join(map(str, mixed_values(seed, odd=ODD)))} .
}} }}
"""


def say_mixed_values(hamlet_store: Path, copy: Path) -> Path:
    """A copy of the hamlet's store with mixed values, written as anyone writes to a store."""
    shutil.copytree(hamlet_store, copy, symlinks=True)
    apply_change(StoreFolder(copy), Change("update", update_with_mixed_values().encode()), "test")
    return copy
