"""The desk: what is proposed, looked at, accepted, and what a build from the folder says afterwards."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.cli import main
from territory_graph.contributions import Desk, Proposal, Row
from territory_graph.errors import (
    AlreadyWaitingError,
    ContributionDecidedError,
    InputError,
    SamePersonError,
    UnknownContributionError,
)
from tests.conftest import HAMLET

ID = "https://example.org/hamlet/id/"
JOINS = Row(
    "memberships",
    {"member": "haut-pre", "organisation": "bois-vif", "start": "2019", "source": "journal-2021", "locator": "p. 2"},
)
EVIDENCE = {"source": "journal-2021", "locator": "p. 2"}
ADD = Proposal("add", (JOINS,), "lu dans le journal")


def served(desk: Desk) -> set[str]:
    """The statements that the store says."""
    return {str(quad) for quad in KnowledgeGraph.open(desk.store.path).quads()}


def rebuilt(desk: Desk, folder: Path) -> set[str]:
    """The statements of a build from the folder."""
    build(desk.territory, folder)
    return {str(quad) for quad in KnowledgeGraph.open(folder).quads()}


def accepted(desk: Desk, proposal: Proposal) -> str:
    return desk.accept(desk.send(proposal, "Ada").id, "Bea").name


def test_looking_writes_nothing(desk):
    before = served(desk), sorted(desk.territory.rglob("*"))
    look = desk.look(ADD)
    assert not look.stops
    assert f"{ID}record/memberships/haut-pre-bois-vif-2019" in look.records
    assert any(tie.kind == "membership" and tie.first == f"{ID}actor/haut-pre" for tie in look.ties_appear)
    assert look.ties_after > look.ties_before
    assert (served(desk), sorted(desk.territory.rglob("*"))) == before


def test_a_row_is_read_as_a_line_of_a_table_is(desk, tmp_path):
    accepted(desk, ADD)
    other = tmp_path / "by-table"
    shutil.copytree(HAMLET, other)
    with (other / "tables" / "memberships.csv").open("a", encoding="utf-8") as file:
        file.write("haut-pre-bois-vif-2019,haut-pre,bois-vif,,2019,,,,journal-2021,p. 2,,,\n")
    build(other, tmp_path / "other-store")
    by_table = {str(quad) for quad in KnowledgeGraph.open(tmp_path / "other-store").quads()}
    aside = f"<{ID}graph/updates>"
    assert {line for line in served(desk) if aside not in line} == by_table


def test_a_build_from_the_folder_says_what_the_store_says(desk, tmp_path):
    accepted(desk, ADD)
    record = f"{ID}record/memberships/haut-pre-bois-vif-2019"
    accepted(desk, Proposal("dispute", why="le journal se trompe", records=(record,)))
    accepted(desk, Proposal("restore", why="il avait raison", records=(record,)))
    assert served(desk) == rebuilt(desk, tmp_path / "again")
    later = Row("memberships", {**JOINS.cells, "id": "haut-pre-bois-vif-2019", "start": "2020"})
    accepted(desk, Proposal("correct", (later,), "une autre année", (record,)))
    accepted(desk, Proposal("withdraw", why="doublon", records=(f"{ID}record/collaborations/lycee-bois-agence",)))
    assert served(desk) == rebuilt(desk, tmp_path / "again")
    assert not any(f"<{record}> ." in line for line in served(desk))
    accepted(desk, Proposal("restore", why="la première était juste", records=(record,)))
    assert served(desk) == rebuilt(desk, tmp_path / "again")
    assert any(line.endswith(f"<{record}>") for line in served(desk))
    assert not any(line.endswith(f"<{record}/2>") for line in served(desk))


def test_what_is_disputed_is_shown_as_disputed(desk):
    record = f"{ID}record/memberships/val-clair-syndicat"
    accepted(desk, Proposal("dispute", why="jamais voté", records=(record,)))
    told = KnowledgeGraph.open(desk.store.path).evidence([record])[record]
    assert (told.status, told.reason) == ("disputed", "jamais voté")
    accepted(desk, Proposal("restore", why="si, en mars", records=(record,)))
    told = KnowledgeGraph.open(desk.store.path).evidence([record])[record]
    assert (told.status, told.reason) == ("stated", "")


def test_history_tells_who_when_and_why(desk):
    accepted(desk, ADD)
    (told,) = desk.history()
    assert (told.kind, told.author, told.reviewer, told.why) == ("add", "Ada", "Bea", "lu dans le journal")
    assert desk.history(f"{ID}actor/haut-pre") == (told,)
    assert desk.history(f"{ID}actor/moulin") == ()


def test_problems_are_told_with_their_column(desk):
    cells = {"member": "haut-pré", "organisation": "inconnu", "start": "31/12/2020", "locator": "p. 2"}
    look = desk.look(Proposal("add", (Row("memberships", cells),)))
    told = {(problem.code, problem.column) for problem in look.problems}
    assert told == {
        ("no-why", None),
        ("bad-reference", "member"),
        ("unknown-reference", "organisation"),
        ("bad-date", "start"),
        ("missing-value", "source"),
    }
    with pytest.raises(InputError):
        desk.send(Proposal("add", (Row("memberships", cells),)), "Ada")
    assert desk.queue() == ()


def test_a_source_comes_with_the_row_that_cites_it(desk, tmp_path):
    source = Row("sources", {"title": "Convention de mars 2023", "date": "2023-03-03"})
    cells = {**JOINS.cells, "source": "convention-de-mars-2023"}
    accepted(desk, Proposal("add", (Row("memberships", cells), source), "signée"))
    assert served(desk) == rebuilt(desk, tmp_path / "again")


def test_what_waits_is_not_sent_a_second_time(desk):
    item = desk.send(ADD, "Ada")
    cells = {**JOINS.cells, "role": ""}
    with pytest.raises(AlreadyWaitingError) as told:
        desk.send(Proposal("add", (Row("memberships", cells),), "pour une autre raison"), "Cleo")
    assert told.value.fields == {"id": item.id, "by": "Ada"}
    assert [one.id for one in desk.queue()] == [item.id]
    other = Row("memberships", {**JOINS.cells, "start": "2020"})
    desk.send(Proposal("add", (other,), "lu dans le journal"), "Ada")
    desk.reject(item.id, "Bea", "non")
    desk.send(ADD, "Ada")  # what was rejected may be proposed again
    assert len(desk.queue()) == 2


def test_an_acceptance_that_is_stopped_leaves_the_proposal_in_the_queue(desk):
    item, before, shares = desk.send(ADD, "Ada"), served(desk), []

    def stop(share: float) -> None:
        shares.append(share)
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.accept(item.id, "Bea", stop)
    assert shares == sorted(shares)
    assert (served(desk), desk.history(), [one.id for one in desk.queue()]) == (before, (), [item.id])
    desk.accept(item.id, "Bea")
    assert desk.queue() == ()


def test_a_proposal_is_decided_on_once(desk):
    item = desk.send(ADD, "Ada")
    assert [one.id for one in desk.queue()] == [item.id]
    desk.send_back(item.id, "Bea", "quelle page ?")
    assert desk.queue()[0].word == "quelle page ?"
    again = desk.send(ADD, "Ada", item.id)
    assert again.before == ("quelle page ?",)
    desk.accept(item.id, "Bea")
    with pytest.raises(ContributionDecidedError) as told:
        desk.reject(item.id, "Cleo", "non")
    assert told.value.fields["by"] == "Bea"
    assert desk.queue() == ()
    with pytest.raises(UnknownContributionError):
        desk.accept("../../../x", "Bea")


def test_what_is_rejected_is_kept_with_the_reason(desk):
    item = desk.send(ADD, "Ada")
    desk.reject(item.id, "Bea", "rien ne le dit")
    assert [(one.id, one.word) for one in desk.rejected()] == [(item.id, "rien ne le dit")]
    with pytest.raises(ContributionDecidedError):
        desk.accept(item.id, "Bea")


def test_two_persons_where_the_territory_asks_for_them(desk):
    strict = Desk(desk.territory, desk.store.path, two_persons=True)
    item = strict.send(ADD, "Ada")
    with pytest.raises(SamePersonError):
        strict.accept(item.id, "Ada")
    assert strict.accept(item.id, "Bea").reviewer == "Bea"
    mine = desk.send(Proposal("withdraw", why="x", records=(f"{ID}record/memberships/scierie-eau-vive",)), "Ada")
    assert desk.accept(mine.id, "Ada").author == "Ada"


def test_what_is_published_is_sound_and_shares_the_names_that_stay(desk):
    def index() -> int:
        return (desk.store.path / "current" / "search.sqlite").stat().st_ino

    before = index()
    accepted(desk, ADD)
    assert index() == before, "a membership has no name"
    assert main(["verify", "--store", str(desk.store.path)]) == 0
    accepted(desk, Proposal("add", (Row("actors", {**EVIDENCE, "kind": "company", "name": "Nouvelle"}),), "lu"))
    assert index() != before
    assert main(["verify", "--store", str(desk.store.path)]) == 0
    assert KnowledgeGraph.open(desk.store.path).search("Nouvelle")
