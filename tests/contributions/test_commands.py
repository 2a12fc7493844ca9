"""The commands by which facts are proposed, reviewed and remembered."""

from __future__ import annotations

import pytest

from territory_graph.cli import main

RECORD = "https://example.org/hamlet/id/record/memberships/val-clair-syndicat"
TABLE = "member,organisation,source,locator\nhaut-pre,bois-vif,journal-2021,p. 2\n"


@pytest.fixture
def run(desk, capsys):
    """Runs a command on the desk's territory and store; returns its exit code, its answer, and what it told."""

    def command(name: str, *arguments: str) -> tuple[int, str, str]:
        places = ("--territory", str(desk.territory), "--store", str(desk.store.path))
        code = main([name, *arguments, *places])
        found = capsys.readouterr()
        return code, found.out, found.err

    return command


def test_a_table_is_proposed_reviewed_and_remembered(run, desk, tmp_path, capsys):
    file = tmp_path / "memberships.csv"
    file.write_text(TABLE, encoding="utf-8")
    code, answer, told = run("contribute", str(file), "--why", "lu", "--dry-run")
    assert (code, answer) == (0, "")
    assert "Liens" in told
    assert desk.queue() == ()
    code, answer, _ = run("contribute", str(file), "--why", "lu", "--as", "Ada")
    assert code == 0
    identifier = answer.strip()
    assert identifier in run("queue")[1]
    code, answer, _ = run("accept", identifier, "--as", "Bea")
    assert (code, answer.startswith("Acceptée")) == (0, True)
    assert "Ada" in run("history", "actor/haut-pre")[1]
    assert "Ada" not in run("history", "actor/moulin")[1]
    code, _, told = run("accept", identifier)
    assert code == 1
    assert "Bea" in told
    assert main(["info", "--store", str(desk.store.path)]) == 0
    assert "Contributions\u00a0: 1" in capsys.readouterr().out


def test_a_record_is_disputed_and_the_proposal_given_back(run, desk):
    identifier = run("contribute", "--dispute", "--record", RECORD, "--why", "jamais voté")[1].strip()
    assert run("reject", identifier, "--why", "une source ?", "--back")[0] == 0
    assert [item.word for item in desk.queue()] == ["une source ?"]
    assert run("reject", identifier, "--why", "rien ne le dit")[0] == 0
    assert desk.queue() == ()
    assert "attend" in run("queue")[2]


def test_what_cannot_be_proposed_is_told_in_words(run, tmp_path):
    file = tmp_path / "memberships.csv"
    file.write_text(TABLE.replace("bois-vif", "bois-vivf"), encoding="utf-8")
    code, _, told = run("contribute", str(file), "--why", "lu")
    assert code == 1
    assert "bois-vif" in told, "the nearest is told"
    (tmp_path / "membres.csv").write_text(TABLE, encoding="utf-8")
    code, _, told = run("contribute", str(tmp_path / "membres.csv"), "--why", "lu")
    assert code == 1
    assert "memberships" in told
