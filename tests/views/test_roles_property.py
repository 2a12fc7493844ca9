"""Every sentence, line and cell about generated agreements, projects, sums… is implied by the roles they were given."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.messages import translator
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.rows import tie_rows
from territory_graph.views.explorer.scene import read_stage
from territory_graph.views.fiche.brief import read_draft
from territory_graph.views.fiche.page import FichePage, read_page
from tests.conftest import HAMLET

SAY = translator("fr")
DAY = date(2015, 6, 1)
NAMES = ("Alfa", "Bravo", "Cigale", "Dorade", "Fennec", "Girafe")
EVIDENCE = {"source": "un", "locator": "p. 1"}
SENTENCES = {
    "supports": r"^(\w+) (?:soutient|soutenait) (\w+)[,.]",
    "counts": r"^(\w+) (?:compte|comptait) (\w+) parmi ses membres[,. (]",
    "pays": r"^(\w+) (?:engage|a engagé) des fonds pour (\w+)[,.]",
    "together": r"^(\w+) et (\w+) (?:ont|avaient|sont|étaient|port\w+|particip\w+|organisent) ",
}
"""How a sentence tells that one is in a relation to another, written here anew."""
LISTS = {
    "soutenu par": "supporters",
    "soutient": "supported",
    "partie": "parties",
    "porté par": "carried_by",
    "associe": "involves",
    "organisé par": "organisers",
    "prise par": "takers",
    "engagé par": "funders",
    "engagé envers": "beneficiaries",
}
"""What a line calls a role."""
HEADLINES = {
    "Soutien connu": "supported by",
    "Soutiens connus": "supported by",
    "Soutien passé": "supported by",
    "Soutiens passés": "supported by",
    "Soutient": "supports",
    "A soutenu": "supports",
    "Membre connu": "counts",
    "Membres connus": "counts",
    "Ancien membre": "counts",
    "Anciens membres": "counts",
}
PAST = ("Soutien passé", "Soutiens passés", "A soutenu", "Ancien membre", "Anciens membres")


@dataclass
class World:
    """What is generated: who is in which role of which thing, rows of tables, and what follows for two actors."""

    roles: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    decisions: list[str] = field(default_factory=list)
    implied: set[tuple[str, str, str]] = field(default_factory=set)
    lasting: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, table: str, key: str, roles: Mapping[str, frozenset[str]], **cells: str) -> None:
        self.roles.setdefault(key, {}).update(roles)
        lists = {role: ";".join(sorted(who)).lower() for role, who in roles.items()}
        self.tables.setdefault(table, []).append({"id": key.rpartition("/")[2], **EVIDENCE, **lists, **cells})

    def imply(self, relation: str, ones: frozenset[str], others: frozenset[str], *, over: bool) -> None:
        found = {(relation, one, other) for one in ones for other in others if one != other}
        self.implied |= found
        self.lasting |= set() if over else found


def generated(seed: int) -> World:
    dice, world = random.Random(seed), World()

    def some(least: int = 1, among: tuple[str, ...] = NAMES) -> frozenset[str]:
        return frozenset(dice.sample(among, dice.randint(least, min(4, len(among)))))

    def dates() -> dict[str, str]:
        start, end = dice.choice(["", "2009", "2012"]), dice.choice(["", "", "2013", "2019"])
        return {"start": start, "end": end}

    for number in range(4):
        giving = some(among=NAMES[:3] if number % 2 else NAMES[2:])
        taking = some(among=tuple(name for name in NAMES if name not in giving))
        cells = dates()
        world.add(
            "agreements",
            f"agreement/p{number}",
            {"supporters": giving, "supported": taking},
            kind="partnership",
            name=f"Entente {number}",
            **cells,
        )
        world.imply("supports", giving, taking, over=cells["end"] == "2013")
        world.imply("supported by", taking, giving, over=cells["end"] == "2013")
        parties = some(2)
        paid = {"funders": some(), "beneficiaries": some()}
        kind = dice.choice(["roadmap", "convention", "agreement"])
        world.add(
            "agreements",
            f"agreement/r{number}",
            {"parties": parties},
            kind=kind,
            name=f"Texte {number}",
            year="2015",
            amount="1000",
            amount_scope="share" if len(paid["beneficiaries"]) == 1 else "global",
            **{role: ";".join(sorted(who)).lower() for role, who in paid.items()},
        )
        world.roles[f"commitment/r{number}"] = paid
        world.imply("pays", paid["funders"], paid["beneficiaries"], over=False)
        carriers = some()
        partners = some(among=tuple(name for name in NAMES if name not in carriers))
        world.add(
            "projects",
            f"project/j{number}",
            {"carried_by": carriers, "involves": partners},
            kind="project",
            name=f"Travaux {number}",
        )
        organisers, takers = some(), some()
        world.add(
            "events",
            f"event/e{number}",
            {"organisers": organisers},
            kind="event",
            name=f"Rendez-vous {number}",
            when=dice.choice(["2014", "2015-06"]),
        )
        world.roles[f"decision/v{number}"] = {"takers": takers}
        for group in (parties, carriers | partners, organisers, takers):
            world.imply("together", group, group, over=False)
    for number, (member, body) in enumerate(zip(dice.sample(NAMES, 6), dice.sample(NAMES, 6), strict=True)):
        if member != body:
            cells = dates()
            row = {"member": member.lower(), "organisation": body.lower(), **cells}
            world.tables.setdefault("memberships", []).append({"id": f"m{number}", **EVIDENCE, **row})
            world.imply("counts", frozenset({body}), frozenset({member}), over=cells["end"] == "2013")
    world.tables["sources"] = [{"id": "un", "title": "Premier document"}]
    world.tables["actors"] = [{"id": name.lower(), "kind": "cluster", "name": name, **EVIDENCE} for name in NAMES]
    return world


def write(world: World, folder: Path) -> KnowledgeGraph:
    (folder / "t" / "tables").mkdir(parents=True)
    text = (HAMLET / "territory.toml").read_text(encoding="utf-8").partition("[centre]")[0]
    (folder / "t" / "territory.toml").write_text(text.replace("2021-06-01", DAY.isoformat()), encoding="utf-8")
    for table, rows in world.tables.items():
        head = (HAMLET / "tables" / f"{table}.csv").read_text(encoding="utf-8").partition("\n")[0].split(",")
        with (folder / "t" / "tables" / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, head, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    (folder / "t" / "more.trig").write_text(_decisions(world), encoding="utf-8")
    build(folder / "t", folder / "store")
    return KnowledgeGraph.open(folder / "store")


def _decisions(world: World) -> str:
    found = ((key, roles["takers"]) for key, roles in world.roles.items() if "takers" in roles)
    said = "\n".join(
        f'<id/{key}> a tg:Decision ; rdfs:label "Vote {key[-1]}"@fr ; '
        f"tg:takenBy {', '.join(f'<id/actor/{name.lower()}>' for name in sorted(who))} ."
        for key, who in found
    )
    return f"""PREFIX tg: <https://w3id.org/territory-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
