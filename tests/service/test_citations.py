"""A citation leads back: to the version that it names, to the same answer, or to what became of them."""

from __future__ import annotations

import hashlib
import json
import shlex
import subprocess
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest

from service.conftest import PREFIXES, Client
from territory_graph import KnowledgeGraph
from territory_graph.cli import main
from territory_graph.views.citation import Reference, reference_address
from territory_graph.views.fingerprint import text_hash

EPCI = f"{PREFIXES}SELECT ?epci ?name {{ ?epci a tg:Epci ; rdfs:label ?name }}"
TRIPLES = f"{PREFIXES}CONSTRUCT {{ ?epci rdfs:label ?name }} WHERE {{ ?epci a tg:Epci ; rdfs:label ?name }}"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def lines_of(client: Client, query: str, accept: str) -> list[bytes]:
    return client.query(query, accept).body.splitlines(keepends=True)


def by_the_recipe(client: Client, query: str) -> str:
    """The hash as docs/citing.md tells how to take it: the header of the TSV, then its lines sorted."""
    if query.startswith(TRIPLES):
        return hashlib.sha256(b"".join(sorted(lines_of(client, query, "application/n-triples")))).hexdigest()
    head, *rows = lines_of(client, query, "text/tab-separated-values")
    return hashlib.sha256(b"".join([head, *sorted(rows)])).hexdigest()


def cited(client: Client, query: str, version: str, digest: str = "", rows: int | None = None) -> str:
    site = f"{client.server.address}/"
    return reference_address(Reference(query, version, digest or by_the_recipe(client, query), rows, site))


@pytest.mark.parametrize("query", [EPCI, TRIPLES])
def test_the_same_query_on_the_same_version_is_said_to_answer_the_same(
    client: Client, rouen: KnowledgeGraph, query: str
) -> None:
    address = cited(client, query, rouen.version).removeprefix(client.server.address)
    told = json.loads(client.get(address).body)
    assert (told["same"], told["kept"], told["asked_version"]) == (True, True, rouen.version)
    assert told["query_sha256"] == text_hash(query)
    page = client.get(address, Accept=CHROME, Accept_Language="fr")
    assert page.kind == "text/html"
    assert "donne la réponse qui est citée" in page.text
    assert rouen.version in page.text


def test_the_page_gives_the_command_that_runs_the_whole_citation(
    client: Client, rouen: KnowledgeGraph, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = client.get(cited(client, EPCI, rouen.version).removeprefix(client.server.address), Accept=CHROME).text
    command = next(line for line in unescape(page).split("<pre>") if line.startswith("territory-graph reproduce"))
    words = shlex.split(command.partition("</pre>")[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERRITORY_GRAPH_STORE", str(tmp_path / "none"))
        assert main(["--lang", "en", *words[1:]]) == 0
    assert "The answer is the one that was cited." in capsys.readouterr().out


def test_another_answer_is_said_to_be_another(client: Client, rouen: KnowledgeGraph) -> None:
    address = cited(client, EPCI, rouen.version, "0" * 64).removeprefix(client.server.address)
    assert json.loads(client.get(address).body)["same"] is False
    assert "gives another answer" in client.get(address, Accept=CHROME, Accept_Language="en").text


def test_of_a_version_that_is_gone_the_current_one_answers(client: Client, rouen: KnowledgeGraph) -> None:
    address = cited(client, EPCI, "0123456789abcdef").removeprefix(client.server.address)
    told = json.loads(client.get(address).body)
    assert (told["same"], told["kept"], told["asked_version"]) == (True, False, rouen.version)
    assert "0123456789abcdef" in told["told"]
    page = client.get(address, Accept=CHROME, Accept_Language="en").text
    assert "not kept; on the one that is served now, the query gives the same answer" in page


def test_a_cut_answer_is_cut_again(client: Client, rouen: KnowledgeGraph) -> None:
    query = f"{PREFIXES}SELECT ?s ?l {{ ?s rdfs:label ?l }} ORDER BY ?s ?l"
    lines = lines_of(client, query, "text/tab-separated-values")
    digest = hashlib.sha256(b"".join(lines[:11])).hexdigest()
    address = cited(client, query, rouen.version, digest, 10).removeprefix(client.server.address)
    assert json.loads(client.get(address).body)["same"] is True


def test_what_answers_otherwise_each_time_is_said_to_prove_nothing(client: Client, rouen: KnowledgeGraph) -> None:
    address = cited(client, "SELECT (RAND() AS ?x) {}", rouen.version, "0" * 64).removeprefix(client.server.address)
    assert "proves nothing" in client.get(address, Accept=CHROME, Accept_Language="en").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "it lacks query, version, sha256"),
        ({"query": "ASK {}"}, "it lacks version, sha256"),
        ({"z": "!", "version": "0" * 16, "sha256": "0" * 64}, ""),
        ({"query": "ASK {", "version": "0" * 16, "sha256": "0" * 64}, "caret"),
        ({"query": "DROP ALL", "version": "0" * 16, "sha256": "0" * 64}, ""),
    ],
)
def test_what_is_no_citation_is_refused_in_a_sentence(client: Client, fields: dict[str, str], words: str) -> None:
    found = client.get(f"/cite?{urlencode(fields)}")
    assert 400 <= found.status < 500
    assert found.kind == "text/plain"
    assert words in found.text or words == "caret"


