"""The shipped tables: one confidence a kind of source, one name a page, no tie before the birth of an end."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote

from territory_graph import KnowledgeGraph, resources
from territory_graph.dates import bounds
from territory_graph.messages import translator
from territory_graph.views.fiche.page import read_page
from territory_graph.views.home import read_home

TABLES = resources.default_territory() / "tables"
Row = dict[str, str]


def rows(table: str) -> list[Row]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def facts() -> Iterator[Row]:
    for path in sorted(TABLES.glob("*.csv")):
        yield from (row for row in rows(path.stem) if "confidence" in row)


def test_rows_of_one_source_and_status_are_equally_sure() -> None:
    found = defaultdict(set)
    for row in facts():
        if ";" not in row["source"] and float(row["confidence"]) >= 0.5:
            found[row["source"], row["status"]].add(row["confidence"])
    assert {key: values for key, values in found.items() if len(values) > 1} == {}


def test_what_is_deduced_is_less_sure_than_what_its_source_says() -> None:
    said = {row["source"]: float(row["confidence"]) for row in facts() if row["status"] == "stated"}
    deduced = [(row, said[row["source"]]) for row in facts() if row["status"] == "implied" and row["source"] in said]
    assert deduced
    assert all(float(row["confidence"]) < sure for row, sure in deduced)


def test_what_a_row_calls_deduced_is_not_stated() -> None:
    told = [row for row in facts() if re.search(r"\b(est|sont) déduite?s?\b", row.get("note", ""))]
    assert told
    assert [row["id"] for row in told if row["status"] == "stated"] == []


def test_one_page_is_one_source() -> None:
    pages = [row["url"] for row in rows("sources") if row["url"]]
    plain = [re.sub(r"^https?://(www\.)?|#.*$|/$", "", unquote(page).replace(":443", "")) for page in pages]
    assert len(set(plain)) == len(plain)


def test_nobody_adheres_or_agrees_before_being_born_or_after_the_end() -> None:
    lives = {row["id"]: row for row in rows("actors") if not row["contradicts"]}

    def outside(row: Row, names: str) -> list[str]:
        ends = [lives[name] for name in names.split(";") if name in lives]
        late = [
            one["id"] for one in ends if row["start"] and one["end"] and bounds(row["start"])[0] > bounds(one["end"])[1]
        ]
        early = [
            one["id"]
            for one in ends
            if row["start"] and one["start"] and bounds(row["start"])[1] < bounds(one["start"])[0]
        ]
        over = [
            one["id"] for one in ends if row["end"] and one["end"] and bounds(row["end"])[0] > bounds(one["end"])[1]
        ]
        return [*late, *early, *over]

    adhesions = {row["id"]: outside(row, f"{row['member']};{row['organisation']}") for row in rows("memberships")}
    signed = {
        row["id"]: outside(row, ";".join((row["supporters"], row["supported"], row["parties"])))
        for row in rows("agreements")
    }
    assert {name: found for name, found in (adhesions | signed).items() if found} == {
        # Announced by a region that was to be merged a year later.
        "mrn-contrat-region-2015": ["region-haute-normandie"]
    }


def test_at_least_45_actors_of_the_perimeter_are_tied(rouen: KnowledgeGraph) -> None:
    own = rouen.query(
        """PREFIX tg: <https://w3id.org/territory-graph/ontology#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX plc: <https://w3id.org/territory-graph/id/place/>
        SELECT DISTINCT ?actor WHERE {
          VALUES ?territory { plc:territoire-mrn plc:territoire-case }
          ?class rdfs:subClassOf* tg:Actor . ?actor a ?class .
          { ?actor tg:hasTerritory|tg:activeIn ?place } UNION { ?site tg:siteOf ?actor ; tg:locatedIn ?place }
          ?place (tg:within|tg:locatedIn)* ?territory
        }"""
    )
    network = rouen.network("actors")
    tied = [row["actor"] for row in own if str(row["actor"]) in network and network.degree(str(row["actor"]))]
    assert len(tied) >= 45


def test_three_legal_persons_of_one_name_succeed_each_other(rouen: KnowledgeGraph) -> None:
    names = ["agglo-seine-eure-1997", "agglo-seine-eure-2013", "agglo-seine-eure"]
    actors = [f"{rouen.base}id/actor/{name}" for name in names]
    labels = [rouen.things([actor])[actor].label for actor in actors]
    assert labels == [f"Agglomération Seine-Eure{years}" for years in (" (1997-2012)", " (2013-2019)", "")]
    mergers = {(tie.first, tie.second) for tie in rouen.ties() if tie.kind == "merger"}
    assert set(pairwise(actors)) <= mergers


def test_what_was_announced_and_not_made_ties_nobody(rouen: KnowledgeGraph) -> None:
    pair = {f"{rouen.base}id/actor/pole-pass", f"{rouen.base}id/actor/cosmetic-valley"}
    assert not [tie for tie in rouen.ties() if {tie.first, tie.second} == pair]


def test_what_was_sought_and_not_found_is_told_on_the_fiche_and_left_open(rouen: KnowledgeGraph) -> None:
    say = translator("fr")
    sought = "Ce que devient le pôle métropolitain après mai 2021"
    (asked,) = [one for one in read_home(rouen, say).open_questions if sought in one.sentence]
    assert asked.thing.iri == f"{rouen.base}id/actor/pole-rouen-seine-eure"
    assert "novembre 2026" in asked.sentence
    page = read_page(rouen, asked.thing.iri, say)
    (section,) = [part for part in page.parts if part.key == "searches"]
    assert [line.head.label for line in section.lines if line.head] == [sought]