<id/graph/more> {{
  <id/graph/more> a tg:Record ; tg:source <id/source/editorial> ; tg:locator "-" ;
    tg:status <id/status/editorial> ; tg:confidence 1.0 .
  <id/record/votes> a tg:Record ; tg:source <id/source/un> ; tg:locator "p. 9" ;
    tg:status <id/status/stated> ; tg:confidence 1.0 .
}}
<id/record/votes> {{ {said} }}
"""


@pytest.fixture(scope="module", params=range(4))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, KnowledgeGraph]:
    world = generated(request.param)
    return world, write(world, tmp_path_factory.mktemp(f"world{request.param}"))


Made = tuple[World, KnowledgeGraph]


def pages(graph: KnowledgeGraph, keys: list[str], day: date | None = None) -> Iterator[tuple[str, FichePage]]:
    for key in keys:
        yield key, read_page(graph, f"{graph.base}id/{key}", SAY, day)


def actors() -> list[str]:
    return [f"actor/{name.lower()}" for name in NAMES]


def test_every_sentence_between_two_actors_is_implied_and_every_support_is_told(made: Made) -> None:
    world, graph = made
    stage, told = read_stage(graph, SAY), set[tuple[str, str, str]]()
    for tie in stage.field.ties.among(stage.field.first):
        for one in stage.told_between(tie.pair, None):
            for relation, pattern in SENTENCES.items():
                if found := re.match(pattern, one.sentence):
                    told.add((relation, found[1], found[2]))
    assert told <= world.implied
    for relation in ("supports", "counts"):
        assert {one for one in told if one[0] == relation} == {one for one in world.implied if one[0] == relation}


@pytest.mark.parametrize("day", [None, DAY])
def test_every_row_of_the_table_of_ties_is_implied(made: Made, day: date | None) -> None:
    world, graph = made
    stage = read_stage(graph, SAY)
    state = Exploration(start="", day=day)
    known = {"adhésion": "counts", "partenariat": "supports", "financement": "pays"}
    for row in tie_rows(stage.scene(state), SAY):
        relation = known.get(row.kind, "together")
        ends = (row.target, row.source) if relation == "counts" else (row.source, row.target)
        assert (relation, *ends) in (world.lasting if day and relation != "pays" else world.implied), row


def test_the_headline_names_whom_roles_imply_and_the_past_as_such(made: Made) -> None:
    world, graph = made
    for key, page in pages(graph, actors()):
        own = page.fiche.thing.label
        told = set[tuple[str, str, bool]]()
        for sentence in re.split(r"\.(?: |$)", page.head.sentence):
            head, _, rest = sentence.partition("\u00a0: ")
            if head in HEADLINES:
                found = {(HEADLINES[head], name, head in PAST) for name in NAMES if re.search(rf"\b{name}\b", rest)}
                told |= found
        assert bool(told) == any(one == own for relation, one, _ in world.implied if relation in HEADLINES.values())
        for relation, other, past in told:
            assert (relation, own, other) in (world.implied if past else world.lasting), (key, page.head.sentence)


def test_each_list_of_a_line_is_the_whole_list_of_its_role(made: Made) -> None:
    world, graph = made
    things = list(world.roles)
    checked = set[tuple[str, str]]()
    for key, page in pages(graph, [*actors(), *things]):
        for line in (line for part in page.parts for line in part.lines):
            about = line.head.iri.partition("/id/")[2] if line.head else key
            for detail in line.details:
                role = LISTS.get(detail.label)
                if role in world.roles.get(about, {}):
                    checked.add((about, role))
                    named = {text for text, _ in detail.values}
                    assert named == world.roles[about][role], (key, about, detail)
    assert checked == {(thing, role) for thing, roles in world.roles.items() for role in roles}


def test_a_brief_names_the_same_as_the_fiche(made: Made) -> None:
    world, graph = made
    for key in (*actors(), *world.roles):
        draft = read_draft(graph, f"{graph.base}id/{key}", SAY, None, "")
        for label, text in (pair for part in draft.brief(200).parts for line in part.lines for pair in line.text):
            if role := LISTS.get(label):
                held = [roles[role] for roles in world.roles.values() if role in roles]
                assert set(text.split(", ")) in held, (key, label, text)
