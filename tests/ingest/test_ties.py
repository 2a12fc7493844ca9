"""Ties as the build writes them: kinds from ``ties.toml``, roles, bounds, weights, status and premises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from rdflib import Literal

from territory_graph import KnowledgeGraph, resources
from territory_graph.building import build
from territory_graph.facts.ties import Tie
from territory_graph.tie_kinds import TieKindError, read_tie_kinds, tie_kinds, tie_roles

Append = Callable[..., Path]
WriteTrig = Callable[[str], Path]
ROUEN = "https://w3id.org/territory-graph/id/actor/"
TEXT = (resources.ONTOLOGY / "ties.toml").read_text(encoding="utf-8")


def built(folder: Path, tmp_path: Path) -> KnowledgeGraph:
    build(folder, tmp_path / "store")
    return KnowledgeGraph.open(tmp_path / "store")


def short(tie: Tie) -> tuple[str, str, str]:
    first, second = (end.rpartition("/")[2] for end in (tie.first, tie.second))
    return first, tie.kind, second


def one(graph: KnowledgeGraph, first: str, kind: str, second: str) -> Tie:
    (found,) = [tie for tie in graph.ties() if short(tie) == (first, kind, second)]
    return found


def kinds_between(graph: KnowledgeGraph, *names: str) -> set[str]:
    return {tie.kind for tie in graph.ties() if {tie.first, tie.second} == {f"{graph.base}id/actor/{n}" for n in names}}


def test_each_end_has_its_role(hamlet: KnowledgeGraph) -> None:
    found = one(hamlet, "syndicat", "partnership", "bois-vif")
    assert (found.first_role, found.second_role) == ("supporter", "supported")
    assert found.tied_by == f"{hamlet.base}id/agreement/partenariat-bois"
    assert (found.weight, found.status, found.confidence) == (1.0, "stated", 1.0)
    assert found.records == (f"{hamlet.base}id/record/agreements/partenariat-bois",)


def test_a_tie_is_as_sure_as_its_weaker_end(hamlet: KnowledgeGraph) -> None:
    found = one(hamlet, "syndicat", "partnership", "eau-vive")
    assert (found.status, found.confidence) == ("implied", 0.4)


def test_a_plain_agreement_ties_its_parties_each_for_its_share(hamlet: KnowledgeGraph) -> None:
    pairs = {short(tie) for tie in hamlet.ties() if tie.kind == "agreement"}
    assert pairs == {
        ("bois-vif", "agreement", "lin-neuf"),
        ("bois-vif", "agreement", "syndicat"),
        ("lin-neuf", "agreement", "syndicat"),
    }
    assert one(hamlet, "bois-vif", "agreement", "lin-neuf").weight == 0.25


def test_a_partner_of_a_project_is_tied_to_its_carriers_who_stay_tied_as_such(hamlet: KnowledgeGraph) -> None:
    found = [tie for tie in hamlet.ties() if tie.kind == "partners"]
    assert {short(tie) for tie in found} == {
        (c, "partners", "bois-vif") for c in ("val-clair", "haut-pre", "bourg-neuf")
    }
    assert {(tie.first_role, tie.second_role) for tie in found} == {("carrier", "partner")}
    assert "partners" not in kinds_between(hamlet, "val-clair", "haut-pre")


def test_those_who_organise_together_are_tied(hamlet_copy: Path, add_rows: Append, tmp_path: Path) -> None:
    row = {"id": "foire", "kind": "event", "name": "Foire", "when": "2019", "organisers": "moulin;scierie"}
    add_rows("events", row | {"source": "journal-2021", "locator": "p. 2"})
    found = one(built(hamlet_copy, tmp_path), "moulin", "co-organising", "scierie")
    assert (found.first_role, found.second_role, found.interval.dated) == ("organiser", "organiser", True)


def test_a_merger_ties_who_went_to_who_stayed(hamlet: KnowledgeGraph) -> None:
    found = one(hamlet, "vieux-val", "merger", "val-clair")
    assert (found.first_role, found.second_role) == ("predecessor", "successor")


@pytest.mark.parametrize(
    ("kind", "before", "after", "tied"),
    [
        ("separation", "scierie;moulin", "scierie;moulin", set()),
        ("separation", "scierie", "scierie;moulin", {("scierie", "succession", "moulin")}),
        ("renaming", "moulin", "moulin", set()),
        ("creation", "moulin;scierie", "agence", {(x, "succession", "agence") for x in ("moulin", "scierie")}),
    ],
)
def test_who_stays_succeeds_nobody(
    hamlet_copy: Path, add_rows: Append, tmp_path: Path, kind: str, before: str, after: str, tied: set[object]
) -> None:
    row = {"id": "change", "kind": kind, "name": "Un changement", "when": "2019", "before": before, "after": after}
    add_rows("changes", row | {"source": "journal-2021", "locator": "p. 2"})
    found = built(hamlet_copy, tmp_path).ties()
    assert {short(tie) for tie in found if tie.kind == "succession"} == tied


def test_one_person_in_office_in_two_bodies_at_once_ties_them(
    hamlet_copy: Path, add_rows: Append, tmp_path: Path
) -> None:
    known = {"person": "jeanne-exemple", "person_name": "Jeanne Exemple", "role": "president"}
    for name, organisation, start, end in (("a", "scierie", "2015", ""), ("b", "agence", "1990", "2001")):
        row = known | {"id": name, "organisation": organisation, "post": f"presidence-{name}"}
        row |= {"name": f"Mandat {name}", "post_name": f"Présidence {name}", "start": start, "end": end}
        add_rows("mandates", row | {"source": "journal-2021", "locator": "p. 2"})
    found = [tie for tie in built(hamlet_copy, tmp_path).ties() if tie.kind == "interlock"]
    assert {short(tie) for tie in found} == {("scierie", "interlock", "syndicat")}
    (tie,) = found
    assert tie.tied_by.endswith("/person/jeanne-exemple") and tie.weight is None
    assert tie.interval.start is None and tie.interval.not_before == date(2020, 7, 10)


def test_who_holds_a_post_rests_on_the_records_of_that_mandate_alone(rouen: KnowledgeGraph) -> None:
    """Every record of a mandate says in which body its post is; those of other holders say nothing of this one."""
    ties = [tie for tie in rouen.ties() if tie.kind in {"interlock", "mandate"}]
    person = "https://w3id.org/territory-graph/id/person/frederic-sanchez"
    own = [tie for tie in ties if person in {tie.first, tie.tied_by}]
    assert {tie.kind for tie in own} == {"interlock", "mandate"}
    for tie in own:
        assert {record.rpartition("/")[2] for record in tie.records} <= {"fs-president-mrn", "fs-president-pmrse"}
        assert tie.status == "implied"


def test_a_tie_is_no_older_than_its_ends_and_does_not_outlive_them(
    hamlet: KnowledgeGraph, rouen: KnowledgeGraph
) -> None:
    (found,) = [tie for tie in rouen.ties() if short(tie) == ("haropa-gie", "membership", "lsn")]
    assert found.interval.end is None and found.interval.not_after == date(2021, 5, 31)
    assert found.interval.holds_on(date(2021, 5, 31)) and not found.interval.holds_on(date(2021, 6, 1))
    said = [tie for tie in hamlet.ties() if tie.interval.start and tie.interval.not_before]
    assert all(tie.interval.start_earliest < tie.interval.not_before for tie in said)  # type: ignore[operator]


def test_presence_that_is_inferred_holds_as_long_as_any_that_implies_it(
    hamlet_copy: Path, add_rows: Append, add_trig: WriteTrig, tmp_path: Path
) -> None:
    """An event of 2021 and a site of 2028; a site without a date and one of 2028; an event that was cancelled."""
    said = {"kind": "site", "source": "journal-2021", "locator": "p. 2", "place": "le-bourg"}
    for name, actor, start in (("a", "moulin", "2028"), ("b", "scierie", "2028"), ("c", "scierie", "")):
        add_rows("offices", said | {"id": name, "actor": actor, "name": name, "start": start})
    off = said | {"id": "foire", "kind": "event", "when": "2019", "place": "le-pre"}
    add_rows("events", off | {"name": "Foire", "organisers": "moulin"})
    add_trig("rec:x { <id/event/foire> tg:state <id/state/cancelled> . }")
    graph = built(hamlet_copy, tmp_path)
    found = [tie for tie in graph.ties() if tie.tied_by.endswith("presentIn")]
    times = {short(tie)[::2]: tie.interval for tie in found}
    assert ("moulin", "le-pre") not in times
    early = times["moulin", "le-bourg"]
    assert (early.first, early.start_latest, early.last) == (date(2021, 11, 1), date(2021, 11, 30), None)
    assert times["scierie", "le-bourg"].undated


def test_a_year_does_not_shorten_what_begins_and_ends(hamlet_copy: Path, add_rows: Append, tmp_path: Path) -> None:
    common = {"kind": "agreement", "source": "journal-2021", "locator": "p. 2", "start": "2017", "end": "2020"}
    add_rows(
        "agreements",
        common | {"id": "with-year", "name": "Avec année", "parties": "moulin;scierie", "year": "2018"},
        common | {"id": "without", "name": "Sans", "parties": "moulin;agence"},
    )
    graph = built(hamlet_copy, tmp_path)
    for other in ("scierie", "agence"):
        (found,) = [tie for tie in graph.ties() if tie.kind == "agreement" and other in tie.first + tie.second]
        assert (found.interval.start, found.interval.end) == ("2017", "2020")


def test_records_that_contradict_each_other_about_a_role_keep_both_ties(
    hamlet_copy: Path, add_rows: Append, tmp_path: Path
) -> None:
    row = {"id": "autre", "member": "bourg-neuf", "organisation": "eau-vive", "contradicts": "scierie-eau-vive"}
    add_rows("memberships", row | {"source": "journal-2021", "locator": "p. 2"})
    found = {short(tie) for tie in built(hamlet_copy, tmp_path).ties() if tie.kind == "membership"}
    assert {(one, "membership", "eau-vive") for one in ("scierie", "bourg-neuf")} <= found


def test_actors_that_had_no_tie_have_theirs(rouen: KnowledgeGraph) -> None:
    network = rouen.network("actors")
    assert network.degree(f"{ROUEN}esigelec") == 8
    assert network.degree(f"{ROUEN}renault") == 10
    assert kinds_between(rouen, "renault", "esigelec") == {"partners"}
    assert network.degree(f"{ROUEN}ad-normandie") == 5


def test_sparql_reads_the_same_ties(rouen: KnowledgeGraph) -> None:
    rows = rouen.query(
        """PREFIX tg: <https://w3id.org/territory-graph/ontology#>
        SELECT ?kind (COUNT(*) AS ?n) WHERE { ?tie a tg:Tie ; tg:tieKind ?kind } GROUP BY ?kind"""
    )
    counts = {str(row["kind"]).rpartition("/")[2]: int(str(row["n"])) for row in rows}
    assert counts == Counter(tie.kind for tie in rouen.ties())


def test_kinds_and_roles_have_names_in_both_languages(rouen: KnowledgeGraph) -> None:
    rows = rouen.rows(
        """PREFIX tg: <https://w3id.org/territory-graph/ontology#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?word ?label WHERE { { ?word a tg:TieKind } UNION { ?word a tg:TieRole } ?word rdfs:label ?label }"""
    )
    languages: dict[str, set[str]] = {}
    for row in rows:
        label = row["label"]
        assert isinstance(label, Literal)
        languages.setdefault(str(row["word"]).rpartition("/")[2], set()).add(str(label.language))
    assert set(languages) <= {*tie_kinds(), *tie_roles()}
    assert all(found == {"fr", "en"} for found in languages.values())


def test_descriptions_leave_ties_out(rouen: KnowledgeGraph) -> None:
    found = rouen.describe(f"{ROUEN}lsn")
    assert not [s for group in found.groups for fact in group.facts for s in fact.statements if "/tie/" in s.value.text]
    assert not [hit for hit in rouen.search("partenariat", everything=True) if "/tie-kind/" in hit.iri]


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('second = ["tg:supported", "supported"]', 'second = ["tg:supported", "helped"]', "helped", "helped"),
        ('class = "tg:Roadmap"', 'class = "tg:Roadmapp"', "tg:Roadmapp", "Roadmapp"),
        ("[foundation]", "[founding]", "[founding]", "founding"),
        ('time = "momentary"', 'time = "brief"', "brief", "brief"),
    ],
    ids=["role", "class", "sentence", "time"],
)
def test_a_kind_that_cannot_be_is_refused_with_its_line(old: str, new: str, line: str, told: str) -> None:
    text = TEXT.replace(old, new)
    number = next(n for n, each in enumerate(text.splitlines(), 1) if line in each)
    with pytest.raises(TieKindError, match=rf"ontology/ties\.toml, line {number}: .*{told}"):
        read_tie_kinds(text)
