"""Killed at any moment, a contribution is there or not; of two reviewers one decides, and the other is told."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from territory_graph import KnowledgeGraph
from territory_graph.building import build
from territory_graph.contributions import Desk, Proposal, Row
from territory_graph.errors import ContributionDecidedError
from tests.serving import COPIES

ID = "https://example.org/hamlet/id/"
RECORD = f"{ID}record/memberships/moulin-in-syndicat"
CELLS = {"id": "moulin-in-syndicat", "member": "moulin", "organisation": "syndicat"}
ADD = Proposal("add", (Row("memberships", CELLS | {"source": "annuaire", "locator": "p. 7"}),), "lu")
WRITES = ("os.rename", "os.link", "os.symlink", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")


def decide_and_die(territory: Path, store: Path, identifier: str, last: int) -> None:
    """Accepts what waits, or settles what was accepted, and dies at the write of that number."""
    left = [last]

    def count(event: str, given: tuple[Any, ...]) -> None:
        if event in WRITES or (event == "open" and isinstance(given[2], int) and given[2] & os.O_ACCMODE):
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    desk = Desk(territory, store)
    if identifier in {item.id for item in desk.queue()}:
        desk.accept(identifier, "Bea")
    else:
        desk.settle()


def served(desk: Desk) -> set[str]:
    return {str(quad) for quad in KnowledgeGraph.open(desk.store.path).quads()}


def test_killed_at_any_moment_a_contribution_is_there_or_not(desk, tmp_path):
    before, deaths, told = served(desk), 0, []
    item = desk.send(ADD, "Ada")
    while True:
        child = COPIES.Process(target=decide_and_die, args=(desk.territory, desk.store.path, item.id, deaths))
        child.start()
        child.join()
        told.append(len(desk.history()))
        waits = item.id in {one.id for one in desk.queue()}
        assert waits is (told[-1] == 0)
        assert served(desk) == before or told[-1] == 1
        if child.exitcode == 0:
            break
        assert child.exitcode == -signal.SIGKILL
        deaths += 1
    assert told.count(0) > 3, "it died before the contribution was written"
    assert told.count(1) > 3, "it died after that"
    assert told == sorted(told), "it stays"
    build(desk.territory, tmp_path / "again")
    assert RECORD in "".join(served(desk))
    assert served(desk) == {str(quad) for quad in KnowledgeGraph.open(tmp_path / "again").quads()}
    assert desk.queue() == ()


def test_what_was_written_and_not_published_is_settled(desk, tmp_path):
    item = desk.send(ADD, "Ada")
    desk.accept(item.id, "Bea")
    withdrawn = desk.send(Proposal("withdraw", why="doublon", records=(RECORD,)), "Ada")
    other = tmp_path / "other"
    build(desk.territory, other)
    desk.accept(withdrawn.id, "Bea")
    behind = Desk(desk.territory, other)
    assert [one.kind for one in behind.settle()] == ["withdraw"]
    assert served(behind) == served(desk)
    assert behind.settle() == ()
    assert behind.store.manifest().digest == desk.store.manifest().digest


def decide(territory: Path, store: Path, identifier: str, reviewer: str, answers: Any) -> None:
    try:
        Desk(territory, store).accept(identifier, reviewer)
        answers.put((reviewer, "accepted"))
    except ContributionDecidedError as error:
        answers.put((reviewer, error.fields["by"]))


def test_of_two_reviewers_one_decides_and_the_other_is_told_who(desk):
    item = desk.send(ADD, "Ada")
    answers = COPIES.Queue()
    children = [
        COPIES.Process(target=decide, args=(desk.territory, desk.store.path, item.id, name, answers))
        for name in ("Bea", "Cleo")
    ]
    for child in children:
        child.start()
    told = dict(answers.get(timeout=120) for _ in children)
    for child in children:
        child.join()
    (winner,) = (name for name, answer in told.items() if answer == "accepted")
    (loser,) = told.keys() - {winner}
    assert told[loser] == winner
    assert len(desk.history()) == 1