class TestTheCommand:
    def test_it_reads_a_citation_and_asks_its_server(
        self, client: Client, rouen: KnowledgeGraph, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        address = cited(client, EPCI, rouen.version)
        for given in (address, f"Result of a SPARQL query. {address}.", f"@misc{{x,\n  url = {{{address}}},\n}}"):
            file = tmp_path / "citation.bib"
            file.write_text(given, encoding="utf-8")
            assert self.reproduce(str(file), tmp_path) == 0
            told = capsys.readouterr().out
            assert "The answer is the one that was cited." in told
            assert f"{client.server.address}/sparql" in told

    def reproduce(self, citation: str, folder: Path, *options: str) -> int:
        """Where no store of this machine keeps the version."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TERRITORY_GRAPH_STORE", str(folder / "none"))
            return main(["--lang", "en", "reproduce", citation, *options])

    def test_of_a_version_that_is_gone_the_server_says_so(
        self, client: Client, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        assert self.reproduce(cited(client, EPCI, "0123456789abcdef"), tmp_path) == 1
        told = capsys.readouterr().err
        assert "does not keep the version 0123456789abcdef" in told
        assert "the current one answers the same" in told

    def test_a_store_answers_for_a_server_that_is_gone(
        self,
        client: Client,
        rouen: KnowledgeGraph,
        rouen_store: Path,
        capsys: pytest.CaptureFixture[str],
        tmp_path: Path,
    ) -> None:
        digest = by_the_recipe(client, TRIPLES)
        gone = reference_address(Reference(TRIPLES, rouen.version, digest, None, "http://127.0.0.1:9/"))
        assert self.reproduce(gone, tmp_path) == 1
        assert "http://127.0.0.1:9/sparql does not answer" in capsys.readouterr().err
        assert self.reproduce(gone, tmp_path, "--store", str(rouen_store)) == 0
        other = gone.replace(digest, "0" * 64)
        assert self.reproduce(other, tmp_path, "--store", str(rouen_store)) == 1
        assert "is not the one that was cited" in capsys.readouterr().err

    @pytest.mark.parametrize("citation", ["", "no address", "https://example.org/?query=ASK%20%7B%7D"])
    def test_what_is_no_citation_is_told(
        self, citation: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        assert self.reproduce(citation, tmp_path) == 1
        assert "cannot be run again: it lacks" in capsys.readouterr().err

    @pytest.mark.parametrize(("folder", "reason"), [("elsewhere", "404"), ("ontology", "405")])
    def test_a_server_of_something_else_is_told(
        self,
        folder: str,
        reason: str,
        client: Client,
        rouen: KnowledgeGraph,
        capsys: pytest.CaptureFixture[str],
        tmp_path: Path,
    ) -> None:
        site = f"{client.server.address}/{folder}/"
        assert self.reproduce(reference_address(Reference(EPCI, rouen.version, "0" * 64, None, site)), tmp_path) == 1
        assert f"does not answer: it answered with {reason}" in capsys.readouterr().err


def test_the_recipe_of_the_documentation_gives_the_hash(client: Client, rouen: KnowledgeGraph, tmp_path: Path) -> None:
    """The shell lines of docs/citing.md, with the address of this server."""
    page = (Path(__file__).parents[2] / "docs" / "citing.md").read_text(encoding="utf-8")
    recipe = page.partition("<!-- recipe -->\n```sh\n")[2].partition("```")[0]
    assert "sha256sum" in recipe
    (tmp_path / "query.rq").write_text(EPCI, encoding="utf-8")
    script = recipe.replace("http://127.0.0.1:8501", client.server.address).replace("VERSION", rouen.version)
    done = subprocess.run(["bash", "-ec", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert by_the_recipe(client, EPCI) in done.stdout
