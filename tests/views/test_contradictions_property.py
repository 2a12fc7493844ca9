"""Generated mandates and records that contradict each other: both are kept and said to, and no sentence chooses."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.dates import bounds, compatible
from territory_graph.errors import ValidationError
from territory_graph.messages import translator
from territory_graph.queries import packaged_queries
from territory_graph.views.explorer.exploration import Exploration
from territory_graph.views.explorer.rows import tie_rows
from territory_graph.views.explorer.scene import read_stage
from territory_graph.views.fiche.brief import read_draft
from territory_graph.views.fiche.page import FichePage, read_page
from tests.views.test_roles_property import NAMES, World, write

SAY = translator("fr")
DAYS = (date(2010, 6, 1), date(2014, 6, 1), date(2018, 6, 1))
PERSONS = ("Iris", "Jade", "Kim", "Lou")
FIRST, SECOND = {"source": "un", "locator": "p. 1"}, {"source": "deux", "locator": "p. 2"}
CLASH = "les sources se contredisent"


@dataclass
class Mandate:
    """A mandate as it is generated: who presides what, and the beginnings and ends that its two records give."""

    key: str
    person: str
    body: str
    starts: list[str]
    ends: list[str]
    seen: str

    def said(self) -> tuple[date | None, date | None, date | None, date | None]:
        """The first and last day of the widest time, then the days by and until which some record surely has it."""
        starts, ends = [bounds(text) for text in self.starts], [bounds(text) for text in self.ends]
        return (
            min((one for one, _ in starts), default=None),
            max((two for _, two in ends), default=None),
            min((two for _, two in starts), default=None),
            max((one for one, _ in ends), default=None),
        )


@dataclass
class Made:
    """The generated territory and its graph."""

    world: World
    mandates: list[Mandate] = field(default_factory=list)
    births: dict[str, list[str]] = field(default_factory=dict)
    deaths: dict[str, list[str]] = field(default_factory=dict)
    changes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    graph: KnowledgeGraph = field(init=False)


def generated(seed: int) -> Made:
    dice, made = random.Random(seed), Made(World())
    tables = made.world.tables
    tables["sources"] = [{"id": "un", "title": "Premier document"}, {"id": "deux", "title": "Second document"}]
    tables["actors"] = [{"id": name.lower(), "kind": "cluster", "name": name, **FIRST} for name in NAMES]
    tables["mandates"], tables["events"], tables["changes"] = [], [], []
    for name in NAMES:
        made.births[name], made.deaths[name] = dice.sample(["2005", "2008", "2015"], dice.randint(0, 2)), []
        if dice.random() < 0.3:
            made.deaths[name] = [dice.choice(["2003", "2016"])]
        rows = [{"start": text} for text in made.births[name]] + [{"end": text} for text in made.deaths[name]]
        for number, (cells, source) in enumerate(
            zip(rows, (FIRST, SECOND, {**FIRST, "source": "trois"}), strict=False)
        ):
            before = name.lower() if number == 0 else f"{name.lower()}-{number - 1}"
            row = {"id": f"{name.lower()}-{number}", "kind": "actor", "contradicts": before, **cells}
            tables["actors"].append(row | source)
    tables["sources"].append({"id": "trois", "title": "Troisième document"})
    for body in NAMES:
        for number, person in enumerate(dice.sample(PERSONS, dice.randint(1, 3))):
            key = f"{body.lower()}-{number}"
            one = Mandate(key, person, body, [], [], "")
            row = {
                "name": f"Mandat {key}",
                "person": person.lower(),
                "person_name": person,
                "family_name": person,
                "given_name": person,
                "post": f"tete-{body.lower()}",
                "post_name": f"Tête {body}",
                "organisation": body.lower(),
                "role": "president",
            }
            for place, source in enumerate((FIRST, SECOND)[: dice.randint(1, 2)]):
                start, end = dice.choice(["", "2007", "2007", "2013"]), dice.choice(["", "2006", "2012", "2019"])
                end = "" if end < start else end  # one source that ends what it begins later is refused
                one.starts += [start] if start else []
                one.ends += [end] if end else []
                seen = dice.choice(["", "2014-02-01"]) if not (place or start or end) else ""
                one.seen = one.seen or seen
                cells = {"start": start, "end": end, "attested_on": seen}
                more = {"id": key} if not place else {"id": f"{key}-b", "contradicts": key}
                tables["mandates"].append(row | cells | more | source)
            made.mandates.append(one)
    for number in range(2):
        tables["events"].append(
            {
                "id": f"e{number}",
                "kind": "event",
                "name": f"Fête {number}",
                "when": "2014",
                "organisers": "alfa",
                **FIRST,
            }
        )
    for number in range(3):
        before, after = dice.sample(NAMES, 2)
        when = dice.choice(["2002", "2010", "2017"])
        made.changes[f"Suite {number}"] = before, after, when
        ends = {"before": before.lower(), "after": after.lower(), "when": when}
        tables["changes"].append({"id": f"c{number}", "kind": "creation", "name": f"Suite {number}", **ends, **FIRST})
    return made


@pytest.fixture(scope="module", params=range(5))
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    found = generated(request.param)
    found.graph = write(found.world, tmp_path_factory.mktemp(f"clash{request.param}"))
    return found


def page(made: Made, name: str, day: date | None = None) -> FichePage:
    return read_page(made.graph, f"{made.graph.base}id/actor/{name.lower()}", SAY, day)


def office(found: FichePage) -> list[str]:
    return [told.sentence for one in found.essentials if one.key == "office" for told in one.told]


def test_who_is_told_in_office_on_a_day_is_excluded_by_no_record(made: Made) -> None:
    for body in NAMES:
        for day in DAYS:
            told = office(page(made, body, day))
            for one in (one for one in made.mandates if one.body == body):
                first, last, *_ = one.said()
                excluded = (first and first > day) or (last and last < day)
                excluded = excluded or (not one.starts and one.seen and day < date.fromisoformat(one.seen))
                if excluded:
                    assert not any(one.person in sentence for sentence in told), (one, day, told)


def test_two_who_surely_preside_at_once_are_both_told_as_contradicting(made: Made) -> None:
    for body in NAMES:
        lines = [line for part in page(made, body).parts if part.key == "mandates" for line in part.lines]
        assert len(lines) == sum(one.body == body for one in made.mandates)
        for one, other in combinations((one for one in made.mandates if one.body == body), 2):
            sides = (one.said(), other.said())
            if any(side[2] is None or side[3] is None for side in sides) or one.person == other.person:
                continue
            both = max(side[2] for side in sides if side[2])
            clear = [compatible(each.starts) and compatible(each.ends) for each in (one, other)]
            if all(clear) and all(side[3] > both for side in sides if side[3]):
                for each in (one, other):
                    (line,) = [line for line in lines if line.head and line.head.label == f"Mandat {each.key}"]
                    assert line.clash, (one, other)


def test_a_mandate_of_which_records_disagree_is_told_with_every_date(made: Made) -> None:
    for body in NAMES:
        lines = {line.head.label: line for part in page(made, body).parts for line in part.lines if line.head}
        for one in (one for one in made.mandates if one.body == body):
            told = lines[f"Mandat {one.key}"].period
            assert all(text in told for text in (*one.starts, *one.ends)), (one, told)
            first, last, *_ = one.said()
            inverted = first is not None and last is not None and last < first
            disagree = any(texts and not compatible(texts) for texts in (one.starts, one.ends))
            outlived = bool(one.seen and last) and date.fromisoformat(one.seen) > last
            assert (CLASH in told) == (inverted or disagree or outlived), (one, told)


def test_a_body_with_two_births_or_an_end_before_its_birth_is_told_so(made: Made) -> None:
    for name in NAMES:
        found = page(made, name)
        births, deaths = made.births[name], made.deaths[name]
        assert all(text in found.head.sentence for text in (*births, *deaths))
        if len(births) > 1:
            assert any(line.clash for line in found.head.lines)
        inverted = bool(births and deaths) and min(births) > deaths[0]
        disagree = len(set(births)) > 1 or len(set(deaths)) > 1
        assert (CLASH in found.head.sentence) == (inverted or disagree), found.head.sentence


def test_who_precedes_before_being_born_is_told_as_a_contradiction(made: Made) -> None:
    for label, (before, _, when) in made.changes.items():
        births, deaths = made.births[before], made.deaths[before]
        (line,) = [
            line for part in page(made, before).parts for line in part.lines if line.head and line.head.label == label
        ]
        inverted = bool(births and deaths) and min(births) > deaths[0]
        early = bool(births) and not inverted and when < min(births)
        assert ("contredit" in line.period) == early, (label, line.period)


def test_an_event_without_a_place_names_none(made: Made) -> None:
    found = read_page(made.graph, f"{made.graph.base}id/event/e0", SAY)
    assert found.head.sentence == "Événement, 2014. Organisation\u00a0: Alfa."


@pytest.mark.parametrize("day", [None, *DAYS])
def test_nothing_that_contradicts_itself_stops_a_page(made: Made, day: date | None) -> None:
    graph = made.graph
    for name in NAMES:
        iri = f"{graph.base}id/actor/{name.lower()}"
        assert read_draft(graph, iri, SAY, day, "").brief(5).parts is not None
    stage = read_stage(graph, SAY)
    rows = tie_rows(stage.scene(Exploration(start="", day=day)), SAY)
    assert all(row.source and row.target for row in rows)
    assert isinstance(graph.changes(date(2004, 1, 1), day or DAYS[-1]), tuple)
    for question in packaged_queries():
        values = {"day": day.isoformat()} if day and question.dated else {}
        graph.ask(question.name, **values)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"kind": "agreement", "parties": "alfa"}, "Un accord lie au moins deux acteurs."),
        ({"kind": "convention", "parties": "alfa"}, "Un accord lie au moins deux acteurs."),
        ({"kind": "partnership", "supporters": "alfa"}, "Dites qui est soutenu."),
        ({"kind": "partnership", "supported": "alfa"}, "Dites qui soutient."),
    ],
)
def test_an_agreement_of_one_party_is_refused_in_words_at_its_line(tmp_path, cells, words) -> None:
    world = World()
    world.tables["sources"] = [{"id": "un", "title": "Premier document"}]
    world.tables["actors"] = [{"id": "alfa", "kind": "cluster", "name": "Alfa", **FIRST}]
    world.tables["agreements"] = [{"id": "a", "name": "Entente", **cells, **FIRST}]
    with pytest.raises(ValidationError) as refused:
        write(world, tmp_path)
    told = {finding.messages["fr"]: finding for finding in refused.value.report.violations}
    assert words in told
    (place,) = told[words].places
    assert re.fullmatch(r"agreements\.csv:2", f"{place.file.name}:{place.line}")
